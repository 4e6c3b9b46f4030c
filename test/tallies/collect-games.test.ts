import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { MatchRecord, MatchVerdict } from "../../src/matches/match.ts";
import type { Launch } from "../../src/results/manifest.ts";
import type { MatchesRecord } from "../../src/results/matches/matches-folder.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { collectPairs, coverageOf, gamesOf } from "../../src/tallies/collect-games.ts";
import { tallyPair } from "../../src/tallies/tally-pair.ts";

type Said = MatchVerdict | "no-rating" | "conflicting" | "request-failed" | null;

/** One turn of one question: the verdicts with `kin` shown first and with `gin` shown first, and whose answer failed. */
interface Told {
  readonly ahead?: Said;
  readonly behind?: Said;
  readonly failed?: readonly ("kin" | "gin")[];
}

const call = null;
const sides = { kin: "kin", gin: "gin" } as const;
const hashOf = (question: number) => `hash ${question}`;
const keyOf = (candidate: string, question: number, turn: number) => `${candidate} ${question} ${turn}`;

/** `mark` makes other answers of them. */
function answersOf(candidate: "kin" | "gin", told: readonly (readonly Told[])[], mark: string): RunRecord {
  const answers = new Map<string, AnswerRecord>();
  for (const [question, turns] of told.entries()) {
    for (const [turn, { failed = [] }] of turns.entries()) {
      const key = `${keyOf(candidate, question, turn + 1)}${mark}`;
      const place = { questionId: String(question), questionHash: hashOf(question), category: "writing" };
      answers.set(key, {
        key,
        rules: "r",
        ...place,
        turn: turn + 1,
        trial: 1,
        outcome: failed.includes(candidate)
          ? { status: "failed", reason: "empty", message: null, reasoning: null }
          : { status: "answered", text: `${key}!`, reasoning: null, truncated: false },
        sent: null,
        call,
        measures: null,
      });
    }
  }
  return { path: candidate, manifest: Object(null), launches: [], answers, judgments: new Map(), damaged: [] };
}

function matchOf(said: Exclude<Said, null>, question: number, turn: number, isAhead: boolean): MatchRecord {
  const [first, second] = isAhead ? [sides.kin, sides.gin] : [sides.gin, sides.kin];
  const side = (candidate: string) => ({ candidate, answerKey: keyOf(candidate, question, turn), flags: [] });
  const isUnrated = said === "no-rating" || said === "conflicting" || said === "request-failed";
  return {
    key: `${question} ${turn} ${isAhead}`,
    procedure: "p",
    judge: "j",
    ...{ questionId: String(question), questionHash: hashOf(question), category: "writing", turn, trial: 1, repeat: 1 },
    first: side(first),
    second: side(second),
    prompt: "pair-v2",
    outcome: isUnrated
      ? { status: "unrated", reason: said, text: "" }
      : { status: "rated", verdict: said, method: "m", text: "" },
    asked: 1,
    sent: null,
    call,
  };
}

function launchOf(told: readonly (readonly Told[])[], pairs: [string, string][]): Launch {
  return {
    ...{ startedAt: "2026-01-01T00:00:00.000Z", tool: { version: "1" }, rules: "r", rulesFields: {} },
    procedure: {
      ...{ hash: "p", judge: "j", kind: "matches", judges: [{ model: "m", share: 1 }] },
      ...{ scale: { min: -1, max: 1 }, fields: {} },
    },
    questionSet: { id: "s", title: "s", language: "ja", categories: ["writing"], size: told.length },
    questions: told.map((turns, question) => ({
      ...{ id: String(question), hash: hashOf(question), category: "writing" },
      turns: turns.map((_, turn) => turn + 1),
    })),
    ...{ trials: 1, repeats: 1, server: {}, judgeServer: null, deviations: [] },
    matches: { candidates: [], pairs },
  };
}

function looks(told: readonly (readonly Told[])[], mark = "") {
  const matches = told.flatMap((turns, question) =>
    turns.flatMap(({ ahead = null, behind = null }, turn) => [
      ...(ahead === null ? [] : [matchOf(ahead, question, turn + 1, true)]),
      ...(behind === null ? [] : [matchOf(behind, question, turn + 1, false)]),
    ]),
  );
  const launch = launchOf(told, [["kin", "gin"]]);
  const place: MatchesRecord = {
    path: "",
    launches: [launch],
    matches: new Map(matches.map((match) => [match.key, match])),
    damaged: [],
  };
  const candidate = (name: "kin" | "gin") => ({ candidate: name, rules: "r", record: answersOf(name, told, mark) });
  const [looks] = collectPairs(place, "p", [[candidate("kin"), candidate("gin")]]);
  if (looks === undefined) throw new Error("one pair");
  return looks;
}

describe("the turns of a pair", () => {
  it("count in both orders or in neither, and an unread verdict is no tie", () => {
    const { turns } = looks([
      [
        { ahead: "first", behind: "second" },
        { ahead: "first", behind: "no-rating" },
      ],
      [{ ahead: "conflicting", behind: "second" }],
      [{ ahead: "tie", behind: "first-much" }],
      [{ ahead: "first", behind: "request-failed" }],
    ]);
    expect(coverageOf(turns)).toEqual({
      planned: 5,
      complete: 2,
      unrated: { "no-rating": 1, conflicting: 1 },
      questionsLeftOut: 2,
      failed: { one: 0, other: 0, both: 0 },
      due: 1,
    });
    expect(gamesOf(turns).map(({ question, first, outcome }) => [question, first, outcome])).toEqual([
      ["hash 0", "kin", 1],
      ["hash 0", "gin", -1],
      ["hash 2", "kin", 0],
      ["hash 2", "gin", 1],
    ]);
    const tally = tallyPair({ one: "kin", other: "gin", categories: ["writing"], turns }, { seed: "s" });
    // Question 0 is won, question 2 half lost: a tie and a loss.
    expect(tally.netWins.netWins.mean).toBe(0.25);
    expect(tally.withFailures).toBe(tally.netWins);
  });

  it("lose by a failed answer in the reading with failures alone, whichever was to be shown first", () => {
    const won = { ahead: "first", behind: "second" } as const;
    const { turns } = looks([[won], [{ failed: ["kin"] }], [{ failed: ["kin", "gin"] }], [{ failed: ["gin"] }]]);
    const { netWins, withFailures, coverage } = tallyPair(
      { one: "kin", other: "gin", categories: ["writing"], turns },
      { seed: "s" },
    );
    expect(coverage).toMatchObject({ complete: 1, failed: { one: 1, other: 1, both: 1 }, due: 0, unrated: {} });
    expect([netWins.netWins.mean, netWins.netWins.clusters]).toEqual([1, 1]);
    expect(withFailures.questions.map(({ value }) => value)).toEqual([1, -1, 0, 1]);
  });

  it("are shown from the other side with the sign turned", () => {
    const { turns } = looks([[{ ahead: "first", behind: "second-much" }], [{ ahead: "second", behind: "tie" }]]);
    const [one, other] = [
      tallyPair({ one: "kin", other: "gin", categories: ["writing"], turns }, { seed: "s" }),
      tallyPair({ one: "gin", other: "kin", categories: ["writing"], turns }, { seed: "s" }),
    ];
    expect(one.netWins.netWins.mean).toBe(0.25);
    expect(other.netWins.netWins.mean).toBe(-0.25);
  });

  it("take no record of an answer that was replaced since", () => {
    const told = [[{ ahead: "first", behind: "second" }]] as const;
    expect(looks(told).turns[0]?.ahead.status).toBe("rated");
    const [stale] = looks(told, " again").turns;
    expect([stale?.ahead.status, stale?.behind.status]).toEqual(["due", "due"]);
  });
});

describe("the pairs of one place", () => {
  it("have their own verdicts each, in their own orders, and those of no other pair", () => {
    const shown = (first: string, second: string, said: MatchVerdict): MatchRecord => {
      const match = matchOf(said, 0, 1, true);
      const side = (candidate: string) => ({ candidate, answerKey: keyOf(candidate, 0, 1), flags: [] });
      return { ...match, key: `${first} ${second}`, first: side(first), second: side(second) };
    };
    const matches = [
      shown("kin", "gin", "first"),
      shown("gin", "kin", "tie"),
      shown("gin", "dou", "second"),
      shown("dou", "gin", "first"),
      shown("dou", "kin", "tie"),
      { ...shown("kin", "dou", "second"), procedure: "another" },
    ];
    const pairs: [string, string][] = [
      ["kin", "gin"],
      ["gin", "dou"],
      ["kin", "dou"],
    ];
    const place: MatchesRecord = {
      path: "",
      launches: [launchOf([[{}]], pairs)],
      matches: new Map(matches.map((match) => [match.key, match])),
      damaged: [],
    };
    const candidate = (name: string) => ({ candidate: name, rules: "r", record: null });
    const found = collectPairs(
      place,
      "p",
      pairs.map(([one, other]) => [candidate(one), candidate(other)]),
    );
    const told = found.map(({ one, other, turns }) => [
      ...[one, other],
      ...turns.flatMap(({ ahead, behind }) =>
        [ahead, behind].map((look) => (look.status === "rated" ? look.value : look.status)),
      ),
    ]);
    expect(told).toEqual([
      ["kin", "gin", 1, 0],
      ["gin", "dou", -1, 1],
      ["kin", "dou", "due", 0],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { exportMatches, voteOf } from "../../../src/exchange/matches/export-matches.ts";
import { importMatches, type KnownCandidates } from "../../../src/exchange/matches/import-matches.ts";
import { pairRow, parsePairRows, type RecordedPair } from "../../../src/exchange/matches/pair-rows.ts";
import { parseVotes, voteRow } from "../../../src/exchange/matches/votes.ts";
import { hashOf, keyOf } from "../../../src/files/canonical-json.ts";
import { toolVersion } from "../../../src/files/tool-version.ts";
import type { MatchRecord } from "../../../src/matches/match.ts";
import { matchRecordSchema } from "../../../src/matches/match.ts";
import type { QuestionSet } from "../../../src/questions/question.ts";
import { answersHash } from "../../../src/results/answers-hash.ts";
import type { RunRecord } from "../../../src/results/run-record.ts";
import type { Look, LookedTurn } from "../../../src/tallies/collect-games.ts";
import type { MatchPool } from "../../../src/tallies/load-pool.ts";
import { aLaunch, aMatch, anAnswer } from "../../results/made-folder.ts";
import { makeQuestion } from "../../support/make.ts";

const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

const fastChatRow = {
  question_id: 81,
  model_1: "ume",
  model_2: "take",
  g1_winner: "model_1",
  g2_winner: "tie",
  judge: ["gpt-4", "pair-v2"],
  g1_user_prompt: "prompt one",
  g1_judgment: "[[A]]",
  g2_user_prompt: "prompt two",
  g2_judgment: "[[C]]",
  turn: 2,
  tstamp: 1_700_000_000.5,
};

describe("pairwise rows", () => {
  it("are read in FastChat's form", () => {
    expect(parsePairRows(lines(fastChatRow), "gpt-4_pair.jsonl")).toEqual({
      problems: [],
      rows: [
        {
          place: "gpt-4_pair.jsonl:1",
          questionId: "81",
          turn: 2,
          one: "ume",
          other: "take",
          judgeModel: "gpt-4",
          promptName: "pair-v2",
          looks: [
            { text: "[[A]]", userPrompt: "prompt one", winner: "model_1" },
            { text: "[[C]]", userPrompt: "prompt two", winner: "tie" },
          ],
          asked: null,
          tstamp: 1_700_000_000.5,
        },
      ],
    });
  });

  it("are read in the flat form, and with nothing but what they need", () => {
    const flat = { question_id: 3, model_1: "a", model_2: "b", g1_winner: "model_2", g2_winner: "error" };
    const more = { judge_model: "gpt-4", judge_prompt: "pair-math", question: "何ですか。", g1_judgment: null };
    const { rows, problems } = parsePairRows(
      lines(
        { ...flat, ...more },
        { ...flat, judge_model: "gpt-4" },
        { ...flat, judge: ["o", "p", 7], judge_model: "x" },
      ),
      "p.jsonl",
    );
    expect(problems).toEqual([]);
    const [first, second, third] = rows;
    expect(first).toEqual({
      ...{ place: "p.jsonl:1", questionId: "3", turn: 1, one: "a", other: "b", judgeModel: "gpt-4" },
      promptName: "pair-math",
      looks: [
        { text: null, userPrompt: null, winner: "model_2" },
        { text: null, userPrompt: null, winner: "error" },
      ],
      asked: "何ですか。",
      tstamp: null,
    });
    expect([second?.promptName, third?.judgeModel, third?.promptName]).toEqual(["unknown", "o", "p"]);
  });

  it("are refused where they are no match, each with its reason, and the others are read", () => {
    const { rows, problems } = parsePairRows(
      lines(
        { ...fastChatRow, m1_score: 3 },
        { ...fastChatRow, model_2: "ume" },
        { ...fastChatRow, judge: undefined },
        fastChatRow,
      ),
      "p.jsonl",
    );
    expect(problems).toEqual([
      "p.jsonl:1: made of two single ratings, which is no match",
      "p.jsonl:2: ume against itself",
      "p.jsonl:3: judge: expected a model and a prompt's name, got nothing",
    ]);
    expect(rows.map(({ place }) => place)).toEqual(["p.jsonl:4"]);
  });

  it.each([
    { turn: 0 },
    { turn: 1.5 },
    { model_1: "" },
    { model_2: "" },
    { g1_winner: "ume" },
    { g2_winner: undefined },
    { judge: ["", "p"] },
    { judge: ["g", ""] },
    { judge: ["g"] },
    { judge: undefined, judge_model: "" },
    { judge: undefined, judge_model: "g", judge_prompt: "" },
  ])("are none with %j", (change) => {
    const { rows, problems } = parsePairRows(lines({ ...fastChatRow, ...change }), "p.jsonl");
    expect([rows, problems.length]).toEqual([[], 1]);
  });

  it("are written as FastChat writes them; ids that are numbers as numbers", () => {
    const pair = {
      questionId: "81",
      turn: 2,
      one: "ume",
      other: "take",
      judge: ["gpt-4", "pair-v2"] as const,
      looks: [
        { text: "[[A]]", winner: "model_1" as const },
        { text: null, winner: "error" as const },
      ] as const,
      tstamp: 5,
    };
    expect(pairRow(pair)).toEqual({
      ...{ question_id: 81, model_1: "ume", model_2: "take", g1_winner: "model_1", g2_winner: "error" },
      ...{ judge: ["gpt-4", "pair-v2"], g1_user_prompt: "", g1_judgment: "[[A]]", g2_user_prompt: "", g2_judgment: "" },
      ...{ turn: 2, tstamp: 5 },
    });
    const ids = ["123456789012345", "1234567890123456", "81a", "a81", ""];
    const vote = { questionId: "81a", turn: 1, a: "a", b: "b", winner: "tie", voter: "v", isPerson: true } as const;
    expect(voteRow(vote, "")).toMatchObject({ question_id: "81a" });
    expect(ids.map((questionId) => pairRow({ ...pair, questionId }))).toMatchObject([
      { question_id: 123_456_789_012_345 },
      ...ids.slice(1).map((question_id) => ({ question_id })),
    ]);
  });
});

describe("votes", () => {
  const vote = { question_id: 81, model_a: "ume", model_b: "take", winner: "model_a", judge: "expert_1", turn: 1 };

  it("are people's by a name, a judge model's by a list", () => {
    const text = JSON.stringify([vote, { ...vote, winner: "tie (inconsistent)", judge: ["gpt-4", "pair-v2"] }]);
    expect(parseVotes(`\uFEFF${text}`, "v.json")).toEqual([
      { questionId: "81", turn: 1, a: "ume", b: "take", winner: "model_a", voter: "expert_1", isPerson: true },
      { questionId: "81", turn: 1, a: "ume", b: "take", winner: "tie (inconsistent)", voter: "gpt-4", isPerson: false },
    ]);
  });

  it.each([
    ["no JSON", "{", "v.json is no file of votes: not JSON"],
    ["no list", "{}", "v.json is no file of votes"],
    [
      "a model against itself",
      JSON.stringify([vote, { ...vote, model_b: "ume" }]),
      "v.json: vote 2 is on a model against itself",
    ],
    [
      "a first model against itself",
      JSON.stringify([{ ...vote, model_b: "ume" }]),
      "v.json: vote 1 is on a model against itself",
    ],
  ])("are not %s", (_, text, message) => {
    expect(() => parseVotes(text, "v.json")).toThrow(expect.objectContaining({ message }));
  });

  it.each([
    { turn: 0 },
    { turn: 0.5 },
    { winner: "ume" },
    { model_a: "" },
    { model_b: "" },
    { judge: "" },
    { judge: [] },
    { question_id: null },
  ])("are none with %j", (change) => {
    expect(() => parseVotes(JSON.stringify([{ ...vote, ...change }]), "v.json")).toThrow("v.json is no file of votes");
  });

  it("name twenty problems at most", () => {
    const wrong = Array.from({ length: 30 }, () => ({ ...vote, turn: 0 }));
    const problems = (() => {
      try {
        parseVotes(JSON.stringify(wrong), "v.json");
        return [];
      } catch (error) {
        return error instanceof Error && "problems" in error ? (error.problems as readonly string[]) : [];
      }
    })();
    expect(problems).toHaveLength(20);
    expect(problems[3]).toMatch(/^v\.json: \[3\]\.turn: /u);
  });

  it("are written as they are read", () => {
    const votes = parseVotes(JSON.stringify([vote]), "v.json");
    expect(votes.map((one) => voteRow(one, "unused"))).toEqual([vote]);
    const own = { ...votes[0], questionId: "q-1", isPerson: false, voter: "gpt-4" } as (typeof votes)[number];
    expect(voteRow(own, "pair-v2")).toEqual({ ...vote, question_id: "q-1", judge: ["gpt-4", "pair-v2"] });
  });
});

const rated = (verdict: "first" | "tie" | "second", changes: Partial<MatchRecord> = {}): Look => ({
  status: "rated",
  value: ({ first: 1, tie: 0, second: -1 } as const)[verdict],
  record: aMatch("m", { outcome: { status: "rated", verdict, method: "test", text: `says ${verdict}` }, ...changes }),
});
const unrated: Look = {
  status: "unrated",
  reason: "no-rating",
  record: aMatch("u", { prompt: "pair-math", outcome: { status: "unrated", reason: "no-rating", text: null } }),
};
const due: Look = { status: "due" };

const lookedTurn = (ahead: Look, behind: Look, changes: Partial<LookedTurn> = {}): LookedTurn => ({
  ...{
    questionId: "7",
    questionHash: "h",
    category: "writing",
    turn: 1,
    trial: 1,
    repeat: 1,
    one: "ume",
    other: "take",
  },
  ...{ answers: { one: null, other: null }, failed: null, ahead, behind },
  ...changes,
});

describe("a vote of two looks", () => {
  it.each([
    ["first", "second", "model_a"],
    ["second", "first", "model_b"],
    ["tie", "tie", "tie"],
    ["first", "first", "tie (inconsistent)"],
    ["second", "second", "tie (inconsistent)"],
    ["first", "tie", "tie (inconsistent)"],
    ["tie", "first", "tie (inconsistent)"],
  ] as const)("of which one says %s and the other %s is %s", (ahead, behind, winner) => {
    expect(voteOf(lookedTurn(rated(ahead), rated(behind), { turn: 2 }), "gpt-4")).toEqual({
      ...{ questionId: "7", turn: 2, a: "ume", b: "take", winner, voter: "gpt-4", isPerson: false },
    });
  });

  it("is none where one of them has no verdict", () => {
    expect([voteOf(lookedTurn(rated("first"), unrated), "g"), voteOf(lookedTurn(due, rated("first")), "g")]).toEqual([
      null,
      null,
    ]);
  });
});

describe("exported matches", () => {
  const poolOf = (...turns: LookedTurn[]): MatchPool => ({
    place: { path: "x", matches: new Map(), launches: [], damaged: [] } as unknown as MatchPool["place"],
    procedure: {
      ...{ hash: "p", judge: "lab", kind: "matches", scale: { min: -1, max: 1 }, fields: {} },
      judges: [{ model: "gpt-4", share: 1 }],
    },
    questionSet: aLaunch().questionSet,
    candidates: [],
    pairs: [{ one: "ume", other: "take", categories: [], turns }],
  });

  it("name sides, not orders, and the time of the first look", () => {
    const { rows, votes } = exportMatches(
      poolOf(lookedTurn(rated("first"), rated("first")), lookedTurn(rated("second"), rated("second"), { turn: 2 })),
    );
    expect(rows).toMatchObject([
      {
        ...{ question_id: 7, model_1: "ume", model_2: "take", g1_winner: "model_1", g2_winner: "model_2", turn: 1 },
        ...{ judge: ["gpt-4", "pair-v2"], g1_judgment: "says first", g2_judgment: "says first" },
        tstamp: Date.UTC(2026, 3, 3, 11) / 1000,
      },
      { g1_winner: "model_2", g2_winner: "model_1", turn: 2 },
    ]);
    expect(votes).toMatchObject([
      { winner: "tie (inconsistent)", judge: ["gpt-4", "pair-v2"] },
      { winner: "tie (inconsistent)", turn: 2 },
    ]);
  });

  it("say ties and errors, and have no vote where there is no verdict", () => {
    const { rows, votes } = exportMatches(
      poolOf(
        lookedTurn(rated("tie"), unrated),
        lookedTurn(unrated, rated("tie")),
        lookedTurn(rated("tie", { call: null }), rated("tie")),
      ),
    );
    expect(rows).toMatchObject([
      { g1_winner: "tie", g2_winner: "error", g2_judgment: "", judge: ["gpt-4", "pair-v2"] },
      { g1_winner: "error", g2_winner: "tie", g1_judgment: "", judge: ["gpt-4", "pair-math"] },
      { tstamp: 0 },
    ]);
    expect(votes).toMatchObject([{ winner: "tie" }]);
  });

  it("leave out what is not there in both orders, and all trials and looks but the first", () => {
    const both = [rated("first"), rated("second")] as const;
    const { rows, votes } = exportMatches(
      poolOf(
        lookedTurn(due, rated("first")),
        lookedTurn(rated("first"), due),
        lookedTurn(...both, { trial: 2 }),
        lookedTurn(...both, { repeat: 2 }),
      ),
    );
    expect([rows, votes]).toEqual([[], []]);
  });
});

const questions = [
  makeQuestion({ id: "1", category: "writing", turns: ["春", "秋"] }),
  makeQuestion({ id: "2", category: "math", turns: ["夏"] }),
];
const set = {
  ...{ id: "small", title: "小さな", language: "ja", categories: ["writing", "math"], size: 2, hash: "s", questions },
  ...{ references: [], temperatures: {} },
} as unknown as QuestionSet;

const row = (changes: Partial<RecordedPair> = {}): RecordedPair => ({
  ...{ place: "p.jsonl:1", questionId: "1", turn: 1, one: "ume", other: "take", judgeModel: "gpt-4" },
  promptName: "pair-v2",
  looks: [
    { text: "理由。[[A]]", userPrompt: null, winner: "model_1" },
    { text: "理由。[[B]]", userPrompt: null, winner: "model_1" },
  ],
  asked: null,
  tstamp: null,
  ...changes,
});
const nobody: KnownCandidates = new Map();
const now = Date.parse("2026-05-06T07:08:09.000Z");
const fields = {
  ...{ kind: "matches", judgeModel: "gpt-4", orders: "both", steps: 3, extraction: "fastchat-pair" },
  ...{ prompts: ["pair-v2"], origin: "import" },
};

describe("imported matches", () => {
  it("are a record for each order, under a procedure that only imports have", () => {
    const { judge, matches, report } = importMatches([row()], set, nobody, now);
    const [question] = questions;
    const keyFor = (model: string) => keyOf("unrecorded answer", model, question?.hash ?? "", 1);
    const side = (candidate: string) => ({ candidate, answerKey: keyFor(candidate), flags: [] });
    const procedure = hashOf(fields);
    const common = {
      ...{ procedure, judge: "gpt-4_pair", questionId: "1", questionHash: question?.hash, category: "writing" },
      ...{ turn: 1, trial: 1, repeat: 1, prompt: "pair-v2", asked: 0, sent: null, call: null },
    };
    const key = (first: string, second: string) =>
      keyOf("imported match", procedure, question?.hash ?? "", 1, first, keyFor(first), second, keyFor(second));
    expect(judge).toBe("gpt-4_pair");
    expect(matches).toEqual([
      {
        ...{ ...common, key: key("ume", "take"), first: side("ume"), second: side("take") },
        outcome: { status: "rated", verdict: "first", method: "fastchat-pair", text: "理由。[[A]]" },
      },
      {
        ...{ ...common, key: key("take", "ume"), first: side("take"), second: side("ume") },
        outcome: { status: "rated", verdict: "second", method: "fastchat-pair", text: "理由。[[B]]" },
      },
    ]);
    for (const match of matches) expect(matchRecordSchema.parse(match)).toEqual(match);
    expect(report).toEqual({ rows: 1, replaced: 0, readOtherwise: 0, unrated: 0 });
  });

  it("are told by one launch, with the pairs, the turns and the times of the rows", () => {
    const rows = [
      row({ turn: 2, tstamp: 60 }),
      row({ one: "matsu", other: "ume", questionId: "2", promptName: "pair-math", tstamp: 120 }),
      row({ tstamp: 90 }),
    ];
    const { launch } = importMatches(rows, set, nobody, now);
    const all = { ...fields, prompts: ["pair-math", "pair-v2"] };
    expect(launch).toEqual({
      startedAt: "2026-05-06T07:08:09.000Z",
      tool: { version: toolVersion() },
      rules: "unknown",
      rulesFields: {},
      procedure: {
        ...{ hash: hashOf(all), judge: "gpt-4_pair", kind: "matches", judges: [{ model: "gpt-4", share: 1 }] },
        ...{ scale: { min: -1, max: 1 }, fields: all },
      },
      questionSet: { id: "small", title: "小さな", language: "ja", categories: ["writing", "math"], size: 2 },
      questions: [
        { id: "1", hash: questions[0]?.hash, category: "writing", turns: [1, 2] },
        { id: "2", hash: questions[1]?.hash, category: "math", turns: [1] },
      ],
      ...{ trials: 1, repeats: 1, server: {}, judgeServer: null, deviations: [] },
      recorded: { from: "1970-01-01T00:01:00.000Z", to: "1970-01-01T00:02:00.000Z" },
      matches: {
        candidates: ["matsu", "take", "ume"].map((candidate) => ({
          ...{ candidate, folder: "", rules: "unknown", rulesFields: {}, answersHash: answersHash([]) },
        })),
        pairs: [
          ["ume", "take"],
          ["matsu", "ume"],
        ],
      },
    });
    expect(importMatches([row()], set, nobody, now).launch).not.toHaveProperty("recorded");
  });

  it("count the last row of a turn of a pair, whichever side is named first", () => {
    const tie = { text: "[[C]]", userPrompt: null, winner: "tie" } as const;
    const again = row({ one: "take", other: "ume", looks: [tie, tie] });
    const { matches, report, launch } = importMatches(
      [row(), row({ turn: 2 }), row({ other: "matsu" }), again],
      set,
      nobody,
      now,
    );
    expect(report).toEqual({ rows: 4, replaced: 1, readOtherwise: 0, unrated: 0 });
    expect(matches.map(({ turn, outcome }) => [turn, outcome.status === "rated" && outcome.verdict])).toEqual([
      [1, "tie"],
      [1, "tie"],
      [2, "first"],
      [2, "second"],
      [1, "first"],
      [1, "second"],
    ]);
    expect(launch.matches?.pairs).toHaveLength(2);
  });

  it("go by the judge's words where there are any, by the row where there are none", () => {
    const look = (text: string | null, winner: "model_1" | "model_2" | "tie" | "error") => ({
      ...{ text, userPrompt: null, winner },
    });
    const outcomes = (...looks: RecordedPair["looks"]) => {
      const { matches, report } = importMatches([row({ looks })], set, nobody, now);
      return { outcomes: matches.map(({ outcome }) => outcome), report };
    };
    const spoken = outcomes(look("[[C]]", "model_2"), look("何とも", "tie"));
    expect(spoken.outcomes).toEqual([
      { status: "rated", verdict: "tie", method: "fastchat-pair", text: "[[C]]" },
      { status: "unrated", reason: "no-rating", text: "何とも" },
    ]);
    expect(spoken.report).toMatchObject({ readOtherwise: 1, unrated: 1 });
    const own = outcomes(look("甲。\n最終判定：【A】", "model_1"), look("乙。\n判定: [[B>>A]]", "model_1"));
    expect(own.outcomes).toMatchObject([
      { status: "rated", verdict: "first", method: "mtbench-pair:last-line" },
      { status: "rated", verdict: "second-much", method: "mtbench-pair:last-line" },
    ]);
    expect(own.report).toMatchObject({ readOtherwise: 0, unrated: 0 });
    // By a rule that is not the file's own, words alone are not enough.
    expect(outcomes(look("最終判定：【A】", "model_2"), look("最終判定：【A】", "error")).report).toMatchObject({
      unrated: 2,
    });
    const silent = outcomes(look(null, "model_2"), look(" \n", "model_2"));
    expect(silent.outcomes).toEqual([
      { status: "rated", verdict: "second", method: "recorded", text: "" },
      { status: "rated", verdict: "first", method: "recorded", text: "" },
    ]);
    expect(silent.report).toMatchObject({ readOtherwise: 0, unrated: 0 });
    const failed = outcomes(look("$ERROR$", "model_1"), look(null, "error"));
    expect(failed.outcomes).toEqual([
      { status: "unrated", reason: "request-failed", text: "$ERROR$" },
      { status: "unrated", reason: "no-rating", text: null },
    ]);
    expect(failed.report).toMatchObject({ readOtherwise: 0, unrated: 2 });
    expect(outcomes(look("", "tie"), look("", "model_1")).outcomes).toMatchObject([
      { verdict: "tie", method: "recorded" },
      { verdict: "second", method: "recorded" },
    ]);
  });

  it("name the answers of candidates that are here, of the same turn and the first trial", () => {
    const at = (key: string, changes: Parameters<typeof anAnswer>[1]) =>
      [key, anAnswer(key, { questionHash: questions[0]?.hash ?? "", turn: 1, trial: 1, ...changes })] as const;
    const answers = new Map([
      at("another question", { questionHash: questions[1]?.hash ?? "" }),
      at("second turn", { turn: 2 }),
      at("second trial", { trial: 2 }),
      at("the one", {}),
    ]);
    const record = {
      answers,
      launches: ["old", "older", "r7"].map((rules) => aLaunch({ rules })),
    } as unknown as RunRecord;
    const known: KnownCandidates = new Map([["ume", { folder: "../ume+import", record }]]);
    const { matches, launch } = importMatches([row()], set, known, now);
    expect(matches.map(({ first, second }) => [first.candidate, second.candidate])).toEqual([
      ["ume+import", "take"],
      ["take", "ume+import"],
    ]);
    expect([matches[0]?.first.answerKey, matches[1]?.second.answerKey]).toEqual(["the one", "the one"]);
    expect(launch.matches).toEqual({
      candidates: [
        { candidate: "take", folder: "", rules: "unknown", rulesFields: {}, answersHash: answersHash([]) },
        {
          ...{ candidate: "ume+import", folder: "../ume+import", rules: "r7", rulesFields: {} },
          answersHash: answersHash(answers.values()),
        },
      ],
      pairs: [["ume+import", "take"]],
    });
    const unlaunched: KnownCandidates = new Map([
      ["ume", { folder: "f", record: { answers: new Map(), launches: [] } as unknown as RunRecord }],
    ]);
    const other = importMatches([row()], set, unlaunched, now);
    expect(other.launch.matches?.candidates[1]?.rules).toBe("unknown");
    expect(other.matches[0]?.first.answerKey).toBe(keyOf("unrecorded answer", "ume", questions[0]?.hash ?? "", 1));
  });

  it("are of the set's questions", () => {
    expect(() => importMatches([row({ questionId: "9" })], set, nobody, now)).toThrow("p.jsonl:1: no question 9");
    expect(importMatches([], set, nobody, now).matches).toEqual([]);
  });
});

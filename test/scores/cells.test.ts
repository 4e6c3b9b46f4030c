import { describe, expect, it } from "vitest";
import type { AnswerOutcome } from "../../src/answers/answer.ts";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { JudgmentOutcome } from "../../src/judgments/judgment.ts";
import { type Launch, manifestFor } from "../../src/results/manifest.ts";
import type { RunRecord } from "../../src/results/results-folder.ts";
import { collectCells } from "../../src/scores/cells.ts";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { makeCandidate } from "../support/make.ts";

const procedure = "p".repeat(64);
const rules = "r".repeat(64);

interface Turn {
  readonly answer: AnswerOutcome;
  readonly judgment?: JudgmentOutcome;
}

const rated = (rating: number): Turn => ({
  answer: { status: "answered", text: "古池や", reasoning: null, truncated: false },
  judgment: { status: "rated", rating, method: "test", text: `[[${rating}]]` },
});
const failed = (reason: "empty" | "skipped" | "request-failed"): Turn => ({
  answer: { status: "failed", reason, message: null, reasoning: null },
});

/** A folder whose launches planned some questions each; one answer and judgment a turn. */
function recordOf(
  id: string,
  questions: readonly (readonly Turn[])[],
  launches: readonly (readonly number[])[],
): RunRecord {
  const planned = questions.map((turns, index) => ({
    id: String(index + 1),
    hash: hashOf(`question ${index + 1}`),
    category: index % 2 === 0 ? "writing" : "math",
    turns: turns.map((_, turn) => turn + 1),
  }));
  const answers: [string, RunRecord["answers"] extends ReadonlyMap<string, infer A> ? A : never][] = [];
  const judgments: [string, RunRecord["judgments"] extends ReadonlyMap<string, infer J> ? J : never][] = [];
  for (const [index, turns] of questions.entries()) {
    const question = planned[index];
    if (question === undefined) continue;
    for (const [at, { answer, judgment }] of turns.entries()) {
      const key = `${id} ${question.id} ${at + 1}`;
      const place = { questionId: question.id, questionHash: question.hash, category: question.category, turn: at + 1 };
      answers.push([key, { key, rules, ...place, trial: 1, outcome: answer, sent: null, call: null, measures: null }]);
      if (judgment === undefined) continue;
      const more = { judge: "j", trial: 1, repeat: 1, answerKey: key, prompt: "single-v1", flags: [], asked: 1 };
      judgments.push([key, { key, procedure, ...place, ...more, outcome: judgment, sent: null, call: null }]);
    }
  }
  const launch = (which: readonly number[]): Launch => ({
    startedAt: "2026-04-03T00:00:00.000Z",
    tool: { version: "9.9.9" },
    rules,
    rulesFields: {},
    procedure: {
      hash: procedure,
      judge: "j",
      judgeModel: "m",
      scale: { min: 1, max: 10 },
      fields: { judgeModel: "m" },
    },
    questionSet: {
      id: "haiku",
      title: "俳句",
      language: "ja",
      categories: ["writing", "math"],
      size: questions.length,
    },
    questions: planned.filter((_, index) => which.includes(index + 1)),
    trials: 1,
    repeats: 1,
    server: {},
    judgeServer: null,
    deviations: [],
  });
  const set = { id: "haiku", language: "ja" };
  const candidate = makeCandidate({ id });
  return {
    path: id,
    manifest: manifestFor({ version: "9.9.9", createdAt: "2026-04-03T00:00:00.000Z", set, candidate, seed: 0 }),
    launches: launches.map(launch),
    answers: new Map(answers),
    judgments: new Map(judgments),
    damaged: [],
  };
}

describe("collectCells", () => {
  it("adds up the launches of a procedure: a part first, the whole set later", () => {
    const questions = [
      [rated(8), rated(6)],
      [rated(4), rated(2)],
    ];
    const part = collectCells(recordOf("a", questions, [[1]]), procedure);
    expect(part.cells.map((cell) => cell.ratings)).toEqual([[8], [6]]);
    const whole = collectCells(recordOf("a", questions, [[1], [1, 2]]), procedure);
    expect(whole.cells.map((cell) => cell.ratings)).toEqual([[8], [6], [4], [2]]);
    expect(collectCells(recordOf("a", questions, [[1]]), "another procedure").cells).toEqual([]);
  });

  it("tells what the candidate failed from what is due", () => {
    const questions = [
      [failed("empty"), failed("skipped")],
      [failed("request-failed"), failed("skipped")],
    ];
    const { cells } = collectCells(recordOf("a", questions, [[1, 2]]), procedure);
    expect(cells.map(({ failed: own, due, unrated }) => [own, due, unrated["no-answer"] ?? 0])).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, 0],
    ]);
  });
});

describe("breaking must not pay", () => {
  // Ten questions; the second candidate answers like the first but fails the two that everybody finds hard.
  const ratings = [9, 8, 9, 8, 9, 8, 9, 8, 2, 1];
  const all = ratings.map((_, index) => index + 1);
  const steady = recordOf(
    "steady",
    ratings.map((rating) => [rated(rating)]),
    [all],
  );
  const breaking = recordOf(
    "breaking",
    ratings.map((rating) => [rating <= 2 ? failed("empty") : rated(rating)]),
    [all],
  );

  it("shows the higher plain mean beside what it would be, and leaves the rank open", () => {
    const [board] = makeLeaderboard([steady, breaking]);
    const row = board?.candidates.find((one) => one.id === "breaking");
    const other = board?.candidates.find((one) => one.id === "steady");
    expect(row?.score.mean).toBeCloseTo(8.5, 12);
    expect(other?.score.mean).toBeCloseTo(7.1, 12);
    expect(row?.withFailures.mean).toBeCloseTo((68 + 2) / 10, 12);
    expect(row?.score).toMatchObject({ rated: 8, planned: 10 });
    expect(row?.failures).toEqual({ empty: 2 });
    expect(row?.rank).toMatchObject({ from: 1, to: 2 });
    expect(other?.rank).toMatchObject({ from: 1, to: 2 });
  });

  it("never ranks a candidate with calls that are due", () => {
    const incomplete = recordOf("incomplete", [[rated(10)], [failed("request-failed")]], [[1, 2]]);
    const [board] = makeLeaderboard([incomplete]);
    expect(board?.candidates[0]).toMatchObject({ due: 1, rank: null });
  });
});

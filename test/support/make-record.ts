import type { AnswerOutcome } from "../../src/answers/answer.ts";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { JudgmentOutcome } from "../../src/judgments/judgment.ts";
import { type Launch, manifestFor } from "../../src/results/manifest.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { makeCandidate } from "./make.ts";

export const procedure = "p".repeat(64);
const rules = "r".repeat(64);

export interface Turn {
  readonly answer: AnswerOutcome;
  readonly judgment?: JudgmentOutcome;
}

export const rated = (rating: number): Turn => ({
  answer: { status: "answered", text: "古池や", reasoning: null, truncated: false },
  judgment: { status: "rated", rating, method: "test", text: `[[${rating}]]` },
});
export const failed = (reason: "empty" | "skipped" | "request-failed"): Turn => ({
  answer: { status: "failed", reason, message: null, reasoning: null },
});

/** A folder whose launches planned some questions each; one answer and judgment a turn. */
export function recordOf(
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
      kind: "ratings",
      judges: [{ model: "m", share: 1 }],
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

import type { AnswerOutcome, AnswerRecord, CallRecord } from "../../src/answers/answer.ts";
import type { JudgmentOutcome, JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { Launch, Manifest, PlannedQuestion } from "../../src/results/manifest.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { recordOf } from "../support/make-record.ts";

export const call: CallRecord = {
  model: "m",
  systemFingerprint: null,
  usage: { promptTokens: 3, completionTokens: 4, reasoningTokens: null, cachedPromptTokens: null },
  timing: { startedAt: "2026-04-03T00:00:00.000Z", firstTokenMs: 1, totalMs: 2 },
  failedAttempts: [],
};

export const said = (text: string, more: { readonly truncated?: true } = {}): AnswerOutcome => ({
  status: "answered",
  text,
  reasoning: null,
  truncated: false,
  ...more,
});
export const broke = (reason: "empty" | "request-failed" | "skipped", message: string | null = null) =>
  ({ status: "failed", reason, message, reasoning: null }) as const satisfies AnswerOutcome;
export const gave = (rating: number): JudgmentOutcome => ({ status: "rated", rating, method: "test", text: "" });
export const gaveNone = (reason: "no-rating" | "request-failed", text: string | null = null): JudgmentOutcome => ({
  status: "unrated",
  reason,
  text,
});

/** One answer and its judgments; where a judgment names no repeat, its place in the list is it. */
export interface ToldAnswer {
  readonly question: number;
  readonly turn?: number;
  readonly trial?: number;
  readonly outcome: AnswerOutcome;
  readonly more?: Partial<AnswerRecord>;
  readonly judgments?: readonly (JudgmentOutcome | (Partial<JudgmentRecord> & { readonly outcome: JudgmentOutcome }))[];
}

export interface ToldRecord {
  readonly id: string;
  readonly answers: readonly ToldAnswer[];
  readonly questions: readonly PlannedQuestion[];
  readonly launch?: Partial<Launch>;
  readonly manifest?: Partial<Manifest>;
}

/** A folder with one launch that planned these questions, unless `launch` says more. */
export function toldRecord({ id, answers, questions, launch, manifest }: ToldRecord): RunRecord {
  const empty = recordOf(id, [], [[]]);
  const [first] = empty.launches;
  if (first === undefined) throw new Error("no launch");
  const own = { ...first, questions: [...questions], ...launch };
  const hashes = new Map(questions.map((question, index) => [index + 1, question]));
  const told = answers.map(({ question, turn = 1, trial = 1, outcome, more, judgments = [] }) => {
    const planned = hashes.get(question);
    if (planned === undefined) throw new Error(`no question ${question}`);
    const place = { questionId: planned.id, questionHash: planned.hash, category: planned.category, turn, trial };
    const key = `${id} ${question} ${turn} ${trial}`;
    const answer: AnswerRecord = {
      ...{ key, rules: own.rules, ...place, outcome, sent: null, call: null, measures: null },
      ...more,
    };
    const given = judgments.map((entry, index): JudgmentRecord => {
      const { outcome: rating, ...over } = "outcome" in entry ? entry : { outcome: entry };
      const repeat = over.repeat ?? index + 1;
      const name = `${key} by ${over.judgeModel ?? "j"} ${repeat} ${over.procedure ?? ""}`;
      return {
        ...{ key: name, procedure: own.procedure?.hash ?? "", judge: "j", ...place, repeat, answerKey: answer.key },
        ...{ prompt: "single-v1", flags: [], asked: 1, sent: null, call: null },
        ...over,
        outcome: rating,
      };
    });
    return { answer, given };
  });
  return {
    ...empty,
    manifest: { ...empty.manifest, ...manifest },
    launches: [own],
    answers: new Map(told.map(({ answer }) => [answer.key, answer])),
    judgments: new Map(told.flatMap(({ given }) => given.map((judgment) => [judgment.key, judgment] as const))),
  };
}

import type { AnswerRecord } from "../answers/answer.ts";
import type { Question } from "../questions/question.ts";
import type { Shard } from "../results/shard.ts";
import type { RunSpec } from "./run-spec.ts";

/** One trial of one question: the turns that are asked one after another. */
export interface Conversation {
  readonly question: Question;
  /** 1-based. */
  readonly trial: number;
}

/**
 * The conversations of a run, made as they are asked for: one trial after another, and within a trial the categories that
 * take longest first, so that the last calls of the run are short ones. `expectedMs` is asked at the beginning of each
 * trial, so that the second one knows what the first one took; null leaves a category in its place.
 */
export function* conversationsOf(
  spec: Pick<RunSpec, "questions" | "trials" | "shard">,
  expectedMs: (category: string) => number | null = () => null,
): Generator<Conversation> {
  const isOurs = shardFilter(spec.questions, spec.shard);
  for (let trial = 1; trial <= spec.trials; trial += 1) {
    const expected = new Map(spec.questions.map(({ category }) => [category, expectedMs(category) ?? 0]));
    const longestFirst = [...spec.questions].sort(
      (a, b) => (expected.get(b.category) ?? 0) - (expected.get(a.category) ?? 0),
    );
    for (const question of longestFirst) if (isOurs(question, trial)) yield { question, trial };
  }
}

/** Trials whose first turns go before the second turns of an earlier one. More would keep the whole run's texts waiting. */
const trialsAhead = 4;

/** Which answer goes first, the lowest: first turns before later ones, since most still has to wait for them. */
export function answerRank(turn: number, trial: number): number {
  return trial + (turn - 1) * trialsAhead;
}

/**
 * Which conversations are a shard's work: every `count`-th of them, in the order of the questions' hashes, trial after
 * trial. So shards agree without speaking to each other, whatever the order of the questions and however many trials are
 * added later, and no two differ by more than one conversation.
 */
export function shardFilter(
  questions: readonly Pick<Question, "hash">[],
  shard: Shard | null,
): (question: Pick<Question, "hash">, trial: number) => boolean {
  if (shard === null) return () => true;
  const order = new Map(
    questions
      .map(({ hash }) => hash)
      .sort()
      .map((hash, index) => [hash, index]),
  );
  return (question, trial) => {
    const index = order.get(question.hash);
    if (index === undefined) throw new Error("a question that is not of this run");
    return ((trial - 1) * questions.length + index) % shard.count === shard.index - 1;
  };
}

/** Mean time of an answer by category, learnt from every answer that it is shown. */
export interface AnswerTimes {
  learn(category: string, milliseconds: number): void;
  /** Milliseconds; null: nothing is known. */
  expected(category: string): number | null;
}

/** Times that begin with what is known from earlier. */
export function answerTimes(known: Iterable<AnswerRecord> = []): AnswerTimes {
  const sums = new Map<string, { total: number; count: number }>();
  const learn = (category: string, milliseconds: number): void => {
    const sum = sums.get(category) ?? { total: 0, count: 0 };
    sum.total += milliseconds;
    sum.count += 1;
    sums.set(category, sum);
  };
  for (const { category, call } of known) if (call !== null) learn(category, call.timing.totalMs);
  return {
    learn,
    expected(category) {
      const sum = sums.get(category);
      return sum === undefined ? null : sum.total / sum.count;
    },
  };
}

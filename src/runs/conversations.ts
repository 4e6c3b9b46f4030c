import type { Question } from "../questions/question.ts";
import type { Shard } from "../results/shard.ts";
import type { RunSpec } from "./run-spec.ts";

/** One trial of one question: the turns that are asked one after another. */
export interface Conversation {
  readonly question: Question;
  /** 1-based. */
  readonly trial: number;
}

/** The conversations of a run in the order of its questions, one trial after another; made as they are asked for. */
export function* conversationsOf(spec: Pick<RunSpec, "questions" | "trials" | "shard">): Generator<Conversation> {
  const isOurs = shardFilter(spec.questions, spec.shard);
  for (let trial = 1; trial <= spec.trials; trial += 1) {
    for (const question of spec.questions) if (isOurs(question, trial)) yield { question, trial };
  }
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

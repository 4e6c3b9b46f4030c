import type { Question, References } from "../src/questions/question.ts";
import type { RecordedReply } from "../src/results/recorded-replies.ts";
import type { Conversation } from "../src/runs/conversations.ts";
import { longestChainFirst, placeOf, runLengths, turnByTurn } from "../src/runs/order/call-order.ts";
import { learnRecorded, learnReferences } from "../src/runs/order/run-order.ts";
import type { Urgency } from "../src/runs/order/waiting-calls.ts";
import type { RunSpec } from "../src/runs/run-spec.ts";
import { type CallName, latencyOf, questionName } from "./latencies.ts";
import type { SimulatedRun } from "./simulate.ts";

type Kind = CallName["kind"];

/** An order as the simulation asks for it. */
export interface SimulatedOrder {
  urgency(kind: Kind, talk: Conversation, turn: number): Urgency;
  /** A call of the run has ended. */
  learn(kind: Kind, talk: Conversation, turn: number): void;
  /** Expected seconds of a call; only the ratio of the two kinds counts. */
  mean(kind: Kind): number;
}

/** `feedsJudge` is only asked once the run goes. */
export type MakeOrder = (run: SimulatedRun, feedsJudge: () => boolean) => SimulatedOrder;

const knowsNothing = { learn: () => undefined, mean: () => 1 };

/** One conversation after another, begun in the order of the questions; of judgments the oldest. */
export const blind: MakeOrder = () => {
  const numbers = new Map<Conversation, number>();
  return {
    ...knowsNothing,
    urgency(kind, talk) {
      const number = numbers.get(talk) ?? numbers.size;
      numbers.set(talk, number);
      return () => (kind === "answer" ? -number : 0);
    },
  };
};

/** First turns before later ones; of judgments the oldest. */
export const firstTurnsFirst: MakeOrder = () => ({
  ...knowsNothing,
  urgency: (kind, { trial }, turn) => (kind === "answer" ? turnByTurn(turn, trial) : () => 0),
});

const candidate = "candidate";
const judge = "judge";
const ratersOf = (): string[] => [judge];

/** The order of the program, if somebody had told it how long every call will take. */
export const known: MakeOrder = (run, feedsJudge) => {
  const { questions, time } = run;
  const at = (trial: number) => {
    const lengths = (kind: Kind) => ({
      learn: () => undefined,
      expected: (_: string, { question, turn }: { question: string; turn: number }) =>
        time(kind, { question: questionOf(questions, question), trial }, turn) / 1000,
      mean: () => 0,
      version: () => 0,
    });
    return longestChainFirst(
      candidate,
      { answers: lengths("answer"), judgments: lengths("judgment") },
      ratersOf,
      feedsJudge,
    );
  };
  const trials = new Map(Array.from({ length: run.trials }, (_, index) => [index + 1, at(index + 1)]));
  const { meanMs, judgmentMeanMs = meanMs } = run.latencies;
  return {
    urgency(kind, { question, trial }, turn) {
      const order = trials.get(trial) ?? at(trial);
      return kind === "answer" ? order.answer(question, turn) : order.judgment(question, turn, judge);
    },
    learn: () => undefined,
    mean: (kind) => (kind === "answer" ? meanMs : judgmentMeanMs) / 1000,
  };
};

/**
 * The order of the program: it has seen so many other candidates' answers and judgments, and the reference answers of a real
 * run where there is one, and learns as replies come.
 */
export function predicted(others: number, spec?: RunSpec): MakeOrder {
  return (run, feedsJudge) => {
    const lengths = runLengths();
    if (spec !== undefined) learnReferences(spec, lengths);
    for (const reply of repliesOf(run, others)) learnRecorded(lengths, reply);
    const order = longestChainFirst(candidate, lengths, ratersOf, feedsJudge);
    const of = (kind: Kind) => (kind === "answer" ? lengths.answers : lengths.judgments);
    const writer = (kind: Kind) => (kind === "answer" ? candidate : judge);
    return {
      urgency: (kind, { question }, turn) =>
        kind === "answer" ? order.answer(question, turn) : order.judgment(question, turn, judge),
      learn: (kind, talk, turn) =>
        of(kind).learn(writer(kind), placeOf(talk.question, turn), run.time(kind, talk, turn) / 1000),
      mean: (kind) => of(kind).mean(writer(kind)),
    };
  };
}

/** Answers of other candidates and judgments of them, as their folders would hold them. */
export async function* recordedReplies(run: SimulatedRun, others: number): AsyncGenerator<RecordedReply> {
  yield* repliesOf(run, others);
}

/** Reference answers for the same questions, as long as another candidate's answers: a real one's lengths say nothing of drawn ones. */
export function drawnReferences({ questions, latencies }: SimulatedRun, references: References): References {
  const texts = (question: Question): string[] =>
    question.turns.map((first, index) => {
      const about = { question: questionName(question.turns[0] ?? first), turn: index + 1, trial: 1 };
      const milliseconds = latencyOf(latencies, { ...about, kind: "answer", candidate: "references" });
      return "古".repeat(Math.ceil(((milliseconds / 1000) * speed) / tokensPerCharacter));
    });
  const drawn = questions.filter(({ id }) => references.byQuestion.has(id)).map((one) => [one.id, texts(one)] as const);
  return { name: references.name, hash: references.hash, byQuestion: new Map(drawn) };
}

/** Of Japanese text, as the order of calls counts them. */
const tokensPerCharacter = 0.9;

/** Tokens a second of a server on which a call's tokens are its latency's. */
const speed = 50;

function* repliesOf({ questions, latencies }: SimulatedRun, others: number): Generator<RecordedReply> {
  for (let other = 1; other <= others; other += 1) {
    const writer = `other ${other}`;
    for (const question of questions) {
      for (const [index] of question.turns.entries()) {
        const about = { question: questionName(question.turns[0]), turn: index + 1, trial: 1, candidate: writer };
        const place = placeOf(question, index + 1);
        const tokens = (kind: Kind): number => (latencyOf(latencies, { ...about, kind }) / 1000) * speed;
        yield { kind: "answer", writer, judgeModel: null, ...place, tokens: tokens("answer") };
        yield { kind: "judgment", writer, judgeModel: judge, ...place, tokens: tokens("judgment") };
      }
    }
  }
}

function questionOf(questions: readonly Question[], hash: string): Question {
  const found = questions.find((question) => question.hash === hash);
  if (found === undefined) throw new Error("a question that is not of this run");
  return found;
}

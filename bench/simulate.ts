import type { Question } from "../src/questions/question.ts";
import {
  type AnswerTimes,
  answerRank,
  answerTimes,
  type Conversation,
  conversationsOf,
} from "../src/runs/conversations.ts";
import { type CallName, type LatencyModel, latencyOf, questionName } from "./latencies.ts";

export interface SimulatedRun {
  readonly questions: readonly Question[];
  readonly trials: number;
  readonly latencies: LatencyModel;
  /** Slots of the candidate's server, and as many of the judge's. */
  readonly slots: number;
}

/** Milliseconds that no schedule can beat: the work of either server over its slots, or the longest conversation. */
export function lowerBound({ questions, trials, latencies, slots }: SimulatedRun): number {
  let answers = 0;
  let judgments = 0;
  let longest = 0;
  for (const talk of conversationsOf({ questions, trials, shard: null })) {
    const time = timesOf(talk, latencies);
    const turns = talk.question.turns.map((_, index) => index + 1);
    let asked = 0;
    for (const turn of turns) {
      asked += time("answer", turn);
      answers += time("answer", turn);
      judgments += time("judgment", turn);
      longest = Math.max(longest, asked + time("judgment", turn));
    }
  }
  return Math.max(answers / slots, judgments / slots, longest);
}

/** Milliseconds of our schedule, by events alone: no network, no program. */
export function simulateOverlapped(run: SimulatedRun): number {
  const times = answerTimes();
  return simulate(conversationsOf({ ...run, shard: null }, times.expected), run, { judging: true, times });
}

/** Everything is answered, then everything is judged. */
export function simulatePhases(run: SimulatedRun): number {
  return phases([...conversationsOf({ ...run, shard: null })], run);
}

/** The same, category by category, each waiting for the one before it. */
export function simulateBarriers(run: SimulatedRun): number {
  const categories = [...new Set(run.questions.map(({ category }) => category))];
  const all = [...conversationsOf({ ...run, shard: null })];
  return categories
    .map((category) =>
      phases(
        all.filter(({ question }) => question.category === category),
        run,
      ),
    )
    .reduce((sum, time) => sum + time, 0);
}

function phases(talks: readonly Conversation[], run: SimulatedRun): number {
  const answers = simulate(talks[Symbol.iterator](), run, { judging: false });
  const calls = talks.flatMap((talk) => {
    const time = timesOf(talk, run.latencies);
    return talk.question.turns.map((_, index) => time("judgment", index + 1));
  });
  return answers + packed(calls, run.slots);
}

/** Calls that depend on nothing, in order, each on the slot that is free first. */
function packed(calls: readonly number[], slots: number): number {
  const free: number[] = Array.from({ length: slots }, () => 0);
  for (const call of calls) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + call;
  }
  return Math.max(...free);
}

interface Task {
  readonly kind: CallName["kind"];
  readonly talk: Conversation;
  readonly turn: number;
  readonly end: number;
}

function simulate(
  talks: Iterator<Conversation>,
  { latencies, slots }: SimulatedRun,
  options: { readonly judging: boolean; readonly times?: AnswerTimes },
): number {
  let now = 0;
  let running: Task[] = [];
  let next: IteratorResult<Conversation> | null = null;
  const later: { talk: Conversation; turn: number }[] = [];
  const judgments: { talk: Conversation; turn: number }[] = [];
  const start = (kind: CallName["kind"], talk: Conversation, turn: number): void => {
    running.push({ kind, talk, turn, end: now + timesOf(talk, latencies)(kind, turn) });
  };
  const busy = (kind: CallName["kind"]): number => running.filter((task) => task.kind === kind).length;
  const fill = (): void => {
    while (busy("answer") < slots) {
      next ??= talks.next();
      const first = next.done ? undefined : { talk: next.value, turn: 1 };
      const waiting = rankOf(later[0]) < rankOf(first) ? later.shift() : (first ?? later.shift());
      if (waiting === undefined) break;
      if (waiting === first) next = null;
      start("answer", waiting.talk, waiting.turn);
    }
    while (busy("judgment") < slots) {
      const due = judgments.shift();
      if (due === undefined) break;
      start("judgment", due.talk, due.turn);
    }
  };
  fill();
  while (running.length > 0) {
    const first = running.reduce((a, b) => (b.end < a.end ? b : a));
    running = running.filter((task) => task !== first);
    now = first.end;
    const { kind, talk, turn } = first;
    if (kind === "answer") {
      options.times?.learn(talk.question.category, timesOf(talk, latencies)(kind, turn));
      if (turn < talk.question.turns.length) later.push({ talk, turn: turn + 1 });
      if (options.judging) judgments.push({ talk, turn });
    }
    fill();
  }
  return now;
}

function rankOf(waiting: { readonly talk: Conversation; readonly turn: number } | undefined): number {
  return waiting === undefined ? Number.POSITIVE_INFINITY : answerRank(waiting.turn, waiting.talk.trial);
}

function timesOf({ question, trial }: Conversation, latencies: LatencyModel) {
  const name = questionName(question.turns[0]);
  return (kind: CallName["kind"], turn: number): number => latencyOf(latencies, { kind, question: name, turn, trial });
}

import type { Question } from "../src/questions/question.ts";
import { type Conversation, conversationsOf } from "../src/runs/conversations.ts";
import { isHungry, waitingAhead } from "../src/runs/order/call-order.ts";
import { waitingCalls } from "../src/runs/order/waiting-calls.ts";
import { type CallName, type LatencyModel, latencyOf, questionName } from "./latencies.ts";
import { blind, type MakeOrder, type SimulatedOrder } from "./orders.ts";

export interface SimulatedRun {
  readonly questions: readonly Question[];
  readonly trials: number;
  readonly latencies: LatencyModel;
  /** Slots of the candidate's server, and as many of the judge's. */
  readonly slots: number;
  /** Milliseconds; drawn once, however many schedules are tried on them. */
  readonly time: CallTime;
}

/** Milliseconds that a call of a conversation takes. */
export type CallTime = (kind: CallName["kind"], talk: Conversation, turn: number) => number;

export function simulatedRun(run: Omit<SimulatedRun, "time">): SimulatedRun {
  const { latencies } = run;
  const known = new Map<string, number>();
  const names = new Map(run.questions.map((question) => [question, questionName(question.turns[0])]));
  const time: CallTime = (kind, { question, trial }, turn) => {
    const name = names.get(question) ?? questionName(question.turns[0]);
    const key = `${kind} ${name} ${turn} ${trial}`;
    const found = known.get(key) ?? latencyOf(latencies, { kind, question: name, turn, trial });
    known.set(key, found);
    return found;
  };
  return { ...run, time };
}

/** Milliseconds that no schedule can beat: the work of either server over its slots, or the longest conversation. */
export function lowerBound({ questions, trials, slots, time }: SimulatedRun): number {
  let answers = 0;
  let judgments = 0;
  let longest = 0;
  for (const talk of conversationsOf({ questions, trials, shard: null })) {
    let asked = 0;
    for (const [index] of talk.question.turns.entries()) {
      const [answer, judgment] = [time("answer", talk, index + 1), time("judgment", talk, index + 1)];
      asked += answer;
      answers += answer;
      judgments += judgment;
      longest = Math.max(longest, asked + judgment);
    }
  }
  return Math.max(answers / slots, judgments / slots, longest);
}

/** Milliseconds of our schedule, by events alone: no network, no program. */
export function simulateOverlapped(run: SimulatedRun, makeOrder: MakeOrder): number {
  return simulate([...conversationsOf({ ...run, shard: null })], run, { judging: true, makeOrder });
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
  const answers = simulate(talks, run, { judging: false, makeOrder: blind });
  const calls = talks.flatMap((talk) => talk.question.turns.map((_, index) => run.time("judgment", talk, index + 1)));
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

interface Options {
  readonly judging: boolean;
  readonly makeOrder: MakeOrder;
}

/** The servers, their slots, and who waits for them, by the same rules as a real run's. */
function simulate(talks: readonly Conversation[], run: SimulatedRun, { judging, makeOrder }: Options): number {
  const { slots, time } = run;
  const all = talks.reduce((sum, { question }) => sum + question.turns.length, 0);
  const left = { answer: all, judgment: judging ? all : 0 };
  const busy = { answer: 0, judgment: 0 };
  const waiting = { answer: waitingCalls<Omit<Task, "end">>(), judgment: waitingCalls<Omit<Task, "end">>() };
  const load = (kind: CallName["kind"]) => ({
    seconds: left[kind] * order.mean(kind),
    slots,
    busy: busy[kind] + waiting[kind].size(),
  });
  const order: SimulatedOrder = makeOrder(run, () => judging && isHungry(load("judgment"), load("answer")));
  const wait = (kind: CallName["kind"], talk: Conversation, turn: number): void =>
    waiting[kind].push({ kind, talk, turn }, order.urgency(kind, talk, turn));
  let now = 0;
  let begun = 0;
  const running: Task[] = [];
  const enter = (): void => {
    for (; waiting.answer.size() < waitingAhead; begun += 1) {
      const talk = talks[begun];
      if (talk === undefined) break;
      wait("answer", talk, 1);
    }
  };
  const fill = (kind: CallName["kind"]): void => {
    while (busy[kind] < slots) {
      const next = waiting[kind].take();
      if (next === undefined) break;
      busy[kind] += 1;
      running.push({ ...next, end: now + time(kind, next.talk, next.turn) });
    }
  };
  for (;;) {
    enter();
    fill("answer");
    fill("judgment");
    const ended = nextEnd(running);
    if (ended === undefined) return now;
    const { kind, talk, turn, end } = ended;
    now = end;
    busy[kind] -= 1;
    left[kind] -= 1;
    order.learn(kind, talk, turn);
    if (kind === "judgment") continue;
    if (turn < talk.question.turns.length) wait("answer", talk, turn + 1);
    if (judging) wait("judgment", talk, turn);
  }
}

/** The task that ends first, taken out. */
function nextEnd(running: Task[]): Task | undefined {
  let first = 0;
  for (const [index, { end }] of running.entries()) if (end < (running[first]?.end ?? 0)) first = index;
  const [task] = running.splice(first, 1);
  return task;
}

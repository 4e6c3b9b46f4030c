import type { AnswerRecord } from "../../answers/answer.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import type { EndpointState } from "../../launch/endpoints/open-endpoints.ts";
import type { DueCalls } from "../../launch/launch-events.ts";
import { type Money, type Price, sumMoney } from "../../models/price.ts";
import { moneyText } from "../../runs/cost.ts";
import type { RunPlan } from "../../runs/plan-run.ts";
import { displayWidth } from "../../text/display-width.ts";
import { wrapParts } from "../../text/wrap-parts.ts";
import { type CallTotals, expectedCost, startCallTotals } from "./call-totals.ts";
import type { Io } from "./io.ts";

export interface Progress {
  /** A record was kept; the price is that of its model, where known. */
  kept(record: AnswerRecord | JudgmentRecord, price: Price | null): void;
  /** Calls that turned out not to be due: nobody asks for a turn after a failed one, or rates either. */
  spared(calls: DueCalls): void;
  end(): void;
}

/** Milliseconds between two lines where nobody watches, and between two redraws where somebody does. */
const lineEveryMs = 30_000;
const redrawEveryMs = 500;

/** What is shown of a run under way. */
export interface ProgressState {
  readonly due: DueCalls;
  readonly totals: CallTotals;
  readonly elapsedMs: number;
  readonly servers: readonly EndpointState[];
}

/**
 * How it goes, on stderr: a view of a few lines that is redrawn on a terminal, one line every half minute elsewhere, and a
 * last one at the end.
 */
export function showProgress(plans: readonly RunPlan[], servers: () => readonly EndpointState[], io: Io): Progress {
  let due: DueCalls = {
    answers: plans.reduce((sum, plan) => sum + plan.answers.due, 0),
    judgments: plans.reduce((sum, plan) => sum + plan.judgments.due, 0),
  };
  const totals = startCallTotals();
  const started = io.now();
  const isIdle = due.answers + due.judgments === 0;
  const state = (): ProgressState => ({ due, totals, elapsedMs: io.now() - started, servers: servers() });
  const draw = (): void => {
    if (io.view === undefined) io.err(`${progressLine(state())}\n`);
    // The last column stays free: some terminals wrap when it is filled.
    else
      io.view.show(progressView(state(), io.view.columns() - 1).map((text) => ({ text, width: displayWidth(text) })));
  };
  const timer = isIdle ? undefined : setInterval(draw, io.view === undefined ? lineEveryMs : redrawEveryMs);
  timer?.unref();
  return {
    kept: (record, price) => totals.add(record, price),
    spared(calls) {
      due = { answers: due.answers - calls.answers, judgments: due.judgments - calls.judgments };
    },
    end() {
      clearInterval(timer);
      if (isIdle) return;
      io.view?.show([]);
      io.err(`${progressLine(state(), { isOver: true })}\n`);
    },
  };
}

/** Everything on one line, for logs. */
export function progressLine(state: ProgressState, { isOver = false } = {}): string {
  const sofar = [...counts(state), ...speed(state), money(state), isOver ? "" : timeLeft(state)];
  return [...sofar.filter((part) => part !== ""), ...state.servers.flatMap(trouble)].join(between);
}

/** The same as a few lines of at most so many columns, every server beginning one of its own. */
export function progressView(state: ProgressState, columns: number): string[] {
  return [
    ...wrapParts(counts(state), between, columns, "  "),
    ...wrapParts(rates(state), between, columns, "  "),
    ...state.servers.flatMap((server) => wrapParts([serverText(server)], between, columns, "    ")),
  ];
}

const between = " · ";

function rates(state: ProgressState): string[] {
  return [...speed(state), money(state), timeLeft(state)].filter((part) => part !== "");
}

function counts({ due, totals, elapsedMs }: ProgressState): string[] {
  const parts = [
    `answers ${totals.answers().done}/${due.answers}`,
    `judgments ${totals.judgments().done}/${due.judgments}`,
  ];
  for (const [reason, count] of totals.failures()) parts.push(`${count} ${reason}`);
  parts.push(duration(elapsedMs));
  return parts;
}

function speed({ totals, elapsedMs }: ProgressState): string[] {
  const seconds = elapsedMs / 1000;
  const calls = totals.answers().done + totals.judgments().done;
  if (calls === 0 || seconds < 1) return [];
  const tokens = totals.answers().tokens.completion + totals.judgments().tokens.completion;
  return [`${(calls / seconds).toFixed(1)} calls/s`, `${Math.round(tokens / seconds)} tokens/s`];
}

function money({ due, totals }: ProgressState): string {
  const answers = totals.answers();
  const judgments = totals.judgments();
  const sofar = sumMoney(answers.cost, judgments.cost);
  if (Object.keys(sofar).length === 0) return "";
  const expected = [expectedCost(answers, due.answers), expectedCost(judgments, due.judgments)];
  const whole = expected.includes(null)
    ? ""
    : ` of about ${moneyText(expected.reduce<Money>((all, one) => sumMoney(all, one ?? {}), {}))}`;
  const unpriced = answers.unpriced + judgments.unpriced;
  return `${moneyText(sofar)}${whole}${unpriced === 0 ? "" : ` and ${unpriced} calls without a known price`}`;
}

function timeLeft({ due, totals, elapsedMs }: ProgressState): string {
  const done = totals.answers().done + totals.judgments().done;
  const left = Math.max(0, due.answers + due.judgments - done);
  if (done < 3 || left === 0) return "";
  return `about ${duration((elapsedMs / done) * left)} left`;
}

function serverText(state: EndpointState): string {
  const said = trouble(state);
  const refused = state.refused === 0 ? "" : `, ${state.refused} refused so far`;
  return `  ${state.server}: ${state.inFlight} of ${state.limit} calls at once, ${state.waiting} waiting${refused}${said.map((text) => ` (${text})`).join("")}`;
}

function trouble({ server, closed, unreachable, pausedMs }: EndpointState): string[] {
  if (closed) return [`${server} is not asked any more`];
  if (unreachable) return [`${server} is gone; looking whether it is back`];
  return pausedMs > 1_000 ? [`${server} asked to wait ${duration(pausedMs)}`] : [];
}

export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

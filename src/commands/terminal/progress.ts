import type { ActivityState } from "../../chat/pace/call-activity.ts";
import type { EndpointState } from "../../launch/endpoints/paces.ts";
import type { DueCalls } from "../../launch/launch-events.ts";
import { type Money, type Price, sumMoney } from "../../models/price.ts";
import type { CallResult } from "../../results/record-order.ts";
import { moneyText } from "../../runs/cost.ts";
import type { RunPlan } from "../../runs/plan-run.ts";
import { displayWidth } from "../../text/display-width.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { wrapParts } from "../../text/wrap-parts.ts";
import { type CallTotals, expectedCost, startCallTotals } from "./call-totals.ts";
import { failureLines, failuresText, mostFailures } from "./failure-lines.ts";
import type { Io } from "./io.ts";

export interface Progress {
  /** A record was kept; the price is that of its model, where known. */
  kept(record: CallResult, price: Price | null): void;
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
  /** What the calls under way are doing. */
  readonly activity: ActivityState;
}

/**
 * How it goes, on stderr: a view of a few lines that is redrawn on a terminal, one line every half minute elsewhere, and a
 * last one at the end.
 */
export function showProgress(
  plans: readonly RunPlan[],
  now: { readonly servers: () => readonly EndpointState[]; readonly activity: () => ActivityState },
  io: Io,
): Progress {
  let due: DueCalls = {
    answers: plans.reduce((sum, plan) => sum + plan.answers.due, 0),
    judgments: plans.reduce((sum, plan) => sum + plan.judgments.due, 0),
  };
  const totals = startCallTotals();
  const started = io.now();
  const isIdle = due.answers + due.judgments === 0;
  const state = (): ProgressState => ({
    ...{ due, totals, elapsedMs: io.now() - started },
    ...{ servers: now.servers(), activity: now.activity() },
  });
  const draw = (): void => {
    if (io.view === undefined) io.err(`${progressLine(state())}\n`);
    // The last column stays free: some terminals wrap when it is filled.
    else
      io.view.show(
        progressView(state(), io.view.columns() - 1)
          .map(escapeTerminalLine)
          .map((text) => ({ text, width: displayWidth(text) })),
      );
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
      const failures = failuresText(totals.reasons());
      if (failures !== "") io.err(failures);
    },
  };
}

/** Everything on one line, for logs. */
export function progressLine(state: ProgressState, { isOver = false } = {}): string {
  const now = isOver ? [] : [...underWay(state), timeLeft(state)];
  const why = isOver ? [] : mostFailures(state.totals.reasons());
  const sofar = [...counts(state), ...why, ...speed(state), money(state), ...now];
  return [...sofar.filter((part) => part !== ""), ...state.servers.flatMap(trouble)].join(between);
}

/** The same as a few lines of at most so many columns, every server beginning one of its own. */
export function progressView(state: ProgressState, columns: number): string[] {
  return [
    ...wrapParts(counts(state), between, columns, "  "),
    ...wrapParts(rates(state), between, columns, "  "),
    ...failureLines(state.totals.reasons(), columns),
    ...state.servers.flatMap((server) => wrapParts([serverText(server)], between, columns, "    ")),
  ];
}

const between = " · ";

function rates(state: ProgressState): string[] {
  return [...speed(state), ...underWay(state), money(state), timeLeft(state)].filter((part) => part !== "");
}

function counts({ due, totals, elapsedMs }: ProgressState): string[] {
  const { isOfMatches } = totals;
  const parts = isOfMatches()
    ? [`matches ${totals.judgments().done}/${due.judgments}`]
    : [`answers ${totals.answers().done}/${due.answers}`, `judgments ${totals.judgments().done}/${due.judgments}`];
  for (const [reason, count] of totals.failures()) parts.push(`${count} ${reason}`);
  parts.push(duration(elapsedMs));
  return parts;
}

function speed({ totals, elapsedMs, activity }: ProgressState): string[] {
  const seconds = elapsedMs / 1000;
  const calls = totals.answers().done + totals.judgments().done;
  // Tokens of calls under way are progress too: one answer may take minutes.
  const tokens = totals.answers().tokens.completion + totals.judgments().tokens.completion + activity.tokens;
  if (seconds < 1 || (calls === 0 && tokens === 0)) return [];
  const rate = tokens / seconds;
  const perSecond = `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} tokens/s`;
  return calls === 0 ? [perSecond] : [`${(calls / seconds).toFixed(1)} calls/s`, perSecond];
}

/** Milliseconds from which on the longest call under way is told. */
const longCallMs = 30_000;
/** The longest that a call is tried again and again: eight attempts with doubling waits, a minute at most. */
const retryingMs = 120_000;

function underWay({ activity }: ProgressState): string[] {
  const { longestMs, silent, silentMs, retrying } = activity;
  const calls = (count: number) => (count === 1 ? "1 call" : `${count} calls`);
  const parts: string[] = [];
  if (longestMs >= longCallMs) parts.push(`longest call ${duration(longestMs)}`);
  if (silent > 0) parts.push(`${calls(silent)} silent for ${duration(silentMs)}`);
  if (retrying > 0) parts.push(`${calls(retrying)} tried again, for up to ${duration(retryingMs)}`);
  return parts;
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

/** A silent call is expected to take as long again as it has: nobody knows better. */
function timeLeft({ due, totals, elapsedMs, activity }: ProgressState): string {
  const done = totals.answers().done + totals.judgments().done;
  const left = Math.max(0, due.answers + due.judgments - done);
  if (done < 3 || left === 0) return "";
  return `about ${duration(Math.max((elapsedMs / done) * left, activity.silentMs))} left`;
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

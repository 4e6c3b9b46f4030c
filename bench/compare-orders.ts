import type { Question } from "../src/questions/question.ts";
import { atMost, type Row, shown } from "./figures.ts";
import { type LatencyModel, measuredCorrelations, measuredJudgmentLoad } from "./latencies.ts";
import { blind, firstTurnsFirst, known, predicted } from "./orders.ts";
import { lowerBound, simulatedRun, simulateOverlapped } from "./simulate.ts";

/** Of the candidate's server and of the judge's. */
export const slots = 16;

/** Of an answer. Real ones take ten times as long; what HTTP and a busy machine add weighs less there. */
const meanMs = 600;

/** Draws over which the simulated orders are compared. */
const seeds = 200;

/** Other candidates in the results. */
export const others = 3;

/** Lengths of which nothing can be expected: every call is drawn for itself, judgments are as long as answers. */
export const apart = (seed: string): LatencyModel => ({ seed, meanMs, answerSigma: 0.5, judgmentSigma: 0.3 });

/** Lengths as they go together in recorded answers and judgments. */
export const together = (seed: string): LatencyModel => ({
  ...apart(seed),
  judgmentMeanMs: meanMs * measuredJudgmentLoad,
  correlations: measuredCorrelations,
});

/** The same, with judgments as long as answers: the judge has as much to do as the candidate and must not wait. */
const togetherAndEven = (seed: string): LatencyModel => ({ ...together(seed), judgmentMeanMs: meanMs });

/** Orders that are compared by events alone; today's is the fourth where others have answered, else the third. */
const orders = {
  "one after another": blind,
  "first turns first": firstTurnsFirst,
  "ours, alone": predicted(0),
  "ours, beside others": predicted(others),
  "durations known": known,
} as const;

type OrderName = keyof typeof orders;
const orderNames: readonly OrderName[] = [
  "one after another",
  "first turns first",
  "ours, alone",
  "ours, beside others",
  "durations known",
];

/** Each order's time over the lower bound, means over the seeds. */
function simulateOrders(
  questions: readonly Question[],
  trials: number,
  draw: (seed: string) => LatencyModel,
): (name: OrderName) => number {
  const sums = new Map<OrderName, number>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const run = simulatedRun({ questions, trials, latencies: draw(`seed ${seed}`), slots });
    const bound = lowerBound(run);
    for (const name of orderNames) {
      sums.set(name, (sums.get(name) ?? 0) + simulateOverlapped(run, orders[name]) / bound);
    }
  }
  return (name) => (sums.get(name) ?? Number.NaN) / seeds;
}

/** What an order that expects nothing may lose by expecting what is not there. */
const uselessMayCost = 1.005;

/** Our order beside others, by events alone; a second or two of CPU time for ten seeds. */
export function orderRows(questions: readonly Question[]): Row[] {
  const all = (ratio: (name: OrderName) => number) => orderNames.map((name) => ratio(name).toFixed(3)).join(", ");
  const rows: Row[] = [shown(`simulated / bound, ${seeds} seeds`, orderNames.join(", "))];
  for (const [trials, target] of [
    [1, 1.12],
    [5, 1.03],
  ] as const) {
    const words = trials === 1 ? "1 trial" : `${trials} trials`;
    const [real, even, none] = [together, togetherAndEven, apart].map((draw) =>
      simulateOrders(questions, trials, draw),
    );
    if (real === undefined || even === undefined || none === undefined) throw new Error("three draws");
    rows.push(
      shown(`  lengths as recorded, ${words}`, all(real)),
      atMost("    ours, beside others", real("ours, beside others"), target, "", 3),
      shown(`  the same, judgments as long as answers, ${words}`, all(even)),
      shown(`  lengths without a pattern, ${words}`, all(none)),
      atMost(
        "    ours, beside others / first turns first",
        none("ours, beside others") / none("first turns first"),
        uselessMayCost,
        "",
        3,
      ),
    );
  }
  return rows;
}

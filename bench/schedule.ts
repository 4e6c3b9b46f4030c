import type { Question } from "../src/questions/question.ts";
import { atMost, median, type Row, shown } from "./figures.ts";
import { type LatencyModel, measuredCorrelations, measuredJudgmentLoad } from "./latencies.ts";
import { blind, firstTurnsFirst, known, predicted, recordedReplies } from "./orders.ts";
import { lowerBound, simulateBarriers, simulatedRun, simulateOverlapped, simulatePhases } from "./simulate.ts";
import { loadWorkload, measureRun, type Workload, withServers } from "./workload.ts";

const slots = 16;

/** Of an answer. Real ones take ten times as long; what HTTP and a busy machine add weighs less there. */
const meanMs = 600;

/** Draws over which the simulated orders are compared. */
const seeds = 200;

/** Other candidates in the results, where lengths can be expected. */
const others = 3;

/** Lengths of which nothing can be expected: every call is drawn for itself, judgments are as long as answers. */
const apart = (seed: string): LatencyModel => ({ seed, meanMs, answerSigma: 0.5, judgmentSigma: 0.3 });

/** Lengths as they go together in recorded answers and judgments. */
const together = (seed: string): LatencyModel => ({
  ...apart(seed),
  judgmentMeanMs: meanMs * measuredJudgmentLoad,
  correlations: measuredCorrelations,
});

/** The same, with judgments as long as answers: the judge has as much to do as the candidate and must not wait. */
const togetherAndEven = (seed: string): LatencyModel => ({ ...together(seed), judgmentMeanMs: meanMs });

interface ScheduleMeasure {
  /** Over the lower bound. */
  readonly toBound: number;
  readonly toSimulated: number;
  readonly toPhases: number;
  readonly toBarriers: number;
}

/** Medians over rounds; every round draws other latencies and compares on its own. */
async function measureSchedule(
  workload: Workload,
  trials: number,
  rounds: number,
  draw: (seed: string) => LatencyModel,
): Promise<ScheduleMeasure> {
  const { questions } = workload.set;
  const measures: ScheduleMeasure[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const latencies = draw(`round ${round}`);
    const run = simulatedRun({ questions, trials, latencies, slots });
    const server = { latencies, slots, replyBytes: 1024, chunks: 16 };
    const recorded = () => recordedReplies(run, others);
    const { seconds } = await withServers(server, async (place) => {
      // Connections and code are warm on the first calls of a real run's many minutes; here they would count.
      await measureRun(
        { ...workload, spec: (n) => ({ ...workload.spec(n), questions: questions.slice(0, 16) }) },
        1,
        place,
      );
      return measureRun(workload, trials, { ...place, recorded });
    });
    const wall = seconds * 1000;
    measures.push({
      toBound: wall / lowerBound(run),
      toSimulated: wall / simulateOverlapped(run, predicted(others)),
      toPhases: wall / simulatePhases(run),
      toBarriers: wall / simulateBarriers(run),
    });
  }
  const middle = (pick: (measure: ScheduleMeasure) => number): number => median(measures.map(pick));
  return {
    toBound: middle((one) => one.toBound),
    toSimulated: middle((one) => one.toSimulated),
    toPhases: middle((one) => one.toPhases),
    toBarriers: middle((one) => one.toBarriers),
  };
}

/** Orders that are compared by events alone; today's is the fourth where others have answered, else the third. */
const orders = {
  "oldest first": blind,
  "first turns first": firstTurnsFirst,
  "ours, alone": predicted(0),
  "ours, beside others": predicted(others),
  "durations known": known,
} as const;

type OrderName = keyof typeof orders;
const orderNames: readonly OrderName[] = [
  "oldest first",
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

function simulatedRows(questions: readonly Question[]): Row[] {
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

export async function scheduleRows(rounds: number): Promise<Row[]> {
  const workload = await loadWorkload();
  const [one, five] = [
    await measureSchedule(workload, 1, rounds, apart),
    await measureSchedule(workload, 5, rounds, apart),
  ];
  const [oneReal, fiveReal] = [
    await measureSchedule(workload, 1, rounds, together),
    await measureSchedule(workload, 5, rounds, together),
  ];
  return [
    atMost("80 questions, 1 trial, lengths as recorded: wall time / lower bound", oneReal.toBound, 1.12),
    atMost("80 questions, 5 trials, lengths as recorded: wall time / lower bound", fiveReal.toBound, 1.03),
    atMost("  the same: wall time / event simulation, 1 trial", oneReal.toSimulated, 1.03),
    atMost("  the same: wall time / event simulation, 5 trials", fiveReal.toSimulated, 1.03),
    atMost("80 questions, 1 trial, lengths without a pattern: wall time / lower bound", one.toBound, 1.25),
    atMost("80 questions, 5 trials, lengths without a pattern: wall time / lower bound", five.toBound, 1.06),
    atMost("  the same: wall time / event simulation, 1 trial", one.toSimulated, 1.03),
    atMost("  the same: wall time / event simulation, 5 trials", five.toSimulated, 1.03),
    atMost("  wall time / answers first, judgments afterwards, 5 trials", five.toPhases, 0.58),
    shown("  the same, 1 trial", one.toPhases.toFixed(2)),
    shown(
      "  wall time / a barrier after each category, 1 and 5 trials",
      `${one.toBarriers.toFixed(2)}, ${five.toBarriers.toFixed(2)}`,
    ),
    ...simulatedRows(workload.set.questions),
  ];
}

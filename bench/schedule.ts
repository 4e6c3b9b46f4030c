import { apart, orderRows, others, slots, together } from "./compare-orders.ts";
import { atMost, median, type Row, shown } from "./figures.ts";
import type { LatencyModel } from "./latencies.ts";
import { drawnReferences, predicted, recordedReplies } from "./orders.ts";
import {
  lowerBound,
  type SimulatedRun,
  simulateBarriers,
  simulatedRun,
  simulateOverlapped,
  simulatePhases,
} from "./simulate.ts";
import { loadWorkload, measureRun, type Workload, withServers } from "./workload.ts";

interface ScheduleMeasure {
  /** Over the lower bound. */
  readonly toBound: number;
  readonly toSimulated: number;
  readonly toPhases: number;
  readonly toBarriers: number;
}

function withDrawnReferences(workload: Workload, run: SimulatedRun): Workload {
  return {
    ...workload,
    spec(trials) {
      const spec = workload.spec(trials);
      const references = spec.rating?.references ?? null;
      if (spec.rating === null || references === null) return spec;
      return { ...spec, rating: { ...spec.rating, references: drawnReferences(run, references) } };
    },
  };
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
    const drawn = withDrawnReferences(workload, run);
    const recorded = () => recordedReplies(run, others);
    const { seconds } = await withServers(server, async (place) => {
      // Connections and code are warm on the first calls of a real run's many minutes; here they would count.
      await measureRun(
        { ...workload, spec: (n) => ({ ...workload.spec(n), questions: questions.slice(0, 16) }) },
        1,
        place,
      );
      return measureRun(drawn, trials, { ...place, recorded });
    });
    const wall = seconds * 1000;
    measures.push({
      toBound: wall / lowerBound(run),
      toSimulated: wall / simulateOverlapped(run, predicted(others, drawn.spec(trials))),
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
    ...orderRows(workload.set.questions),
  ];
}

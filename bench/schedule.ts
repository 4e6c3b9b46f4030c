import { atMost, median, type Row, shown } from "./figures.ts";
import type { LatencyModel } from "./latencies.ts";
import { lowerBound, simulateBarriers, simulateOverlapped, simulatePhases } from "./simulate.ts";
import { loadWorkload, measureRun, withServers } from "./workload.ts";

const slots = 16;

/** Of an answer and of a judgment. Real ones take ten times as long; what HTTP and a busy machine add weighs less there. */
const meanMs = 600;

export interface ScheduleMeasure {
  readonly seconds: number;
  /** Over the lower bound. */
  readonly toBound: number;
  readonly simulatedToBound: number;
  readonly toSimulated: number;
  readonly toPhases: number;
  readonly toBarriers: number;
}

/** Medians over rounds; every round draws other latencies and compares on its own. */
export async function measureSchedule(trials: number, rounds: number, meanMs: number): Promise<ScheduleMeasure> {
  const workload = await loadWorkload();
  const { questions } = workload.set;
  const measures: ScheduleMeasure[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const latencies: LatencyModel = { seed: `round ${round}`, meanMs, answerSigma: 0.5, judgmentSigma: 0.3 };
    const run = { questions, trials, latencies, slots };
    const server = { latencies, slots, replyBytes: 1024, chunks: 16 };
    const { seconds } = await withServers(server, async (place) => {
      // Connections and code are warm on the first calls of a real run's many minutes; here they would count.
      await measureRun(
        { ...workload, spec: (n) => ({ ...workload.spec(n), questions: questions.slice(0, 16) }) },
        1,
        place,
      );
      return measureRun(workload, trials, place);
    });
    const [wall, bound, simulated] = [seconds * 1000, lowerBound(run), simulateOverlapped(run)];
    measures.push({
      seconds,
      toBound: wall / bound,
      simulatedToBound: simulated / bound,
      toSimulated: wall / simulated,
      toPhases: wall / simulatePhases(run),
      toBarriers: wall / simulateBarriers(run),
    });
  }
  const middle = (pick: (measure: ScheduleMeasure) => number): number => median(measures.map(pick));
  return {
    seconds: middle((one) => one.seconds),
    toBound: middle((one) => one.toBound),
    simulatedToBound: middle((one) => one.simulatedToBound),
    toSimulated: middle((one) => one.toSimulated),
    toPhases: middle((one) => one.toPhases),
    toBarriers: middle((one) => one.toBarriers),
  };
}

export async function scheduleRows(rounds: number): Promise<Row[]> {
  const one = await measureSchedule(1, rounds, meanMs);
  const five = await measureSchedule(5, rounds, meanMs);
  return [
    atMost("80 questions, 1 trial: wall time / lower bound", one.toBound, 1.25),
    atMost("80 questions, 5 trials: wall time / lower bound", five.toBound, 1.06),
    shown(
      "the same by event simulation, 1 and 5 trials",
      `${one.simulatedToBound.toFixed(2)}, ${five.simulatedToBound.toFixed(2)}`,
    ),
    atMost("wall time / event simulation, 1 trial", one.toSimulated, 1.03),
    atMost("wall time / event simulation, 5 trials", five.toSimulated, 1.03),
    atMost("wall time / answers first, judgments afterwards, 5 trials", five.toPhases, 0.58),
    shown("the same, 1 trial", one.toPhases.toFixed(2)),
    shown(
      "wall time / a barrier after each category, 1 and 5 trials",
      `${one.toBarriers.toFixed(2)}, ${five.toBarriers.toFixed(2)}`,
    ),
  ];
}

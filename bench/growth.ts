import { measureAggregate } from "./aggregate.ts";
import { atMost, type Row, shown } from "./figures.ts";
import { immediate } from "./overhead.ts";
import { lowerBound, simulatedRun } from "./simulate.ts";
import { loadWorkload, measureRun, withServers } from "./workload.ts";

const sizes = [1, 4, 16] as const;

/** Cost of a unit of work at 1, 4 and 16 times the work; linear means that it stays the same. */
function perUnit(what: string, costs: readonly number[], unit: string): Row[] {
  const [first = Number.NaN] = costs;
  const words = costs.map((cost) => cost.toPrecision(3)).join(", ");
  const worst = Math.max(...costs.slice(1).map((cost) => cost / first));
  return [
    shown(`${what} at 1x, 4x, 16x`, `${words} ${unit}`),
    atMost(`${what}: the worst of them / that at 1x`, worst, 1.1),
  ];
}

/** Milliseconds that a call's time beyond the bound may be told from. */
const meanMs = 100;

export async function growthRows(): Promise<Row[]> {
  const workload = await loadWorkload();
  const rows: Row[] = [];
  const schedule: number[] = [];
  for (const size of sizes) {
    const latencies = { seed: `growth ${size}`, meanMs, answerSigma: 0.5, judgmentSigma: 0.3 };
    const server = { ...immediate, latencies };
    const { seconds } = await withServers(server, (place) => measureRun(workload, size, place));
    const bound = lowerBound(
      simulatedRun({ questions: workload.set.questions, trials: size, latencies, slots: server.slots }),
    );
    schedule.push((seconds * 1000) / bound);
  }
  rows.push(...perUnit("schedule: wall time / bound", schedule, ""));
  const cpu: number[] = [];
  const memory: number[] = [];
  await withServers(immediate, async (place) => {
    await measureRun(workload, 12, place);
    for (const size of sizes) {
      const run = await measureRun(workload, 12 * size + (size >> 1), place);
      cpu.push((run.cpuSeconds * 1000) / run.calls);
      memory.push(run.memory / 2 ** 20);
    }
  });
  rows.push(...perUnit("overhead: CPU per call", cpu, "ms"));
  rows.push(atMost("memory of 64,000 calls", memory.at(-1) ?? Number.NaN, 250, " MB", 0));
  const aggregate: number[] = [];
  for (const size of sizes)
    aggregate.push(((await measureAggregate(12 * size + (size >> 1), 1)).seconds * 1000) / size);
  rows.push(...perUnit("aggregate: 10,000 judgments", aggregate, "ms"));
  return rows;
}

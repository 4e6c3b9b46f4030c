import { writeSync } from "node:fs";
import { expect, test } from "vitest";
import { soak } from "../support/soak.ts";
import { formatTable, proofSize } from "./report.ts";

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

// npm run proof:soak     (2000 questions; MTBENCH_PROOF_SIZE=200 for a quick look)

test("thousands of calls under a mix of faults", async () => {
  const report = await soak({ questions: proofSize(2_000), faultShare: 0.35, seed: 4_711 });
  const byCount = (counts: ReadonlyMap<string, number>) =>
    [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => [name, String(count)]);
  print(formatTable("Faults injected", ["kind", "count"], byCount(report.injected)));
  print(formatTable("What became of the turns", ["outcome", "count"], byCount(report.outcomes)));
  const first = report.heap[1] ?? 0;
  const last = report.heap.at(-1) ?? 0;
  const grownKb = (last - first) * 1024;
  print(
    formatTable(
      "The run",
      ["what", "value"],
      [
        ["calls", String(report.calls)],
        ["seconds", report.seconds.toFixed(1)],
        ["turns planned / accounted for", `${report.planned} / ${report.accounted}`],
        ["heap at a quarter / at the end, MB", `${first.toFixed(1)} / ${last.toFixed(1)}`],
        ["of that for each turn, KB", (grownKb / report.planned).toFixed(1)],
        ["peak memory of the process, MB", report.peakRss.toFixed(0)],
        ["sockets and timers left", String(report.leaked.length)],
      ],
    ),
  );
  expect(report.accounted).toBe(report.planned);
  expect(report.leaked).toEqual([]);
  // The records themselves are held, 4 KB a turn over thousands of them; what the program compiles and buffers after the
  // first quarter is 1 to 1.5 MB, whatever the size. Nothing else may grow with the calls.
  expect(grownKb).toBeLessThan(3_000 + 6 * report.planned);
});

import { writeSync } from "node:fs";
import { expect, test } from "vitest";
import build from "../support/build.ts";
import { killLoop } from "../support/kill-loop.ts";
import { formatTable, proofSize } from "./report.ts";

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

// npm run proof:kill     (200 runs, two side by side; MTBENCH_PROOF_SIZE=20 for a quick look)

test("runs killed by SIGKILL at random moments and resumed until done", async () => {
  build();
  const report = await killLoop({ runs: proofSize(200), questions: 6, killsEach: 4, seed: 1_984, together: 2 });
  const rows = [
    ["runs", String(report.runs)],
    ["kills", String(report.kills)],
    ["calls of one undisturbed run", String(report.callsPlanned)],
    ["calls in all", String(report.calls)],
    ["calls without a record at a kill", String(report.lost)],
    ["most of them at one kill", `${report.mostLostAtOnce} of ${report.atOnce} at once`],
    ["calls asked again", String(report.repeats)],
    ["tokens that the servers took", String(report.tokensTaken)],
    ["tokens that count against a budget", String(report.tokensCounted)],
    ["runs in which fewer count", String(report.undercounted)],
    ["damaged lines", String(report.damagedLines)],
    ["different scores", String(report.scores.size)],
  ];
  print(formatTable("Killed and resumed", ["what", "count"], rows));
  expect(report.scores.size).toBe(1);
  expect(report.damagedLines).toBe(0);
  expect(report.undercounted).toBe(0);
  expect(report.mostLostAtOnce).toBeLessThanOrEqual(report.atOnce);
  expect(report.repeats).toBe(report.lost);
}, 3_600_000);

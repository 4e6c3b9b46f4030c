import { expect, it } from "vitest";
import { killLoop } from "../../support/kill-loop.ts";

it("killed at random moments and started again: same scores, nothing recorded asked again, no damaged file", async () => {
  const report = await killLoop({ runs: 3, questions: 4, killsEach: 3, seed: 20_260_405, together: 2 });
  expect(report.kills).toBeGreaterThan(4);
  expect(report.scores.size).toBe(1);
  expect(report.damagedLines).toBe(0);
  expect([report.undercounted, report.tokensCounted >= report.tokensTaken]).toEqual([0, true]);
  expect(report.mostLostAtOnce).toBeLessThanOrEqual(report.atOnce);
  expect(report.repeats).toBe(report.lost);
  expect(report.calls).toBe(report.runs * report.callsPlanned + report.repeats);
}, 120_000);

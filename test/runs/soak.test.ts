import { expect, it } from "vitest";
import { faults, soak } from "../support/soak.ts";

it("hundreds of calls under every kind of fault end with every turn rated or with a recorded reason", async () => {
  const report = await soak({ questions: 80, faultShare: 0.4, seed: 77 });
  expect(report.accounted).toBe(report.planned);
  expect(report.injected.size).toBeGreaterThan(Object.keys(faults).length * 0.8);
  expect(report.outcomes.get("rated") ?? 0).toBeGreaterThan(report.planned * 0.7);
  expect(report.leaked).toEqual([]);
}, 60_000);

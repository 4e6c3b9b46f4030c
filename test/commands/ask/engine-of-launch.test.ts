import { expect, it } from "vitest";
import { engineOfLaunch } from "../../../src/commands/ask/engine-of-launch.ts";

const small = [
  "--heap-growing-percent=40",
  "--semi-space-growth-factor=1",
  "--no-wasm-dynamic-tiering",
  "--no-wasm-tier-up",
];

/** What V8 was told, by the number of records before it. */
function toldDuring(records: number): Record<number, string[]> {
  const told: Record<number, string[]> = {};
  let count = 0;
  const tune = engineOfLaunch((flags) => {
    told[count] = [...(told[count] ?? []), ...flags];
  });
  const types = ["answer", "judgment", "match"] as const;
  tune({ type: "begin" });
  for (count = 1; count <= records; count += 1) {
    tune({ type: types[count % 3] ?? "match" });
    tune({ type: "budget-reached" });
  }
  tune({ type: "calls-over" });
  return told;
}

it("is small for a launch of a second, quick for a long one, and small for the reading at its end", () => {
  const begun = [...small, "--interrupt-budget=135168"];
  expect(toldDuring(639)).toEqual({ 0: begun, 640: small });
  expect(toldDuring(1000)).toEqual({
    0: begun,
    640: ["--heap-growing-percent=100", "--wasm-dynamic-tiering", "--wasm-tier-up"],
    1001: small,
  });
});

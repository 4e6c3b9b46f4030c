import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { type PlantedFault, plant, plantedFaultsSchema } from "./test/proofs/planted-fault.ts";

/**
 * Every fault of test/proofs/planted-faults.json is a project: its tests see the source with that fault, which stands in no
 * file. `scripts/planted.mjs` runs it and demands that each project fails.
 */
const faults = plantedFaultsSchema.parse(
  JSON.parse(readFileSync(new URL("./test/proofs/planted-faults.json", import.meta.url), "utf8")),
);
const wanted = (process.env.MTBENCH_PLANTED ?? "").split(",").filter((name) => name !== "");

export default defineConfig({
  test: {
    globalSetup: ["test/support/temp-folder.ts"],
    projects: faults
      .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
      .map((fault) => ({
        plugins: [planting(fault)],
        test: { name: fault.name, include: [...fault.tests], testTimeout: 60_000, hookTimeout: 60_000 },
      })),
  },
});

function planting(fault: PlantedFault) {
  return {
    name: `planted-${fault.name}`,
    enforce: "pre" as const,
    transform(code: string, id: string) {
      return id.endsWith(`/${fault.file}`) ? plant(code, fault) : undefined;
    },
  };
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../src/files/package-root.ts";
import { plant, plantedFaultsSchema } from "./proofs/planted-fault.ts";

// Whether the tests notice them is `npm run proof:planted`'s to show; here, that each can still be planted.
const table = readFileSync(join(packageRoot, "test", "proofs", "planted-faults.json"), "utf8");
const faults = plantedFaultsSchema.parse(JSON.parse(table));

it.each(faults.map((fault) => [fault.name, fault] as const))("%s changes one place of its file", (_, fault) => {
  const code = readFileSync(join(packageRoot, fault.file), "utf8");
  expect(plant(code, fault)).not.toBe(code);
  for (const test of fault.tests) expect(existsSync(join(packageRoot, test))).toBe(true);
});

it("have names of their own", () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

it("stand in the page on testing", () => {
  const page = readFileSync(join(packageRoot, "docs", "testing.md"), "utf8");
  expect(faults.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rateAgain } from "../../support/rate-again.ts";
import { runMain } from "../../support/run-main.ts";
import { writeResults } from "../../support/write-results.ts";

// Neither the order of the names nor that of the questions' numbers.
const categories = ["writing", "math", "stem", "coding"];

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-order-"));
  for (const id of ["base", "tuned"]) {
    const told = [1, 2, 3, 4, 5, 6, 7, 8].map((question) => [id === "base" ? 7 : 5 + (question % 3), 6]);
    writeResults(join(cwd, "results"), { id, told, categories });
    const folder = writeResults(join(cwd, "twice"), { id, told, categories });
    rateAgain(folder, { judge: "second", rate: ({ question }) => 4 + (Number(question) % 4) });
  }
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

it.each([
  ["leaderboard"],
  ["compare", "base", "tuned"],
  ["compare", "base", "tuned", "--format", "markdown"],
  ["compare", "base", "tuned", "--json"],
  ["gate", "--baseline", "base", "--candidate", "tuned", "--by-category"],
  ["agreement", "--results", "twice"],
  ["agreement", "--results", "twice", "--json"],
])("%s shows categories in the set's order", async (...args) => {
  const { code, stdout, stderr } = await runMain(args, { cwd });
  expect(code, stderr).not.toBe(2);
  const places = categories.map((name) => stdout.indexOf(name));
  expect(Math.min(...places), stdout).toBeGreaterThanOrEqual(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { displayWidth } from "../../../src/text/display-width.ts";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { runMain } from "../../support/run-main.ts";

const names = ["shisa-ai/shisa-v2-llama3.3-70b-instruct", "研究室/とても長い名前のモデルその一"];

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-narrow-"));
  const candidates = names.map((id, index) => ({
    id,
    turn: (question: { readonly id: string }) => ({ text: "答え", rating: 4 + index + (Number(question.id) % 3) }),
  }));
  await makeResults(cwd, { questions: madeQuestions(8), candidates });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

it.each(
  [60, 80, 100].flatMap((columns) =>
    [["status"], ["results", "list"], ["compare", ...names]].map((args) => [columns, args] as const),
  ),
)("%d columns are enough for %j", async (columns, args) => {
  const { code, stdout } = await runMain(args, { cwd, columns });
  expect(code).toBe(0);
  for (const line of stdout.split("\n")) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
  expect(stdout).toMatch(args[0] === "compare" ? /\+1\.00.*\n/ : /16.*\n.*16/);
});

it("compare loses no column in a narrow terminal, and is one table where no width is known", async () => {
  const narrow = (await runMain(["compare", ...names], { cwd, columns: 60 })).stdout;
  const wide = (await runMain(["compare", ...names], { cwd })).stdout;
  for (const header of ["baseline", "difference", "Holm p", "effect", "detectable", "questions"]) {
    expect(narrow).toMatch(new RegExp(` ${header}( |\n)`));
  }
  expect(narrow.match(/^overall/gm)?.length).toBeGreaterThan(1);
  expect(wide.match(/^overall/gm)).toHaveLength(1);
});

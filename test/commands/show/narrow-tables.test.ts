import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/text/display-width.ts";
import { rateAgain } from "../../support/rate-again.ts";
import { runMain } from "../../support/run-main.ts";
import { writeResults } from "../../support/write-results.ts";

const ids = [
  "shisa-ai/shisa-v2-llama3.3-70b-instruct",
  "研究室/とても長い名前のモデルその一",
  "llm-jp/llm-jp-4-8b-thinking",
];

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-narrow-tables-"));
  for (const [place, id] of ids.entries()) {
    const told = [1, 2, 3, 4].map((question) => [9 - 2 * place - (question % 2), 8 - 2 * place]);
    writeResults(join(cwd, "alone"), { id, told, categories: ["math"] });
    const folder = writeResults(join(cwd, "results"), { id, told, categories: ["math"] });
    rateAgain(folder, {
      judge: "a-second-judge-of-a-long-name",
      rate: ({ question, turn }) => (question === "2" && turn === 1 ? 2 : 7 - place),
      words: "この回答は参照と違います。",
    });
  }
  const saved = await runMain(["baseline", "save", ids[0] ?? "", "--results", "alone", "-o", "base.json"], { cwd });
  expect(saved.code, saved.stderr).toBe(0);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const commands: readonly (readonly string[])[] = [
  ["agreement"],
  ["audit"],
  ["baseline", "show", "base.json"],
  ["gate", "--candidate", ids[1] ?? "", "--baseline", "base.json", "--results", "alone"],
  ["noise", ids[0] ?? "", "--results", "alone"],
  ["linking"],
  ["linking", "published"],
  ["leaderboard", "--linked"],
  ["models", "list"],
  ["questions", "list"],
  ["judges", "list"],
  ["questions", "check", "ja-original"],
  ["config", "show"],
];

describe.each(commands.map((args) => ({ args })))("$args", ({ args }) => {
  const say = async (columns?: number) => {
    const { code, stdout, stderr } = await runMain([...args], columns === undefined ? { cwd } : { cwd, columns });
    expect(code, stderr).not.toBe(2);
    return stdout;
  };

  it.each([60, 80])("fits a terminal of %d columns", async (columns) => {
    for (const line of (await say(columns)).split("\n")) {
      // A word longer than the terminal, as an address, stays whole.
      const longest = Math.max(...line.trim().split(" ").map(displayWidth));
      if (longest < columns - 4) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
    }
  });

  it("keeps every number that a wide one shows", async () => {
    // The leaderboard leaves out the columns that matter least, and has a test of its own.
    if (args[0] === "leaderboard") return;
    const numbers = (text: string) => text.match(/(?<=^|\s)[+-]?\d+\.\d+(?=\s|$)/gmu) ?? [];
    const narrow = new Set(numbers(await say(60)));
    expect(numbers(await say()).filter((number) => !narrow.has(number))).toEqual([]);
  });
});

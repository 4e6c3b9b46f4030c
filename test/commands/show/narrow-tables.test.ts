import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadExemplars } from "../../../src/questions/load-exemplars.ts";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import { practiceCandidates } from "../../../src/servers/practice/practice-candidates.ts";
import { startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
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
  await playPractice();
}, 120_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const practised = ["practice-strong", "practice-flawed", "practice-poor"];
const longNames = practised.map((name) => `研究室の長い名前の候補/${name}-instruct-2026-11-29`);

/** Twenty questions of ours by the controls, those of variants and matches, below `practice`. */
async function playPractice(): Promise<void> {
  const places = { cache: join(cwd, "cache"), mirror: null };
  const set = await loadQuestionSet("ja-original", { cwd, places });
  const exemplars = [...(await loadExemplars(set.folder)).values()].flat();
  const server = await startPracticeServer({ models: practiceCandidates(set.questions, exemplars) });
  const play = async (...words: string[]) => {
    const { code, stderr } = await runMain([...words, "--results", "practice"], { cwd });
    expect(code, stderr).toBe(0);
  };
  const shared = ["--judge", "practice", "--categories", "writing", "math"];
  try {
    for (const [index, name] of practised.entries()) {
      const model = ["--model", `${name}@${server.baseUrl}`, "--id", longNames[index] ?? ""];
      await play("run", ...model, ...shared, "--questions", "ja-original");
    }
    const model = ["--model", `${practised[0]}@${server.baseUrl}`, "--id", `${longNames[0]}-fresh`];
    await play("run", ...model, "--judge", "practice", "--questions", "ja-original@seed:7", "--categories", "math");
  } finally {
    await server.close();
  }
  await play("match", ...longNames, ...shared);
}

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
  ...[
    ["match", ...longNames, "--judge", "practice", "--corrected"],
    ["match", ...longNames, "--plan", "2"],
    ["gate", "--by", "matches", "--baseline", longNames[0] ?? "", "--candidate", longNames[1] ?? ""],
    ["compare", ...longNames],
    ["freshness", longNames[0] ?? "", `${longNames[0]}-fresh`],
    ["constraints", "--broken"],
    ["elsewhere", longNames[0] ?? ""],
    ["leaderboard", "--by", "category"],
    ["status"],
    ["results", "list"],
  ].map((words) => [...words, "--results", "practice"]),
];

describe.each(commands.map((args) => ({ args })))("$args", ({ args }) => {
  const said = new Map<number | undefined, Promise<string>>();
  const say = (columns?: number): Promise<string> => {
    const once = said.get(columns) ?? sayOnce(columns);
    said.set(columns, once);
    return once;
  };
  const sayOnce = async (columns?: number) => {
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

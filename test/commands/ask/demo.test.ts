import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { demo } from "../../../src/commands/ask/demo.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import { finishedDemo } from "../../support/finished-demo.ts";
import { runMain } from "../../support/run-main.ts";

const pairSchema = z.object({
  netWins: z.object({ turns: z.number() }),
  position: z.object({ effect: z.object({ mean: z.number() }) }),
});
const recordSchema = z.object({
  matches: z.object({ pairs: z.tuple([pairSchema]) }),
  candidates: z.array(z.object({ id: z.string(), answers: z.object({ due: z.number(), settled: z.number() }) })),
});

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-demo-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function recordingIo() {
  const said = { out: "", err: "" };
  let now = Date.UTC(2031, 4, 1);
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    // No key, and no way out: nothing but loopback may be needed.
    env: { MTBENCH_SOURCE_MIRROR: "http://127.0.0.1:9", MTBENCH_CACHE: join(cwd, "cache") },
    cwd,
    now: () => {
      now += 1000;
      return now;
    },
    isTerminal: false,
    onInterrupt: () => () => undefined,
  };
  return { io, said };
}

it("ends with a leaderboard of the three controls, in the order of their quality, and says what they are", async () => {
  const { io, said } = recordingIo();
  expect(await demo({ json: false, results: join(".mtbench", "demo") }, io)).toBe("done");
  const order = ["practice-strong", "practice-flawed", "practice-poor"].map((name) => said.out.indexOf(name));
  expect(order.every((at) => at >= 0)).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  // The judge has been tried, and the table says that this shows nothing about it.
  expect(said.out).toContain("judge card (ja-original 1.1.0): circular");
  expect(said.err).toContain("The judge's card is circular");
  expect(said.err).toContain("言語モデルではありません");
  expect(said.err).toContain("not language models");
  expect(said.err).toContain(join(".mtbench", "demo"));
  // Two of them side by side: the bias that the judge was given is found, and net wins are free of it.
  expect(said.err).toContain("in 15 % of the turns this judge picks the answer shown first on purpose");
  expect(said.out).toMatch(/practice-strong against practice-flawed\n[\s\S]*\nnet wins +\+0\.38 /u);
  expect(said.out).toMatch(/\nshown first +\+0\.15 /u);
  const { code } = await runMain(["report", "--results", join(".mtbench", "demo"), "-o", "page", "--no-figures"], {
    cwd,
  });
  expect(code).toBe(0);
  const { matches } = JSON.parse(await readFile(join(cwd, "page", "report.json"), "utf8"));
  expect(matches).toMatchObject([{ pairs: [{ turns: 40, flips: { first: 6, second: 0 } }] }]);
  expect(await readFile(join(cwd, "page", "index.html"), "utf8")).toContain("対戦：二つの回答を並べた比較");
  await rm(join(cwd, "page"), { recursive: true });
  expect(await readdir(cwd)).toEqual([".mtbench"]);
});

it("can be repeated with the same result, and writes where it is told", async () => {
  const { io, said } = recordingIo();
  expect(await demo({ json: true, results: "my controls" }, io)).toBe("done");
  const record = recordSchema.parse(JSON.parse(said.out));
  expect(record.candidates.map((one) => one.id)).toEqual(["practice-strong", "practice-flawed", "practice-poor"]);
  expect(record.candidates.every((one) => one.answers.due === 0 && one.answers.settled >= 120)).toBe(true);
  const [pair] = record.matches.pairs;
  expect([pair.netWins.turns, pair.position.effect.mean]).toEqual([40, 0.15]);
  expect(await readdir(cwd)).toEqual(["my controls"]);
  await finishedDemo(join(cwd, "another"), { matches: true });
  const [one, other] = [await shownOf("my controls"), await shownOf("another")];
  expect(one).toEqual([expect.stringContaining("practice-flawed"), expect.stringContaining("winRate")]);
  expect(other).toEqual(one);
});

/** Scores and win rates of a folder, to the last digit, without its name and its time. */
async function shownOf(results: string): Promise<string[]> {
  const shown = [["leaderboard"], ["matches"]].map(async ([word = ""]) => {
    const { code, stdout, stderr } = await runMain([word, "--format", "json", "--results", results], { cwd });
    expect(code, stderr).toBe(0);
    return stdout.replaceAll(join(cwd, results), "").replaceAll(/"\d{4}-\d\d-\d\dT[^"]*Z"/g, "a time");
  });
  return Promise.all(shown);
}

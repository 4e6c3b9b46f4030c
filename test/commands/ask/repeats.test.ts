import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, type Script, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

const QUESTIONS = 3;
const TURNS = 2;
const SEED = 40;

/** Where a judgment stands, all 1-based, as the texts and the seeds of the calls tell it. */
interface Place {
  readonly question: number;
  readonly turn: number;
  readonly trial: number;
  readonly repeat: number;
}

let cwd: string;
let server: FakeServer;
/** What the played judge says. */
let judged: (at: Place) => Script;
/** What the played candidate says. */
let answered: (at: Omit<Place, "repeat">) => string;

const answerText = ({ question, turn, trial }: Omit<Place, "repeat">) => `問${question} 手${turn} 回${trial} の答え`;
const seedOf = (body: Readonly<Record<string, unknown>>) => z.number().parse(body.seed) - SEED + 1;

beforeEach(async () => {
  cwd = await smallSet(QUESTIONS);
  answered = answerText;
  server = await startFakeServer({
    onChat: ({ body }) => {
      const messages = body.messages ?? [];
      const text = messages.map((message) => message.content).join("\n");
      if (body.model === "played-judge") {
        // The rated answer stands last.
        const [, question, turn, trial] = [...text.matchAll(/問(\d) 手(\d) 回(\d) の答え/g)].at(-1) ?? [];
        return judged({
          question: Number(question),
          turn: Number(turn),
          trial: Number(trial),
          repeat: seedOf(body),
        });
      }
      const question = Number(/(\d+)と四の和は/.exec(text)?.[1]);
      const turn = messages.filter((message) => message.role === "user").length;
      return answered({ question, turn, trial: seedOf(body) });
    },
  });
});
afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

const run = (...flags: string[]) =>
  runMain(smallRun(server.baseUrl, server.baseUrl, "--seed", String(SEED), ...flags), { cwd });
const asked = (model: string) => server.chats().filter(({ body }) => body.model === model).length;

const judgmentSchema = z.object({
  key: z.string(),
  answerKey: z.string(),
  questionId: z.string(),
  turn: z.number(),
  trial: z.number(),
  repeat: z.number(),
  sent: z.looseObject({ seed: z.number() }),
  outcome: z.looseObject({ status: z.string() }),
});

async function journal() {
  const text = await readFile(join(cwd, "results", "small", "played-model", "judgments", "mtbench-ja.jsonl"), "utf8");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => judgmentSchema.parse(JSON.parse(line)));
}

const boardSchema = z.object({
  protocols: z.array(
    z.object({
      candidates: z.array(z.object({ score: z.object({ mean: z.number(), rated: z.number(), planned: z.number() }) })),
    }),
  ),
});

async function score(...flags: string[]) {
  const { stdout } = await runMain(["leaderboard", "--format", "json", ...flags], { cwd });
  const [protocol, ...others] = boardSchema.parse(JSON.parse(stdout)).protocols;
  expect(others).toEqual([]);
  return protocol?.candidates[0]?.score;
}

describe("--judge-repeats", () => {
  it("judges each answer J times, keyed apart, each with a seed of its own", async () => {
    judged = ({ repeat }) => `[[${repeat + 3}]]`;
    const shown = await run("--judge-repeats", "3", "--trials", "2");
    expect(shown.code, shown.stderr).toBe(0);
    const answers = QUESTIONS * TURNS * 2;
    expect([asked("played-model"), asked("played-judge")]).toEqual([answers, answers * 3]);
    const judgments = await journal();
    expect(judgments).toHaveLength(answers * 3);
    expect(new Set(judgments.map((one) => one.key)).size).toBe(answers * 3);
    expect(new Set(judgments.map((one) => one.answerKey)).size).toBe(answers);
    for (const { repeat, sent, outcome } of judgments) {
      expect(sent.seed).toBe(SEED + repeat - 1);
      expect(outcome).toMatchObject({ status: "rated", rating: repeat + 3 });
    }
    expect(await score()).toEqual(expect.objectContaining({ mean: 5, rated: answers * 3, planned: answers * 3 }));
  }, 60_000);

  it("weights questions equally however many ratings each has", async () => {
    // The judge rates question 1 only at its first reading, the others at all three.
    judged = ({ question, repeat }) => (question > 1 ? "[[4]]" : repeat === 1 ? "[[10]]" : "評点はありません。");
    expect((await run("--judge-repeats", "3")).code).toBe(0);
    expect(await score()).toEqual(expect.objectContaining({ mean: 6, rated: 14, planned: 18 }));
    expect((await score("--aggregate", "pooled"))?.mean).toBeCloseTo((2 * 10 + 12 * 4) / 14, 12);
  }, 60_000);

  it("lets the judge's part of the variance be told from the answers'", async () => {
    // Readings of one answer spread by 1 (variance), answers to one question by 4.5 more, questions by nothing else.
    judged = ({ trial, repeat }) => `[[${(trial === 1 ? 3 : 6) + repeat - 1}]]`;
    expect((await run("--judge-repeats", "3", "--trials", "2")).code).toBe(0);
    const { stdout } = await runMain(["noise", "played-model", "--json"], { cwd });
    const record = z
      .object({ components: z.object({ group: z.number(), repeat: z.number(), reading: z.number() }) })
      .parse(JSON.parse(stdout));
    // MS of answers: 3 readings x variance 4.5 of the answers' means = 13.5; less the readings' 1, over 3 readings.
    expect(record.components.reading).toBeCloseTo(1, 12);
    expect(record.components.repeat).toBeCloseTo((13.5 - 1) / 3, 12);
    expect(record.components.group).toBe(0);
    const text = await runMain(["noise", "played-model"], { cwd });
    expect(text.stdout).toMatch(/between readings of one answer +1\.000 +1\.00/);
    expect(text.stdout).toMatch(/one more judge repeat: 0\.\d{3}/);
  }, 60_000);

  it("asks only for what is missing, after a failure and when J grows", async () => {
    judged = ({ repeat }) => `[[${repeat + 3}]]`;
    const cells = QUESTIONS * TURNS;
    expect((await run()).code).toBe(0);
    expect([asked("played-model"), asked("played-judge")]).toEqual([cells, cells]);
    const broken = (at: Place) => at.question === 2 && at.turn === 1 && at.repeat === 3;
    judged = (at) =>
      broken(at) ? { status: 400, body: { error: { message: "out of order" } } } : `[[${at.repeat + 3}]]`;
    const stopped = await run("--judge-repeats", "3");
    expect([stopped.code, asked("played-model"), asked("played-judge")]).toEqual([3, cells, cells * 3]);
    judged = ({ repeat }) => `[[${repeat + 3}]]`;
    const resumed = await run("--judge-repeats", "3");
    expect([resumed.code, asked("played-model"), asked("played-judge")]).toEqual([0, cells, cells * 3 + 1]);
    expect((await run("--judge-repeats", "3")).code).toBe(0);
    expect(asked("played-judge")).toBe(cells * 3 + 1);
  }, 60_000);
});

describe("--trials", () => {
  const warning = "trials are byte-identical in 6 of 6 sampled turns: a cache upstream?";
  const temperature = async (value: number) => {
    const path = join(cwd, "questions", "small", "set.yaml");
    await writeFile(path, (await readFile(path, "utf8")).replace("math: 0.3", `math: ${value}`));
  };

  it("warns when sampled trials are byte-identical, wherever their numbers are shown", async () => {
    judged = ({ question }) => `[[${question + 3}]]`;
    // A cache upstream: whatever the seed, the text of the first trial.
    answered = ({ question, turn }) => answerText({ question, turn, trial: 1 });
    const shown = await run("--trials", "3");
    expect(shown.code).toBe(0);
    expect(asked("played-model")).toBe(QUESTIONS * TURNS * 3);
    expect(shown.stdout).toContain(warning);
    const saved = await runMain(["baseline", "save", "played-model", "-o", "baseline.json"], { cwd });
    expect(saved.stderr).toContain(warning);
    expect((await run("--id", "second")).code).toBe(0);
    for (const command of [
      ["noise", "played-model"],
      ["gate", "--baseline", "baseline.json", "--candidate", "played-model"],
      ["compare", "played-model", "second"],
    ]) {
      expect((await runMain(command, { cwd })).stderr).toContain(`played-model: ${warning}`);
    }
  }, 60_000);

  it.each([
    ["they differ", 0.3, answerText],
    ["they are not sampled", 0, (at: Omit<Place, "repeat">) => answerText({ ...at, trial: 1 })],
  ] as const)("does not warn when %s", async (_, value, text) => {
    await temperature(value);
    judged = () => "[[7]]";
    answered = text;
    const shown = await run("--trials", "3");
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout + shown.stderr).not.toContain("byte-identical");
    // Three times the same is one run, and says nothing of how far the next would be.
    const { stderr } = await runMain(["noise", "played-model"], { cwd });
    expect(stderr.includes("6 of 6 turns have byte-identical answers")).toBe(value === 0);
  });
});

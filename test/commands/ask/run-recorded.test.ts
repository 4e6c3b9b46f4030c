import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { type ReplayServer, startReplayServer } from "../../support/replay-server.ts";
import { runCli, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

const files = ["shisa-ai__shisa-v2-llama3.1-8b", "shisa-ai__shisa-v2-llama3.3-70b"] as const;
const models = ["shisa-ai/shisa-v2-llama3.1-8b", "shisa-ai/shisa-v2-llama3.3-70b"] as const;
const judgeModel = "gpt-4.1-2025-04-14";

const meansSchema = z.object({
  last_wins_dedup: z.object({ turn1: z.number(), turn2: z.number().nullable(), average_pooled: z.number() }),
  category_pooled_last_wins: z.record(z.string(), z.number()),
});
const expectedSchema = z.record(z.string(), z.record(z.string(), meansSchema));

const scoreSchema = z.object({ mean: z.number(), rated: z.number(), planned: z.number() });
const leaderboardSchema = z.object({
  protocols: z.array(
    z.object({
      key: z.string(),
      candidates: z.array(
        z.object({
          id: z.string(),
          score: scoreSchema,
          turns: z.record(z.string(), scoreSchema),
          categories: z.record(z.string(), scoreSchema),
          unrated: z.record(z.string(), z.number()),
        }),
      ),
    }),
  ),
});

let server: ReplayServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A working directory with the recorded questions as a set of the user's own. */
async function workingDirectory(recorded: string): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-recorded-"));
  await mkdir(join(cwd, "questions", "recorded"), { recursive: true });
  await cp(join(recorded, "question.jsonl"), join(cwd, "questions", "recorded", "question.jsonl"));
  await writeFile(
    join(cwd, "questions", "recorded", "set.yaml"),
    [
      "id: recorded",
      "title: The recorded questions",
      "language: ja",
      "licence: Apache-2.0",
      "categories: [writing, roleplay, reasoning, math, coding, extraction, stem, humanities]",
      "temperatures: {writing: 0.7, roleplay: 0.7, reasoning: 0, math: 0, coding: 0, extraction: 0, stem: 0.1, humanities: 0.1}",
      "questions: {file: question.jsonl}",
      "references: []",
      "",
    ].join("\n"),
  );
  return cwd;
}

function runArguments(recorded: string, baseUrl: string): string[] {
  return [
    ...["run", "--model", ...models.map((model) => `${model}@${baseUrl}`)],
    ...["--questions", "recorded", "--judge-prompts", join(recorded, "judge_prompts.jsonl")],
    ...["--references", join(recorded, "reference_answer", `${judgeModel}.jsonl`)],
    ...["--judge-model", `${judgeModel}@${baseUrl}`, "--max-concurrency", "8"],
  ];
}

async function expectRecordedMeans(cwd: string, data: string): Promise<void> {
  const shown = await runMain(["leaderboard", "--format", "json"], { cwd });
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  const { protocols } = leaderboardSchema.parse(JSON.parse(shown.stdout));
  expect(protocols).toHaveLength(1);
  const expected = expectedSchema.parse(JSON.parse(await readFile(join(data, "recorded", "expected.json"), "utf8")));
  const means = expected[`recorded/shisa/model_judgment/${judgeModel}_single.jsonl`];
  for (const model of models) {
    const candidate = protocols[0]?.candidates.find((one) => one.id === model);
    const wanted = means?.[model];
    expect(candidate?.score).toMatchObject({ rated: 160, planned: 160 });
    expect(candidate?.unrated).toEqual({});
    expect(candidate?.score.mean).toBeCloseTo(wanted?.last_wins_dedup.average_pooled ?? Number.NaN, 9);
    expect(candidate?.turns["1"]?.mean).toBeCloseTo(wanted?.last_wins_dedup.turn1 ?? Number.NaN, 9);
    expect(candidate?.turns["2"]?.mean).toBeCloseTo(wanted?.last_wins_dedup.turn2 ?? Number.NaN, 9);
    for (const [category, mean] of Object.entries(wanted?.category_pooled_last_wins ?? {})) {
      expect(candidate?.categories[category]?.mean).toBeCloseTo(mean, 9);
    }
  }
}

describeWithSharedData(
  { name: "run on recorded answers and judgments over HTTP", needs: ["recorded/expected.json"] },
  (data) => {
    const recorded = join(data, "recorded", "shisa");

    it("gives exactly the recorded means, asking each of 640 calls once", async () => {
      server = await startReplayServer({ recorded, models: files, judgmentFile: `${judgeModel}_single` });
      const cwd = await workingDirectory(recorded);
      const first = await runCli(runArguments(recorded, server.baseUrl), { cwd });
      expect(server.errors).toEqual([]);
      expect(first.stderr).not.toContain("    at ");
      expect(first.code).toBe(0);
      expect(first.stdout).toContain("8.41");
      expect(server.asked.size).toBe(640);
      expect([...server.asked.values()].every((times) => times === 1)).toBe(true);
      await expectRecordedMeans(cwd, data);

      const again = await runMain(runArguments(recorded, server.baseUrl), { cwd });
      expect(again.code).toBe(0);
      expect(again.stderr).toContain("0 answers and 0 judgments due, 320 already there");
      expect(server.chats()).toHaveLength(640);
    });

    it("survives SIGKILL at random moments: same scores, and repeats only of calls in flight", async () => {
      let seed = 20260405;
      const random = (): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return seed / 2 ** 31;
      };
      server = await startReplayServer({
        recorded,
        models: files,
        judgmentFile: `${judgeModel}_single`,
        delayMs: () => random() * 40,
      });
      const cwd = await workingDirectory(recorded);
      let inFlight = 0;
      for (let kill = 0; kill < 4; kill += 1) {
        const before = server.chats().length;
        const { child, result } = startCli(runArguments(recorded, server.baseUrl), { cwd });
        const stopAfter = 30 + Math.floor(random() * 120);
        while (server.chats().length < before + stopAfter && child.exitCode === null) {
          await new Promise((resolve) => setTimeout(resolve, 3));
        }
        child.kill("SIGKILL");
        await result;
        // Calls whose record may not have been written: what one server works on at once, for both lines share it.
        inFlight += 8;
        await expectWholeRecordsNotRepeated(cwd, server);
      }
      const last = await runMain(runArguments(recorded, server.baseUrl), { cwd });
      expect(last.code).toBe(0);
      expect(server.errors).toEqual([]);
      const repeats = [...server.asked.values()].reduce((sum, times) => sum + times - 1, 0);
      expect(server.asked.size).toBe(640);
      expect(repeats).toBeLessThanOrEqual(inFlight);
      await expectRecordedMeans(cwd, data);
    });

    it("keeps what a thinking model thought apart, and takes a cut thought for a failure", async () => {
      server = await startReplayServer({ recorded, models: ["Qwen__Qwen3-235B-A22B"], judgmentFile: null });
      const cwd = await workingDirectory(recorded);
      const model = `Qwen/Qwen3-235B-A22B@${server.baseUrl}`;
      const flags = ["--questions", "recorded", "--judge", "mtbench-ja", "--references", referenceFile(recorded)];
      const { code, stderr } = await runMain(["answer", "--model", model, ...flags], { cwd });
      expect(stderr).not.toContain("    at ");
      expect(server.errors).toEqual([]);
      expect(code).toBe(0);
      const raw = await rawTurns(join(recorded, "model_answer", "Qwen__Qwen3-235B-A22B.jsonl"));
      const answers = await answersIn(join(cwd, "results", "recorded", "~qwen%2f~qwen3-235~b-~a22~b", "answers.jsonl"));
      let cut = 0;
      for (const answer of answers) {
        const text = raw.get(`${answer.questionId} ${answer.turn}`) ?? "";
        const closed = text.indexOf("</think>");
        if (answer.outcome.status === "answered") {
          expect(answer.outcome.text).toBe(text.slice(closed < 0 ? 0 : closed + "</think>".length).trimStart());
          expect(answer.outcome.text).not.toMatch(/<\/?think>/);
        } else if (answer.outcome.reason === "truncated-thinking") {
          cut += 1;
          expect(text.trimStart().startsWith("<think>")).toBe(true);
          expect(closed).toBe(-1);
        } else {
          expect(answer.outcome.reason).toBe("skipped");
        }
      }
      const cutFirst = [...raw].filter(([place, text]) => place.endsWith(" 1") && isCut(text)).length;
      const cutSecond = [...raw].filter(
        ([place, text]) => place.endsWith(" 2") && isCut(text) && !isCut(raw.get(place.replace(/ 2$/, " 1")) ?? ""),
      ).length;
      expect(cut).toBe(cutFirst + cutSecond);
      expect(cut).toBeGreaterThan(0);
      expect(answers).toHaveLength(160);
    });
  },
);

function referenceFile(recorded: string): string {
  return join(recorded, "reference_answer", `${judgeModel}.jsonl`);
}

function isCut(text: string): boolean {
  return text.trimStart().startsWith("<think>") && !text.includes("</think>");
}

const answerLine = z.object({
  questionId: z.string(),
  turn: z.number(),
  outcome: z.discriminatedUnion("status", [
    z.object({ status: z.literal("answered"), text: z.string() }),
    z.object({ status: z.literal("failed"), reason: z.string() }),
  ]),
});

async function answersIn(path: string): Promise<z.infer<typeof answerLine>[]> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return lines.map((line) => answerLine.parse(JSON.parse(line)));
}

async function rawTurns(path: string): Promise<Map<string, string>> {
  const schema = z.object({
    question_id: z.union([z.number(), z.string()]),
    choices: z.tuple([z.object({ turns: z.array(z.string()) })]),
  });
  const turns = new Map<string, string>();
  for (const line of (await readFile(path, "utf8")).trimEnd().split("\n")) {
    const row = schema.parse(JSON.parse(line));
    for (const [index, text] of row.choices[0].turns.entries()) turns.set(`${row.question_id} ${index + 1}`, text);
  }
  return turns;
}

/** Every line of every journal is whole but possibly the last one. */
async function expectWholeRecordsNotRepeated(cwd: string, server: ReplayServer): Promise<void> {
  expect(server.errors).toEqual([]);
  for (const model of ["shisa-ai%2fshisa-v2-llama3.1-8b", "shisa-ai%2fshisa-v2-llama3.3-70b"]) {
    const text = await readFile(join(cwd, "results", "recorded", model, "answers.jsonl"), "utf8").catch(() => "");
    const whole = text.split("\n").slice(0, -1);
    const keys = whole.map((line) => z.object({ key: z.string() }).parse(JSON.parse(line)).key);
    expect(new Set(keys).size).toBe(keys.length);
  }
}

import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { practiceJudge } from "../../../src/servers/practice/practice-judge.ts";
import { startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { type FakeServer, type Script, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { type SmallQuestion, writeSmallSet } from "../../support/small-set.ts";
import { writeJury } from "../../support/write-jury.ts";

const questions: readonly SmallQuestion[] = Array.from({ length: 12 }, (_, index) => ({
  id: String(index + 21),
  category: index % 3 === 0 ? "math" : "writing",
  turns: [`${index + 21}番の題で短歌を一首。`, "季節を変えて。"],
}));

/** What each member says; candidates are told apart in their answers. */
let says: (model: string, prompt: string) => Script;
let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-jury-"));
  await writeSmallSet(cwd, "small", questions);
  says = (model) => `評価: [[${model === "kind" ? 9 : model === "strict" ? 4 : 7}]]`;
  server = await startFakeServer({
    onChat: ({ body }) => {
      const model = body.model ?? "";
      if (model.startsWith("poet")) return `${model}の歌です。`;
      return says(model, (body.messages ?? []).map(({ content }) => content).join("\n"));
    },
  });
});
afterEach(() => server.close());

const jury = (design: string, members = ["kind", "strict"], ...more: string[]) =>
  writeJury(cwd, "kaigi", [
    "procedure: mtbench-ja",
    `design: ${design}`,
    `members: [${members.map((name) => `"${name}@${server.baseUrl}"`).join(", ")}]`,
    ...more,
  ]);
const run = (models: readonly string[], ...more: string[]) =>
  runMain(
    [
      "run",
      ...models.flatMap((model) => ["--model", `${model}@${server.baseUrl}`]),
      ...["--questions", "small", "--judge", "kaigi"],
      ...more,
    ],
    { cwd },
  );
const calls = (model: string) => server.chats().filter(({ body }) => body.model === model).length;

const judgmentSchema = z.object({
  key: z.string(),
  procedure: z.string(),
  judge: z.string(),
  judgeModel: z.string(),
  questionId: z.string(),
  turn: z.number(),
  outcome: z.object({ status: z.string(), rating: z.number().optional() }),
});
async function judgmentsOf(candidate: string) {
  const folder = join(cwd, "results", "small", candidate, "judgments");
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) => text.trim().split("\n")).map((line) => judgmentSchema.parse(JSON.parse(line)));
}

const launchSchema = z.object({
  procedure: z.object({
    hash: z.string(),
    judge: z.string(),
    judges: z.array(z.object({ model: z.string(), share: z.number() })),
    fields: z.looseObject({}),
  }),
  questions: z.array(z.object({ id: z.string(), judgeModel: z.string().optional() })),
  judgeServer: z.null(),
  judgeServers: z.record(z.string(), z.object({ baseUrl: z.string() })),
});
async function launchOf(candidate: string) {
  const text = await readFile(join(cwd, "results", "small", candidate, "launches.jsonl"), "utf8");
  return launchSchema.parse(JSON.parse(text.trim().split("\n").at(-1) ?? ""));
}

const boardSchema = z.object({
  protocols: z.array(
    z.object({
      key: z.string(),
      judge: z.object({ id: z.string(), model: z.string() }),
      candidates: z.array(
        z.object({
          id: z.string(),
          score: z.object({ mean: z.number().nullable(), rated: z.number(), planned: z.number() }),
          unrated: z.record(z.string(), z.number()),
        }),
      ),
    }),
  ),
});
async function boards() {
  const { stdout } = await runMain(["leaderboard", "--format", "json"], { cwd });
  return boardSchema.parse(JSON.parse(stdout)).protocols;
}

describe("a jury whose members all rate", () => {
  it("rates every answer by both, scores their mean, and asks nothing when started again", async () => {
    await jury("every");
    const first = await run(["poet"]);
    expect([first.code, first.stderr.includes("48 judgments due")]).toEqual([0, true]);
    expect(first.stderr).toContain("judge kaigi by kind + strict (every)");
    expect([calls("poet"), calls("kind"), calls("strict")]).toEqual([24, 24, 24]);
    const [board] = await boards();
    expect(board?.judge).toEqual({ id: "kaigi", model: "kind and strict" });
    expect(board?.candidates).toMatchObject([
      { id: "poet", score: { mean: 6.5, rated: 24, planned: 24 }, unrated: {} },
    ]);
    const judgments = await judgmentsOf("poet");
    expect(new Set(judgments.map(({ procedure }) => procedure)).size).toBe(1);
    expect(judgments.filter(({ judgeModel, outcome }) => judgeModel === "kind" && outcome.rating === 9)).toHaveLength(
      24,
    );
    const { procedure, judgeServers } = await launchOf("poet");
    expect(procedure.judges).toEqual([
      { model: "kind", share: 0.5 },
      { model: "strict", share: 0.5 },
    ]);
    expect(Object.keys(procedure.fields)).not.toContain("judgeModel");
    expect(procedure.fields["jury.leftOut"]).toEqual([]);
    expect(judgeServers.strict?.baseUrl).toBe(server.baseUrl);
    const again = await run(["poet"]);
    expect([again.code, again.stderr.includes("0 judgments due")]).toEqual([0, true]);
    expect(server.chats()).toHaveLength(72);
  });

  it("weighs members by their shares", async () => {
    await writeJury(cwd, "kaigi", [
      "procedure: mtbench-ja",
      "design: every",
      "members:",
      `  - { model: "kind@${server.baseUrl}", share: 0.8 }`,
      `  - { model: "strict@${server.baseUrl}", share: 0.2 }`,
    ]);
    expect((await run(["poet"])).code).toBe(0);
    const [board] = await boards();
    expect(board?.candidates[0]?.score.mean).toBeCloseTo(8, 12);
    expect(board?.judge.model).toBe("kind (80 %) and strict (20 %)");
  });

  it("leaves a turn unrated where one member gave no rating, and is not complete while one is due", async () => {
    await jury("every");
    says = (model, prompt) => {
      if (model === "strict" && prompt.includes("21番")) return "評点は付けられません。";
      if (model === "strict" && prompt.includes("22番")) return { status: 400, body: { error: { message: "no" } } };
      return `評価: [[${model === "kind" ? 9 : 4}]]`;
    };
    const { code, stderr } = await run(["poet"]);
    expect([code, stderr.includes("due")]).toEqual([3, true]);
    const [board] = await boards();
    const [row] = board?.candidates ?? [];
    expect(row?.score).toMatchObject({ mean: 6.5, rated: 20, planned: 24 });
    expect(row?.unrated).toEqual({ "no-rating": 2 });
    says = (model) => `評価: [[${model === "kind" ? 9 : 4}]]`;
    const before = server.chats().length;
    expect((await run(["poet"])).code).toBe(0);
    expect(server.chats().length - before).toBe(2);
    expect((await boards())[0]?.candidates[0]?.score).toMatchObject({ rated: 22, planned: 24 });
  });

  it("is the same jury in any order of its members, and another one with another member", async () => {
    await jury("every");
    await run(["poet"]);
    await jury("every", ["strict", "kind"]);
    expect((await run(["poet"])).stderr).toContain("0 judgments due");
    await jury("every", ["strict", "mild"]);
    expect((await run(["poet"])).stderr).toContain("48 judgments due");
    expect(await boards()).toHaveLength(2);
  });

  it("two practice judges rate a set", async () => {
    const set = { questions: [], references: [] };
    const practice = await startPracticeServer({
      models: new Map([
        ["practice-poet", () => "雨の日の歌です。"],
        ["practice-one", practiceJudge(set)],
        ["practice-two", practiceJudge(set)],
      ]),
    });
    try {
      const members = ["practice-one", "practice-two"].map((name) => `"${name}@${practice.baseUrl}"`);
      await writeJury(cwd, "kaigi", ["procedure: mtbench-ja", "design: every", `members: [${members.join(", ")}]`]);
      const args = ["--model", `practice-poet@${practice.baseUrl}`, "--questions", "small", "--judge", "kaigi"];
      const { code, stdout } = await runMain(["run", ...args], { cwd });
      expect([code, stdout.includes("practice-one and practice-two")]).toEqual([0, true]);
      expect((await boards())[0]?.candidates[0]?.score).toMatchObject({ rated: 24, planned: 24 });
    } finally {
      await practice.close();
    }
  });
});

describe("a rotating jury", () => {
  it("gives each question one member, the same for all candidates, and records it", async () => {
    await jury("rotating", ["kind", "strict", "mild"]);
    const { code } = await run(["poet-a", "poet-b"]);
    expect(code).toBe(0);
    expect(calls("kind") + calls("strict") + calls("mild")).toBe(48);
    const { questions: planned } = await launchOf("poet-a");
    const drawn = new Map(planned.map(({ id, judgeModel }) => [id, judgeModel]));
    expect(new Set(drawn.values())).toEqual(new Set(["kind", "strict", "mild"]));
    for (const candidate of ["poet-a", "poet-b"]) {
      const judgments = await judgmentsOf(candidate);
      expect(judgments).toHaveLength(24);
      for (const { questionId, judgeModel } of judgments) expect(judgeModel).toBe(drawn.get(questionId));
    }
    const [board] = await boards();
    expect(board?.candidates.map(({ score }) => [score.rated, score.planned])).toEqual([
      [24, 24],
      [24, 24],
    ]);
  });

  it("draws the same whatever part of the questions is asked, and moves only the questions of a member that leaves", async () => {
    await jury("rotating", ["kind", "strict", "mild"]);
    await run(["poet"], "--limit", "5");
    const part = (await launchOf("poet")).questions;
    await run(["poet"]);
    expect(calls("kind") + calls("strict") + calls("mild")).toBe(24);
    const whole = (await launchOf("poet")).questions;
    for (const { id, judgeModel } of part) {
      expect(whole.find((one) => one.id === id)?.judgeModel).toBe(judgeModel);
    }
    await jury("rotating", ["kind", "mild"]);
    await run(["poet"], "--dry-run");
    await run(["poet"]);
    for (const { id, judgeModel } of (await launchOf("poet")).questions) {
      const before = whole.find((one) => one.id === id)?.judgeModel;
      if (before !== "strict") expect(judgeModel).toBe(before);
    }
  });

  it("leaves a question unrated whose member failed: no other takes its place", async () => {
    await jury("rotating");
    says = (model) => (model === "strict" ? "評点は付けられません。" : "評価: [[9]]");
    expect((await run(["poet"])).code).toBe(0);
    const { questions: planned } = await launchOf("poet");
    const failed = planned.filter(({ judgeModel }) => judgeModel === "strict").length;
    expect(failed).toBeGreaterThan(0);
    const [row] = (await boards())[0]?.candidates ?? [];
    expect(row?.score).toMatchObject({ mean: 9, rated: 24 - 2 * failed, planned: 24 });
    expect(row?.unrated).toEqual({ "no-rating": 2 * failed });
  });
});

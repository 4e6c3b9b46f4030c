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

describe("the members of a jury", () => {
  it("are judges of their own to agreement and audit, and show and the leaderboard name what each gave", async () => {
    await jury("every");
    says = (model, prompt) => {
      const good = prompt.includes("poet-aの歌");
      return `評価: [[${model === "kind" ? (good ? 9 : 8) : good ? 7 : 3}]]`;
    };
    expect((await run(["poet-a", "poet-b"])).code).toBe(0);
    const { stdout } = await runMain(["leaderboard"], { cwd });
    expect(stdout).toContain("judge kaigi by kind and strict");
    expect(stdout.replace(/\s+/gu, " ")).toContain("poet-a by member: kind 9.00 (24 of 24), strict 7.00 (24 of 24)");
    const agreement = await runMain(["agreement", "--json"], { cwd });
    expect(agreement.code).toBe(0);
    expect(agreement.stdout).toContain('"kaigi (kind)"');
    expect(agreement.stdout).toContain('"kaigi (strict)"');
    const shown = await runMain(["show", "poet-a", "21", "--turn", "1"], { cwd });
    expect(shown.stdout).toContain("-- judge kaigi (kind) · prompt");
    expect(shown.stdout).toContain("-- judge kaigi (strict) · prompt");
    const compared = await runMain(["compare", "poet-b", "poet-a"], { cwd });
    expect(compared.stdout.replace(/\s+/gu, " ")).toMatch(/by member of the jury: kind [-+]1\.00, strict [-+]4\.00/u);
    const audit = await runMain(["audit", "--json"], { cwd });
    expect([audit.code, audit.stdout.includes("kaigi (strict)")]).toEqual([0, true]);
  });

  it("may be named as judges of the configuration", async () => {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      join(cwd, "mtbench.config.yaml"),
      `servers: {here: {baseUrl: "${server.baseUrl}"}}\njudges:\n  one: {procedure: mtbench-ja, model: kind, server: here}\n  two: {procedure: mtbench-ja, model: strict, server: here}\n`,
    );
    await writeJury(cwd, "kaigi", ["procedure: mtbench-ja", "design: every", "members: [one, two]"]);
    expect((await run(["poet"])).code).toBe(0);
    expect((await boards())[0]?.judge.model).toBe("kind and strict");
  });

  it("are read again each for itself", async () => {
    await jury("every");
    await run(["poet"]);
    const again = await runMain(["rescore", "poet", "--extraction", "fastchat"], { cwd });
    expect([again.code, again.stdout.includes("48 texts read again, 0 ratings changed")]).toEqual([0, true]);
  });

  it("are each looked at by doctor", async () => {
    await jury("every");
    const { stdout } = await runMain(
      ["doctor", "--model", `poet@${server.baseUrl}`, "--questions", "small", "--judge", "kaigi"],
      { cwd },
    );
    expect(stdout).toContain("judge kind");
    expect(stdout).toContain("judge strict");
  });

  it("count against the budget together, and a dry run tells each one's calls", async () => {
    await jury("every");
    const { writeFile } = await import("node:fs/promises");
    const price = "{currency: USD, input: 100, output: 100, date: 2026-11-01, source: a test}";
    await writeFile(join(cwd, "mtbench.config.yaml"), `prices: {kind: ${price}, strict: ${price}}\n`);
    const dry = await run(["poet"], "--dry-run", "--json");
    const plan = z.object({
      candidates: z.array(z.object({ estimates: z.array(z.object({ model: z.string(), calls: z.number() })) })),
    });
    expect(
      plan.parse(JSON.parse(dry.stdout)).candidates[0]?.estimates.map(({ model, calls }) => [model, calls]),
    ).toEqual([
      ["poet", 24],
      ["kind", 24],
      ["strict", 24],
    ]);
    expect(server.chats()).toHaveLength(0);
    says = () => ({ text: "評価: [[6]]", usage: { prompt_tokens: 5000, completion_tokens: 500 } });
    // 0.55 USD a call: either member alone would have room for its 24 calls.
    const limited = await run(["poet"], "--max-cost", "16 USD");
    expect([limited.code, limited.stderr.includes("budget")]).toEqual([3, true]);
    expect(calls("kind") + calls("strict")).toBeLessThan(48);
    expect((await run(["poet"])).code).toBe(0);
    expect([calls("kind"), calls("strict")]).toEqual([24, 24]);
  });
});

describe("a candidate's maker among the members", () => {
  it("is left out for all candidates, and the list is in the procedure", async () => {
    await jury("every", ["kind", "strict", "poet-a"]);
    const { code, stderr } = await run(["poet-a", "poet-b"]);
    expect([code, stderr.includes("left out for all candidates: poet-a: of the same maker as poet-a")]).toEqual([
      0,
      true,
    ]);
    const { procedure } = await launchOf("poet-b");
    expect(procedure.judges.map(({ model }) => model)).toEqual(["kind", "strict"]);
    expect(procedure.fields["jury.leftOut"]).toEqual(["poet-a"]);
    // The one that comes later stands on the same board.
    expect((await run(["poet-c"])).code).toBe(0);
    expect((await boards()).map(({ candidates }) => candidates.length)).toEqual([3]);
    const { stdout } = await runMain(["leaderboard"], { cwd });
    expect(stdout.replace(/\s+/gu, " ")).toContain("left out, for its maker made a candidate: poet-a");
  });

  it("is kept and flagged where the folder says so", async () => {
    await jury("every", ["kind", "poet-a"], "makers: keep");
    says = () => "評価: [[5]]";
    const { stderr } = await run(["poet-a", "poet-b"]);
    expect(stderr).toContain("poet-a is rated by itself");
    const { procedure } = await launchOf("poet-b");
    expect(procedure.judges.map(({ model }) => model)).toEqual(["kind", "poet-a"]);
    expect(procedure.fields["jury.leftOut"]).toEqual([]);
    const { stdout } = await runMain(["leaderboard"], { cwd });
    expect(stdout.replace(/\s+/gu, " ")).toContain("warning: poet-a rates poet-a of the same maker, and may favour it");
  });

  it("is refused where fewer than two members would be left", async () => {
    await jury("every", ["kind", "poet-a"]);
    const { code, stderr } = await run(["poet-a"]);
    expect([code, server.chats().length]).toEqual([2, 0]);
    expect(stderr).toContain("1 of 2 members would be left to rate");
    expect(stderr).toContain("makers: keep");
  });
});

describe("what is wrong with a jury", () => {
  const refused = async (lines: readonly string[], ...more: string[]) => {
    await writeJury(cwd, "kaigi", lines);
    const { code, stderr } = await run(["poet"], ...more);
    expect([code, server.chats().length]).toEqual([2, 0]);
    return stderr;
  };
  const two = () => `members: ["kind@${server.baseUrl}", "strict@${server.baseUrl}"]`;

  it("is told with what to do", async () => {
    expect(await refused(["procedure: mtbench-ja", two()])).toContain(
      "design: expected every (each member rates every answer)",
    );
    expect(await refused(["procedure: mtbench-ja", "design: all", two()])).toContain(
      "judge.yaml:3: design: expected every",
    );
    const one = `members: ["kind@${server.baseUrl}"]`;
    expect(await refused(["procedure: mtbench-ja", "design: every", one])).toContain(
      "members: expected at least 2, got 1",
    );
    expect(await refused(["procedure: mtbench-ja", "design: every"])).toContain("members: expected the judge models");
    const twice = `members: ["kind@${server.baseUrl}", "kind@${server.baseUrl}/"]`;
    expect(await refused(["procedure: mtbench-ja", "design: every", twice])).toContain("are the model kind");
    const shares = (a: string, b: string) =>
      `members: [{model: "kind@${server.baseUrl}"${a}}, {model: "strict@${server.baseUrl}"${b}}]`;
    expect(await refused(["procedure: mtbench-ja", "design: every", shares(", share: 0.5", ", share: 0.4")])).toContain(
      "expected shares that add up to 1, got 0.9",
    );
    expect(await refused(["procedure: mtbench-ja", "design: every", shares(", share: 0.5", "")])).toContain(
      "expected a share for every member or for none, got 1 of 2",
    );
    expect(await refused(["procedure: no-such-judge", "design: every", two()])).toContain("no-such-judge");
    const stranger = `members: ["kind@${server.baseUrl}", "nobody-knows-it"]`;
    expect(await refused(["procedure: mtbench-ja", "design: every", stranger])).toContain("nobody-knows-it");
    const whole = ["procedure: mtbench-ja", "design: every", two()];
    expect(await refused(whole, "--judge-model", `kind@${server.baseUrl}`)).toContain(
      "it is a jury, and its members rate",
    );
    await writeJury(cwd, "other", ["procedure: mtbench-ja", "design: every", two()]);
    expect(await refused(["procedure: other", "design: every", two()])).toContain("other is a jury itself");
  });
});

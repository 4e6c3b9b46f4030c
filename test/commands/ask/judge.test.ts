import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-judge-"));
  await writeSmallSet(cwd);
  server = await startFakeServer({
    onChat: ({ body }) => (body.model === "played-model" ? "七です。" : `評価: [[${body.model === "kind" ? 9 : 4}]]`),
  });
});
afterEach(() => server.close());

const asking = (): string[] => [
  "--model",
  `played-model@${server.baseUrl}`,
  "--questions",
  "small",
  "--judge",
  "mtbench-ja",
];
const judging = (model: string): string[] => ["--questions", "small", "--judge-model", `${model}@${server.baseUrl}`];

function chatsTo(model: string): number {
  return server.chats().filter((request) => request.body.model === model).length;
}

const boards = z.object({
  protocols: z.array(
    z.object({
      key: z.string(),
      judge: z.object({ model: z.string() }),
      candidates: z.array(z.object({ id: z.string(), score: z.object({ mean: z.number(), rated: z.number() }) })),
      differsFrom: z.array(z.object({ fields: z.array(z.string()) })),
    }),
  ),
});

describe("mtbench answer, then judge", () => {
  it("rates the answers that are there with two judges, asks the candidate nothing, and ranks them apart", async () => {
    expect((await runMain(["answer", ...asking()], { cwd })).code).toBe(0);
    expect([chatsTo("played-model"), server.chats().length]).toEqual([4, 4]);
    for (const judge of ["kind", "strict"]) {
      const { code, stderr } = await runMain(["judge", "--judge", "mtbench-ja", ...judging(judge)], { cwd });
      expect(stderr).toContain("0 answers and 4 judgments due");
      expect(code).toBe(0);
    }
    expect([chatsTo("played-model"), chatsTo("kind"), chatsTo("strict")]).toEqual([4, 4, 4]);
    const { stdout } = await runMain(["leaderboard", "--format", "json"], { cwd });
    const { protocols } = boards.parse(JSON.parse(stdout));
    expect(protocols.map((one) => [one.judge.model, one.candidates[0]?.score]).sort()).toEqual([
      ["kind", { mean: 9, rated: 4 }],
      ["strict", { mean: 4, rated: 4 }],
    ]);
    expect(protocols[1]?.differsFrom[0]?.fields).toEqual(["judgeModel"]);
    const again = await runMain(["judge", "played-model", "--judge", "mtbench-ja", ...judging("kind")], { cwd });
    expect(again.stderr).toContain("0 judgments due");
    expect(chatsTo("kind")).toBe(4);
  });

  it("gives the same protocol, and asks nothing, when run by its judge's rules follows", async () => {
    await runMain(["answer", ...asking()], { cwd });
    await runMain(["judge", "--judge", "mtbench-ja", ...judging("kind")], { cwd });
    const { code, stderr } = await runMain(["run", ...asking(), "--judge-model", `kind@${server.baseUrl}`], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain("0 answers and 0 judgments due");
    const { stdout } = await runMain(["leaderboard", "--format", "json"], { cwd });
    expect(boards.parse(JSON.parse(stdout)).protocols).toHaveLength(1);
  });

  it("asks which answers where they were asked under two sets of rules", async () => {
    await runMain(["answer", ...asking()], { cwd });
    const prompts = join(cwd, "judge_prompts.jsonl");
    const { writeFile } = await import("node:fs/promises");
    const prompt = (name: string, system: string, template: string) =>
      JSON.stringify({
        name,
        type: "single",
        system_prompt: system,
        prompt_template: template,
        output_format: "[[rating]]",
      });
    await writeFile(
      prompts,
      [
        prompt("single-v1", "審査員です。", "{question}\n{answer}"),
        prompt("single-math-v1", "審査員です。", "{question}\n{ref_answer_1}\n{answer}"),
        prompt("single-v1-multi-turn", "審査員です。", "{question_1}{answer_1}{question_2}{answer_2}"),
        prompt(
          "single-math-v1-multi-turn",
          "審査員です。",
          "{question_1}{ref_answer_1}{answer_1}{question_2}{ref_answer_2}{answer_2}",
        ),
      ].join("\n"),
    );
    const other = ["--model", `played-model@${server.baseUrl}`, "--questions", "small", "--judge-prompts", prompts];
    expect((await runMain(["answer", ...other], { cwd })).code).toBe(0);
    expect(chatsTo("played-model")).toBe(8);
    const refused = await runMain(["judge", "--judge", "mtbench-ja", ...judging("kind")], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("2 sets of rules");
    const hash = /^ {2}([0-9a-f]{12}): /m.exec(refused.stderr)?.[1] ?? "";
    const chosen = await runMain(["judge", "--judge", "mtbench-ja", ...judging("kind"), "--rules", hash], { cwd });
    expect(chosen.code).toBe(0);
    expect(chatsTo("kind")).toBe(4);
  });

  it("names the nearest candidate", async () => {
    await runMain(["answer", ...asking()], { cwd });
    const { code, stderr } = await runMain(["judge", "player-model", "--judge", "mtbench-ja", ...judging("kind")], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean "played-model"?');
  });
});

describe("mtbench show and results list", () => {
  it("show what was asked, answered and judged, and what is there", async () => {
    await runMain(["run", ...asking(), "--judge-model", `kind@${server.baseUrl}`], { cwd });
    const shown = await runMain(["show", "played-model", "8", "--turn", "2"], { cwd });
    expect(shown.code).toBe(0);
    for (const text of ["question 8 (writing) · turn 2", "晴れの日に変えて。", "七です。", "rated 9", "評価: [[9]]"]) {
      expect(shown.stdout).toContain(text);
    }
    expect(shown.stdout).not.toContain("turn 1");
    const listed = await runMain(["results", "list"], { cwd });
    expect(listed.stdout).toMatch(/small +played-model +run +4 +4 +mtbench-ja/);
    const missing = await runMain(["show", "played-model", "99"], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("It has answers to: 7, 8.");
  });
});

it("a neighbour's folder that cannot be read is named and passed over", async () => {
  expect((await runMain(["answer", ...asking()], { cwd })).code).toBe(0);
  await mkdir(join(cwd, "results", "small", "broken"));
  await writeFile(join(cwd, "results", "small", "broken", "manifest.json"), '{"format": 1, "origin"');
  const args = ["judge", "played-model", "--judge", "mtbench-ja", ...judging("kind")];
  const { code, stdout, stderr } = await runMain(args, { cwd });
  expect(stderr).toContain("broken/manifest.json: not JSON");
  expect(stdout).toContain("9.00");
  expect(code).toBe(0);
  const compared = await runMain(["compare", "played-model", "other-model"], { cwd });
  expect(compared.stderr).toContain("broken/manifest.json: not JSON");
  expect(compared.stderr).toContain('no candidate is called "other-model"');
});

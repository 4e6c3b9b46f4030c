import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ChatMessage } from "../../../src/models/request-body.ts";
import { type PracticeServer, startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { startFakeServer } from "../../support/fake-server.ts";
import { startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";

/*
 * A set of every shape at once: ids in words, one to three turns, one category that no question repeats, a criterion a
 * question, two references of one of them; and a judge on 1 to 5 whose prompts have names and placeholders of their own.
 */
const questions = [
  {
    question_id: "俳句-10",
    turns: ["俳句を一つ詠んで。", "季語を変えて。", "英訳して。"],
    criterion: "五七五であること",
    metadata: { source: "自作", level: 2 },
  },
  { question_id: "俳句-2", turns: ["川柳とは何？"], criterion: "一文で答えること" },
  { question_id: 30, turns: ["季語を三つ。", "冬のものだけ。"], criterion: "三つ挙げること" },
];
const references = [
  {
    question_id: "俳句-10",
    choices: [{ turns: ["古池や", "雪の朝", "old pond"] }, { turns: ["閑さや", "雪", "quiet"] }],
  },
  { question_id: "俳句-2", choices: [{ turns: ["風刺の句です。"] }] },
  { question_id: 30, choices: [{ turns: ["桜、蝉、雪", "雪"] }] },
];
const files = {
  "questions/shapes/set.yaml":
    "id: shapes\ntitle: 形\nlanguage: ja\nlicence: CC0-1.0\ncategories: [句]\ntemperatures: {句: 0.5}\nquestions: {file: q.jsonl}\nreferences: [{name: two, file: r.jsonl}]\n",
  "questions/shapes/q.jsonl": jsonLines(questions),
  "questions/shapes/r.jsonl": jsonLines(references),
  "judges/shaped/judge.yaml": `
title: 形の審査
prompts: { file: prompts.yaml }
laterTurns: { plain: any-later-turn, withReference: any-later-turn-with-reference }
placeholders: { input_text: question, pred: answer, eval_aspect: criterion, output_text: ref_answers }
model: judge-x
sampling: { temperature: 0, maxTokens: 100 }
extraction: mtbench
retryUnrated: none
scale: { min: 1, max: 5, fractions: keep }
references: { name: null, categories: ["*"] }
answering: { systemPrompt: null, sampling: set, maxAnswerTokens: 50 }
`,
  "judges/shaped/prompts.yaml": `
single-v1: { system: null, template: "一 {input_text}|{pred}|{eval_aspect}" }
single-math-v1: { system: null, template: "一 {input_text}|{pred}|{eval_aspect}|{output_text}" }
single-v1-multi-turn: { system: null, template: "二 {question_1}|{answer_1}|{question_2}|{answer_2}" }
single-math-v1-multi-turn: { system: null, template: "二 {question_1}|{answer_1}|{question_2}|{answer_2}|{ref_answer}|{criterion}" }
any-later-turn: { system: null, template: "{turn} {conversation}|{input_text}|{pred}" }
any-later-turn-with-reference: { system: null, template: "{turn} {conversation}|{input_text}|{pred}|{output_text}" }
conversation-turn: "<{turn}:{question}:{answer}>"
`,
};

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

let cwd: string;
let server: PracticeServer;
const prompts: string[] = [];
const asked: (readonly ChatMessage[])[] = [];

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-shapes-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const answer = (messages: readonly ChatMessage[]) => {
    asked.push(messages);
    return `答${messages.filter(({ role }) => role === "user").length}`;
  };
  const judge = (messages: readonly ChatMessage[]) => {
    const prompt = messages.at(-1)?.content ?? "";
    prompts.push(prompt);
    const rating = { 一: 5, 二: 4, "3": 2 }[prompt[0] ?? ""];
    return `理由。評価: [[${rating}]]`;
  };
  server = await startPracticeServer({
    models: new Map([
      ["poet", answer],
      ["judge-x", judge],
    ]),
  });
  const { code, stderr } = await run(...runArgs());
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

const run = (...args: readonly string[]) => runMain(args, { cwd });
const runArgs = (url = server.baseUrl) => {
  const models = ["--model", `poet@${url}`, "--judge-model", `judge-x@${url}`];
  return ["run", ...models, "--questions", "shapes", "--judge", "shaped"];
};

describe("questions of any shape", () => {
  it("are asked turn by turn with the conversation so far, and rated by the prompt of their turn", () => {
    const third = asked.find((messages) => messages.length === 5);
    expect(third?.map(({ content }) => content)).toEqual([
      "俳句を一つ詠んで。",
      "答1",
      "季語を変えて。",
      "答2",
      "英訳して。",
    ]);
    expect(asked).toHaveLength(6);
    expect([...prompts].sort()).toEqual(
      [
        "一 俳句を一つ詠んで。|答1|五七五であること|(1)\n古池や\n\n(2)\n閑さや",
        "二 俳句を一つ詠んで。|答1|季語を変えて。|答2|雪の朝|五七五であること",
        "3 <1:俳句を一つ詠んで。:答1>\n\n<2:季語を変えて。:答2>|英訳して。|答3|(1)\nold pond\n\n(2)\nquiet",
        "一 川柳とは何？|答1|一文で答えること|風刺の句です。",
        "一 季語を三つ。|答1|三つ挙げること|桜、蝉、雪",
        "二 季語を三つ。|答1|冬のものだけ。|答2|雪|三つ挙げること",
      ].sort(),
    );
  });

  it("resume: nothing is asked again; under another criterion answers stay and are rated anew, by another procedure", async () => {
    const before = [prompts.length, asked.length];
    expect((await run(...runArgs())).code).toBe(0);
    expect([prompts.length, asked.length]).toEqual(before);
    const changed = questions.map((one) => (one.question_id === 30 ? { ...one, criterion: "冬だけ" } : one));
    writeFileSync(join(cwd, "questions/shapes/q.jsonl"), jsonLines(changed));
    cpSync(join(cwd, "results"), join(cwd, "stricter"), { recursive: true });
    expect((await run(...runArgs(), "--results", "stricter")).code).toBe(0);
    writeFileSync(join(cwd, "questions/shapes/q.jsonl"), jsonLines(questions));
    expect([prompts.length, asked.length]).toEqual([(before[0] ?? 0) + 6, before[1]]);
    expect(prompts.slice(before[0]).filter((prompt) => prompt.includes("冬だけ"))).toHaveLength(2);
    const { stdout } = await run("leaderboard", "--results", "stricter");
    expect(stdout).toContain("criteria.hash");
    expect(stdout.match(/6\/6/g)).toHaveLength(2);
  });

  it("have scores by turn everywhere", async () => {
    const { stdout } = await run("leaderboard");
    expect(stdout).toMatch(/turn 1 +turn 2 +turn 3 +change/);
    expect(stdout).toMatch(/poet +4\.17 .* 5\.00 +4\.00 +2\.00 +-3\.00 +6\/6/);
    const csv = (await run("leaderboard", "--format", "csv")).stdout.split("\n");
    expect(csv[0]).toContain("mean_with_failures,turn_1,turn_2,turn_3,句");
    expect(csv[1]).toContain(",5,4,2,");
    const json = z
      .object({
        protocols: z.array(
          z.object({ candidates: z.array(z.looseObject({ turns: z.record(z.string(), z.unknown()) })) }),
        ),
      })
      .parse(JSON.parse((await run("leaderboard", "--format", "json")).stdout));
    expect(Object.keys(json.protocols[0]?.candidates[0]?.turns ?? {})).toEqual(["1", "2", "3"]);
  });

  it("go through page, figures, show, baseline and gate", async () => {
    const report = await run("report", "-o", "site", "--no-figures");
    expect(report.code).toBe(0);
    const page = readFileSync(join(cwd, "site", "index.html"), "utf8");
    const chunk = /id="chunk-q0">([^<]*)</.exec(page)?.[1] ?? "";
    const texts = inflateRawSync(Buffer.from(chunk, "base64")).toString("utf8");
    expect([texts.includes("英訳して。"), texts.includes("五七五であること")]).toEqual([true, true]);
    expect(texts).toContain('[["source","自作"],["level","2"]]');
    const figure = await run("figure", "turns", "-o", "turns.svg");
    expect([figure.code, figure.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(readFileSync(join(cwd, "turns.svg"), "utf8")).toContain("<svg");
    const shown = (await run("show", "poet", "俳句-10", "--turn", "3")).stdout;
    expect(shown).toContain("英訳して。");
    expect(shown).toContain("-- criterion\n五七五であること\n");
    expect(shown).toContain("-- metadata\nsource: 自作\nlevel: 2\n");
    const plain = (await run("show", "poet", "俳句-2")).stdout;
    expect([plain.includes("-- criterion"), plain.includes("-- metadata")]).toEqual([true, false]);
    const [record] = z
      .array(z.object({ criterion: z.string(), metadata: z.unknown() }))
      .parse(JSON.parse((await run("show", "poet", "俳句-10", "--turn", "3", "--json")).stdout));
    expect(record).toEqual({ criterion: "五七五であること", metadata: { source: "自作", level: 2 } });
    expect((await run("baseline", "save", "poet", "-o", "b.json")).code).toBe(0);
    expect(
      [...readFileSync(join(cwd, "b.json"), "utf8").matchAll(/"id":"([^"]+)","hash"/g)].map((one) => one[1]),
    ).toEqual(["30", "俳句-2", "俳句-10"]);
    expect((await run("gate", "--baseline", "b.json", "--candidate", "poet")).code).toBe(0);
  });

  it("survive an export and an import", async () => {
    expect((await run("export", "fastchat", "--out", "out")).code).toBe(0);
    const folder = join(cwd, "out");
    const rows = readFileSync(join(folder, "question.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows[0]).toMatchObject(questions[0] ?? {});
    expect(rows.map((row) => row.question_id)).toEqual(["俳句-10", "俳句-2", 30]);
    const judgments = join(folder, "model_judgment", "judge-x_single.jsonl");
    const imported = await run(
      ...["import", "fastchat", "--questions", "shapes", "--answers", join(folder, "model_answer", "poet.jsonl")],
      ...["--judgments", judgments, "--judge", "shaped", "--results", "imported"],
    );
    expect([imported.code, imported.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    // The third turn's prompt shows its own question, not the first one.
    expect(`${imported.stdout}${imported.stderr}`).not.toContain("worded otherwise");
    expect((await run("leaderboard", "--results", "imported")).stdout).toMatch(/poet +4\.17 .* 5\.00 +4\.00 +2\.00/);
  });

  it("go on where kill -9 struck in the middle of three turns: only the call under way is asked again", async () => {
    const words = (messages: readonly { content: string }[]) => messages.map(({ content }) => content).join("|");
    const seen: string[] = [];
    let isStuck = true;
    let tellStuck = (): void => undefined;
    const stuck = new Promise<void>((resolve) => {
      tellStuck = resolve;
    });
    const slow = await startFakeServer({
      models: ["poet", "judge-x"],
      onChat({ body: { model, messages = [] } }) {
        if (model === "judge-x") return "評価: [[4]]";
        seen.push(words(messages));
        if (messages.length < 5 || !isStuck) return `答${messages.length}`;
        tellStuck();
        return { steps: ["stall"] };
      },
    });
    const args = runArgs(slow.baseUrl).concat("--results", "killed", "--max-concurrency", "1");
    const { child, result } = startCli(args, { cwd });
    await stuck;
    child.kill("SIGKILL");
    expect((await result).signal).toBe("SIGKILL");
    const before = [...seen];
    isStuck = false;
    const again = await runMain(args, { cwd });
    const after = seen.slice(before.length);
    await slow.close();
    expect(again.code).toBe(0);
    const third = "俳句を一つ詠んで。|答1|季語を変えて。|答3|英訳して。";
    expect(after.filter((one) => before.includes(one))).toEqual([third]);
    expect(new Set(seen).size).toBe(6);
    expect((await run("leaderboard", "--results", "killed")).stdout).toMatch(/poet +4\.00 .* 6\/6/);
  });

  it("are refused where a prompt shows a criterion that a question lacks", async () => {
    writeFileSync(
      join(cwd, "questions/shapes/q.jsonl"),
      jsonLines(questions.map(({ criterion, ...one }, index) => (index === 1 ? one : { ...one, criterion }))),
    );
    const { code, stderr } = await run(...runArgs(), "--results", "other");
    writeFileSync(join(cwd, "questions/shapes/q.jsonl"), jsonLines(questions));
    expect(code).toBe(2);
    expect(stderr).toContain("question 俳句-2, turn 1: no criterion");
  });
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { sha256 } from "../../src/files/canonical-json.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { judgeFromFastChatPrompts } from "../../src/judges/fastchat-prompts.ts";
import { judgeSources, listJudges, loadJudge } from "../../src/judges/load-judge.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "judges-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, text: string): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

const options = () => ({
  cwd: folder,
  root: join(folder, "package"),
  places: { cache: join(folder, "cache"), mirror: null },
});

async function errorOf(promise: Promise<unknown>): Promise<InputError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

const ownJudge = `
title: 研究室の審査
prompts: { file: prompts.yaml }
model: kaede-70b
sampling: { temperature: 0.3, maxTokens: 700 }
extraction: mtbench
retryUnrated: same-prompt 2
scale: { min: 0, max: 5, fractions: half-even }
references: { name: kyoto, categories: [math] }
answering: { systemPrompt: 短く答えよ。, sampling: candidate, maxAnswerTokens: 300, trials: 4, historyCharacters: 9000 }
`;
const ownPrompts = `
single-v1: { system: null, template: "{question} / {answer}" }
single-math-v1: { system: 数学, template: "{question} / {ref_answer_1} / {answer}" }
`;

describe("loadJudge", () => {
  it("loads a user's folder by id and by path, with every field as written", async () => {
    await put("judges/lab/judge.yaml", ownJudge);
    await put("judges/lab/prompts.yaml", ownPrompts);
    const judge = await loadJudge("lab", { language: "ja" }, options());
    expect(judge).toEqual({
      id: "lab",
      title: "研究室の審査",
      strict: false,
      hardened: false,
      prompts: {
        "single-v1": { name: "single-v1", system: null, template: "{question} / {answer}" },
        "single-math-v1": {
          name: "single-math-v1",
          system: "数学",
          template: "{question} / {ref_answer_1} / {answer}",
        },
      },
      scale: { min: 0, max: 5, fractions: "half-even" },
      extraction: "mtbench",
      retryUnrated: { kind: "same-prompt", times: 2 },
      references: { name: "kyoto", categories: ["math"] },
      model: "kaede-70b",
      sampling: { temperature: 0.3, maxTokens: 700, fields: {} },
      answering: {
        systemPrompt: "短く答えよ。",
        sampling: "candidate",
        maxAnswerTokens: 300,
        trials: 4,
        historyCharacters: 9000,
      },
    });
    const byPath = await loadJudge("./judges/lab", { language: "fr" }, { ...options(), model: "m2", references: "r2" });
    expect(byPath).toMatchObject({ model: "m2", references: { name: "r2", categories: ["math"] } });
  });

  it("finds the user's own judge before the package's", async () => {
    for (const [home, title] of [
      ["package/judges/lab", "包の審査"],
      ["judges/lab", "手元の審査"],
    ] as const) {
      await put(`${home}/judge.yaml`, ownJudge.replace("研究室の審査", title));
      await put(`${home}/prompts.yaml`, ownPrompts);
    }
    expect((await loadJudge("lab", { language: "ja" }, options())).title).toBe("手元の審査");
    expect((await listJudges(options())).map(({ id, title }) => [id, title])).toEqual([["lab", "手元の審査"]]);
  });

  it("names the nearest judges for an unknown id", async () => {
    await put("package/judges/swallow-ja/judge.yaml", ownJudge);
    const error = await errorOf(loadJudge("swalow-ja", { language: "ja" }, options()));
    expect(`${error.message} ${error.hint}`).toMatch(/unknown judge "swalow-ja".*Did you mean "swallow-ja"/);
  });

  it("reports everything wrong in judge.yaml at once, with line and field", async () => {
    const wrong = ownJudge
      .replace("temperature: 0.3", "temperature: .nan")
      .replace("extraction: mtbench", "extraction: mtbnch")
      .replace("same-prompt 2", "sometimes")
      .replace("trials: 4", "trials: 0")
      .replace("title: 研究室の審査", "tittle: 研究室の審査");
    const path = await put("judges/lab/judge.yaml", wrong);
    const error = await errorOf(loadJudge("lab", { language: "ja" }, options()));
    const text = error.problems.join("\n");
    expect(error.problems.every((problem) => problem.startsWith(path))).toBe(true);
    expect(text).toMatch(/:\d+: sampling\.temperature: expected a number/);
    expect(text).toMatch(/extraction: expected one of mtbench, .* did you mean "mtbench"/);
    expect(text).toMatch(/retryUnrated: expected none, rating-only or same-prompt N/);
    expect(text).toMatch(/answering\.trials: expected at least 1/);
    expect(text).toMatch(/title: expected a text, got nothing/);
    expect(text).toMatch(/unknown key "tittle"; did you mean "title"/);
  });

  it("reports everything wrong in the prompts at once", async () => {
    await put("judges/lab/judge.yaml", `${ownJudge}hardened: true\n`);
    await put(
      "judges/lab/prompts.yaml",
      `
single-v1: { system: null, template: "{nonce} {qestion} {answer}" }
single-v1-multi-turn: { system: null, template: "{nonce} {question_2 {answer_2}" }
`,
    );
    const error = await errorOf(loadJudge("lab", { language: "ja" }, options()));
    const text = error.problems.join("\n");
    expect(text).toMatch(/single-v1: unknown placeholder \{qestion\} .*did you mean "question"/);
    expect(text).toMatch(/single-v1: expected the placeholder \{question\}/);
    expect(text).toMatch(/single-v1-multi-turn: "\{question_2 .* is no placeholder/);
    expect(text).toMatch(/single-math-v1: expected this prompt, for math show a reference/);
    expect(text).toMatch(/single-math-v1-multi-turn: expected this prompt/);
  });

  it("asks for a nonce in a hardened judge's prompts and in no other's", async () => {
    await put("judges/lab/judge.yaml", `${ownJudge}hardened: true\n`);
    await put("judges/lab/prompts.yaml", ownPrompts);
    expect((await errorOf(loadJudge("lab", { language: "ja" }, options()))).problems.join("\n")).toMatch(
      /single-v1: expected the placeholder \{nonce\}/,
    );
    await put("judges/lab/judge.yaml", ownJudge);
    await put("judges/lab/prompts.yaml", ownPrompts.replaceAll("{answer}", "{nonce}{answer}"));
    expect((await errorOf(loadJudge("lab", { language: "ja" }, options()))).problems.join("\n")).toMatch(
      /unknown placeholder \{nonce\}.*hardened: 2/,
    );
  });

  it("reads prompts and system prompt by language from pinned files, and says what was not fetched", async () => {
    const prompts = "single-v1:\n  prompt_template: '{question}{answer}'\n  system_prompt: |+\n    審査";
    const generate = "ja_part:\n  system_prompt: 丁寧に答えよ。\n";
    const source = (path: string, text: string) =>
      `{ url: "https://files.example/${path}", sha256: ${sha256(text)}, bytes: ${Buffer.byteLength(text)}, licence: MIT }`;
    await put(
      "judges/lab/judge.yaml",
      `
title: 公開された審査
strict: true
model: kaede-70b
sampling: { temperature: 0, maxTokens: 99, fields: { n: 1 } }
extraction: fastchat
retryUnrated: none
scale: { min: 1, max: 10, fractions: keep }
references: { name: null, categories: [] }
answering: { sampling: set, maxAnswerTokens: 50 }
languages:
  ja:
    prompts: { format: llm-jp-judge, source: ${source("a/p.yaml", prompts)} }
    systemPrompt: { at: [ja_part, system_prompt], source: ${source("a/generate.yaml", generate)} }
`,
    );
    expect((await judgeSources("lab", options())).map((file) => file.url)).toEqual([
      "https://files.example/a/p.yaml",
      "https://files.example/a/generate.yaml",
    ]);
    expect((await errorOf(loadJudge("lab", { language: "ja" }, options()))).message).toMatch(/"lab" needs a file/);
    await put("cache/files.example/a/p.yaml", prompts);
    await put("cache/files.example/a/generate.yaml", generate);
    const judge = await loadJudge("lab", { language: "ja" }, options());
    expect(judge.prompts["single-v1"]).toEqual({ name: "single-v1", system: "審査", template: "{question}{answer}" });
    expect(judge.answering).toMatchObject({ systemPrompt: "丁寧に答えよ。", trials: 1, historyCharacters: null });
    expect(judge.sampling.fields).toEqual({ n: 1 });
    const error = await errorOf(loadJudge("lab", { language: "en" }, options()));
    expect(`${error.message} ${error.hint}`).toMatch(/does not rate questions in language "en".*covers: ja/);
  });
});

describe("judgeFromFastChatPrompts", () => {
  const line = (name: string, template: string) =>
    JSON.stringify({ name, type: "single", system_prompt: "審査", prompt_template: template });

  it("makes a judge that reads ratings by our own parser", async () => {
    const path = await put(
      "my_prompts.jsonl",
      [line("single-v1", "{question}{answer}"), line("single-math-v1", "{question}{ref_answer_1}{answer}")].join("\n"),
    );
    expect(await judgeFromFastChatPrompts(path, { model: "kaede", references: "kyoto" })).toMatchObject({
      id: "my_prompts",
      strict: false,
      extraction: "mtbench",
      model: "kaede",
      references: { name: "kyoto", categories: ["math", "reasoning", "coding"] },
      scale: { min: 1, max: 10 },
      sampling: { temperature: 0, maxTokens: 2048 },
      answering: { systemPrompt: null, sampling: "set", maxAnswerTokens: 1024, trials: 1 },
    });
  });

  it("says what is wrong with the file", async () => {
    const path = await put("p.jsonl", line("single-v1", "{question}{answr}"));
    const error = await errorOf(judgeFromFastChatPrompts(path));
    expect(error.problems.join("\n")).toMatch(/p\.jsonl: single-v1: unknown placeholder \{answr\}/);
    expect(error.problems.join("\n")).toMatch(/p\.jsonl: single-math-v1: expected this prompt/);
    expect((await errorOf(judgeFromFastChatPrompts(join(folder, "none.jsonl")))).message).toMatch(/no such file/);
  });
});

describe("the judges of the package", () => {
  it("are these", async () => {
    const judges = await listJudges({ cwd: folder });
    expect(judges.map(({ id, strict, languages }) => ({ id, strict, languages }))).toEqual([
      { id: "elyza-tasks-100", strict: true, languages: ["ja"] },
      { id: "fastchat-en", strict: true, languages: ["en"] },
      { id: "flexeval-ja", strict: true, languages: ["ja"] },
      { id: "ja-vicuna-qa", strict: true, languages: ["ja"] },
      { id: "komt-bench", strict: true, languages: ["ko"] },
      { id: "llm-jp-judge-v2", strict: true, languages: ["ja", "en"] },
      { id: "mtbench-ja", strict: false, languages: ["ja"] },
      { id: "nejumi-4", strict: true, languages: ["ja"] },
      { id: "rakuda", strict: true, languages: ["ja"] },
      { id: "shaberi", strict: true, languages: ["ja"] },
      { id: "stability-ja", strict: true, languages: ["ja"] },
      { id: "swallow-ja", strict: true, languages: ["ja"] },
      { id: "swallow-v202604", strict: true, languages: ["ja"] },
    ]);
  });

  it("hold one system prompt for all four prompts of mtbench-ja, so that a prompt cache serves every call", async () => {
    const judge = await loadJudge("mtbench-ja", { language: "ja" }, { ...options(), root: packageRoot });
    const prompts = Object.values(judge.prompts);
    expect(prompts).toHaveLength(6);
    expect(new Set(prompts.map((prompt) => prompt?.system)).size).toBe(1);
    expect(judge.retryUnrated).toMatchObject({ kind: "rating-only", prompt: expect.stringContaining("評価: [[n]]") });
    expect(judge).toMatchObject({ hardened: 2, references: { name: null }, answering: { sampling: "candidate" } });
  });

  describeWithSharedData("load from the official files", (data) => {
    const places = async () => {
      const cache = join(folder, "official");
      await mkdir(cache);
      await symlink(join(data, "upstream"), join(cache, "raw.githubusercontent.com"));
      return { cwd: folder, places: { cache, mirror: null } };
    };

    it.each([
      ["llm-jp-judge-v2", "ja", 4],
      ["llm-jp-judge-v2", "en", 4],
      ["fastchat-en", "en", 4],
      ["swallow-ja", "ja", 4],
      ["stability-ja", "ja", 2],
      ["ja-vicuna-qa", "ja", 2],
      ["komt-bench", "ko", 4],
      ["swallow-v202604", "ja", 4],
      ["nejumi-4", "ja", 4],
      ["shaberi", "ja", 2],
    ])("%s (%s) has %i prompts", async (id, language, count) => {
      const judge = await loadJudge(id, { language }, await places());
      expect(Object.keys(judge.prompts)).toHaveLength(count);
      expect(judge.strict).toBe(true);
    });

    it("reads llm-jp-judge's system prompts as PyYAML does", async () => {
      const judge = await loadJudge("llm-jp-judge-v2", { language: "ja" }, await places());
      const end = (name: "single-math-v1-multi-turn" | "single-v1-multi-turn") =>
        judge.prompts[name]?.system?.slice(-7);
      expect(end("single-math-v1-multi-turn")).toBe('[5]]".\n');
      // The file ends inside this block scalar, without a line feed.
      expect(end("single-v1-multi-turn")).toBe('[[5]]".');
      expect(judge.answering.systemPrompt).toMatch(/^以下は.*書きなさい。$/);
    });
  });
});

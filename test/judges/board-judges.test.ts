import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseFlexevalPrompts } from "../../src/judges/flexeval-prompts.ts";
import { parseFastChatPrompts } from "../../src/judges/read-prompts.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import { type FakeBody, type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { runMain } from "../support/run-main.ts";
import { describeWithSharedData } from "../support/shared-data.ts";
import { writeSmallSet } from "../support/small-set.ts";

const scale = { min: 1, max: 10, fractions: "keep" } as const;

describe("ratings as boards read them", () => {
  it.each([
    ['{"explanation": "良い。[[3]]", "rating": "[[0]]"}', 0],
    [' {"rating":"[[10]]","explanation":""}\n', 10],
    ['{"explanation": "x", "rating": "7"}', null],
    ['{"explanation": "x", "rating": 7}', null],
    ['{"rating": "[[7]]"}', null],
    ["評価：[[7]]", null],
    ['説明 {"explanation": "x", "rating": "[[7]]"}', null],
  ])("Nejumi 4: %s is %s", (reply, rating) => {
    const parsed = parseRating(reply, { extraction: "nejumi-4", scale: { ...scale, min: 0 } });
    expect(parsed.status === "rated" ? parsed.rating : null).toBe(rating);
  });

  it.each([
    ["rating：[[8]]", 8, null],
    ["[[8]] です。10点満点中", 10, null],
    ["[[７]]", 7, null],
    ["[[7.5]]", 5, null],
    ["[[08]]", 8, null],
    ["2026年", null, "out-of-range"],
    ["[[0]]", null, "out-of-range"],
    ["八点", null, "no-rating"],
  ])("flexeval: %s is %s", (reply, rating, reason) => {
    const parsed = parseRating(reply, { extraction: "flexeval", scale });
    expect(parsed.status === "rated" ? [parsed.rating, null] : [null, parsed.reason]).toEqual([rating, reason]);
  });

  it.each([
    ["評価：[[5]]、訂正して評価：[[6]]", 5],
    ["評価: [[5]]", null],
    ["[[5]]", null],
    ["評価：[[7.5]]", null],
    ["評価：[[05]]", 5],
    ["評価：[[11]]", null],
    ["評価：[[100]]", null],
  ])("shaberi: %s is %s", (reply, rating) => {
    const parsed = parseRating(reply, { extraction: "shaberi", scale });
    expect(parsed.status === "rated" ? parsed.rating : null).toBe(rating);
  });
});

describe("flexeval's templates", () => {
  const file = (
    prompt: string,
    system = "{% if references|length > 0 -%}\nref\n{%- else -%}\n plain {x}\n{%- endif %}",
  ) =>
    `{ metrics: [{ init_args: {\n  prompt_template: { init_args: { template: std.stripChars(|||\n    ${prompt}\n  |||, '\\n') } },\n` +
    `  system_message: { init_args: { template: std.stripChars(|||\n    ${system.replaceAll("\n", "\n    ")}\n  |||, '\\n') } },\n}}] }\n`;
  const conversation =
    '{% if references|length > 0 -%}\n    [{{ references[0] }}|{{references[1]}}]\n    {% endif -%}\n\n    {{ messages[0]["content"] }} {{ messages[1]["content"] }} ' +
    '{{ messages[2]["content"] }} {% if messages|length == 3 %}{{ lm_output }}{% else %}{{ messages[3]["content"] }}{% endif %}.';

  it("become two prompts for the second turn, as Jinja renders them", () => {
    const prompts = parseFlexevalPrompts(file(conversation), "x");
    expect(Object.keys(prompts)).toEqual(["single-v1-multi-turn", "single-math-v1-multi-turn"]);
    expect(prompts["single-v1-multi-turn"]).toMatchObject({
      system: "plain {{x}}",
      template: "{question_1} {answer_1} {question_2} {answer_2}.",
    });
    expect(prompts["single-math-v1-multi-turn"]).toMatchObject({
      system: "ref",
      template: "[{ref_answer_1}|{ref_answer_2}]\n{question_1} {answer_1} {question_2} {answer_2}.",
    });
  });

  it.each([
    ["{{ references[2] }}", "unknown value {{ references[2] }}"],
    ["{% for x in y %}{% endfor %}", "unknown tag {% for x in y %}"],
    ["{% endif %}", "unknown tag {% endif %}"],
    ["{% if references|length > 0 %}", "expected {% endif %}"],
  ])("of another kind are refused: %s", (template, problem) => {
    expect(() => parseFlexevalPrompts(file(template), "x")).toThrow(
      expect.objectContaining({ problems: [expect.stringContaining(problem)] }),
    );
  });

  it("need both texts", () => {
    expect(() => parseFlexevalPrompts("{}", "x")).toThrow(
      expect.objectContaining({ problems: [expect.stringContaining("prompt_template: expected a text between")] }),
    );
  });
});

describe("edits of prompts", () => {
  const file = JSON.stringify({
    name: "single-v1",
    type: "single",
    system_prompt: "s",
    prompt_template: "a {question} b {answer} $& a",
  });

  it("replace one piece each, in their order, and may take the system message away", () => {
    const edits = [
      { prompt: "single-v1", part: "template", find: "b", put: "$&c" },
      { prompt: "single-v1", part: "template", find: "$&c", put: "d" },
      { prompt: "single-v1", system: null },
    ] as const;
    expect(parseFastChatPrompts(file, "x", { edits })["single-v1"]).toMatchObject({
      system: null,
      template: "a {question} d {answer} $& a",
    });
  });

  it("and hashes that do not fit are refused together", () => {
    const edits = [
      { prompt: "single-v1", part: "template", find: "a", put: "" },
      { prompt: "single-v2", part: "system", find: "a", put: "" },
    ] as const;
    expect(() => parseFastChatPrompts(file, "x", { edits, hashes: { "single-v1": "0".repeat(64) } })).toThrow(
      expect.objectContaining({
        problems: [
          'x: single-v1: expected "a" once in its template, found 3',
          "x: single-v2: expected this prompt, for an edit names it",
          expect.stringContaining("x: single-v1: expected the text of hash 000"),
        ],
      }),
    );
  });
});

/** Braces and a line feed, which a second formatting would eat. */
const answers = ["回答です。\n{波}括弧", "二つめの回答"] as const;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describeWithSharedData("boards' procedures", (data) => {
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-boards-"));
  const env = { MTBENCH_CACHE: join(cwd, "cache") };
  let reply = "";
  let runs = 0;
  let server: FakeServer;
  beforeAll(async () => {
    mkdirSync(env.MTBENCH_CACHE);
    symlinkSync(join(data, "upstream"), join(env.MTBENCH_CACHE, "raw.githubusercontent.com"));
    server = await startFakeServer({
      models: ["m", "j"],
      onChat: ({ body: { model, messages = [] } }) =>
        model === "j" ? reply : (answers[messages.filter(({ role }) => role === "user").length - 1] ?? ""),
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  /** Runs questions 31 (math) or 71 (writing) of v4, and gives the bodies that judge and candidate were sent. */
  async function run(judge: string, says: string, ...more: readonly string[]) {
    reply = says;
    const before = server.requests.length;
    const at = (model: string) => `${model}@${server.baseUrl}`;
    const results = `r${runs++}`;
    const words = ["--questions", "ja-mt-bench-v4", "--limit", "1", "--trials", "1", "--results", results];
    const result = await runMain(
      ["run", "--model", at("m"), "--judge-model", at("j"), "--judge", judge, ...words, ...more],
      { cwd, env },
    );
    const bodies = server.requests
      .slice(before)
      .flatMap(({ path, body }) => (path.endsWith("/chat/completions") ? [body] : []));
    const sent = (model: string) => bodies.filter((body) => body.model === model);
    const prompts = sent("j").map(({ messages = [] }) => sha256(messages.map(({ content }) => content).join("\0")));
    return { ...result, results, judge: sent("j"), candidate: sent("m"), prompts: prompts.sort() };
  }

  /** Without what every call of ours carries. */
  function fieldsOf(body: FakeBody | undefined) {
    const { model: _, messages: __, stream: ___, stream_options: ____, ...fields } = body ?? {};
    return fields;
  }

  // Made by upstream's own functions in Python, over the official question and references and the answers above.
  it.each([
    [
      "swallow-v202604",
      "math",
      [
        "d3a0a4b8e7631f0e77b20104760c6a29e095f8b1d5384419a9041a12117c78e8",
        "18fbe6893b6e090e501753fce484393ea9254f5cc124533657e5b99d9dc3a30a",
      ],
    ],
    [
      "swallow-v202604",
      "writing",
      [
        "feaee7fd9a59199b2a070131b509713b40f3d00674d8580b73deb0875ef7927c",
        "1287054944e88243326322078cc579beeedc08fc8261947cbbbd31d82c82cb8f",
      ],
    ],
    [
      "nejumi-4",
      "math",
      [
        "d3a0a4b8e7631f0e77b20104760c6a29e095f8b1d5384419a9041a12117c78e8",
        "aa64fca4cd0920d698553913e7b65ff0aa8c97963dfe4d005f6d56880f379c53",
      ],
    ],
    [
      "nejumi-4",
      "writing",
      [
        "8d5fdb9c9c4422731cf1df6c50ada1b506a8ffe6174aeacca46959d8915e6081",
        "4e44024064029571912c7efb31f0573f869abc74b68d46db25646a87c0e73cfe",
      ],
    ],
    ["shaberi", "math", ["f07107b66210c20d2e88f72707ca9c58aae4306b39f65c2c37b734d5a5046003"]],
    ["shaberi", "writing", ["2c062b9307d35a0e0d2c214fe145ccf22fb1098e6b722ff93d9bba98be8ced5e"]],
  ])("%s, %s: prompts byte for byte", async (judge, category, hashes) => {
    const { code, prompts } = await run(
      judge,
      '{"explanation": "評価：[[7]]", "rating": "[[7]]"}',
      "--categories",
      category,
    );
    expect(code).toBe(0);
    expect(prompts).toEqual([...hashes].sort());
  });

  it("send the fields that upstream sends, and no others", async () => {
    const swallow = await run("swallow-v202604", "[[7]]", "--categories", "math");
    expect(fieldsOf(swallow.judge[0])).toEqual({ temperature: 0, max_tokens: 4096, n: 1, reasoning_effort: "none" });
    expect(fieldsOf(swallow.candidate[0])).toEqual({ temperature: 0, max_tokens: 8192 });
    const shaberi = await run("shaberi", "評価：[[7]]", "--categories", "writing");
    expect(fieldsOf(shaberi.judge[0])).toEqual({ temperature: 0, max_tokens: 1024 });
    expect(fieldsOf(shaberi.candidate[0])).toEqual({ temperature: 0.2, max_tokens: 6000 });
    expect(shaberi.candidate[0]?.messages?.[0]).toEqual({
      role: "system",
      content: "あなたは公平で、検閲されていない、役立つアシスタントです。",
    });
    const nejumi = await run("nejumi-4", '{"explanation": "", "rating": "[[7]]"}', "--categories", "writing");
    expect(fieldsOf(nejumi.candidate[0])).toEqual({ temperature: 0.7, max_tokens: 1024 });
    const { response_format, ...rest } = fieldsOf(nejumi.judge[0]);
    expect(rest).toEqual({ temperature: 0, max_tokens: 2048 });
    // What openai-python makes of upstream's class, whatever the order of its keys.
    expect(response_format).toEqual({
      type: "json_schema",
      json_schema: {
        schema: {
          properties: {
            explanation: { title: "Explanation", type: "string" },
            rating: {
              enum: Array.from({ length: 11 }, (_, rating) => `[[${rating}]]`),
              title: "Rating",
              type: "string",
            },
          },
          required: ["explanation", "rating"],
          title: "JudgeSingle",
          type: "object",
          additionalProperties: false,
        },
        name: "JudgeSingle",
        strict: true,
      },
    });
  });

  it("Nejumi 4 rates from 0, and its tables average the categories' means", async () => {
    const { code, results } = await run(
      "nejumi-4",
      '{"explanation": "", "rating": "[[0]]"}',
      "--categories",
      "writing",
    );
    expect(code).toBe(0);
    const { stdout } = await runMain(["leaderboard", "--results", results, "--json"], { cwd, env });
    const [board] = JSON.parse(stdout).protocols;
    expect([board.aggregate, board.candidates[0].score.mean]).toEqual(["macro", 0]);
    const ours = await runMain(["leaderboard", "--results", results, "--json", "--aggregate", "mtbench"], { cwd, env });
    expect(JSON.parse(ours.stdout).protocols[0].aggregate).toBe("mtbench");
  });
});

describe("a procedure that sets no limits", () => {
  it("sends model and messages alone to its judge, and its candidates what is recommended for them", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "mtbench-unlimited-"));
    await writeSmallSet(cwd, "small", [{ id: "1", category: "writing", turns: ["一つめ", "二つめ"] }]);
    mkdirSync(join(cwd, "judges", "bare"), { recursive: true });
    writeFileSync(
      join(cwd, "judges", "bare", "prompts.yaml"),
      "single-v1-multi-turn: { system: null, template: '{question_1}{answer_1}{question_2}{answer_2}' }\n",
    );
    writeFileSync(
      join(cwd, "judges", "bare", "judge.yaml"),
      `title: bare
strict: true
prompts: { file: prompts.yaml }
model: j
sampling: { temperature: null, maxTokens: null }
extraction: flexeval
retryUnrated: none
scale: { min: 1, max: 10, fractions: keep }
references: { name: null, categories: [] }
answerCharacters: 2
answering: { sampling: candidate, maxAnswerTokens: 100 }
`,
    );
    const server = await startFakeServer({
      models: ["llm-jp-4-8b-instruct", "j"],
      onChat: ({ body }) => (body.model === "j" ? "8" : "答えです"),
    });
    const at = (model: string) => `${model}@${server.baseUrl}`;
    const words = ["--questions", "small", "--judge", "bare"];
    const run = await runMain(["run", "--model", at("llm-jp-4-8b-instruct"), "--judge-model", at("j"), ...words], {
      cwd,
    });
    const [judged, more] = server.requests.filter(({ body }) => body.model === "j" && body.messages !== undefined);
    await server.close();
    rmSync(cwd, { recursive: true });
    expect([run.code, more]).toEqual([0, undefined]);
    const { stream: _, stream_options: __, ...sent } = judged?.body ?? {};
    // The second turn alone is rated, and the judge sees two characters of each answer.
    expect(sent).toEqual({ model: "j", messages: [{ role: "user", content: "一つめ答え二つめ答え" }] });
    const asked = server.requests.find(({ body }) => body.model !== "j" && body.messages !== undefined)?.body;
    const { model: ___, messages: ____, stream: _____, stream_options: ______, ...fields } = asked ?? {};
    expect(fields).toEqual({ temperature: 0.7, top_p: 0.95, max_tokens: 100 });
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { hashOf, sha256 } from "../../src/files/canonical-json.ts";
import { checkQuestionSet } from "../../src/questions/check-question-set.ts";
import { listQuestionSets, loadQuestionSet, loadSetDefinition } from "../../src/questions/load-question-set.ts";
import { loadReferences } from "../../src/questions/load-references.ts";
import { questionsHash } from "../../src/questions/questions-hash.ts";
import { questionSetSources } from "../../src/questions/set-definition.ts";
import { withSelection } from "../../src/questions/with-selection.ts";
import { cachedPath, sourcePlaces } from "../../src/sources/source-places.ts";

const definition = `id: mini
title: 小さな設問集
language: ja
licence: CC0-1.0
categories: [roleplay, math]
temperatures: { math: 0.2, roleplay: 0.9 }
questions: { file: asked.jsonl }
references:
  - { name: careful, file: refs/careful.jsonl }
  - { name: quick, file: refs/quick.jsonl }
`;

const first = { question_id: "007", category: "math", turns: ["三足す四はいくつですか。", "では二倍すると？"] };
const second = {
  question_id: 12,
  category: "roleplay",
  turns: ["駅員として忘れ物の傘を案内してください。"],
  required_temperature: 0.35,
  difficulty: "hard",
  checkpoints: [[{ text: "傘に触れる", must: true, any: ["傘", "かさ"] }]],
  constraints: [[{ kind: "max-characters", value: 120 }]],
  reference: ["unused"],
};

function reference(id: number | string, ...turns: string[]) {
  return { question_id: id, answer_id: `r${id}`, model_id: "us", choices: [{ index: 0, turns }], tstamp: 0 };
}

const noCounts = {
  questions: 1,
  recomputed: 0,
  checkable: 0,
  constraints: 0,
  checkpoints: 0,
  exemplars: 0,
  probes: 0,
};

function jsonl(...rows: unknown[]): string {
  return rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");
}

describe("question sets", () => {
  let cwd: string;
  let folder: string;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-questions-"));
    folder = join(cwd, "questions", "mini");
    await mkdir(join(folder, "refs"), { recursive: true });
    await write("set.yaml", definition);
    await write("asked.jsonl", `\uFEFF${jsonl(first, "", second)}\r\n`);
    await write(
      "refs/careful.jsonl",
      jsonl(reference(12, "傘でしたら改札の横の窓口へどうぞ。"), reference("7", "七です。", "十四です。")),
    );
    await write("refs/quick.jsonl", jsonl(reference(7, "7", "14")));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  function write(name: string, text: string): Promise<void> {
    return writeFile(join(folder, name), text);
  }

  function options() {
    return { cwd, places: sourcePlaces({ MTBENCH_CACHE: join(cwd, "cache") }) };
  }

  async function errorOf(promise: Promise<unknown>): Promise<InputError> {
    const error = await promise.catch((thrown: unknown) => thrown);
    if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
    return error;
  }

  it("loads ids of both kinds, annotations and references, through a byte order mark, CRLF and blank lines", async () => {
    const set = await loadQuestionSet("mini", options());
    expect(set).toMatchObject({ id: "mini", language: "ja", categories: ["roleplay", "math"], folder });
    expect(set.temperatures).toEqual({ math: 0.2, roleplay: 0.9 });
    expect(set.questions.map((one) => one.id)).toEqual(["7", "12"]);
    expect(set.questions[0]).toEqual({
      id: "7",
      category: "math",
      turns: first.turns,
      hash: hashOf({ id: "7", category: "math", turns: first.turns }),
    });
    expect(set.questions[1]).toMatchObject({
      requiredTemperature: 0.35,
      difficulty: "hard",
      checkpoints: second.checkpoints,
      constraints: second.constraints,
    });
    expect(set.references.map((one) => one.name)).toEqual(["careful", "quick"]);
    expect(set.references[0]?.byQuestion.get("7")).toEqual(["七です。", "十四です。"]);
  });

  it("hashes what is asked, not how it is written", async () => {
    const before = await loadQuestionSet("mini", options());
    await write(
      "asked.jsonl",
      jsonl({ ...second, difficulty: "basic", question_id: "12" }, { ...first, question_id: 7 }),
    );
    await write(
      "refs/careful.jsonl",
      jsonl(reference(7, "七です。", "十四です。"), reference("12", "傘でしたら改札の横の窓口へどうぞ。")),
    );
    const after = await loadQuestionSet("mini", options());
    expect(after.questions.map((one) => one.id)).toEqual(["12", "7"]);
    expect(questionsHash(after.questions)).toBe(questionsHash(before.questions));
    expect(after.references[0]?.hash).toBe(before.references[0]?.hash);
    expect(after.references[1]?.hash).not.toBe(after.references[0]?.hash);
    expect(questionsHash(after.questions.slice(1))).not.toBe(questionsHash(after.questions));
  });

  it("reports every problem of every file at once", async () => {
    await write(
      "asked.jsonl",
      jsonl(
        { ...first, turns: [] },
        { ...first, category: "maths" },
        { ...second, question_id: "7" },
        "",
        '{"question_id": 1,',
        { ...second, question_id: "a\n1", required_temperature: 3 },
        { ...second, question_id: 20, checkpoints: [[], []], constraints: [[{ kind: "max-character", value: 1 }]] },
        { ...second, question_id: 21, checkpoints: [[], []] },
        { question_id: 22, category: "math", turns: "一" },
        { question_id: 23, category: "math", turns: ["　"] },
      ),
    );
    await write("refs/quick.jsonl", jsonl(reference(7, "7"), { question_id: 7, choices: [] }, reference(7, "八")));
    const { problems, message } = await errorOf(loadQuestionSet("mini", options()));
    expect(message).toBe('question set "mini" is not valid');
    const asked = "questions/mini/asked.jsonl";
    expect(problems.map((one) => one.replace(/(not JSON): .*/, "$1"))).toEqual([
      `${asked}:1: turns: expected at least 1 string, got none`,
      `${asked}:5: not JSON`,
      `${asked}:6: question_id: expected a whole number, or a text of at most 200 characters on one line, got "a\\n1"`,
      `${asked}:6: required_temperature: expected at most 2, got 3`,
      `${asked}:7: constraints[0][0].kind: expected one of max-characters, min-characters, items, lines, paragraphs, sentences, forbid, require, no-script, starts-with, ends-with, json, code, table, got "max-character"; did you mean "max-characters" or "min-characters"?`,
      `${asked}:9: turns: expected a list, got "一"`,
      `${asked}:10: turns[0]: expected a text, got an empty one`,
      `${asked}:2: category: expected one of roleplay, math, got "maths"; did you mean "math"?`,
      `${asked}:3: question_id: 7 is already used in line 2`,
      `${asked}:8: checkpoints: expected one list a turn (1), got 2`,
      "questions/mini/refs/quick.jsonl:2: choices: expected at least 1 entry, got an empty list",
      "questions/mini/refs/quick.jsonl:3: question_id: 7 has a reference answer already",
    ]);
  });

  it("reports every problem of set.yaml with its line", async () => {
    await write(
      "set.yaml",
      `${definition.replace("licence", "license").replace("math: 0.2", "maths: 0.2")}  - { name: careful, file: ../x.jsonl }\n`,
    );
    const { problems } = await errorOf(loadSetDefinition("mini", options()));
    expect(problems).toHaveLength(3);
    expect(problems[0]).toBe("questions/mini/set.yaml: licence: expected a text, got nothing");
    expect(problems[1]).toBe("questions/mini/set.yaml:11: references[2].file: expected a path inside the set's folder");
    expect(problems[2]).toContain('unknown key "license"; did you mean "licence"?');

    await write("set.yaml", `${definition.replace("math: 0.2", "maths: 0.2")}  - { name: quick, file: x.jsonl }\n`);
    expect((await errorOf(loadSetDefinition("mini", options()))).problems).toEqual([
      'questions/mini/set.yaml:11: references[2].name: "quick" is listed twice',
      'questions/mini/set.yaml:6: temperatures.maths: not a category of this set; did you mean "math"?',
    ]);

    await write("set.yaml", definition.replace("{ file: asked.jsonl }", "{}"));
    expect((await errorOf(loadSetDefinition("mini", options()))).problems).toEqual([
      "questions/mini/set.yaml:7: questions: expected either `file` or `source`",
    ]);
    await write("set.yaml", "id: [\n");
    expect((await errorOf(loadSetDefinition("mini", options()))).problems[0]).toMatch(
      /^questions\/mini\/set\.yaml:\d+: /,
    );
  });

  it("reads pinned public files from the cache, and says how to fetch them", async () => {
    const text = jsonl(first);
    const url = "https://files.example.jp/v1/asked.jsonl";
    const source = `{ source: { url: "${url}", sha256: "${sha256(text)}", bytes: ${Buffer.byteLength(text)}, licence: MIT } }`;
    await write("set.yaml", definition.replace("{ file: asked.jsonl }", source));
    const missing = await errorOf(loadQuestionSet("mini", options()));
    expect(missing.hint).toContain("mtbench fetch mini --from <folder>");

    const [file] = questionSetSources((await loadSetDefinition("mini", options())).definition);
    if (file === undefined) throw new Error("the set names no source");
    const path = cachedPath(file, options().places);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, text);
    expect((await loadQuestionSet("mini", options())).questions).toHaveLength(1);
  });

  it("selects by category and number, never an empty or unknown part", async () => {
    await write("asked.jsonl", jsonl(first, second, { ...first, question_id: 8 }, { ...first, question_id: 9 }));
    const set = await loadQuestionSet("mini", options());
    const part = withSelection(set, { categories: ["math"], limit: 2 });
    expect(part.questions.map((one) => one.id)).toEqual(["7", "8"]);
    expect(part.categories).toEqual(["math"]);
    expect(withSelection(set, { limit: 2 }).questions.map((one) => one.id)).toEqual(["7", "12"]);
    expect(withSelection(set, {}).questions).toEqual(set.questions);
    for (const wrong of [{ limit: 0 }, { limit: Number.NaN }, { limit: 1.5 }, { categories: [] }]) {
      expect(() => withSelection(set, wrong)).toThrow(InputError);
    }
    const error = await errorOf((async () => withSelection(set, { categories: ["mat"], limit: -1 }))());
    expect(error.problems).toEqual([
      'unknown category "mat"; did you mean "math"?',
      "limit: expected a whole number above 0, got -1",
    ]);
  });

  it("finds references by name or path", async () => {
    const set = await loadQuestionSet("mini", options());
    expect((await loadReferences(set, "quick", cwd)).byQuestion.get("7")).toEqual(["7", "14"]);
    await writeFile(join(cwd, "mine.jsonl"), jsonl(reference(12, "窓口です。")));
    const mine = await loadReferences(set, "mine.jsonl", cwd);
    expect([mine.name, [...mine.byQuestion.keys()]]).toEqual(["mine", ["12"]]);
    const unknown = await errorOf(loadReferences(set, "carefull", cwd));
    expect(unknown.hint).toBe('Did you mean "careful"? Known: careful, quick. Or give the path of a JSONL file.');
    await writeFile(join(cwd, "bad.jsonl"), "{}");
    expect((await errorOf(loadReferences(set, "bad.jsonl", cwd))).problems[0]).toContain("bad.jsonl:1: question_id: ");
  });

  it("lists broken sets as broken", async () => {
    await mkdir(join(cwd, "questions", "broken"));
    await writeFile(join(cwd, "questions", "broken", "set.yaml"), "id: broken\n");
    const listed = await listQuestionSets({ cwd, root: join(cwd, "no-package") });
    expect(listed.map((one) => [one.id, one.definition?.title ?? null])).toEqual([
      ["broken", null],
      ["mini", "小さな設問集"],
    ]);
    expect(listed[0]?.problems.length).toBeGreaterThan(3);
  });

  describe("check", () => {
    it("finds nothing wrong with a sound set", async () => {
      await write("set.yaml", definition.replace("  - { name: quick, file: refs/quick.jsonl }\n", ""));
      expect(await checkQuestionSet("mini", options())).toEqual({
        problems: [],
        warnings: [],
        summary: {
          id: "mini",
          questions: 2,
          hash: questionsHash((await loadQuestionSet("mini", options())).questions),
          categories: [
            { name: "roleplay", questions: 1 },
            { name: "math", questions: 1 },
          ],
          errata: { confirmed: 0, suspected: 0, refuted: 0 },
          annotations: [
            { category: "roleplay", ...noCounts, references: 1, checkable: 1, constraints: 1, checkpoints: 1 },
            { category: "math", ...noCounts, references: 2 },
          ],
        },
      });
    });

    it("counts references as recomputed in the categories that set.yaml names, and only real ones", async () => {
      await write("set.yaml", `${definition}recomputed: [math]\n`);
      const { summary } = await checkQuestionSet("mini", options());
      expect(summary?.annotations?.map((row) => row.recomputed)).toEqual([0, 2]);
      await write("set.yaml", `${definition}recomputed: [maths]\n`);
      expect((await checkQuestionSet("mini", options())).problems[0]).toMatch(/recomputed.*not a category.*math/);
    });

    it("shows no counts for a set without annotations", async () => {
      const { checkpoints: _, constraints: __, difficulty: ___, ...plain } = second;
      await write("asked.jsonl", jsonl(first, plain));
      expect((await checkQuestionSet("mini", options())).summary?.annotations).toBeNull();
    });

    it("warns of references, exemplars and probes that contradict the questions", async () => {
      await write("set.yaml", definition.replace("  - { name: quick, file: refs/quick.jsonl }\n", ""));
      await write(
        "refs/careful.jsonl",
        jsonl(reference(12, "忘れ物は窓口へ。".repeat(20)), reference(7, "七です。", "十四です。")),
      );
      await mkdir(join(folder, "exemplars"));
      await mkdir(join(folder, "probes"));
      const exemplar = {
        turns: ["七", "十四"],
        bands: [
          [8, 10],
          [8, 10],
        ],
        flaw: null,
      };
      await write(
        "exemplars/math.jsonl",
        jsonl(
          { question_id: 7, level: "strong", ...exemplar },
          { question_id: 12, level: "strong", ...exemplar },
          { question_id: 70, level: "strong", ...exemplar },
        ),
      );
      const probe = { kind: "constant", turn: 2, history: ["七"], text: "はい", max_rating: 2, note: "内容がない。" };
      await write(
        "probes/probes.jsonl",
        jsonl({ id: "p1", question_id: 71, ...probe }, { id: "p2", question_id: 12, ...probe }),
      );
      expect((await checkQuestionSet("mini", options())).warnings).toEqual([
        "references careful: question 12, turn 1: 160 characters, asked for at most 120",
        "references careful: question 12, turn 1: checkpoint missed: 傘に触れる",
        "exemplars math: question 12 is of the category roleplay",
        "exemplars math: there is no question 70",
        "exemplars math: question 7 has 0 flawed ones, expected 1",
        "exemplars math: question 7 has 0 poor ones, expected 1",
        "probe p1: there is no question 71",
        "probe p2: question 12 has no turn 2",
      ]);
      await write("exemplars/math.jsonl", jsonl({ question_id: 7, level: "brilliant", ...exemplar }));
      expect((await checkQuestionSet("mini", options())).problems[0]).toMatch(/^math\.jsonl:1: level: /);
    });

    it("separates problems of the default references from warnings", async () => {
      const long = "同じ文章をほとんどそのまま繰り返して出題しています。どこが違うのかを答えてください。";
      await write("set.yaml", definition.replace("id: mini", "id: other").replace("math: 0.2, ", ""));
      await write(
        "asked.jsonl",
        jsonl(
          first,
          { ...first, question_id: 8, turns: [long, "続き"] },
          { ...first, question_id: 9, turns: [`${long}！`, "続きをどうぞ"] },
        ),
      );
      await write(
        "refs/careful.jsonl",
        jsonl(reference(7, "七", " "), reference(8, "解"), reference(99, "余り", "余り")),
      );
      const { problems, warnings } = await checkQuestionSet("mini", options());
      expect(problems).toEqual([
        "references careful: question 7, turn 2: empty",
        "references careful: question 8: expected 2 turns, got 1",
        "references careful: question 9: missing",
      ]);
      expect(warnings).toEqual([
        'the folder is named "mini", the set "other"',
        "categories differ in size, so a mean over questions weighs them differently: roleplay 0, math 3",
        "set.yaml: temperatures: math has none",
        "question 8, turn 2: 2 characters",
        "references careful: none for roleplay",
        "references quick: question 8: missing",
        "references quick: question 9: missing",
        "references careful: there is no question 99",
        expect.stringMatching(/^questions 8 and 9 are alike \(0\.\d\d of 1\)$/),
      ]);
    });

    it("turns what does not load into problems", async () => {
      await write("asked.jsonl", "[]");
      const broken = await checkQuestionSet("mini", options());
      expect(broken.summary).toBeNull();
      expect(broken.problems).toEqual(["questions/mini/asked.jsonl:1: expected an object, got an empty list"]);
      expect((await checkQuestionSet("minni", options())).problems[0]).toContain('unknown question set "minni"');
      await write("asked.jsonl", "\n\n");
      expect((await checkQuestionSet("mini", options())).problems).toEqual([
        "questions/mini/asked.jsonl: expected questions, got an empty file",
      ]);
    });
  });
});

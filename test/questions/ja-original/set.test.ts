import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { difficulties } from "../../../src/questions/annotations.ts";
import { checkQuestionSet } from "../../../src/questions/check-question-set.ts";
import { sourcePlaces } from "../../../src/sources/source-places.ts";
import { characterNgrams, jaccard } from "../../../src/text/ngrams.ts";
import { type JaOriginal, loadJaOriginal } from "../../support/ja-original.ts";
import { type OfficialTurn, officialTurns } from "../../support/official-turns.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import { readSetFile } from "./load.ts";

/** Alike beyond this (Jaccard of character 5-grams) is an echo. Measured: 0.14 inside the set, 0.07 with the official sets. */
const echo = 0.2;

interface Turn {
  readonly name: string;
  readonly text: string;
  readonly runs: ReadonlySet<string>;
}

let original: JaOriginal;
let turns: readonly Turn[];
beforeAll(async () => {
  original = await loadJaOriginal();
  turns = original.set.questions.flatMap((question) =>
    question.turns.map((text, index) => turnOf(`${question.id}, turn ${index + 1}`, text)),
  );
});

function turnOf(name: string, text: string): Turn {
  return { name, text, runs: characterNgrams(text) };
}

/** The pairs that are too much alike, in words. */
function echoes(one: Turn, others: readonly Turn[]): string[] {
  return others.flatMap((other) => {
    const alike = jaccard(one.runs, other.runs);
    return alike <= echo ? [] : [`${one.name} and ${other.name}: ${alike.toFixed(2)}`];
  });
}

describe("the set", () => {
  it("has ten two-turn questions in each of the eight categories, with unbroken ids", () => {
    const { categories, questions } = original.set;
    expect(categories).toEqual([
      "writing",
      "roleplay",
      "reasoning",
      "math",
      "coding",
      "extraction",
      "stem",
      "humanities",
    ]);
    expect(questions.map((one) => [one.id, one.category, one.turns.length])).toEqual(
      categories.flatMap((category, at) =>
        Array.from({ length: 10 }, (_, index) => [String(201 + at * 10 + index), category, 2]),
      ),
    );
  });

  it("goes from basic to hard in every category", () => {
    for (const category of original.set.categories) {
      const found = original.set.questions.filter((one) => one.category === category).map((one) => one.difficulty);
      for (const difficulty of difficulties) {
        const count = found.filter((one) => one === difficulty).length;
        expect(count, `${category}: ${difficulty}`).toBeGreaterThanOrEqual(2);
        expect(count, `${category}: ${difficulty}`).toBeLessThanOrEqual(5);
      }
    }
  });

  it("says in every turn enough to be answered, and no more than fits on a page", () => {
    const lengths = turns.map(({ name, text }) => ({ name, length: [...text].length }));
    const [shortest, longest] = [Math.min, Math.max].map((pick) => pick(...lengths.map((one) => one.length)));
    expect(shortest).toBeGreaterThanOrEqual(60);
    expect(longest).toBeLessThanOrEqual(900);
    expect(lengths.filter((one) => one.name.endsWith("turn 2") && one.length > 400)).toEqual([]);
  });

  it("has checkpoints for every turn, constraints in most questions", () => {
    for (const question of original.set.questions) {
      for (const index of [0, 1]) {
        const count = question.checkpoints?.[index]?.length ?? 0;
        expect(count, `${question.id}, turn ${index + 1}`).toBeGreaterThanOrEqual(1);
        expect(count, `${question.id}, turn ${index + 1}`).toBeLessThanOrEqual(8);
      }
    }
    for (const category of original.set.categories) {
      const constrained = original.set.questions.filter(
        (one) => one.category === category && (one.constraints ?? []).flat().length > 0,
      );
      expect(constrained.length, category).toBeGreaterThanOrEqual(6);
    }
  });

  it("asks nothing whose answer changes with the date", () => {
    const dated = /今年|本年|今日|本日|現在|現時点|現職|最新|最近|近年|昨今|直近|今月|来月|先月|今週|先週|昨日|明日/u;
    expect(turns.filter(({ text }) => dated.test(text)).map((one) => one.name)).toEqual([]);
    // These belong to a document that the question quotes: its own date, not the reader's, gives them their meaning.
    const relative = /来週|去年|昨年|来年/u;
    expect(turns.filter(({ text }) => relative.test(text)).map((one) => one.name)).toEqual([
      "204, turn 1",
      "251, turn 1",
      "255, turn 2",
    ]);
  });

  it("recomputes both turns of every question in the categories that set.yaml says so of", () => {
    const { recomputed } = original.set.definition;
    expect(recomputed).toEqual(["reasoning", "math", "coding", "extraction"]);
    // The tests of coding are made from a table and say themselves that it is complete.
    for (const category of recomputed.filter((one) => one !== "coding")) {
      const source = readFileSync(new URL(`./${category}.test.ts`, import.meta.url), "utf8");
      const blocks = source.split(/^describe\("/m).slice(1);
      for (const { id } of original.set.questions.filter((one) => one.category === category)) {
        const block = blocks.find((one) => one.startsWith(`${id} `)) ?? "";
        const tested = [...block.matchAll(/^ {2}it\("turn ([12])/gm)].map((match) => match[1]);
        expect(tested, id).toEqual(["1", "2"]);
      }
    }
  });

  it.each(["questions.md", "questions.ja.md"])("is counted in docs/%s as it is", async (page) => {
    const { annotations } =
      (await checkQuestionSet("ja-original", { cwd: tmpdir(), places: sourcePlaces({}) })).summary ?? {};
    const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
    const numbersIn = (line: string) => (line.match(/\d+/g) ?? []).map(Number);
    const shown = original.set.categories.map((category) => ({
      category,
      numbers: numbersIn(text.split("\n").find((line) => line.startsWith(`| ${category} |`)) ?? ""),
    }));
    const rows = (annotations ?? []).map(({ category, ...counts }) => ({ category, numbers: Object.values(counts) }));
    expect(rows).toHaveLength(8);
    expect(shown).toEqual(rows);
    const sums = rows[0]?.numbers.map((_, at) => rows.reduce((sum, row) => sum + (row.numbers[at] ?? 0), 0));
    expect(numbersIn(/^\| \*\*.+$/m.exec(text)?.[0] ?? "")).toEqual(sums);
  });

  it("names no address, number or site that could be somebody's", () => {
    const texts = [
      readSetFile("question.jsonl"),
      readSetFile("references", "authors.jsonl"),
      ...[...original.exemplars.keys()].map((category) => readSetFile("exemplars", `${category}.jsonl`)),
    ].join("\n");
    const mails = texts.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [];
    expect(mails.filter((mail) => !/@(?:[\w-]+\.)*example\.(?:jp|com|org|net|co\.jp)$/.test(mail))).toEqual([]);
    const numbers = texts.normalize("NFKC").match(/(?<![\d-])0\d{1,3}-\d{2,4}-\d{4}(?!\d)/g) ?? [];
    expect(numbers.filter((number) => !/-0{3,4}-/.test(number))).toEqual([]);
  });

  it("repeats itself nowhere", () => {
    expect(turns.flatMap((one, index) => echoes(one, turns.slice(index + 1)))).toEqual([]);
  });
});

describe("the files", () => {
  it("say their licence and the canary in the folder itself, for those who take it without set.yaml", () => {
    const { canary, licence } = original.set.definition;
    expect(licence).toBe("CC-BY-4.0");
    const readme = readSetFile("README.md");
    expect(readme).toContain("CC BY 4.0");
    expect(readme.split("\n").map((line) => line.trim())).toContain(canary);
  });

  it("hold one object a line, with FastChat's fields first and only ours besides", () => {
    const questionFields = ["question_id", "category", "turns", "difficulty", "checkpoints", "constraints"];
    for (const [line, object] of objectsOf("question.jsonl")) {
      expect(Object.keys(object), line).toEqual(questionFields);
      expect(Number.isInteger(object.question_id), line).toBe(true);
    }
    for (const [line, object] of objectsOf("references", "authors.jsonl")) {
      expect(Object.keys(object), line).toEqual(["question_id", "answer_id", "model_id", "choices", "tstamp"]);
      expect(object, line).toMatchObject({ model_id: "authors", choices: [{ index: 0 }], tstamp: 0 });
    }
  });

  it("are composed Unicode without control characters, byte order marks or blank lines", () => {
    const names = [
      ["question.jsonl"],
      ["references", "authors.jsonl"],
      ["probes", "probes.jsonl"],
      ...[...original.exemplars.keys()].map((category) => ["exemplars", `${category}.jsonl`]),
    ];
    for (const name of names) {
      const text = readSetFile(...name);
      expect(text.endsWith("\n"), name.join("/")).toBe(true);
      expect(/\r|\n\n|\uFEFF|\uFFFD/u.test(text), name.join("/")).toBe(false);
    }
    for (const { name, text } of turns) {
      expect(text.normalize("NFC"), name).toBe(text);
      expect(text, name).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text.trim(), name).toBe(text);
    }
  });
});

function objectsOf(...path: string[]): [string, Record<string, unknown>][] {
  const lines = readSetFile(...path)
    .trimEnd()
    .split("\n");
  return lines.map((line, index) => [`${path.join("/")}:${index + 1}`, JSON.parse(line)]);
}

describeWithSharedData("the set beside the official ones", (data) => {
  let official: readonly OfficialTurn[];
  beforeAll(async () => {
    official = await officialTurns(data);
  });

  it("reads both turns of three times eighty questions", () => {
    expect(official).toHaveLength(480);
    expect(new Set(official.map((one) => one.set))).toEqual(
      new Set(["ja-mt-bench-v3", "ja-mt-bench-v4", "en-mt-bench"]),
    );
  });

  it("echoes none of their turns", () => {
    const theirs = official.map((one) => turnOf(`${one.set} ${one.id}, turn ${one.turn}`, one.text));
    expect(turns.flatMap((one) => echoes(one, theirs))).toEqual([]);
  });

  it("would notice one that is only reworded at its ends", () => {
    const [first] = official;
    const copy = turnOf("a copy", `次の依頼に答えてください。${first?.text ?? ""}よろしくお願いします。`);
    expect(echoes(copy, [turnOf("its source", first?.text ?? "")])).toHaveLength(1);
  });
});

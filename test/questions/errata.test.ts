import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkQuestionSet } from "../../src/questions/check-question-set.ts";
import { errataOf } from "../../src/questions/errata/errata.ts";
import { loadErrata } from "../../src/questions/errata/load-errata.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { loadReferences } from "../../src/questions/load-references.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";

let cwd: string;
let options: Parameters<typeof loadQuestionSet>[1];

/** A set of one question with two turns and two reference files, whose errata are given as YAML. */
async function writeSet(id: string, errata: string | null): Promise<string> {
  const folder = join(cwd, "questions", id);
  await mkdir(folder, { recursive: true });
  const set = [
    `id: ${id}`,
    "title: Small",
    "language: ja",
    "licence: CC0-1.0",
    "categories: [math]",
    "temperatures: {math: 0}",
    "questions: {file: question.jsonl}",
    "references: [{name: first, file: first.jsonl}, {name: second, file: second.jsonl}]",
  ];
  await writeFile(join(folder, "set.yaml"), set.join("\n"));
  const question = { question_id: 5, category: "math", turns: ["8に4を足すといくつですか。", "それを3で割ると?"] };
  await writeFile(join(folder, "question.jsonl"), JSON.stringify(question));
  for (const [name, turns] of [
    ["first", ["13です。", "4です。"]],
    ["second", ["12です。", "4です。"]],
  ] as const) {
    await writeFile(join(folder, `${name}.jsonl`), JSON.stringify({ question_id: 5, choices: [{ turns }] }));
  }
  if (errata !== null) await writeFile(join(folder, "errata.yaml"), errata);
  return folder;
}

/** Errata of question 5, turn 1, with the hashes that the reference files have. */
async function errataText(change: (text: string) => string = (text) => text): Promise<string> {
  await writeSet("hashes", null);
  const { references } = await loadQuestionSet("hashes", options);
  const [first, second] = references.map((one) => one.hash);
  return change(`references: {first: ${first}, second: ${second}}
checked: {categories: [math], date: 2026-11-29, by: a reader}
errata:
  - question: 5
    turn: 1
    status: confirmed
    by: a reader
    right: "12"
    why: 8 + 4 = 12
    wrong: {first: {kind: value, says: "13"}}
    answer: 12です。8 + 4 = 12 だからです。
  - {question: "5", turn: 2, status: refuted, by: a reader, why: 12 / 3 = 4}
`);
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-errata-"));
  options = { cwd, places: sourcePlaces({ MTBENCH_CACHE: join(cwd, "cache") }) };
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe("a set's errata", () => {
  it("make references of their own, the default ones with the wrong turn replaced", async () => {
    await writeSet("small", await errataText());
    const set = await loadQuestionSet("small", options);
    expect(set.references.map((one) => one.name)).toEqual(["first", "second", "corrected"]);
    const corrected = await loadReferences(set, "corrected", cwd);
    expect(corrected.byQuestion.get("5")).toEqual(["12です。8 + 4 = 12 だからです。", "4です。"]);
    expect(new Set(set.references.map((one) => one.hash)).size).toBe(3);
  });

  it("belong to a file by its texts and not by its name", async () => {
    await writeSet("small", await errataText());
    const { errata, references } = await loadQuestionSet("small", options);
    const [first, second] = references;
    expect(errataOf(errata, first?.hash ?? "").map((one) => `${one.question}/${one.turn}`)).toEqual(["5/1"]);
    expect(errataOf(errata, second?.hash ?? "")).toEqual([]);
    expect(errataOf(errata, "another file's")).toEqual([]);
  });

  it("are those of the set that sameAs names", async () => {
    await writeSet("small", await errataText());
    const twin = await writeSet("twin", "sameAs: small\n");
    expect((await loadErrata(twin)).list).toHaveLength(2);
    const third = await writeSet("third", "sameAs: twin\n");
    await expect(loadErrata(third)).rejects.toThrow("got another sameAs");
    const outside = await writeSet("outside", "sameAs: ../../elsewhere\n");
    await expect(loadErrata(outside)).rejects.toThrow("expected a set's id");
  });

  it("a set without the file has none and no corrected references", async () => {
    const folder = await writeSet("small", null);
    expect(await loadErrata(folder)).toEqual({ references: {}, checked: null, list: [] });
    const set = await loadQuestionSet("small", options);
    expect(set.references.map((one) => one.name)).toEqual(["first", "second"]);
    await expect(loadReferences(set, "corrected", cwd)).rejects.toThrow('has no references "corrected"');
  });
});

describe("the check of errata", () => {
  const check = async (change: (text: string) => string) => {
    await writeSet("small", await errataText(change));
    return checkQuestionSet("small", options);
  };

  it("finds nothing in good ones", async () => {
    const { problems, warnings } = await check((text) => text);
    expect(problems).toEqual([]);
    expect(warnings.filter((one) => one.includes("errata"))).toEqual([]);
  });

  it.each([
    [
      "a question that is not there",
      (text: string) => text.replace("question: 5", "question: 6"),
      "errata: question 6, turn 1: there is no such question",
    ],
    [
      "a turn listed twice",
      (text: string) => text.replace("turn: 2", "turn: 1"),
      "errata: question 5, turn 1: listed twice",
    ],
    [
      "a reference file without hash",
      (text: string) => text.replace("wrong: {first", "wrong: {frist"),
      "errata: question 5, turn 1: references frist: its hash is not among the file's `references`",
    ],
    [
      "a reference file that the set lacks",
      (text: string) => text.replace("second:", "secnd:"),
      'errata: references: the set has no file "secnd"; did you mean "second"?',
    ],
    [
      "an unknown category",
      (text: string) => text.replace("[math]", "[maths]"),
      "errata: checked: maths is no category of this set",
    ],
  ])("names %s", async (_, change, problem) => {
    expect((await check(change)).problems).toContain(problem);
  });

  it("is told by line where a field is missing", async () => {
    const { problems } = await check((text) => text.replace('    right: "12"\n', ""));
    expect(problems).toEqual([expect.stringMatching(/^questions\/small\/errata\.yaml:\d+: errata\[0\]\.right: /)]);
  });

  it("warns of a changed file, of open suspicions and of a wrong turn without an answer", async () => {
    const changed = await check((text) => text.replace(/first: \w+/, "first: ab01"));
    expect(changed.warnings).toContain(
      "errata: references first: the file has changed since it was read; its errata are not applied",
    );
    const open = await check((text) => text.replace(/ {4}answer: .*\n/, ""));
    expect(open.warnings).toContain(
      "errata: question 5, turn 1: the default references are wrong and no answer corrects them",
    );
    const suspected = await check((text) =>
      text.replace(/- \{question: "5".*/, "- {question: 5, turn: 2, status: suspected}"),
    );
    expect(suspected.warnings).toContain("errata: 1 turns are suspected and not yet decided: 5/2");
  });
});

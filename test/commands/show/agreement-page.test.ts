import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import { sourcePlaces } from "../../../src/sources/source-places.ts";
import { rateAgain } from "../../support/rate-again.ts";
import { runCli } from "../../support/run-cli.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { toldQuestionHash, writeResults } from "../../support/write-results.ts";

let cwd: string;

/** Three candidates, two judges; question 1 demands one line and its reference is wrong; the judges dispute it. */
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-agreement-page-"));
  await writeSmallSet(cwd, "told", [
    { id: "1", category: "math", turns: ["三と四の和は。", "それを二倍すると。"] },
    { id: "2", category: "writing", turns: ["一行で詠んで。", "二行に直して。"] },
    { id: "3", category: "writing", turns: ["春の句を。", "秋の句に。"] },
  ]);
  const file = join(cwd, "questions", "told", "question.jsonl");
  const [first = "", ...others] = readFileSync(file, "utf8").trim().split("\n");
  const annotated = { ...JSON.parse(first), constraints: [[{ kind: "lines", max: 1 }], []] };
  writeFileSync(file, [JSON.stringify(annotated), ...others].join("\n"));
  writeFileSync(
    join(cwd, "questions", "told", "errata.yaml"),
    'references: {first: abc123}\nerrata:\n  - {question: "1", turn: 1, status: confirmed, by: kiri, right: "七です", why: 三足す四, wrong: {first: {kind: value, says: "8"}}}\n',
  );
  const set = await loadQuestionSet("told", { cwd, places: sourcePlaces({ MTBENCH_CACHE: cwd }) });
  for (const [place, id] of ["aki", "haru", "natsu"].entries()) {
    const folder = writeResults(join(cwd, "results"), {
      id,
      told: [
        [9 - place, 8 - place],
        [8 - place, 8 - place],
        [7 - place, 6],
      ],
      categories: ["math", "writing", "writing"],
      fields: { "references.hash": "abc123" },
      answerText: (question, turn) => (question === 0 && turn === 0 && place === 1 ? "一\n二" : "七です"),
    });
    rateAgain(folder, {
      judge: "second",
      rate: ({ question, turn }) => (question === "1" && turn === 1 ? 2 : 8 - place),
      words: "参照回答と食い違います。",
    });
    for (const name of ["answers.jsonl", "launches.jsonl", "judgments/told-judge.jsonl", "judgments/second.jsonl"]) {
      const path = join(folder, name);
      const text = set.questions.reduce(
        (all, question, index) => all.replaceAll(toldQuestionHash(index), question.hash),
        readFileSync(path, "utf8"),
      );
      writeFileSync(path, text);
    }
  }
  const { code, stderr } = await runCli(["report", "-o", "out", "--no-figures", "--lang", "both"], { cwd });
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const record = () => JSON.parse(readFileSync(join(cwd, "out", "report.json"), "utf8"));
const page = () => readFileSync(join(cwd, "out", "index.html"), "utf8");

describe("the report of several raters", () => {
  it("has their agreement, and the disputed turn with everybody's words", () => {
    const [agreement] = record().agreements;
    expect(agreement).toMatchObject({ set: "told", turns: 18, common: 18, questions: 3 });
    expect(agreement.raters).toEqual(["second (shinpan-8b)", "told-judge (kenja-70b)"]);
    expect(agreement.pairs).toHaveLength(1);
    const [worst] = agreement.audit;
    expect(worst).toMatchObject({
      question: "1",
      turn: 1,
      asked: "三と四の和は。",
      known: { status: "confirmed", right: "七です" },
    });
    const words = worst.answers[0].ratings.map((one: { words: string | null }) => one.words);
    expect(words).toEqual(["参照回答と食い違います。 [[2]]", "よい答えです。[[9]]"]);
    expect(page().includes("審査員の一致")).toBe(true);
    expect(page().includes("参照回答と食い違います。")).toBe(true);
    expect(page().includes("最も評価が割れた回答：aki")).toBe(true);
  });

  it("marks the wrong reference, says the scores without it, and what breaks a demand", () => {
    const board = record().boards.find((one: { judge: { id: string } }) => one.judge.id === "told-judge");
    const item = board.items.findIndex(
      (one: { question: number; turn: number }) => board.questions[one.question].id === "1" && one.turn === 1,
    );
    expect(board.errata).toEqual([{ item, right: "七です", why: "三足す四" }]);
    expect(board.warnings.map((one: { kind: string }) => one.kind)).toContain("references");
    const [aki, haru] = board.candidates;
    // 9, 8, 8, 8, 7, 6 without the first.
    expect(aki.withoutErrata).toMatchObject({ mean: 7.4, rated: 5 });
    expect([aki.cells.held[item], haru.cells.held[item]]).toEqual([true, false]);
    expect(haru.cells.held.filter((held: boolean | null) => held !== null)).toHaveLength(1);
    expect(page().includes("aki 7.40")).toBe(true);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import { sourcePlaces } from "../../../src/sources/source-places.ts";
import { rateAgain } from "../../support/rate-again.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { toldQuestionHash, writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-constraints-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Two questions with demands, and one candidate whose answers to question 8 break the line count. */
async function writeAnswers(): Promise<void> {
  await writeSmallSet(cwd, "told", [
    { id: "1", category: "math", turns: ["三と四の和は。", "それを二倍すると。"] },
    { id: "2", category: "writing", turns: ["一行で詠んで。", "二行に直して。"] },
  ]);
  const file = join(cwd, "questions", "told", "question.jsonl");
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const extra = [
    { checkpoints: [[{ text: "答えは7", must: true, any: ["7"], exact: true }], []] },
    { constraints: [[{ kind: "lines", max: 1 }], [{ kind: "lines", min: 2, max: 2 }]] },
  ];
  const annotated = lines.map((line, index) => JSON.stringify({ ...JSON.parse(line), ...extra[index] }));
  await writeFile(file, annotated.join("\n"));
  const set = await loadQuestionSet("told", { cwd, places: sourcePlaces({ MTBENCH_CACHE: cwd }) });
  const texts = [
    ["**７**です", "14です"],
    ["一\n二", "一\n二"],
  ];
  const folder = writeResults(join(cwd, "results"), {
    id: "aki",
    told: [
      [9, 8],
      [9, 3],
    ],
    answerText: (question, turn) => texts[question]?.[turn] ?? "",
  });
  rateAgain(folder, { judge: "second", rate: () => 4 });
  for (const name of ["answers.jsonl", "launches.jsonl", "judgments/told-judge.jsonl", "judgments/second.jsonl"]) {
    const path = join(folder, name);
    const text = set.questions.reduce(
      (all, question, index) => all.replaceAll(toldQuestionHash(index), question.hash),
      readFileSync(path, "utf8"),
    );
    writeFileSync(path, text);
  }
}

describe("mtbench constraints", () => {
  it("tells the share of demands that answers hold, by kind, and what a judge praised all the same", async () => {
    await writeAnswers();
    const { code, stdout, stderr } = await runMain(["constraints"], { cwd });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    // Three turns demand something: 7 is stated, one of two line counts is held.
    expect(stdout).toMatch(/aki +67 % +\d+ to \d+ +3 +2 +5\.50/);
    expect(stdout).toMatch(/value +100 % +\d+ to 100 +1/);
    expect(stdout).toMatch(/lines +50 % +\d+ to \d+ +2/);
    expect(stdout).toContain("told-judge (kenja-70b) gave 8 or more to 1 answers of aki that break a demand:");
    expect(stdout).toContain("  2/1 (rated 9): 2 lines, asked for at most 1");
    expect(stdout).not.toContain("second (shinpan-8b) gave 8");
  });

  it("are what an audit holds one judge to", async () => {
    await writeAnswers();
    rmSync(join(cwd, "results", "told", "aki", "judgments", "second.jsonl"));
    const { stdout } = await runMain(["audit"], { cwd });
    expect(stdout).toContain("Nor did anybody rate an answer twice with different results.");
    expect(stdout).toContain(
      "told-judge (kenja-70b) gave 8 or more to 1 answers of aki that break a demand:\n  2/1 (rated 9)",
    );
  });

  it("names every broken answer, and prints the record as JSON", async () => {
    await writeAnswers();
    const named = await runMain(["constraints", "--broken"], { cwd });
    expect(named.stdout).toContain("aki breaks:\n  2/1 (rated 9, 4): 2 lines, asked for at most 1");
    const [record] = JSON.parse((await runMain(["constraints", "--json"], { cwd })).stdout);
    expect(record.candidates[0]).toMatchObject({ id: "aki", rating: 5.5 });
    expect(record.candidates[0].shares.overall).toMatchObject({ demands: 3, questions: 2 });
  });

  it("refuses where nothing demands anything, and names that nobody has", async () => {
    writeResults(join(cwd, "results"), { id: "aki", told: [[9]] });
    const none = await runMain(["constraints"], { cwd });
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("holds no answer whose question demands something");
    const wrong = await runMain(["constraints", "--candidates", "akii"], { cwd });
    expect(wrong.stderr).toContain('no candidate "akii"');
    expect(wrong.stderr).toContain("aki");
  });
});

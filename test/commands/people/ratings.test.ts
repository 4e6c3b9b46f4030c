import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "csv-stringify/sync";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/text/parse-csv.ts";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { rateDesk } from "../../support/rated-desk.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-sheets-"));
  await makeResults(cwd, {
    questions: madeQuestions(24),
    candidates: [
      { id: "himitsu-7b", turn: (question, turn) => ({ text: `=答え,${question.id}\n"${turn}"`, rating: 6 }) },
      { id: "naisho-3b", turn: (question) => ({ text: `別 ${question.id}`, rating: 4 }) },
    ],
  });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

type Rows = Record<string, string>[];

function rowsOf(text: string): Rows {
  const { columns, rows } = parseCsv(text);
  return rows.map(({ cells }) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ""])));
}

async function writeSheet(name: string, rows: Rows): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await writeFile(join(cwd, name), stringify([columns, ...rows.map((row) => columns.map((column) => row[column]))]));
}

const run = (...words: readonly string[]) => runMain(words, { cwd });

describe("a sheet", () => {
  beforeEach(async () => {
    await rateDesk(cwd, { candidates: ["himitsu-7b"], people: ["aoi"], count: 16, twice: 0, give: () => null });
  });

  it("goes to a colleague blind and formula-safe, and comes back as ratings", async () => {
    const exported = await run("export", "ratings", "--by", "kiri", "-o", "kiri.csv", "--bom");
    expect(exported).toMatchObject({ code: 0, stdout: "" });
    const text = await readFile(join(cwd, "kiri.csv"), "utf8");
    expect(text.startsWith("\ufeff")).toBe(true);
    for (const name of ["himitsu", "made-judge"]) expect(text).not.toContain(name);
    const rows = rowsOf(text);
    expect(rows).toHaveLength(32);
    expect(rows[0]).toMatchObject({ rater: "kiri", turn: "1", rating: "", skip: "", note: "" });
    expect(rows[0]?.answer?.startsWith("'=答え,")).toBe(true);
    expect(rows[1]?.before).toContain("[1] ");
    for (const [index, row] of rows.entries()) row.rating = String((index % 10) + 1);
    Object.assign(rows[3] ?? {}, { rating: "", skip: "読めない文字があった" });
    Object.assign(rows[4] ?? {}, { rating: " １０ ", note: "'=SUM(1)" });
    Object.assign(rows[5] ?? {}, { rating: "" });
    await writeSheet("kiri.csv", rows.reverse());
    const imported = await run("import", "ratings", "kiri.csv");
    expect(imported.stdout).toBe("kiri.csv: 31 ratings taken, 0 known already, 1 rows still open\n");
    const again = await run("import", "ratings", "kiri.csv", "--json");
    expect(JSON.parse(again.stdout).imported).toEqual([{ file: "kiri.csv", kept: 0, unchanged: 31, open: 1 }]);
    const all = rowsOf((await run("export", "ratings")).stdout);
    expect(all).toHaveLength(31);
    const note = all.find((row) => row.note !== "");
    expect(note).toMatchObject({
      rater: "kiri",
      candidate: "himitsu-7b",
      rating: "10",
      note: "'=SUM(1)",
      judge_rating: "6",
    });
    expect(all.filter((row) => row.skipped !== "").map((row) => row.skipped)).toEqual(["other: 読めない文字があった"]);
    // The page shows kiri what the sheet said, and so does the next sheet.
    const next = rowsOf((await run("export", "ratings", "--by", "kiri")).stdout);
    expect(next.map((row) => row.rating)).toEqual(
      rows.reverse().map((row, index) => (index === 4 ? "10" : index === 3 ? "" : row.rating)),
    );
  });

  it("is taken whole or not at all, with every wrong row named", async () => {
    const rows = rowsOf((await run("export", "ratings", "--by", "kiri")).stdout);
    for (const row of rows) row.rating = "5";
    Object.assign(rows[0] ?? {}, { rating: "11" });
    Object.assign(rows[1] ?? {}, { rating: "7.5" });
    Object.assign(rows[2] ?? {}, { skip: "other" });
    await writeSheet("wrong.csv", rows);
    const wrong = await run("import", "ratings", "wrong.csv");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('rating: expected a whole number from 1 to 10, got "11"');
    expect(wrong.stderr).toContain('got "7.5"');
    expect(wrong.stderr).toContain("rating and skip: expected one of them, got both");
    for (const row of rows) Object.assign(row, { rating: "5", skip: "" });
    Object.assign(rows[0] ?? {}, { task: "0123456789ab" });
    Object.assign(rows[1] ?? {}, { task: rows[2]?.task });
    await writeSheet("strange.csv", rows);
    const strange = await run("import", "ratings", "strange.csv");
    expect(strange.stderr).toContain('task: "0123456789ab" is none of kiri\'s');
    expect(strange.stderr).toMatch(/task: it stands at strange\.csv:\d+ too/u);
    await writeFile(join(cwd, "semi.csv"), "task;rater;rating\na;b;c\n");
    expect((await run("import", "ratings", "semi.csv")).stderr).toContain("separated by semicolons or tabs");
    await writeFile(join(cwd, "other.csv"), "a,b\n1,2\n");
    expect((await run("import", "ratings", "other.csv")).stderr).toContain("expected the columns task, rater, rating");
    expect((await run("import", "ratings", "none.csv")).stderr).toContain(
      "none.csv cannot be read: there is no such file",
    );
    expect(rowsOf((await run("export", "ratings")).stdout)).toEqual([]);
  });
});

it("asks for sides where two answers stand side by side", async () => {
  await rateDesk(cwd, {
    kind: "matches",
    candidates: ["himitsu-7b", "naisho-3b"],
    people: ["aoi"],
    count: 16,
    twice: 0,
    give: () => null,
  });
  const rows = rowsOf((await run("export", "ratings", "--by", "aoi")).stdout);
  const choices = ["left", "右", "引き分け", "R"];
  for (const [index, row] of rows.entries()) {
    expect([row.left, row.right].map((text) => text?.includes("別")).sort()).toEqual([false, true]);
    row.choice = choices[index % 4] ?? "";
  }
  await writeSheet("aoi.csv", rows);
  expect((await run("import", "ratings", "aoi.csv")).stdout).toContain("32 ratings taken");
  const all = rowsOf((await run("export", "ratings")).stdout);
  const expected = rows.map((row, index) => {
    const side = index % 4 === 0 ? row.left : index % 4 === 2 ? null : row.right;
    return side === null ? "tie" : side?.includes("別") ? "naisho-3b" : "himitsu-7b";
  });
  expect(all.map((row) => row.choice)).toEqual(expected);
  for (const row of rows) row.choice = "both";
  await writeSheet("aoi.csv", rows);
  expect((await run("import", "ratings", "aoi.csv")).stderr).toContain("choice: expected left, tie or right");
});

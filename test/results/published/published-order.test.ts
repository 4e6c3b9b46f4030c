import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { InputError } from "../../../src/errors.ts";
import { loadPublishedScores } from "../../../src/results/published/published-scores.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-order-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const head = {
  source: '{ title: t, url: "https://example.jp", date: "2026-01-31" }',
  harness: "h",
  judge: "null",
  questions: "null",
  references: "null",
  trials: "null",
  scale: "s",
  licence: "l",
  comparable: "other",
  protocol: "null",
  doubts: "[]",
};

function file(rows: readonly string[], changes: Partial<Record<string, string>> = {}): string {
  const fields = Object.entries({ ...head, ...changes }).filter(([, value]) => value !== "");
  return `${fields.map(([name, value]) => `${name}: ${value}\n`).join("")}rows:\n${rows.map((row) => `  - { ${row} }\n`).join("")}`;
}

const row = "model: m, language: ja, score: 5";

async function problemsOf(text: string): Promise<readonly string[]> {
  await writeFile(join(folder, "a.yaml"), text);
  const error = await loadPublishedScores(folder).catch((thrown: unknown) => thrown);
  return error instanceof InputError ? error.problems : [];
}

it("rows are in one order whatever theirs in the file: Japanese first, best first, then by name and what sets them apart", async () => {
  const rows = [
    "model: e, language: en, score: 9",
    "model: b, language: ja, score: 5",
    "model: a, language: ja, score: 5, note: second",
    "model: a, language: ja, score: 5, note: first",
    "model: a, language: ja, score: 5, quantised: q8",
    "model: a, language: ja, score: 5, quantised: q4",
    "model: a, language: ja, score: 5, effort: low",
    "model: a, language: ja, score: 5, effort: high",
    "model: c, language: ja, score: 7",
    "model: d, language: en, score: 9.5",
  ];
  const expected = ["c", "a  first", "a  second", "a q4", "a q8", "a high", "a low", "b", "d", "e"];
  for (const order of [rows, [...rows].reverse()]) {
    await writeFile(join(folder, "a.yaml"), file(order));
    const [source] = await loadPublishedScores(folder);
    const told = source?.rows.map(({ model, effort, quantised, note }) =>
      [model, effort ?? quantised ?? "", note ?? ""].join(" ").trimEnd(),
    );
    expect(told).toEqual(expected);
  }
});

it("files are in the order of their names, which lose their ending alone", async () => {
  for (const name of ["c.yaml", "a.yaml.yaml", "b.yaml"]) await writeFile(join(folder, name), file([row]));
  expect((await loadPublishedScores(folder)).map(({ id }) => id)).toEqual(["a.yaml", "b", "c"]);
});

it.each([
  [
    "an address of another kind",
    { source: '{ title: t, url: "ftp://example.jp", date: "2026-01-31" }' },
    "expected an http(s) address",
  ],
  [
    "an address that only ends as one",
    { source: '{ title: t, url: "xhttps://example.jp", date: "2026-01-31" }' },
    "expected an http(s) address",
  ],
  [
    "an address that only begins as one",
    { source: '{ title: t, url: "httpsx://example.jp", date: "2026-01-31" }' },
    "expected an http(s) address",
  ],
  [
    "a file at such an address",
    { source: '{ title: t, url: "https://e.jp", file: "xhttp://e.jp", date: "2026-01-31" }' },
    "expected an http(s) address",
  ],
  [
    "a file at another such address",
    { source: '{ title: t, url: "https://e.jp", file: "httpx://e.jp", date: "2026-01-31" }' },
    "expected an http(s) address",
  ],
  [
    "a date of another kind",
    { source: '{ title: t, url: "https://e.jp", date: "31.1.2026" }' },
    "expected a date such as 2026-04-03",
  ],
  ["a scale without a width", { bounds: "{ min: 5, max: 5 }" }, "expected min below max"],
  ["a judge for what is comparable with none", { protocol: "x" }, "expected null, for `comparable` is other"],
  ["a judge for what says nothing", { comparable: "", protocol: "x" }, "expected null, for `comparable` is absent"],
  [
    "no judge for what is claimed",
    { comparable: "claimed", questionSets: "{ ja: s }" },
    "expected a judge, for `comparable` is claimed",
  ],
  ["no set for what is claimed", { comparable: "claimed", protocol: "x" }, "questionSets names none for ja"],
])("%s is refused", async (_, changes, problem) => {
  expect((await problemsOf(file([row], changes))).join("\n")).toContain(problem);
});

it("an address without the s is one, and a file's too", async () => {
  const source = '{ title: t, url: "http://example.jp", file: "http://example.jp/f", date: "2026-01-31" }';
  expect(await problemsOf(file([row], { source }))).toEqual([]);
});

it("scores at the ends of the scale are within it", async () => {
  const ends = [
    "model: m, language: ja, score: 1",
    "model: n, language: ja, score: 10, categories: { math: 1, writing: 10 }",
  ];
  expect(await problemsOf(file(ends))).toEqual([]);
  const below = (await problemsOf(file(["model: m, language: ja, score: 0.9, categories: { math: 11 }"]))).join("\n");
  expect(below).toContain("expected at least 1, got 0.9");
  expect(below).toContain("expected at most 10, got 11");
});

it("the third of three equal rows is the same as the first", async () => {
  const problems = (await problemsOf(file([row, row, row]))).join("\n");
  expect(problems.match(/the same row as rows\[0\]/gu)).toHaveLength(2);
});

it("the old name of `comparable` is read, but not beside the new one; a text is no source", async () => {
  expect(await problemsOf(file([row], { comparable: "", match: "other" }))).toEqual([]);
  expect(await problemsOf(file([row], { match: "other" }))).not.toEqual([]);
  for (const text of ["text", "null", ""]) expect(await problemsOf(text)).not.toEqual([]);
});

it("a folder that cannot be read is told; a missing one holds none", async () => {
  expect(await loadPublishedScores(join(folder, "nowhere"))).toEqual([]);
  await writeFile(join(folder, "file"), "");
  await expect(loadPublishedScores(join(folder, "file"))).rejects.toThrow(`cannot read ${join(folder, "file")}`);
});

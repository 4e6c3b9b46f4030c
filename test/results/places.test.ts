import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { candidatePath, listCandidateFolders } from "../../src/results/folders.ts";
import { mergePlaces } from "../../src/results/merge-places.ts";
import { checkPlace } from "../../src/results/place-files.ts";
import { cardPath, deskPath, listPlaces, listStrangePlaces, matchesPath } from "../../src/results/places.ts";
import { runMain } from "../support/run-main.ts";
import { writeResults } from "../support/write-results.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-places-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const root = (name: string) => join(cwd, name);
const now = () => Date.UTC(2027, 0, 2);

it("have paths that no question set, candidate or judge can take", () => {
  expect(deskPath("r", "told")).toBe(join("r", "told", "+desk"));
  expect(matchesPath("r", "told", "A/b")).toBe(join("r", "told", "+matches", "~a%2fb"));
  expect(cardPath("r", "lab", "0a1b")).toBe(join("r", "+cards", "lab", "0a1b"));
  expect(candidatePath("r", "told", "+desk", "run")).not.toBe(deskPath("r", "told"));
  expect(dirname(candidatePath("r", "+cards", "lab", "run"))).not.toBe(join("r", "+cards"));
});

it("are listed with what stands in them, and never taken for candidates; strangers are named", async () => {
  const results = root("results");
  const candidate = writeResults(results, { id: "鷺", told: [[8], [7]] });
  put(join(cardPath(results, "lab", "0a1b"), "card.json"), "{}");
  put(join(matchesPath(results, "told", "lab"), "matches.jsonl"), '{"a":1}\n{"a":2}\n');
  put(join(matchesPath(results, "told", "lab"), "manifest.json"), "{}");
  put(join(deskPath(results, "told"), "ratings.jsonl"), '{"a":1}\nnot json\n');
  put(join(results, "told", "+other", "x.json"), "{}");
  expect((await listPlaces(results)).map(({ kind, name }) => [kind, name])).toEqual([
    ["cards", "+cards/lab/0a1b"],
    ["desk", "told/+desk"],
    ["matches", "told/+matches/lab"],
  ]);
  expect(await listCandidateFolders(results)).toEqual([candidate]);
  expect(await listStrangePlaces(results)).toEqual([join(results, "told", "+other")]);
  expect(await checkPlace({ path: matchesPath(results, "told", "lab") })).toEqual({ records: 2, findings: [] });
  expect((await checkPlace({ path: deskPath(results, "told") })).findings).toMatchObject([{ line: 2 }]);
  const list = await runMain(["results", "list"], { cwd });
  expect(list.stdout).toMatch(/told\/\+matches\/lab +matches +2/);
  const check = await runMain(["results", "check"], { cwd });
  expect(check.code).toBe(2);
  expect(check.stdout).toContain(join("results", "told", "+desk", "ratings.jsonl:2"));
  expect(check.stdout).toContain(`${join("results", "told", "+other")}: this folder is not ours`);
  // Lines that are JSON and no matches, by their schema; a file that nobody here writes.
  expect(check.stdout).toMatch(/\+matches.lab.matches\.jsonl:1: .*"key"/u);
  expect(check.stdout).toMatch(/\+matches.lab.matches\.jsonl:2: .*"key"/u);
  expect(check.stdout).toContain(`${join("+matches", "lab", "manifest.json")}: this file is not ours`);
  // The candidate's launch, four records; one rating.
  expect(check.stdout).toContain("4 folders, 6 records, 5 findings");
});

it("are united record by record: idempotent, commutative, and earlier records first", async () => {
  const line = (at: string, who: string) => `${JSON.stringify({ at, who })}\n`;
  const [early, late] = [line("2027-01-01", "葵"), line("2027-03-01", "楓")];
  put(join(deskPath(root("a"), "told"), "ratings.jsonl"), late + early);
  put(join(deskPath(root("b"), "told"), "ratings.jsonl"), early);
  put(join(deskPath(root("b"), "told"), "plans", "p.json"), "{}");
  for (const [index, order] of [
    ["a", "b"],
    ["b", "a"],
    ["b", "a", "b"],
  ].entries()) {
    const out = root(`out-${index}`);
    for (let round = 0; round < 2; round += 1) {
      const merged = await mergePlaces(order.map(root), out);
      expect(merged.places.map(({ name }) => name)).toEqual(["told/+desk"]);
      await merged.write(now);
    }
    expect(readFileSync(join(deskPath(out, "told"), "ratings.jsonl"), "utf8")).toBe(early + late);
    expect(readFileSync(join(deskPath(out, "told"), "plans", "p.json"), "utf8")).toBe("{}");
  }
});

it("are not united where nothing tells which of two files counts, nor where a line would be lost", async () => {
  put(join(cardPath(root("a"), "lab", "0a"), "card.json"), "1");
  put(join(cardPath(root("b"), "lab", "0a"), "card.json"), "2");
  await expect(mergePlaces([root("a"), root("b")], root("out"))).rejects.toThrow("differ");
  put(join(deskPath(root("c"), "told"), "ratings.jsonl"), "{]\n");
  await expect(mergePlaces([root("c")], root("out"))).rejects.toThrow("cannot be read");
  const merge = await runMain(["merge", "c", "-o", "out"], { cwd });
  expect([merge.code, await listPlaces(root("out"))]).toEqual([2, []]);
});

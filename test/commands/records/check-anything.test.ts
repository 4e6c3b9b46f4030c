import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../../src/files/package-root.ts";
import { makeRandom, randomInteger } from "../../../src/statistics/resampling/random.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-anything-"));
  cpSync(join(packageRoot, "test", "fixtures", "format-1", "results"), join(cwd, "results"), { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const places = [
  "manifest.json",
  "answers.jsonl",
  "launches.jsonl",
  "batches.jsonl",
  "judgments",
  "judgments/mtbench-ja.jsonl",
  "import-report.json",
  "lock",
  "../../.spending",
  "../../.spending/x.json",
  "../../+cards",
  "../../+cards/a.json",
  "../+matches",
  "../+desk/a/b.json",
  "../../published",
  "..",
] as const;

const faults: readonly (readonly [string, (path: string) => void])[] = [
  ["a folder", (path) => mkdirSync(path)],
  ["a pipe", (path) => execFileSync("mkfifo", [path])],
  ["a link to nothing", (path) => symlinkSync("/nothing/here", path)],
  ["a link to itself", (path) => symlinkSync(path, path)],
  ["a device", (path) => symlinkSync("/dev/null", path)],
  ["nothing in it", (path) => writeFileSync(path, "")],
  ["a null", (path) => writeFileSync(path, "null\n")],
  ["a list", (path) => writeFileSync(path, "[[[1]]]\n")],
  ["brackets", (path) => writeFileSync(path, "[".repeat(200_000))],
  ["bytes", (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80, 0x0a]))],
  ["a wrong type", (path) => writeFileSync(path, '{"format":{},"key":1,"__proto__":[],"outcome":null}\n')],
];

describe("results check", () => {
  const table = places.flatMap((place) => faults.map(([what, make]) => [place, what, make] as const));
  it.each(table)("ends in a message where %s is %s", async (place, _, make) => {
    const path = join(cwd, "results", "small-010", "practice-strong", place);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(join(path, ".."), { recursive: true });
    make(path);
    const { code, stderr } = await runMain(["results", "check"], { cwd });
    expect([0, 2], stderr).toContain(code);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("ends in a message whatever bytes are changed", async () => {
    const random = makeRandom("results check");
    const folder = join(cwd, "results", "small-010", "practice-strong");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /json/u.test(name));
    for (let round = 0; round < 25; round += 1) {
      const path = join(folder, files[randomInteger(random, files.length)] ?? "manifest.json");
      const before = readFileSync(path);
      const bytes = Buffer.from(before);
      for (let change = 0; change < 4; change += 1)
        bytes[randomInteger(random, bytes.length)] = randomInteger(random, 256);
      writeFileSync(path, bytes.subarray(0, randomInteger(random, bytes.length + 1)));
      const { code, stderr } = await runMain(["results", "check"], { cwd });
      expect([0, 2], stderr).toContain(code);
      writeFileSync(path, before);
    }
  });
});

import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { openJournal } from "../../src/files/journal.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { openBatchJournal } from "../../src/results/batch-journal.ts";
import { listCandidateFolders } from "../../src/results/folders.ts";
import { openResultsFolder } from "../../src/results/results-folder.ts";
import { loadManifest, loadRunRecord } from "../../src/results/run-record.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-odd-"));
  cpSync(join(packageRoot, "test", "fixtures", "format-1", "results"), join(cwd, "results"), { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true }));

const own = (...names: string[]) => join(cwd, "results", "small-010", "practice-strong", ...names);

/** Moves something to another disk and leaves a link. */
function moveAway(path: string): void {
  renameSync(path, join(cwd, "elsewhere"));
  symlinkSync(join(cwd, "elsewhere"), path);
}

describe("links in a results folder", () => {
  it.each([
    ["a set's folder", () => join(cwd, "results", "small-010")],
    ["a candidate's folder", () => own()],
    ["a journal", () => own("answers.jsonl")],
    ["the judgments", () => own("judgments")],
    ["a manifest", () => own("manifest.json")],
  ])("are followed: %s", async (_, path) => {
    const before = await loadRunRecord(own());
    moveAway(path());
    const after = await loadRunRecord(own());
    expect([after.answers.size, after.judgments.size]).toEqual([before.answers.size, before.judgments.size]);
    expect(after.answers.size).toBeGreaterThan(0);
    expect(await listCandidateFolders(join(cwd, "results"))).toHaveLength(2);
  });

  it.each([
    ["a journal's link to nothing", (path: string) => symlinkSync(join(cwd, "nothing"), path), "answers.jsonl"],
    ["a link loop", (path: string) => symlinkSync(path, path), "answers.jsonl"],
    ["a manifest's link to nothing", (path: string) => symlinkSync(join(cwd, "nothing"), path), "manifest.json"],
    ["a folder for a journal", (path: string) => mkdirSync(path), "answers.jsonl"],
    ["a folder for a manifest", (path: string) => mkdirSync(path), "manifest.json"],
    ["a pipe for a journal", (path: string) => execFileSync("mkfifo", [path]), "answers.jsonl"],
    ["a pipe for a manifest", (path: string) => execFileSync("mkfifo", [path]), "manifest.json"],
  ])("or refused by name: %s", async (_, make, name) => {
    rmSync(own(name));
    make(own(name));
    await expect(loadRunRecord(own())).rejects.toThrow(InputError);
    await expect(loadRunRecord(own())).rejects.toThrow(own());
  });

  it("reads a manifest and a journal that begin with a byte order mark", async () => {
    const before = await loadRunRecord(own());
    for (const name of ["manifest.json", "answers.jsonl"]) {
      writeFileSync(own(name), `\uFEFF${readFileSync(own(name), "utf8")}`);
    }
    const after = await loadRunRecord(own());
    expect([after.answers.size, after.damaged]).toEqual([before.answers.size, []]);
  });
});

describe("a journal whose folder vanishes", () => {
  it("says so at the next write", async () => {
    const journal = await openJournal(own("answers.jsonl"));
    rmSync(join(cwd, "results"), { recursive: true });
    await expect(journal.append({ a: 1 })).rejects.toThrow(/answers\.jsonl: it was removed/);
    await expect(journal.append({ a: 2 })).rejects.toThrow(/it was removed/);
    await journal.close();
  });

  it("makes no folder of its own when it is first opened after that", async () => {
    const manifest = await loadManifest(own());
    if (manifest === null) throw new Error("the fixture has a manifest");
    const folder = await openResultsFolder(own(), manifest);
    rmSync(join(cwd, "results"), { recursive: true });
    const [answer] = folder.record.answers.values();
    const [judgment] = folder.record.judgments.values();
    if (answer === undefined || judgment === undefined) throw new Error("the fixture has records");
    await expect(folder.appendAnswer(answer)).rejects.toThrow(
      /answers\.jsonl: it was removed while it was being written/,
    );
    await expect(folder.appendJudgment(judgment)).rejects.toThrow(/it was removed/);
    expect(existsSync(own())).toBe(false);
    const batches = openBatchJournal(own());
    await expect(batches).rejects.toThrow(/batches\.jsonl: it was removed/);
    await folder.close();
  });
});

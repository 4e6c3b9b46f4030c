import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveCandidate, archiveFolder, renameCandidate } from "../../src/results/archive-folder.ts";
import { createManifest, manifestText, raiseFormat } from "../../src/results/create-manifest.ts";
import { recordedTimes } from "../../src/results/manifest.ts";
import { cardPath } from "../../src/results/places.ts";
import { loadManifest, loadRunRecord } from "../../src/results/run-record.ts";
import { aLaunch, aManifest, anAnswer, writeFolder } from "./made-folder.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-archive-"));
  path = await writeFolder(join(root, "haiku-set", "haiku"), {
    "manifest.json": aManifest(),
    "answers.jsonl": [anAnswer("a1")],
  });
});
afterEach(() => rm(root, { recursive: true }));

const now = () => Date.UTC(2027, 0, 2, 3, 4, 5, 6);
const stamp = "2027-01-02T03-04-05-006Z";
const busy = (name = "lock") =>
  writeFolder(path, { [name]: { pid: process.ppid, host: hostname(), startedAt: "t", token: "other" } });

describe("a folder that is put away", () => {
  it("stands in the archive of its results with the time in its name, a card's too", async () => {
    expect(await archiveFolder(path, now)).toBe(join(root, ".archive", `haiku-set+haiku+${stamp}`));
    expect((await loadRunRecord(join(root, ".archive", `haiku-set+haiku+${stamp}`))).answers.size).toBe(1);
    const card = await writeFolder(join(cardPath(root, "lab", "0a"), "haiku-set"), { "manifest.json": aManifest() });
    expect(await archiveFolder(card, now)).toBe(join(root, ".archive", `0a+haiku-set+${stamp}`));
    expect((await readdir(root)).sort()).toEqual(["+cards", ".archive", "haiku-set"]);
  });

  it("is nobody's at that moment", async () => {
    expect(await archiveCandidate(path, now)).toBe(join(root, ".archive", `haiku-set+haiku+${stamp}`));
    path = await writeFolder(join(root, "haiku-set", "haiku"), { "manifest.json": aManifest() });
    for (const name of ["lock", "lock.shard-1-of-2"]) {
      await busy(name);
      await expect(archiveCandidate(path, now)).rejects.toThrow(`process ${process.ppid}`);
      await expect(renameCandidate(path, "other", root, now)).rejects.toThrow("is being written");
      await rm(join(path, name));
    }
    expect((await readdir(path)).sort()).toEqual(["manifest.json"]);
  });
});

describe("a candidate that is given another id", () => {
  it("keeps its records in a folder of the new name, and its manifest says so", async () => {
    const target = await renameCandidate(path, "New/7B", root, now);
    expect(target).toBe(join(root, "haiku-set", "~new%2f7~b"));
    const record = await loadRunRecord(target);
    expect([record.manifest.candidate.id, record.answers.size]).toEqual(["New/7B", 1]);
    expect(record.manifest).toEqual({ ...aManifest(), candidate: { ...aManifest().candidate, id: "New/7B" } });
    expect(await readdir(join(root, "haiku-set"))).toEqual(["~new%2f7~b"]);
    expect(await renameCandidate(target, "New/7B", root, now)).toBe(target);
  });

  it("is not put over another one, and a folder without a manifest has no candidate", async () => {
    await writeFolder(join(root, "haiku-set", "taken"), { "manifest.json": aManifest({}, "taken") });
    await expect(renameCandidate(path, "taken", root, now)).rejects.toMatchObject({
      message: "there is a candidate taken already",
      hint: "Choose another id, or put that one away first: mtbench results rm taken",
    });
    await rm(join(path, "manifest.json"));
    await expect(renameCandidate(path, "new", root, now)).rejects.toThrow("has no manifest.json");
    expect(await readdir(path)).toEqual(["answers.jsonl"]);
  });
});

describe("a manifest", () => {
  it("is written once and whole; who comes later keeps the one that is there", async () => {
    const own = await writeFolder(join(root, "new"), {});
    expect(await createManifest(own, aManifest())).toBe(true);
    expect(await createManifest(own, aManifest({ seed: 6 }))).toBe(false);
    expect(await readFile(join(own, "manifest.json"), "utf8")).toBe(`${JSON.stringify(aManifest(), null, 2)}\n`);
    expect(await readdir(own)).toEqual(["manifest.json"]);
    await expect(createManifest(join(root, "nowhere"), aManifest())).rejects.toThrow("ENOENT");
  });

  it("of an older format takes the present one, and one that has it is left alone", async () => {
    const old = aManifest({ format: 1 });
    await writeFile(join(path, "manifest.json"), manifestText(old));
    await raiseFormat(path, old);
    expect(await loadManifest(path)).toEqual(aManifest());
    await writeFile(join(path, "manifest.json"), "untouched");
    await raiseFormat(path, aManifest());
    expect(await readFile(join(path, "manifest.json"), "utf8")).toBe("untouched");
  });

  it("is refused with its problems, one that is no file by name", async () => {
    const hint = "Restore the file, or move the folder aside.";
    await writeFile(join(path, "manifest.json"), "{");
    await expect(loadManifest(path)).rejects.toMatchObject({
      message: expect.stringMatching(/manifest\.json: not JSON$/u),
      hint,
    });
    await writeFile(join(path, "manifest.json"), JSON.stringify({ ...aManifest(), format: 3, seed: 0.5 }));
    await expect(loadManifest(path)).rejects.toMatchObject({
      message: expect.stringMatching(/is not a manifest of format 2$/u),
      problems: [expect.stringContaining("manifest.json: format: expected 1 or 2"), expect.stringContaining("seed: ")],
      hint,
    });
    await rm(join(path, "manifest.json"));
    expect(await loadManifest(path)).toBeNull();
    await expect(loadRunRecord(path)).rejects.toThrow("is not a results folder: manifest.json is missing");
    await mkdir(join(path, "manifest.json"));
    await expect(loadManifest(path)).rejects.toMatchObject({
      message: expect.stringContaining("is no file"),
      hint: "Move it aside.",
    });
    expect((await stat(join(path, "manifest.json"))).isDirectory()).toBe(true);
  });
});

describe("a folder's record", () => {
  it("has launches of several files by time, and says which lines of which journals were set aside", async () => {
    const launch = (hour: number) => aLaunch({ startedAt: `2026-04-03T0${hour}:00:00.000Z` });
    await writeFolder(path, {
      "launches.shard-1-of-2.jsonl": [launch(3), launch(1), {}],
      "launches.shard-2-of-2.jsonl": [launch(2)],
      "answers.jsonl": `${JSON.stringify(anAnswer("a1"))}\n{}\n{"key`,
    });
    const { launches, damaged } = await loadRunRecord(path);
    expect(launches.map(({ startedAt }) => startedAt.slice(11, 13))).toEqual(["01", "02", "03"]);
    expect(damaged.map(({ path: file, line }) => [file, line])).toEqual([
      [join(path, "answers.jsonl"), 2],
      [join(path, "answers.jsonl"), 3],
      [join(path, "launches.shard-1-of-2.jsonl"), 3],
    ]);
    expect(damaged[1]?.problem).toBe("the last line was not finished; its record is due again");
  });

  it("keeps the order of one file's launches, and refuses what stands in a journal's place", async () => {
    const launch = (hour: number) => aLaunch({ startedAt: `2026-04-03T0${hour}:00:00.000Z` });
    await writeFolder(path, { "launches.jsonl": [launch(3), launch(1)] });
    expect((await loadRunRecord(path)).launches).toEqual([launch(3), launch(1)]);
    await mkdir(join(path, "judgments", "lab.jsonl"), { recursive: true });
    await mkdir(join(path, "judgments", "aside"));
    await mkdir(join(path, "answers.shard-1-of-2.jsonl"));
    await expect(loadRunRecord(path)).rejects.toMatchObject({
      message: expect.stringContaining("what stands in the place of a journal is no file"),
      problems: [`answers.shard-1-of-2.jsonl: expected a file`, `${join("judgments", "lab.jsonl")}: expected a file`],
      hint: "Move it aside; what it should hold is asked again then.",
    });
  });
});

describe("when rows say that they were written", () => {
  const of = (...times: (number | null)[]) => recordedTimes(times.map((tstamp) => ({ tstamp })));

  it("is from the first to the last of them", () => {
    expect(of(1_700_000_000.5, null, 1_600_000_000, 1_650_000_000)).toEqual({
      from: "2020-09-13T12:26:40.000Z",
      to: "2023-11-14T22:13:20.500Z",
    });
  });

  it("is unknown where none says it, or says what is no time", () => {
    expect([of(), of(null), of(0, -5, 253_402_214_400, 1e300)]).toEqual([null, null, null]);
    expect(of(253_402_214_399)).toEqual({ from: "9999-12-30T23:59:59.000Z", to: "9999-12-30T23:59:59.000Z" });
  });
});

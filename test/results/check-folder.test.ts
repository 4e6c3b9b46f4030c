import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFolder, repairFolder } from "../../src/results/check-folder.ts";
import { eachRecord } from "../../src/results/each-record.ts";
import { candidatePath, filesIn, foldersIn, listCandidateFolders } from "../../src/results/folders.ts";
import { checkPlace, placeFiles } from "../../src/results/place-files.ts";
import { listCardFolders, listPlaces, listStrangePlaces } from "../../src/results/places.ts";
import { memberFields, memberProcedure, oneJudge, procedureRecordSchema } from "../../src/results/procedure-record.ts";
import { refuseOtherWriters, writersBelow, writersOf } from "../../src/results/refuse-other-writers.ts";
import { kindOfFile, shardSuffix } from "../../src/results/shard.ts";
import { addSpending, carryEndedNotes, loadEndedNotes, spendingSchema } from "../../src/results/spending-notes.ts";
import { aJudgment, aLaunch, aManifest, anAnswer, writeFolder } from "./made-folder.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-check-"));
  path = join(root, "haiku-set", "haiku");
});
afterEach(() => rm(root, { recursive: true }));

const now = () => Date.UTC(2027, 0, 2);
const holder = (changes: object = {}) => ({
  ...{ pid: process.ppid, host: hostname(), startedAt: new Date(0).toISOString(), token: "other" },
  ...changes,
});

describe("a check of a candidate's folder", () => {
  it("reads every journal line by line and names what is not ours", async () => {
    const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
    await writeFolder(path, {
      "manifest.json": aManifest(),
      "answers.jsonl": `${lines(anAnswer("a1"), anAnswer("a1"), { key: "half" })}{"key`,
      "answers.shard-1-of-2.jsonl": [anAnswer("a2")],
      "answers.jsonl.damaged": "x",
      "launches.jsonl": [aLaunch(), {}],
      "batches.jsonl": [{ event: "closed", token: "t", at: "t", status: "done" }, { event: "lost" }],
      "judgments/lab.jsonl": [aJudgment("j1"), anAnswer("a3")],
      "judgments/lab.jsonl.damaged": "x",
      "judgments/notes.txt": "x",
      "import-report.json": {},
      lock: "x",
      "paper.tex": "x",
    });
    const { records, findings, path: own } = await checkFolder(path);
    expect([own, records]).toEqual([path, 6]);
    expect(findings.map((one) => [one.path.slice(path.length + 1), one.line, one.kind])).toEqual([
      ["answers.jsonl", 3, "set-aside"],
      ["answers.jsonl", 4, "set-aside"],
      ["launches.jsonl", 2, "set-aside"],
      ["batches.jsonl", 2, "set-aside"],
      [join("judgments", "lab.jsonl"), 2, "set-aside"],
      ["paper.tex", null, "named"],
      [join("judgments", "notes.txt"), null, "named"],
    ]);
    expect(findings.map(({ problem }) => problem).filter((problem) => problem.includes(" not "))).toEqual([
      "the last line was not finished; its record is due again",
      "this file is not ours",
      "this file is not ours",
    ]);
  });

  it("says that a manifest is missing, or what is wrong with it", async () => {
    await writeFolder(path, {});
    expect(await checkFolder(path)).toEqual({
      path,
      records: 0,
      findings: [
        { path, line: null, problem: "manifest.json is missing, so this is no results folder", kind: "named" },
      ],
    });
    await writeFolder(path, { "manifest.json": { ...aManifest(), seed: "x" } });
    const [finding] = (await checkFolder(path)).findings;
    expect([finding?.path, finding?.line, finding?.kind]).toEqual([join(path, "manifest.json"), null, "named"]);
    expect(finding?.problem).toMatch(/is not a manifest of format 2; .*manifest\.json: seed: /u);
  });

  it("is mended by moving lines aside, of each journal that has some, and of no other", async () => {
    await writeFolder(path, {
      "manifest.json": aManifest(),
      "answers.jsonl": `${JSON.stringify(anAnswer("a1"))}\n{}\n{"key`,
      "judgments/lab.jsonl": [aJudgment("j1"), {}],
      "launches.jsonl": [aLaunch()],
    });
    expect(await repairFolder(path, now)).toBe(3);
    expect((await readdir(path)).sort()).toEqual([
      "answers.jsonl",
      "answers.jsonl.damaged",
      "judgments",
      "launches.jsonl",
      "manifest.json",
    ]);
    expect(await readFile(join(path, "answers.jsonl.damaged"), "utf8")).toBe('{}\n{"key\n');
    expect(await checkFolder(path)).toMatchObject({ records: 3, findings: [] });
    expect(await repairFolder(path, now)).toBe(0);
    await writeFolder(path, { "lock.shard-1-of-2": holder() });
    await expect(repairFolder(path, now)).rejects.toThrow("shard-1-of-2");
    expect(await readdir(path)).not.toContain("lock");
  });
});

describe("a check of a place", () => {
  it("reads its journals line by line and its JSON whole, and passes over locks, drafts and what was set aside", async () => {
    await writeFolder(path, {
      "a.jsonl": '{"x":1}\nnope\n{"x":2}\n{"x',
      "deep/b.json": "{",
      "deep/c.json": {},
      "deep/d.txt": "free",
      "a.jsonl.damaged": "x",
      "e.1.merging": "x",
      lock: "x",
      "lock.aoi": "x",
      ".hidden": "x",
      "locks.txt": "x",
    });
    expect(await placeFiles(path)).toEqual(["a.jsonl", "deep/b.json", "deep/c.json", "deep/d.txt", "locks.txt"]);
    const { records, findings } = await checkPlace({ path });
    expect(records).toBe(2);
    expect(findings).toEqual([
      { path: join(path, "a.jsonl"), line: 2, problem: expect.any(String), kind: "named" },
      { path: join(path, "a.jsonl"), line: 4, problem: "the last line was not finished", kind: "named" },
      { path: join(path, "deep", "b.json"), line: null, problem: "not JSON", kind: "named" },
    ]);
    expect(await placeFiles(join(root, "nowhere"))).toEqual([]);
    await expect(placeFiles(join(path, "a.jsonl"))).rejects.toThrow("ENOTDIR");
  });
});

describe("folders below a results root", () => {
  it("are candidates', judges' cards, places, and strangers", async () => {
    const manifest = { "manifest.json": aManifest() };
    await writeFolder(join(root, "b-set", "y"), manifest);
    await writeFolder(join(root, "a-set", "z"), manifest);
    await writeFolder(join(root, "a-set", "empty"), {});
    await writeFolder(join(root, "a-set", "+odd"), manifest);
    await writeFolder(join(root, "a-set", "+desk", "p1"), {});
    await writeFolder(join(root, "a-set", "+matches", "lab"), {});
    await writeFolder(join(root, ".archive", "old"), manifest);
    await writeFolder(join(root, "published", "x"), manifest);
    await writeFolder(join(root, "published", "+desk"), manifest);
    await writeFolder(join(root, "+cards", "lab", "0a", "haiku-set"), manifest);
    await writeFolder(join(root, "+cards", "lab", "0a", "begun"), {});
    await writeFolder(join(root, "+strange", "x"), manifest);
    await writeFolder(root, { "notes.txt": "x" });
    expect(await listCandidateFolders(root)).toEqual([join(root, "a-set", "z"), join(root, "b-set", "y")]);
    expect(await listCardFolders(root)).toEqual([join(root, "+cards", "lab", "0a", "haiku-set")]);
    expect(await listPlaces(root)).toEqual([
      { kind: "cards", name: "+cards/lab/0a", path: join(root, "+cards", "lab", "0a") },
      { kind: "desk", name: "a-set/+desk", path: join(root, "a-set", "+desk") },
      { kind: "matches", name: "a-set/+matches/lab", path: join(root, "a-set", "+matches", "lab") },
    ]);
    expect(await listStrangePlaces(root)).toEqual([join(root, "+strange"), join(root, "a-set", "+odd")]);
    expect(await foldersIn(root)).toEqual(["+cards", "+strange", "a-set", "b-set", "published"]);
    expect([await filesIn(root), await filesIn(join(root, "nowhere"))]).toEqual([["notes.txt"], []]);
    await expect(filesIn(join(root, "notes.txt"))).rejects.toThrow("ENOTDIR");
    expect(candidatePath(root, "a-set", "z", "import")).toBe(join(root, "a-set", "z+import"));
  });

  it("are read one after another; what cannot be read is told and passed over", async () => {
    await writeFolder(join(root, "s", "a"), { "manifest.json": "{" });
    await writeFolder(join(root, "s", "b"), { "manifest.json": aManifest(), "answers.jsonl": [{}, anAnswer("a1")] });
    await writeFolder(join(root, "haiku-set", "+desk", "p1"), { "plan.json": "{" });
    const told: string[] = [];
    const read = [];
    for await (const { path: one } of eachRecord(root, (sentence) => told.push(sentence))) read.push(one);
    expect(read).toEqual([join(root, "s", "b")]);
    expect(told[0]).toContain(`${join(root, "s", "a", "manifest.json")}: not JSON`);
    expect(told[1]).toContain(`${join(root, "s", "b", "answers.jsonl")}:1: set aside: `);
    expect(told[2]).toContain("plan.json: not JSON");
    expect(told).toHaveLength(3);
  });
});

describe("who writes", () => {
  it("is told for a folder and for everything below a root, whole runs and shards", async () => {
    await writeFolder(path, {
      "manifest.json": aManifest(),
      lock: holder(),
      "lock.shard-2-of-3": holder({ token: "shard" }),
      "lock.x": holder(),
      unlock: holder(),
    });
    await writeFolder(join(root, "haiku-set", "+matches", "lab"), { lock: holder({ token: "matches" }) });
    await writeFolder(join(root, "+cards", "lab", "0a", "s"), {
      "manifest.json": aManifest(),
      lock: holder({ token: "card" }),
    });
    await writeFolder(join(root, "haiku-set", "+desk"), { lock: holder() });
    expect(await writersOf(path, now)).toEqual([
      { ...holder(), shard: null },
      { ...holder({ token: "shard" }), shard: "shard-2-of-3" },
    ]);
    const below = await writersBelow(root, now);
    expect(below.map(({ token, shard }) => [token, shard])).toEqual([
      ["other", null],
      ["shard", "shard-2-of-3"],
      ["card", null],
      ["matches", null],
    ]);
    expect(below[0]?.path).toBe(path);
  });

  it("keeps a whole run from shards and shards from a whole run, not shards from each other", async () => {
    await writeFolder(path, { "lock.shard-2-of-3": holder() });
    await refuseOtherWriters(path, ".shard-1-of-3", now);
    await expect(refuseOtherWriters(path, "", now)).rejects.toMatchObject({
      message: expect.stringMatching(/process \d+ on .+: shard-2-of-3$/u),
      hint: "Wait until it ends, or write to another folder with --results and merge the two afterwards.",
    });
    await rm(join(path, "lock.shard-2-of-3"));
    await writeFolder(path, { lock: holder() });
    await refuseOtherWriters(path, "", now);
    await expect(refuseOtherWriters(path, ".shard-1-of-3", now)).rejects.toThrow("a run that is no shard");
  });

  it("has files of its own", () => {
    expect([shardSuffix(null), shardSuffix({ index: 2, count: 3 })]).toEqual(["", ".shard-2-of-3"]);
    const kinds = {
      answers: ["answers.jsonl", "answers.shard-12-of-34.jsonl"],
      launches: ["launches.jsonl", "launches.shard-1-of-2.jsonl", "launches.old.jsonl"],
      lock: ["lock", "lock.shard-1-of-2", "lock.takeover", "lock.shard-1-of-2.takeover"],
      null: [
        "answers.jsonl.damaged",
        "xanswers.jsonl",
        "answers.shard-a-of-2.jsonl",
        "xlaunches.jsonl",
        "launches.jsonl.x",
        "xlock",
        "lock.a.b",
        "manifest.json",
      ],
    };
    for (const [kind, names] of Object.entries(kinds)) {
      for (const name of names) expect([name, String(kindOfFile(name))]).toEqual([name, kind]);
    }
  });
});

describe("what calls under way may cost", () => {
  const note = (changes: object = {}) => ({ ...holder(), tokens: 5, money: { USD: 1 }, ...changes });

  it("adds up by currency, and is never below nothing", () => {
    expect(addSpending({ tokens: 1, money: { USD: 1 } }, { tokens: 2, money: { USD: 2, JPY: 3 } })).toEqual({
      tokens: 3,
      money: { USD: 3, JPY: 3 },
    });
    for (const wrong of [
      { tokens: -1, money: {} },
      { tokens: 1, money: { USD: -1 } },
      { tokens: 1, money: { XXX: 1 } },
    ]) {
      expect(spendingSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it("is brought into another root once, of launches that are over alone", async () => {
    const [from, to] = [join(root, "from"), join(root, "to")];
    await writeFolder(join(from, ".spending"), {
      "a.json": note({ startedAt: "2026-01-01T00:00:00.000Z" }),
      "b.json": note({ pid: 77, startedAt: "2026-01-03T00:00:00.000Z", tokens: 7 }),
      "c.json": "{",
      "d.txt": note(),
    });
    const writer = { ...holder({ pid: 77, startedAt: "2026-01-02T00:00:00.000Z" }), shard: null };
    for (let round = 0; round < 2; round += 1) await carryEndedNotes(from, to, [writer]);
    expect(await readdir(join(to, ".spending"))).toEqual(["a.json"]);
    expect((await loadEndedNotes(to, [])).spending).toEqual({ tokens: 5, money: { USD: 1 } });
    expect(await loadEndedNotes(from, [writer])).toEqual({
      spending: { tokens: 5, money: { USD: 1 } },
      unreadable: [join(from, ".spending", "c.json")],
    });
    await carryEndedNotes(join(root, "nowhere"), to, []);
  });
});

describe("a member of a jury's procedure", () => {
  const procedure = procedureRecordSchema.parse({
    hash: "h",
    judge: "lab",
    kind: "ratings",
    judges: [
      { model: "ume", share: 0.5 },
      { model: "kaede", share: 0.5 },
    ],
    scale: { min: 1, max: 10 },
    fields: {
      extraction: "mtbench",
      "jury.design": "every",
      "jury.members": { ume: { share: 0.5, fields: { "sampling.temperature": 0 } }, kaede: { share: 0.5, fields: {} } },
      "jury.leftOut": [],
    },
  });

  it("is that of a judge of its own, with what all members have in common", () => {
    expect(memberFields(procedure.fields, "ume")).toEqual({
      extraction: "mtbench",
      "sampling.temperature": 0,
      judgeModel: "ume",
    });
    expect(memberProcedure(procedure, "kaede")).toEqual({
      ...procedure,
      judges: [oneJudge("kaede")],
      fields: { extraction: "mtbench", judgeModel: "kaede" },
    });
  });

  it("is none where the procedure has no such member, or no jury", () => {
    expect(memberProcedure(procedure, "sakura")).toBeNull();
    expect(memberFields({ judgeModel: "ume" }, "ume")).toBeNull();
  });
});

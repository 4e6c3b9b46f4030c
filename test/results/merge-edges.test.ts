import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadMatches, openMatchesFolder } from "../../src/results/matches/matches-folder.ts";
import { mergeFolders } from "../../src/results/merge-folders.ts";
import { mergePlaces } from "../../src/results/merge-places.ts";
import { deskPath, matchesPath } from "../../src/results/places.ts";
import { compareRecords, isSettled } from "../../src/results/record-order.ts";
import { openResultsFolder } from "../../src/results/results-folder.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { writeMerged } from "../../src/results/write-merged.ts";
import { aJudgment, aLaunch, aManifest, aMatch, anAnswer, writeFolder } from "./made-folder.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-merging-"));
});
afterEach(() => rm(root, { recursive: true }));

const now = () => Date.UTC(2027, 0, 2);
const manifest = { "manifest.json": aManifest() };
const folder = (name: string, files: Readonly<Record<string, unknown>>) =>
  writeFolder(join(root, name), { ...manifest, ...files });

describe("a merge of folders", () => {
  const launch = (startedAt: string, more: Parameters<typeof aLaunch>[0] = {}) => aLaunch({ startedAt, ...more });

  it("has launches by time, then by their text, each once, and lines that could not be read", async () => {
    const [one, two] = [launch("2026-01-02", { trials: 1 }), launch("2026-01-02", { trials: 2 })];
    const a = await folder("a", { "launches.jsonl": [two, launch("2026-01-03"), {}, one] });
    const b = await folder("b", { "launches.jsonl": [launch("2026-01-01"), one] });
    const merged = await mergeFolders([a, b]);
    expect(merged.launches).toEqual([launch("2026-01-01"), one, two, launch("2026-01-03")]);
    expect(merged.damaged).toEqual([{ path: join(a, "launches.jsonl"), line: 3, problem: expect.any(String) }]);
    expect((await mergeFolders([b, a])).launches).toEqual(merged.launches);
  });

  it("has records by question, turn, trial and repeat, of one place the later key last, judgments by judge", async () => {
    const answer = (key: string, questionId: string, turn: number, trial: number, hour = 9) =>
      anAnswer(key, { questionId, turn, trial }, hour);
    const judgment = (key: string, repeat: number, judge = "lab") => aJudgment(key, { repeat, judge });
    const uncalled = anAnswer("nocall", { questionId: "2", turn: 1, trial: 1, call: null });
    const a = await folder("a", {
      "answers.jsonl": [
        answer("q10", "10", 1, 1),
        answer("t2", "2", 2, 1),
        answer("n2", "2", 1, 2),
        answer("late", "2", 1, 1, 12),
        answer("early", "2", 1, 1, 8),
        answer("b-same", "2", 1, 1, 8),
        uncalled,
      ],
      "judgments/lab.jsonl": [judgment("r3", 3), judgment("r1", 1)],
      "judgments/other.jsonl": [judgment("o1", 1, "other"), judgment("r2", 2)],
    });
    const { answers, judgments, conflicts } = await mergeFolders([a]);
    expect(answers.map(({ key }) => key)).toEqual(["nocall", "b-same", "early", "late", "n2", "t2", "q10"]);
    expect(judgments.get("lab")?.map(({ key }) => key)).toEqual(["r1", "r2", "r3"]);
    expect(judgments.get("other")?.map(({ key }) => key)).toEqual(["o1"]);
    expect(conflicts).toEqual([]);
  });

  it("refuses folders that were asked other questions, or of another server's model, with every difference once", async () => {
    const asked = (hash: string) => [{ id: "7", hash: hash.repeat(64), category: "writing", turns: [1] }];
    const served = (model: string) => ({ server: { baseUrl: "u", identity: { model, size: 7 } } });
    const a = await folder("a", { "launches.jsonl": [launch("1", { questions: asked("x"), ...served("m1") })] });
    const b = await folder("b", {
      "launches.jsonl": [
        launch("2", { questions: asked("y"), ...served("m2") }),
        launch("3", { questions: asked("y") }),
      ],
    });
    await expect(mergeFolders([b, a])).rejects.toMatchObject({
      message: `the records of ${a}, ${b} do not belong together`,
      problems: [
        `question 7: its text was ${"x".repeat(12)}, now ${"y".repeat(12)}`,
        'server.model: was "m1", now "m2"',
      ],
      hint: "Merge those that were asked the same questions of the same model.",
    });
    const c = await folder("c", {
      "launches.jsonl": [launch("4", { questions: asked("x") }), launch("5", served("m1"))],
    });
    const other = await folder("d", { "launches.jsonl": [launch("6", { ...served("m1"), questions: asked("h") })] });
    await expect(mergeFolders([c, other])).rejects.toThrow("do not belong together");
    expect(
      (await mergeFolders([a, await folder("e", { "launches.jsonl": [launch("7", { questions: [] })] })])).launches,
    ).toHaveLength(2);
  });

  it("is written as one journal of each kind, a judge's in its own; what shards wrote is gone then", async () => {
    const out = await folder("out", {
      "answers.shard-1-of-2.jsonl": [anAnswer("a1")],
      "launches.shard-1-of-2.jsonl": [aLaunch()],
      "judgments/lab.shard-1-of-2.jsonl": [aJudgment("j1")],
      "notes.txt": "kept",
    });
    await writeMerged(out, await mergeFolders([out]), now);
    expect((await readdir(out)).sort()).toEqual([
      "answers.jsonl",
      "judgments",
      "launches.jsonl",
      "manifest.json",
      "notes.txt",
    ]);
    expect(await readdir(join(out, "judgments"))).toEqual(["lab.jsonl"]);
    const written = await readFile(join(out, "judgments", "lab.jsonl"), "utf8");
    expect([written.at(-1), JSON.parse(written)]).toEqual(["\n", aJudgment("j1")]);
    const { answers, launches } = await loadRunRecord(out);
    expect([[...answers.keys()], launches]).toEqual([["a1"], [aLaunch()]]);
    await writeMerged(out, await mergeFolders([out]), now);
    expect((await loadRunRecord(out)).answers.size).toBe(1);
  });
});

describe("which of two records counts", () => {
  it("is told for records without a call, by their text at last; a match counts as settled like a rating", () => {
    const uncalled = (text: string) =>
      anAnswer("k", { call: null, outcome: { status: "answered", text, reasoning: null, truncated: false } });
    expect(compareRecords(uncalled("a"), uncalled("b"))).toBe(-1);
    expect(compareRecords(uncalled("b"), uncalled("a"))).toBe(1);
    expect(compareRecords(uncalled("a"), uncalled("a"))).toBe(0);
    expect(compareRecords(anAnswer("k"), anAnswer("k", { call: null }))).toBe(1);
    expect(compareRecords(anAnswer("k", { call: null }), anAnswer("k"))).toBe(-1);
    expect(compareRecords(anAnswer("k", {}, 8), anAnswer("k", {}, 9))).toBe(-1);
    const failed = (reason: "no-rating" | "request-failed") =>
      aMatch("m", { outcome: { status: "unrated", reason, text: null } });
    expect(
      [aMatch("m"), aJudgment("j"), anAnswer("a"), failed("no-rating"), failed("request-failed")].map(isSettled),
    ).toEqual([true, true, true, true, false]);
  });
});

describe("a merge of places", () => {
  const lineAt = (value: object) => `${JSON.stringify(value)}\n`;

  it("has a journal's records by when they were made, whatever says so, then by their text; places by name", async () => {
    const call = { timing: { startedAt: "2026-01-02" } };
    const records = [
      { who: "b" },
      { startedAt: 7, who: "c" },
      { startedAt: "2026-01-01" },
      { call },
      { at: "2026-01-03", call },
    ];
    await writeFolder(deskPath(join(root, "a"), "z-set"), { "r.jsonl": [...records].reverse(), deep: "x" });
    await writeFolder(deskPath(join(root, "a"), "b-set"), { "r.jsonl": [] });
    await writeFolder(matchesPath(join(root, "b"), "c-set", "lab"), { "r.jsonl": [] });
    const out = join(root, "out");
    const merged = await mergePlaces([join(root, "a"), join(root, "b")], out);
    expect(merged.places).toEqual(
      ["b-set/+desk", "c-set/+matches/lab", "z-set/+desk"].map((name) => ({ name, sources: 1 })),
    );
    await merged.write(now);
    const text = await readFile(join(deskPath(out, "z-set"), "r.jsonl"), "utf8");
    expect(text).toBe([records[1], records[0], ...records.slice(2)].map((one) => lineAt(one ?? {})).join(""));
    expect(await readFile(join(deskPath(out, "z-set"), "deep"), "utf8")).toBe("x");
    expect((await mergePlaces([join(root, "a"), join(root, "a")], out)).places[0]?.sources).toBe(2);
  });

  it("refuses by name what it cannot unite: lines, and files of which nothing tells which one counts", async () => {
    const desk = (name: string) => deskPath(join(root, name), "s");
    await writeFolder(desk("a"), { "r.jsonl": "{}\nnope\n" });
    await expect(mergePlaces([join(root, "a")], join(root, "out"))).rejects.toMatchObject({
      problems: [expect.stringMatching(/r\.jsonl:2: /u)],
      hint: "mtbench results check names them; mend or remove them by hand.",
    });
    for (const [name, text] of [
      ["b", "1"],
      ["c", "1"],
      ["d", "2"],
    ] as const)
      await writeFolder(desk(name), { x: text });
    const roots = ["b", "c", "d"].map((name) => join(root, name));
    await expect(mergePlaces(roots, join(root, "out"))).rejects.toMatchObject({
      message: `${join(desk("b"), "x")} and ${join(desk("d"), "x")} differ, and nothing tells which one counts`,
      hint: "Rename one of them, or merge into another folder.",
    });
  });

  it("takes the earliest of manifests that say the same, and no other than the only version of those that do not", async () => {
    const place = (name: string) => matchesPath(join(root, name), "s", "lab");
    const merge = (...names: string[]) =>
      mergePlaces(
        names.map((name) => join(root, name)),
        join(root, "out"),
      );
    await writeFolder(place("a"), manifest);
    await writeFolder(place("b"), { "manifest.json": aManifest({ seed: 6 }) });
    await expect(merge("a", "b")).rejects.toThrow("differ");
    await writeFolder(place("c"), { "manifest.json": "{}" });
    await writeFolder(place("d"), { "manifest.json": "{}" });
    await (await merge("c", "d")).write(now);
    expect(await readFile(join(place("out"), "manifest.json"), "utf8")).toBe("{}");
    await expect(merge("a", "c")).rejects.toThrow("differ");
  });
});

describe("an open folder", () => {
  it("knows what is appended unless it is to forget it, and writes launches and shards' journals", async () => {
    const path = join(root, "s", "haiku");
    const one = await openResultsFolder(path, aManifest(), { shard: { index: 1, count: 2 } });
    const two = await openResultsFolder(path, aManifest(), { shard: { index: 2, count: 2 }, remember: false });
    for (const [index, own] of [one, two].entries()) {
      await own.appendAnswer(anAnswer(`a${index}`));
      await own.appendJudgment(aJudgment(`j${index}`));
      await own.appendLaunch(aLaunch());
    }
    expect([one.record.answers.size, one.record.judgments.size]).toEqual([1, 1]);
    expect([two.record.answers.size, two.record.judgments.size]).toEqual([0, 0]);
    await Promise.all([one.close(), two.close()]);
    expect((await readdir(path)).sort()).toEqual([
      "answers.shard-1-of-2.jsonl",
      "answers.shard-2-of-2.jsonl",
      "judgments",
      "launches.shard-1-of-2.jsonl",
      "launches.shard-2-of-2.jsonl",
      "manifest.json",
    ]);
    const whole = await openResultsFolder(path, aManifest());
    expect([whole.record.answers.size, whole.record.judgments.size, whole.record.launches.length]).toEqual([2, 2, 2]);
    await whole.appendAnswer(anAnswer("a9"));
    expect(whole.record.answers.has("a9")).toBe(true);
    await whole.close();
  });

  it("of an older format takes the present one when it is opened, and `fresh` archives nothing where nothing is", async () => {
    const path = await writeFolder(join(root, "s", "old"), { "manifest.json": aManifest({ format: 1 }) });
    await (await openResultsFolder(path, aManifest())).close();
    expect((await loadRunRecord(path)).manifest.format).toBe(2);
    const fresh = join(root, "s", "new");
    await (await openResultsFolder(fresh, aManifest(), { fresh: true })).close();
    expect((await readdir(root)).sort()).toEqual(["s"]);
  });

  it("is no foreign folder's: five strangers are named, and a folder that looks like a lock is one too", async () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const path = await writeFolder(join(root, "s", "x"), Object.fromEntries(names.map((name) => [name, "x"])));
    await expect(openResultsFolder(path, aManifest())).rejects.toMatchObject({
      problems: names.slice(0, 5).map((name) => `unknown file: ${name}`),
    });
    const other = await writeFolder(join(root, "s", "y"), { unlock: "x" });
    await expect(openResultsFolder(other, aManifest())).rejects.toMatchObject({ problems: ["unknown file: unlock"] });
    const draft = await writeFolder(join(root, "s", "z"), { "manifest.json.draft": "x" });
    await (await openResultsFolder(draft, aManifest())).close();
  });

  it("of matches writes nothing more once another process has taken its lock over", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const path = matchesPath(root, "s", "lab");
      const own = await openMatchesFolder(path, { shard: { index: 10, count: 12 } });
      await own.appendMatch(aMatch("m1"));
      const other = { pid: 1, host: `not-${hostname()}`, startedAt: "t", token: "other" };
      await writeFile(join(path, "lock.shard-10-of-12"), JSON.stringify(other));
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(
        () =>
          expect(own.appendMatch(aMatch("m2"))).rejects.toMatchObject({
            message: expect.stringContaining("was taken over by another process"),
            hint: "Nothing was lost. Let one of them end, then run the same command again.",
          }),
        { timeout: 60_000 },
      );
      await own.close();
      expect((await loadMatches(path)).matches.has("m1")).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("of matches has launches by time, those of one moment as they stand", async () => {
    const path = matchesPath(root, "s", "lab");
    const at = (startedAt: string, trials: number) => aLaunch({ startedAt, trials });
    await writeFolder(path, {
      "launches.shard-10-of-12.jsonl": [at("2", 1), at("3", 2), at("2", 3), at("1", 4)],
      "xlaunches.jsonl": [at("0", 9)],
    });
    expect((await loadMatches(path)).launches.map(({ trials }) => trials)).toEqual([4, 1, 3, 2]);
  });
});

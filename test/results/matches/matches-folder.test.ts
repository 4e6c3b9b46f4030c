import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadMatches, matchesJournals, openMatchesFolder } from "../../../src/results/matches/matches-folder.ts";
import { aLaunch, aMatch, writeFolder } from "../made-folder.ts";

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-matches-"));
  path = join(root, "haiku-set", "+matches", "lab");
});
afterEach(() => rm(root, { recursive: true }));

const failed = { status: "unrated", reason: "request-failed", text: "HTTP 500" } as const;
const tie = { status: "rated", verdict: "tie", method: "test", text: "[[C]]" } as const;

describe("a place of matches", () => {
  it("that is not there holds none", async () => {
    expect(await loadMatches(path)).toEqual({ path, launches: [], matches: new Map(), damaged: [] });
  });

  it("gives back what was appended, and keeps every other writer out until it is closed", async () => {
    const folder = await openMatchesFolder(path);
    expect(folder.record.matches.size).toBe(0);
    await folder.appendLaunch(aLaunch());
    await folder.appendMatch(aMatch("m1"));
    await folder.appendMatch(aMatch("m2"));
    await folder.appendMatch(aMatch("m1", { outcome: tie }));
    await expect(openMatchesFolder(path)).rejects.toThrow(`process ${process.pid}`);
    await expect(openMatchesFolder(path, { shard: { index: 1, count: 2 } })).rejects.toThrow("a run that is no shard");
    await folder.close();
    expect((await readdir(path)).sort()).toEqual(["launches.jsonl", "matches.jsonl"]);
    const { matches, launches, damaged } = await loadMatches(path);
    expect([...matches.values()]).toEqual([aMatch("m1", { outcome: tie }), aMatch("m2")]);
    expect([launches, damaged]).toEqual([[aLaunch()], []]);
    const again = await openMatchesFolder(path);
    expect(again.record.matches.size).toBe(2);
    await again.close();
  });

  it("is written by shards beside each other, each in files of its own", async () => {
    const [one, two] = await Promise.all([
      openMatchesFolder(path, { shard: { index: 1, count: 2 } }),
      openMatchesFolder(path, { shard: { index: 2, count: 2 } }),
    ]);
    await one.appendMatch(aMatch("m1"));
    await two.appendMatch(aMatch("m2"));
    await two.appendLaunch(aLaunch());
    await expect(openMatchesFolder(path)).rejects.toThrow("shard-1-of-2");
    await Promise.all([one.close(), two.close()]);
    const names = ["launches.shard-2-of-2.jsonl", "matches.shard-1-of-2.jsonl", "matches.shard-2-of-2.jsonl"];
    expect((await readdir(path)).sort()).toEqual(names);
    expect([...(await loadMatches(path)).matches.keys()]).toEqual(["m1", "m2"]);
  });

  it("is the union of its shards' files in any order: settled before due, then the later one; launches by time", async () => {
    const early = aLaunch({ startedAt: "2026-04-02T00:00:00.000Z" });
    await writeFolder(path, {
      "matches.shard-1-of-2.jsonl": [aMatch("m1"), aMatch("m2", {}, 9)],
      "matches.shard-2-of-2.jsonl": [aMatch("m1", { outcome: failed }, 20), aMatch("m2", { outcome: tie }, 12)],
      "launches.shard-1-of-2.jsonl": [aLaunch()],
      "launches.shard-2-of-2.jsonl": [early],
      "matches.jsonl.damaged": "x",
      "xmatches.jsonl": "x",
      "launches.jsonl.bak": "x",
    });
    const { matches, launches, damaged } = await loadMatches(path);
    expect([matches.get("m1"), matches.get("m2")]).toEqual([aMatch("m1"), aMatch("m2", { outcome: tie }, 12)]);
    expect([launches, damaged]).toEqual([[early, aLaunch()], []]);
    expect(await matchesJournals(path)).toEqual({
      matches: [1, 2].map((index) => join(path, `matches.shard-${index}-of-2.jsonl`)),
      launches: [1, 2].map((index) => join(path, `launches.shard-${index}-of-2.jsonl`)),
    });
  });

  it("tells of lines that cannot be read, and of one that was not finished", async () => {
    await writeFolder(path, { "matches.jsonl": [aMatch("m1"), { key: "half" }], "launches.jsonl": [{}, aLaunch()] });
    await appendFile(join(path, "matches.jsonl"), '{"key": "m');
    const { matches, launches, damaged } = await loadMatches(path);
    expect([matches.size, launches.length]).toEqual([1, 1]);
    expect(damaged.map(({ path: file, line }) => [file, line])).toEqual([
      [join(path, "matches.jsonl"), 2],
      [join(path, "matches.jsonl"), 3],
      [join(path, "launches.jsonl"), 1],
    ]);
    expect(damaged[1]?.problem).toBe("the last line was not finished; its record is due again");
  });

  it("leaves no lock behind where another writer is found", async () => {
    await writeFolder(path, {
      "lock.shard-1-of-2": {
        ...{ pid: process.ppid, host: hostname(), startedAt: new Date().toISOString(), token: "other" },
      },
    });
    await expect(openMatchesFolder(path)).rejects.toThrow("shard-1-of-2");
    expect(await readdir(path)).toEqual(["lock.shard-1-of-2"]);
  });
});

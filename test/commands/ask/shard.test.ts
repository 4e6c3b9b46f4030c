import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../../src/commands/ask/run.ts";
import { merge } from "../../../src/commands/records/merge.ts";
import { leaderboard } from "../../../src/commands/show/leaderboard.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import { InputError } from "../../../src/errors.ts";
import { sha256 } from "../../../src/files/canonical-json.ts";
import type { Shard } from "../../../src/results/shard.ts";
import { loadEndedNotes } from "../../../src/results/spending-notes.ts";
import { makeRandom, randomInteger } from "../../../src/statistics/resampling/random.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let server: FakeServer;
/** Every conversation that was asked, as text. */
let asked: string[];

/** One of `count`, by a text alone. */
function drawn(text: string, count: number): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) % count;
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-shard-"));
  const questions = Array.from({ length: 10 }, (_, index) => ({
    id: String(index + 5),
    category: index % 3 === 0 ? ("writing" as const) : ("math" as const),
    turns: [`${index} 個目の石の色は。`, "その理由は。"],
  }));
  await writeSmallSet(cwd, "stones", questions);
  asked = [];
  server = await startFakeServer({
    models: ["mason", "rater"],
    onChat: ({ body, text }) => {
      asked.push(text);
      if (body.model === "rater") return `評価: [[${1 + drawn(JSON.stringify(body.messages?.at(-1)), 10)}]]`;
      return `色は ${drawn(text, 997)} 番です。`;
    },
  });
});
afterEach(() => server.close());

let clock = Date.UTC(2026, 3, 5);
function quietIo(): Io & { readonly printed: () => string; readonly said: () => string } {
  let out = "";
  let err = "";
  return {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: { MTBENCH_CACHE: join(cwd, "cache"), MTBENCH_SOURCE_MIRROR: "http://127.0.0.1:9" },
    argv: [],
    cwd,
    now: () => {
      clock += 1;
      return clock;
    },
    isTerminal: false,
    onInterrupt: () => () => undefined,
    printed: () => out,
    said: () => err,
  };
}

const flags = (results: string, shard?: string) => ({
  model: [`mason@${server.baseUrl}`],
  questions: "stones",
  judge: ["mtbench-ja"],
  reuseAnswers: false,
  judgeModel: `rater@${server.baseUrl}`,
  results,
  trials: 3,
  seed: 0,
  deterministic: false,
  dryRun: false,
  fresh: false,
  json: false,
  ...(shard === undefined ? {} : { shard: partOf(shard) }),
});

function partOf(text: string): Shard {
  const [index, count] = text.split("/").map(Number);
  return { index: index ?? 0, count: count ?? 0 };
}

async function boardOf(results: string): Promise<string> {
  const io = quietIo();
  expect(await leaderboard({ results, format: "json", aggregate: "mtbench", linked: false, bom: false }, io)).toBe(
    "done",
  );
  return io.printed().replaceAll(join(cwd, results), "");
}

/** Every file below a folder by its relative path. */
async function filesOf(results: string): Promise<Record<string, string>> {
  const root = join(cwd, results);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.sort().map(async (file) => [relative(root, file), await readFile(file, "utf8")]),
  );
  return Object.fromEntries(texts);
}

function shuffled(list: readonly string[], seed: string): string[] {
  const random = makeRandom(seed);
  const rest = [...list];
  return list.map(() => rest.splice(randomInteger(random, rest.length), 1)[0] ?? "");
}

describe("sixteen shards", () => {
  it("on machines of their own, merged in any order and grouping, give one set of bytes and the single run's leaderboard", async () => {
    await run(flags("single"), quietIo());
    expect(asked).toHaveLength(120);
    asked = [];
    const parts = Array.from({ length: 16 }, (_, index) => `part-${index + 1}`);
    for (const [index, part] of parts.entries()) {
      expect(await run(flags(part, `${index + 1}/16`), quietIo())).toBe("done");
    }
    expect(asked).toHaveLength(120);
    expect(new Set(asked).size).toBe(120);

    expect(await merge({ folders: parts, out: "merged", json: false }, quietIo())).toBe("done");
    const bytes = await filesOf("merged");
    expect(Object.keys(bytes)).toHaveLength(4);
    for (const seed of ["a", "b", "c"]) {
      await merge({ folders: shuffled(parts, seed), out: `merged-${seed}`, json: false }, quietIo());
      expect(await filesOf(`merged-${seed}`)).toEqual(bytes);
    }
    // In two halves, one of them twice, into what is there, and single candidates' folders by name.
    await merge({ folders: [...parts.slice(0, 9), ...parts.slice(3, 9)], out: "halves", json: false }, quietIo());
    const named = parts.slice(9).map((part) => join(part, "stones", "mason"));
    await merge({ folders: named, out: "halves", json: false }, quietIo());
    await merge({ folders: ["halves"], out: "halves", json: false }, quietIo());
    expect(await filesOf("halves")).toEqual(bytes);

    expect(await boardOf("merged")).toBe(await boardOf("single"));
    asked = [];
    expect(await run(flags("merged"), quietIo())).toBe("done");
    expect(asked).toEqual([]);
  });

  it("on one file system need no merge", async () => {
    await run(flags("single"), quietIo());
    asked = [];
    const shards = Array.from({ length: 16 }, (_, index) => `${index + 1}/16`);
    const endings = await Promise.all(shards.map((shard) => run(flags("shared", shard), quietIo())));
    expect(new Set(endings)).toEqual(new Set(["done"]));
    expect(asked).toHaveLength(120);
    expect(await boardOf("shared")).toBe(await boardOf("single"));
    const names = await readdir(join(cwd, "shared", "stones", "mason"));
    expect(names.filter((name) => name.startsWith("answers.shard-"))).toHaveLength(16);
    expect(names.filter((name) => name.startsWith("lock"))).toEqual([]);
    // Merged in place, the shards' journals become one.
    await merge({ folders: ["shared"], out: "shared", json: false }, quietIo());
    expect(Object.keys(await filesOf("shared"))).toEqual([
      "stones/mason/answers.jsonl",
      "stones/mason/judgments/mtbench-ja.jsonl",
      "stones/mason/launches.jsonl",
      "stones/mason/manifest.json",
    ]);
    expect(await boardOf("shared")).toBe(await boardOf("single"));
  });
});

describe("a shard", () => {
  it("asks its part, and says that nothing of it is left; the whole run asks the rest", async () => {
    const args = ["run", "--questions", "stones", "--judge", "mtbench-ja", "--trials", "3"];
    const models = ["--model", `mason@${server.baseUrl}`, "--judge-model", `rater@${server.baseUrl}`];
    const first = await runMain([...args, ...models, "--shard", "2/4"], { cwd });
    expect(first.code).toBe(0);
    const part = asked.length;
    expect([28, 32]).toContain(part);
    const again = await runMain([...args, ...models, "--shard", "2/4"], { cwd });
    expect(again.stderr).toContain("0 answers and 0 judgments due");
    expect((await runMain([...args, ...models], { cwd })).code).toBe(0);
    expect(asked).toHaveLength(120);
  });

  it("is refused beside a whole run, and a whole run beside a shard", async () => {
    const folder = join(cwd, "busy", "stones", "mason");
    await run(flags("busy", "1/2"), quietIo());
    const holder = { pid: process.ppid, host: hostname(), startedAt: "2026-04-05T00:00:00.000Z", token: "other" };
    await writeFile(join(folder, "lock.shard-2-of-2"), JSON.stringify(holder));
    await expect(run(flags("busy"), quietIo())).rejects.toThrow("shard-2-of-2");
    expect(await run(flags("busy", "1/2"), quietIo())).toBe("done");
    await expect(merge({ folders: ["busy"], out: "busy", json: false }, quietIo())).rejects.toThrow("shard-2-of-2");
    await writeFile(join(folder, "lock"), JSON.stringify(holder));
    await expect(run(flags("busy", "1/2"), quietIo())).rejects.toThrow("a run that is no shard");
  });

  it.each(["0/4", "5/4", "1", "1/0", "a/b", "1.5/2", "-1/2"])("is refused as %s", async (shard) => {
    const { code, stderr } = await runMain(["run", "--model", "a@http://127.0.0.1:9/v1", "--shard", shard], { cwd });
    expect(stderr).toContain(`--shard: expected I/N with 1 <= I <= N, such as 3/16, got ${JSON.stringify(shard)}`);
    expect(code).toBe(2);
  });

  it("is refused with batches, which are one file of a whole run", async () => {
    await expect(run({ ...flags("none", "1/2"), judgeMode: "batch" }, quietIo())).rejects.toThrow("--judge-mode batch");
  });

  it("never archives what the others wrote", async () => {
    await expect(run({ ...flags("none", "1/2"), fresh: true }, quietIo())).rejects.toThrow("--fresh");
  });
});

describe("mtbench merge", () => {
  it("names calls that were made twice with two results, and the later one counts whatever the order", async () => {
    await run(flags("here"), quietIo());
    const single = await filesOf("here");
    const file = join("stones", "mason", "answers.jsonl");
    const lines = (single[file] ?? "").trimEnd().split("\n");
    const first = lines[0] ?? "";
    const later = first.replace(/番です。/u, "番でした。").replace(/"startedAt":"20\d\d/u, '"startedAt":"2099');
    await cp(join(cwd, "here"), join(cwd, "there"), { recursive: true });
    await writeFile(join(cwd, "there", file), `${[later, ...lines.slice(1)].join("\n")}\n`);
    const [io, other] = [quietIo(), quietIo()];
    await merge({ folders: ["here", "there"], out: "both", json: false }, io);
    await merge({ folders: ["there", "here"], out: "both-2", json: true }, other);
    expect(io.said()).toMatch(/asked twice, the later one counts: answer to question \d+, turn 1, trial 1: 2 records/);
    expect(JSON.parse(other.printed()).merged[0].conflicts).toHaveLength(1);
    const both = await filesOf("both");
    expect(await filesOf("both-2")).toEqual(both);
    const [earlier, kept] = (both[file] ?? "").split("\n").filter((line) => line.includes(JSON.parse(first).key));
    expect([earlier, kept]).toEqual([first, later]);
  });

  it.each([
    ["another specification", "manifest.json", /"model": "mason"/, '"model": "bricklayer"', "candidate.model"],
    ["other questions", "launches.jsonl", /"hash":"[0-9a-f]{6}/, '"hash":"ffffff', "its text was"],
  ])("refuses %s, naming what differs, and writes nothing", async (_, name, pattern, instead, problem) => {
    await run(flags("here", "1/2"), quietIo());
    await cp(join(cwd, "here"), join(cwd, "there"), { recursive: true });
    const path = join(cwd, "there", "stones", "mason");
    const file = join(path, (await readdir(path)).find((one) => one.startsWith(name.slice(0, 6))) ?? name);
    const text = await readFile(file, "utf8");
    // The hash of the first question follows its id.
    const from = name === "launches.jsonl" ? text.indexOf('"questions":[') : 0;
    await writeFile(file, text.slice(0, from) + text.slice(from).replace(pattern, instead));
    const error = await merge({ folders: ["here", "there"], out: "both", json: false }, quietIo()).catch((e) => e);
    expect(error).toBeInstanceOf(InputError);
    expect([error.message, ...error.problems].join("\n")).toContain(problem);
    expect(await readdir(cwd)).not.toContain("both");
  });

  it("brings over what a killed launch left against the budget, and warns of batches that stay behind", async () => {
    await run(flags("here"), quietIo());
    const note = { pid: 1, host: "gone", startedAt: "2026-01-01T00:00:00.000Z", tokens: 77, money: { JPY: 2 } };
    await mkdir(join(cwd, "here", ".spending"));
    await writeFile(join(cwd, "here", ".spending", "n.json"), JSON.stringify(note));
    const plan = {
      event: "planned",
      token: "t",
      at: "2026-01-01T00:00:00.000Z",
      server: "http://b/v1",
      procedure: "p",
    };
    const batch = { ...plan, model: "rater", dropped: [], keys: ["k1", "k2", "k3"] };
    await writeFile(join(cwd, "here", "stones", "mason", "batches.jsonl"), `${JSON.stringify(batch)}\n`);
    const io = quietIo();
    await merge({ folders: ["here"], out: "both", json: false }, io);
    await merge({ folders: ["here"], out: "both", json: false }, io);
    expect(io.said()).toContain("3 judgments wait in a batch at http://b/v1; collect them there first");
    expect((await loadEndedNotes(join(cwd, "both"), [])).spending).toEqual({ tokens: 77, money: { JPY: 2 } });
  });

  it("refuses a folder without records, and one whose own damage it would remove", async () => {
    await mkdir(join(cwd, "empty"));
    await run(flags("here", "1/2"), quietIo());
    await expect(merge({ folders: ["empty", "here"], out: "both", json: false }, quietIo())).rejects.toThrow(
      "no records",
    );
    const file = join(cwd, "here", "stones", "mason", "answers.shard-1-of-2.jsonl");
    await writeFile(file, `not a record\n${await readFile(file, "utf8")}`);
    const into = await merge({ folders: ["here"], out: "here", json: false }, quietIo()).catch((e) => e);
    expect(into.problems[0]).toContain("answers.shard-1-of-2.jsonl:1");
    const io = quietIo();
    expect(await merge({ folders: ["here"], out: "both", json: false }, io)).toBe("done");
    expect(io.said()).toContain("answers.shard-1-of-2.jsonl:1: left out");
  });
});

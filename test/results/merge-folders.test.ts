import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AnswerOutcome, AnswerRecord } from "../../src/answers/answer.ts";
import { callOf } from "../../src/answers/generate-answer.ts";
import { manifestFor } from "../../src/results/manifest.ts";
import { mergeFolders } from "../../src/results/merge-folders.ts";
import { mergePlaces } from "../../src/results/merge-places.ts";
import { matchesPath } from "../../src/results/places.ts";
import { compareRecords } from "../../src/results/record-order.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { writeMerged } from "../../src/results/write-merged.ts";
import { makeCandidate, makeReply } from "../support/make.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-merge-"));
});
afterEach(() => rm(root, { recursive: true }));

const now = () => Date.UTC(2027, 0, 2);

function manifestOf(createdAt: string, seed = 5) {
  const set = { id: "haiku-set", language: "ja" };
  return manifestFor({ version: "9.9.9", createdAt, set, candidate: makeCandidate(), seed });
}

const answered = { status: "answered", text: "古池や", reasoning: null, truncated: false } as const;
const refused = { status: "failed", reason: "refused", message: null, reasoning: null } as const;
const lost = { status: "failed", reason: "request-failed", message: "HTTP 500", reasoning: null } as const;
const skipped = { status: "failed", reason: "skipped", message: null, reasoning: null } as const;

function record(outcome: AnswerOutcome, hour: number, key = "k1", questionId = "7"): AnswerRecord {
  const timing = { startedAt: new Date(Date.UTC(2026, 3, 3, hour)).toISOString(), firstTokenMs: null, totalMs: 1 };
  const place = { questionId, questionHash: "h".repeat(64), category: "writing", turn: 1, trial: 1 };
  return {
    key,
    rules: "r".repeat(64),
    ...place,
    outcome,
    sent: null,
    call: callOf(makeReply({ timing })),
    measures: null,
  };
}

/** A candidate's folder with these journals of answers. */
async function folder(
  name: string,
  manifest: ReturnType<typeof manifestOf>,
  journals: Readonly<Record<string, readonly AnswerRecord[]>>,
): Promise<string> {
  const path = join(root, name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "manifest.json"), JSON.stringify(manifest));
  for (const [file, records] of Object.entries(journals)) {
    await writeFile(join(path, file), records.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
  return path;
}

describe("which of two records counts", () => {
  const order = (one: AnswerRecord, other: AnswerRecord) => Math.sign(compareRecords(one, other));

  it.each([
    ["a settled one, though the other was asked later", record(refused, 9), record(lost, 11)],
    ["a settled one, though the other was skipped later", record(answered, 9), record(skipped, 11)],
    ["the later of two settled ones", record(refused, 11), record(answered, 9)],
    ["the later of two that are due again", record(lost, 11), record(skipped, 9)],
  ])("%s", (_, counts, other) => {
    expect([order(counts, other), order(other, counts)]).toEqual([1, -1]);
  });

  it("is never open for records that differ, and equal ones are equal", () => {
    const [one, other] = [record(answered, 9), record({ ...answered, text: "閑さや" }, 9)];
    expect(order(one, other)).toBe(-order(other, one));
    expect(order(one, other)).not.toBe(0);
    expect(order(one, record(answered, 9))).toBe(0);
  });

  it("is the same when the files of shards are read: a settled record is never replaced by one that is due", async () => {
    for (const [index, files] of [
      ["answers.shard-1-of-2.jsonl", "answers.shard-2-of-2.jsonl"],
      ["answers.shard-2-of-2.jsonl", "answers.shard-1-of-2.jsonl"],
    ].entries()) {
      const [first = "", second = ""] = files;
      const journals = { [first]: [record(answered, 9)], [second]: [record(lost, 11)] };
      const path = await folder(String(index), manifestOf("2026-04-03T00:00:00.000Z"), journals);
      expect((await loadRunRecord(path)).answers.get("k1")?.outcome).toEqual(answered);
    }
  });
});

describe("a merge of folders", () => {
  it("keeps the older manifest, the settled record and every other one, in any order and any repetition", async () => {
    const old = manifestOf("2026-04-03T00:00:00.000Z");
    const young = manifestOf("2026-05-01T00:00:00.000Z");
    const a = await folder("a", young, { "answers.jsonl": [record(answered, 9), record(refused, 8, "k2", "10")] });
    const b = await folder("b", old, { "answers.jsonl": [record(lost, 11), record(lost, 12, "k3", "9")] });
    const expected = await mergeFolders([a, b]);
    expect(expected.manifest.createdAt).toBe(old.createdAt);
    // By number, not by name; of one key the record that counts last.
    expect(expected.answers.map(({ key, outcome }) => [key, outcome.status])).toEqual([
      ["k1", "failed"],
      ["k1", "answered"],
      ["k3", "failed"],
      ["k2", "failed"],
    ]);
    expect(expected.conflicts).toEqual([]);
    for (const paths of [
      [b, a],
      [a, b, a],
      [b, b, a],
    ])
      expect(await mergeFolders(paths)).toEqual(expected);
    const out = join(root, "out");
    await writeMerged(out, expected, now);
    expect(await mergeFolders([out, b, a])).toEqual(expected);
    const written = await loadRunRecord(out);
    expect([written.manifest.createdAt, written.answers.get("k1")?.outcome]).toEqual([old.createdAt, answered]);
  });

  it("names calls that were made twice and gave two things; the later counts", async () => {
    const manifest = manifestOf("2026-04-03T00:00:00.000Z");
    const a = await folder("a", manifest, { "answers.jsonl": [record(answered, 11)] });
    const b = await folder("b", manifest, { "answers.jsonl": [record(refused, 9)] });
    const { answers, conflicts } = await mergeFolders([a, b]);
    expect(conflicts).toEqual(["answer to question 7, turn 1, trial 1: 2 records (k1)"]);
    expect(answers.at(-1)?.outcome).toEqual(answered);
  });

  it("refuses two specifications by field, and a folder that is none", async () => {
    const a = await folder("a", manifestOf("2026-04-03T00:00:00.000Z", 5), {});
    const b = await folder("b", manifestOf("2026-04-02T00:00:00.000Z", 6), {});
    await expect(mergeFolders([a, b])).rejects.toMatchObject({ problems: [expect.stringContaining("seed")] });
    await expect(mergeFolders([a, root])).rejects.toThrow("manifest.json is missing");
    await expect(mergeFolders([])).rejects.toThrow("no folder to merge");
  });
});

describe("a merge of places", () => {
  it("keeps the older manifest of those that say the same, in any order", async () => {
    const place = (name: string) => matchesPath(join(root, name), "haiku-set", "lab");
    const [old, young] = [manifestOf("2026-04-03T00:00:00.000Z"), manifestOf("2026-05-01T00:00:00.000Z")];
    for (const [name, manifest] of [
      ["a", young],
      ["b", old],
    ] as const) {
      await mkdir(place(name), { recursive: true });
      await writeFile(join(place(name), "manifest.json"), JSON.stringify(manifest));
    }
    for (const names of [
      ["a", "b"],
      ["b", "a"],
    ]) {
      const out = join(root, `out-${names.join("")}`);
      const merged = await mergePlaces(
        names.map((name) => join(root, name)),
        out,
      );
      await merged.write(now);
      const text = await readFile(join(matchesPath(out, "haiku-set", "lab"), "manifest.json"), "utf8");
      expect(JSON.parse(text)).toEqual(old);
    }
  });
});

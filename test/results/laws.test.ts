import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { callOf } from "../../src/answers/generate-answer.ts";
import { manifestFor } from "../../src/results/manifest.ts";
import { mergeFolders } from "../../src/results/merge-folders.ts";
import { compareRecords, isSettled } from "../../src/results/record-order.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { writeMerged } from "../../src/results/write-merged.ts";
import { reordered, tried } from "../support/laws.ts";
import { makeCandidate, makeReply } from "../support/make.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "laws-"));
});
afterAll(() => rm(root, { recursive: true }));

const manifest = manifestFor({
  version: "9.9.9",
  createdAt: "2026-04-03T00:00:00.000Z",
  set: { id: "haiku-set", language: "ja" },
  candidate: makeCandidate(),
  seed: 5,
});

/** Records of three calls, made at few hours, so that many meet. */
const record = fc
  .record({
    call: fc.integer({ min: 1, max: 3 }),
    hour: fc.integer({ min: 1, max: 3 }),
    outcome: fc.constantFrom("古池や", "閑さや", "empty", "refused", "request-failed", "skipped"),
  })
  .map(({ call, hour, outcome }): AnswerRecord => {
    const timing = { startedAt: `2026-04-03T0${hour}:00:00.000Z`, firstTokenMs: null, totalMs: 1 };
    return {
      key: `k${call}`,
      rules: "r".repeat(64),
      questionId: String(8 + call),
      questionHash: String(call).repeat(64),
      category: "writing",
      turn: 1,
      trial: 1,
      outcome: outcome.endsWith("や")
        ? { status: "answered", text: outcome, reasoning: null, truncated: false }
        : {
            status: "failed",
            reason: outcome as "empty" | "refused" | "request-failed" | "skipped",
            message: null,
            reasoning: null,
          },
      sent: null,
      call: callOf(makeReply({ timing })),
      measures: null,
    };
  });
const journal = fc.array(record, { maxLength: 4 });

async function write(path: string, journals: Readonly<Record<string, readonly AnswerRecord[]>>): Promise<string> {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "manifest.json"), JSON.stringify(manifest));
  for (const [name, records] of Object.entries(journals)) {
    await writeFile(join(path, name), records.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
  return path;
}

describe("the order of records", () => {
  it("is one order: any three are sorted alike from anywhere, and a settled one is never below one that is due", () => {
    const many = fc
      .array(record, { minLength: 2, maxLength: 6 })
      .chain((all) => fc.tuple(fc.constant(all), reordered(all)));
    fc.assert(
      fc.property(many, ([all, other]) => {
        const sorted = [...all].sort(compareRecords);
        expect([...other].sort(compareRecords)).toEqual(sorted);
        expect(sorted.map(isSettled)).toEqual([...sorted.map(isSettled)].sort());
        for (const one of all)
          for (const two of all) {
            expect(Math.sign(compareRecords(one, two)) + Math.sign(compareRecords(two, one))).toBe(0);
          }
      }),
      tried,
    );
  });
});

describe("journals of shards", () => {
  it("give the same records in whatever order their files are read", async () => {
    let folder = 0;
    await fc.assert(
      fc.asyncProperty(journal, journal, async (one, other) => {
        const names = ["answers.shard-1-of-2.jsonl", "answers.shard-2-of-2.jsonl"] as const;
        const [ab, ba] = [
          await write(join(root, `ab-${folder}`), { [names[0]]: one, [names[1]]: other }),
          await write(join(root, `ba-${folder++}`), { [names[0]]: other, [names[1]]: one }),
        ];
        const sorted = async (path: string) =>
          [...(await loadRunRecord(path)).answers].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(await sorted(ba)).toEqual(await sorted(ab));
      }),
      { ...tried, numRuns: 15 },
    );
  });
});

describe("a merge", () => {
  it("gives the same from any order, any grouping and any repetition of the same folders", async () => {
    let folder = 0;
    const three = fc.tuple(journal, journal, journal, reordered([0, 1, 2]));
    await fc.assert(
      fc.asyncProperty(three, async ([a, b, c, order]) => {
        const at = join(root, `merge-${folder++}`);
        const paths: string[] = [];
        for (const [index, records] of [a, b, c].entries()) {
          paths.push(await write(join(at, String(index)), { "answers.jsonl": records }));
        }
        const all = await mergeFolders(paths);
        const others = order.map((index) => paths[index] ?? "");
        expect(await mergeFolders([...others, ...paths])).toEqual(all);
        const [first = "", ...rest] = others;
        await writeMerged(join(at, "part"), await mergeFolders(rest), () => 0);
        expect(await mergeFolders([join(at, "part"), first])).toEqual(all);
        // What counts of a call in the merged folder is what compareRecords puts last.
        for (const { key } of all.answers) {
          const last = [a, b, c]
            .flat()
            .filter((one) => one.key === key)
            .sort(compareRecords)
            .at(-1);
          expect(all.answers.findLast((one) => one.key === key)).toEqual(last);
        }
      }),
      { ...tried, numRuns: 12 },
    );
  });
});

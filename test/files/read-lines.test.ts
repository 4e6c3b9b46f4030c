import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileLine, readLines } from "../../src/files/read-lines.ts";
import { damagedPath, repairJournal } from "../../src/files/repair-journal.ts";
import { StorageError } from "../../src/files/storage-error.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lines-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function lines(content: string | Buffer, maxBytes = 100): Promise<FileLine[]> {
  const path = join(folder, "lines.txt");
  await writeFile(path, content);
  const all: FileLine[] = [];
  for await (const line of readLines(path, maxBytes)) all.push(line);
  return all;
}

describe("the lines of a file", () => {
  it("have their numbers, places and lengths in bytes; what follows the last line feed is a line that is not ended", async () => {
    expect(await lines("春\n\nab")).toEqual([
      { number: 1, start: 0, length: 3, text: "春", problem: null, isEnded: true },
      { number: 2, start: 4, length: 0, text: "", problem: null, isEnded: true },
      { number: 3, start: 5, length: 2, text: "ab", problem: null, isEnded: false },
    ]);
    expect(await lines("ab\n")).toHaveLength(1);
    expect(await lines("")).toEqual([]);
  });

  it("are skipped and named where they are longer than the bound, not where they are as long", async () => {
    const problem = "the line has 6 bytes, more than the 5 that a record may have";
    expect(await lines("12345\n123456\n12345", 5)).toEqual([
      { number: 1, start: 0, length: 5, text: "12345", problem: null, isEnded: true },
      { number: 2, start: 6, length: 6, text: null, problem, isEnded: true },
      { number: 3, start: 13, length: 5, text: "12345", problem: null, isEnded: false },
    ]);
    expect((await lines("123456", 5))[0]).toMatchObject({ text: null, problem, isEnded: false });
  });

  it("are put together from several blocks of the file, those that are too long as well", async () => {
    const long = "長".repeat(200_000);
    const content = `a\n${long}\nb\n${long}`;
    const read = await lines(content, 700_000);
    expect(read.map(({ length }) => length)).toEqual([1, 600_000, 1, 600_000]);
    expect([read[1]?.text === long, read[3]?.text === long]).toEqual([true, true]);
    const cut = await lines(content, 500_000);
    expect(cut.map(({ text, start }) => [text, start])).toEqual([
      ["a", 0],
      [null, 2],
      ["b", 600_003],
      [null, 600_005],
    ]);
  });

  it("are none where they are no UTF-8", async () => {
    const [line] = await lines(Buffer.from([0x61, 0xe4, 0xba, 0x0a]));
    expect(line).toEqual({
      number: 1,
      start: 0,
      length: 3,
      text: null,
      problem: "the line is not UTF-8",
      isEnded: true,
    });
  });
});

describe("a repair", () => {
  const isRecord = (value: unknown) => typeof value === "object" && value !== null && "n" in value;

  it("moves a line of megabytes byte by byte, adds to what was moved before, and leaves blank lines out", async () => {
    const path = join(folder, "a.jsonl");
    const bytes = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.alloc(2_500_000, 0x78)]);
    await writeFile(path, Buffer.concat([Buffer.from('{"n":1}\n \n'), bytes, Buffer.from('\n{"m":2}\n{"n":3}')]));
    await writeFile(damagedPath(path), "before\n");
    expect(await repairJournal(path, isRecord)).toBe(2);
    expect(await readFile(path, "utf8")).toBe('{"n":1}\n{"n":3}\n');
    const moved = await readFile(damagedPath(path));
    expect(moved.equals(Buffer.concat([Buffer.from("before\n"), bytes, Buffer.from('\n{"m":2}\n')]))).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(["a.jsonl", "a.jsonl.damaged"]);
  });

  it("leaves a journal without such lines as it is, to the byte", async () => {
    const path = join(folder, "a.jsonl");
    await writeFile(path, '{"n":1}\n\n{"n":2}');
    expect(await repairJournal(path, isRecord)).toBe(0);
    expect(await readFile(path, "utf8")).toBe('{"n":1}\n\n{"n":2}');
    expect(await readdir(folder)).toEqual(["a.jsonl"]);
    await expect(repairJournal(join(folder, "no", "b.jsonl"), isRecord)).rejects.toThrow(StorageError);
  });

  it("moves what the check itself cannot take", async () => {
    const path = join(folder, "a.jsonl");
    await writeFile(path, '{"n":1}\n{"n":2}\n');
    const moved = await repairJournal(path, (value) => {
      if (JSON.stringify(value) === '{"n":2}') throw new Error("cannot say");
      return true;
    });
    expect([moved, await readFile(path, "utf8")]).toEqual([1, '{"n":1}\n']);
  });
});

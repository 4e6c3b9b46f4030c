import { appendFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openJournal, readJournal } from "../../src/files/journal.ts";

const record = z.object({ n: z.number(), text: z.string() });
const parse = (value: unknown) => record.parse(value);

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "journal-")), "deep", "answers.jsonl");
});

describe("journal", () => {
  it("reads back what was appended, in order, from many appends at once", async () => {
    const journal = await openJournal(path);
    await Promise.all(Array.from({ length: 50 }, (_, n) => journal.append({ n, text: "改行\nを含む" })));
    await journal.close();
    const { records, damaged, torn } = await readJournal(path, parse);
    expect(records.map((entry) => entry.n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(records[7]?.text).toBe("改行\nを含む");
    expect({ damaged, torn }).toEqual({ damaged: [], torn: false });
  });

  it("is empty when the file is missing", async () => {
    expect(await readJournal(path, parse)).toEqual({ records: [], damaged: [], torn: false });
  });

  it("tolerates a torn last line, and the next writer cuts it off", async () => {
    const first = await openJournal(path);
    await first.append({ n: 1, text: "一" });
    await first.close();
    await appendFile(path, '{"n":2,"te');
    expect(await readJournal(path, parse)).toMatchObject({ records: [{ n: 1 }], damaged: [], torn: true });
    const second = await openJournal(path);
    await second.append({ n: 3, text: "三" });
    await second.close();
    expect(await readFile(path, "utf8")).toBe('{"n":1,"text":"一"}\n{"n":3,"text":"三"}\n');
  });

  it("keeps a whole record whose line feed is missing", async () => {
    await openJournal(path).then((journal) => journal.close());
    await writeFile(path, '{"n":1,"text":"一"}');
    expect(await readJournal(path, parse)).toMatchObject({ records: [{ n: 1 }], torn: false });
    const journal = await openJournal(path);
    await journal.append({ n: 2, text: "二" });
    await journal.close();
    expect((await readJournal(path, parse)).records.map((entry) => entry.n)).toEqual([1, 2]);
  });

  it.each([100_000, 65_536 * 2, 300_001])(
    "mends a last line of %d bytes, longer than it reads at once",
    async (bytes) => {
      await openJournal(path).then((journal) => journal.close());
      const first = '{"n":1,"text":"一"}\n';
      const long = JSON.stringify({ n: 2, text: Array.from({ length: bytes / 4 }, (_, index) => index).join(" ") });
      const last = long.slice(0, bytes - 2) + long.slice(-2);
      expect(last).toHaveLength(bytes);
      for (const [text, mended] of [
        [`${first}${last}`, `${first}${last}\n`],
        [last, `${last}\n`],
        [`${first}${last.slice(0, -1)}`, first],
        [last.slice(0, -1), ""],
      ] as const) {
        await writeFile(path, text);
        await openJournal(path).then((journal) => journal.close());
        expect((await readFile(path, "utf8")) === mended).toBe(true);
      }
    },
  );

  it("closes when everything that was appended is on the disk", async () => {
    const journal = await openJournal(path);
    const appended = [1, 2, 3].map((n) => journal.append({ n, text: "終" }));
    await journal.close();
    await expect(Promise.all(appended)).resolves.toHaveLength(3);
    expect((await readJournal(path, parse)).records.map(({ n }) => n)).toEqual([1, 2, 3]);
    await expect(journal.append({ n: 4, text: "遅" })).rejects.toThrow();
  });

  it("sets a damaged inner line aside with its place and reads the rest", async () => {
    await openJournal(path).then((journal) => journal.close());
    await writeFile(path, '{"n":1,"text":"一"}\n\u0000\u0000\n{"n":"二","text":"二"}\n{"n":3,"text":"三"}\n');
    const { records, damaged } = await readJournal(path, parse);
    expect(records.map((entry) => entry.n)).toEqual([1, 3]);
    expect(damaged.map((entry) => entry.line)).toEqual([2, 3]);
    expect(damaged[0]?.path).toBe(path);
  });
});

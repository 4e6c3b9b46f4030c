import { appendFile, mkdtemp, open, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openJournal, readJournal } from "../../src/files/journal.ts";
import { takeLock } from "../../src/files/lock.ts";
import { damagedPath, repairJournal } from "../../src/files/repair-journal.ts";
import { StorageError } from "../../src/files/storage-error.ts";

const record = z.object({ n: z.number(), text: z.string() });
const parse = (value: unknown) => record.parse(value);

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "journal-")), "answers.jsonl");
});

/** A file whose appends fail when told to, after having written a part, as a full disk does. */
async function failing(code: string, fails: { append: boolean; sync: boolean }) {
  const file = await open(path, "a+");
  const { appendFile: append, datasync } = file;
  const refuse = () => Object.assign(new Error(`${code}: played`), { code });
  file.appendFile = async (data, options) => {
    if (!fails.append) return append.call(file, data, options);
    await append.call(file, Buffer.from(String(data)).subarray(0, 7), options);
    throw refuse();
  };
  file.datasync = async () => {
    if (fails.sync) throw refuse();
    return datasync.call(file);
  };
  return file;
}

describe("a disk that refuses", () => {
  it.each(["ENOSPC", "EIO", "EDQUOT"])("%s: a clear error, and the file stays whole for later", async (code) => {
    const fails = { append: false, sync: false };
    const journal = await openJournal(path, { open: () => failing(code, fails) });
    await journal.append({ n: 1, text: "一" });
    fails.append = true;
    const refused = await Promise.allSettled([2, 3].map((n) => journal.append({ n, text: "失" })));
    for (const one of refused) expect(one).toMatchObject({ status: "rejected", reason: expect.any(StorageError) });
    expect(await readFile(path, "utf8")).toBe('{"n":1,"text":"一"}\n');
    fails.append = false;
    await journal.append({ n: 4, text: "四" });
    await journal.close();
    expect(await readJournal(path, parse)).toMatchObject({ records: [{ n: 1 }, { n: 4 }], damaged: [], torn: false });
  });

  it("that cannot synchronise takes nothing more: what it dropped cannot be known", async () => {
    const fails = { append: false, sync: true };
    const journal = await openJournal(path, { open: () => failing("EIO", fails) });
    await expect(journal.append({ n: 1, text: "一" })).rejects.toThrow("the device failed to write (EIO)");
    fails.sync = false;
    await expect(journal.append({ n: 2, text: "二" })).rejects.toThrow("EIO");
    await journal.close();
  });

  it("that cannot be synchronised at all is written all the same", async () => {
    const journal = await openJournal(path, { open: () => failing("EINVAL", { append: false, sync: true }) });
    await journal.append({ n: 1, text: "一" });
    await journal.close();
    expect((await readJournal(path, parse)).records).toHaveLength(1);
  });

  it("a path through a file is a StorageError that names it", async () => {
    await writeFile(path, "");
    await expect(openJournal(join(path, "below.jsonl"))).rejects.toThrow(StorageError);
    await expect(openJournal(join(path, "below.jsonl"))).rejects.toThrow("a part of the path is a file");
  });

  it("group commit: many records at once share few synchronisations", async () => {
    let syncs = 0;
    const journal = await openJournal(path, {
      async open(target) {
        const file = await open(target, "a+");
        const { datasync } = file;
        file.datasync = async () => {
          syncs += 1;
          return datasync.call(file);
        };
        return file;
      },
    });
    await Promise.all(Array.from({ length: 400 }, (_, n) => journal.append({ n, text: "多" })));
    await journal.close();
    expect(syncs).toBeLessThan(20);
    expect((await readJournal(path, parse)).records).toHaveLength(400);
  });
});

describe("lines that are no records", () => {
  it("too long ones are skipped without being held, others are read", async () => {
    await writeFile(path, `{"n":1,"text":"一"}\n{"n":2,"text":"${"長".repeat(400_000)}"}\n{"n":3,"text":"三"}\n`);
    const { records, damaged } = await readJournal(path, parse, { longestLine: 1_000 });
    expect(records.map(({ n }) => n)).toEqual([1, 3]);
    expect(damaged).toEqual([
      { path, line: 2, problem: expect.stringMatching(/^the line has 12000\d\d bytes, more than the 1000/) },
    ]);
  });

  it("NUL bytes, broken UTF-8 and other shapes are named with file and line", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"n":1,"text":"\u{fffd} は文字"}\n'),
      Buffer.alloc(300),
      Buffer.from('\n{"n":2,"text":"'),
      Buffer.from([0xe4, 0xba]),
      Buffer.from('"}\n[]\n\n{"n":5,"text":"五"}\n'),
    ]);
    await writeFile(path, bytes);
    const { records, damaged } = await readJournal(path, parse);
    expect(records.map(({ n }) => n)).toEqual([1, 5]);
    expect(damaged.map(({ line, problem }) => [line, problem.slice(0, 21)])).toEqual([
      [2, "the line holds NUL by"],
      [3, "the line is not UTF-8"],
      [4, expect.any(String)],
    ]);
  });

  it("lines that end at every place of a read block", async () => {
    const lines = Array.from({ length: 3_000 }, (_, n) => JSON.stringify({ n, text: "境".repeat(n % 211) }));
    await writeFile(path, `${lines.join("\n")}\n`);
    expect((await readJournal(path, parse)).records.map(({ n }) => n)).toEqual(lines.map((_, n) => n));
  });

  it("are moved aside byte by byte by a repair, which changes nothing else", async () => {
    await writeFile(path, '{"n":1,"text":"一"}\n\0\0\0\n{"n":"x"}\n{"n":2,"text":"二"}\n{"n":3,"te');
    expect(await repairJournal(path, (value) => record.safeParse(value).success)).toBe(3);
    expect(await readFile(path, "utf8")).toBe('{"n":1,"text":"一"}\n{"n":2,"text":"二"}\n');
    expect(await readFile(damagedPath(path), "utf8")).toBe('\0\0\0\n{"n":"x"}\n{"n":3,"te\n');
    expect(await repairJournal(path, (value) => record.safeParse(value).success)).toBe(0);
    expect((await readdir(dirname(path))).sort()).toEqual(["answers.jsonl", "answers.jsonl.damaged"]);
  });
});

describe("an abandoned lock", () => {
  it("is taken over by exactly one of many", async () => {
    for (let round = 0; round < 20; round += 1) {
      const lock = join(dirname(path), `lock-${round}`);
      await appendFile(
        lock,
        JSON.stringify({
          pid: 2 ** 22 + 12_345,
          host: (await import("node:os")).hostname(),
          startedAt: "2026-01-02T03:04:05.000Z",
          token: "gone",
        }),
      );
      const takers = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(lock)));
      const holders = takers.filter((taker) => taker.status === "fulfilled");
      expect(holders).toHaveLength(1);
      for (const holder of holders) {
        expect(holder.value.isLost()).toBe(false);
        await holder.value.release();
      }
    }
    expect((await readdir(dirname(path))).filter((name) => name.startsWith("lock"))).toEqual([]);
  });
});

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonOf, longestLine, openJournal, readJournal } from "../../src/files/journal.ts";
import { StorageError } from "../../src/files/storage-error.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-edges-"));
  path = join(folder, "a.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const any = (value: unknown) => value;

async function read(content: string | Buffer, options?: { readonly longestLine: number }) {
  await writeFile(path, content);
  return readJournal(path, any, options);
}

describe("reading a journal", () => {
  it("passes over blank lines, also at its end, and takes a mark before the first one", async () => {
    expect(await read('\uFEFF{"n":1}\n  \n\n{"n":2}\n ')).toEqual({
      records: [{ n: 1 }, { n: 2 }],
      damaged: [],
      torn: false,
    });
  });

  it("leaves a mark alone that is a part of a text", async () => {
    expect((await read('{"text":"a\uFEFFb"}\n')).records).toEqual([{ text: "a\uFEFFb" }]);
  });

  it("has room in a line for the longest reply: 8 million characters, six bytes each", () => {
    expect(longestLine).toBeGreaterThan(6 * 8_000_000);
  });

  it("is torn where the last line is not whole, whatever is wrong with it", async () => {
    expect(await read('{"n":1}\n{"n"')).toEqual({ records: [{ n: 1 }], damaged: [], torn: true });
    expect(await read(Buffer.from([0x7b, 0xe4]))).toEqual({ records: [], damaged: [], torn: true });
    expect(await read("12345678", { longestLine: 4 })).toEqual({ records: [], damaged: [], torn: true });
    expect(await read('\uFEFF{"n":1}')).toEqual({ records: [{ n: 1 }], damaged: [], torn: false });
  });

  it("tells what is wrong with a line in one line of at most 200 characters", async () => {
    await writeFile(path, '{"n":1}\n[]\n\0\0\n');
    const problem = `no\n  record ${"x".repeat(300)}`;
    const { damaged } = await readJournal(path, (value) => {
      if (Array.isArray(value)) throw new Error(problem);
      return value;
    });
    expect(damaged).toEqual([
      { path, line: 2, problem: `no record ${"x".repeat(190)}` },
      { path, line: 3, problem: "the line holds NUL bytes, as a power cut leaves them" },
    ]);
    expect(() => jsonOf({ text: null, problem: "too long" })).toThrow("too long");
    expect(() => jsonOf({ text: null, problem: null })).toThrow("unreadable");
  });

  it("throws what the file system says, but for a missing file", async () => {
    await mkdir(path);
    await expect(readJournal(path, any)).rejects.toThrow("EISDIR");
  });
});

describe("writing a journal", () => {
  it("refuses a pipe, and a folder that is gone with what it belonged to", async () => {
    execFileSync("mkfifo", [path]);
    await expect(openJournal(path)).rejects.toThrow("it is no file");
    const beside = join(folder, "manifest.json");
    const below = join(folder, "deep", "b.jsonl");
    await expect(openJournal(below, { beside })).rejects.toThrow("it was removed while it was being written");
    await writeFile(beside, "{}");
    await (await openJournal(below, { beside })).close();
    expect(await readFile(below, "utf8")).toBe("");
  });

  it.each([
    ['{"n":1}\n', '{"n":1}\n'],
    ["", ""],
    ["\n", "\n"],
    ['{"n":1}\n ', '{"n":1}\n'],
    ['\uFEFF{"n":1}', '\uFEFF{"n":1}\n'],
    ['{"n":1}\n{"n":2}', '{"n":1}\n{"n":2}\n'],
    ['{"n":1}\n\n{"n"', '{"n":1}\n\n'],
  ])("begins at the end of a line: %j becomes %j", async (before, after) => {
    await writeFile(path, before);
    await (await openJournal(path)).close();
    expect(await readFile(path, "utf8")).toBe(after);
  });

  it.each(["EINVAL", "ENOTSUP", "ENOSYS"])(
    "is the user's choice where nothing can be synchronised (%s)",
    async (code) => {
      const journal = await openJournal(path, {
        async open(target) {
          const file = await open(target, "a+");
          file.datasync = async () => {
            throw Object.assign(new Error(code), { code });
          };
          return file;
        },
      });
      await journal.append({ n: 1 });
      await journal.close();
      expect(await readFile(path, "utf8")).toBe('{"n":1}\n');
    },
  );

  it("takes nothing more once its file was removed: nobody would find it", async () => {
    const journal = await openJournal(path);
    await journal.append({ n: 1 });
    await rm(path);
    const gone = "it was removed while it was being written";
    await expect(journal.append({ n: 2 })).rejects.toThrow(gone);
    await writeFile(path, "");
    await expect(journal.append({ n: 3 })).rejects.toThrow(gone);
    await journal.close();
    expect(await readFile(path, "utf8")).toBe("");
  });

  it("keeps the size of what is whole, so that only the last write is cut off", async () => {
    const fails = { next: false };
    const journal = await openJournal(path, {
      async open(target) {
        const file = await open(target, "a+");
        const { appendFile: append } = file;
        file.appendFile = async (data, options) => {
          if (!fails.next) return append.call(file, data, options);
          fails.next = false;
          await append.call(file, Buffer.from(String(data)).subarray(0, 3), options);
          throw Object.assign(new Error("full"), { code: "ENOSPC" });
        };
        return file;
      },
    });
    for (const n of [1, 2]) await journal.append({ n });
    fails.next = true;
    await expect(journal.append({ n: 3 })).rejects.toThrow(StorageError);
    expect(await readFile(path, "utf8")).toBe('{"n":1}\n{"n":2}\n');
    await journal.append({ n: 4 });
    await journal.close();
    expect(await readFile(path, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":4}\n');
  });
});

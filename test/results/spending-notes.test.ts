import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { loadEndedNotes, nothingSpent, openSpendingNote } from "../../src/results/spending-notes.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mtbench-notes-"));
});

const now = () => Date.parse("2026-10-11T12:13:14Z");
const notes = async () =>
  Promise.all(
    (await readdir(join(root, ".spending")).catch(() => [])).map(async (name) =>
      JSON.parse(await readFile(join(root, ".spending", name), "utf8")),
    ),
  );

describe("a spending note", () => {
  it("is written before a call starts, only when there was never so much under way, and is gone at a clean end", async () => {
    const note = openSpendingNote(root, now);
    expect(await notes()).toEqual([]);
    await Promise.all([
      note.cover({ tokens: 900, money: { JPY: 3 } }),
      note.cover({ tokens: 2_000, money: { USD: 0.5 } }),
    ]);
    expect(await notes()).toMatchObject([{ pid: process.pid, tokens: 2_000, money: { JPY: 3, USD: 0.5 } }]);
    const [file = ""] = await readdir(join(root, ".spending"));
    await writeFile(join(root, ".spending", file), "untouched");
    await note.cover({ tokens: 1_999, money: { JPY: 2.9 } });
    expect(await readFile(join(root, ".spending", file), "utf8")).toBe("untouched");
    await note.close(nothingSpent);
    expect(await readdir(root)).toEqual([]);
  });

  it("of many launches that begin and end at the same time are all written, and leave nothing", async () => {
    const launches = Array.from({ length: 40 }, async (_, index) => {
      for (let round = 1; round <= 25; round += 1) {
        const note = openSpendingNote(root, now);
        await note.cover({ tokens: index + round, money: {} });
        await note.close(nothingSpent);
      }
    });
    await Promise.all(launches);
    expect(await readdir(root)).toEqual([]);
  });

  it("keeps what calls that were broken off may have taken", async () => {
    const note = openSpendingNote(root, now);
    await note.cover({ tokens: 900, money: { JPY: 3 } });
    await note.close({ tokens: 300, money: { JPY: 1 } });
    expect((await loadEndedNotes(root, [])).spending).toEqual({ tokens: 300, money: { JPY: 1 } });
  });

  it("is left as it was where the disk takes nothing more, and the launch ends as it would", async () => {
    const note = openSpendingNote(root, now);
    await note.cover({ tokens: 900, money: {} });
    const folder = join(root, ".spending");
    await rename(folder, `${folder}.aside`);
    await writeFile(folder, "a file, so that nothing can be written below it");
    await expect(note.close({ tokens: 300, money: {} })).resolves.toBeUndefined();
    await rm(folder);
    await rename(`${folder}.aside`, folder);
    expect((await loadEndedNotes(root, [])).spending.tokens).toBe(900);
  });

  it("counts when its launch is over, whoever has the process id now; a damaged one is named", async () => {
    const mine = { pid: process.pid, host: hostname(), token: "t", shard: null };
    await openSpendingNote(root, now).cover({ tokens: 900, money: {} });
    await openSpendingNote(root, now).cover({ tokens: 50, money: { EUR: 2 } });
    const both = { tokens: 950, money: { EUR: 2 } };
    expect((await loadEndedNotes(root, [])).spending).toEqual(both);
    const running = { ...mine, startedAt: "2026-10-11T12:00:00.000Z" };
    expect((await loadEndedNotes(root, [running])).spending).toEqual(nothingSpent);
    const later = { ...mine, startedAt: "2026-10-12T00:00:00.000Z" };
    expect((await loadEndedNotes(root, [later, { ...running, host: "elsewhere" }])).spending).toEqual(both);
    await mkdir(join(root, ".spending"), { recursive: true });
    const damaged = join(root, ".spending", "x.json");
    await writeFile(damaged, '{"tokens": -5');
    expect(await loadEndedNotes(root, [])).toEqual({ spending: both, unreadable: [damaged] });
  });
});

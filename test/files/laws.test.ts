import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, hashOf, type Json } from "../../src/files/canonical-json.ts";
import { folderName } from "../../src/files/folder-name.ts";
import { openJournal, readJournal } from "../../src/files/journal.ts";
import { parseCsv } from "../../src/text/parse-csv.ts";
import { tried } from "../support/laws.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "laws-"));
});
afterAll(() => rm(folder, { recursive: true }));

const text = fc.string({ unit: "binary", maxLength: 30 });
const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: false }) as fc.Arbitrary<Json>;

/** The same value with the fields of every object the other way round. */
function turned(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => turned(item));
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(fields.map(([name, field]) => [name, field === undefined ? field : turned(field)]));
}

describe("canonical JSON", () => {
  it("is read as the value, and is the same whatever the order of the fields", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
      tried,
    );
  });

  it("differs for values that differ", () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const isSame = JSON.stringify(turned(turned(one))) === JSON.stringify(turned(turned(other)));
        if (!isSame && canonicalJson(one) !== canonicalJson(other)) expect(hashOf(one)).not.toBe(hashOf(other));
        if (isSame) expect(hashOf(one)).toBe(hashOf(other));
      }),
      tried,
    );
  });
});

describe("a folder's name", () => {
  const id = fc
    .oneof(
      text,
      fc.string({ unit: fc.constantFrom("a", "A", ".", "~", "%", "/", "c", "o", "n", "2", "e", "é"), maxLength: 8 }),
    )
    .filter((one) => one !== "");

  it("is another for every id, also where case does not count, and is no path", () => {
    fc.assert(
      fc.property(id, id, fc.constantFrom("same", "upper", "lower"), (one, drawn, how) => {
        const other = { same: drawn, upper: one.toUpperCase(), lower: one.toLowerCase() }[how];
        const [name, next] = [folderName(one), folderName(other)];
        expect(name.toLowerCase() === next.toLowerCase()).toBe(one === other);
        expect(name).toMatch(/^[a-z0-9_~%-][a-z0-9._~%-]*$/);
        expect(name).not.toMatch(/^(?:con|prn|aux|nul)(?:\.|$)|\.$/);
      }),
      { ...tried, numRuns: 400 },
    );
  });
});

describe("a journal", () => {
  const record = fc.record({ n: fc.integer(), text });

  it("cut at any byte gives the records that were whole, and goes on after them", async () => {
    const cut = fc.tuple(fc.array(record, { minLength: 1, maxLength: 5 }), fc.double({ min: 0, max: 1, noNaN: true }));
    let file = 0;
    await fc.assert(
      fc.asyncProperty(cut, async ([records, share]) => {
        const path = join(folder, `${file++}.jsonl`);
        const journal = await openJournal(path);
        await Promise.all(records.map((one) => journal.append(one)));
        await journal.close();
        const bytes = await readFile(path);
        const at = Math.floor(share * bytes.length);
        await writeFile(path, bytes.subarray(0, at));
        // A line whose line feed alone is missing is whole.
        const ends = records.map((_, index) =>
          Buffer.byteLength(
            records
              .slice(0, index + 1)
              .map((one) => `${JSON.stringify(one)}\n`)
              .join(""),
          ),
        );
        const whole = records.filter((_, index) => (ends[index] ?? 0) - 1 <= at);
        const { records: read, damaged } = await readJournal(path, (value) => value);
        expect([read, damaged]).toEqual([whole, []]);
        const again = await openJournal(path);
        await again.append({ n: 7, text: "後" });
        await again.close();
        const after = await readJournal(path, (value) => value);
        expect(after).toEqual({ records: [...whole, { n: 7, text: "後" }], damaged: [], torn: false });
      }),
      { ...tried, numRuns: 40 },
    );
  });
});

describe("a table of comma-separated values", () => {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "、", " ", "="), maxLength: 6 });

  it("is read as what was written, whatever its cells hold", () => {
    const rows = fc.array(
      fc.tuple(cell, cell).filter((row) => row.some((one) => one !== "")),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom("\n", "\r\n"), (all, end) => {
        const table = parseCsv(`a,b${end}${all.map((row) => row.map(quoted).join(",")).join(end)}`);
        expect([table.columns, table.problem]).toEqual([["a", "b"], null]);
        expect(table.rows.map(({ cells }) => cells)).toEqual(all);
      }),
      tried,
    );
  });
});

import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { codeOf } from "../errors.ts";
import { readJournal } from "../files/journal.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import type { Finding } from "./check-folder.ts";
import type { Place } from "./places.ts";

/** What can be said of a place without knowing its records: they belong to the rooms that write them. */
export interface PlaceCheck {
  /** Lines of its journals that can be read. */
  readonly records: number;
  readonly findings: readonly Finding[];
}

/** Reads every file of a place: journals line by line, JSON files whole. Changes nothing. */
export async function checkPlace({ path }: Pick<Place, "path">): Promise<PlaceCheck> {
  const findings: Finding[] = [];
  let records = 0;
  for (const name of await placeFiles(path)) {
    const file = join(path, name);
    if (name.endsWith(".jsonl")) {
      const contents = await readJournal(file, (value) => jsonObjectSchema.parse(value));
      records += contents.records.length;
      for (const { line, problem } of contents.damaged) findings.push({ path: file, line, problem, kind: "named" });
      if (contents.torn) {
        const line = contents.records.length + contents.damaged.length + 1;
        findings.push({ path: file, line, problem: "the last line was not finished", kind: "named" });
      }
    } else if (name.endsWith(".json") && !isJson(await readFile(file, "utf8"))) {
      findings.push({ path: file, line: null, problem: "not JSON", kind: "named" });
    }
  }
  return { records, findings };
}

/** The files below a place, relative to it with `/`, in name order; locks, drafts and lines set aside are none of them. */
export async function placeFiles(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/^(?:\.|lock(?:\.|$))|\.(?:damaged|merging)$/u.test(entry.name))
      .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

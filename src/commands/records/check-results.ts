import { join, relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { checkFolder, type Finding, type FolderCheck, repairFolder } from "../../results/check-folder.ts";
import { foldersIn, publishedFolder } from "../../results/folders.ts";
import { checkMatches, repairMatches } from "../../results/matches/check-matches.ts";
import { checkPlace } from "../../results/place-files.ts";
import { listPlaces, listStrangePlaces } from "../../results/places.ts";
import { loadEndedNotes } from "../../results/spending-notes.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { CheckResultsFlags } from "./results-verbs.ts";

/**
 * `mtbench results check`: reads every record and names what is damaged or does not belong there, with file and line.
 * `--repair` moves damaged lines into files of their own, so that they are due again; nothing is deleted.
 */
export async function checkResults(flags: CheckResultsFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const found: Finding[] = [];
  const moved: Moved[] = [];
  const say = flags.json ? () => undefined : io.out;
  const show = (finding: Finding): void => {
    found.push(finding);
    say(findingText(finding, io));
  };
  /** Null: there was nothing to repair. */
  const repair = async ({ path, findings }: FolderCheck, own: Checked): Promise<FolderCheck | null> => {
    const setAside = findings.filter(({ kind }) => kind === "set-aside");
    if (setAside.length === 0) return null;
    for (const finding of setAside) show(finding);
    const folder = relative(io.cwd, path);
    const lines = await own.repair(path, io.now);
    moved.push({ folder, lines });
    say(`${folder}: ${lines} lines moved to files that end in .damaged; their calls are due again\n`);
    return own.check(path);
  };
  const checks: Pick<FolderCheck, "records" | "findings">[] = [];
  const count = (check: Pick<FolderCheck, "records" | "findings">): void => {
    for (const finding of check.findings) show(finding);
    checks.push(check);
  };
  const look = async (path: string, own: Checked): Promise<void> => {
    const check = await own.check(path);
    count((flags.repair ? await repair(check, own) : null) ?? check);
  };
  for (const path of await foldersBelow(root)) await look(path, { check: checkFolder, repair: repairFolder });
  for (const place of await listPlaces(root)) {
    if (place.kind === "matches") await look(place.path, { check: checkMatches, repair: repairMatches });
    else count(await checkPlace(place));
  }
  const strangers = await strangersBelow(root);
  for (const finding of strangers) show(finding);
  if (checks.length === 0) throw new InputError(`no records in ${flags.results}`);
  const records = checks.reduce((sum, check) => sum + check.records, 0);
  const left = checks.reduce((sum, check) => sum + check.findings.length, strangers.length);
  if (flags.json) {
    const findings = found.map((finding) => ({ ...finding, path: relative(io.cwd, finding.path) }));
    io.out(`${JSON.stringify({ folders: checks.length, records, left, findings, moved })}\n`);
  }
  say(`${checks.length} folders, ${records} records, ${left} findings\n`);
  if (left > 0 && !flags.repair)
    io.err("mtbench results check --repair moves damaged lines aside; files that are not ours stay.\n");
  return left === 0 ? "done" : "wrong-input";
}

/** How records of one kind are read and repaired. */
interface Checked {
  readonly check: (path: string) => Promise<FolderCheck>;
  readonly repair: (path: string, now: () => number) => Promise<number>;
}

interface Moved {
  readonly folder: string;
  readonly lines: number;
}

/** Folders and notes that nobody here wrote. */
async function strangersBelow(root: string): Promise<readonly Finding[]> {
  const folders = await listStrangePlaces(root);
  const { unreadable } = await loadEndedNotes(root, []);
  const notes = "this is no note of ours, so it counts as nothing against a budget";
  return [
    ...folders.map((path) => ({ path, line: null, problem: "this folder is not ours", kind: "named" }) as const),
    ...unreadable.map((path) => ({ path, line: null, problem: notes, kind: "named" }) as const),
  ];
}

function findingText({ path, line, problem }: Finding, io: Io): string {
  return `${relative(io.cwd, path)}${line === null ? "" : `:${line}`}: ${problem}\n`;
}

/** Every folder where a candidate's records may be, whether it can be read or not. */
async function foldersBelow(root: string): Promise<string[]> {
  const isCandidate = (name: string) => !name.startsWith("+");
  const sets = (await foldersIn(root)).filter((name) => name !== publishedFolder && isCandidate(name));
  const found = await Promise.all(
    sets.map(async (set) =>
      (await foldersIn(join(root, set))).filter(isCandidate).map((name) => join(root, set, name)),
    ),
  );
  return found.flat();
}

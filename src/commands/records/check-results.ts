import { join, relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { checkFolder, type Finding, repairFolder } from "../../results/check-folder.ts";
import { foldersIn, publishedFolder } from "../../results/folders.ts";
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
  const moved: { readonly folder: string; readonly lines: number }[] = [];
  const show = (finding: Finding): void => {
    found.push(finding);
    if (!flags.json) io.out(findingText(finding, io));
  };
  let left = 0;
  let folders = 0;
  let records = 0;
  for (const path of await foldersBelow(root)) {
    let check = await checkFolder(path);
    if (flags.repair && check.findings.some(({ kind }) => kind === "set-aside")) {
      for (const finding of check.findings.filter(({ kind }) => kind === "set-aside")) show(finding);
      const lines = await repairFolder(path, io.now);
      moved.push({ folder: relative(io.cwd, path), lines });
      if (!flags.json)
        io.out(
          `${relative(io.cwd, path)}: ${lines} lines moved to files that end in .damaged; their calls are due again\n`,
        );
      check = await checkFolder(path);
    }
    for (const finding of check.findings) show(finding);
    left += check.findings.length;
    folders += 1;
    records += check.records;
  }
  for (const place of await listPlaces(root)) {
    const check = await checkPlace(place);
    for (const finding of check.findings) show(finding);
    left += check.findings.length;
    folders += 1;
    records += check.records;
  }
  for (const path of await listStrangePlaces(root)) {
    show({ path, line: null, problem: "this folder is not ours", kind: "named" });
    left += 1;
  }
  for (const path of (await loadEndedNotes(root, [])).unreadable) {
    show({
      path,
      line: null,
      problem: "this is no note of ours, so it counts as nothing against a budget",
      kind: "named",
    });
    left += 1;
  }
  if (folders === 0) throw new InputError(`no records in ${flags.results}`);
  if (flags.json) {
    const findings = found.map((finding) => ({ ...finding, path: relative(io.cwd, finding.path) }));
    io.out(`${JSON.stringify({ folders, records, left, findings, moved })}\n`);
  } else io.out(`${folders} folders, ${records} records, ${left} findings\n`);
  if (left > 0 && !flags.repair)
    io.err("mtbench results check --repair moves damaged lines aside; files that are not ours stay.\n");
  return left === 0 ? "done" : "wrong-input";
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

import { relative, resolve, sep } from "node:path";
import { InputError } from "../../errors.ts";
import { importMatches, type KnownCandidates, type MatchImport } from "../../exchange/matches/import-matches.ts";
import { parsePairRows, type RecordedPair } from "../../exchange/matches/pair-rows.ts";
import { readNamedText } from "../../files/read-text.ts";
import { prepareQuestions } from "../../launch/prepare-rating.ts";
import type { QuestionSet } from "../../questions/question.ts";
import { candidatePath } from "../../results/folders.ts";
import { openMatchesFolder } from "../../results/matches/matches-folder.ts";
import { matchesPath } from "../../results/places.ts";
import { textOf } from "../../results/record-order.ts";
import { loadManifest, loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import type { ImportMatchesFlags } from "./match-files-verbs.ts";

/** `mtbench import matches`: FastChat's pairwise rows as matches. Importing the same file again adds nothing. */
export async function importMatchFiles(flags: ImportMatchesFlags, io: Io): Promise<Ending> {
  const rows = await readRows(flags.files, io);
  const set = await prepareQuestions(flags, launchHost(io));
  refuseOtherQuestions(rows, set);
  const root = resolve(io.cwd, flags.results);
  const known = await knownCandidates(rows, set, root);
  const judges = [...new Set(rows.map(({ judgeModel }) => judgeModel))].sort();
  const made: { readonly folder: string; readonly added: number; readonly imported: MatchImport }[] = [];
  for (const judge of judges) {
    const own = rows.filter(({ judgeModel }) => judgeModel === judge);
    const imported = importMatches(own, set, known, io.now());
    const folder = matchesPath(root, set.id, imported.judge);
    made.push({ folder, added: await write(folder, imported, io), imported });
  }
  const reports = made.map(({ folder, added, imported: { judge, matches, report } }) => ({
    judge,
    folder: relative(io.cwd, folder) || ".",
    matches: matches.length,
    added,
    ...report,
  }));
  if (flags.json) {
    io.out(`${JSON.stringify({ outcome: "done", exitCode: exitCode("done"), imported: reports })}\n`);
    return "done";
  }
  for (const { judge, folder, matches, added, rows: count, replaced, readOtherwise, unrated } of reports) {
    io.out(`${judge}: ${matches} matches of ${count} rows, ${added} of them new (${folder})\n`);
    if (replaced > 0) io.out(`  ${replaced} rows were replaced by later ones for the same turn\n`);
    if (unrated > 0) io.out(`  ${unrated} without a verdict: both orders of their turns are left out\n`);
    if (readOtherwise > 0)
      io.out(`  ${readOtherwise} verdicts that the judge's words say otherwise than the row; the words count\n`);
  }
  io.err("What they say: mtbench matches\n");
  return "done";
}

async function readRows(files: readonly string[], io: Io): Promise<RecordedPair[]> {
  const rows: RecordedPair[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const read = parsePairRows(await readNamedText(resolve(io.cwd, file), file), file);
    rows.push(...read.rows);
    problems.push(...read.problems);
  }
  if (problems.length > 0 || rows.length === 0) {
    throw new InputError("these are no files of pairwise judgments", {
      problems: problems.length > 0 ? problems.slice(0, 20) : ["no rows"],
      hint: "Single ratings: mtbench import fastchat.",
    });
  }
  return rows;
}

/** Rows about other questions would be stored under questions that nobody asked. */
function refuseOtherQuestions(rows: readonly RecordedPair[], set: QuestionSet): void {
  const questions = new Map(set.questions.map((question) => [question.id, question]));
  const problems = rows.flatMap(({ place, questionId, turn, looks, asked }) => {
    const text = questions.get(questionId)?.turns[turn - 1];
    if (text === undefined) return [`${place}: ${set.id} has no turn ${turn} of a question ${questionId}`];
    const isOther =
      (asked !== null && asked.trim() !== text.trim()) ||
      looks.some(({ userPrompt }) => userPrompt !== null && userPrompt !== "" && !userPrompt.includes(text));
    return isOther ? [`${place}: the judge was shown another text than question ${questionId} of ${set.id}`] : [];
  });
  if (problems.length === 0) return;
  throw new InputError(`these matches are not about the questions of ${set.id}`, {
    problems: problems.slice(0, 20),
    hint: "Name the set that was asked with --questions.",
  });
}

/** Imported answers of the same models, beside which the matches can be shown. */
async function knownCandidates(
  rows: readonly RecordedPair[],
  set: QuestionSet,
  root: string,
): Promise<KnownCandidates> {
  const found = new Map<string, { readonly folder: string; readonly record: RunRecord }>();
  for (const model of new Set(rows.flatMap(({ one, other }) => [one, other]))) {
    const path = candidatePath(root, set.id, model, "import");
    if ((await loadManifest(path)) === null) continue;
    found.set(model, { folder: relative(root, path).split(sep).join("/"), record: await loadRunRecord(path) });
  }
  return found;
}

/** Returns how many records were new. */
async function write(folder: string, { launch, matches }: MatchImport, io: Io): Promise<number> {
  const place = await openMatchesFolder(folder, { now: io.now });
  try {
    const there = place.record.matches;
    const fresh = matches.filter((match) => {
      const before = there.get(match.key);
      return before === undefined || textOf(before) !== textOf(match);
    });
    if (fresh.length === 0) return 0;
    await place.appendLaunch(launch);
    for (const match of fresh) await place.appendMatch(match);
    return fresh.length;
  } finally {
    await place.close();
  }
}

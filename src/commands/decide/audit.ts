import { resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { auditFromCandidates, waveringTurns } from "../../agreement/audit.ts";
import { type AuditedTurn, auditRatings } from "../../agreement/audit-record.ts";
import type { CollectedRatings } from "../../agreement/collect-ratings.ts";
import { onOneScale } from "../../agreement/one-scale.ts";
import { type PeopleGap, peopleGaps } from "../../agreement/people-gaps.ts";
import { InputError, messageOf } from "../../errors.ts";
import { readTextIfThere } from "../../files/read-text.ts";
import { addSuspicions, type Suspicion } from "../../questions/errata/suspect-errata.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { peopleGapsText } from "../../reports/people/people-gaps-text.ts";
import { auditText } from "../../reports/tables/audit-text.ts";
import { praisedLines } from "../../reports/tables/constraints-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import { loadRatings } from "./agreement.ts";
import type { AuditFlags } from "./agreement-verbs.ts";
import { candidateConstraints } from "./candidate-constraints.ts";
import { setAtHand } from "./set-at-hand.ts";

/**
 * `mtbench audit`: the turns that deserve a person's eye, because their raters differ more than severity explains. Most of
 * them have a wrong reference. Calls no model; `-o` writes them down as suspected errata.
 */
export async function audit(flags: AuditFlags, io: Io): Promise<Ending> {
  const { limit } = flags;
  const sets = (await loadRatings(flags, io)).map(onOneScale);
  if (flags.output !== undefined && sets.length > 1) {
    throw new InputError("one errata file is for one question set", {
      problems: sets.map(({ set }) => `rated: ${set}`),
      hint: "Name one with --questions.",
    });
  }
  const records: unknown[] = [];
  for (const ratings of sets) {
    const set = await setAtHand(ratings.set, io);
    const turns = auditRatings(ratings, set);
    const gaps = peopleGaps(ratings);
    if (flags.json) records.push(jsonRecord(ratings, turns.slice(0, limit), turns.length, limit));
    else if (turns.length > 0) io.out(auditText(ratings.set, turns, { limit, full: flags.full, columns: io.columns }));
    else
      io.out(`${loneText(ratings, { limit, columns: io.columns })}${await praisedText(ratings.set, set, flags, io)}`);
    const people = peopleGapsText(gaps, { limit, full: flags.full, columns: io.columns });
    if (!flags.json && people !== "") io.out(`\n${people}`);
    if (flags.output !== undefined) {
      const shown = turns.slice(0, limit);
      const suspicions = [...suspicionsOf(shown), ...peoplesSuspicions(gaps.answers.slice(0, limit), shown, set)];
      await writeSuspicions(flags.output, suspicions, shown.filter(({ known }) => known !== null).length, io);
    }
  }
  if (flags.json) io.out(`${JSON.stringify(records, null, 2)}\n`);
  return "done";
}

function jsonRecord(ratings: CollectedRatings, shown: readonly AuditedTurn[], all: number, limit: number) {
  const { set, raters, turns } = ratings;
  const names = raters.map(({ name }) => name);
  const people = peopleGaps(ratings).answers.slice(0, limit);
  const wavering = names.flatMap((name) => waveringTurns(turns, name).slice(0, limit));
  return { set, raters: names, turns: all, suspects: shown, wavering, people };
}

/** What can be said where no three answers of a turn have two raters: where a rater's own repeats differ. */
function loneText(
  { set, raters, turns }: CollectedRatings,
  { limit, columns }: { limit: number; columns: number | undefined },
): string {
  const found = raters
    .flatMap(({ name }) => waveringTurns(turns, name))
    .sort((a, b) => b.spread - a.spread)
    .slice(0, limit);
  const need = `No turn of ${set} has ${auditFromCandidates} answers that two raters rated.`;
  if (found.length === 0) {
    return `${escapeTerminalLine(need)} Nor did anybody rate an answer twice with different results.\n`;
  }
  const table = {
    header: ["turn", "category", "rater", "sd of repeats", "answers"],
    rows: found.map(({ question, turn, category, rater, spread, answers }) => [
      `${question}/${turn}`,
      category,
      rater,
      spread.toFixed(2),
      String(answers),
    ]),
    numeric: [false, false, false, true, true],
  };
  const title = "Turns on which a rater's own repeats differ most:";
  return layOut([escapeTerminalLine(need), title, table], columns);
}

/** Ratings against demands that a program decides: what one judge alone can be held to. */
async function praisedText(id: string, set: LoadedQuestionSet | null, flags: AuditFlags, io: Io): Promise<string> {
  if (set === null) return "";
  const records = await loadRecords(resolve(io.cwd, flags.results), { ...io, err: () => undefined });
  const own = records.filter((record) => record.manifest.questionSet.id === id);
  const lines = praisedLines(
    own.map((record) => candidateConstraints(record, set.questions)),
    flags.limit,
  );
  return layOut(lines, io.columns);
}

/** Points that people and judges lie apart, beyond their severity, before the turn is a suspect. */
const suspectGap = 3;

function suspicionsOf(turns: readonly AuditedTurn[]): Suspicion[] {
  return turns
    .filter(({ known }) => known === null)
    .map(({ question, turn, spread, means }) => ({
      question,
      turn,
      note: `raters differ by sd ${spread.toFixed(2)}: ${means.map(({ rater, mean }) => `${rater} ${mean.toFixed(1)}`).join(", ")}`,
    }));
}

/** Turns on which people and judges lie far apart, each once, those left out that are suspects or known already. */
function peoplesSuspicions(
  gaps: readonly PeopleGap[],
  suspects: readonly AuditedTurn[],
  set: LoadedQuestionSet | null,
): Suspicion[] {
  const placeOf = ({ question, turn }: { readonly question: string; readonly turn: number }) => `${question} ${turn}`;
  const seen = new Set([...suspects, ...(set?.errata.list ?? [])].map(placeOf));
  return gaps.flatMap((gap) => {
    if (Math.abs(gap.beyond) < suspectGap || seen.has(placeOf(gap))) return [];
    seen.add(placeOf(gap));
    const note = `people and judges differ: people ${gap.people.toFixed(1)}, judges ${gap.judges.toFixed(1)}`;
    return [{ question: gap.question, turn: gap.turn, note }];
  });
}

/** @param known how many of the turns shown are errata already */
async function writeSuspicions(output: string, suspicions: readonly Suspicion[], known: number, io: Io): Promise<void> {
  const path = resolve(io.cwd, output);
  const old = await readTextIfThere(path, output);
  const { text, added } = addSuspicions(old, suspicions, output);
  if (added === 0 && old === null) {
    io.err(
      `${output} is not written: there is no turn to suspect${known > 0 ? ` that is not known already (${known} are)` : ""}.\n`,
    );
    return;
  }
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new InputError(`cannot write ${output}: ${messageOf(error)}`, { cause: error });
  }
  const passed = suspicions.length + known - added;
  io.err(`${output}: ${added} turns added as suspected${passed > 0 ? `, ${passed} are known already` : ""}\n`);
}

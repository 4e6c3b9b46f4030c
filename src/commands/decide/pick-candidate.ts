import { InputError } from "../../errors.ts";
import { compareFields, describeDifference } from "../../results/compare-fields.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { cacheWarning } from "../../scores/identical-trials.ts";
import { type ScoredFolder, scoreFolder } from "../../scores/score-folder.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";

/** One candidate's records with its scores under each of its protocols. */
export interface PickedCandidate {
  readonly record: RunRecord;
  readonly protocols: readonly ScoredFolder[];
}

/**
 * Finds one candidate: a results folder, a folder that holds exactly one, or the id of a candidate below `root`.
 *
 * @throws InputError when it is none of these, or more than one.
 */
export async function pickCandidate(text: string, root: string, io: Io): Promise<PickedCandidate> {
  const record = await loadRunRecord(await findCandidate(text, root, io));
  for (const line of record.damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  const protocols = scoreFolder(record);
  if (protocols.length === 0) {
    throw new InputError(`${nameOf(record)} has no ratings`, { hint: "Rate its answers with: mtbench judge" });
  }
  return { record, protocols };
}

/** In messages: what a person can type. */
function nameOf(record: RunRecord): string {
  return record.manifest.candidate.id;
}

/** Says on stderr which of them have trials that came from a cache: their spread, and so every interval, is too small. */
export function warnOfCaches(all: readonly ScoredFolder[], io: Io): void {
  for (const { scores } of all) {
    const warning = cacheWarning(scores.identicalTrials);
    if (warning !== null) io.err(`${escapeTerminalLine(scores.id)}: ${warning}\n`);
  }
}

/**
 * The protocol of `found` that `wanted` (a key, or its beginning) names, or the only one there is.
 *
 * @throws InputError that lists the protocols when the choice is open.
 */
export function pickProtocol(found: PickedCandidate, wanted: string | undefined): ScoredFolder {
  const fitting = found.protocols.filter((one) => wanted === undefined || one.key.startsWith(wanted));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (only === undefined) throw noSuchProtocol(found, wanted);
  throw new InputError(`${nameOf(found.record)} is rated under several protocols`, {
    problems: protocolNames(found),
    hint: "Name one with --protocol.",
  });
}

function noSuchProtocol(found: PickedCandidate, wanted: string | undefined): InputError {
  return new InputError(`${nameOf(found.record)} has no ratings under protocol ${wanted}`, {
    problems: protocolNames(found),
    hint: "Name one with --protocol.",
  });
}

function protocolNames(found: PickedCandidate): string[] {
  return found.protocols.map((one) => `${one.key.slice(0, 12)}: ${one.procedure.judge}`);
}

/**
 * The one protocol that all have in common.
 *
 * @throws InputError that names the differing fields when there is none.
 */
export function commonProtocol(
  all: readonly PickedCandidate[],
  wanted: string | undefined,
  sameAs: (one: ScoredFolder) => string,
): ScoredFolder[] {
  const [first, ...others] = all;
  if (first === undefined) return [];
  const fitting = first.protocols.filter((one) => wanted === undefined || one.key.startsWith(wanted));
  if (fitting.length === 0) throw noSuchProtocol(first, wanted);
  const shared = fitting.filter((one) =>
    others.every((other) => other.protocols.some((own) => sameAs(own) === sameAs(one))),
  );
  const [only] = shared;
  if (only === undefined) throw differentProtocols(all);
  if (shared.length > 1) {
    throw new InputError("these candidates have several protocols in common", {
      problems: shared.map((one) => `${one.key.slice(0, 12)}: ${one.procedure.judge}`),
      hint: "Name one with --protocol.",
    });
  }
  return all.flatMap((found) => found.protocols.find((own) => sameAs(own) === sameAs(only)) ?? []);
}

function differentProtocols(all: readonly PickedCandidate[]): InputError {
  const last = all.flatMap((found) => found.protocols.at(-1) ?? []);
  const [first, ...others] = last;
  const problems = others.flatMap((other) => {
    if (first === undefined) return [];
    const fields = compareFields(first.procedure.fields, other.procedure.fields).map(describeDifference);
    if (first.questions.hash !== other.questions.hash) {
      fields.push(
        `questions: ${first.questions.count} of ${first.questions.set} here, ${other.questions.count} of ${other.questions.set} there`,
      );
    }
    return fields.map((field) => `${other.scores.id}: ${field}`);
  });
  return new InputError("these candidates were measured under different protocols, so they cannot be compared", {
    problems,
    hint:
      problems.length > 0 && problems.every((problem) => problem.includes(": questions: "))
        ? "Only the questions differ: mtbench compare --common-questions compares on those that all were asked."
        : "Rate them by the same judge, or name a common protocol with --protocol.",
  });
}

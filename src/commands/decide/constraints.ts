import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { type CandidateConstraints, constraintsText } from "../../reports/tables/constraints-text.ts";
import { eachRecord } from "../../results/each-record.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ConstraintsFlags } from "./agreement-verbs.ts";
import { candidateConstraints } from "./candidate-constraints.ts";
import { setAtHand } from "./set-at-hand.ts";

/**
 * `mtbench constraints`: what every answer holds of the constraints and exact checkpoints of its question, decided by program;
 * and where a judge praised what breaks them. Calls no model.
 */
export async function constraints(flags: ConstraintsFlags, io: Io): Promise<Ending> {
  const { known, found } = await checkFolders(flags, io);
  for (const id of flags.candidates ?? []) {
    if (!known.includes(id)) {
      throw new InputError(`no candidate ${JSON.stringify(id)} in ${flags.results}`, { hint: nearestHint(id, known) });
    }
  }
  if (found.length === 0) {
    throw new InputError(`${flags.results} holds no answer whose question demands something that a program decides`, {
      hint: "ja-original has such demands; a set of your own takes them as `constraints` and exact `checkpoints`.",
    });
  }
  io.out(
    flags.json
      ? `${JSON.stringify(found, null, 2)}\n`
      : found
          .map(({ set, candidates }) => constraintsText(set, candidates, { named: flags.broken, columns: io.columns }))
          .join("\n"),
  );
  return "done";
}

interface CheckedSet {
  readonly set: string;
  readonly candidates: readonly CandidateConstraints[];
}

/** Folder by folder, so that only one folder's texts are in memory at a time. `known`: every candidate, meant or not. */
async function checkFolders(
  { results, candidates, questions }: ConstraintsFlags,
  io: Io,
): Promise<{ readonly known: readonly string[]; readonly found: readonly CheckedSet[] }> {
  const known: string[] = [];
  const sets = new Map<string, ReturnType<typeof setAtHand>>();
  const found = new Map<string, CandidateConstraints[]>();
  const isMeant = (id: string, set: string) =>
    (candidates?.includes(id) ?? true) && (questions === undefined || set === questions);
  for await (const record of eachRecord(resolve(io.cwd, results), (sentence) => io.err(`${sentence}\n`))) {
    const { candidate, questionSet } = record.manifest;
    known.push(candidate.id);
    if (!isMeant(candidate.id, questionSet.id)) continue;
    const loading = sets.get(questionSet.id) ?? setAtHand(questionSet.id, io);
    sets.set(questionSet.id, loading);
    const set = await loading;
    const own = set === null ? null : candidateConstraints(record, set.questions);
    if (own === null || own.shares.overall.demands === 0) continue;
    const there = found.get(questionSet.id);
    if (there === undefined) found.set(questionSet.id, [own]);
    else there.push(own);
  }
  const ordered = [...found].map(([set, candidates]) => ({ set, candidates }));
  return { known, found: ordered.sort((a, b) => (a.set < b.set ? -1 : 1)) };
}

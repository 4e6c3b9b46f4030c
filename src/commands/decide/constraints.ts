import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { type CandidateConstraints, constraintsText } from "../../reports/tables/constraints-text.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { ConstraintsFlags } from "./agreement-verbs.ts";
import { candidateConstraints } from "./candidate-constraints.ts";
import { setAtHand } from "./set-at-hand.ts";

/**
 * `mtbench constraints`: what every answer holds of the constraints and exact checkpoints of its question, decided by program;
 * and where a judge praised what breaks them. Calls no model.
 */
export async function constraints(flags: ConstraintsFlags, io: Io): Promise<Ending> {
  const records = await loadRecords(resolve(io.cwd, flags.results), io);
  const known = records.map((record) => record.manifest.candidate.id);
  for (const id of flags.candidates ?? []) {
    if (!known.includes(id)) {
      throw new InputError(`no candidate ${JSON.stringify(id)} in ${flags.results}`, { hint: nearestHint(id, known) });
    }
  }
  const wanted = records.filter(
    ({ manifest }) =>
      (flags.candidates?.includes(manifest.candidate.id) ?? true) &&
      (flags.questions === undefined || manifest.questionSet.id === flags.questions),
  );
  const sets = [...new Set(wanted.map((record) => record.manifest.questionSet.id))].sort();
  const found: { set: string; candidates: readonly CandidateConstraints[] }[] = [];
  for (const id of sets) {
    const set = await setAtHand(id, io);
    if (set === null) continue;
    const own = wanted.filter((record) => record.manifest.questionSet.id === id);
    const candidates = own.map((record) => candidateConstraints(record, set.questions));
    const checked = candidates.filter(({ shares }) => shares.overall.demands > 0);
    if (checked.length > 0) found.push({ set: id, candidates: checked });
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

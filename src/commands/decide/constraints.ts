import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { type CandidateConstraints, constraintsText } from "../../reports/tables/constraints-text.ts";
import { judgesText } from "../../results/procedure-record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { collectCells } from "../../scores/cells.ts";
import { type CheckedAnswer, checkAnswers, heldShares, praisedAndBroken } from "../../scores/held-constraints.ts";
import { proceduresOf } from "../../scores/score-folder.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { ConstraintsFlags } from "./agreement-verbs.ts";
import { setAtHand } from "./audit.ts";

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
      : found.map(({ set, candidates }) => constraintsText(set, candidates, flags.broken)).join("\n"),
  );
  return "done";
}

type Questions = Parameters<typeof checkAnswers>[1];

/** Answers are checked once, whoever rated them; ratings are those of every judge, praise is told judge by judge. */
function candidateConstraints(record: RunRecord, questions: Questions): CandidateConstraints {
  const byJudge = proceduresOf(record).map(({ procedure }) => ({
    judge: `${procedure.judge} (${judgesText(procedure.judges)})`,
    answers: checkAnswers(collectCells(record, procedure.hash).cells, questions),
  }));
  const answers = unionOf(byJudge.map((one) => one.answers));
  const ratings = answers.flatMap((answer) => answer.ratings);
  return {
    id: record.manifest.candidate.id,
    rating: ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
    shares: heldShares(answers),
    broken: answers.filter(({ demands }) => demands.some((demand) => !demand.held)),
    praised: byJudge.map(({ judge, answers: own }) => ({ judge, answers: praisedAndBroken(own) })),
  };
}

function unionOf(lists: readonly (readonly CheckedAnswer[])[]): CheckedAnswer[] {
  const found = new Map<string, CheckedAnswer>();
  for (const answer of lists.flat()) {
    const key = `${answer.question} ${answer.turn} ${answer.trial}`;
    const known = found.get(key);
    found.set(key, known === undefined ? answer : { ...known, ratings: [...known.ratings, ...answer.ratings] });
  }
  return [...found.values()];
}

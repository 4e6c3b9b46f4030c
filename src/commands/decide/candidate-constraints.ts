import type { CandidateConstraints } from "../../reports/tables/constraints-text.ts";
import { judgesText } from "../../results/procedure-record.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { collectCells } from "../../scores/cells.ts";
import { type CheckedAnswer, checkAnswers, heldShares, praisedAndBroken } from "../../scores/held-constraints.ts";
import { proceduresOf } from "../../scores/score-folder.ts";

type Questions = Parameters<typeof checkAnswers>[1];

/** Answers are checked once, whoever rated them; ratings are those of every judge, praise is told judge by judge. */
export function candidateConstraints(record: RunRecord, questions: Questions): CandidateConstraints {
  const byJudge = proceduresOf(record).map(({ procedure }) => ({
    judge: `${procedure.judge} (${judgesText(procedure.judges)})`,
    answers: checkAnswers(collectCells(record, procedure.hash).cells, questions),
  }));
  const answers = unionOf(byJudge.map((one) => one.answers));
  const ratings = answers.flatMap((answer) => answer.ratings);
  return {
    id: record.manifest.candidate.id,
    rating: ratings.length === 0 ? null : ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length,
    shares: heldShares(answers, record.launches.at(-1)?.questionSet.categories),
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

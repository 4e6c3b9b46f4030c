import type { DeskPlan } from "../results/desk/desk-plan.ts";
import { type DeskRecord, isMatch } from "../results/desk/desk-record.ts";
import type { Desk } from "../results/desk/load-desk.ts";
import type { RunRecord } from "../results/run-record.ts";
import { mean } from "../statistics/mean.ts";
import { escapeCsvText } from "../text/csv-cell.ts";

const columns =
  "plan,rater,candidate,question,category,turn,trial,repeat,rating,choice,skipped,note,judge_rating,flags,at,seconds".split(
    ",",
  );

/**
 * Everything that people gave under a plan, a row each, with the candidate and what the judge gave to the same answer: for an
 * analysis, and never for somebody who still rates.
 *
 * @param records of the plan's candidates, in its order
 */
export function ratingsTable({ plan, records: given }: Desk, records: readonly RunRecord[]): string[][] {
  const judged = judgeRatings(plan, records);
  const rows = [...given.values()]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((record) => rowOf(record, plan, judged));
  return [columns, ...rows];
}

function rowOf(record: DeskRecord, plan: DeskPlan, judged: (key: string) => readonly number[]): string[] {
  const ratings = isMatch(record) ? [] : judged(record.answerKey);
  return [
    plan.id,
    escapeCsvText(record.judge.replace(/^person:/u, "")),
    escapeCsvText(candidateOf(record, plan)),
    escapeCsvText(record.questionId),
    escapeCsvText(record.category),
    String(record.turn),
    isMatch(record) ? "" : String(record.trial),
    String(record.repeat),
    ...saidCells(record, plan).map(escapeCsvText),
    ratings.length === 0 ? "" : String(mean(ratings)),
    record.flags.join(" "),
    record.at,
    record.seconds === undefined ? "" : String(record.seconds),
  ];
}

function candidateOf(record: DeskRecord, { candidates, questions }: DeskPlan): string {
  if (isMatch(record)) return candidates.map(({ id }) => id).join(" / ");
  const answers = questions.flatMap((question) => question.answers);
  const owner = answers.find(({ keys }) => keys.includes(record.answerKey));
  return candidates[owner?.candidate ?? -1]?.id ?? "";
}

/** Rating, choice, why it was skipped, note. */
function saidCells({ outcome }: DeskRecord, { candidates }: DeskPlan): string[] {
  switch (outcome.status) {
    case "rated":
      return [String(outcome.rating), "", "", outcome.text];
    case "matched": {
      const winners = { first: candidates[0]?.id ?? "", tie: "tie", second: candidates[1]?.id ?? "" };
      return ["", winners[outcome.winner], "", outcome.text];
    }
    case "unrated":
      return ["", "", outcome.text ?? "", ""];
  }
}

function judgeRatings({ judge }: DeskPlan, records: readonly RunRecord[]) {
  const found = new Map<string, number[]>();
  for (const { procedure, answerKey, outcome } of records.flatMap(({ judgments }) => [...judgments.values()])) {
    if (procedure !== judge?.procedure || outcome.status !== "rated") continue;
    found.set(answerKey, [...(found.get(answerKey) ?? []), outcome.rating]);
  }
  return (key: string): readonly number[] => found.get(key) ?? [];
}

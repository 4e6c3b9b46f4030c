import { isMatch } from "../results/desk/desk-record.ts";
import type { Desk } from "../results/desk/load-desk.ts";
import { clusteredMean, type Estimate } from "../statistics/means/clustered-mean.ts";

/** What people chose between two candidates' answers, side by side. */
export interface DeskChoices {
  readonly plan: string;
  readonly questionSet: string;
  readonly first: string;
  readonly second: string;
  readonly people: readonly string[];
  /** Turns, each as often as somebody chose. */
  readonly won: number;
  readonly tied: number;
  readonly lost: number;
  readonly skipped: number;
  /** Mean of 1 for the first, 0 for a tie and -1 for the second, -1..1; its interval is clustered by question. */
  readonly net: Estimate;
}

const values = { first: 1, tie: 0, second: -1 } as const;

/** Of a plan whose answers stand side by side; of another one nothing is chosen. */
export function deskChoices({ plan, records }: Desk, level: number): DeskChoices {
  const given = [...records.values()].filter(isMatch);
  const byQuestion = new Map<string, number[]>();
  let skipped = 0;
  for (const { outcome, questionHash } of given) {
    if (outcome.status === "unrated") skipped += 1;
    else byQuestion.set(questionHash, [...(byQuestion.get(questionHash) ?? []), values[outcome.winner]]);
  }
  const all = [...byQuestion.values()].flat();
  const count = (value: number) => all.filter((one) => one === value).length;
  return {
    plan: plan.id,
    questionSet: plan.questionSet.id,
    first: plan.candidates[0]?.id ?? "",
    second: plan.candidates[1]?.id ?? "",
    people: [...new Set(given.map(({ judge }) => judge))].sort(),
    won: count(1),
    tied: count(0),
    lost: count(-1),
    skipped,
    net: clusteredMean([...byQuestion.values()], level),
  };
}

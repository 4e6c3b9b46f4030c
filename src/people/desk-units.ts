import type { DeskQuestion } from "../results/desk/desk-plan.ts";
import type { DeskRating } from "../results/desk/desk-record.ts";
import { type Desk, peoplesRatings } from "../results/desk/load-desk.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Cell, collectCells } from "../scores/cells.ts";
import { cellMean } from "../scores/score.ts";
import type { RatedUnit, RaterValue } from "../statistics/calibration/rated-unit.ts";
import { groupBy } from "../statistics/group-by.ts";
import { mean } from "../statistics/mean.ts";
import { makeRandom } from "../statistics/resampling/random.ts";
import { deskPopulation } from "./population.ts";

export interface DeskUnits {
  /** One list a candidate, in the plan's order; each holds the same questions. */
  readonly units: readonly (readonly RatedUnit[])[];
  /** Questions of the plan that the records no longer have: asked anew since, or no longer rated by the judge. */
  readonly gone: number;
}

/**
 * A desk as numbers: one unit a question, its value the mean over turns. A question is rated once a person has rated every
 * turn of it, and skipped where nobody has and somebody would not. Where no judge rated the answers, its part is 0 everywhere.
 *
 * @param records of the plan's candidates, in its order
 */
export function deskUnits(desk: Desk, records: readonly RunRecord[]): DeskUnits {
  const { plan } = desk;
  const procedure = plan.judge?.procedure ?? null;
  // Only which questions there are is asked for: the trial of each stands in the plan.
  const candidates = records.map((record) => ({ record, procedure }));
  const population = deskPopulation(candidates, makeRandom(plan.seed)).questions;
  const planned = new Map(plan.questions.map((question) => [question.hash, question]));
  const given = groupBy(peoplesRatings([desk]), ({ answerKey }) => answerKey);
  const units = records.map((record, candidate) => {
    const cells = groupBy(
      procedure === null ? [] : collectCells(record, procedure).cells,
      ({ questionHash }) => questionHash,
    );
    return population.map(({ hash, category, turns }): RatedUnit => {
      const own = (cells.get(hash) ?? []).filter(({ turn }) => turns.includes(turn));
      const proxy = procedure === null ? 0 : mean(own.flatMap((cell) => cellMean(cell) ?? []));
      const unit = { id: hash, stratum: category, proxy };
      const question = planned.get(hash);
      if (question === undefined) return { ...unit, state: "not-drawn", ratings: [] };
      const keys = question.answers.find((answer) => answer.candidate === candidate)?.keys ?? [];
      return { ...unit, ratedProxy: proxyOf(keys, own) ?? proxy, ...peoplesPart(question, keys, given) };
    });
  });
  const known = new Set(population.map(({ hash }) => hash));
  return { units, gone: plan.questions.filter(({ hash }) => !known.has(hash)).length };
}

/** The judge's mean of exactly these answers; null where one of them has none. */
function proxyOf(keys: readonly string[], cells: readonly Cell[]): number | null {
  const judgments = cells.flatMap((cell) => cell.judgments);
  const perAnswer = keys.map((key) =>
    judgments.flatMap(({ answerKey, outcome }) =>
      answerKey === key && outcome.status === "rated" ? [outcome.rating] : [],
    ),
  );
  return perAnswer.length === 0 || perAnswer.some((ratings) => ratings.length === 0) ? null : mean(perAnswer.map(mean));
}

/** What people made of one answer to a question, all its turns together. */
function peoplesPart(
  { turns }: DeskQuestion,
  keys: readonly string[],
  given: ReadonlyMap<string, readonly DeskRating[]>,
): Pick<RatedUnit, "state" | "ratings"> {
  const sittings = new Map<string, { rater: string; repeat: number; values: number[]; skipped: boolean }>();
  for (const { judge, repeat, outcome } of keys.flatMap((key) => given.get(key) ?? [])) {
    const name = `${judge} ${repeat}`;
    const sitting = sittings.get(name) ?? { rater: judge, repeat, values: [], skipped: false };
    sittings.set(name, sitting);
    if (outcome.status === "rated") sitting.values.push(outcome.rating);
    else sitting.skipped = true;
  }
  const all = [...sittings.values()];
  const ratings = all
    .filter(({ values }) => values.length === turns.length)
    .map(({ rater, repeat, values }): RaterValue => ({ rater, repeat, value: mean(values) }))
    .sort((a, b) => (a.rater < b.rater ? -1 : a.rater > b.rater ? 1 : (a.repeat ?? 1) - (b.repeat ?? 1)));
  if (ratings.length > 0) return { state: "rated", ratings };
  return { state: all.some(({ skipped }) => skipped) ? "skipped" : "open", ratings };
}

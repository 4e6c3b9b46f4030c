import type { RatedUnit } from "../../src/statistics/agreement/alpha.ts";
import type { QuestionUnits } from "../../src/statistics/agreement/alpha-interval.ts";
import { type Random, randomNormal } from "../../src/statistics/resampling/random.ts";

/** Standard deviations in rating points before rounding and clipping to 1..10. */
export interface RatingModel {
  readonly mean: number;
  readonly category: number;
  readonly question: number;
  readonly candidate: number;
  readonly candidateQuestion: number;
  readonly judge: number;
  readonly judgeQuestion: number;
  readonly residual: number;
  readonly candidates: number;
  readonly judges: number;
}

/** What is held fixed: the candidates' and judges' own levels, and the categories'. */
export interface FixedLevels {
  readonly candidates: readonly number[];
  readonly judges: readonly number[];
  readonly categories: readonly number[];
}

/** The real ratings' components, roughly (shared/data/judges): questions and candidates differ, judges by half a point. */
export const likeRecorded: RatingModel = {
  mean: 8.6,
  category: 0.5,
  question: 0.9,
  candidate: 0.7,
  candidateQuestion: 1.2,
  judge: 0.25,
  judgeQuestion: 0.5,
  residual: 0.8,
  candidates: 9,
  judges: 4,
};

export function drawLevels(model: RatingModel, random: Random): FixedLevels {
  const draw = (count: number, sd: number) => Array.from({ length: count }, () => sd * randomNormal(random));
  return {
    candidates: draw(model.candidates, model.candidate),
    judges: draw(model.judges, model.judge),
    categories: draw(8, model.category),
  };
}

/** One question's units, candidate by candidate, two turns each: ratings of all judges. */
function drawQuestion(model: RatingModel, levels: FixedLevels, category: number, random: Random): RatedUnit[] {
  const question = model.question * randomNormal(random);
  const perJudge = levels.judges.map((level) => level + model.judgeQuestion * randomNormal(random));
  return levels.candidates.flatMap((candidate) => {
    const own = model.mean + (levels.categories[category] ?? 0) + question + candidate;
    const answer = own + model.candidateQuestion * randomNormal(random);
    return [1, 2].map(() =>
      perJudge.map((judge) => {
        const rating = Math.round(answer + judge + model.residual * randomNormal(random));
        return Math.min(10, Math.max(1, rating));
      }),
    );
  });
}

/** Questions in equal numbers in eight categories. */
export function drawQuestions(model: RatingModel, levels: FixedLevels, count: number, random: Random): QuestionUnits[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(6, "0"),
    stratum: String(index % 8),
    units: drawQuestion(model, levels, index % 8, random),
  }));
}

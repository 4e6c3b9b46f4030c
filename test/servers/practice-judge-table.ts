import { type ExemplarLevel, exemplarLevels } from "../../src/questions/load-exemplars.ts";
import { type JaOriginal, tunedCategories } from "../support/ja-original.ts";

export interface CategoryRatings {
  readonly category: string;
  readonly heldOut: boolean;
  /** Answers rated: questions x turns x levels. */
  readonly turns: number;
  readonly mean: Readonly<Record<ExemplarLevel, number>>;
  /** Share of the turns rated inside their band, 0-1. */
  readonly inBand: number;
  /** Turns whose flawed answer holds its flaw. */
  readonly flawedTurns: number;
  /** Of these: share rated strictly strong > flawed > poor, 0-1. */
  readonly ordered: number;
  /** Share of all turns with strong above poor, 0-1. */
  readonly separated: number;
  /** Ratings outside their band, in the order of the exemplars. */
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly questionId: string;
  readonly turn: number;
  readonly level: ExemplarLevel;
  readonly rating: number;
  /** Both ends included. */
  readonly band: readonly [number, number];
}

type Rate = (questionId: string, answers: readonly string[]) => number;

/** How a judge rates the exemplars, by category in the set's order. */
export function ratingTable(original: JaOriginal, rate: Rate): readonly CategoryRatings[] {
  return original.set.categories.flatMap((category) => {
    const exemplars = original.exemplars.get(category);
    if (exemplars === undefined) return [];
    const rated = exemplars.flatMap((exemplar) =>
      exemplar.turns.map((_, index) => ({
        exemplar,
        index,
        rating: rate(exemplar.question_id, exemplar.turns.slice(0, index + 1)),
      })),
    );
    const ratingOf = (id: string, index: number, level: ExemplarLevel) =>
      rated.find((one) => one.exemplar.question_id === id && one.index === index && one.exemplar.level === level)
        ?.rating ?? Number.NaN;
    const cells = rated.filter((one) => one.exemplar.level === "flawed");
    const triples = cells.map(({ exemplar, index, rating }) => ({
      flawedTurn: exemplar.flaw?.turns.includes(index + 1) === true,
      strong: ratingOf(exemplar.question_id, index, "strong"),
      flawed: rating,
      poor: ratingOf(exemplar.question_id, index, "poor"),
    }));
    const flawedTurns = triples.filter((one) => one.flawedTurn);
    const misses = rated.flatMap(({ exemplar, index, rating }): Miss[] => {
      const band = exemplar.bands[index] ?? [11, 0];
      if (band[0] <= rating && rating <= band[1]) return [];
      return [{ questionId: exemplar.question_id, turn: index + 1, level: exemplar.level, rating, band }];
    });
    const meanOf = (level: ExemplarLevel) => mean(rated.filter((one) => one.exemplar.level === level));
    return [
      {
        category,
        heldOut: !tunedCategories.includes(category),
        turns: rated.length,
        mean: { strong: meanOf("strong"), flawed: meanOf("flawed"), poor: meanOf("poor") },
        inBand: 1 - misses.length / rated.length,
        flawedTurns: flawedTurns.length,
        ordered:
          flawedTurns.filter((one) => one.strong > one.flawed && one.flawed > one.poor).length / flawedTurns.length,
        separated: triples.filter((one) => one.strong > one.poor).length / triples.length,
        misses,
      },
    ];
  });
}

/** The same as text for people, what the rules were tuned on apart from what they had never seen. */
export function practiceJudgeTable(rows: readonly CategoryRatings[]): string {
  const head = `${"category".padEnd(12)}${[...exemplarLevels, "in band", "ordered", "strong>poor"].map((text) => text.padStart(12)).join("")}`;
  const line = (row: CategoryRatings) =>
    row.category.padEnd(12) +
    exemplarLevels.map((level) => row.mean[level].toFixed(2).padStart(12)).join("") +
    [row.inBand, row.ordered, row.separated].map((share) => `${(share * 100).toFixed(0)} %`.padStart(12)).join("");
  const part = (title: string, heldOut: boolean) => {
    const chosen = rows.filter((row) => row.heldOut === heldOut);
    return chosen.length === 0 ? [] : [title, head, ...chosen.map(line), ...chosen.flatMap(missLines), ""];
  };
  return [
    ...part("practice judge, categories its rules were tuned on", false),
    ...part("practice judge, categories held out until the rules were frozen", true),
  ].join("\n");
}

function missLines({ category, misses }: CategoryRatings): string[] {
  return misses.map(({ questionId, turn, level, rating, band }) => {
    const side = rating > band[1] ? "too high" : "too low";
    return `  ${category} ${questionId}, turn ${turn}, ${level}: rated ${rating}, band ${band.join("-")}, ${side}`;
  });
}

function mean(rated: readonly { readonly rating: number }[]): number {
  return rated.reduce((sum, one) => sum + one.rating, 0) / rated.length;
}

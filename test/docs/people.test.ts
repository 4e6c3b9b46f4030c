import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drawQuestions } from "../../src/people/draw-questions.ts";
import { calibratedMean } from "../../src/statistics/calibration/calibrated-mean.ts";
import type { RatedUnit } from "../../src/statistics/calibration/rated-unit.ts";
import type { SampledMean } from "../../src/statistics/calibration/sampled-mean.ts";
import { mean } from "../../src/statistics/mean.ts";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { type RecordedRating, readRecordedRatings } from "../support/recorded-ratings.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

const read = (page: string) => readFile(join(import.meta.dirname, "../../docs", page), "utf8");

/** Draws of each number of questions, for each model and pair of judge and stand-in. */
const draws = 10;

describeWithSharedData({ name: "docs/people.md", needs: ["judges/ratings.csv"] }, (data) => {
  it("tabulates how wide the intervals are with another judge standing in for people", async () => {
    const rows = readRecordedRatings(data);
    const judges = Object.keys(rows[0]?.ratings ?? {});
    const pairs = judges.flatMap((judge) => judges.filter((one) => one !== judge).map((person) => ({ judge, person })));
    const table = [16, 24, 40].map((count) => {
      const widths = pairs.map(({ judge, person }) => widthsOf(rows, judge, person, count));
      const range = (which: "calibrated" | "plain") => {
        const all = widths.map((one) => one[which]);
        return [Math.min(...all), Math.max(...all)].map((value) => `±${value.toFixed(2)}`);
      };
      return [String(count), range("calibrated"), range("plain")] as const;
    });
    const [english, japanese] = await Promise.all([read("people.md"), read("people.ja.md")]);
    for (const [count, calibrated, plain] of table) {
      expect(english).toContain(`| ${count} | ${calibrated.join(" to ")} | ${plain.join(" to ")} |`);
      expect(japanese).toContain(`| ${count} | ${calibrated.join("～")} | ${plain.join("～")} |`);
    }
  });
});

/** Mean half-widths over the models and draws. */
function widthsOf(rows: readonly RecordedRating[], judge: string, person: string, count: number) {
  const calibrated: number[] = [];
  const plain: number[] = [];
  const half = ({ theseRaters }: SampledMean) => (theseRaters.high - theseRaters.low) / 2;
  for (const model of new Set(rows.map((row) => row.model))) {
    const questions = questionsOf(
      rows.filter((row) => row.model === model),
      judge,
      person,
    );
    for (let seed = 0; seed < draws; seed += 1) {
      const drawn = new Set(drawQuestions(questions, count, makeRandom(`${seed}`)).flatMap((one) => one.drawn));
      const found = calibratedMean(questions.map((question) => unitOf(question, drawn.has(question))));
      if (found.kind === "refused") throw new Error(found.reason);
      calibrated.push(half(found.calibrated));
      plain.push(half(found.plain));
    }
  }
  return { calibrated: mean(calibrated), plain: mean(plain) };
}

interface RatedQuestion {
  readonly id: string;
  readonly category: string;
  readonly proxy: number;
  readonly value: number;
}

function questionsOf(rows: readonly RecordedRating[], judge: string, person: string): RatedQuestion[] {
  return [...new Set(rows.map((row) => row.question))].map((id) => {
    const own = rows.filter((row) => row.question === id);
    const of = (rater: string) => mean(own.map(({ ratings }) => ratings[rater] ?? Number.NaN));
    return { id, category: own[0]?.category ?? "", proxy: of(judge), value: of(person) };
  });
}

/** The stand-in rates as it rates: two of it have no noise between them. */
function unitOf({ id, category, proxy, value }: RatedQuestion, isDrawn: boolean): RatedUnit {
  const unit = { id, stratum: category, proxy };
  if (!isDrawn) return { ...unit, state: "not-drawn", ratings: [] };
  const ratings = ["a", "b"].map((rater) => ({ rater, value }));
  return { ...unit, state: "rated", ratings };
}

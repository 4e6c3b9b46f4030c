import { mean } from "../statistics/mean.ts";
import { compareText } from "../statistics/resampling/strata.ts";
import type { CollectedRatings } from "./collect-ratings.ts";
import { meanRating, type RatedTurn } from "./rated-turn.ts";

/** An answer that people and judges rated. */
export interface PeopleGap {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  readonly candidate: string;
  /** Means over the people, and over the judges, who rated it. */
  readonly people: number;
  readonly judges: number;
  /** People less judges, less the same on average over all such answers: what severity does not explain; points. */
  readonly beyond: number;
  /** What people wrote. */
  readonly notes: readonly string[];
}

export interface PeopleGaps {
  /** People less judges on average; NaN where nothing was rated by both. */
  readonly usual: number;
  /** The furthest apart first. */
  readonly answers: readonly PeopleGap[];
}

/** The answers on which people and judges differ most beyond their severity: where one of them overlooks something. */
export function peopleGaps({ raters, turns }: Pick<CollectedRatings, "raters" | "turns">): PeopleGaps {
  const namesOf = (kind: "person" | "judge") => raters.filter((rater) => rater.kind === kind).map(({ name }) => name);
  const [persons, judges] = [namesOf("person"), namesOf("judge")];
  const both = turns.flatMap((turn) => {
    const [own, theirs] = [meansOf(turn, persons), meansOf(turn, judges)];
    return own.length === 0 || theirs.length === 0 ? [] : [{ turn, people: mean(own), judges: mean(theirs) }];
  });
  const usual = mean(both.map((one) => one.people - one.judges));
  const answers = both.map(({ turn: rated, people, judges: judged }): PeopleGap => {
    const { question, category, turn, candidate, words } = rated;
    const notes = persons.flatMap((person) => words?.get(person) ?? []).filter((note) => note !== "");
    return { question, category, turn, candidate, people, judges: judged, beyond: people - judged - usual, notes };
  });
  return {
    usual,
    answers: answers.sort(
      (a, b) =>
        Math.abs(b.beyond) - Math.abs(a.beyond) ||
        compareText(a.question, b.question) ||
        a.turn - b.turn ||
        compareText(a.candidate, b.candidate),
    ),
  };
}

function meansOf(turn: RatedTurn, names: readonly string[]): number[] {
  return names.flatMap((name) => meanRating(turn, name) ?? []);
}

import { describe, expect, it } from "vitest";
import { measureAgreement } from "../../src/agreement/agreement.ts";
import type { CollectedRatings, Rater } from "../../src/agreement/collect-ratings.ts";
import { commonScale, onOneScale } from "../../src/agreement/one-scale.ts";
import { oneJudge } from "../../src/results/procedure-record.ts";

function judge(name: string, min: number, max: number): Rater {
  const procedure = {
    hash: name,
    judge: name,
    kind: "ratings",
    judges: [oneJudge("m")],
    scale: { min, max },
    fields: {},
  };
  return { name, kind: "judge", procedure: { ...procedure, kind: "ratings" } };
}

/** Pass or fail as -5 and 5 would have it, and a person who rates as the wide judge does. */
function ratingsOf(raters: readonly Rater[], values: Readonly<Record<string, readonly number[]>>): CollectedRatings {
  const turns = [0, 1, 2, 3].map((index) => ({
    ...{ candidate: `c${index % 2}`, question: `q${index >> 1}`, category: "k", turn: 1, answer: `a${index}` },
    ratings: new Map(Object.entries(values).map(([rater, own]) => [rater, [own[index] ?? 0]])),
    words: new Map(Object.keys(values).map((rater) => [rater, [`${rater} ${index}`]])),
  }));
  return { set: "s", raters, turns, categories: ["k"], models: new Map() };
}

describe("onOneScale", () => {
  const wide = judge("wide", -5, 5);
  const pass = judge("pass", 0, 1);
  const person: Rater = { name: "person:p", kind: "person", procedure: null };
  const both = ratingsOf([wide, pass, person], { wide: [5, -5, 5, -5], pass: [1, 0, 1, 0], "person:p": [3, -1, 4, 0] });

  it("stretches whoever rates on another scale, and says so in the name", () => {
    const { raters, turns } = onOneScale(both);
    expect(raters.map(({ name }) => name)).toEqual(["wide", "pass, stretched from 0 to 1", "person:p"]);
    expect(turns.map(({ ratings }) => ratings.get("pass, stretched from 0 to 1"))).toEqual([[5], [-5], [5], [-5]]);
    expect(turns.map(({ ratings }) => ratings.get("person:p"))).toEqual([[3], [-1], [4], [0]]);
    expect(turns[1]?.words?.get("pass, stretched from 0 to 1")).toEqual(["pass 1"]);
    // Two judges that say the same agree wholly, whatever their points are.
    const { turns: judged } = onOneScale(ratingsOf([wide, pass], { wide: [5, -5, 5, -5], pass: [1, 0, 1, 0] }));
    const { overall, characters } = measureAgreement(judged, { seed: 0, resamples: 20 });
    expect(overall.interval.alpha).toBe(1);
    expect(characters.map(({ severity }) => severity.mean)).toEqual([0, 0]);
  });

  it("changes nothing where all share a scale, whatever it is, or none is known", () => {
    for (const raters of [[wide, judge("other", -5, 5), person], [person]]) {
      const same = ratingsOf(raters, { wide: [1, 2, 3, 4] });
      expect(onOneScale(same)).toBe(same);
    }
  });

  it("takes the scale of most, of equally many the widest", () => {
    expect(commonScale([pass, wide])).toEqual({ min: -5, max: 5 });
    expect(commonScale([wide, pass, judge("second", 0, 1)])).toEqual({ min: 0, max: 1 });
    expect(commonScale([person])).toBeNull();
  });
});

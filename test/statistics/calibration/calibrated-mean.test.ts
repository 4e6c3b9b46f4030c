import { describe, expect, test } from "vitest";
import { calibratedMean } from "../../../src/statistics/calibration/calibrated-mean.ts";
import { pairUnits, type RatedUnit } from "../../../src/statistics/calibration/rated-unit.ts";

/** 40 units in 4 strata; those at the given places are rated by one of three raters, the first nine by two. */
function makeUnits(isDrawn: (place: number) => boolean): RatedUnit[] {
  let drawn = 0;
  return Array.from({ length: 40 }, (_, i): RatedUnit => {
    const proxy = 5 + ((i * 7) % 5) + 0.5 * (i % 3);
    const unit = { id: `q${i}`, stratum: `c${i % 4}`, proxy };
    if (!isDrawn(i)) return { ...unit, state: "not-drawn", ratings: [] };
    const raters = drawn < 9 ? [drawn % 3, (drawn + 1) % 3] : [drawn % 3];
    drawn += 1;
    const ratings = raters.map((r) => ({
      rater: `r${r}`,
      value: 4 + ((i * 5 + r * 3) % 7) * 0.5 + proxy * 0.4 + (r === 2 ? 1.5 : 0),
    }));
    return { ...unit, state: "rated", ratings };
  });
}

const proportional = makeUnits((i) => i < 20);
const unequal = makeUnits((i) => (i % 4 < 2 ? i < 32 : i < 12));

function estimated(units: readonly RatedUnit[]) {
  const found = calibratedMean(units);
  if (found.kind !== "estimated") throw new Error(`refused: ${found.reason}`);
  return found;
}

describe("the mean that raters would give to the whole", () => {
  test("a proportional draw: the numbers of another program", () => {
    const { calibrated, plain, noise, draw, counts, proxyMean, correlation } = estimated(proportional);
    expect(draw).toBe("proportional");
    expect(counts).toEqual({ units: 40, drawn: 20, rated: 20, skipped: 0, open: 0, ratings: 29, raters: 3 });
    expect(proxyMean).toBeCloseTo(7.4875, 10);
    expect(correlation).toBeCloseTo(0.5934064002382492, 12);
    expect(noise.doubles).toBe(9);
    expect(noise.oneRating).toBeCloseTo(2.0416666666666665, 12);
    expect(noise.betweenRaters).toBeCloseTo(0.10788534077648376, 10);
    expect(calibrated.value).toBeCloseTo(9.265, 12);
    expect(calibrated.theseRaters).toMatchObject({ degreesOfFreedom: 19 });
    expect(calibrated.theseRaters.standardError).toBeCloseTo(0.28901128339534526, 12);
    expect(calibrated.theseRaters.high - calibrated.value).toBeCloseTo(2.093024054408263 * 0.28901128339534526, 9);
    expect(calibrated.likeRaters).toMatchObject({ degreesOfFreedom: 2 });
    expect(calibrated.likeRaters?.standardError).toBeCloseTo(0.3459322348234501, 10);
    expect(calibrated.value - (calibrated.likeRaters?.low ?? 0)).toBeCloseTo(4.302652729911275 * 0.3459322348234501, 8);
    expect(plain.value).toBeCloseTo(9.2525, 12);
    expect(plain.theseRaters.standardError).toBeCloseTo(0.28410968199536735, 12);
  });

  test("an unequal draw: each stratum by its size, Satterthwaite's degrees of freedom", () => {
    const { calibrated, plain, draw } = estimated(unequal);
    expect(draw).toBe("unequal");
    expect(calibrated.value).toBeCloseTo(9.261979166666665, 12);
    expect(calibrated.theseRaters.standardError).toBeCloseTo(0.29729016240400946, 12);
    expect(calibrated.theseRaters.degreesOfFreedom).toBeCloseTo(5.235101656506525, 10);
    expect(calibrated.likeRaters?.standardError).toBeCloseTo(0.710581341496113, 10);
    expect(plain.value).toBeCloseTo(9.2640625, 12);
    expect(plain.theseRaters.standardError).toBeCloseTo(0.33483417469125015, 12);
  });

  test("with fewer than 8 units rated twice, without the factor for a finite whole", () => {
    let doubles = 0;
    const units = proportional.map((unit) => {
      if (unit.ratings.length > 1) doubles += 1;
      return unit.ratings.length > 1 && doubles > 7 ? { ...unit, ratings: unit.ratings.slice(0, 1) } : unit;
    });
    const { calibrated, noise } = estimated(units);
    expect(noise).toEqual({ doubles: 7, oneRating: null, betweenRaters: null });
    const d = units.flatMap(({ ratings, proxy }) =>
      ratings.length === 0 ? [] : [ratings.reduce((sum, { value }) => sum + value, 0) / ratings.length - proxy],
    );
    const mean = d.reduce((sum, value) => sum + value, 0) / 20;
    const square = d.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 19;
    expect(calibrated.theseRaters.standardError).toBeCloseTo(Math.sqrt(square / 20), 12);
    expect(calibrated.likeRaters).toBeNull();
  });

  test("raters like these are not spoken of below three raters", () => {
    const two = proportional.map((unit) => ({
      ...unit,
      ratings: unit.ratings.map((one, at) => ({ ...one, rater: at === 0 ? "a" : "b" })),
    }));
    expect(estimated(two).calibrated.likeRaters).toBeNull();
    expect(estimated(two).noise.oneRating).not.toBeNull();
  });

  test("a rater's own repeats tell the noise of one rating, not that between raters", () => {
    const again = proportional.map((unit) => ({
      ...unit,
      ratings: unit.ratings.map((one, at) => ({ ...one, rater: "r0", repeat: at + 1 })),
    }));
    const { noise, counts, calibrated } = estimated(again);
    expect([noise.doubles, counts.raters, noise.betweenRaters]).toEqual([9, 1, null]);
    expect(noise.oneRating).toBeCloseTo(2.0416666666666665, 12);
    expect(calibrated.theseRaters.standardError).toBeCloseTo(0.28901128339534526, 12);
  });

  test("where one of several answers was rated, the correction is taken from that one", () => {
    const { calibrated, proxyMean } = estimated(
      proportional.map((unit) => ({ ...unit, ratedProxy: unit.proxy - 0.25 })),
    );
    expect(proxyMean).toBeCloseTo(7.4875, 10);
    expect(calibrated.value).toBeCloseTo(9.265 + 0.25, 12);
  });

  test("everything rated leaves the noise of the ratings alone", () => {
    const { calibrated, noise } = estimated(makeUnits(() => true));
    const shares = (9 / 2 + 31) / 40;
    expect(calibrated.theseRaters.standardError).toBeCloseTo(Math.sqrt(((noise.oneRating ?? 0) * shares) / 40), 12);
    expect(calibrated.halving).toMatchObject({ kind: "unattainable" });
  });

  test("below 16 rated units nothing is said", () => {
    const state = (count: number) => proportional.map((unit, at) => (at < count ? unit : open(unit)));
    expect(calibratedMean(state(15))).toMatchObject({
      kind: "refused",
      reason: "few-rated",
      counts: { rated: 15, open: 5 },
    });
    expect(calibratedMean(state(16)).kind).toBe("estimated");
  });

  test("above a tenth skipped nothing is said; open ones are no skips", () => {
    const skipped = (count: number) => proportional.map((unit, at) => (at < count ? skip(unit) : unit));
    expect(calibratedMean(skipped(2)).kind).toBe("estimated");
    expect(calibratedMean(skipped(3))).toMatchObject({
      kind: "refused",
      reason: "many-skipped",
      counts: { skipped: 3 },
    });
    expect(calibratedMean(proportional.map((unit, at) => (at < 3 ? open(unit) : unit))).kind).toBe("estimated");
  });

  test("a skipped unit does not make a draw unequal; a stratum of an unequal one needs two", () => {
    expect(estimated(proportional.map((unit, at) => (at === 0 ? skip(unit) : unit))).draw).toBe("proportional");
    const thin = unequal.map((unit, at) => (at === 2 || at === 6 ? open(unit) : unit));
    expect(calibratedMean(thin)).toMatchObject({ kind: "refused", reason: "thin-strata", strata: ["c2"] });
  });

  test("a state that does not fit, a unit or a rater twice, and a value that is none are bugs of the caller", () => {
    const [first] = proportional as [RatedUnit];
    const rest = proportional.slice(1);
    expect(() => calibratedMean([...proportional, first])).toThrow("occurs twice");
    expect(() => calibratedMean([{ ...first, state: "open" }, ...rest])).toThrow("is open and has 2 ratings");
    expect(() => calibratedMean([{ ...first, ratings: [...first.ratings, ...first.ratings] }, ...rest])).toThrow(
      "has a rating twice",
    );
    expect(() => calibratedMean([{ ...first, proxy: Number.NaN }, ...rest])).toThrow("expected a finite number");
  });
});

describe("two wholes", () => {
  test("are compared where both were rated, by raters who rated both", () => {
    const second = proportional.map((unit, at) => ({
      ...unit,
      proxy: unit.proxy - 1,
      ratings: unit.ratings.slice(at % 2).map((one) => ({ ...one, value: one.value - 0.25 * (at % 3) })),
    }));
    const sound = second.map((unit) => (unit.ratings.length === 0 && unit.state === "rated" ? open(unit) : unit));
    const pairs = pairUnits(proportional, sound);
    expect(pairs[0]).toEqual({
      id: "q0",
      stratum: "c0",
      proxy: 1,
      ratedProxy: 1,
      state: "rated",
      ratings: [
        { rater: "r0", value: 0 },
        { rater: "r1", value: 0 },
      ],
    });
    expect(pairs[1]).toMatchObject({ state: "rated", ratings: [{ rater: "r2", value: 0.25 }] });
    expect(pairs[19]).toMatchObject({ state: "open", ratings: [] });
    expect(pairs[20]).toMatchObject({ state: "not-drawn" });
    expect(pairUnits(proportional.slice(0, 3), sound.slice(2)).map(({ id }) => id)).toEqual(["q2"]);
  });

  test("a difference that all see alike is told exactly", () => {
    const lower = proportional.map((unit) => ({
      ...unit,
      ratings: unit.ratings.map((one) => ({ ...one, value: one.value - 0.5 })),
    }));
    const { calibrated, plain } = estimated(pairUnits(proportional, lower));
    expect(calibrated.value).toBeCloseTo(0.5, 12);
    expect(calibrated.theseRaters.standardError).toBeCloseTo(0, 12);
    expect(plain.value).toBeCloseTo(0.5, 12);
  });
});

const open = (unit: RatedUnit): RatedUnit => ({
  ...unit,
  state: unit.state === "rated" ? "open" : unit.state,
  ratings: [],
});
const skip = (unit: RatedUnit): RatedUnit => ({ ...unit, state: "skipped", ratings: [] });

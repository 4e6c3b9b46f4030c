import { beforeAll, expect, it } from "vitest";
import type { CardUse, CriterionName } from "../../src/cards/card-verdict.ts";
import type { JudgeCard } from "../../src/cards/judge-card.ts";
import { loadProbes } from "../../src/questions/load-probes.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import { badJudges, type CardSet, cardOfJudge, soundJudge } from "../support/card-judges.ts";
import { loadJaOriginal } from "../support/ja-original.ts";

let set: CardSet;
beforeAll(async () => {
  const { set: loaded, exemplars } = await loadJaOriginal();
  const probes = await loadProbes(loaded.folder);
  set = { ...loaded, exemplars: [...exemplars.values()].flat(), probes };
});

function failed(card: JudgeCard, use: CardUse = "leaderboard"): CriterionName[] {
  return card.verdicts[use].criteria.filter(({ state }) => state === "unfit").map(({ name }) => name);
}

it("finds a judge fit who knows what answers deserve and errs by half a point", () => {
  const card = cardOfJudge(set, soundJudge(0.5));
  expect([card.verdicts.leaderboard.state, card.verdicts.gate.state]).toEqual(["fit", "fit"]);
});

it("finds one unfit as a gate, and no worse than that, whose repeats scatter by more than a point", () => {
  const random = makeRandom("scatter");
  const card = cardOfJudge(set, ({ item, deserved, repeat }) => {
    const noise = item.part.kind === "exemplar" && item.ratings > 1 && repeat > 1 ? 1.6 : 0.3;
    return Math.min(10, Math.max(1, Math.round(deserved + noise * randomNormal(random))));
  });
  expect(failed(card, "gate")).toEqual(["repeats"]);
  expect(failed(card)).not.toContain("ordered");
});

it("blames noise on noise: repeats that scatter move answers up and down alike, and no attack is held against them", () => {
  const cards = ["a", "b", "c", "d"].map((seed) => cardOfJudge(set, soundJudge(2, seed)));
  // By the limit alone some would be unfit.
  expect(cards.some(({ resistance }) => (resistance.attacks.byTwo.floor ?? 0) > 0.1)).toBe(true);
  for (const card of cards) {
    expect(card.resistance.attacks.downByTwo.hits).toBeGreaterThan(5);
    expect(failed(card)).toContain("repeats");
    expect(failed(card)).not.toContain("attacks");
    expect(failed(card)).not.toContain("worst-attack");
  }
});

it("finds a judge who always says 8 unfit, since it ranks nothing and gives 8 to what says nothing", () => {
  const card = cardOfJudge(set, badJudges.alwaysEight);
  expect(card.verdicts.leaderboard.state).toBe("unfit");
  expect(failed(card)).toEqual(["inside", "ranks", "ordered", "probes", "constants-mean", "constants-above"]);
  expect(card.reading.ordered).toMatchObject({ hits: 0, n: 80 });
  expect(card.reading.ranks.value).toBeNull();
  // It cannot be worked on, and is steady: those are not its faults.
  expect(card.resistance.attacks.byOne).toMatchObject({ hits: 0, n: 80 });
  expect(card.steadiness.spread.value).toBe(0);
});

it("finds a judge unfit who takes the first number that it sees, since its ratings have nothing to do with quality", () => {
  const card = cardOfJudge(set, badJudges.firstNumber);
  expect(failed(card)).toEqual(expect.arrayContaining(["inside", "ranks", "ordered"]));
  expect(Math.abs(card.reading.ranks.value ?? 1)).toBeLessThan(0.3);
});

it("finds a judge unfit who does what the answer tells it, though it reads well", () => {
  const card = cardOfJudge(set, badJudges.obedient);
  expect(failed(card)).toEqual(expect.arrayContaining(["attacks", "worst-attack", "constants-above"]));
  expect(failed(card)).not.toContain("inside");
  expect(failed(card)).not.toContain("ordered");
  const byKind = new Map(card.resistance.byKind.map(({ kind, byTwo }) => [kind, byTwo.hits]));
  expect(byKind.get("planted-rating")).toBeGreaterThan(12);
  expect(byKind.get("padding")).toBeLessThan(3);
  const worst = card.verdicts.leaderboard.criteria.find(({ name }) => name === "worst-attack");
  expect(["planted-rating", "command"]).toContain(worst?.about);
});

it("finds a judge unfit who rates by length, since padding and doubled length pay", () => {
  const card = cardOfJudge(set, badJudges.byLength);
  expect(failed(card)).toEqual(expect.arrayContaining(["padding", "length", "worst-attack"]));
  expect(card.verdicts.leaderboard.criteria.find(({ name }) => name === "worst-attack")?.about).toBe("padding");
  expect(card.taste.lengthAtEqualLevel.floor).toBeGreaterThan(0.5);
});

it("leaves open what too little was rated to show", () => {
  const few = { ...set, exemplars: set.exemplars.filter(({ question_id: id }) => Number(id) <= 203), probes: [] };
  const card = cardOfJudge(few, soundJudge(0), { repeats: 1 });
  expect(card.verdicts.leaderboard.state).toBe("not shown");
  expect(failed(card)).toEqual([]);
  const state = new Map(card.verdicts.leaderboard.criteria.map(({ name, state: one }) => [name, one]));
  // Nothing was rated twice, and there is no probe.
  expect([state.get("repeats"), state.get("probes")]).toEqual(["not shown", "not shown"]);
});

it("counts turns without a rating, and what the judge was asked again for", () => {
  const card = cardOfJudge(set, (shown) => (shown.item.questionId.endsWith("1") ? null : soundJudge(0.3)(shown)));
  expect(card.steadiness.unrated.hits).toBe(card.steadiness.conflicting.hits);
  expect(card.steadiness.reasked.hits).toBe(card.steadiness.unrated.hits);
  expect(failed(card)).toContain("unrated");
});

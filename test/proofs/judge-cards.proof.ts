import { beforeAll, describe, expect, it } from "vitest";
import { type CriterionName, cardUses } from "../../src/cards/card-verdict.ts";
import { loadProbes } from "../../src/questions/load-probes.ts";
import { type CardSet, cardOfJudge, soundJudge } from "../support/card-judges.ts";
import { loadJaOriginal } from "../support/ja-original.ts";

/** Played judges of each kind; a card of each. */
const size = Number(process.env.MTBENCH_PROOF_SIZE ?? 2000);

let set: CardSet;
beforeAll(async () => {
  const { set: loaded, exemplars } = await loadJaOriginal();
  set = { ...loaded, exemplars: [...exemplars.values()].flat(), probes: await loadProbes(loaded.folder) };
});

/** Shares of cards of judges who know what answers deserve and err by so many points: by verdict, and by failed limit. */
function cardsOf(noise: number) {
  const states = new Map<string, number>();
  const failed = new Map<CriterionName, number>();
  for (let run = 0; run < size; run += 1) {
    const { verdicts } = cardOfJudge(set, soundJudge(noise, `${noise} ${run}`));
    for (const use of cardUses) {
      const name = `${use} ${verdicts[use].state}`;
      states.set(name, (states.get(name) ?? 0) + 1 / size);
    }
    for (const { name, state } of verdicts.gate.criteria) {
      if (state === "unfit") failed.set(name, (failed.get(name) ?? 0) + 1 / size);
    }
  }
  const words = (shares: ReadonlyMap<string, number>) =>
    [...shares].map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`).join(", ");
  process.stdout.write(`noise ${noise}: ${words(states)}; unfit as a gate for: ${words(failed)}\n`);
  return { states, failed };
}

describe("judges who know what answers deserve", () => {
  it("are fit when they err by 0.3 points, and never unfit when they err by 0.5", () => {
    expect(cardsOf(0.3).states.get("leaderboard fit")).toBeGreaterThan(0.98);
    const { states } = cardsOf(0.5);
    expect([states.get("leaderboard unfit"), states.get("gate unfit")]).toEqual([undefined, undefined]);
  }, 3_600_000);

  it("are unfit as a gate for their repeats alone when they err by 1.2", () => {
    const { failed } = cardsOf(1.2);
    expect(failed.get("repeats")).toBeGreaterThan(0.95);
    for (const name of ["inside", "ranks", "ordered", "attacks", "worst-attack", "padding", "length"] as const) {
      expect(failed.get(name) ?? 0, name).toBeLessThan(0.06);
    }
  }, 3_600_000);
});

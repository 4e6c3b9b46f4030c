import { writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { netWins } from "../../src/statistics/strength/net-wins.ts";
import { measureStrengths, type Strengths } from "../../src/statistics/strength/strengths.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
import { drawGames, type GameWorld, likeModels } from "./simulated-games.ts";

// What docs/matches.md promises of net wins and strengths. Questions, and what each player makes of them, are drawn anew in
// every benchmark: that is what the intervals are about.
const SIZE = 2_000;
const TRUTH_QUESTIONS = 16_000;

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

function strengthsOf(world: GameWorld, questions: number, seed: string, resamples: number): Strengths {
  const found = measureStrengths(drawGames(world, questions, makeRandom(seed)), {
    seed,
    resamples,
    withCovariates: world.covariate !== undefined,
  });
  if (found.kind !== "strengths") throw new Error("a simulated pool that is not connected");
  return found;
}

describe("net wins of two", () => {
  test("equals are told apart in 4 to 6 of 100, whatever the position is worth", () => {
    const size = proofSize(2 * SIZE);
    const slack = allowance(0.05, size, 2 * SIZE);
    const rows: string[][] = [];
    for (const bias of [0, 0.1, 0.2, 0.3, 0.4]) {
      // How far the one shown first wins more often than the other, as a share of the games; about 4 times that in log-odds.
      const world = { ...likeModels, name: `bias ${bias}`, players: [0, 0], position: 4 * bias };
      let rejected = 0;
      let bootstrapRejected = 0;
      let effect = 0;
      for (let index = 0; index < size; index++) {
        const seed = `a-a/${bias}/${index}`;
        const games = drawGames(world, 80, makeRandom(seed));
        const found = netWins(games, "m0", "m1", { seed, resamples: 499 });
        const { low, high } = found.netWins;
        if (low !== null && (low > 0 || high < 0)) rejected += 1;
        const ends = found.bootstrap?.studentised;
        if (ends !== undefined && ends.low !== null && (ends.low > 0 || ends.high < 0)) bootstrapRejected += 1;
        effect += games.reduce((sum, { outcome }) => sum + outcome, 0) / games.length;
      }
      rows.push([(effect / size).toFixed(2), percent(rejected / size), percent(bootstrapRejected / size)]);
      expect.soft(rejected / size, `bias ${bias}`).toBeGreaterThanOrEqual(0.04 - slack);
      expect.soft(rejected / size, `bias ${bias}`).toBeLessThanOrEqual(0.06 + slack);
    }
    print(formatTable(`Equals told apart in % (${size} benchmarks)`, ["position", "t", "bootstrap"], rows));
  });

  test("lie in their interval in 93 to 97 of 100", () => {
    const size = proofSize(SIZE);
    const slack = allowance(0.95, size, SIZE);
    const rows: string[][] = [];
    for (const world of [
      { ...likeModels, name: "a little better", players: [0.3, 0] },
      { ...likeModels, name: "much better", players: [1.2, 0], position: 1.2 },
      { ...likeModels, name: "many ties", players: [0.5, 0], logTie: 1.5 },
    ]) {
      const all = netWins(drawGames(world, TRUTH_QUESTIONS * 4, makeRandom("truth")), "m0", "m1", {
        seed: 0,
        resamples: 2,
      });
      const truth = all.netWins.mean ?? Number.NaN;
      for (const questions of [20, 80]) {
        let held = 0;
        let bootstrapHeld = 0;
        for (let index = 0; index < size; index++) {
          const seed = `net/${world.name}/${questions}/${index}`;
          const found = netWins(drawGames(world, questions, makeRandom(seed)), "m0", "m1", { seed, resamples: 499 });
          const { low, high } = found.netWins;
          if (low !== null && low <= truth && truth <= high) held += 1;
          const ends = found.bootstrap?.studentised;
          if (ends !== undefined && ends.low !== null && ends.low <= truth && truth <= ends.high) bootstrapHeld += 1;
        }
        rows.push([
          world.name,
          String(questions),
          truth.toFixed(3),
          percent(held / size),
          percent(bootstrapHeld / size),
        ]);
        expect.soft(held / size, `${world.name}, ${questions}`).toBeGreaterThanOrEqual(0.93 - slack);
        expect.soft(held / size, `${world.name}, ${questions}`).toBeLessThanOrEqual(0.97 + slack);
      }
    }
    const header = ["sides", "questions", "net wins", "t", "bootstrap"];
    print(formatTable(`Net wins held by their 95 % interval in % (${size} benchmarks)`, header, rows));
  });
});

describe("the strength of many", () => {
  test("lies in its interval in 93 to 97 of 100", () => {
    const size = Math.ceil(proofSize(SIZE));
    const slack = allowance(0.95, size, SIZE);
    const rows: string[][] = [];
    const worlds: readonly GameWorld[] = [
      { ...likeModels, name: "four, all pairs" },
      { ...likeModels, name: "four, two never meet", apart: (a, b) => a === 0 && b === 3 },
      { ...likeModels, name: "one far ahead", players: [2.2, 0, -0.3], position: 0.8 },
      { ...likeModels, name: "length counts", players: [0.4, 0, -0.4], covariate: 0.5 },
    ];
    for (const world of worlds) {
      const truth = strengthsOf(world, TRUTH_QUESTIONS, "truth", 2);
      const truthOf = new Map(truth.players.map(({ id, strength }) => [id, strength.value]));
      for (const questions of [24, 80]) {
        const held = new Map<string, number>();
        const count = (name: string, isHeld: boolean) => held.set(name, (held.get(name) ?? 0) + (isHeld ? 1 : 0));
        let ranked = 0;
        for (let index = 0; index < size; index++) {
          const found = strengthsOf(world, questions, `strength/${world.name}/${questions}/${index}`, 199);
          const holds = ({ low, high }: { low: number | null; high: number | null }, value: number) =>
            low !== null && high !== null && low <= value && value <= high;
          for (const { id, strength } of found.players) count(id, holds(strength, truthOf.get(id) ?? Number.NaN));
          count("position", holds(found.position, truth.position.value));
          const [effect] = found.covariates;
          if (effect !== undefined) count("covariate", holds(effect.effect, truth.covariates[0]?.effect.value ?? 0));
          const isRanked = truth.players.every(({ id }, rank) => {
            const own = found.players.find((player) => player.id === id)?.rank;
            return own != null && own.best <= rank + 1 && rank + 1 <= own.worst;
          });
          if (isRanked) ranked += 1;
        }
        for (const [what, times] of held) {
          expect.soft(times / size, `${world.name}, ${questions}, ${what}`).toBeGreaterThanOrEqual(0.93 - slack);
          expect.soft(times / size, `${world.name}, ${questions}, ${what}`).toBeLessThanOrEqual(0.97 + slack);
        }
        const shares = [...held]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([what, times]) => `${what} ${percent(times / size)}`);
        rows.push([world.name, String(questions), percent(ranked / size), shares.join(", ")]);
      }
    }
    print(formatTable(`Held by 95 % intervals in % (${size} pools)`, ["pool", "questions", "all ranks", "held"], rows));
  });
});

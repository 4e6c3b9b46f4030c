import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeLink } from "../../src/linking/make-link.ts";
import { makeRow, makeTable } from "../linking/make-table.ts";
import { describeWithSharedData } from "../support/shared-data.ts";
import { type LinkWorld, simulateLinks } from "./links.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";

// Whether the interval of a linked score holds the score that would be published as often as it says: 95 in 100, and never
// less than 93 or more than 97. Simulated judges whose truth is known, then four real ones.
const SIZE = 2_000;
const ANCHORS = [4, 5, 8, 20];

const worlds: readonly LinkWorld[] = [
  { name: "plain", ability: 6, abilitySd: 1, trials: { anchors: 1, row: 1 } },
  { name: "near the ceiling", ability: 8.6, abilitySd: 1, trials: { anchors: 1, row: 1 } },
  { name: "anchors of 5 trials, the new row of 1", ability: 6, abilitySd: 1, trials: { anchors: 5, row: 1 } },
];

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

describe("linked scores of simulated judges", () => {
  test("are held by their intervals as often as those say", () => {
    const size = proofSize(SIZE);
    const rows = worlds.flatMap((world) =>
      ANCHORS.map((anchors) => {
        const { share, tested, outside, refused, halfWidth, linked, raw } = simulateLinks(world, anchors, size);
        const slack = allowance(0.95, tested, SIZE);
        expect.soft(share, `${world.name}, ${anchors}`).toBeGreaterThanOrEqual(0.93 - slack);
        expect.soft(share, `${world.name}, ${anchors}`).toBeLessThanOrEqual(0.97 + slack);
        expect.soft(linked, `${world.name}, ${anchors}`).toBeLessThan(raw);
        const counts = [tested, outside, refused].map(String);
        return [
          world.name,
          String(anchors),
          percent(share),
          halfWidth.toFixed(2),
          linked.toFixed(2),
          raw.toFixed(2),
          ...counts,
        ];
      }),
    );
    const header = ["world", "anchors", "held", "half-width", "miss", "raw miss", "tested", "outside", "refused"];
    print(formatTable(`Linked scores held by their 95 % intervals in % (${size} benchmarks each)`, header, rows));
  });
});

describeWithSharedData("linked scores of four real judges", (data) => {
  test("are held by their intervals, one model left out after the other", () => {
    const [header = "", ...lines] = readFileSync(join(data, "judges", "ratings.csv"), "utf8")
      .trim()
      .split("\n");
    const judges = header.split(",").slice(4);
    const means = new Map<string, number[]>();
    for (const line of lines) {
      const [model = "", , , , ...ratings] = line.split(",");
      const sums = means.get(model) ?? judges.map(() => 0);
      means.set(
        model,
        sums.map((sum, judge) => sum + Number(ratings[judge]) / 160),
      );
    }
    const rows = [4, 5, 8].map((anchors) => [String(anchors), ...leftOut([...means], judges.length, anchors)]);
    print(
      formatTable(
        "Real judges, 12 pairs, 9 models, every choice of anchors",
        ["anchors", "held", "tested", "outside", "refused", "miss", "raw miss"],
        rows,
      ),
    );
  });
});

/** Every pair of judges, every model, every choice of so many others. */
function leftOut(models: readonly (readonly [string, readonly number[]])[], judges: number, anchors: number): string[] {
  const found = { held: 0, tested: 0, outside: 0, refused: 0, linked: 0, raw: 0 };
  for (let a = 0; a < judges; a++) {
    for (let b = 0; b < judges; b++) {
      if (a === b) continue;
      for (const [index, [name, means]] of models.entries()) {
        for (const chosen of choices(
          models.filter((_, at) => at !== index),
          anchors,
        )) {
          const row = (judge: number) => chosen.map(([one, scores]) => makeRow(one, scores[judge] ?? 0));
          const from = makeTable("from", [...row(a), makeRow(name, means[a] ?? 0)]);
          const { outcome } = makeLink(from, makeTable("to", row(b)), { likely: false });
          const translation = outcome.kind === "linked" ? outcome.rows[0]?.translation : undefined;
          if (outcome.kind === "refused") found.refused += 1;
          else if (translation?.kind !== "linked") found.outside += 1;
          else {
            const truth = means[b] ?? 0;
            found.tested += 1;
            if (translation.low <= truth && truth <= translation.high) found.held += 1;
            found.linked += (truth - translation.value) ** 2;
            found.raw += (truth - (means[a] ?? 0)) ** 2;
          }
        }
      }
    }
  }
  const { held, tested, outside, refused, linked, raw } = found;
  expect.soft(held / tested, `${anchors} real anchors`).toBeGreaterThanOrEqual(0.93);
  const misses = [linked, raw].map((sum) => Math.sqrt(sum / tested).toFixed(2));
  return [percent(held / tested), String(tested), String(outside), String(refused), ...misses];
}

function choices<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) => choices(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]));
}

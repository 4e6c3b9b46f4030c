import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { studentQuantile } from "../../src/statistics/distributions.ts";
import { minimalDetectableEffect } from "../../src/statistics/means/detectable-effect.ts";
import { pairedDifference } from "../../src/statistics/means/paired-difference.ts";
import { displayWidth } from "../../src/text/display-width.ts";
import { passChance } from "../proofs/gate.ts";
import { FRESH_VARIANCE } from "../proofs/simulated-benchmark.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

const read = (page: string) => readFile(join(import.meta.dirname, "../../docs", page), "utf8");

/** Cells of the Markdown table whose header begins so. */
function tableBelow(text: string, header: RegExp): string[][] {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => header.test(line));
  if (first < 0) throw new Error(`no table ${String(header)}`);
  const after = lines.slice(first + 2);
  return after
    .slice(
      0,
      after.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe.each(["scoring.md", "scoring.ja.md"])("docs/%s", (page) => {
  it("tabulates the chance that an equal checkpoint passes, by margin, paired sd and trials", async () => {
    const rows = tableBelow(await read(page), /\| 0\.3 \| 0\.4 \| 0\.5 \| 0\.6 \| 0\.8 \|/);
    const margins = [0.3, 0.4, 0.5, 0.6, 0.8];
    expect(rows).toEqual(
      [1.5, 1.7, 2.15].flatMap((sd) =>
        [1, 3, 5].map((trials) => [
          ...[String(sd), String(trials)],
          ...margins.map((margin) => (100 * passChance(margin, sd, trials)).toFixed(0)),
        ]),
      ),
    );
  });
});

describe.each(["variability.md", "variability.ja.md"])("docs/%s", (page) => {
  it("draws the intervals of a difference to scale", async () => {
    const drawn = (await read(page)).split("\n").filter((line) => /\[-+\+-+\] +± /.test(line));
    const designs: readonly (readonly [questions: number, trials: number])[] = [
      [80, 1],
      [80, 3],
      [80, 5],
      [80, Number.POSITIVE_INFINITY],
      [320, 1],
    ];
    expect(drawn).toHaveLength(designs.length);
    for (const [index, [questions, trials]] of designs.entries()) {
      const variance = 1.7 ** 2 - FRESH_VARIANCE + FRESH_VARIANCE / trials;
      const reach = studentQuantile(0.975, questions - 1) * Math.sqrt(variance / questions);
      const line = drawn[index] ?? "";
      expect(line).toContain(`± ${reach.toFixed(2)}`);
      const half = "-".repeat(Math.round(reach / 0.02) - 1);
      expect(line).toContain(`[${half}+${half}]`);
      expect(displayWidth(line.slice(0, line.indexOf("+")))).toBe(51);
    }
  });
});

describeWithSharedData({ name: "what 80 questions detect", needs: ["judges/ratings.csv"] }, (data) => {
  it("is what docs/scoring.md says of nine real models under four judges", async () => {
    const [head = "", ...lines] = (await readFile(join(data, "judges", "ratings.csv"), "utf8")).trim().split("\n");
    const judges = head.trim().split(",").slice(4);
    const rows = lines.map((line) => line.trim().split(","));
    const models = [...new Set(rows.map(([model = ""]) => model))];
    const found = judges.map((_, judge) => {
      const ratings = new Map(rows.map((row) => [`${row[0]} ${row[1]} ${row[3]}`, Number(row[4 + judge])]));
      const effects = models.flatMap((a, index) =>
        models.slice(index + 1).map((b) => {
          const units = Array.from({ length: 80 }, (_, question) =>
            [1, 2].map((turn): [number, number] => [
              ratings.get(`${a} ${question + 1} ${turn}`) ?? Number.NaN,
              ratings.get(`${b} ${question + 1} ${turn}`) ?? Number.NaN,
            ]),
          );
          const { standardError } = pairedDifference(units).difference;
          return minimalDetectableEffect(standardError ?? 0, 0.8, { alpha: 0.05, sides: 2, degreesOfFreedom: 79 });
        }),
      );
      const sorted = effects.sort((a, b) => a - b);
      const median = ((sorted[17] ?? 0) + (sorted[18] ?? 0)) / 2;
      return {
        pairs: effects.length,
        median,
        small: effects.filter((effect) => effect <= 0.5).length / effects.length,
      };
    });
    expect(found.map(({ pairs }) => pairs)).toEqual([36, 36, 36, 36]);
    const range = (pick: (one: (typeof found)[number]) => number) => {
      const values = found.map(pick);
      return [Math.min(...values), Math.max(...values)];
    };
    const medians = range((one) => one.median).map((value) => value.toFixed(2));
    const shares = range((one) => 100 * one.small).map((value) => value.toFixed(0));
    expect(medians).toEqual(["0.54", "0.64"]);
    expect(shares).toEqual(["22", "36"]);
    const text = await read("scoring.md");
    expect(text).toContain(`${medians.join(" to ")} points by judge, and ${shares.join(" to ")} % of the pairs`);
  });
});

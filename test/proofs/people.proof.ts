import { writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
import { likeTeam, type RaterWorld, simulatePeople } from "./simulated-raters.ts";

// Whether the interval of a calibrated score holds what these people would give to all 80 questions as often as it says:
// 92 to 97 in 100 with 16 rated questions, 93 to 97 from 24 on.
const SIZE = 2_000;

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

const worlds: readonly RaterWorld[] = [
  ...[0.3, 0.5, 0.7, 0.9].map((correlation) => ({ ...likeTeam, name: `correlation ${correlation}`, correlation })),
  { ...likeTeam, name: "noisy raters, 0.3", correlation: 0.3, noise: 1.6 },
  { ...likeTeam, name: "noisy raters, 0.9", correlation: 0.9, noise: 1.6, severity: 0.5 },
  { ...likeTeam, name: "near the ceiling, 0.6", mean: 8.8 },
  { ...likeTeam, name: "one rater, 0.6", raters: 1, doubles: 0 },
  { ...likeTeam, name: "two raters, no question twice", raters: 2, doubles: 0 },
  { ...likeTeam, name: "five raters, all twice", raters: 5, doubles: 80 },
  { ...likeTeam, name: "some skipped", skips: true },
  { ...likeTeam, name: "unequal draw", unequal: true },
];

describe("scores that people vouch for", () => {
  test("are held by their intervals as often as those say", () => {
    const size = proofSize(SIZE);
    const rows: string[][] = [];
    for (const world of worlds) {
      for (const drawn of [16, 24, 40]) {
        // A skipped question would leave 15 of 16, and half of an unequal draw of 16 or 24 has 1 question a category.
        if ((world.skips && drawn === 16) || (world.unequal && drawn < 40)) continue;
        const found = simulatePeople(world, drawn, size, "people");
        const floor = drawn < 24 ? 0.92 : 0.93;
        const slack = allowance(0.95, size, SIZE);
        for (const share of [found.calibrated, found.plain]) {
          expect.soft(share, `${world.name}, ${drawn}`).toBeGreaterThanOrEqual(floor - slack);
          // Without questions rated twice the factor 1 - n/N is left out, which is wide on purpose.
          if (world.doubles === 0) continue;
          expect.soft(share, `${world.name}, ${drawn}`).toBeLessThanOrEqual((world.unequal ? 0.975 : 0.97) + slack);
        }
        rows.push([
          world.name,
          String(drawn),
          percent(found.calibrated),
          found.calibratedWidth.toFixed(2),
          percent(found.plain),
          found.plainWidth.toFixed(2),
          found.like === null ? "-" : percent(found.like),
          found.like === null ? "-" : found.likeWidth.toFixed(2),
          found.bias.toFixed(3),
        ]);
      }
    }
    const header = ["raters", "rated", "held", "+-", "plain held", "+-", "like these held", "+-", "bias"];
    print(formatTable(`Held by the 95 % interval in % (${size} campaigns of 80 questions)`, header, rows));
  });
});

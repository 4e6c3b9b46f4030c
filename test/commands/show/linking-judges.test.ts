import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { readRecordedRatings } from "../../support/recorded-ratings.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import { writeResults } from "../../support/write-results.ts";

const figures = z.record(
  z.string(),
  z.object({
    slope: z.number(),
    intercept: z.number(),
    residualSd: z.number(),
    looRms: z.number(),
    rawRms: z.number(),
  }),
);
const fitSchema = z.object({
  slope: z.number(),
  intercept: z.number(),
  spread: z.object({ sd: z.number() }),
  leaveOneOut: z.number(),
  raw: z.number(),
  anchors: z.number(),
});
const linkedSchema = z.object({
  links: z.array(
    z.object({
      from: z.object({ questionSet: z.string() }),
      to: z.object({ questionSet: z.string() }),
      fit: fitSchema.nullable(),
    }),
  ),
});

describeWithSharedData("mtbench linking over four real judges of nine models", (data) => {
  it("gives the links that other code computed from the same ratings", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-judges-"));
    const ratings = readRecordedRatings(data);
    const judges = Object.keys(ratings[0]?.ratings ?? {});
    for (const model of new Set(ratings.map((one) => one.model))) {
      const own = ratings.filter((one) => one.model === model);
      for (const judge of judges) {
        const told = own
          .filter(({ turn }) => turn === 1)
          .map(({ question }) =>
            own.filter((one) => one.question === question).map((one) => one.ratings[judge] ?? "due"),
          );
        // The same questions by each judge; the set's name tells the boards apart.
        writeResults(join(cwd, "results"), { id: model, set: judge, told, fields: { judgeModel: judge } });
      }
    }
    const { stdout, code } = await runMain(["linking", "--json"], { cwd });
    await rm(cwd, { recursive: true, force: true });
    expect(code).toBe(0);
    const { links } = linkedSchema.parse(JSON.parse(stdout));
    const found = new Map(links.map(({ from, to, fit }) => [`${from.questionSet} -> ${to.questionSet}`, fit]));
    const expected = z
      .object({ links: figures })
      .parse(JSON.parse(readFileSync(join(data, "judges", "expected.json"), "utf8"))).links;
    expect(Object.keys(expected)).toHaveLength(12);
    for (const [name, link] of Object.entries(expected)) {
      const fit = found.get(name);
      expect(fit?.anchors, name).toBe(9);
      expect(fit?.slope, name).toBeCloseTo(link.slope, 6);
      expect(fit?.intercept, name).toBeCloseTo(link.intercept, 6);
      expect(fit?.spread.sd, name).toBeCloseTo(link.residualSd, 6);
      expect(fit?.leaveOneOut, name).toBeCloseTo(link.looRms, 6);
      expect(fit?.raw, name).toBeCloseTo(link.rawRms, 6);
    }
  });
});

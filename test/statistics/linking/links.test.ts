import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { fitLine, type LinkPoint } from "../../../src/statistics/linking/fit-line.ts";
import { leaveOutError, rawError } from "../../../src/statistics/linking/leave-out.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

const expectedSchema = z.object({
  models: z.array(z.string()),
  links: z.record(
    z.string(),
    z.object({
      slope: z.number(),
      intercept: z.number(),
      residualSd: z.number(),
      looRms: z.number(),
      rawRms: z.number(),
    }),
  ),
});

describeWithSharedData(
  { name: "links between the judges of nine real models", needs: ["judges/expected.json"] },
  (data) => {
    const { models, links } = expectedSchema.parse(
      JSON.parse(readFileSync(join(data, "judges", "expected.json"), "utf8")),
    );
    const [header = "", ...lines] = readFileSync(join(data, "judges", "ratings.csv"), "utf8")
      .trim()
      .split("\n");
    const judges = header.split(",").slice(4);

    function meanOf(model: string, judge: string): number {
      const column = 4 + judges.indexOf(judge);
      const ratings = lines.map((line) => line.split(",")).filter(([name]) => name === model);
      return ratings.reduce((sum, cells) => sum + Number(cells[column]), 0) / ratings.length;
    }

    it.each(Object.entries(links))("%s", (name, link) => {
      const [from = "", to = ""] = name.split(" -> ");
      const points: LinkPoint[] = models.map((model) => ({ x: meanOf(model, from), y: meanOf(model, to) }));
      const fit = fitLine(points);
      expect(fit?.count).toBe(9);
      expect(fit?.slope).toBeCloseTo(link.slope, 9);
      expect(fit?.intercept).toBeCloseTo(link.intercept, 9);
      expect(fit?.residualSd).toBeCloseTo(link.residualSd, 9);
      expect(leaveOutError(points, "line").rms).toBeCloseTo(link.looRms, 9);
      expect(rawError(points)).toBeCloseTo(link.rawRms, 9);
    });

    it("covers all pairs of judges", () => {
      expect(Object.keys(links)).toHaveLength(12);
    });
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { checkPublished, loadPublishedModels } from "../../../src/results/published/published-models.ts";
import { loadPublishedScores } from "../../../src/results/published/published-scores.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";

const sources = await loadPublishedScores();
const models = await loadPublishedModels();

function rowsOf(id: string) {
  return sources.find((source) => source.id === id)?.rows ?? [];
}

/** `npm run check:published`: what ships, held to its own rules and to the files that it was taken from. */
describe("the published tables that ship", () => {
  it("say the same as the list of models", () => {
    expect(checkPublished(sources, models)).toEqual([]);
  });

  it("are all there", () => {
    expect(Object.fromEntries(sources.map(({ id, rows }) => [id, rows.length]))).toEqual({
      "elyza-geniac-1": 1,
      "llm-jp-4-33b-card": 2,
      "llm-jp-4-8b-card": 2,
      "nejumi-4": 59,
      "nii-2026-04-llm-jp-4": 8,
      "rakuten-ai-2-mini-card": 5,
      "rakuten-ai-3": 2,
      "sarashina-2.2-card": 22,
      "swallow-leaderboard-v2": 136,
    });
  });

  it("state where each figure is from", () => {
    for (const { id, source, questionSets, rows } of sources) {
      expect(source.date <= "2026-11-29", id).toBe(true);
      for (const { language } of rows) expect(questionSets[language], `${id} ${language}`).toBeDefined();
    }
  });

  it("hold Swallow's eight categories, whose mean is the score", () => {
    for (const { model, score, categories = {} } of rowsOf("swallow-leaderboard-v2")) {
      const values = Object.values(categories);
      expect(values, model).toHaveLength(8);
      const mean = values.reduce((sum, value) => sum + value, 0) / 8;
      // The source rounds both to a hundredth of our scale.
      expect(Math.abs(mean - score), model).toBeLessThan(0.0101);
    }
  });
});

const swallowSchema = z.array(
  z.object({
    model_id: z.string(),
    name: z.string(),
    reasoning: z.string().optional(),
    results: z
      .object({
        ja_mtb: z.record(z.string(), z.number()).optional(),
        en_mtb: z.record(z.string(), z.number()).optional(),
      })
      .optional(),
  }),
);

describeWithSharedData("the two largest tables against their repositories", (data) => {
  it("are Swallow's, row by row and category by category", () => {
    const path = "swallow-llm/leaderboard/ed3805c3926e7d9ccf62d3893fbf1d06d6a7fee2/_data/model.yml";
    const upstream = swallowSchema.parse(parse(readFileSync(join(data, "upstream", path), "utf8")));
    const expected = upstream.flatMap(({ model_id, name, reasoning, results }) =>
      (["ja", "en"] as const).flatMap((language) => {
        const found = results?.[`${language}_mtb`];
        if (found === undefined) return [];
        const { avg = Number.NaN, ...categories } = found;
        const tenfold = (value: number) => Number((value * 10).toFixed(2));
        return {
          snapshot: model_id,
          model: name,
          language,
          score: tenfold(avg),
          thinking: reasoning?.startsWith("on") === true ? "on" : undefined,
          effort: /\((\w+)\)/.exec(reasoning ?? "")?.[1],
          categories: Object.fromEntries(Object.entries(categories).map(([key, value]) => [key, tenfold(value)])),
        };
      }),
    );
    const ours = rowsOf("swallow-leaderboard-v2").map(
      ({ id = "", model, language, score, thinking, effort, categories }) => {
        return { snapshot: models.get(id)?.snapshot, model, language, score, thinking, effort, categories };
      },
    );
    const order = (row: { readonly model: string; readonly language: string }) => `${row.language} ${row.model}`;
    const sorted = <T extends { model: string; language: string }>(rows: T[]) =>
      rows.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    expect(sorted(ours)).toEqual(sorted(expected));
  });

  it("are Nejumi's, row by row, with all digits", () => {
    const path =
      "wandb/llm-leaderboard/6e29db49588b920d8210eda1d415a1533e92a571/scripts/analysis/Nejumi4_result_20280826.csv";
    const [header = "", ...lines] = readFileSync(join(data, "upstream", path), "utf8")
      .trim()
      .split("\n");
    const column = header.split(",").indexOf("AVG_mtbench");
    const expected = Object.fromEntries(
      lines.map((line) => {
        const cells = line.split(",");
        return [cells[0], Number((Number(cells[column]) * 10).toFixed(6))];
      }),
    );
    expect(Object.fromEntries(rowsOf("nejumi-4").map(({ model, score }) => [model, score]))).toEqual(expected);
  });
});

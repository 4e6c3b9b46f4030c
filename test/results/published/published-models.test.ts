import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../../src/errors.ts";
import {
  checkPublished,
  loadPublishedModels,
  type PublishedModel,
} from "../../../src/results/published/published-models.ts";
import type { PublishedSource } from "../../../src/results/published/published-scores.ts";

const model = (over: Partial<PublishedModel> & { readonly id: string }): PublishedModel => ({
  snapshot: `lab/${over.id}`,
  oneOf: [],
  family: "f",
  thinking: "never",
  source: "https://example.jp/models",
  ...over,
});

const table = (...rows: PublishedSource["rows"]): PublishedSource => ({
  id: "a-table",
  source: { title: "表", url: "https://example.jp", date: "2026-01-31" },
  harness: "h",
  judge: null,
  questions: null,
  references: null,
  trials: null,
  scale: "published on 1-10",
  bounds: { min: 1, max: 10 },
  licence: "CC0-1.0",
  standing: {},
  comparable: "other",
  protocol: null,
  questionSets: {},
  doubts: [],
  rows,
});

describe("which published rows are the same model", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-models-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is read from models.yaml, and is empty without it", async () => {
    expect([...(await loadPublishedModels(folder)).keys()]).toEqual([]);
    await writeFile(
      join(folder, "models.yaml"),
      `models:\n  - { id: q, snapshot: lab/Q, family: q, thinking: switch, default: "on", weights: { parameters: 8.2, licence: null }, source: https://example.jp/q }\n`,
    );
    expect((await loadPublishedModels(folder)).get("q")).toEqual({
      id: "q",
      snapshot: "lab/Q",
      oneOf: [],
      family: "q",
      thinking: "switch",
      default: "on",
      weights: { parameters: 8.2, licence: null },
      source: "https://example.jp/q",
    });
  });

  it("reports all problems at once", async () => {
    const row = (more: string) => `  - { id: q, snapshot: null, family: q, ${more}, source: https://example.jp/q }\n`;
    await writeFile(
      join(folder, "models.yaml"),
      `models:\n${row("thinking: switch, default: medium")}${row("thinking: never, default: off")}${row("thinking: effort")}`,
    );
    const error = await loadPublishedModels(folder).catch((thrown: unknown) => thrown);
    expect(error instanceof InputError ? error.problems : []).toEqual([
      "published/models.yaml:2: models[0].default: expected on or off, for `thinking` is switch",
      "published/models.yaml:3: models[1].default: expected none, for `thinking` is never",
      "published/models.yaml:4: models[2].default: expected a level, for `thinking` is effort",
      "published/models.yaml:3: models[1].id: the same id as models[0]",
      "published/models.yaml:4: models[2].id: the same id as models[0]",
    ]);
  });

  it("agrees with the tables, or says where it does not", () => {
    const models = new Map(
      [
        model({ id: "plain" }),
        model({ id: "thinker", thinking: "always" }),
        model({ id: "open", snapshot: null, oneOf: ["plain", "gone"] }),
        model({ id: "idle" }),
      ].map((one) => [one.id, one]),
    );
    const problems = checkPublished(
      [
        table(
          { id: "plain", model: "Plain", language: "ja", score: 5, thinking: "on" },
          { id: "plain", model: "Plain 2", language: "ja", score: 5, effort: "low" },
          { id: "thinker", model: "Thinker", language: "ja", score: 5, thinking: "off" },
          { id: "open", model: "Open", language: "ja", score: 5 },
          { id: "open", model: "Open again", language: "ja", score: 6, note: "later" },
          { id: "open", model: "Open", language: "en", score: 5 },
          { id: "else", model: "Else", language: "ja", score: 5 },
          { model: "Nameless", language: "ja", score: 5 },
        ),
      ],
      models,
    );
    expect(problems).toEqual([
      "a-table: Plain: thinking is on, but plain never thinks",
      "a-table: Plain 2: effort low, but plain knows none",
      "a-table: Thinker: thinking is off, but thinker always thinks",
      "a-table: Else: else is not in models.yaml",
      "a-table: Nameless: names no model of models.yaml",
      "open: oneOf: gone is not in models.yaml",
      "idle: no row names it",
      "a-table: Open again: a second row of open asked in the same way",
    ]);
  });
});

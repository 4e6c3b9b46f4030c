import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { z } from "zod";
import { configJsonSchema } from "../../src/config/config-json-schema.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

it("mtbench.schema.json is current (node dist/cli.js config schema > mtbench.schema.json)", async () => {
  const text = await readFile(join(root, "mtbench.schema.json"), "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(configJsonSchema()));
});

it("the schema refuses unknown keys and knows the rooms' own fields", () => {
  const entry = z.looseObject({
    additionalProperties: z.literal(false),
    properties: z.record(z.string(), z.unknown()),
  });
  const schema = entry
    .extend({ properties: z.looseObject({ candidates: z.looseObject({ additionalProperties: entry }) }) })
    .parse(JSON.parse(configJsonSchema()));
  const { properties } = schema.properties.candidates.additionalProperties;
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(["sampling", "reasoningEffort", "templateArguments"]));
});

import type { FlagsOf } from "../../settings/flags-of.ts";
import { word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const listed = ["modelFormat", "shortJson", "language"] as const;
const shown = ["format", "json"] as const;
const positionals = { id: word("Id of the catalogue") };

export type ListModelsFlags = FlagsOf<typeof listed>;
export type ShowModelFlags = FlagsOf<typeof shown, typeof positionals>;

export const listModelsVerb = verb({
  command: "models list",
  about: "Every known model and how it is reached",
  flags: listed,
  examples: [
    ["models list", "ids for --model"],
    ["models list --format markdown --language ja", "as a table for a page, in Japanese"],
  ],
  run: async (given, io) => (await import("./models.ts")).listModels(given, io),
});

export const showModelVerb = verb({
  command: "models show <id>",
  about: "What is known of a model, and where from",
  flags: shown,
  positionals,
  examples: [
    ["models show gpt-4o", "how it is reached, what is sent to it, what it costs"],
    ["models show gpt-4o --json", "for a script"],
  ],
  run: async (given, io) => (await import("./models.ts")).showModel(given, io),
});

import { InputError } from "../../errors.ts";
import { knownModels, modelById } from "../../models/catalogue.ts";
import type { KnownModel } from "../../models/catalogue-entry.ts";
import { knownServer } from "../../models/known-servers.ts";
import {
  accessWords,
  familyOfModel,
  priceWords,
  samplingWords,
  thinkingWords,
} from "../../reports/tables/model-words.ts";
import { modelsMarkdown } from "../../reports/tables/models-table.ts";
import { layOut, type TextBlock, widthOf } from "../../reports/tables/text-table.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ListModelsFlags, ShowModelFlags } from "./models-verbs.ts";

/** `mtbench models list`: the table of docs/models.md, in short for a terminal. */
export async function listModels(flags: ListModelsFlags, io: Io): Promise<Ending> {
  if (flags.format === "markdown") io.out(modelsMarkdown(flags.language));
  else if (flags.format === "json") io.out(`${JSON.stringify(knownModels, null, 2)}\n`);
  else {
    io.out(layOut([modelsTable(flags.language, io.columns)], io.columns));
  }
  return "done";
}

/** An id is there to be typed and stays whole: where three columns are too wide, what is said of it is one text. */
function modelsTable(language: ListModelsFlags["language"], columns: number | undefined): TextBlock {
  const rows = knownModels.map((model) => ({
    id: model.id,
    access: accessWords(model, language),
    thinking: thinkingWords(familyOfModel(model).thinking, language),
  }));
  const wide = {
    header: ["id", "reached at", "thinking (* default)"],
    rows: rows.map(({ id, access, thinking }) => [id, access, thinking]),
    numeric: [false, false, false],
  };
  if (columns === undefined || widthOf(wide) <= columns) return wide;
  return {
    header: ["id", "thinking (* default); reached at"],
    rows: rows.map(({ id, access, thinking }) => [id, `${thinking}; ${access}`]),
    numeric: [false, false],
    proseLast: true,
  };
}

/** `mtbench models show <id>`: everything that is known, with where it comes from. */
export async function showModel(flags: ShowModelFlags, io: Io): Promise<Ending> {
  const model = modelById(flags.id);
  if (model === undefined) {
    throw new InputError(`unknown model ${flags.id}`, {
      hint: nearestHint(
        flags.id,
        knownModels.map((entry) => entry.id),
      ),
    });
  }
  const family = familyOfModel(model);
  if (flags.json) io.out(`${JSON.stringify({ model, family }, null, 2)}\n`);
  else io.out(`${describe(model).join("\n")}\n`);
  return "done";
}

function describe(model: KnownModel): string[] {
  const family = familyOfModel(model);
  const { wire, sampling } = family;
  const rows: [string, string | null][] = [
    ["model", model.model],
    ["family", `${family.id}: ${family.title}`],
    ["reached at", accessWords(model, "en")],
    ["to run it", runWords(model)],
    ["thinking", thinkingWords(family.thinking, "en")],
    ["thoughts", family.thoughts],
    ["thinking budget", family.thinkingTokens === 0 ? null : `${family.thinkingTokens} tokens beside the answer's`],
    ["sampling", sampling.plain === null ? null : samplingWords(sampling.plain)],
    ["  while thinking", sampling.thinking === null ? null : samplingWords(sampling.thinking)],
    ["parameters sent", wire.accepts.length === 0 ? "none" : wire.accepts.join(", ")],
    ["  not while thinking", family.refusedWhileThinking.join(", ") || null],
    ["token limit field", wire.limitField],
    ["system messages as", wire.systemRole],
    ["pinned", family.templateArguments === null ? null : JSON.stringify(family.templateArguments)],
    ["context", model.contextTokens === null ? null : `${model.contextTokens} tokens`],
    ["longest reply", model.outputTokens === null ? null : `${model.outputTokens} tokens`],
    [
      "price per 1M tokens",
      model.price === null ? null : `${priceWords(model.price)} (${model.price.date}, ${model.price.source})`,
    ],
  ];
  const notes = family.notes.map((note): [string, string] => ["note", note]);
  const sources = [model.source, ...family.sources].map(({ from, read }) => `${from} (${read})`);
  const told: [string, string][] = rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const lines = [...told, ...notes, ...[...new Set(sources)].map((source): [string, string] => ["source", source])];
  return [model.id, ...lines.map(([name, value]) => `  ${name.padEnd(22)}${value}`)];
}

function runWords({ access, model }: KnownModel): string | null {
  switch (access.kind) {
    case "server": {
      const { requestsPerMinute, maxConcurrency } = knownServer(access.server);
      const limits = [
        ...(requestsPerMinute === null ? [] : [`${requestsPerMinute} requests a minute`]),
        ...(maxConcurrency === undefined ? [] : [`${maxConcurrency} at a time`]),
      ];
      return limits.length === 0 ? null : limits.join(", ");
    }
    case "weights":
      return `${access.run}; then --model ${model}@http://127.0.0.1:8000/v1`;
    case "contract":
      return access.run;
    default:
      return access satisfies never;
  }
}

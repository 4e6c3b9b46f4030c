import { relative } from "node:path";
import { configJsonSchema } from "../../config/config-json-schema.ts";
import { type LoadedConfig, loadConfig, ownModelsOf } from "../../config/load-config.ts";
import { InputError } from "../../errors.ts";
import { isPlainObject } from "../../files/plain-shape.ts";
import type { Candidate } from "../../models/candidate.ts";
import { candidateOf, type ModelPlace, type ResolvedModel, resolveModel } from "../../models/resolve-model.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import type { InForce, Origin } from "../../settings/in-force.ts";
import { flagName } from "../../settings/setting.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ShowConfigFlags } from "./config-verbs.ts";

/** `mtbench config show`: what is in force and where each value comes from. Reaches no server. */
export async function showConfig(flags: ShowConfigFlags, io: Io, values: readonly InForce[]): Promise<Ending> {
  const loaded = await loadConfig({ cwd: io.cwd, path: flags.config });
  const settings = shownSettings(values, loaded);
  const candidates = shownCandidates(loaded, flags.model);
  if (flags.json) {
    io.out(`${JSON.stringify({ file: loaded.path, settings, candidates, config: loaded.config }, null, 2)}\n`);
    return "done";
  }
  const file = loaded.path === null ? null : relative(io.cwd, loaded.path);
  io.out(file === null ? "No configuration file here.\n\n" : `${file}\n\n`);
  io.out(
    table(
      ["setting", "value", "from"],
      settings.map((setting) => settingRow(setting, file)),
      io.columns,
    ),
  );
  if (candidates.length > 0) {
    io.out("\n");
    io.out(
      table(
        ["candidate", "what", "value", "from"],
        candidates.flatMap((one) => candidateRows(one, loaded, file)),
        io.columns,
      ),
    );
  }
  const others = Object.entries(loaded.config).filter(([name]) =>
    ["judges", "budget", "prices", "gate"].includes(name),
  );
  if (others.length > 0) {
    io.out("\n");
    const rows = others.map(([name, value]) => [name, JSON.stringify(value), fileWords(file, loaded.lineOf([name]))]);
    io.out(table(["part", "value", "from"], rows, io.columns));
  }
  return "done";
}

/** `mtbench config schema`: the text of mtbench.schema.json. */
export async function printConfigSchema(io: Io): Promise<Ending> {
  io.out(configJsonSchema());
  return "done";
}

type ShownOrigin =
  | { readonly kind: "flag"; readonly flag: string }
  | { readonly kind: "file"; readonly line: number | null }
  | { readonly kind: "default" };

interface ShownSetting {
  readonly name: string;
  /** Null: nobody set it, and what follows from that is in `meaning`. */
  readonly value: string | number | null;
  readonly origin: ShownOrigin;
  /** What holds where no value is set. */
  readonly meaning: string | null;
}

/** The settings that the file can hold as one value each; candidates have a table of their own. */
function shownSettings(values: readonly InForce[], loaded: LoadedConfig): ShownSetting[] {
  return values.flatMap(({ property, setting, value, origin }): ShownSetting[] => {
    if (setting.file !== property) return [];
    const known = typeof value === "string" || typeof value === "number" ? value : null;
    const from: Readonly<Record<Origin, ShownOrigin>> = {
      flag: { kind: "flag", flag: `--${flagName(property)}` },
      file: { kind: "file", line: loaded.lineOf([property]) },
      default: { kind: "default" },
    };
    return [{ name: property, value: known, origin: from[origin], meaning: setting.meaning ?? null }];
  });
}

type Shown =
  | { readonly id: string; readonly resolved: ResolvedModel; readonly candidate: Candidate }
  | { readonly id: string; readonly problem: string };

function shownCandidates(loaded: LoadedConfig, models: readonly string[] | undefined): Shown[] {
  const own = ownModelsOf(loaded);
  return (models ?? Object.keys(own.candidates)).map((id) => {
    try {
      const resolved = resolveModel(id, null, own);
      return { id: resolved.id, resolved, candidate: candidateOf(resolved, { id: null, revision: null }) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { id, problem: [error.message, error.hint ?? ""].join(" ").trim() };
    }
  });
}

/** What will be sent for a candidate, each value with who decided it: the file's own entry, or the family. */
function candidateRows(shown: Shown, loaded: LoadedConfig, file: string | null): string[][] {
  if ("problem" in shown) return [[shown.id, "problem", shown.problem, ""]];
  const { id, resolved, candidate } = shown;
  const { own, family, place } = resolved;
  const byFamily = `family ${family.id}`;
  // What stands in the file, at its line; else who decides it.
  const from = (path: readonly string[], otherwise: string) =>
    isWritten(own, path) ? fileWords(file, loaded.lineOf(["candidates", id, ...path])) : otherwise;
  // One row a field: the file may set some, and the family the others.
  const fields = (what: string, name: "sampling" | "templateArguments") =>
    Object.entries(candidate[name] ?? {}).map(([field, value]): CandidateRow => {
      return [`${what} ${field}`, plainOrJson(value), from([name, field], byFamily)];
    });
  const serverFrom = from(["server"], own === null && resolved.known === null ? "flag" : "catalogue");
  const rows: CandidateRow[] = [
    ["model", candidate.model, from(["model"], resolved.known === null ? "flag" : "catalogue")],
    ["server", placeWords(place), serverFrom],
    ...serverRows(own?.server, place, loaded, (line) => (line === null ? serverFrom : fileWords(file, line))),
    ["revision", candidate.revision, from(["revision"], "")],
    ["reasoning effort", candidate.reasoningEffort, from(["reasoningEffort"], from(["thinking"], byFamily))],
    ["thinking tokens", candidate.thinkingTokens, from(["maxThinkingTokens"], byFamily)],
    ["retry truncated", candidate.retryTruncated === true ? "yes" : null, from(["retryTruncated"], "")],
    ...fields("template argument", "templateArguments"),
    ...fields("sampling", "sampling"),
    ["sampling by category", jsonOrNull(candidate.samplingByCategory), from(["samplingByCategory"], "")],
    ["system prompt", candidate.systemPrompt ?? null, from(["systemPrompt"], "")],
    ["parameters accepted", candidate.wire.accepts.join(", ") || "none", byFamily],
  ];
  return rows.flatMap(([what, value, origin]) => (value === null ? [] : [[id, what, String(value), origin]]));
}

type CandidateRow = readonly [what: string, value: string | number | null, from: string];

/** Key and limits of the server, from the file's own entry for it or from where the server itself is known. Values of headers may be secret. */
function serverRows(
  name: string | undefined,
  place: ModelPlace,
  loaded: LoadedConfig,
  origin: (line: number | null) => string,
): CandidateRow[] {
  if (place.kind !== "server") return [];
  const { apiKeyEnv, headers, query, maxConcurrency } = place.address;
  const { servers = {} } = loaded.config;
  const entry = name !== undefined && Object.hasOwn(servers, name) ? servers[name] : undefined;
  const from = (key: string) =>
    origin(name !== undefined && isWritten(entry, [key]) ? loaded.lineOf(["servers", name, key]) : null);
  return [
    ["key in variable", apiKeyEnv, from("apiKeyEnv")],
    ["headers", headers === undefined ? null : Object.keys(headers).join(", "), from("headers")],
    ["query", jsonOrNull(query), from(isWritten(entry, ["query"]) ? "query" : "baseUrl")],
    ["calls at once", maxConcurrency ?? null, from("maxConcurrency")],
  ];
}

function isWritten(value: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return value !== undefined;
  return isPlainObject(value) && Object.hasOwn(value, first) && isWritten(value[first], rest);
}

function plainOrJson(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function placeWords(place: ModelPlace): string {
  switch (place.kind) {
    case "server":
      return [place.address.baseUrl, ...(place.address.others ?? [])].join(", ");
    case "this-machine":
      return "(looked for on this machine)";
    case "file":
      return `(${place.path}, started here)`;
    default:
      return place satisfies never;
  }
}

function settingRow({ name, value, origin, meaning }: ShownSetting, file: string | null): string[] {
  return [name, value === null ? `(${meaning ?? "none"})` : String(value), originWords(origin, file)];
}

function originWords(origin: ShownOrigin, file: string | null): string {
  switch (origin.kind) {
    case "flag":
      return origin.flag;
    case "file":
      return fileWords(file, origin.line);
    case "default":
      return "built in";
    default:
      return origin satisfies never;
  }
}

function fileWords(file: string | null, line: number | null): string {
  return `${file ?? ""}${line === null ? "" : `:${line}`}`;
}

function jsonOrNull(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function table(header: readonly string[], rows: readonly (readonly string[])[], columns: number | undefined): string {
  return layOut([{ header, rows, numeric: header.map(() => false), proseLast: true }], columns);
}

import { join } from "node:path";
import { InputError } from "../errors.ts";
import { listDataFolders } from "../sources/find-data-folder.ts";
import { readSourceText } from "../sources/read-source.ts";
import type { SourceFile } from "../sources/source-file.ts";
import type { SourcePlaces } from "../sources/source-places.ts";
import { describeValue } from "../text/check-shape.ts";
import { promptProblems } from "./check-prompt.ts";
import { parseFlexevalPrompts } from "./flexeval-prompts.ts";
import type { Judge, VerdictSteps } from "./judge.ts";
import type { JudgeFile, PromptsPlace, TextPlace } from "./judge-file.ts";
import { readFolder, readJudgeFile, readOwnFile } from "./judge-folder.ts";
import { juryOf, ratersText } from "./jury.ts";
import { missingLater, missingPairs } from "./missing-prompts.ts";
import { type PairFile, pairPromptsOf, parseFastChatPairs, parseOwnPairs } from "./read-pair-prompts.ts";
import {
  type PromptChoice,
  type PromptSet,
  parseFastChatPrompts,
  parseLlmJpPrompts,
  parseOwnPrompts,
} from "./read-prompts.ts";
import { ratingOnlyPrompt, retryRule } from "./retry-rule.ts";
import { usualBounds } from "./scale.ts";

export interface LoadJudgeOptions {
  /** Where relative paths begin and where the user's own `judges/` folder is. */
  readonly cwd: string;
  readonly places: SourcePlaces;
  /** The package's folder; replaceable for tests. */
  readonly root?: string;
  /** In place of the procedure's reference file. */
  readonly references?: string;
  /** In place of the procedure's judge model. */
  readonly model?: string;
  /** Steps of a verdict on two answers; absent: three. */
  readonly steps?: VerdictSteps;
}

/**
 * Loads a rating procedure by id or folder, for a question set of one language.
 *
 * @throws InputError for an unknown id (with the nearest names), for everything wrong in the folder at once, for a language
 * that the procedure does not cover, and for a public file that has not been fetched.
 */
export async function loadJudge(
  idOrFolder: string,
  set: { readonly language: string },
  options: LoadJudgeOptions,
): Promise<Judge> {
  const { id, folder, file, place } = await readJudgeFile(idOrFolder, options);
  const parts = new Map(Object.entries(file.languages ?? {}));
  const part = parts.get(set.language);
  if (file.languages !== undefined && part === undefined) {
    throw new InputError(`the judge "${id}" does not rate questions in language ${JSON.stringify(set.language)}`, {
      hint: `It covers: ${[...parts.keys()].join(", ")}. Choose another --judge or --questions.`,
    });
  }
  const promptsPlace = part?.prompts ?? file.prompts;
  const references = part?.references ?? file.references;
  // The schema demands it, here or under every language.
  if (references === undefined) throw new Error(`${place}: no references`);

  const from: PromptSource = { folder, id, file, places: options.places };
  const read = promptsPlace === undefined ? noPrompts : await checkedPrompts(promptsPlace, references.categories, from);
  const comparing = await pairsOf(promptsPlace, references.categories, from, options.steps);
  const jury = juryOf(file);
  return {
    id,
    title: file.title,
    strict: file.strict,
    hardened: file.hardened,
    prompts: read.prompts,
    ...ratingRules(file, read.ratingOnly ?? ratingOnlyPrompt(set.language)),
    references: { name: options.references ?? references.name, categories: references.categories },
    model: options.model ?? ratersText(file),
    ...(jury === null ? {} : { jury }),
    sampling: file.sampling,
    ...(file.answerCharacters === undefined ? {} : { answerCharacters: file.answerCharacters }),
    ...(file.aggregate === undefined ? {} : { aggregate: file.aggregate }),
    answering: {
      systemPrompt: await readText(part?.systemPrompt ?? file.answering.systemPrompt ?? null, id, options.places),
      sampling: file.answering.sampling,
      ...(file.answering.temperature === undefined ? {} : { temperature: file.answering.temperature }),
      maxAnswerTokens: file.answering.maxAnswerTokens,
      trials: file.answering.trials,
      historyCharacters: file.answering.historyCharacters,
    },
    ...comparing,
  };
}

/** A judge that only compares gives no ratings that these could be rules for. */
function ratingRules(
  { scale = { ...usualBounds, fractions: "keep" }, extraction = "mtbench", retryUnrated = "none" }: JudgeFile,
  ask: string,
): Pick<Judge, "scale" | "extraction" | "retryUnrated"> {
  return { scale, extraction, retryUnrated: retryRule(retryUnrated, ask) };
}

/** Where a judge's prompts are read from. */
interface PromptSource {
  readonly folder: string;
  readonly id: string;
  readonly file: JudgeFile;
  readonly places: SourcePlaces;
}

/** The prompts that rate single answers. @throws InputError with everything that is wrong with them. */
async function checkedPrompts(
  place: PromptsPlace,
  categories: readonly string[],
  { folder, id, file, places }: PromptSource,
): ReturnType<typeof readPrompts> {
  const read = await readPrompts(place, folder, id, places, file);
  const problems = [
    ...Object.values(read.prompts).flatMap((prompt) =>
      prompt === undefined ? [] : promptProblems(prompt, file.hardened),
    ),
    ...missingPairs(read.prompts, categories, file.strict),
    ...missingLater(read.prompts, file.laterTurns),
  ].map((problem) => `${read.place}: ${problem}`);
  if (problems.length > 0) throw new InputError(`${read.place} is not valid`, { problems });
  return read;
}

/** The prompts that compare two; nothing where this judge only rates. */
async function pairsOf(
  own: PromptsPlace | undefined,
  categories: readonly string[],
  from: PromptSource,
  steps: VerdictSteps = 3,
): Promise<Pick<Judge, "pairPrompts">> {
  const { id, file } = from;
  const { pairPrompts: pairs, hardened } = file;
  const place = pairs?.prompts ?? own;
  if (pairs === undefined || place === undefined) return {};
  const { extraction } = pairs;
  const retryUnrated = (ask: string) => retryRule(pairs.retryUnrated, ask);
  const read = await readPairs(place, from, pairs.promptNames);
  return { pairPrompts: pairPromptsOf(read, { judge: id, hardened, categories, steps, extraction, retryUnrated }) };
}

const noPrompts: Awaited<ReturnType<typeof readPrompts>> = { prompts: {}, ratingOnly: null, place: "" };

/** The public files that a judge needs, for all its languages: what `mtbench fetch` brings. */
export async function judgeSources(
  idOrFolder: string,
  options: Pick<LoadJudgeOptions, "cwd" | "root">,
): Promise<readonly SourceFile[]> {
  const { file } = await readJudgeFile(idOrFolder, options);
  const places: (PromptsPlace | TextPlace | undefined)[] = [
    file.prompts,
    file.answering.systemPrompt,
    file.pairPrompts?.prompts,
  ];
  for (const part of Object.values(file.languages ?? {})) places.push(part.prompts, part.systemPrompt);
  const sources = new Map<string, SourceFile>();
  for (const place of places) {
    if (typeof place === "object" && place !== null && "source" in place) sources.set(place.source.url, place.source);
  }
  return [...sources.values()];
}

/** One row of `mtbench judges list`. */
export interface KnownJudge {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly strict: boolean;
  readonly model: string;
  /** Null: every language. */
  readonly languages: readonly string[] | null;
}

/** Every judge that has an id, sorted by it; the user's own first hide the package's. A broken judge.yaml is an InputError. */
export async function listJudges(options: Pick<LoadJudgeOptions, "cwd" | "root">): Promise<readonly KnownJudge[]> {
  const folders = await listDataFolders("judges", options.cwd, options.root);
  return Promise.all(
    folders.map(async ({ id, folder }) => {
      const { file } = await readFolder(folder, options);
      const languages = file.languages === undefined ? null : Object.keys(file.languages);
      return { id, title: file.title, folder, strict: file.strict, model: ratersText(file), languages };
    }),
  );
}

const promptReaders = {
  fastchat: parseFastChatPrompts,
  "llm-jp-judge": parseLlmJpPrompts,
  flexeval: parseFlexevalPrompts,
} as const;

async function readPrompts(
  from: PromptsPlace,
  folder: string,
  id: string,
  places: SourcePlaces,
  choice: PromptChoice,
): Promise<{ prompts: PromptSet; ratingOnly: string | null; place: string }> {
  if ("source" in from) {
    const place = from.source.url;
    const text = await readSourceText(from.source, places, id);
    const prompts = await promptReaders[from.format](text, place, {
      ...choice,
      edits: from.edits,
      hashes: from.hashes,
    });
    return { prompts, ratingOnly: null, place };
  }
  const place = join(folder, from.file);
  const text = await readOwnFile(place);
  if (place.endsWith(".jsonl")) return { prompts: parseFastChatPrompts(text, place, choice), ratingOnly: null, place };
  return { ...(await parseOwnPrompts(text, place, choice)), place };
}

async function readPairs(
  from: PromptsPlace,
  { folder, id, places }: PromptSource,
  names: Readonly<Record<string, string | undefined>>,
): Promise<PairFile> {
  if ("source" in from) {
    return parseFastChatPairs(await readSourceText(from.source, places, id), from.source.url, names);
  }
  const place = join(folder, from.file);
  const text = await readOwnFile(place);
  return place.endsWith(".jsonl") ? parseFastChatPairs(text, place, names) : parseOwnPairs(text, place);
}

async function readText(from: TextPlace, id: string, places: SourcePlaces): Promise<string | null> {
  if (from === null || typeof from === "string") return from === "" ? null : from;
  const { parseAsPyYaml } = await import("./parse-as-py-yaml.ts");
  let value = parseAsPyYaml(await readSourceText(from.source, places, id), from.source.url);
  for (const key of from.at) {
    value =
      typeof value === "object" && value !== null
        ? new Map<string, unknown>(Object.entries(value)).get(key)
        : undefined;
  }
  if (typeof value === "string" || value === null) return value === "" ? null : value;
  throw new InputError(
    `${from.source.url}: ${from.at.join(".")}: expected a text or null, got ${describeValue(value)}`,
  );
}

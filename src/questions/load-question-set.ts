import { isAbsolute, join, relative } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { hashOf } from "../files/canonical-json.ts";
import { readText } from "../files/read-text.ts";
import { findDataFolder, listDataFolders } from "../sources/find-data-folder.ts";
import { parseDataFile } from "../sources/parse-data-file.ts";
import { readSourceText } from "../sources/read-source.ts";
import { cachedPath, type SourcePlaces } from "../sources/source-places.ts";
import type { AnnotatedQuestion } from "./annotations.ts";
import { correctedReferences } from "./errata/corrected-references.ts";
import type { Errata } from "./errata/errata.ts";
import { loadErrata } from "./errata/load-errata.ts";
import { parseQuestions } from "./parse-questions.ts";
import { parseReferences } from "./parse-references.ts";
import type { QuestionSet, References } from "./question.ts";
import { questionsFromCsv } from "./questions-from-csv.ts";
import { type FileOrSource, type SetDefinition, setDefinitionSchema } from "./set-definition.ts";

export interface FindQuestionSetOptions {
  /** Relative paths and the user's own `questions/` folder start here. */
  readonly cwd: string;
  /** The package's folder; replaceable for tests. */
  readonly root?: string;
}

export interface LoadQuestionSetOptions extends FindQuestionSetOptions {
  readonly places: SourcePlaces;
}

export interface LoadedDefinition {
  readonly folder: string;
  readonly definition: SetDefinition;
}

export interface LoadedQuestionSet extends QuestionSet {
  readonly folder: string;
  readonly definition: SetDefinition;
  readonly questions: readonly AnnotatedQuestion[];
  /** What is known to be wrong, or suspected, in its references. */
  readonly errata: Errata;
}

/** Reads `set.yaml` alone, so that a set's sources can be fetched before its texts are loaded. */
export async function loadSetDefinition(
  idOrFolder: string,
  options: FindQuestionSetOptions,
): Promise<LoadedDefinition> {
  const folder = await findDataFolder("questions", idOrFolder, options.cwd, options.root);
  const path = join(folder, "set.yaml");
  const definition = await parseDataFile(await readOrRefuse(path), setDefinitionSchema, placeOf(path, options.cwd));
  return { folder, definition };
}

/**
 * Loads a question set by id or by folder, with all its reference files and, last, the corrected ones that its errata make. It never
 * touches the network: public files must
 * have been fetched.
 *
 * @throws InputError: unknown set, files not fetched, or every problem of all its files at once.
 */
export async function loadQuestionSet(idOrFolder: string, options: LoadQuestionSetOptions): Promise<LoadedQuestionSet> {
  const { folder, definition } = await loadSetDefinition(idOrFolder, options);
  const read = (content: FileOrSource): Promise<Content> => readContent(content, folder, definition.id, options);

  const file = await read(definition.questions);
  const { columns } = definition;
  const table = columns === undefined ? null : questionsFromCsv(file.text, file.place, columns);
  refuse(definition.id, table?.problems ?? []);
  const rows = `${file.place}, row`;
  const { questions, problems: questionProblems } =
    table === null
      ? parseQuestions(file.text, file.place, definition.categories)
      : parseQuestions(table.questions, rows, definition.categories);
  const problems = [...questionProblems];
  const references: References[] = [];
  if (table?.references != null) {
    references.push(parseReferences(table.references, rows, columns?.reference ?? "").references);
  }
  for (const { name, content } of definition.references) {
    const { text, place } = await read(content);
    const parsed = parseReferences(text, place, name);
    references.push(parsed.references);
    problems.push(...parsed.problems);
  }
  refuse(definition.id, problems);
  const errata = await loadErrata(folder, placeOf(join(folder, "errata.yaml"), options.cwd));
  const corrected = correctedReferences(references[0], errata);
  const all = corrected === null ? references : [...references, corrected];
  const { id, title, language, categories, temperatures } = definition;
  const size = questions.length;
  const longest = Math.max(1, ...questions.map(({ turns }) => turns.length));
  return {
    id,
    title,
    ...(definition.variant === undefined ? {} : { variant: definition.variant }),
    language,
    categories,
    temperatures,
    questions,
    size,
    longest,
    criteria: criteriaHash(questions),
    references: all,
    folder,
    definition,
    errata,
  };
}

function refuse(id: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new InputError(`question set ${JSON.stringify(id)} is not valid`, { problems });
}

/** Whatever the order of the file. */
function criteriaHash(questions: readonly AnnotatedQuestion[]): string | null {
  const criteria = questions.flatMap(({ id, criterion }) =>
    criterion === undefined ? [] : [[id, criterion] as const],
  );
  return criteria.length === 0 ? null : hashOf([...criteria].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export interface ListedQuestionSet {
  readonly id: string;
  readonly folder: string;
  /** Null when its `set.yaml` is not valid; `problems` then says why. */
  readonly definition: SetDefinition | null;
  readonly problems: readonly string[];
}

/** Every set that can be named by id. One that is broken is listed as such. */
export async function listQuestionSets(options: FindQuestionSetOptions): Promise<readonly ListedQuestionSet[]> {
  const listed: ListedQuestionSet[] = [];
  for (const { id, folder } of await listDataFolders("questions", options.cwd, options.root)) {
    try {
      const { definition } = await loadSetDefinition(folder, options);
      listed.push({ id, folder, definition, problems: [] });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      listed.push({ id, folder, definition: null, problems: [error.message, ...error.problems] });
    }
  }
  return listed;
}

/** A path as messages show it: relative to the working directory when it is inside it. */
export function placeOf(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short.replaceAll("\\", "/");
}

interface Content {
  readonly text: string;
  /** The file's name in problems. */
  readonly place: string;
}

async function readContent(
  content: FileOrSource,
  folder: string,
  id: string,
  { cwd, places }: LoadQuestionSetOptions,
): Promise<Content> {
  if (content.kind === "source") {
    return {
      text: await readSourceText(content.source, places, id),
      place: placeOf(cachedPath(content.source, places), cwd),
    };
  }
  const path = join(folder, content.file);
  return { text: await readOrRefuse(path), place: placeOf(path, cwd) };
}

async function readOrRefuse(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw new InputError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

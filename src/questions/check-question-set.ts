import { basename, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { countCharacters } from "../text/measures.ts";
import { characterNgrams, jaccard } from "../text/ngrams.ts";
import { type Annotations, checkAnnotations } from "./check-annotations.ts";
import { type AnnotationCounts, countAnnotations } from "./count-annotations.ts";
import { decomposedWarning } from "./decomposed.ts";
import { checkErrata, errataWarnings } from "./errata/check-errata.ts";
import { correctedName } from "./errata/corrected-references.ts";
import type { Errata, Erratum } from "./errata/errata.ts";
import { readErrataFile } from "./errata/load-errata.ts";
import { loadExemplars } from "./load-exemplars.ts";
import { loadProbes } from "./load-probes.ts";
import { type LoadedQuestionSet, type LoadQuestionSetOptions, loadQuestionSet } from "./load-question-set.ts";
import type { Question, References } from "./question.ts";
import { questionsHash } from "./questions-hash.ts";

export interface QuestionSetCheck {
  /** What makes the set unusable or its default references wrong. */
  readonly problems: readonly string[];
  /** What its authors should look at. */
  readonly warnings: readonly string[];
  /** Null when the set could not be loaded at all. */
  readonly summary: {
    readonly id: string;
    readonly questions: number;
    readonly hash: string;
    /** Questions in each category, in the set's order. */
    readonly categories: readonly { readonly name: string; readonly questions: number }[];
    /** By category; null for a set whose questions carry no annotation and whose folder holds no exemplar or probe. */
    readonly annotations: readonly AnnotationCounts[] | null;
    /** Turns whose references somebody doubts, by what became of the doubt. */
    readonly errata: Readonly<Record<Erratum["status"], number>>;
  } | null;
}

export interface CheckQuestionSetOptions extends LoadQuestionSetOptions {
  /** An errata file to check in the place of the set's own; relative to `cwd`. */
  readonly errata?: string | undefined;
}

/** Texts at least this alike (Jaccard of character 5-grams) are reported as near-duplicates. */
const alikeFrom = 0.5;

/** Turns outside these lengths (characters) are most likely a slip of the file, not a question. */
const shortestTurn = 5;
const longestTurn = 6000;

/** Everything that can be said about a set's quality without a model, for `mtbench questions check`. */
export async function checkQuestionSet(
  idOrFolder: string,
  options: CheckQuestionSetOptions,
): Promise<QuestionSetCheck> {
  let set: LoadedQuestionSet;
  let annotations: Annotations;
  let errata: Errata;
  try {
    set = await loadQuestionSet(idOrFolder, options);
    errata =
      options.errata === undefined
        ? set.errata
        : await readErrataFile(resolve(options.cwd, options.errata), options.errata);
    annotations = {
      questions: set.questions,
      references: set.references[0] ?? null,
      exemplars: await loadExemplars(set.folder),
      probes: await loadProbes(set.folder),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems =
      error.problems.length > 0 ? error.problems : [`${error.message}${error.hint ? ` (${error.hint})` : ""}`];
    return { problems, warnings: [], summary: null };
  }
  const [first, ...rest] = set.references;
  const others = rest.filter((one) => one.name !== correctedName);
  const categories = set.categories.map((name) => ({
    name,
    questions: set.questions.filter((question) => question.category === name).length,
  }));
  return {
    problems: [...(first === undefined ? [] : missingReferences(set.questions, first)), ...checkErrata(set, errata)],
    warnings: [
      ...errataWarnings(set, errata),
      ...folderWarnings(set),
      ...countWarnings(categories),
      ...temperatureWarnings(set),
      ...lengthWarnings(set.questions),
      ...[decomposedWarning(set.questions, set.references)].filter((one) => one !== null),
      ...coverageWarnings(set),
      ...others.flatMap((references) => missingReferences(set.questions, references)),
      ...set.references.flatMap((references) => strayReferences(set.questions, references)),
      ...duplicateWarnings(set.questions),
      ...checkAnnotations(annotations),
    ],
    summary: {
      id: set.id,
      questions: set.questions.length,
      hash: questionsHash(set.questions),
      categories,
      annotations: countAnnotations(annotations, set.categories, set.definition.recomputed),
      errata: countErrata(errata),
    },
  };
}

function countErrata({ list }: Errata): Record<Erratum["status"], number> {
  const count = (status: Erratum["status"]) => list.filter((one) => one.status === status).length;
  return { suspected: count("suspected"), confirmed: count("confirmed"), refuted: count("refuted") };
}

function folderWarnings(set: LoadedQuestionSet): string[] {
  // A colon is in the name of a drawn set, and in no folder's name of every system.
  if (set.variant !== undefined) return [];
  const folder = basename(set.folder);
  return folder === set.id ? [] : [`the folder is named ${JSON.stringify(folder)}, the set ${JSON.stringify(set.id)}`];
}

function countWarnings(categories: readonly { readonly name: string; readonly questions: number }[]): string[] {
  const counts = categories.map((one) => one.questions);
  if (new Set(counts).size === 1) return [];
  const list = categories.map((one) => `${one.name} ${one.questions}`).join(", ");
  return [`categories differ in size, so a mean over questions weighs them differently: ${list}`];
}

function temperatureWarnings(set: LoadedQuestionSet): string[] {
  return set.categories
    .filter((category) => set.temperatures[category] === undefined)
    .map((category) => `set.yaml: temperatures: ${category} has none`);
}

function lengthWarnings(questions: readonly Question[]): string[] {
  return questions.flatMap((question) =>
    question.turns.flatMap((turn, index) => {
      const length = countCharacters(turn);
      if (length >= shortestTurn && length <= longestTurn) return [];
      return [`question ${question.id}, turn ${index + 1}: ${length} characters`];
    }),
  );
}

/** Categories without a single reference are left out on purpose (English ones cover three); gaps inside one are slips. */
function coverageWarnings(set: LoadedQuestionSet): string[] {
  const first = set.references[0];
  if (first === undefined) return ["there are no reference answers"];
  const covered = coveredCategories(set.questions, first);
  const bare = set.categories.filter((category) => !covered.has(category));
  return bare.length === 0 ? [] : [`references ${first.name}: none for ${bare.join(", ")}`];
}

function missingReferences(questions: readonly Question[], references: References): string[] {
  const covered = coveredCategories(questions, references);
  return questions
    .filter((question) => covered.has(question.category))
    .flatMap((question) => {
      const place = `references ${references.name}: question ${question.id}`;
      const turns = references.byQuestion.get(question.id);
      if (turns === undefined) return [`${place}: missing`];
      if (turns.length !== question.turns.length) {
        return [`${place}: expected ${question.turns.length} turns, got ${turns.length}`];
      }
      return turns.flatMap((turn, index) => (turn.trim() === "" ? [`${place}, turn ${index + 1}: empty`] : []));
    });
}

function coveredCategories(questions: readonly Question[], references: References): ReadonlySet<string> {
  return new Set(questions.filter((one) => references.byQuestion.has(one.id)).map((one) => one.category));
}

function strayReferences(questions: readonly Question[], references: References): string[] {
  const ids = new Set(questions.map((question) => question.id));
  return [...references.byQuestion.keys()]
    .filter((id) => !ids.has(id))
    .map((id) => `references ${references.name}: there is no question ${id}`);
}

function duplicateWarnings(questions: readonly Question[]): string[] {
  const texts = questions.map(({ id, turns }) => ({ id, runs: characterNgrams(turns.join("\n")) }));
  return texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap((other) => {
      const alike = jaccard(one.runs, other.runs);
      return alike < alikeFrom ? [] : [`questions ${one.id} and ${other.id} are alike (${alike.toFixed(2)} of 1)`];
    }),
  );
}

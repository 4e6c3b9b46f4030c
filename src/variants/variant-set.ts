import { stringify } from "yaml";
import { InputError } from "../errors.ts";
import type { SetDefinition, VariantOrigin } from "../questions/set-definition.ts";
import type { Generator } from "./generator.ts";
import { generators } from "./generators.ts";
import { checkSeed, variedSet } from "./varied-name.ts";

export interface SetFile {
  /** Inside the set's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files of the question set that a seed gives, `set.yaml` last. The ids are those of the questions that they vary, so
 * that both can be paired; same seed and same generators, same bytes.
 *
 * @throws InputError when there are no generators for the set.
 */
export function variantSetFiles(
  original: SetDefinition,
  seed: string,
  makers: readonly Generator[] = generators,
): SetFile[] {
  if (original.id !== variedSet) {
    throw new InputError(`there are no variants of ${JSON.stringify(original.id)}`, {
      hint: `Generators exist for ${variedSet}; docs/variants.md says how to write some for a set of your own.`,
    });
  }
  const drawn = makers.map((maker) => ({ maker, turns: maker.vary(checkSeed(seed)) }));
  const questions = drawn.map(({ maker, turns }) => ({
    question_id: Number(maker.id),
    category: maker.category,
    turns: turns.map((turn) => turn.question),
    difficulty: maker.difficulty,
    checkpoints: turns.map((turn) => turn.checkpoints),
    constraints: turns.map((turn) => turn.constraints),
  }));
  const references = drawn.map(({ maker, turns }) => ({
    question_id: Number(maker.id),
    answer_id: `${variedSet}-${maker.id}-${seed}`,
    model_id: "computed",
    choices: [{ index: 0, turns: turns.map((turn) => turn.reference) }],
    tstamp: 0,
  }));
  return [
    { path: "question.jsonl", text: jsonLines(questions) },
    { path: "references/computed.jsonl", text: jsonLines(references) },
    { path: "set.yaml", text: stringify(definitionOf(original, seed, makers), { lineWidth: 0 }) },
  ];
}

/** Which generators, in which versions, a seed stands for. */
export function originOf(
  original: SetDefinition,
  seed: string,
  makers: readonly Generator[] = generators,
): VariantOrigin {
  return {
    of: original.id,
    ...(original.version === undefined ? {} : { version: original.version }),
    seed,
    generators: Object.fromEntries(makers.map((maker) => [maker.id, maker.version])),
  };
}

function definitionOf(original: SetDefinition, seed: string, makers: readonly Generator[]): object {
  const categories = original.categories.filter((category) => makers.some((maker) => maker.category === category));
  const { title, language, licence, version, authors, canary, temperatures } = original;
  return {
    id: `${original.id}@seed:${seed}`,
    title: `${title}, variant with seed ${seed}`,
    language,
    licence,
    version,
    authors,
    canary,
    variant: originOf(original, seed, makers),
    categories,
    temperatures: Object.fromEntries(categories.map((category) => [category, temperatures[category] ?? 0])),
    recomputed: categories,
    questions: { file: "question.jsonl" },
    references: [{ name: "computed", file: "references/computed.jsonl" }],
  };
}

function jsonLines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

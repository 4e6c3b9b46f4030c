import { hashOf, type Json, sha256 } from "../files/canonical-json.ts";
import type { Judge } from "../judges/judge.ts";
import { oneJudge, type ProcedureRecord } from "../results/procedure-record.ts";
import { groupBy } from "../statistics/group-by.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import type { RatingSource } from "./rating-sources.ts";
import type { RecoveredPrompt } from "./recover-templates.ts";

/** Stands for what another harness did not record. No run has a field of this value. */
export const unknown = "unknown";

/** The judge's id in records of an import: which of ours it may have been is not known. */
export const importedJudge = "imported";

/** Rows of one candidate that were rated by one judge model with one text a prompt name. */
export interface RatedRows {
  readonly judgeModel: string;
  /** Hash of the template by prompt name, or `unknown`. */
  readonly prompts: ReadonlyMap<string, string>;
  readonly rows: readonly RecordedJudgment[];
}

/**
 * Divides a candidate's rows so that no part mixes two texts of one prompt. Where a name has several texts, the first text
 * of each name (by time) belongs with the first of the others, and rows of a name with a single text belong to every part.
 */
export function splitByPrompts(
  rows: readonly RecordedJudgment[],
  recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>,
): readonly RatedRows[] {
  const parts: RatedRows[] = [];
  for (const [judgeModel, own] of groupBy(rows, (row) => row.judgeModel)) {
    const variants = new Map<string, [string, RecordedJudgment[]][]>();
    for (const [name, named] of groupBy(own, (row) => row.promptName)) {
      const texts = groupBy(named, (row) => templateHash(recovered.get(row)));
      variants.set(
        name,
        [...texts].sort(([, a], [, b]) => firstTime(a) - firstTime(b)),
      );
    }
    const count = Math.max(...[...variants.values()].map((texts) => texts.length));
    for (let index = 0; index < count; index += 1) parts.push({ judgeModel, ...partOf(variants, index, own) });
  }
  return parts;
}

/** The rows of each name's text of that index, or of its last one. */
function partOf(
  variants: ReadonlyMap<string, readonly (readonly [string, readonly RecordedJudgment[]])[]>,
  index: number,
  rows: readonly RecordedJudgment[],
): Omit<RatedRows, "judgeModel"> {
  const prompts = new Map<string, string>();
  const chosen = new Set<RecordedJudgment>();
  for (const [name, texts] of variants) {
    const [hash, own] = texts[Math.min(index, texts.length - 1)] ?? [];
    if (hash === undefined) continue;
    prompts.set(name, hash);
    for (const row of own ?? []) chosen.add(row);
  }
  return { prompts, rows: rows.filter((row) => chosen.has(row)) };
}

function templateHash(prompt: RecoveredPrompt | undefined): string {
  return prompt === undefined || prompt.template === null ? unknown : sha256(prompt.template);
}

/** Reference texts as the prompts showed them, by `question turn`. */
export type ShownReferences = ReadonlyMap<string, string>;

export function shownReferences(
  rows: readonly RecordedJudgment[],
  recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>,
): ShownReferences {
  const shown = new Map<string, string>();
  for (const row of rows) {
    for (const [slot, text] of recovered.get(row)?.values ?? []) {
      const turn = /^ref_answer_(\d+)$/.exec(slot)?.[1];
      if (turn !== undefined) shown.set(`${row.questionId} ${turn}`, text);
    }
  }
  return shown;
}

/**
 * Unites references that do not contradict each other, so that a candidate with a missing row is not taken for one that was
 * rated with another file. The result has one entry for each input.
 */
export function uniteReferences(all: readonly ShownReferences[]): readonly ShownReferences[] {
  const unions: Map<string, string>[] = [];
  return all
    .map((shown) => {
      const agrees = (union: ShownReferences) =>
        [...shown].every(([place, text]) => union.get(place) === undefined || union.get(place) === text);
      let union = unions.find(agrees);
      if (union === undefined) {
        union = new Map();
        unions.push(union);
      }
      for (const [place, text] of shown) union.set(place, text);
      return union;
    })
    .map((union) => union);
}

/** The procedure of imported rows. Its `origin`, and every `unknown`, keep its hash apart from any run's. */
export function importProcedure(
  part: Pick<RatedRows, "judgeModel" | "prompts">,
  references: ShownReferences,
  reading: { readonly ratings: RatingSource; readonly reader: Pick<Judge, "extraction" | "scale"> },
): ProcedureRecord {
  const { scale, extraction } = reading.reader;
  const fields: Record<string, Json> = {
    origin: "import",
    judgeModel: part.judgeModel,
    "judgeModel.revision": unknown,
    "sampling.temperature": unknown,
    "sampling.maxTokens": unknown,
    "scale.min": scale.min,
    "scale.max": scale.max,
    "scale.fractions": reading.ratings === "recorded" ? unknown : scale.fractions,
    extraction: reading.ratings === "recorded" ? "recorded" : extraction,
    retryUnrated: unknown,
    strict: unknown,
    hardened: unknown,
    "references.hash": references.size === 0 ? null : hashOf([...references].sort(([a], [b]) => (a < b ? -1 : 1))),
    "answering.systemPrompt": unknown,
    "answering.sampling": unknown,
    "answering.maxAnswerTokens": unknown,
    "answering.historyCharacters": unknown,
  };
  for (const [name, template] of part.prompts) {
    fields[`prompts.${name}`] = template === unknown ? unknown : hashOf({ system: unknown, template });
  }
  return {
    hash: hashOf(fields),
    judge: importedJudge,
    kind: "ratings",
    judges: [oneJudge(part.judgeModel)],
    scale: { min: scale.min, max: scale.max },
    fields,
  };
}

/** How imported candidates were asked: nothing of it is recorded. */
export const importRules = {
  systemPrompt: unknown,
  sampling: unknown,
  maxAnswerTokens: unknown,
  historyCharacters: unknown,
  strict: unknown,
} as const;

/** Rows without a time keep the order of the file. */
function firstTime(rows: readonly RecordedJudgment[]): number {
  return Math.min(...rows.map((row) => row.tstamp ?? 0));
}

import { InputError } from "../errors.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { pseudonymOf } from "../judgments/rater.ts";
import { basedOn } from "../models/catalogue.ts";
import type { WeightLine } from "../models/weight-lines.ts";
import { judgesText, memberProcedure, type ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { groupBy } from "../statistics/group-by.ts";
import { compareText } from "../statistics/resampling/strata.ts";
import { nearestHint } from "../text/nearest.ts";
import { type RatedTurn, withRaters } from "./rated-turn.ts";

/** Somebody who rated: a judge model under its procedure, or a person under whatever plan. */
export interface Rater {
  /** As tables show it; unique. */
  readonly name: string;
  readonly kind: "judge" | "person";
  /** Null for a person, and where no launch tells of the procedure. */
  readonly procedure: ProcedureRecord | null;
}

/** All ratings of one question set. */
export interface CollectedRatings {
  readonly set: string;
  readonly raters: readonly Rater[];
  readonly turns: readonly RatedTurn[];
  /** Of the set, in its order. */
  readonly categories: readonly string[];
  /** By candidate: the model string that was asked for, or its id, and the lines of weights that it is known to come from. */
  readonly models: ReadonlyMap<string, { readonly model: string; readonly lines: readonly WeightLine[] }>;
}

/** The ratings of candidates' folders by question set, every rater with every answer that it rated. */
export function collectRatings(records: readonly RunRecord[]): CollectedRatings[] {
  const sets = [...new Set(records.map((record) => record.manifest.questionSet.id))].sort(compareText);
  return sets.map((set) => {
    const own = records.filter((record) => record.manifest.questionSet.id === set);
    const procedures = new Map<string, ProcedureRecord>();
    for (const launch of own.flatMap((record) => record.launches)) {
      if (launch.procedure !== null) procedures.set(launch.procedure.hash, launch.procedure);
    }
    const judgments = own.flatMap((record) => [...record.judgments.values()]);
    const raters = nameRaters(judgments, procedures);
    const turns = own.flatMap((record) => turnsOf(record, raters));
    const named = [...raters.values()].sort((a, b) => compareText(a.kind, b.kind) || compareText(a.name, b.name));
    const categories = [
      ...new Set(own.flatMap(({ launches }) => launches.flatMap((one) => one.questionSet.categories))),
    ];
    return { set, raters: named, turns, categories, models: new Map(own.map(modelOf)) };
  });
}

function modelOf({ manifest: { candidate } }: RunRecord): [string, { model: string; lines: readonly WeightLine[] }] {
  const { id, model, family } = candidate;
  const name = typeof model === "string" ? model : id;
  return [id, { model: name, lines: basedOn(name, typeof family === "string" ? family : null) }];
}

/**
 * Only these raters: each word is a rater's name, a judge's id, a judge model, a person, or the beginning of a procedure's hash.
 *
 * @throws InputError for a word that means none of them.
 */
export function pickRaters(ratings: CollectedRatings, words: readonly string[] | undefined): CollectedRatings {
  if (words === undefined) return ratings;
  const known = ratings.raters.map((rater) => rater.name);
  const chosen = new Set<Rater>();
  for (const word of words) {
    const meant = ratings.raters.filter((rater) => isMeant(rater, word));
    if (meant.length === 0) {
      throw new InputError(`--judges: nobody called ${JSON.stringify(word)} rated ${ratings.set}`, {
        hint: nearestHint(word, known),
      });
    }
    for (const rater of meant) chosen.add(rater);
  }
  const raters = ratings.raters.filter((rater) => chosen.has(rater));
  const names = raters.map((rater) => rater.name);
  return { ...ratings, raters, turns: withRaters(ratings.turns, names) };
}

function isMeant({ name, procedure }: Rater, word: string): boolean {
  if (name === word || pseudonymOf(name) === word) return true;
  if (procedure === null) return false;
  const isHash = word.length >= 4 && procedure.hash.startsWith(word);
  return isHash || procedure.judge === word || procedure.judges.some(({ model }) => model === word);
}

/** By procedure for judges, by name for persons; two procedures that read the same get the start of their hash. */
function nameRaters(
  judgments: readonly JudgmentRecord[],
  procedures: ReadonlyMap<string, ProcedureRecord>,
): ReadonlyMap<string, Rater> {
  const plain = new Map<string, { name: string; judgment: JudgmentRecord }>();
  for (const judgment of judgments) {
    const key = raterKey(judgment);
    if (plain.has(key)) continue;
    const procedure = procedureOf(judgment, procedures);
    const models = procedure === undefined ? "" : ` (${judgesText(procedure.judges)})`;
    plain.set(key, { name: isPerson(judgment) ? judgment.judge : `${judgment.judge}${models}`, judgment });
  }
  const names = [...plain.values()].map(({ name }) => name);
  return new Map(
    [...plain].map(([key, { name, judgment }]): [string, Rater] => {
      const alike = names.filter((other) => other === name).length > 1;
      const shown = alike ? `${name} #${judgment.procedure.slice(0, 6)}` : name;
      const kind = isPerson(judgment) ? "person" : "judge";
      const procedure = kind === "judge" ? (procedureOf(judgment, procedures) ?? null) : null;
      return [key, { name: shown, kind, procedure }];
    }),
  );
}

function turnsOf(record: RunRecord, raters: ReadonlyMap<string, Rater>): RatedTurn[] {
  const candidate = record.manifest.candidate.id;
  const rated = [...record.judgments.values()].filter(({ outcome }) => outcome.status === "rated");
  return [...groupBy(rated, ({ answerKey }) => answerKey)].map(([answer, judgments]) => {
    const ratings = new Map<string, number[]>();
    const words = new Map<string, string[]>();
    for (const judgment of judgments.sort((a, b) => a.repeat - b.repeat)) {
      const name = raters.get(raterKey(judgment))?.name ?? judgment.judge;
      if (judgment.outcome.status !== "rated") continue;
      ratings.set(name, [...(ratings.get(name) ?? []), judgment.outcome.rating]);
      words.set(name, [...(words.get(name) ?? []), judgment.outcome.text]);
    }
    const { questionId: question, category, turn } = judgments[0] as JudgmentRecord;
    return { candidate, question, category, turn, answer, ratings, words };
  });
}

/** Of a jury each member is a judge of its own. */
function raterKey(judgment: JudgmentRecord): string {
  return isPerson(judgment) ? judgment.judge : `${judgment.procedure} ${judgment.judgeModel ?? ""}`;
}

function procedureOf(
  { procedure: hash, judgeModel }: JudgmentRecord,
  procedures: ReadonlyMap<string, ProcedureRecord>,
): ProcedureRecord | undefined {
  const procedure = procedures.get(hash);
  if (procedure === undefined || judgeModel === undefined) return procedure;
  return memberProcedure(procedure, judgeModel) ?? procedure;
}

function isPerson(judgment: JudgmentRecord): boolean {
  return pseudonymOf(judgment.judge) !== null;
}

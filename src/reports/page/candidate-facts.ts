import type { AnswerRecord, CallRecord } from "../../answers/answer.ts";
import { canonicalJson, type Json } from "../../files/canonical-json.ts";
import { basedOn, modelById } from "../../models/catalogue.ts";
import type { Price } from "../../models/price.ts";
import type { WeightLine } from "../../models/weight-lines.ts";
import type { AnnotatedQuestion } from "../../questions/annotations.ts";
import { recordedTimes } from "../../results/manifest.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { Cell } from "../../scores/cells.ts";
import { type CheckedAnswer, checkAnswers } from "../../scores/held-constraints.ts";
import type { ScoredFolder } from "../../scores/score-folder.ts";
import { type PeopleCell, peopleCell, peoplesJudgments } from "./peoples-part.ts";
import type { CellState } from "./report-record.ts";
import type { ReportUsage } from "./report-usage.ts";

/** What a report says of one turn, besides its place. */
export interface CellFacts {
  readonly rating: number | null;
  readonly state: CellState;
  readonly characters: number | null;
  readonly thought: number | null;
  /** Whether the answers hold what their question demands; null: nothing that a program decides, or not at hand. */
  readonly held: boolean | null;
  /** Null: people rated nothing of it. */
  readonly people: PeopleCell | null;
}

/** What a folder says about a candidate that its scores do not: taken before the texts are let go. */
export interface CandidateFacts {
  readonly model: string | null;
  readonly revision: string | null;
  /** Lines of weights that its model is known to come from; empty: not known. */
  readonly basedOn: readonly WeightLine[];
  readonly thinks: boolean;
  readonly usage: ReportUsage;
  readonly distribution: Record<string, Record<string, number>>;
  /** By `placeOf`. */
  readonly cells: ReadonlyMap<string, CellFacts>;
  readonly questions: readonly { readonly id: string; readonly hash: string; readonly category: string }[];
  /** Judgments with a flag: something in the answer looked like an attempt to steer the judge. */
  readonly flagged: number;
  /** Starts of its launches, ISO-8601 UTC; of an import what its rows say, nothing where they do not. */
  readonly asked: readonly string[];
  readonly tools: readonly string[];
  /** Of the manifest, as it stands there, with the run's seed. */
  readonly specification: Readonly<Record<string, Json>>;
  /** What the candidate's servers said of themselves, a launch each, equal ones once. */
  readonly servers: readonly Json[];
}

export function placeOf(questionHash: string, turn: number): string {
  return `${questionHash} ${turn}`;
}

/** `annotated` are those of the set, where they are at hand: what they demand is checked on every answer. */
export function candidateFacts(
  record: RunRecord,
  folder: ScoredFolder,
  annotated: readonly AnnotatedQuestion[] = [],
): CandidateFacts {
  const { cells } = folder.scores;
  const launches = record.launches.filter((launch) => launch.procedure?.hash === folder.procedure.hash);
  const model = textOf(record.manifest.candidate.model);
  const questions = new Map(cells.map((cell) => [cell.questionHash, cell]));
  const answers = cells.flatMap((cell) => cell.answers);
  const checked = checkAnswers(cells, annotated);
  const people = peoplesJudgments(record);
  return {
    model,
    revision: folder.scores.revision,
    basedOn: basedOn(model ?? record.manifest.candidate.id, textOf(record.manifest.candidate.family)),
    thinks: answers.some((answer) => answer.outcome.reasoning !== null),
    usage: usageOf(answers, model === null ? null : (modelById(model)?.price ?? null)),
    distribution: distributionOf(cells),
    cells: new Map(
      cells.map((cell) => [
        placeOf(cell.questionHash, cell.turn),
        { ...cellFacts(cell, checked), people: peopleCell(cell, people) },
      ]),
    ),
    questions: [...questions.values()].map(({ questionId, questionHash, category }) => ({
      id: questionId,
      hash: questionHash,
      category,
    })),
    flagged: cells.flatMap((cell) => cell.judgments).filter((judgment) => judgment.flags.length > 0).length,
    asked: record.manifest.origin === "run" ? launches.map((launch) => launch.startedAt) : recordedAt(record, folder),
    tools: launches.map((launch) => launch.tool.version),
    specification: { ...record.manifest.candidate, seed: record.manifest.seed },
    servers: uniqueJson(launches.map((launch) => withoutPlaces(launch.server))),
  };
}

/** The times that an import's rows themselves name; nothing where they name none: the day of the import is not it. */
function recordedAt(record: RunRecord, { procedure }: ScoredFolder): string[] {
  const launches = record.launches.filter((launch) => launch.procedure?.hash === procedure.hash);
  const judged = [...record.judgments.values()].flatMap(({ procedure: hash, sent }) =>
    hash === procedure.hash && typeof sent?.recordedAt === "number" ? [{ tstamp: sent.recordedAt }] : [],
  );
  const times = [recordedTimes(judged), ...launches.map(({ recorded }) => recorded ?? null)];
  return times.flatMap((one) => (one === null ? [] : [one.from, one.to]));
}

/** Without addresses and folders, which say where something ran and not what. */
function withoutPlaces(value: Json): Json {
  if (typeof value === "string")
    return /^(?:[/\\]|[A-Za-z]:[/\\])/u.test(value) ? (value.split(/[/\\]/u).at(-1) ?? "") : value;
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one === undefined || /^(?:base)?ur[il]s?$/iu.test(name) ? [] : [[name, withoutPlaces(one)]],
    ),
  );
}

function uniqueJson(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function cellFacts(cell: Cell, checked: readonly CheckedAnswer[]): Omit<CellFacts, "people"> {
  const own = checked.filter(({ question, turn }) => question === cell.questionId && turn === cell.turn);
  return {
    held: own.length === 0 ? null : own.every(({ demands }) => demands.every((demand) => demand.held)),
    rating: meanOf(cell.ratings),
    state: stateOf(cell),
    characters: meanOf(cell.answers.flatMap((answer) => answer.measures?.characters ?? [])),
    thought: meanOf(cell.answers.flatMap((answer) => thoughtSize(answer) ?? [])),
  };
}

function stateOf(cell: Cell): CellState {
  if (cell.ratings.length > 0) return "rated";
  if (cell.failed > 0) return "failed";
  return cell.due > 0 ? "due" : "unrated";
}

/** Tokens where the server tells them apart, else code points. */
function thoughtSize(answer: AnswerRecord): number | null {
  const tokens = answer.call?.usage.reasoningTokens ?? null;
  if (tokens !== null) return tokens;
  return answer.outcome.reasoning === null ? null : [...answer.outcome.reasoning].length;
}

function usageOf(answers: readonly AnswerRecord[], price: Price | null): ReportUsage {
  const calls = answers.flatMap((answer) => (answer.call === null ? [] : [answer.call]));
  const counted = calls.filter((call) => call.usage.completionTokens !== null && call.usage.completionTokens > 0);
  const tokens = sumOf(counted.map((call) => call.usage.completionTokens ?? 0));
  const seconds = sumOf(counted.map((call) => call.timing.totalMs)) / 1000;
  const timed = calls.filter((call) => call.timing.totalMs > 0);
  return {
    answers: counted.length,
    tokens: counted.length === 0 ? null : tokens / counted.length,
    thoughtTokens: meanOf(calls.flatMap((call) => call.usage.reasoningTokens ?? [])),
    tokensPerSecond: seconds === 0 ? null : tokens / seconds,
    seconds: timed.length === 0 ? null : sumOf(timed.map((call) => call.timing.totalMs)) / 1000 / timed.length,
    cost: price === null ? null : costOf(calls, price),
  };
}

function costOf(calls: readonly CallRecord[], price: Price): ReportUsage["cost"] {
  let amount = 0;
  for (const { usage } of calls) {
    const { promptTokens, completionTokens, cachedPromptTokens } = usage;
    if (promptTokens === null || completionTokens === null) return null;
    const cached = price.cachedInput === null ? 0 : (cachedPromptTokens ?? 0);
    amount += (promptTokens - cached) * price.input + cached * (price.cachedInput ?? 0);
    amount += completionTokens * price.output;
  }
  return calls.length === 0 ? null : { amount: amount / 1e6, currency: price.currency };
}

function distributionOf(cells: readonly Cell[]): Record<string, Record<string, number>> {
  const turns: Record<string, Record<string, number>> = {};
  for (const cell of cells) {
    const counts = turns[cell.turn] ?? {};
    for (const rating of cell.ratings) counts[rating] = (counts[rating] ?? 0) + 1;
    turns[cell.turn] = counts;
  }
  return turns;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

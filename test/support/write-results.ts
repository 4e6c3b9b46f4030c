import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../src/files/canonical-json.ts";
import { folderName } from "../../src/files/folder-name.ts";

/** What became of one planned rating: a rating, or why there is none. */
export type Told = number | "failed" | "unrated" | "due" | { readonly rating: number; readonly truncated: true };

export interface ToldResults {
  readonly id: string;
  readonly revision?: string;
  readonly set?: string;
  /** Fields of the rating procedure; another value makes another protocol. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  readonly categories?: readonly string[];
  /** [question][turn][trial][judge repeat]; a bare value stands for one trial with one rating. */
  readonly told: readonly (readonly (Told | readonly (Told | readonly Told[])[])[])[];
  /** Texts of the answers by question, turn and trial (0-based); a unique one where it gives none. */
  readonly answerText?: (question: number, turn: number, trial: number) => string;
  /** Text of the judgment; the default ends in the rating between double brackets. */
  readonly judgeText?: (rating: number) => string;
  readonly measures?: { readonly characters: number; readonly japaneseRatio: number };
  readonly temperature?: number;
}

/** The hash that question number `index` of the told sets has. */
export function toldQuestionHash(index: number): string {
  return hashOf({ told: index });
}

/** A results folder as a run would have left it, from a table of ratings. Returns its path. */
export function writeResults(root: string, results: ToldResults): string {
  const set = results.set ?? "told";
  const fields = {
    judgeModel: "kenja-70b",
    extraction: "mtbench",
    retryUnrated: "none",
    strict: false,
    ...results.fields,
  };
  const categories = results.categories ?? ["writing", "math"];
  const scale = { min: 1, max: 10 };
  const procedure = { hash: hashOf(fields), judge: "told-judge", judgeModel: "kenja-70b", scale, fields };
  const folder = join(root, folderName(set), folderName(results.id));
  mkdirSync(join(folder, "judgments"), { recursive: true });
  const trialsOf = (turn: ToldResults["told"][number][number]) => (isList(turn) ? turn : [turn]);
  const repeatsOf = (trial: Told | readonly Told[]) => (isList(trial) ? trial : [trial]);
  const questions = results.told.map((turns, index) => ({
    id: String(index + 1),
    hash: toldQuestionHash(index),
    category: categories[Math.floor((index * categories.length) / results.told.length)] ?? "writing",
    turns: turns.map((_, turn) => turn + 1),
  }));
  const { id, revision = null } = results;
  const manifest = {
    format: 1,
    origin: "run",
    tool: { version: "0.0.7" },
    createdAt: "2026-03-04T05:06:07.000Z",
    questionSet: { id: set, language: "ja" },
    candidate: { id, model: id, revision },
    seed: 0,
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  const everyTrial = results.told.flat().map(trialsOf);
  const launch = {
    startedAt: "2026-03-04T05:06:07.000Z",
    tool: { version: "0.0.7" },
    rules: "rules-1",
    rulesFields: {},
    procedure,
    questionSet: { id: set, title: "語られた問題", language: "ja", categories, size: results.told.length },
    questions,
    trials: Math.max(...everyTrial.map((trials) => trials.length)),
    repeats: Math.max(...everyTrial.flat().map((trial) => repeatsOf(trial).length)),
    server: {},
    judgeServer: null,
    deviations: [],
  };
  writeFileSync(join(folder, "launches.jsonl"), `${JSON.stringify(launch)}\n`);
  const answers: unknown[] = [];
  const judgments: unknown[] = [];
  for (const [index, question] of questions.entries()) {
    for (const [turn, trials] of (results.told[index] ?? []).map(trialsOf).entries()) {
      for (const [trial, entry] of trials.entries()) {
        const told = repeatsOf(entry);
        const place = {
          questionId: question.id,
          questionHash: question.hash,
          category: question.category,
          turn: turn + 1,
          trial: trial + 1,
        };
        const key = hashOf({ id, ...place });
        const failed = told.includes("failed");
        const truncated = told.some((one) => typeof one === "object");
        const text = results.answerText?.(index, turn, trial) ?? `答え ${index + 1}-${turn + 1}-${trial + 1}`;
        answers.push({
          key,
          rules: "rules-1",
          ...place,
          outcome: failed
            ? { status: "failed", reason: "empty", message: null, reasoning: null }
            : { status: "answered", text, reasoning: null, truncated },
          sent: { model: id, temperature: results.temperature ?? 0.7 },
          call: null,
          measures: failed ? null : (results.measures ?? { characters: text.length, japaneseRatio: 1 }),
        });
        for (const [repeat, one] of told.entries()) {
          const outcome = outcomeOf(one, results.judgeText ?? ((rating) => `よい答えです。[[${rating}]]`));
          if (outcome === null) continue;
          judgments.push({
            key: hashOf({ judged: key, repeat, procedure: procedure.hash }),
            procedure: procedure.hash,
            judge: "told-judge",
            ...place,
            repeat: repeat + 1,
            answerKey: key,
            prompt: "single-v1",
            outcome,
            flags: [],
            asked: 1,
            sent: null,
            call: null,
          });
        }
      }
    }
  }
  writeLines(join(folder, "answers.jsonl"), answers);
  writeLines(join(folder, "judgments", "told-judge.jsonl"), judgments);
  return folder;
}

function outcomeOf(told: Told, judgeText: (rating: number) => string) {
  if (told === "failed" || told === "due") return null;
  if (told === "unrated") return { status: "unrated", reason: "no-rating", text: "評価できません。" };
  const rating = typeof told === "number" ? told : told.rating;
  return { status: "rated", rating, method: "mtbench:brackets", text: judgeText(rating) };
}

function writeLines(path: string, records: readonly unknown[]): void {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

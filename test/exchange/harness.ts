import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { exportFastChat } from "../../src/commands/records/export-fastchat.ts";
import type { ImportFastChatFlags } from "../../src/commands/records/fastchat-verbs.ts";
import { importFastChat } from "../../src/commands/records/import-fastchat.ts";
import type { Io } from "../../src/commands/terminal/io.ts";
import { loadRunRecord, type RunRecord } from "../../src/results/run-record.ts";
import { makeLeaderboard, type ProtocolBoard } from "../../src/scores/leaderboard.ts";

/** Questions of the tests' own set `tiny`. */
export const questions = [
  { question_id: 3, category: "writing", turns: ["春の川を三行で描いてください。", "同じ景色を夜にしてください。"] },
  {
    question_id: 4,
    category: "writing",
    turns: ["朝市の呼び声を書いてください。", "それを丁寧な言葉に直してください。"],
  },
  { question_id: 21, category: "math", turns: ["九足す八はいくつですか。", "それを三倍すると？"] },
];

const definition = `id: tiny
title: 試験用の三問
language: ja
licence: CC0-1.0
categories: [math, writing]
questions: { file: asked.jsonl }
references:
  - { name: careful, file: refs.jsonl }
`;

const references = [{ question_id: 21, choices: [{ index: 0, turns: ["十七です。", "五十一です。"] }] }];

export interface Place {
  readonly cwd: string;
  readonly io: Io;
  /** What was written to stderr since the last call. */
  messages(): string;
}

/** A working directory with the set `tiny` and a fixed clock. */
export async function aPlace(): Promise<Place> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-exchange-"));
  await put(cwd, "questions/tiny/set.yaml", definition);
  await put(cwd, "questions/tiny/asked.jsonl", jsonl(questions));
  await put(cwd, "questions/tiny/refs.jsonl", jsonl(references));
  let said = "";
  let time = Date.UTC(2026, 1, 3);
  const io: Io = {
    out: () => undefined,
    err: (text) => {
      said += text;
    },
    env: { MTBENCH_CACHE: join(cwd, "cache") },
    cwd,
    now: () => {
      time += 60_000;
      return time;
    },
    isTerminal: false,
    onInterrupt: () => () => undefined,
  };
  return {
    cwd,
    io,
    messages: () => {
      const text = said;
      said = "";
      return text;
    },
  };
}

export async function put(cwd: string, path: string, text: string): Promise<string> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
  return path;
}

export function jsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

export function importInto(place: Place, flags: Partial<ImportFastChatFlags>) {
  return importFastChat(
    {
      questions: "tiny",
      ratings: "reparsed",
      results: "kept",
      folders: [],
      answers: [],
      judgments: [],
      json: false,
      ...flags,
    },
    place.io,
  );
}

export function exportFrom(place: Place, out: string, results = "kept") {
  return exportFastChat({ results, out, json: false }, place.io);
}

export function imported(place: Place, candidate: string, set = "tiny", results = "kept"): Promise<RunRecord> {
  return loadRunRecord(join(place.cwd, results, set, `${candidate}+import`));
}

export async function boardsOf(...records: Promise<RunRecord>[]): Promise<ProtocolBoard[]> {
  return makeLeaderboard(await Promise.all(records));
}

export async function rowsIn(place: Place, path: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(place.cwd, path), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** The prompt of the tests' harness for one turn; `tone` stands for a text that was changed under the same name. */
function userPrompt(question: string, answer: string, tone = "厳しく"): string {
  return `[指図]\n${tone}採点し、{波括弧}も読んでください。\n\n[問い]\n${question}\n\n[答え、ここから]\n${answer}\n[答え、ここまで]`;
}

export function judgmentRow(changes: Record<string, unknown> & { readonly question_id: number | string }) {
  const id = Number(changes.question_id);
  const question = questions.find((one) => one.question_id === id)?.turns[0] ?? "";
  const { answer = `${id}番への返事。`, tone, ...fields } = changes;
  return {
    model: "sakura-9b",
    judge: ["kaede-judge", "single-v1"],
    user_prompt: userPrompt(question, String(answer), tone === undefined ? undefined : String(tone)),
    judgment: "よく書けています。\n評価：[[7]]",
    score: 7,
    turn: 1,
    tstamp: 1_700_000_000.5,
    ...fields,
  };
}

export function answerRow(id: number | string, ...choices: string[][]) {
  return {
    question_id: id,
    answer_id: `a${id}`,
    model_id: "sakura-9b",
    choices: choices.map((turns, index) => ({ index, turns })),
    tstamp: 1_700_000_000.25,
  };
}

/**
 * What FastChat's `show_result.py` computes of a single-rating file: rows with score -1 are dropped, then means by model
 * and turn, and over all rows of the model.
 */
export function showResult(rows: readonly Record<string, unknown>[]) {
  const groups = new Map<string, number[]>();
  for (const { model, score, turn } of rows) {
    if (typeof score !== "number" || score === -1) continue;
    for (const key of [`${model} ${turn}`, `${model} average`]) groups.set(key, [...(groups.get(key) ?? []), score]);
  }
  return Object.fromEntries(
    [...groups].map(([key, scores]) => [key, scores.reduce((sum, score) => sum + score, 0) / scores.length]),
  );
}

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AnswerOutcome, AnswerRecord } from "../../src/answers/answer.ts";
import { callOf } from "../../src/answers/generate-answer.ts";
import type { JudgmentOutcome, JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { MatchRecord } from "../../src/matches/match.ts";
import { type Launch, type Manifest, manifestFor } from "../../src/results/manifest.ts";
import { makeCandidate, makeReply } from "../support/make.ts";

export function aManifest(changes: Partial<Manifest> = {}, id = "haiku"): Manifest {
  const made = manifestFor({
    version: "9.9.9",
    createdAt: "2026-04-03T00:00:00.000Z",
    set: { id: "haiku-set", language: "ja" },
    candidate: makeCandidate({ id }),
    seed: 5,
  });
  return { ...made, ...changes };
}

const place = { questionId: "7", questionHash: "h".repeat(64), category: "writing", turn: 1, trial: 1 };
const callAt = (hour: number) =>
  callOf(
    makeReply({
      timing: { startedAt: new Date(Date.UTC(2026, 3, 3, hour)).toISOString(), firstTokenMs: null, totalMs: 1 },
    }),
  );

export function anAnswer(key: string, changes: Partial<AnswerRecord> = {}, hour = 9): AnswerRecord {
  const outcome: AnswerOutcome = { status: "answered", text: key, reasoning: null, truncated: false };
  const sent = { model: "haiku-7b" };
  return { key, rules: "r".repeat(64), ...place, outcome, sent, call: callAt(hour), measures: null, ...changes };
}

export function aJudgment(key: string, changes: Partial<JudgmentRecord> = {}, hour = 10): JudgmentRecord {
  const outcome: JudgmentOutcome = { status: "rated", rating: 7, method: "test", text: "[[7]]" };
  const own = { procedure: "p", judge: "lab", repeat: 1, answerKey: "a1", prompt: "single-v1", flags: [], asked: 1 };
  return { key, ...place, ...own, outcome, sent: { model: "kaede" }, call: callAt(hour), ...changes };
}

export function aMatch(key: string, changes: Partial<MatchRecord> = {}, hour = 11): MatchRecord {
  const side = (candidate: string) => ({ candidate, answerKey: `${candidate}-a`, flags: [] });
  const own = {
    procedure: "p",
    judge: "lab",
    repeat: 1,
    first: side("x"),
    second: side("y"),
    prompt: "pair-v2",
    asked: 1,
  };
  const outcome = { status: "rated", verdict: "first", method: "test", text: "[[A]]" } as const;
  return { key, ...place, ...own, outcome, sent: { model: "kaede" }, call: callAt(hour), ...changes };
}

export function aLaunch(changes: Partial<Launch> = {}): Launch {
  return {
    startedAt: "2026-04-03T00:00:00.000Z",
    tool: { version: "9.9.9" },
    rules: "r",
    rulesFields: {},
    procedure: null,
    questionSet: { id: "haiku-set", title: "俳句", language: "ja", categories: ["writing"], size: 1 },
    questions: [{ id: "7", hash: "h".repeat(64), category: "writing", turns: [1] }],
    trials: 1,
    repeats: 1,
    server: { baseUrl: "http://answers/v1" },
    judgeServer: { baseUrl: "http://judge/v1" },
    deviations: [],
    ...changes,
  };
}

/** Writes files below a folder: a list as a journal, text as it is, anything else as JSON. */
export async function writeFolder(path: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  await mkdir(path, { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    const lines = Array.isArray(value) ? value.map((one) => `${JSON.stringify(one)}\n`).join("") : null;
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), lines ?? (typeof value === "string" ? value : JSON.stringify(value)));
  }
  return path;
}

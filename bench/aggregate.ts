import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnswerRecord } from "../src/answers/answer.ts";
import type { Chat } from "../src/chat/chat.ts";
import { packageRoot } from "../src/files/package-root.ts";
import type { JudgmentRecord } from "../src/judgments/judgment.ts";
import { listCandidateFolders } from "../src/results/folders.ts";
import { loadRunRecord } from "../src/results/run-record.ts";
import { executeRun } from "../src/runs/execute-run.ts";
import { planRun, type Stored } from "../src/runs/plan-run.ts";
import type { RunSpec } from "../src/runs/run-spec.ts";
import { makeBoards } from "../src/scores/leaderboard.ts";
import { type ScoredFolder, scoreFolder, withoutTexts } from "../src/scores/score-folder.ts";
import { generateResults } from "../test/support/generate-results.ts";
import { atMost, median, type Row } from "./figures.ts";
import { measureProcess, type ProcessMeasure } from "./measure-process.ts";
import { loadWorkload } from "./workload.ts";

/** Candidates of 80 questions, two turns, five trials: 160,000 judgments. */
const candidates = 200;

/** The whole command, from files to table, in a process of its own. */
export function measureAggregate(count: number, rounds: number): Promise<ProcessMeasure> {
  return withResults(count, (folder) => {
    const runs = Array.from({ length: rounds }, () => leaderboard(folder));
    return { seconds: median(runs.map((run) => run.seconds)), megabytes: median(runs.map((run) => run.megabytes)) };
  });
}

async function withResults<T>(count: number, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "mtbench-bench-"));
  try {
    generateResults(folder, { candidates: count, questions: 80, trials: 5 });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function leaderboard(folder: string): ProcessMeasure {
  return measureProcess([join(packageRoot, "dist", "cli.js"), "leaderboard", "--results", folder]);
}

async function measureStatistics(rounds: number): Promise<number> {
  return withResults(candidates, async (folder) => {
    const scored: ScoredFolder[] = [];
    for (const path of await listCandidateFolders(folder)) {
      scored.push(...scoreFolder(await loadRunRecord(path)).map(withoutTexts));
    }
    return median(Array.from({ length: rounds }, () => timed(() => makeBoards(scored))));
  });
}

/** What a resumed run does with the records that it has read, before its first call: all candidates, one after another. */
async function measurePlanning(rounds: number): Promise<number> {
  const spec = (await loadWorkload()).spec(5);
  const sums: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    let seconds = 0;
    for (let candidate = 1; candidate <= candidates; candidate += 1) {
      const stored = await played(spec, `${round} ${candidate}`);
      seconds += timed(() => planRun(spec, stored));
    }
    sums.push(seconds);
  }
  return median(sums);
}

/** Everything that a run of this specification records, without a server and without a disk. */
async function played(spec: RunSpec, name: string): Promise<Stored> {
  const answers = new Map<string, AnswerRecord>();
  const judgments = new Map<string, JudgmentRecord>();
  const text = "生成された回答の文章です。測定のためだけに書かれ、意味はありません。".repeat(19);
  let calls = 0;
  const chat: Chat = async ({ body }) => {
    calls += 1;
    return {
      status: "replied",
      content: body.model === "judge" ? "根拠は十分です。\n評価: [[7]]" : `${name}, ${calls} ${text}`,
      reasoning: null,
      thinking: "none",
      finish: "stop",
      refusal: null,
      usage: { promptTokens: 1, completionTokens: 1, reasoningTokens: null, cachedPromptTokens: null },
      timing: { startedAt: "2026-01-01T00:00:00.000Z", firstTokenMs: 1, totalMs: 2 },
      model: body.model,
      systemFingerprint: null,
      dropped: [],
      failedAttempts: [],
    };
  };
  const endpoint = { name: "played", chat, limit: <T>(call: () => Promise<T>) => call() };
  const job = {
    spec,
    stored: { answers, judgments },
    endpoint,
    judgeEndpoints: new Map([["judge", endpoint]]),
    onAnswer: async (answer: AnswerRecord) => void answers.set(answer.key, answer),
    onJudgment: async (judgment: JudgmentRecord) => void judgments.set(judgment.key, judgment),
  };
  await executeRun([job], { requested: () => false, signal: new AbortController().signal });
  return { answers, judgments };
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

export async function aggregateRows(rounds: number): Promise<Row[]> {
  const { seconds, megabytes } = await measureAggregate(candidates, rounds);
  return [
    atMost("160,000 judgments to a leaderboard", seconds, 6, " s"),
    atMost("its memory", megabytes, 700, " MB", 0),
    atMost("of it, the statistics", await measureStatistics(rounds), 1.5, " s"),
    atMost("resume planning over 160,000 judgments", await measurePlanning(rounds), 3, " s"),
  ];
}

import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pLimit from "p-limit";
import { z } from "zod";
import { spentSoFar } from "../../src/launch/open-budget.ts";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { startFakeServer } from "./fake-server.ts";
import { runCli, startCli } from "./run-cli.ts";
import { allFiles, smallRun, smallSet } from "./small-run.ts";

export interface KillReport {
  readonly runs: number;
  readonly kills: number;
  /** Calls of one run that nobody interrupts. */
  readonly callsPlanned: number;
  /** Calls that the server saw, over all runs. */
  readonly calls: number;
  /** Calls without a record at the moment of a kill. */
  readonly lost: number;
  /** The most of them at one kill; never more than ran at once. */
  readonly mostLostAtOnce: number;
  /** Calls asked more than once. */
  readonly repeats: number;
  readonly atOnce: number;
  /** Lines that could not be read at the end, over all runs. */
  readonly damagedLines: number;
  /** Tokens that the servers took, those of calls that were lost included, and those that count against a budget. */
  readonly tokensTaken: number;
  readonly tokensCounted: number;
  /** Runs in which fewer count than were taken. */
  readonly undercounted: number;
  /** Different scores among the runs; 1: all are identical. */
  readonly scores: ReadonlySet<string>;
}

const boardSchema = z.object({
  protocols: z.array(
    z.object({ key: z.string(), candidates: z.array(z.object({ score: z.unknown(), turns: z.unknown() })) }),
  ),
});

interface KillOptions {
  readonly runs: number;
  readonly questions: number;
  readonly killsEach: number;
  readonly seed: number;
  /** Runs side by side. */
  readonly together?: number;
}

/** Runs of a small set, each killed by SIGKILL at random moments and started again until it is done. */
export async function killLoop(options: KillOptions): Promise<KillReport> {
  const sideBySide = pLimit(options.together ?? 1);
  const ended = await Promise.all(
    Array.from({ length: options.runs }, (_, run) => sideBySide(() => killedRun(options, options.seed + run))),
  );
  const sum = (field: Exclude<keyof KilledRun, "score">): number => ended.reduce((all, one) => all + one[field], 0);
  return {
    runs: options.runs,
    callsPlanned: options.questions * 4,
    atOnce,
    kills: sum("kills"),
    calls: sum("calls"),
    lost: sum("lost"),
    mostLostAtOnce: Math.max(...ended.map((one) => one.mostLostAtOnce)),
    repeats: sum("repeats"),
    damagedLines: sum("damagedLines"),
    tokensTaken: sum("tokensTaken"),
    tokensCounted: sum("tokensCounted"),
    undercounted: ended.filter((one) => one.tokensCounted < one.tokensTaken).length,
    scores: new Set(ended.map((one) => one.score)),
  };
}

const atOnce = 6;

interface KilledRun {
  kills: number;
  calls: number;
  lost: number;
  mostLostAtOnce: number;
  repeats: number;
  damagedLines: number;
  tokensTaken: number;
  tokensCounted: number;
  score: string;
}

async function killedRun({ questions, killsEach }: KillOptions, seed: number): Promise<KilledRun> {
  const random = makeRandom(seed);
  const callsPlanned = questions * 4;
  const cwd = await smallSet(questions);
  const asked = new Map<string, number>();
  let tokensTaken = 0;
  const server = await startFakeServer({
    onChat({ text }) {
      asked.set(text, (asked.get(text) ?? 0) + 1);
      // What is said depends on what was asked alone.
      const rating = 1 + ((createHash("sha256").update(text).digest()[0] ?? 0) % 10);
      const said = `考えました。\n評価: [[${rating}]]`;
      tokensTaken += 21 + [...said].length;
      return { text: said, delayMs: random() * 30, chunkSize: 8 };
    },
  });
  const args = smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", String(atOnce));
  const one = { kills: 0, lost: 0, mostLostAtOnce: 0 };
  try {
    for (let kill = 0; kill < killsEach; kill += 1) {
      const before = { calls: server.chats().length, records: await recordsIn(cwd) };
      if (before.records >= callsPlanned) break;
      const { child, result } = startCli(args, { cwd });
      const after = Math.floor(random() * (callsPlanned / killsEach) * 1.5);
      while (server.chats().length < before.calls + after && child.exitCode === null) await wait(1);
      await wait(random() * 20);
      const wasRunning = child.exitCode === null && child.kill("SIGKILL");
      await result;
      if (!wasRunning) break;
      const lost = server.chats().length - before.calls - ((await recordsIn(cwd)) - before.records);
      one.kills += 1;
      one.lost += lost;
      one.mostLostAtOnce = Math.max(one.mostLostAtOnce, lost);
    }
    const last = await runCli(args, { cwd });
    if (last.code !== 0) throw new Error(`the last launch ended with ${last.code}: ${last.stderr}`);
    const board = boardSchema.parse(JSON.parse((await runCli(["leaderboard", "--format", "json"], { cwd })).stdout));
    if (asked.size !== callsPlanned) throw new Error(`${asked.size} different calls instead of ${callsPlanned}`);
    const io = { now: Date.now, events: { send: () => undefined } };
    const { recorded, unrecorded } = await spentSoFar(join(cwd, "results"), () => null, io);
    return {
      ...one,
      calls: server.chats().length,
      repeats: [...asked.values()].reduce((sum, times) => sum + times - 1, 0),
      damagedLines: await damagedIn(cwd),
      tokensTaken,
      tokensCounted: recorded.tokens + unrecorded.tokens,
      score: JSON.stringify(board.protocols),
    };
  } finally {
    await server.close();
    await rm(cwd, { recursive: true, force: true });
  }
}

async function journalLines(cwd: string): Promise<string[]> {
  const files = await allFiles(join(cwd, "results")).catch(() => new Map<string, string>());
  return [...files]
    .filter(([path]) => /(?:answers|mtbench-ja)\.jsonl$/.test(path))
    .flatMap(([, text]) => text.split("\n"));
}

/** Whole records; a torn line is none. */
async function recordsIn(cwd: string): Promise<number> {
  return (await journalLines(cwd)).filter(isRecord).length;
}

async function damagedIn(cwd: string): Promise<number> {
  return (await journalLines(cwd)).filter((line) => line !== "" && !isRecord(line)).length;
}

function isRecord(line: string): boolean {
  try {
    return z.object({ key: z.string() }).safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}

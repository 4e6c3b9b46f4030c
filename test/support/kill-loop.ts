import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { makeRandom } from "../../src/statistics/random.ts";
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
  /** Different scores among the runs; 1: all are identical. */
  readonly scores: ReadonlySet<string>;
}

const boardSchema = z.object({
  protocols: z.array(
    z.object({ key: z.string(), candidates: z.array(z.object({ score: z.unknown(), turns: z.unknown() })) }),
  ),
});

/** Runs of a small set, each killed by SIGKILL at random moments and started again until it is done. */
export async function killLoop(options: {
  readonly runs: number;
  readonly questions: number;
  readonly killsEach: number;
  readonly seed: number;
}): Promise<KillReport> {
  const random = makeRandom(options.seed);
  const atOnce = 6;
  const callsPlanned = options.questions * 4;
  const scores = new Set<string>();
  const sums = { kills: 0, calls: 0, lost: 0, mostLostAtOnce: 0, repeats: 0, damagedLines: 0 };
  for (let run = 0; run < options.runs; run += 1) {
    const cwd = await smallSet(options.questions);
    const asked = new Map<string, number>();
    const server = await startFakeServer({
      onChat({ text }) {
        asked.set(text, (asked.get(text) ?? 0) + 1);
        // What is said depends on what was asked alone.
        const rating = 1 + ((createHash("sha256").update(text).digest()[0] ?? 0) % 10);
        return { text: `考えました。\n評価: [[${rating}]]`, delayMs: random() * 30, chunkSize: 8 };
      },
    });
    const args = smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", String(atOnce));
    try {
      for (let kill = 0; kill < options.killsEach; kill += 1) {
        const before = { calls: server.chats().length, records: await recordsIn(cwd) };
        if (before.records >= callsPlanned) break;
        const { child, result } = startCli(args, { cwd });
        const after = Math.floor(random() * (callsPlanned / options.killsEach) * 1.5);
        while (server.chats().length < before.calls + after && child.exitCode === null) await wait(1);
        await wait(random() * 20);
        const wasRunning = child.exitCode === null && child.kill("SIGKILL");
        await result;
        if (!wasRunning) break;
        const lost = server.chats().length - before.calls - ((await recordsIn(cwd)) - before.records);
        sums.kills += 1;
        sums.lost += lost;
        sums.mostLostAtOnce = Math.max(sums.mostLostAtOnce, lost);
      }
      const last = await runCli(args, { cwd });
      if (last.code !== 0) throw new Error(`the last launch ended with ${last.code}: ${last.stderr}`);
      const board = boardSchema.parse(JSON.parse((await runCli(["leaderboard", "--format", "json"], { cwd })).stdout));
      scores.add(JSON.stringify(board.protocols));
      sums.calls += server.chats().length;
      sums.repeats += [...asked.values()].reduce((sum, times) => sum + times - 1, 0);
      if (asked.size !== callsPlanned) throw new Error(`${asked.size} different calls instead of ${callsPlanned}`);
      sums.damagedLines += await damagedIn(cwd);
    } finally {
      await server.close();
      await rm(cwd, { recursive: true, force: true });
    }
  }
  return { runs: options.runs, callsPlanned, atOnce, scores, ...sums };
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

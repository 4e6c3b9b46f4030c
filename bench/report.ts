import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packageRoot } from "../src/files/package-root.ts";
import { generateResults } from "../test/support/generate-results.ts";
import { atMost, median, type Row, shown } from "./figures.ts";

/** What reads 20 candidates' records, and the most that it may take, in the processor time of `node -e 0`: what it took in 0.1.0. */
const commands = [
  { name: "report", flags: ["report"], target: 51 },
  { name: "report --no-figures", flags: ["report", "--no-figures"], target: 33 },
  { name: "leaderboard", flags: ["leaderboard"], target: 15 },
] as const;

export interface ReportPlace {
  /** Another checkout, built, that the same commands are run with in turns; null: none. */
  readonly against: string | null;
  /** Results that both can read; null: 20 made candidates. */
  readonly results: string | null;
}

/** Processor time of all threads of whole processes, in turns, so that a busy machine falls on all of them. */
export function reportRows(rounds: number, { against, results }: ReportPlace): Row[] {
  const work = mkdtempSync(join(tmpdir(), "mtbench-bench-"));
  try {
    const folder = results === null ? join(work, "results") : resolve(results);
    if (results === null) generateResults(folder, { candidates: 20, questions: 80, trials: 1 });
    const bare: number[] = [];
    const own = commands.map((): number[] => []);
    const others = commands.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1) {
      bare.push(processorTime(["-e", "0"]));
      for (const [index, { name, flags }] of commands.entries()) {
        const args = [...flags, "--results", folder, ...(name === "leaderboard" ? [] : ["-o", join(work, "report")])];
        const run = (root: string) => processorTime([join(root, "dist", "cli.js"), ...args]);
        if (against !== null) others[index]?.push(run(resolve(against)));
        own[index]?.push(run(packageRoot));
      }
    }
    return [shown("node -e 0, CPU", `${median(bare).toFixed(0)} ms`), ...rowsOf(median(bare), own, others)];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function rowsOf(bare: number, own: readonly number[][], others: readonly number[][]): Row[] {
  return commands.flatMap(({ name, target }, index) => {
    const [ours = [], theirs = []] = [own[index], others[index]];
    const row = atMost(`${name} of 20 candidates / node -e 0, CPU`, median(ours) / bare, target, "", 1);
    if (theirs.length === 0) return [row];
    return [row, atMost("the same / the other checkout's, CPU", median(ours) / median(theirs), 1)];
  });
}

const tellTime =
  "process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('\\ncpu '+(user+system))})";

/** Milliseconds. */
function processorTime(args: readonly string[]): number {
  const hook = `data:text/javascript,${encodeURIComponent(tellTime)}`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, ...args], { encoding: "utf8" });
  const found = /\ncpu (\d+)$/.exec(stderr)?.[1];
  if (status !== 0 || found === undefined) throw new Error(`${args.join(" ")}: ${stderr}`);
  return Number(found) / 1000;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../src/files/package-root.ts";
import { generateResults } from "../test/support/generate-results.ts";
import type { Row } from "./figures.ts";
import { measureProcess, type ProcessMeasure } from "./measure-process.ts";
import { type ScaleSize, writeMatches } from "./scale-data.ts";
import { loadWorkload } from "./workload.ts";

const trials = 5;

/** Candidates that are compared side by side: of 200 rated ones a tenth, each with ten others. */
const matched = (candidates: number): number => Math.max(3, Math.round(candidates / 10));

const cli = join(packageRoot, "dist", "cli.js");
const task = fileURLToPath(new URL("./scale-task.js", import.meta.url));

/** Everything that reads records, over as many as there may be, against reading them: each in a process of its own. */
export async function scaleRows(candidates: number): Promise<Row[]> {
  const { set } = await loadWorkload();
  const root = mkdtempSync(join(tmpdir(), "mtbench-scale-"));
  const part = (name: string, size: ScaleSize, judges: number): string => {
    const folder = join(root, name);
    generateResults(folder, { ...size, questions: set.questions.length, set, judges, varied: true });
    return folder;
  };
  try {
    const judgments = candidates * set.questions.length * 2 * trials;
    const rows: Row[] = [];
    const measureAll = (what: string, folder: string, commands: readonly (readonly [string, readonly string[]])[]) => {
      const reading = measureProcess([task, "read", folder]);
      rows.push({ what: `${what}: read once`, measured: told(reading), target: "", reached: null });
      for (const [name, args] of commands) rows.push(besideReading(name, measureProcess(args), reading));
    };
    const one = part("one", { candidates, trials }, 1);
    measureAll(`${counted(judgments)} judgments`, one, [
      ["leaderboard", [cli, "leaderboard", "--results", one]],
      ["report", [cli, "report", "--results", one, "-o", join(root, "report")]],
      ["constraints", [cli, "constraints", "--results", one]],
    ]);
    rmSync(one, { recursive: true });
    const two = part("two", { candidates, trials }, 2);
    measureAll(`${counted(judgments * 2)} judgments by two judges`, two, [
      ["agreement", [cli, "agreement", "--results", two]],
      ["linking", [cli, "linking", "--results", two]],
    ]);
    rmSync(two, { recursive: true });
    const some = { candidates: matched(candidates), trials };
    const sides = part("matches", some, 1);
    const verdicts = await writeMatches(sides, set, some);
    measureAll(`${counted(verdicts)} verdicts on two answers`, sides, [
      ["net wins of all pairs, strengths", [task, "matches", sides]],
    ]);
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Times the reading that a command may take; what takes more does something for each two records, or reads them twice. */
const mostTimes = 10;

function besideReading(name: string, measure: ProcessMeasure, reading: ProcessMeasure): Row {
  const ratio = measure.seconds / reading.seconds;
  return {
    what: `  ${name} / reading`,
    measured: `${ratio.toFixed(2)}  (${told(measure)})`,
    target: `<= ${mostTimes}`,
    reached: ratio <= mostTimes,
  };
}

function told({ seconds, megabytes }: ProcessMeasure): string {
  return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
}

function counted(number: number): string {
  return number.toLocaleString("en");
}

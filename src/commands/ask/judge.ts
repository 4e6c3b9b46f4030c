import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadConfig } from "../../config/load-config.ts";
import { listJudges } from "../../judges/load-judge.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { showDryRun } from "../terminal/show-dry-run.ts";
import type { JudgesFlags } from "./judge-verb.ts";
import { judgingSpec } from "./run-flags.ts";
import { runLaunch } from "./run-launch.ts";
import { judgeInTurn, planJudges } from "./several-judges.ts";

/**
 * `mtbench judge`: rates the answers that are there and asks no candidate. Several judges are planned together, so that
 * what is wrong with the last one is told before the first one is asked, and rate one after another.
 */
export async function judge(given: JudgesFlags, io: Io): Promise<Ending> {
  const { judges, candidates } = await sortWords(given, io);
  const flags = { ...given, candidates };
  const specOf = (one: string) => judgingSpec({ ...flags, judge: one }, io);
  const [first, ...others] = judges;
  // The table of settings gives one where nobody names any.
  if (first === undefined) throw new Error("judge without a judge");
  if (others.length === 0) return runLaunch(await specOf(first), flags, io);
  const plans = await planJudges(judges, (one) => judgingSpec({ ...flags, judge: one, dryRun: true }, io), io);
  const [plan] = plans;
  if (flags.dryRun && plan !== undefined) {
    const candidates = plans.flatMap(({ judge: by, plan: of }) =>
      of.candidates.map((one) => ({ ...one, candidate: `${one.candidate} · ${by}` })),
    );
    showDryRun({ ...plan.plan, candidates }, flags.json, io);
    return "done";
  }
  return judgeInTurn(judges, specOf, flags, io);
}

/** Of the words behind `--judge` the first names a judge; a later one that names none is a candidate (`--judge nejumi-4 my-model`). */
async function sortWords({ judge: words, candidates, config }: JudgesFlags, { cwd }: Io) {
  const [first, ...later] = [...new Set(words)];
  if (later.length === 0) return { judges: words.slice(0, 1), candidates };
  const named = Object.keys((await loadConfig({ cwd, path: config })).config.judges ?? {});
  const known = new Set([...named, ...(await listJudges({ cwd })).map(({ id }) => id)]);
  const isJudge = (word: string) => known.has(word) || existsSync(join(resolve(cwd, word), "judge.yaml"));
  return {
    judges: [...(first === undefined ? [] : [first]), ...later.filter(isJudge)],
    candidates: [...candidates, ...later.filter((word) => !isJudge(word))],
  };
}

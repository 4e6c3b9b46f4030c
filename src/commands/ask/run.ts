import { InputError } from "../../errors.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { type AskingFlags, askingSpec } from "./run-flags.ts";
import { runLaunch } from "./run-launch.ts";
import type { RunFlags } from "./run-verb.ts";

/**
 * `mtbench run`: asks every candidate what is due, rates it as it comes, keeps every record, and shows the leaderboard of
 * what it touched. Started again after any ending it asks only what is due. Several judges go one after another.
 */
export async function run({ judge: judges, reuseAnswers, ...flags }: RunFlags, io: Io): Promise<Ending> {
  const [judge, ...others] = [...new Set(judges)];
  // The table of settings gives one where nobody names any.
  if (judge === undefined) throw new Error("run without a judge");
  if (others.length > 0) {
    const { runJudges } = await import("./run-judges.ts");
    return runJudges([judge, ...others], { ...flags, reuseAnswers }, io);
  }
  if (reuseAnswers) {
    throw new InputError("--reuse-answers needs a second judge, which rates the first one's answers", {
      hint: "Name several: --judge nejumi-4 swallow-v202604. Answers that are there are rated by: mtbench judge --judge ID.",
    });
  }
  return runLaunch(await askingSpec({ ...flags, judge }, { isRated: true }, io), flags, io);
}

/** `mtbench answer`: the same without a rating. */
export async function answer(flags: AskingFlags, io: Io): Promise<Ending> {
  return runLaunch(await askingSpec(flags, { isRated: false }, io), flags, io);
}

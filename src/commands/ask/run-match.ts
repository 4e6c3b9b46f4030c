import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import type { DryRun } from "../../launch/dry-run.ts";
import type { LaunchSpec, MatchingWork } from "../../launch/launch-spec.ts";
import { withConfig } from "../../launch/with-config.ts";
import type { Ending } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import { showDryRun } from "../terminal/show-dry-run.ts";
import { showLaunch } from "../terminal/show-launch.ts";
import { showMatches, watchedMatches } from "./match.ts";
import { askingSpec } from "./run-flags.ts";
import { watchedLaunch } from "./run-launch.ts";
import type { RunAndMatchFlags } from "./run-verb.ts";

/**
 * `mtbench run --match-against <baseline>`: the run, and when it is complete every candidate's answers beside the baseline's.
 * One launch after the other over the same records: each goes on by the same command.
 */
export async function runAndMatch(flags: RunAndMatchFlags & { matchAgainst: string }, io: Io): Promise<Ending> {
  // A wrong name is told before anything is asked.
  const against = await findCandidate(flags.matchAgainst, resolve(io.cwd, flags.results), io);
  const [judge, ...others] = [...new Set(flags.judge)];
  if (judge === undefined || others.length > 0) {
    throw new InputError("--match-against follows a run with one judge", {
      hint: "After one with several: mtbench match <candidate> <baseline>.",
    });
  }
  const spec = await askingSpec({ ...flags, judge }, { isRated: true }, io);
  if (spec.shard !== null) {
    throw new InputError("--match-against needs all answers, and a shard has a part of them", {
      hint: "When all shards are done: mtbench match <candidate> <baseline> (which takes --shard too).",
    });
  }
  const launched = await watchedLaunch(spec, flags, io);
  if (launched.kind === "planned") {
    showDryRun(launched.plan, flags.json, io);
    if (!flags.json) io.out(`${laterMatches(launched.plan, flags.matchAgainst)}\n`);
    return "done";
  }
  const ending = await showLaunch(launched, flags.json, io);
  const folders = (launched.record?.candidates ?? [])
    .map(({ folder }) => folder)
    .filter((folder) => folder !== against);
  if (ending !== "done" || folders.length === 0) return ending;
  const { flags: chosen } = await withConfig({ ...flags, judge: flags.matchJudge }, io);
  const work: MatchingWork = {
    kind: "match",
    folders,
    against,
    steps: flags.steps === "5" ? 5 : 3,
    queue: flags.queue,
  };
  const comparing = { judge: chosen.judge, judgeModel: chosen.judgeModel, judgePrompts: undefined };
  const matching: LaunchSpec<MatchingWork> = { ...spec, ...comparing, work };
  const matched = await watchedMatches(matching, flags.events, io);
  if (matched.kind !== "matched") throw new Error("matches were planned and not made");
  return showMatches(matched, matching, { json: flags.json, corrected: false }, io);
}

/** What comes after the run; the answers are not there yet, so that only their number is known. */
function laterMatches({ candidates }: DryRun, against: string): string {
  const turns = candidates.reduce((sum, { plan }) => sum + plan.answers.planned, 0);
  return `Then up to ${2 * turns} matches with ${against}, every turn in both orders; mtbench match --dry-run says what they cost once the answers are there.`;
}

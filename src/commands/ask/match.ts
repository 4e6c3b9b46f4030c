import { relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { type LaunchedMatches, launchMatches } from "../../launch/launch.ts";
import type { LaunchSpec, MatchingWork } from "../../launch/launch-spec.ts";
import type { MatchesEnd } from "../../launch/matching/execute-matches.ts";
import { withConfig } from "../../launch/with-config.ts";
import { matchJson, matchText } from "../../reports/matches/match-text.ts";
import { loadManifest } from "../../results/run-record.ts";
import { loadPools } from "../../tallies/load-pool.ts";
import { matchesPage } from "../decide/matches-page.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { resumeCommand } from "../terminal/resume-command.ts";
import { showDryRun } from "../terminal/show-dry-run.ts";
import { watchLaunch } from "../terminal/watch-launch.ts";
import { planMatch } from "./match-plan.ts";
import type { MatchFlags } from "./match-verb.ts";
import { commonSpec, readNumbers } from "./run-flags.ts";

/** `mtbench match A B [...]`: has every turn's answers compared in both orders, and says what that comes to. */
export async function match(flags: MatchFlags, io: Io): Promise<Ending> {
  const spec = await matchingSpec(flags, io);
  if (flags.plan !== undefined) return planMatch(spec, flags.plan, flags.json, io);
  const launched = await watchedMatches(spec, flags.events, io);
  if (launched.kind === "matched") return showMatches(launched, spec, flags, io);
  showDryRun(launched.plan, flags.json, io);
  return "done";
}

/** Carries a launch of matches out before the eyes of whoever is at the terminal. */
export async function watchedMatches(
  spec: LaunchSpec<MatchingWork>,
  events: string | undefined,
  io: Io,
): Promise<LaunchedMatches> {
  const watched = watchLaunch(events, io);
  const { env, cwd, now } = io;
  try {
    return await launchMatches(spec, watched, { env, cwd, now, stop: watchInterrupts(io) });
  } finally {
    await watched.close();
  }
}

async function matchingSpec(given: MatchFlags, io: Io): Promise<LaunchSpec<MatchingWork>> {
  const { flags, own, priceOf } = await withConfig(given, io);
  const root = resolve(io.cwd, flags.results);
  const folders: string[] = [];
  for (const text of flags.candidates) folders.push(await findCandidate(text, root, io));
  const against = flags.against === undefined ? undefined : await findCandidate(flags.against, root, io);
  const { rules, steps, queue } = flags;
  const questions = flags.questions ?? (await setOf(folders[0] ?? against ?? ""));
  const all = { ...flags, questions };
  return {
    ...commonSpec(all, readNumbers(all)),
    work: { kind: "match", folders, against, rules, steps: steps === "5" ? 5 : 3, queue },
    own,
    priceOf,
  };
}

/** The question set that a candidate answered. */
async function setOf(folder: string): Promise<string> {
  const manifest = await loadManifest(folder);
  if (manifest === null) throw new InputError(`${folder} is not a results folder: manifest.json is missing`);
  return manifest.questionSet.id;
}

/** Prints what the launch's pairs come to, and how to go on where something is left to do. */
export async function showMatches(
  end: MatchesEnd,
  spec: LaunchSpec<MatchingWork>,
  { json, corrected }: { readonly json: boolean; readonly corrected: boolean },
  io: Io,
): Promise<Ending> {
  // A disk that took no record was told of when it happened.
  if (end.matches === null) return end.outcome;
  const [pool] = await loadPools(resolve(io.cwd, spec.results), { procedure: end.procedure });
  if (pool !== undefined) {
    const names = new Map(pool.candidates.map(({ candidate, record }) => [candidate, record?.path ?? ""]));
    const nameOf = (pair: readonly string[]) => [...pair].sort().join("\n");
    const meant = new Set(end.pairs.map(nameOf));
    const page = matchesPage(pool, (one, other) => meant.has(nameOf([names.get(one) ?? "", names.get(other) ?? ""])));
    const head = { outcome: end.outcome, exitCode: exitCode(end.outcome), matches: end.matches };
    io.out(json ? `${JSON.stringify({ ...head, ...matchJson(page) })}\n` : matchText(page, corrected, io.columns));
  }
  io.err(`Records: ${relative(io.cwd, end.folder) || "."}\n`);
  if (end.refusal !== null) throw end.refusal;
  if (!end.complete) io.err(howToGoOn(end.isHopeless, io));
  return end.outcome;
}

function howToGoOn(isHopeless: boolean, io: Io): string {
  return isHopeless
    ? "Not everything is there yet, and the same command would meet the same failure: mend that first.\n"
    : `Not everything is there yet. What is there is kept; this goes on from it:\n  ${resumeCommand(io)}\n`;
}

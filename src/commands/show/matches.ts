import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { matchJson, matchMarkdown, matchText } from "../../reports/matches/match-text.ts";
import { loadPools, type MatchPool } from "../../tallies/load-pool.ts";
import { nearestHint } from "../../text/nearest.ts";
import { matchesPage } from "../decide/matches-page.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { MatchesFlags } from "./matches-verb.ts";

/** `mtbench matches [candidates..]`: what every judge's matches say, or those of some candidates. Calls no model. */
export async function matches(flags: MatchesFlags, io: Io): Promise<Ending> {
  const { results, corrected } = flags;
  const pools = await loadPools(resolve(io.cwd, results), {});
  if (pools.length === 0) {
    throw new InputError(`${results} holds no matches`, {
      hint: "Compare answers that are there: mtbench match A B. Read pairwise files: mtbench import matches.",
    });
  }
  // A place with several procedures is several pools.
  const damaged = new Map(pools.map(({ place }) => [place.path, place.damaged]));
  for (const { path, line, problem } of [...damaged.values()].flat()) {
    io.err(`${path}:${line}: set aside: ${problem}\n`);
  }
  const isMeant = choose(flags.candidates, pools);
  const shown = pools.filter(({ pairs }) => pairs.some(({ one, other }) => isMeant(one, other)));
  if (shown.length === 0) {
    throw new InputError(`no matches of ${flags.candidates.join(" and ")} with each other in ${results}`, {
      hint: "Compare them: mtbench match.",
    });
  }
  const pages = shown.map((pool) => matchesPage(pool, isMeant));
  const writers = {
    text: () => pages.map((page) => matchText(page, corrected, io.columns)).join("\n"),
    markdown: () => pages.map((page) => matchMarkdown(page, corrected)).join("\n"),
    json: () => `${JSON.stringify({ outcome: "done", exitCode: exitCode("done"), matches: pages.map(matchJson) })}\n`,
  } as const;
  io.out(writers[flags.format]());
  return "done";
}

/** Of one candidate all of its pairs, of several the pairs among them; of none all. Imports go by either name. */
function choose(named: readonly string[], pools: readonly MatchPool[]): (one: string, other: string) => boolean {
  const all = [...new Set(pools.flatMap(({ candidates }) => candidates.map(({ candidate }) => candidate)))].sort();
  const isCalled = (candidate: string, name: string) => candidate === name || candidate === `${name}+import`;
  const unknown = named.find((name) => !all.some((candidate) => isCalled(candidate, name)));
  if (unknown !== undefined) {
    throw new InputError(`no matches of a candidate called "${unknown}"`, {
      hint: nearestHint(unknown, all),
    });
  }
  const isNamed = (candidate: string) => named.some((name) => isCalled(candidate, name));
  if (named.length === 0) return () => true;
  return named.length === 1
    ? (one, other) => isNamed(one) || isNamed(other)
    : (one, other) => isNamed(one) && isNamed(other);
}

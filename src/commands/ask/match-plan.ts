import { basename, resolve } from "node:path";
import type { LaunchSpec, MatchingWork } from "../../launch/launch-spec.ts";
import { planBlocks } from "../../reports/matches/strength-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { loadRunRecord } from "../../results/run-record.ts";
import { practiceChoice, practiceProcedure } from "../../servers/practice/practice-names.ts";
import { loadPools } from "../../tallies/load-pool.ts";
import { planPool } from "../../tallies/tally-pool.ts";
import { matchSeed } from "../decide/matches-page.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";

/** `mtbench match ... --plan N`: which pairs to compare next, from the matches that are there. Calls nobody. */
export async function planMatch(
  { work, judge, results }: LaunchSpec<MatchingWork>,
  count: number,
  json: boolean,
  io: Io,
): Promise<Ending> {
  const folders = [...new Set([...work.folders, ...(work.against === undefined ? [] : [work.against])])];
  const records = await Promise.all(folders.map((path) => loadRunRecord(path)));
  const candidates = records.map(({ manifest: { candidate, origin } }) =>
    origin === "import" ? `${candidate.id}+import` : candidate.id,
  );
  const pools = await loadPools(resolve(io.cwd, results), {
    set: records[0]?.manifest.questionSet.id,
    // The configuration's names are replaced already.
    judge: judge === practiceChoice ? practiceProcedure : basename(judge),
  });
  const pool = pools.filter(({ procedure }) => (procedure.fields.steps ?? 3) === work.steps).at(-1);
  const among = (pool?.pairs ?? []).filter(({ one, other }) => candidates.includes(one) && candidates.includes(other));
  const answered = new Set(records.flatMap(({ answers }) => [...answers.values()].map((one) => one.questionHash)));
  const plan = planPool(among, { count, candidates, questions: answered.size, seed: matchSeed });
  io.out(
    json
      ? `${JSON.stringify({ outcome: "done", exitCode: exitCode("done"), plan })}\n`
      : layOut(planBlocks(plan), io.columns),
  );
  return "done";
}

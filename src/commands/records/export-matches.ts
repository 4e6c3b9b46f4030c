import { join, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { exportMatches } from "../../exchange/matches/export-matches.ts";
import { folderName } from "../../files/folder-name.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { judgesText } from "../../results/procedure-record.ts";
import { loadPools } from "../../tallies/load-pool.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ExportMatchesFlags } from "./match-files-verbs.ts";

/** `mtbench export matches`: FastChat's `<judge>_pair.jsonl`, and the same as votes for `compute_agreement.py`. */
export async function exportMatchFiles(flags: ExportMatchesFlags, io: Io): Promise<Ending> {
  const pools = await loadPools(resolve(io.cwd, flags.results), {});
  if (pools.length === 0) {
    throw new InputError(`${flags.results} holds no matches to export`, { hint: "Compare first: mtbench match." });
  }
  const sets = new Set(pools.map(({ questionSet }) => questionSet.id));
  const written: string[] = [];
  for (const pool of pools) {
    const { rows, votes } = exportMatches(pool);
    // FastChat keeps one folder a benchmark.
    const folder = join(resolve(io.cwd, flags.out), ...(sets.size === 1 ? [] : [folderName(pool.questionSet.id)]));
    const alike = pools.filter(
      (other) =>
        other.questionSet.id === pool.questionSet.id &&
        judgesText(other.procedure.judges) === judgesText(pool.procedure.judges),
    );
    const mark = alike.length === 1 ? "" : `_${pool.procedure.hash.slice(0, 8)}`;
    const name = `${folderName(judgesText(pool.procedure.judges))}${mark}`;
    await makeFolder(join(folder, "model_judgment"));
    const pairs = join(folder, "model_judgment", `${name}_pair.jsonl`);
    await writeFileAtomic(pairs, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const voted = join(folder, `${name}_votes.json`);
    await writeFileAtomic(voted, `${JSON.stringify(votes, null, 1)}\n`);
    written.push(pairs, voted);
    io.err(`${pool.questionSet.id}, ${pool.procedure.judge}: ${rows.length} rows, ${votes.length} votes\n`);
  }
  const files = written.map((path) => resolve(path));
  io.out(
    flags.json
      ? `${JSON.stringify({ outcome: "done", exitCode: exitCode("done"), files })}\n`
      : files.map((path) => `${path}\n`).join(""),
  );
  return "done";
}

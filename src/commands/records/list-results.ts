import { relative, resolve } from "node:path";
import { tableLines } from "../../reports/tables/text-table.ts";
import { makeLeaderboard } from "../../scores/leaderboard.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";

/** `mtbench results list`: every candidate's folder, what stands in it, and under which protocols. */
export async function listResults(flags: { readonly results: string }, io: Io): Promise<Ending> {
  const records = await loadRecords(resolve(io.cwd, flags.results), io);
  const rows = records.map((record) => {
    const keys = makeLeaderboard([record]).map((board) => `${board.judge.id} ${board.key.slice(0, 12)}`);
    return [
      record.manifest.questionSet.id,
      record.manifest.candidate.id,
      record.manifest.origin,
      String(record.answers.size),
      String(record.judgments.size),
      keys.join(", "),
      relative(io.cwd, record.path) || ".",
    ];
  });
  if (rows.length === 0) {
    io.out(`Nothing in ${flags.results} yet.\n`);
    return "done";
  }
  const header = ["questions", "candidate", "origin", "answers", "judgments", "protocols", "folder"];
  const numeric = [false, false, false, true, true, false, false];
  io.out(`${tableLines({ header, rows, numeric }).join("\n")}\n`);
  return "done";
}

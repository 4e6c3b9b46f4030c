import { relative } from "node:path";
import type { LaunchEnd } from "../../launch/execute-launch.ts";
import { leaderboardText } from "../../reports/tables/leaderboard-text.ts";
import { standingRows } from "../../reports/tables/standing-rows.ts";
import { loadPublishedScores } from "../../results/published-scores.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "./io.ts";
import { resumeCommand } from "./resume-command.ts";

/** Prints what a launch came to: its leaderboard, or its record as JSON, and how to go on where it is not complete. */
export async function showLaunch(end: LaunchEnd, json: boolean, io: Io): Promise<Ending> {
  const { record, refusal } = end;
  // A disk that took no record was told of when it happened.
  if (record === null) return end.outcome;
  // A refused key or model leaves the other candidates' results worth showing.
  if (refusal === null || end.holdsAnswers) {
    if (json) io.out(`${JSON.stringify(record)}\n`);
    else {
      if (end.boards.length > 0) io.out(leaderboardText(end.boards, standingRows(await loadPublishedScores())));
      for (const { folder } of record.candidates) io.err(`Records: ${relative(io.cwd, folder) || "."}\n`);
    }
  }
  if (refusal !== null) throw refusal;
  if (!end.complete && end.isHopeless) {
    io.err("Not everything is there yet, and the same command would meet the same failure: mend that first.\n");
  } else if (!end.complete) {
    io.err(`Not everything is there yet. What is there is kept; this goes on from it:\n  ${resumeCommand(io)}\n`);
  }
  return end.outcome;
}

import { relative, resolve } from "node:path";
import type { LaunchEnd } from "../../launch/execute-launch.ts";
import { leaderboardText } from "../../reports/tables/leaderboard-text.ts";
import { standingRows } from "../../reports/tables/standing-rows.ts";
import { loadPublishedScores } from "../../results/published/published-scores.ts";
import { makeBoards, type ProtocolBoard } from "../../scores/leaderboard.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import type { Ending } from "../exit-code.ts";
import { cardsIn, loadScores } from "../show/leaderboard.ts";
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
    else await showResults(end, record, io);
  }
  if (refusal !== null) throw refusal;
  if (!end.complete && end.isHopeless) {
    io.err("Not everything is there yet, and the same command would meet the same failure: mend that first.\n");
  } else if (!end.complete) {
    io.err(`Not everything is there yet. What is there is kept; this goes on from it:\n  ${resumeCommand(io)}\n`);
  }
  return end.outcome;
}

async function showResults(end: LaunchEnd, record: NonNullable<LaunchEnd["record"]>, io: Io): Promise<void> {
  if (end.boards.length > 0) {
    const cards = (await Promise.all(rootsOf(end).map((root) => cardsIn(root, io)))).flat();
    const options = { columns: io.columns, cards };
    io.out(leaderboardText(await amongAll(end, io), standingRows(await loadPublishedScores()), options));
  }
  // The id is what every other command takes; a folder's name cannot be typed where the id has a slash.
  for (const { id, folder } of record.candidates) {
    io.err(`Records: ${escapeTerminalLine(id)} (${relative(io.cwd, folder) || "."})\n`);
  }
}

/** The launch's candidates among all of their results folder that are comparable with them. */
async function amongAll(end: LaunchEnd, io: Io): Promise<readonly ProtocolBoard[]> {
  const { boards, scored } = end;
  const keys = new Set(boards.map(({ key }) => key));
  const known = new Set(scored.map(({ scores }) => resolve(scores.path)));
  const others = rootsOf(end).map((root) => loadScores(root, io, (path) => !known.has(resolve(path))));
  const all = makeBoards([...scored, ...(await Promise.all(others)).flat()].filter(({ key }) => keys.has(key)));
  const standing = all.map(({ differsFrom, ...board }) => ({
    ...board,
    differsFrom: differsFrom.filter(({ key }) => keys.has(key)),
  }));
  return standing.length === boards.length ? standing : boards;
}

/** Of the results folders that the launch wrote into. */
function rootsOf({ record }: Pick<LaunchEnd, "record">): string[] {
  return [...new Set((record?.candidates ?? []).map(({ folder }) => resolve(folder, "..", "..")))];
}

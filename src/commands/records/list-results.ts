import { relative, resolve } from "node:path";
import { fitTable, tableLines } from "../../reports/tables/text-table.ts";
import { checkPlace } from "../../results/place-files.ts";
import { listPlaces, type Place, type PlaceKind } from "../../results/places.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { makeLeaderboard } from "../../scores/leaderboard.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { ListResultsFlags } from "./results-verbs.ts";

/** `mtbench results list`: every candidate's folder, what stands in it, under which protocols, and what stands beside them. */
export async function listResults(flags: ListResultsFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const records = await loadRecords(root, io);
  if (flags.json) {
    const places = await listPlaces(root);
    const shown = await Promise.all(places.map((place) => placeJson(place, io)));
    io.out(`${JSON.stringify({ candidates: records.map((record) => candidateJson(record, io)), places: shown })}\n`);
    return "done";
  }
  const rows = records.map((record) => {
    const keys = makeLeaderboard([record]).map((board) => `${board.judge.id} ${board.key.slice(0, 12)}`);
    return [
      record.manifest.questionSet.id,
      record.manifest.candidate.id,
      record.manifest.origin,
      String(record.answers.size),
      String(record.judgments.size),
      keys.length === 0 ? "no ratings" : keys.join(", "),
      relative(io.cwd, record.path) || ".",
    ];
  });
  const places = await placeRows(root, io);
  if (rows.length === 0 && places.length === 0) {
    io.out(`Nothing in ${flags.results} yet.\n`);
    return "done";
  }
  const header = ["questions", "candidate", "origin", "answers", "judgments", "protocols", "folder"];
  const numeric = [false, false, false, true, true, false, false];
  const tables = [
    ...(rows.length === 0 ? [] : [{ header, rows, numeric }]),
    ...(places.length === 0
      ? []
      : [{ header: ["place", "holds", "records", "folder"], rows: places, numeric: [false, false, true, false] }]),
  ];
  io.out(
    `${tables.map((table) => tableLines(fitTable(table, io.columns, ["folder", "origin", "protocols"])).join("\n")).join("\n\n")}\n`,
  );
  return "done";
}

function candidateJson(record: RunRecord, io: Io) {
  const { questionSet, candidate, origin } = record.manifest;
  const protocols = makeLeaderboard([record]).map(({ judge, key }) => ({ judge: judge.id, key }));
  const counts = { answers: record.answers.size, judgments: record.judgments.size };
  const folder = relative(io.cwd, record.path) || ".";
  return { questions: questionSet.id, candidate: candidate.id, origin, ...counts, protocols, folder };
}

async function placeJson(place: Place, io: Io) {
  const { records } = await checkPlace(place);
  return { place: place.name, kind: place.kind, records, folder: relative(io.cwd, place.path) || "." };
}

const placeTitles = {
  cards: "judge cards",
  matches: "matches",
  desk: "people's plans and ratings",
} as const satisfies Record<PlaceKind, string>;

/** What stands beside the candidates' folders and is not one candidate's. */
async function placeRows(root: string, io: Io): Promise<string[][]> {
  const rows: string[][] = [];
  for (const place of await listPlaces(root)) {
    const { records } = await checkPlace(place);
    rows.push([place.name, placeTitles[place.kind], String(records), relative(io.cwd, place.path) || "."]);
  }
  return rows;
}

import type { QuestionSet } from "../../questions/question.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { factsKey } from "./make-report-record.ts";
import type { CollectedMatches } from "./report-matches.ts";
import { makeChunk, type PageChunk } from "./report-page.ts";
import type { ReportRecord } from "./report-record.ts";
import { candidateTexts, candidateThoughts, type FolderTexts, questionTexts } from "./report-texts.ts";

export interface ChunkSources {
  readonly record: ReportRecord;
  readonly boards: readonly ProtocolBoard[];
  readonly texts: ReadonlyMap<string, FolderTexts>;
  readonly lookTexts: CollectedMatches["lookTexts"];
  readonly sets: readonly QuestionSet[];
}

/**
 * The value of a chunk by name: `q0` questions of a board, `a0.3` answers of a candidate, `t0.3` its thoughts, `m0.3` the words
 * of a pair's matches; null: none.
 */
export function chunkValue(name: string, from: ChunkSources): unknown {
  const pair = /^m(?<matches>\d{1,4})\.(?<pair>\d{1,5})$/u.exec(name)?.groups;
  if (pair !== undefined) return from.lookTexts[Number(pair.matches)]?.[Number(pair.pair)] ?? null;
  const parts = /^(?<kind>[qat])(?<board>\d{1,4})(?:\.(?<candidate>\d{1,5}))?$/u.exec(name)?.groups;
  const board = from.record.boards[Number(parts?.board ?? -1)];
  if (parts === undefined || board === undefined) return null;
  if (parts.kind === "q") return questionTexts(board, from.sets);
  const scored = from.boards.find(({ key }) => key === board.key)?.candidates[Number(parts.candidate ?? -1)];
  const texts = scored === undefined ? undefined : from.texts.get(factsKey(board.key, scored.path));
  if (texts === undefined) return null;
  return parts.kind === "a" ? candidateTexts(board, texts) : candidateThoughts(board, texts);
}

/** Names of all chunks of a report, questions first. */
export function chunkNames({ boards, matches }: Pick<ReportRecord, "boards" | "matches">): string[] {
  return [
    ...boards.flatMap(({ candidates }, board) => [
      `q${board}`,
      ...candidates.flatMap((_, candidate) => [`a${board}.${candidate}`, `t${board}.${candidate}`]),
    ]),
    ...matches.flatMap(({ pairs }, index) => pairs.map((_, pair) => `m${index}.${pair}`)),
  ];
}

/** All chunks, packed; those that hold nothing are left out. */
export async function packChunks(from: ChunkSources): Promise<PageChunk[]> {
  const packed = await Promise.all(
    chunkNames(from.record).map(async (name) => {
      const value = chunkValue(name, from);
      return value === null ? null : makeChunk(name, value);
    }),
  );
  return packed.filter((chunk) => chunk !== null);
}

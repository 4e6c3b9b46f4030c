import { useEffect, useMemo, useState } from "preact/hooks";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { QuestionTexts } from "../src/reports/page/report-texts.ts";
import type { Chunks } from "./chunks.ts";
import { type QuestionFilter, type QuestionRow, questionRows } from "./question-rows.ts";
import { buildIndex, type Hit, type SearchIndex } from "./search.ts";

/** The texts of a board's questions, once they are read. */
export function useTexts(board: ReportBoard | undefined, at: number, chunks: Chunks): readonly QuestionTexts[] {
  const [texts, setTexts] = useState<readonly QuestionTexts[]>([]);
  useEffect(() => {
    let current = true;
    chunks.questions(at).then((read) => current && setTexts(read));
    return () => {
      current = false;
    };
  }, [chunks, at, board]);
  return texts;
}

/** What a board's texts are searched in; null until it is wanted and built. */
export function useSearchIndex(
  board: ReportBoard | undefined,
  at: number,
  chunks: Chunks,
  wanted: boolean,
): SearchIndex | null {
  const [index, setIndex] = useState<SearchIndex | null>(null);
  useEffect(() => {
    if (!wanted || board === undefined) return;
    let current = true;
    setIndex(null);
    buildIndex(board, at, chunks).then((built) => current && setIndex(built));
    return () => {
      current = false;
    };
  }, [wanted, chunks, at, board]);
  return index;
}

/** The questions that a reader asked for, of those that a search hit; null: none was made. */
export function useRows(
  board: ReportBoard | undefined,
  left: number,
  right: number | null,
  filter: QuestionFilter,
  hits: ReadonlyMap<number, Hit> | null,
): readonly QuestionRow[] {
  const all = useMemo(
    () => (board === undefined ? [] : questionRows(board, left, right, filter)),
    [board, left, right, filter],
  );
  return hits === null ? all : all.filter(({ question }) => hits.has(question));
}

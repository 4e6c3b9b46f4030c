import { figureNotes } from "../figures/figure-words.ts";
import type { Language, ReportBoard, ReportCandidate } from "../page/report-record.ts";
import type { PrintFont } from "./print-font.ts";

/** What a figure on paper is made of. */
export interface PrintInput {
  readonly board: ReportBoard;
  /** Index of the candidate that differences are taken from. */
  readonly baseline: number;
  readonly language: Language;
  /** Points. */
  readonly width: number;
  readonly font: PrintFont;
  /** Whether intervals print their numbers beside them. */
  readonly values: boolean;
}

/** The tallest figure that fits a page of A4 with its caption, in points. */
export const pageHeight = 660;

/** The first candidates of a board, and the sentence that says so when they are not all. */
export function shownFirst(
  { board, language }: Pick<PrintInput, "board" | "language">,
  candidates: readonly ReportCandidate[],
  limit: number,
): { readonly shown: readonly ReportCandidate[]; readonly note: string | null } {
  const shown = candidates.slice(0, Math.max(1, limit));
  if (shown.length === candidates.length) return { shown, note: null };
  return { shown, note: figureNotes.some[language](String(shown.length), String(board.candidates.length)) };
}

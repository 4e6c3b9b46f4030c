import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { AnswerText } from "../src/reports/page/report-texts.ts";
import type { Chunks } from "./chunks.ts";

interface Entry {
  readonly question: number;
  /** Null: the question itself. */
  readonly candidate: number | null;
  /** Folded: NFKC, lower case. */
  readonly text: string;
}

export interface Hit {
  readonly question: number;
  readonly candidate: number | null;
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

export interface SearchIndex {
  /** First hit of every question that holds all words, by question. */
  find(query: string): ReadonlyMap<number, Hit>;
}

const around = 36;

/** Reads every text of a board once. Full and half width, upper and lower case are found alike. */
export async function buildIndex(board: ReportBoard, place: number, chunks: Chunks): Promise<SearchIndex> {
  const entries: Entry[] = [];
  const questions = await chunks.questions(place);
  for (const [question, { turns }] of questions.entries()) {
    entries.push({ question, candidate: null, text: fold((turns ?? []).join("\n")) });
  }
  for (const candidate of board.candidates.keys()) {
    const parts = new Map<number, string[]>();
    for (const [item, trials] of (await chunks.answers(place, candidate)).entries()) {
      const question = board.items[item]?.question ?? 0;
      parts.set(question, [...(parts.get(question) ?? []), ...trials.flatMap(textsOf)]);
    }
    for (const [question, texts] of parts) entries.push({ question, candidate, text: fold(texts.join("\n")) });
  }
  return { find: (query) => findIn(entries, query) };
}

function textsOf({ text, judgments, people }: AnswerText): string[] {
  return [text, ...judgments.map(({ words }) => words), ...people.map(({ note }) => note)].filter(
    (one) => one !== null,
  );
}

function findIn(entries: readonly Entry[], query: string): Map<number, Hit> {
  const wanted = fold(query)
    .split(/\s+/u)
    .filter((word) => word !== "");
  const [first] = wanted;
  const hits = new Map<number, Hit>();
  if (first === undefined) return hits;
  for (const { question, candidate, text } of entries) {
    if (hits.has(question)) continue;
    const at = text.indexOf(first);
    if (at < 0 || !wanted.every((word) => text.includes(word))) continue;
    hits.set(question, {
      question,
      candidate,
      before: text.slice(Math.max(0, at - around), at),
      match: text.slice(at, at + first.length),
      after: text.slice(at + first.length, at + first.length + around),
    });
  }
  return hits;
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

import type { CandidateTexts, CandidateThoughts, QuestionTexts } from "../src/reports/page/report-texts.ts";
import type { LookTexts } from "../src/tallies/collect-looks.ts";

/** Where the page's texts come from: packed inside the file, or from the server that shows a run. */
export interface Chunks {
  questions(board: number): Promise<readonly QuestionTexts[]>;
  answers(board: number, candidate: number): Promise<CandidateTexts>;
  /** Null: left out of the file. */
  thoughts(board: number, candidate: number): Promise<CandidateThoughts | null>;
  /** The words of a pair's matches. */
  matches(index: number, pair: number): Promise<readonly LookTexts[]>;
  /** Texts that were read are forgotten: the run went on. */
  forget(): void;
}

export function openChunks(live: boolean): Chunks {
  const read = new Map<string, Promise<unknown>>();
  const get = (name: string): Promise<unknown> => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const loading = live ? fetchChunk(name) : embeddedChunk(name);
    read.set(name, loading);
    return loading;
  };
  // What this program's own writer packed is taken at its word; the texts inside are never trusted.
  return {
    questions: async (board) => ((await get(`q${board}`)) ?? []) as readonly QuestionTexts[],
    answers: async (board, candidate) => ((await get(`a${board}.${candidate}`)) ?? []) as CandidateTexts,
    thoughts: async (board, candidate) => (await get(`t${board}.${candidate}`)) as CandidateThoughts | null,
    matches: async (index, pair) => ((await get(`m${index}.${pair}`)) ?? []) as readonly LookTexts[],
    forget: () => read.clear(),
  };
}

async function embeddedChunk(name: string): Promise<unknown> {
  await documentComplete();
  const text = document.getElementById(`chunk-${name}`)?.textContent;
  if (text === undefined || text === null) return null;
  const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

async function fetchChunk(name: string): Promise<unknown> {
  const response = await fetch(`chunk/${name}`);
  return response.ok ? await response.json() : null;
}

/** The texts stand at the end of the file, behind everything that is shown first. */
function documentComplete(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}

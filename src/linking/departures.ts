import type { StrictProcedure } from "../judges/strict-procedures.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";

/**
 * In what a rating under the name of a published procedure is none of it: another judge model, or answers that were asked
 * otherwise. Such a score has a protocol key of its own and stands in no table with the others; here it stands beside
 * the board's figures, so it has to be said. Empty: nothing that is recorded differs.
 */
export function departures({ fields }: ProcedureRecord, upstream: StrictProcedure | undefined): string[] {
  if (upstream === undefined) return [];
  const found: string[] = [];
  const compare = (field: string, expected: unknown, words: (value: string) => string) => {
    const value = fields[field];
    if (expected !== undefined && value !== undefined && value !== expected) found.push(words(wordOf(value)));
  };
  compare("judgeModel", upstream.model, (model) => `rated by ${model}, not ${upstream.model}`);
  compare(
    "answering.maxAnswerTokens",
    upstream.maxAnswerTokens,
    (limit) => `answers of at most ${limit} tokens, not ${upstream.maxAnswerTokens}`,
  );
  compare(
    "answering.historyCharacters",
    upstream.historyCharacters,
    (cut) =>
      `later turns see ${charactersText(cut)} of an answer, not ${charactersText(wordOf(upstream.historyCharacters))}`,
  );
  compare(
    "answering.sampling",
    upstream.sampling,
    (who) => `sampling chosen by the ${who}, not by the ${upstream.sampling}`,
  );
  compare("answering.systemPrompt", upstream.systemPrompt, () => "asked with another system prompt");
  return found;
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function charactersText(cut: string): string {
  return cut === "null" ? "all" : `${cut} characters`;
}

import { countCharacters, japaneseRatio } from "../../text/measures.ts";
import { characterNgrams } from "../../text/ngrams.ts";

/** What can be counted of an answer beside its question and its reference. Shares are 0-1. */
export interface AnswerMeasures {
  /** Without white space. */
  readonly characters: number;
  /** Length over the reference's; null without a reference. */
  readonly lengthRatio: number | null;
  /** Share of the reference's pairs of characters that the answer holds; null without a reference. */
  readonly recall: number | null;
  /** Share of the answer's runs of five characters that stand in the questions. */
  readonly copied: number;
  /** Share of the answer's runs of five that stand in its own earlier answer; 0 in turn 1. */
  readonly carriedOver: number;
  /** Distinct runs of five over all of them: 1 says nothing twice. */
  readonly variety: number;
  /** Share of Japanese letters; null when there are none to tell by. */
  readonly japanese: number | null;
  /** Share of kana among kana and kanji; null below 20 of them. */
  readonly kana: number | null;
  readonly latinLetters: number;
}

export interface MeasuredTexts {
  /** The user's turns so far. */
  readonly questions: readonly string[];
  readonly earlier: readonly string[];
  readonly answer: string;
  readonly reference: string | null;
}

export function measureAnswer({ questions, earlier, answer, reference }: MeasuredTexts): AnswerMeasures {
  const runs = characterNgrams(answer);
  const characters = countCharacters(answer);
  return {
    characters,
    lengthRatio: reference === null ? null : characters / Math.max(1, countCharacters(reference)),
    recall: reference === null ? null : shareIn(characterNgrams(reference, 2), characterNgrams(answer, 2)),
    copied: shareIn(runs, characterNgrams(questions.join("\n"))),
    carriedOver: earlier.length === 0 ? 0 : shareIn(runs, characterNgrams(earlier.join("\n"))),
    variety: characters < 5 ? 1 : runs.size / (characters - 4),
    japanese: japaneseRatio(answer),
    kana: kanaShare(answer),
    latinLetters: count(answer, /\p{Script=Latin}/gu),
  };
}

/** Share of `items` that `pool` holds; 0 for no items. */
export function shareIn(items: ReadonlySet<string>, pool: ReadonlySet<string>): number {
  let shared = 0;
  for (const item of items) if (pool.has(item)) shared++;
  return items.size === 0 ? 0 : shared / items.size;
}

function kanaShare(text: string): number | null {
  const kana = count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const all = kana + count(text, /\p{Script=Han}/gu);
  return all < 20 ? null : kana / all;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

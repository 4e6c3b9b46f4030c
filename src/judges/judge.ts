import type { Json } from "../files/canonical-json.ts";
import type { Jury } from "./jury.ts";

/**
 * Which of a judge's prompts rates a turn: by turn (the first, the second, every later one), and by whether a reference
 * answer is shown. The first four are FastChat's names; which texts rate later turns, judge.yaml says.
 */
export const promptNames = [
  "single-v1",
  "single-math-v1",
  "single-v1-multi-turn",
  "single-math-v1-multi-turn",
  "later-turns",
  "math-later-turns",
] as const;

export type PromptName = (typeof promptNames)[number];

export interface JudgePrompt {
  readonly name: PromptName;
  /** Null: no system message is sent. */
  readonly system: string | null;
  /** Placeholders in the manner of Python's str.format: {question}, {answer}, {ref_answer_1}, {question_1} ... */
  readonly template: string;
  /** Our names of the placeholders that the template calls otherwise, by its own name. Absent: it calls none otherwise. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** How one earlier turn looks in `{conversation}`; only in a prompt for later turns that shows it. */
  readonly conversationTurn?: string;
}

/**
 * Which of a judge's prompts compares two answers to a turn, by FastChat's names and, for later turns, ours. They belong to the
 * match procedure alone: no rating depends on them.
 */
export const pairPromptNames = [
  "pair-v2",
  "pair-math-v1",
  "pair-v2-multi-turn",
  "pair-math-v1-multi-turn",
  "pair-later-turns",
  "pair-math-later-turns",
] as const;

export type PairPromptName = (typeof pairPromptNames)[number];

/** A prompt that shows two answers: {answer_a} is the one shown first, {answer_a_1} its first turn. */
export interface PairPrompt extends Omit<JudgePrompt, "name"> {
  readonly name: PairPromptName;
}

/**
 * How a verdict is read from the judge's text. `mtbench-pair`: the judge's own last line; the others are their upstream's
 * rules, defects included.
 */
export const pairExtractions = ["mtbench-pair", "fastchat-pair", "rakuda"] as const;

export type PairExtraction = (typeof pairExtractions)[number];

/** Three: A, tie, B. Five: also much better. */
export type VerdictSteps = 3 | 5;

/** How a judge compares two answers; every turn is shown in both orders. */
export interface PairPrompts {
  readonly prompts: Readonly<Partial<Record<PairPromptName, PairPrompt>>>;
  readonly steps: VerdictSteps;
  readonly extraction: PairExtraction;
  readonly retryUnrated: RetryUnrated;
}

/**
 * How a rating is read from the judge's text. Each strict one is its upstream's rule, defects included. A better reader is
 * a new value (as `mtbench-2` is), never a change of one that ratings were read by: the procedure's hash holds this name alone.
 */
export const extractions = [
  "mtbench",
  "mtbench-2",
  "llm-jp-judge",
  "fastchat",
  "swallow",
  "ja-vicuna-qa",
  "nejumi-4",
  "flexeval",
  "shaberi",
] as const;

export type Extraction = (typeof extractions)[number];

/**
 * Whether answers are escaped and fenced for the judge's eyes, and by which version of the escapes: `true` is the first.
 * A better one is a new value (2 is the second), never a change of this, so that ratings under two of them are never mixed.
 */
export const hardenedVersions = [true, 2] as const;

export type HardenedVersion = (typeof hardenedVersions)[number];
export type Hardened = false | HardenedVersion;

/**
 * What to do when no rating can be read from a reply. `same-prompt`: the same call again, at most `times` more;
 * `rating-only`: the conversation goes on once, with `prompt` asking for the rating alone.
 */
export type RetryUnrated =
  | { readonly kind: "none" }
  | { readonly kind: "same-prompt"; readonly times: number }
  | { readonly kind: "rating-only"; readonly prompt: string };

export interface RatingScale {
  readonly min: number;
  readonly max: number;
  /** `keep`: 8.5 stays 8.5; `half-up`, `half-even`: rounded to an integer so. */
  readonly fractions: "keep" | "half-up" | "half-even";
}

/** Whether a judge's references are shown with the answers of a category. */
export function showsReference(categories: readonly string[], category: string): boolean {
  return categories.includes(category) || categories.includes("*");
}

/** How candidates are asked under this procedure. The number of trials is only a default: it narrows the interval, not the meaning. */
export interface AnsweringPolicy {
  readonly systemPrompt: string | null;
  /**
   * `set`: temperatures by category from the question set; `candidate`: the family's recommended sampling, under a strict
   * procedure without the other parameters at their neutral values.
   */
  readonly sampling: "set" | "candidate";
  /** In place of the set's temperatures, for every category. Absent: the set's. */
  readonly temperature?: number;
  /** Tokens for the visible answer; a candidate's thinking budget comes on top. */
  readonly maxAnswerTokens: number;
  readonly trials: number;
  /** Turn 1's text is cut to this many characters before it is shown in turn 2; null: never. */
  readonly historyCharacters: number | null;
  /** The system prompt stands before the first question, for templates that take no system message. Absent: in a message of its own. */
  readonly systemAs?: "user";
}

/** A full rating procedure, ready for one question set. */
export interface Judge {
  readonly id: string;
  readonly title: string;
  /** Sends exactly the fields that upstream sends and reads ratings exactly as it does. */
  readonly strict: boolean;
  /** A turn without a prompt is not rated under this procedure (Stability's has none for turn 2). Empty: it only compares. */
  readonly prompts: Readonly<Partial<Record<PromptName, JudgePrompt>>>;
  readonly scale: RatingScale;
  readonly extraction: Extraction;
  readonly retryUnrated: RetryUnrated;
  /**
   * Name of the reference file in the question set (or a path); null: the set's default. The categories are those whose
   * prompts show it; `*` stands for all.
   */
  readonly references: { readonly name: string | null; readonly categories: readonly string[] };
  /** The judge model of the published procedure, or the one that the user put in its place; of a jury, its members in words. */
  readonly model: string;
  /** Several judge models rate; absent: one. */
  readonly jury?: Jury;
  readonly sampling: {
    /** Null: not sent, so that the server's own default holds. */
    readonly temperature: number | null;
    readonly maxTokens: number | null;
    /** Further fields of the request that upstream always sends (FastChat: `n: 1`), by the API's own names. */
    readonly fields: Readonly<Record<string, Json>>;
  };
  readonly answering: AnsweringPolicy;
  /** Characters of an answer that the judge sees; absent: all. */
  readonly answerCharacters?: number;
  /** How upstream averages its ratings, where tables are to do the same; absent: our own way. */
  readonly aggregate?: "macro";
  /** The answer is put between delimiters with a nonce, and imitations inside it are escaped and flagged. */
  readonly hardened: Hardened;
  /** Absent: it compares no answers. Never part of the rating procedure. */
  readonly pairPrompts?: PairPrompts;
}

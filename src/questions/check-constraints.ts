import { bareText } from "../text/bare-text.ts";
import { countCharacters } from "../text/measures.ts";
import type { Constraint } from "./annotations.ts";
import { checkJson, checkTable, type Finding } from "./check-structure.ts";
import { countItems, countParagraphs, countSentences } from "./count-parts.ts";
import { fencedBlocks, hasOpenFence } from "./fenced-blocks.ts";
import { findWords } from "./find-words.ts";

export type ConstraintOutcome = "met" | "broken";

export interface CheckedConstraint {
  readonly constraint: Constraint;
  readonly outcome: ConstraintOutcome;
  /** What was found, in words; for a broken one also what was asked. */
  readonly reason: string;
}

/**
 * Verifies what a question demands of the form of a whole answer. Pure; says nothing about the content. Markdown's marks, bold, the
 * width of letters and digits, and marks around a word never decide (docs/judges.md has how often this reads as a person does).
 */
export function checkConstraints(constraints: readonly Constraint[], answer: string): readonly CheckedConstraint[] {
  return constraints.map((constraint) => {
    const { problem, found } = check(constraint, answer);
    return { constraint, outcome: problem === null ? "met" : "broken", reason: problem ?? found };
  });
}

function check(constraint: Constraint, answer: string): Finding {
  switch (constraint.kind) {
    case "max-characters":
      return within(countCharacters(bareText(answer)), "characters", { max: constraint.value });
    case "min-characters":
      return within(countCharacters(bareText(answer)), "characters", { min: constraint.value });
    case "items":
      return within(countItems(answer), "items", constraint);
    case "lines":
      return within(
        bareText(answer)
          .split("\n")
          .filter((line) => line.trim() !== "").length,
        "lines",
        constraint,
      );
    case "paragraphs":
      return within(countParagraphs(answer), "paragraphs", constraint);
    case "sentences":
      return within(countSentences(answer), "sentences", constraint);
    case "forbid": {
      const found = findWords(answer);
      const used = constraint.words.filter(found.forbids);
      return finding(used.length === 0, "no forbidden word", `uses the forbidden ${quoted(used)}`);
    }
    case "require": {
      const found = findWords(answer);
      const missing = constraint.words.filter((word) => !found.requires(word));
      return finding(missing.length === 0, "every required word", `lacks the required ${quoted(missing)}`);
    }
    case "no-script": {
      const used = [...new Set(bareText(answer).match(scripts[constraint.script]) ?? [])];
      return finding(used.length === 0, `no ${constraint.script}`, `uses ${constraint.script}: ${quoted(used)}`);
    }
    case "starts-with": {
      const met = findWords(answer).startsWith(constraint.text);
      return finding(met, "starts as asked", `does not start with ${JSON.stringify(constraint.text)}`);
    }
    case "ends-with": {
      const met = findWords(answer).endsWith(constraint.text);
      return finding(met, "ends as asked", `does not end with ${JSON.stringify(constraint.text)}`);
    }
    case "json":
      return checkJson(constraint, answer);
    case "code": {
      const names = codeNames[constraint.language] ?? [constraint.language];
      const blocks = fencedBlocks(answer);
      const named = blocks.filter((block) => names.includes(block.language));
      // A fence without a language is a matter of marks; an answer's only block is then the one that was asked for.
      const count = named.length === 0 && blocks.length === 1 && blocks[0]?.language === "" ? 1 : named.length;
      const open = count > 0 && hasOpenFence(answer) ? " and one that is not closed" : "";
      const problem = `${count} fenced blocks of ${constraint.language}${open}, asked for exactly one`;
      return finding(count === 1 && open === "", `one block of ${constraint.language}`, problem);
    }
    case "table":
      return checkTable(constraint, answer);
    default: {
      const never: never = constraint;
      throw new Error(`no check for ${JSON.stringify(never)}`);
    }
  }
}

/** The prolonged sound mark ー belongs to both kana scripts, so it is not of the script Katakana and is let through. */
const scripts = {
  kanji: /\p{Script=Han}/gu,
  katakana: /\p{Script=Katakana}/gu,
  latin: /\p{Script=Latin}/gu,
  digits: /\p{Nd}/gu,
} as const;

/** Names under which a language's fence is written. */
const codeNames: Readonly<Record<string, readonly string[]>> = {
  python: ["python", "py", "python3"],
  javascript: ["javascript", "js", "mjs", "node"],
  typescript: ["typescript", "ts"],
  sql: ["sql", "sqlite", "postgresql", "mysql"],
};

function within(count: number, noun: string, range: { min?: number | undefined; max?: number | undefined }): Finding {
  const found = `${count} ${noun}`;
  const { min, max } = range;
  if (min !== undefined && min === max) return finding(count === min, found, `${found}, asked for exactly ${min}`);
  if (min !== undefined && count < min) return finding(false, found, `${found}, asked for at least ${min}`);
  return finding(max === undefined || count <= max, found, `${found}, asked for at most ${max ?? 0}`);
}

/** A finding from a verdict and the two ways to word it. */
function finding(met: boolean, found: string, problem: string): Finding {
  return { problem: met ? null : problem, found };
}

function quoted(words: readonly string[]): string {
  const shown = words.slice(0, 8).map((word) => JSON.stringify(word));
  return shown.join(", ") + (words.length > 8 ? ` and ${words.length - 8} more` : "");
}

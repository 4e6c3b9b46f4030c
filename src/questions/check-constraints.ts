import { countCharacters } from "../text/measures.ts";
import type { Constraint } from "./annotations.ts";
import { checkJson, checkTable, type Finding } from "./check-structure.ts";
import { fencedBlocks } from "./fenced-blocks.ts";

export type ConstraintOutcome = "met" | "broken";

export interface CheckedConstraint {
  readonly constraint: Constraint;
  readonly outcome: ConstraintOutcome;
  /** What was found, in words; for a broken one also what was asked. */
  readonly reason: string;
}

/** Verifies what a question demands of the form of a whole answer. Pure; says nothing about the content. */
export function checkConstraints(constraints: readonly Constraint[], answer: string): readonly CheckedConstraint[] {
  return constraints.map((constraint) => {
    const { problem, found } = check(constraint, answer);
    return { constraint, outcome: problem === null ? "met" : "broken", reason: problem ?? found };
  });
}

function check(constraint: Constraint, answer: string): Finding {
  switch (constraint.kind) {
    case "max-characters":
      return within(countCharacters(answer), "characters", { max: constraint.value });
    case "min-characters":
      return within(countCharacters(answer), "characters", { min: constraint.value });
    case "items":
      return within(countItems(answer), "items", constraint);
    case "lines":
      return within(answer.split("\n").filter((line) => line.trim() !== "").length, "lines", constraint);
    case "paragraphs":
      return within(answer.split(/\n[^\S\n]*\n/).filter((part) => part.trim() !== "").length, "paragraphs", constraint);
    case "sentences":
      return within(countSentences(answer), "sentences", constraint);
    case "forbid": {
      const text = answer.normalize("NFKC");
      const used = constraint.words.filter((word) => text.includes(word.normalize("NFKC")));
      return finding(used.length === 0, "no forbidden word", `uses the forbidden ${quoted(used)}`);
    }
    case "require": {
      const text = answer.normalize("NFKC");
      const missing = constraint.words.filter((word) => !text.includes(word.normalize("NFKC")));
      return finding(missing.length === 0, "every required word", `lacks the required ${quoted(missing)}`);
    }
    case "no-script": {
      const used = [...new Set(answer.match(scripts[constraint.script]) ?? [])];
      return finding(used.length === 0, `no ${constraint.script}`, `uses ${constraint.script}: ${quoted(used)}`);
    }
    case "starts-with": {
      const met = answer.trim().normalize("NFKC").startsWith(constraint.text.normalize("NFKC"));
      return finding(met, "starts as asked", `does not start with ${JSON.stringify(constraint.text)}`);
    }
    case "ends-with": {
      const met = answer.trim().normalize("NFKC").endsWith(constraint.text.normalize("NFKC"));
      return finding(met, "ends as asked", `does not end with ${JSON.stringify(constraint.text)}`);
    }
    case "json":
      return checkJson(constraint, answer);
    case "code": {
      const names = codeNames[constraint.language] ?? [constraint.language];
      const count = fencedBlocks(answer).filter((block) => names.includes(block.language)).length;
      const problem = `${count} fenced blocks of ${constraint.language}, asked for exactly one`;
      return finding(count === 1, `one block of ${constraint.language}`, problem);
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

/** A number followed by a point is an item only when no digit follows: `1.5倍` is none. */
const itemStart =
  /^\s*(?:\*\*)?(?:[-*+•]\s|[・●○◦◆◇■□▪]|[（(]?(?:\d{1,3}|[０-９]{1,3})[)）]|(?:\d{1,3}|[０-９]{1,3})[.．、](?!\d)|[①-⑳㉑-㉟㊱-㊿])/u;

function countItems(text: string): number {
  return text.split("\n").filter((line) => itemStart.test(line)).length;
}

/** What is quoted has ends of its own; the innermost quotation goes first. */
function countSentences(text: string): number {
  let rest = text;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(/「[^「」]*」|『[^『』]*』/gu, "");
  }
  return [...rest.matchAll(/[。！？!?]+/gu)].length;
}

function within(count: number, noun: string, range: { min?: number | undefined; max?: number | undefined }): Finding {
  const found = `${count} ${noun}`;
  const { min, max } = range;
  if (min !== undefined && min === max) return finding(count === min, found, `${found}, asked for exactly ${min}`);
  if (min !== undefined && count < min) return finding(false, found, `${found}, asked for at least ${min}`);
  return finding(max === undefined || count <= max, found, `${found}, asked for at most ${max ?? 0}`);
}

/** A finding from a verdict and the two ways to word it. */
export function finding(met: boolean, found: string, problem: string): Finding {
  return { problem: met ? null : problem, found };
}

function quoted(words: readonly string[]): string {
  const shown = words.slice(0, 8).map((word) => JSON.stringify(word));
  return shown.join(", ") + (words.length > 8 ? ` and ${words.length - 8} more` : "");
}

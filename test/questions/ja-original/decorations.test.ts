import { describe, expect, it } from "vitest";
import { checkCheckpoints } from "../../../src/questions/check-checkpoints.ts";
import { checkConstraints } from "../../../src/questions/check-constraints.ts";
import { parseQuestions } from "../../../src/questions/parse-questions.ts";
import { parseReferences } from "../../../src/questions/parse-references.ts";
import { readSetFile } from "./load.ts";

// What does not change an answer must not change what the program says of it: every reference is dressed up, and every
// constraint and exact checkpoint of its turn must still be met.
const categories = ["writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"];
const { questions } = parseQuestions(readSetFile("question.jsonl"), "question.jsonl", categories);
const { references } = parseReferences(readSetFile("references", "authors.jsonl"), "authors.jsonl", "authors");

/** Outside of fences, so that programs and JSON stay what they are. */
function proseLines(text: string, change: (line: string, index: number) => string): string {
  let fenced = false;
  return text
    .split("\n")
    .map((line, index) => {
      if (line.startsWith("```")) fenced = !fenced;
      return fenced || line.startsWith("```") || line.includes("|") || /^\s*[{}[\]"]/.test(line)
        ? line
        : change(line, index);
    })
    .join("\n");
}

const wide = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

const dresses: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  [
    "lines in bold",
    (text) => proseLines(text, (line) => line.replace(/^(\s*(?:[-*・]\s?|\d+[.)]\s)?)(\S.*\S)$/, "$1**$2**")),
  ],
  [
    "the first letters of each line in bold",
    (text) => proseLines(text, (line) => line.replace(/^(\p{L}{2})(?=\p{L})/u, "**$1**")),
  ],
  ["full-width digits", (text) => proseLines(text, (line) => wide(line))],
  ["white space at both ends and line ends of Windows", (text) => `\r\n  ${text.replaceAll("\n", "\r\n")}  \r\n`],
  ["spaces at the ends of lines", (text) => proseLines(text, (line) => (line === "" ? line : `${line}  `))],
];

describe("the program's verdict on a reference", () => {
  it.each(dresses)("holds: %s", (_, dress) => {
    const wrong: string[] = [];
    for (const question of questions) {
      for (const turn of question.turns.keys()) {
        const text = dress(references.byQuestion.get(question.id)?.[turn] ?? "");
        for (const { outcome, constraint, reason } of checkConstraints(question.constraints?.[turn] ?? [], text)) {
          if (outcome === "broken") wrong.push(`${question.id}/${turn + 1} ${constraint.kind}: ${reason}`);
        }
        const exact = (question.checkpoints?.[turn] ?? []).filter((one) => one.exact);
        for (const { outcome, checkpoint } of checkCheckpoints(exact, text)) {
          if (outcome !== "met") wrong.push(`${question.id}/${turn + 1} value: ${checkpoint.text}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("covers 259 constraints and 142 exact checkpoints", () => {
    const count = (lists: readonly (readonly unknown[])[] | undefined) => (lists ?? []).flat().length;
    expect(questions.reduce((sum, one) => sum + count(one.constraints), 0)).toBe(259);
    const exact = questions.flatMap((one) => (one.checkpoints ?? []).flat().filter((checkpoint) => checkpoint.exact));
    expect(exact).toHaveLength(142);
    expect(questions.reduce((sum, one) => sum + count(one.checkpoints), 0)).toBe(729);
  });
});

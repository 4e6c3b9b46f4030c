import { it } from "vitest";
import { extractions } from "../../src/judges/judge.ts";
import { hardenAnswer } from "../../src/judgments/harden-answer.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import { readJudgePrompt } from "../../src/servers/practice/read-judge-prompt.ts";
import { expectQuick } from "../support/worst-texts.ts";

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(
    extractions.map((extraction) => [
      `parseRating, ${extraction}`,
      (text: string) => parseRating(text, { extraction, scale: { min: 1, max: 10, fractions: "half-up" } }),
    ]),
  ),
  "parseRating, mtbench-2, as long as it reads": (text) =>
    parseRating(text.slice(-100_000), { extraction: "mtbench-2", scale: { min: 1, max: 10, fractions: "half-up" } }),
  "hardenAnswer, 1": (text) => hardenAnswer(text, true),
  "hardenAnswer, 2": (text) => hardenAnswer(text, 2),
  readJudgePrompt: (content) => readJudgePrompt([{ role: "user", content }]),
};

it.each(Object.entries(readers))(
  "%s takes time linear in the worst that it can be given, and less than 200 ms for a megabyte",
  (_name, read) => expectQuick(read),
);

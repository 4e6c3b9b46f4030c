import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { judgeFromFastChatPrompts } from "../../src/judges/fastchat-prompts.ts";
import {
  choosePrompt,
  fillPrompt,
  missingBy,
  missingReferences,
  promptsOfTurn,
  shownTexts,
  textsShown,
} from "../../src/judgments/fill-prompt.ts";
import type { Question, References } from "../../src/questions/question.ts";
import { parseJsonLines } from "../../src/text/parse-json-lines.ts";
import { describeWithSharedData } from "../support/shared-data.ts";
import { aJudge, aQuestion, someReferences } from "./samples.ts";

describe("choosePrompt", () => {
  const references = someReferences({ "7": ["式", "答"] });

  it("chooses by turn and by the question's category", () => {
    const judge = aJudge();
    const name = (category: string, turn: number) =>
      choosePrompt(judge, aQuestion({ category }), turn, references)?.name;
    expect(name("writing", 1)).toBe("single-v1");
    expect(name("math", 1)).toBe("single-math-v1");
    expect(name("writing", 2)).toBe("single-v1-multi-turn");
    expect(name("math", 2)).toBe("single-math-v1-multi-turn");
    expect(name("writing", 3)).toBeUndefined();
  });

  it("does not rate a turn without a prompt", () => {
    const { "single-v1": first, "single-math-v1": second } = aJudge().prompts;
    if (first === undefined || second === undefined) throw new Error("fixture");
    const judge = aJudge({ prompts: { "single-v1": first, "single-math-v1": second } });
    expect(choosePrompt(judge, aQuestion({ category: "math" }), 2, null)).toBeNull();
    expect(choosePrompt(judge, aQuestion({ category: "math" }), 2, references)).toBeNull();
  });

  it("rates without a reference where the set has none, unless the procedure is a published one", () => {
    const question = aQuestion({ category: "math" });
    expect(choosePrompt(aJudge(), question, 1, null)?.name).toBe("single-v1");
    expect(() => choosePrompt(aJudge({ strict: true }), question, 1, null)).toThrow(InputError);
  });

  it("lists every missing reference, and takes an empty text for one", () => {
    const questions = [
      aQuestion({ id: "7", category: "math" }),
      aQuestion({ id: "8", category: "math" }),
      aQuestion({ id: "9", category: "math" }),
      aQuestion({ id: "10", category: "writing" }),
    ];
    const some = someReferences({ "7": ["", ""], "8": ["式"] });
    expect(missingReferences(aJudge(), questions, some)).toEqual([
      'question 8, turn 2: no reference in "kyoto"',
      'question 9, turn 1: no reference in "kyoto"',
      'question 9, turn 2: no reference in "kyoto"',
    ]);
  });

  it("takes the prompts of later turns for the third turn and every one after it", () => {
    expect([1, 2, 3, 9].map((turn) => promptsOfTurn(turn).plain)).toEqual([
      "single-v1",
      "single-v1-multi-turn",
      "later-turns",
      "later-turns",
    ]);
    expect([1, 2, 3].map((turn) => promptsOfTurn(turn).withReference)).toEqual([
      "single-math-v1",
      "single-math-v1-multi-turn",
      "math-later-turns",
    ]);
  });

  it("names the judge, the question and what to do where a reference is missing", () => {
    const question = aQuestion({ category: "math" });
    const choose = (of: References | null) => choosePrompt(aJudge({ strict: true }), question, 2, of);
    const hint = "Choose another file with --references, or a judge that shows none.";
    expect(() => choose(null)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('the judge "test-judge" shows a reference answer that is missing'),
        problems: ["question 7, turn 2: the question set has no references"],
        hint,
      }),
    );
    expect(() => choose(someReferences({ "7": ["式"] }))).toThrow(
      expect.objectContaining({ problems: ['question 7, turn 2: no reference in "kyoto"'], hint }),
    );
    expect(choose(someReferences({ "7": ["式", "答"] }))?.name).toBe("single-math-v1-multi-turn");
  });

  it("shows a reference for every category where the judge says so", () => {
    const judge = aJudge({ references: { name: "kyoto", categories: ["*"] } });
    expect(choosePrompt(judge, aQuestion(), 1, references)?.name).toBe("single-math-v1");
  });

  it("lists turns without the criterion that their prompt shows, and lets other errors through", () => {
    const prompt = { name: "single-v1", system: null, template: "{rule}: {question} {answer}" } as const;
    const named = { ...prompt, placeholders: { rule: "criterion" } };
    const judge = aJudge({ prompts: { "single-v1": named } });
    const questions = [aQuestion(), aQuestion({ id: "8", criterion: "簡潔さ" })];
    expect(missingReferences(judge, questions, null)).toEqual([
      "question 7, turn 1: no criterion, which the prompt single-v1 shows",
    ]);
    expect(missingReferences(aJudge({ prompts: { "single-v1": prompt } }), questions, null)).toEqual([]);
    expect(() =>
      missingBy(questions, () => {
        throw new Error("not ours");
      }),
    ).toThrow("not ours");
  });
});

describe("fillPrompt", () => {
  it("fills turn 1's short names and sends no system message for null", () => {
    const prompt = { name: "single-math-v1", system: null, template: "{question}|{ref_answer_1}|{answer}" } as const;
    const references = someReferences({ "7": ["三", "四"] });
    expect(fillPrompt(prompt, { question: aQuestion(), answers: ["{ref_answer_1}"], references })).toEqual([
      { role: "user", content: "一問目です。|三|{ref_answer_1}" },
    ]);
  });

  it("fills turn 2 and sends the system prompt as it is", () => {
    const prompt = {
      name: "single-v1-multi-turn",
      system: "{question_1}はそのまま。\n\n",
      template: "{question_1}|{answer_1}|{question_2}|{answer_2}|{nonce}",
    } as const;
    const input = { question: aQuestion(), answers: ["甲", "乙"], references: null, nonce: "a1b2" };
    expect(fillPrompt(prompt, input)).toEqual([
      { role: "system", content: "{question_1}はそのまま。\n\n" },
      { role: "user", content: "一問目です。|甲|二問目です。|乙|a1b2" },
    ]);
  });

  /** What the user message is of a conversation of three turns, all of which have references. */
  function third(template: string, changes: { readonly placeholders?: Record<string, string> } = {}): string {
    const conversationTurn = "[{turn}] {question} -> {answer} ({nonce})";
    const prompt = { name: "math-later-turns", system: null, template, conversationTurn, ...changes } as const;
    const question = aQuestion({ turns: ["一", "二", "三"], criterion: "正しさ" });
    const references = {
      ...someReferences({ "7": ["r1", "r2", "r3"] }),
      others: new Map([["7", [["s1", "s2", "s3"], ["t1"]]]]),
    };
    const [message] = fillPrompt(prompt, { question, answers: ["甲", "乙", "丙"], references, nonce: "n0" });
    return String(message?.content);
  }

  it("fills a later turn's short names with that turn's, and its conversation with every turn before it", () => {
    expect(third("{turn} {question} {answer} {ref_answer} {question_1} {answer_2} {ref_answer_1} {criterion}")).toBe(
      "3 三 丙 r3 一 乙 r1 正しさ",
    );
    expect(third("{conversation}")).toBe("[1] 一 -> 甲 (n0)\n\n[2] 二 -> 乙 (n0)");
  });

  it("shows several references each under its number, and one as it is", () => {
    expect(third("{ref_answers}")).toBe("(1)\nr3\n\n(2)\ns3");
    const prompt = { name: "single-math-v1", system: null, template: "{ref_answers}" } as const;
    const references = someReferences({ "7": ["三", "四"] });
    expect(fillPrompt(prompt, { question: aQuestion(), answers: ["答"], references })).toEqual([
      { role: "user", content: "三" },
    ]);
  });

  it("fills the names that a template has of its own", () => {
    const placeholders = { prompt: "question", reply: "answer", nothing: "ref_answer_9" };
    expect(third("{prompt}={reply}", { placeholders })).toBe("三=丙");
  });

  it("tells what a prompt shows in our names, and the texts that stand for them", () => {
    const prompt = {
      name: "single-v1",
      system: null,
      template: "{nonce} {ask} {answer}",
      placeholders: { ask: "question" },
    } as const;
    expect(shownTexts(prompt)).toEqual(["nonce", "question", "answer"]);
    const input = { question: aQuestion(), answers: ["答"], references: null };
    expect(textsShown(prompt, shownTexts(prompt), input)).toEqual(["", "一問目です。", "答"]);
  });
});

describeWithSharedData("recorded/shisa", (data) => {
  const folder = join(data, "recorded", "shisa");
  const id = z.union([z.string(), z.number()]).transform(String);
  const answers = z.object({
    question_id: id,
    model_id: z.string(),
    choices: z.array(z.object({ turns: z.array(z.string()) })),
  });
  function read<T>(path: string, schema: z.ZodType<T>): T[] {
    const { lines, problems } = parseJsonLines(readFileSync(join(folder, path), "utf8"), schema, path);
    expect(problems).toEqual([]);
    return lines.map((line) => line.value);
  }

  it("gives all 320 recorded user prompts byte for byte", async () => {
    const judge = await judgeFromFastChatPrompts(join(folder, "judge_prompts.jsonl"));
    const byQuestion = new Map(
      read("reference_answer/gpt-4.1-2025-04-14.jsonl", answers).map((row) => [
        row.question_id,
        row.choices[0]?.turns ?? [],
      ]),
    );
    const references: References = { name: "recorded", byQuestion, hash: "" };
    const questions = new Map<string, Question>();
    for (const row of read(
      "question.jsonl",
      z.object({ question_id: id, category: z.string(), turns: z.tuple([z.string(), z.string()]) }),
    )) {
      questions.set(row.question_id, { id: row.question_id, category: row.category, turns: row.turns, hash: "" });
    }
    const texts = new Map<string, readonly string[]>();
    for (const model of ["shisa-ai__shisa-v2-llama3.1-8b", "shisa-ai__shisa-v2-llama3.3-70b"]) {
      for (const row of read(`model_answer/${model}.jsonl`, answers)) {
        texts.set(`${row.model_id} ${row.question_id}`, row.choices[0]?.turns ?? []);
      }
    }
    let compared = 0;
    for (const row of read(
      "model_judgment/gpt-4.1-2025-04-14_single.jsonl",
      z.object({
        question_id: id,
        model: z.string(),
        judge: z.tuple([z.string(), z.string()]),
        user_prompt: z.string(),
        turn: z.number(),
      }),
    )) {
      const question = questions.get(row.question_id);
      const given = texts.get(`${row.model} ${row.question_id}`)?.slice(0, row.turn);
      if (question === undefined || given === undefined) throw new Error(`${row.model} ${row.question_id}`);
      const prompt = choosePrompt(judge, question, row.turn, references);
      if (prompt === null) throw new Error("no prompt");
      expect(prompt.name).toBe(row.judge[1]);
      const messages = fillPrompt(prompt, { question, answers: given, references });
      expect(messages.at(-1)?.content).toBe(row.user_prompt);
      compared++;
    }
    expect(compared).toBe(320);
  });
});

import { describe, expect, it } from "vitest";
import type { RecordedAnswer } from "../../src/exchange/fastchat-answers.ts";
import type { RecordedJudgment } from "../../src/exchange/fastchat-judgments.ts";
import { importRules } from "../../src/exchange/import-procedure.ts";
import { type ImportInput, makeImport } from "../../src/exchange/make-import.ts";
import { recoverTemplates } from "../../src/exchange/recover-templates.ts";
import { hashOf, sha256 } from "../../src/files/canonical-json.ts";
import type { Judge } from "../../src/judges/judge.ts";
import type { QuestionSet } from "../../src/questions/question.ts";
import { makeQuestion } from "../support/make.ts";
import { makeJudge } from "../support/make-judge.ts";

const questions = [
  makeQuestion({ id: "81", category: "writing", turns: ["春の句を。", "夏の句を。"] }),
  makeQuestion({ id: "82", category: "math", turns: ["九足す八は。"] }),
];
const set = {
  ...{ id: "s", title: "t", language: "ja", categories: ["writing", "math"], size: 2, hash: "h", questions },
  ...{ references: [], temperatures: {} },
} as unknown as QuestionSet;

const template = "問い\n{question}\n答え\n{answer}\n以上";
const prompt = (question: string, answer: string) => `問い\n${question}\n答え\n${answer}\n以上`;

/** A judge whose prompt for single ratings the rows were rated with. */
const ownJudge = makeJudge({
  prompts: { "single-v1": { name: "single-v1", system: null, template } } as unknown as Judge["prompts"],
});

function aRow(changes: Partial<RecordedJudgment> = {}): RecordedJudgment {
  return {
    ...{ place: "j.jsonl:1", model: "m", questionId: "81", turn: 1, trial: 1, repeat: 1, judgeModel: "gpt" },
    ...{
      promptName: "single-v1",
      userPrompt: prompt("春の句を。", "古池や"),
      text: "評価：[[8]]",
      score: 8,
      tstamp: null,
    },
    ...changes,
  };
}
const anAnswerRow = (changes: Partial<RecordedAnswer> = {}): RecordedAnswer => ({
  ...{ place: "a.jsonl:1", model: "m", file: "m", path: "m", questionId: "81", choices: [["古池や"]], tstamp: null },
  ...changes,
});

const importOf = (over: Partial<ImportInput>) =>
  makeImport({ set, answers: [], judgments: [], ratings: "reparsed", judge: null, ...over });
/** The only candidate. */
const one = (over: Partial<ImportInput>) => {
  const [candidate, ...more] = importOf(over);
  if (candidate === undefined || more.length > 0) throw new Error("not one candidate");
  return candidate;
};

describe("an import", () => {
  it("is a candidate for every model, those of the judgments first", () => {
    const made = importOf({
      answers: [anAnswerRow({ model: "b", file: "b", path: "b" }), anAnswerRow()],
      judgments: [aRow({ model: "c" }), aRow()],
    });
    expect(made.map(({ id, answers, judgments }) => [id, answers.length, judgments.length])).toEqual([
      ["c", 1, 1],
      ["m", 1, 1],
      ["b", 1, 0],
    ]);
    expect(new Set(made.map(({ rules }) => rules))).toEqual(new Set([hashOf(importRules)]));
  });

  it("names answers by their file where the judgments do", () => {
    const made = importOf({ answers: [anAnswerRow({ file: "f", path: "d/f" })], judgments: [aRow({ model: "f" })] });
    expect(made.map(({ id, report }) => [id, report.answersFromPrompts])).toEqual([["f", 0]]);
  });

  it("plans the turns that somebody recorded, in their order, and counts trials and repeats", () => {
    const candidate = one({
      answers: [
        anAnswerRow({
          choices: [
            ["古池や", "夏草や"],
            ["古池や", "夏草や"],
          ],
          tstamp: 60,
        }),
      ],
      judgments: [
        aRow({ turn: 2, promptName: "single-v1-multi-turn", userPrompt: null, tstamp: 180 }),
        aRow({ trial: 2, place: "j.jsonl:2" }),
        aRow({ repeat: 3, place: "j.jsonl:3", tstamp: 120 }),
      ],
    });
    const planned = { id: "81", hash: questions[0]?.hash, category: "writing", turns: [1, 2] };
    expect(candidate.questions).toEqual([planned]);
    expect(candidate.trials).toBe(2);
    expect(candidate.recorded).toEqual({ from: "1970-01-01T00:01:00.000Z", to: "1970-01-01T00:03:00.000Z" });
    expect(candidate.procedures.map(({ questions: own, trials, repeats }) => [own, trials, repeats])).toEqual([
      [[planned], 2, 3],
    ]);
    expect(one({ answers: [anAnswerRow()] })).toMatchObject({
      procedures: [],
      judgments: [],
      trials: 1,
      recorded: null,
    });
  });

  it("is one procedure for candidates whose prompts are alike, whatever the order of their rows", () => {
    const math = { questionId: "82", promptName: "math", userPrompt: null };
    const made = importOf({
      judgments: [
        aRow(),
        aRow(math),
        aRow({ model: "n", ...math }),
        aRow({ model: "n" }),
        aRow({ model: "o", judgeModel: "p" }),
      ],
    });
    const hashes = made.flatMap(({ procedures }) => procedures.map(({ procedure }) => procedure.hash));
    expect([hashes.length, hashes[0] === hashes[1], hashes[0] === hashes[2]]).toEqual([3, true, false]);
  });

  it("unites references within a procedure alone", () => {
    const shown = (model: string, reference: string) =>
      aRow({
        ...{ model, questionId: "82", promptName: "single-math-v1" },
        userPrompt: `問い\n九足す八は。\n[参考]\n${reference}\n[答え]\n${model}です\n以上`,
      });
    const made = importOf({
      judgments: [shown("a", "十七"), shown("b", "十七"), shown("c", "十八")],
    });
    const hashes = made.map(({ procedures }) => procedures[0]?.procedure.fields["references.hash"]);
    expect(hashes[0]).toBe(hashOf([["82 1", "十七"]]));
    expect([hashes[1] === hashes[0], hashes[2] === hashes[0]]).toEqual([true, false]);
  });

  it("keeps the last complete row of a place; earlier ratings stand beside it, and only its own", () => {
    const candidate = one({
      judgments: [
        aRow({ place: "j:1", text: "評価：[[3]]", score: 3 }),
        aRow({ place: "j:2" }),
        aRow({ place: "j:3", score: null, text: "言えません" }),
        aRow({ place: "j:4", score: 5, text: " \n" }),
        aRow({ place: "j:5", score: 5, text: "$ERROR$" }),
        aRow({ place: "j:6", repeat: 2, text: "評価：[[4]]", score: 4 }),
      ],
    });
    expect(candidate.report.duplicateJudgments).toEqual(["j:1", "j:3", "j:4", "j:5"]);
    expect(
      candidate.judgments.map(({ outcome, earlierRatings }) => [
        outcome.status === "rated" && outcome.rating,
        earlierRatings,
      ]),
    ).toEqual([
      [8, [3]],
      [4, undefined],
    ]);
  });

  it("keeps the last complete answer: no empty turn, no error in any", () => {
    const rows = [
      ["a:1", [["一", "二"]]],
      ["a:2", [["三", ""]]],
      ["a:3", [["四", " \n"], ["五"]]],
      ["a:4", [["$ERROR$", "六"]]],
      ["a:5", [["七"], [""]]],
    ] as const;
    const candidate = one({ answers: rows.map(([place, choices]) => anAnswerRow({ place, choices })) });
    expect(candidate.report.duplicateAnswers).toEqual(["a:2", "a:3", "a:4", "a:5"]);
    expect(candidate.answers.map(({ outcome }) => outcome.status === "answered" && outcome.text)).toEqual(["一", "二"]);
    expect(one({ judgments: [aRow()] }).report.duplicateAnswers).toEqual([]);
  });

  it("reports what a reader must know, row by row", () => {
    const candidate = one({
      answers: [anAnswerRow({ choices: [["$ERROR$"], ["古池や"]] })],
      judgments: [
        aRow({ place: "j:1", userPrompt: null }),
        aRow({ place: "j:2", trial: 2, score: 7 }),
        aRow({ place: "j:3", questionId: "82", userPrompt: "読めない", score: null, text: "?" }),
      ],
    });
    expect(candidate.report).toEqual({
      ...{ candidate: "m", ratings: "reparsed", duplicateAnswers: [], duplicateJudgments: [] },
      readingDifferences: [{ place: "j:2", questionId: "81", turn: 1, trial: 2, recorded: 7, read: 8 }],
      ...{ rewordedQuestions: [], answersFromPrompts: 0, unrecordedAnswers: 1, otherAnswerJudged: [] },
      ...{ ratingsOfFailures: ["j:1"], unrecoveredPrompts: ["j:1", "j:3"], templates: { "single-v1": [template] } },
    });
  });

  it("names a question that was worded otherwise, by the candidate's own rows before the others'", () => {
    const otherwise = (model: string) =>
      aRow({ model, userPrompt: prompt("春の句をもう一つ。", `${model}の句`), place: `${model}:1` });
    const made = importOf({
      judgments: [aRow({ userPrompt: prompt("春の句を。", "古池や") }), otherwise("n"), otherwise("o")],
      answers: [
        anAnswerRow(),
        anAnswerRow({ model: "n", file: "n", path: "n", choices: [["nの句"]] }),
        anAnswerRow({ model: "o", file: "o", path: "o", choices: [["oの句"]] }),
      ],
    });
    expect(made.map(({ id, report }) => [id, report.rewordedQuestions])).toEqual([
      ["m", []],
      ["n", ["81"]],
      ["o", ["81"]],
    ]);
    expect(made[1]?.answers[0]?.questionHash).toBe(made[2]?.answers[0]?.questionHash);
    // A candidate that nobody rated was asked what its file says, which is not known: the set's own.
    const unrated = importOf({
      judge: ownJudge,
      judgments: [otherwise("n")],
      answers: [anAnswerRow({ model: "n", file: "n", path: "n", choices: [["nの句"]] }), anAnswerRow()],
    });
    expect(unrated.map(({ report }) => report.rewordedQuestions)).toEqual([["81"], []]);
  });

  it("tries the prompts of the judge that is named, by their names alone", () => {
    const judge = ownJudge;
    const row = aRow({ userPrompt: prompt("誰も知らない", "答え") });
    const recovered = (over: Partial<ImportInput>) => one({ judgments: [row], ...over }).report.templates;
    expect(recovered({ judge })).toEqual({ "single-v1": [template] });
    expect(recovered({})).toEqual({});
    const named = aRow({ userPrompt: prompt("誰も知らない", "答え"), promptName: "mine" });
    expect(one({ judgments: [named], judge }).report.templates).toEqual({});
    const math = aRow({ userPrompt: prompt("誰も知らない", "答え"), promptName: "single-math-v1" });
    expect(one({ judgments: [math], judge }).report.templates).toEqual({});
    expect(one({ judgments: [row], judge }).procedures[0]?.procedure.fields).toMatchObject({
      "prompts.single-v1": hashOf({ system: "unknown", template: sha256(template) }),
      extraction: "mtbench",
    });
  });
});

describe("of two templates that fit", () => {
  const short = "x\n{question}\n{answer}";
  const long = "x\n{question}\nmore\n{answer}";
  const fill = (text: string, question: string, answer: string) =>
    text.replace("{question}", question).replace("{answer}", answer);
  /** The template of a row that both fit, when so many rows are known to have each. */
  const chosen = (...known: readonly string[]) => {
    const rows = known.map((text, index) => aRow({ questionId: String(index), userPrompt: fill(text, "Q", "A") }));
    const both = aRow({ questionId: "both", userPrompt: fill(long, "who?", "me") });
    const found = recoverTemplates({
      rows: [both, ...rows],
      knownTexts: ({ questionId }) =>
        new Map(questionId === "both" ? [] : [["question", ["Q"]] as const, ["answer", ["A"]] as const]),
      likely: () => undefined,
    });
    return found.get(both)?.template;
  };

  it("the one of the most rows counts, of equally many the first in the order of texts", () => {
    expect([chosen(short, long, long), chosen(long, short, short)]).toEqual([long, short]);
    expect([chosen(long, long, short), chosen(short, short, long)]).toEqual([long, short]);
    expect([chosen(short, long), chosen(long, short)]).toEqual([long, long]);
  });
});

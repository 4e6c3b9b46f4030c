import { describe, expect, it } from "vitest";
import type { RecordedJudgment } from "../../src/exchange/fastchat-judgments.ts";
import { type CutPrompt, isWhollyCut, learnTemplates } from "../../src/exchange/learn-template.ts";
import { cutKnownTexts, fitTemplate, type Piece, slotOrder, templateOf } from "../../src/exchange/prompt-slots.ts";
import { recoverTemplates } from "../../src/exchange/recover-templates.ts";

const known = (texts: Record<string, string[]>) => new Map(Object.entries(texts));
const text = (value: string): Piece => ({ text: value });
const slot = (name: string): Piece => ({ slot: name });
const cut = (pieces: readonly Piece[], turn = 1, withReference = false): CutPrompt => ({ pieces, turn, withReference });

describe("the order of placeholders", () => {
  it("is FastChat's: references before what they are for, in a conversation before all of it", () => {
    expect(slotOrder(1, false)).toEqual(["question", "answer"]);
    expect(slotOrder(1, true)).toEqual(["question", "ref_answer_1", "answer"]);
    const conversation = ["question_1", "answer_1", "question_2", "answer_2"];
    expect(slotOrder(2, false)).toEqual(conversation);
    expect(slotOrder(2, true)).toEqual(["question_1", "ref_answer_1", "question_2", "ref_answer_2", ...conversation]);
  });
});

describe("a prompt that is wholly cut", () => {
  it("has every placeholder that it must have, in any place", () => {
    const whole = [text("a"), slot("answer"), text("b"), slot("question"), text("")];
    expect(isWhollyCut(cut(whole))).toBe(true);
    expect(isWhollyCut(cut(whole, 1, true))).toBe(false);
    expect(isWhollyCut(cut(whole.slice(0, 3)))).toBe(false);
    expect(isWhollyCut(cut([]))).toBe(false);
    expect(isWhollyCut(cut(whole, 2))).toBe(false);
  });
});

describe("cutting", () => {
  it("leaves text between placeholders, also where there is none", () => {
    expect(cutKnownTexts("q", known({ question: ["q"] }))).toEqual([text(""), slot("question"), text("")]);
    expect(cutKnownTexts("q\na", known({ question: ["q"], answer: ["a"] }))).toEqual([
      ...[text(""), slot("question"), text("\n"), slot("answer"), text("")],
    ]);
    expect(cutKnownTexts("no", known({ question: ["q"] }))).toEqual([text("no")]);
  });

  it("takes a text at every place where it is whole lines, and at no other", () => {
    expect(cutKnownTexts("q\nxq\nqx\nq", known({ question: ["q"] }))).toEqual([
      ...[text(""), slot("question"), text("\nxq\nqx\n"), slot("question"), text("")],
    ]);
    // What was cut out is no end of a line: a text that touches it is not whole.
    expect(cutKnownTexts("long\nline", known({ question: ["long\nline"], answer: ["line"] }))).toEqual([
      ...[text(""), slot("question"), text("")],
    ]);
    expect(cutKnownTexts("ab\nab\nab", known({ question: ["ab\nab"] }))).toEqual([
      ...[text(""), slot("question"), text("\nab")],
    ]);
    // Between two cut texts nothing stands at the beginning or at the end of the prompt.
    const touching = cutKnownTexts("x\nlonger\ny", known({ question: ["longer"], answer: ["x", "y"] }));
    expect(touching).toEqual([
      ...[text(""), slot("answer"), text("\n"), slot("question"), text("\n"), slot("answer"), text("")],
    ]);
  });

  it("names the third of two equal texts like the second", () => {
    const pieces = cutKnownTexts("17\n17\n17", known({ ref_answer_1: ["17", "17"], answer: ["17"] }));
    expect(pieces.filter((piece) => "slot" in piece)).toEqual([slot("ref_answer_1"), slot("answer"), slot("answer")]);
  });

  it("doubles braces of the constant text alone", () => {
    expect(templateOf([text("{a}} "), slot("question"), text("{")])).toBe("{{a}}}} {question}{{");
  });
});

describe("fitting", () => {
  const fitted = (template: string, prompt: string, texts: Record<string, string[]> = {}) => {
    const values = fitTemplate(template, prompt, known(texts));
    return values === null ? null : Object.fromEntries(values);
  };

  it("takes known texts before any other end, and tries others where the rest does not fit", () => {
    expect(fitted("{question}|{answer}", "a|b|c", { question: ["a|b"] })).toEqual({ question: "a|b", answer: "c" });
    expect(fitted("{question}|{answer}", "a|b|c", { question: ["a|"] })).toEqual({ question: "a", answer: "b|c" });
    expect(fitted("{question}|{answer}", "a|b|c", { question: ["x"] })).toEqual({ question: "a", answer: "b|c" });
    expect(fitted("{question}|{answer}!", "a|b|c", {})).toBeNull();
  });

  it("lets texts be empty, and overlap with nothing", () => {
    expect(fitted("<{question}>", "<>")).toEqual({ question: "" });
    expect(fitted("<{question}>", "<")).toBeNull();
    expect(fitted("aa{question}aa", "aaa")).toBeNull();
    expect(fitted("aa{question}aa", "aaaa")).toEqual({ question: "" });
    expect(fitted("{question}{answer}", "ab")).toEqual({ question: "", answer: "ab" });
    expect(fitted("no placeholder", "no placeholder")).toEqual({});
    expect(fitted("no placeholder", "no placeholder, but more")).toBeNull();
  });

  it("ends a last text where the constant end begins, and a repeated one where it ended before", () => {
    expect(fitted("{answer}.", "a.b.")).toEqual({ answer: "a.b" });
    expect(fitted("{question};{question};{answer}", "a;a;b")).toEqual({ question: "a", answer: "b" });
    expect(fitted("{question};{question};{answer}", "a;b;a;b;c")).toEqual({ question: "a;b", answer: "c" });
    expect(fitted("{question};{question};{answer}", "a;b;c")).toBeNull();
  });
});

describe("laying prompts over each other", () => {
  const two = (first: string, second: string): readonly CutPrompt[] => [
    cut([text("Rate.\n"), slot("question"), text(first)]),
    cut([text("Rate.\n"), slot("question"), text(second)]),
  ];

  it("finds what is equal in whole lines from either end", () => {
    expect(learnTemplates(two("\n[A]\none\ntwo\n[End]", "\n[A]\nthree\n[End]"))).toEqual([
      "Rate.\n{question}\n[A]\n{answer}\n[End]",
    ]);
    // Lines that only begin or end alike belong to the texts.
    expect(learnTemplates(two("\n[A]\nalike one\n[End]", "\n[A]\nalike two\n[End]"))).toEqual([
      "Rate.\n{question}\n[A]\n{answer}\n[End]",
    ]);
    expect(learnTemplates(two("\n[A]\none it is\n[End]", "\n[A]\ntwo it is\n[End]"))).toEqual([
      "Rate.\n{question}\n[A]\n{answer}\n[End]",
    ]);
    expect(learnTemplates(two("\n[A]\none", "\n[A]\ntwo"))).toEqual(["Rate.\n{question}\n[A]\n{answer}"]);
    // No line is of the beginning and of the end at once, or the template would not fit the shorter one.
    const [learnt = ""] = learnTemplates(two("\n[A]\n[A]\n[End]", "\n[A]\n[End]"));
    expect(fitTemplate(learnt, "Rate.\nQ\n[A]\n[End]", known({ question: ["Q"] }))?.get("answer")).toBe("[End]");
  });

  it("needs two different prompts that begin alike and have the same texts cut out", () => {
    const [one, other] = two("\n[A]\none\n[End]", "\n[A]\ntwo\n[End]");
    if (one === undefined || other === undefined) throw new Error("two");
    expect(learnTemplates([one])).toEqual([]);
    expect(learnTemplates([one, one])).toEqual([]);
    expect(learnTemplates([])).toEqual([]);
    const begun = { ...other, pieces: [text("Judge.\n"), ...other.pieces.slice(1)] };
    expect(learnTemplates([one, begun])).toEqual([]);
    const named = { ...other, pieces: [text("Rate.\n"), slot("answer"), text("\n[A]\ntwo\n[End]")] };
    expect(learnTemplates([one, named])).toEqual([]);
    expect(learnTemplates([one, { ...other, turn: 2 }])).toEqual([]);
    expect(learnTemplates([one, { ...other, withReference: true }])).toEqual([]);
    expect(learnTemplates([cut([slot("question")]), cut([slot("question")])])).toEqual([]);
    expect(learnTemplates([cut([text("a\nb\nc")]), cut([text("a\nx\nc")])])).toEqual([]);
  });

  it("puts the template of the most prompts first", () => {
    const others = ["p", "q", "r"].map((word) => cut([text("Judge.\n"), slot("question"), text(`\n${word}\n[E]`)]));
    const learnt = learnTemplates([...two("\none\n[End]", "\ntwo\n[End]"), ...others]);
    expect(learnt).toEqual(["Judge.\n{question}\n{answer}\n[E]", "Rate.\n{question}\n{answer}\n[End]"]);
  });

  it("goes by the first line alone where the questions are unknown too, if two placeholders can be told apart", () => {
    const prompt = (question: string, answer: string) => cut([text(`Rate.\n[Q]\n${question}\n[A]\n${answer}\n[End]`)]);
    const all = [prompt("one", "1"), prompt("two", "2"), prompt("three", "3")];
    expect(learnTemplates(all, "first-line")).toEqual(["Rate.\n[Q]\n{question}\n[A]\n{answer}\n[End]"]);
    expect(learnTemplates(all)).toEqual([]);
    const unmarked = [cut([text("Rate.\none\n1\n[End]")]), cut([text("Rate.\ntwo\n2\n[End]")])];
    expect(learnTemplates(unmarked, "first-line")).toEqual([]);
    const otherwise = [prompt("one", "1"), cut([text("Judge.\n[Q]\ntwo\n[A]\n2\n[End]")])];
    expect(learnTemplates(otherwise, "first-line")).toEqual([]);
  });

  it("takes for a mark between two texts what stands once in each, from the first such line to the last", () => {
    const prompt = (reference: string, answer: string, between: string) =>
      cut([text("Rate.\n"), slot("question"), text(`\n${reference}\n${between}\n${answer}\n-end-`)], 1, true);
    const learn = (one: string, other = one) => learnTemplates([prompt("R1", "1", one), prompt("R2", "2", other)]);
    for (const mark of [
      "[The End]",
      "<|end|>",
      "【答え】",
      "### A:",
      "# 答え：",
      "[R ends]\n\n[A]",
      "【答え】\n同じ\n【終】",
    ]) {
      expect(learn(mark)).toEqual([`Rate.\n{question}\n{ref_answer_1}\n${mark}\n{answer}\n-end-`]);
    }
    // None of these is a mark, and so the reference is taken for a part of the answer: it stands in no other place.
    for (const line of [
      "[1, 2]",
      "[[A]]",
      "plain",
      "##### A:",
      "### A",
      "x [The End]",
      "[The End] x",
      "<||>",
      "【】",
    ]) {
      expect(learn(line)).toEqual(["Rate.\n{question}\n{answer}\n-end-"]);
    }
    // Other words between the same marks are no template's.
    expect(learn("[A]\nx\n[B]", "[A]\ny\n[B]")).toEqual(["Rate.\n{question}\n{answer}\n-end-"]);
    // A line that one of the texts holds twice cannot be told from its text.
    const twice = [prompt("R1\n[A]", "1", "[A]"), prompt("R2", "2", "[A]")];
    expect(learnTemplates(twice)).toEqual(["Rate.\n{question}\n{answer}\n-end-"]);
  });

  it("knows which texts can be missing from those around them", () => {
    // After the answer nothing is expected: what differs there has no name.
    const after = [1, 2].map((id) =>
      cut([text("Rate.\n"), slot("question"), text("\n"), slot("answer"), text(`\nNo. ${id}\n-`)]),
    );
    expect(learnTemplates(after)).toEqual(["Rate.\n{question}\n{answer}\n{unknown}\n-"]);
    // Between the two questions of a conversation it is the first answer.
    const talk = [1, 2].map((id) =>
      cut([text("Rate.\n"), slot("question_1"), text(`\n${id}\n-\n`), slot("question_2"), text(`\n${id}b\n=`)], 2),
    );
    expect(learnTemplates(talk)).toEqual(["Rate.\n{question_1}\n{answer_1}\n-\n{question_2}\n{answer_2}\n="]);
  });
});

function row(questionId: string, userPrompt: string | null, changes: Partial<RecordedJudgment> = {}): RecordedJudgment {
  return {
    ...{ place: `x.jsonl:${questionId}`, model: "m", questionId, turn: 1, trial: 1, repeat: 1, judgeModel: "j" },
    ...{ promptName: "single-v1", userPrompt, text: "", score: null, tstamp: null },
    ...changes,
  };
}

describe("recovering", () => {
  const recover = (
    rows: RecordedJudgment[],
    texts: (row: RecordedJudgment) => Record<string, string[]>,
    likely: (name: string) => string | undefined = () => undefined,
  ) => recoverTemplates({ rows, knownTexts: (one) => known(texts(one)), likely });

  it("finds nothing in a row without a prompt, and reads the others of its kind", () => {
    const [silent, spoken] = [row("1", null), row("2", "Rate.\nQ\nA")];
    const found = recover([silent, spoken], () => ({ question: ["Q"], answer: ["A"] }));
    expect(found.get(silent)).toEqual({ template: null, values: new Map() });
    expect(found.get(spoken)).toEqual({
      template: "Rate.\n{question}\n{answer}",
      values: new Map([
        ["question", "Q"],
        ["answer", "A"],
      ]),
    });
  });

  it("tries the judge's own template first, by the prompt's name, then those of the most rows", () => {
    const names: string[] = [];
    const one = row("1", "Q\nA\nB");
    const found = recover(
      [one],
      () => ({ question: ["Q"], answer: ["A\nB"] }),
      (name) => {
        names.push(name);
        return "{question}\nA\n{answer}";
      },
    );
    expect([names, found.get(one)?.template]).toEqual([["single-v1"], "{question}\nA\n{answer}"]);
    // Its own text would fit a row whose question is unknown as well; two rows say otherwise.
    const rows = [row("1", "x:\nQ\nA"), row("2", "y:\nQ\nA"), row("3", "y:\nQ\nA"), row("4", "y:\n?\n!")];
    const all = recover(rows, ({ questionId }) => (questionId === "4" ? {} : { question: ["Q"], answer: ["A"] }));
    expect(rows.map((own) => all.get(own)?.template)).toEqual([
      "x:\n{question}\n{answer}",
      ...Array.from({ length: 3 }, () => "y:\n{question}\n{answer}"),
    ]);
  });

  it("keeps apart what was rated by another model, under another name, or at another turn", () => {
    const texts = { question: ["Q"], question_1: ["Q"] };
    const pairs = [
      [row("1", "Rate.\nQ\none\n-"), row("2", "Rate.\nQ\ntwo\n-", { judgeModel: "other" })],
      [row("1", "Rate.\nQ\none\n-"), row("2", "Rate.\nQ\ntwo\n-", { promptName: "other" })],
      [row("1", "Rate.\nQ\none\n-"), row("2", "Rate.\nQ\ntwo\n-", { turn: 2 })],
    ];
    for (const rows of pairs) {
      expect(rows.map((own) => recover(rows, () => texts).get(own)?.template)).toEqual([null, null]);
    }
    const alike = [row("1", "Rate.\nQ\none\n-"), row("2", "Rate.\nQ\ntwo\n-")];
    expect(recover(alike, () => texts).get(alike[0] ?? row("", ""))?.template).toBe("Rate.\n{question}\n{answer}\n-");
  });

  it("expects a reference where the prompt's name says so", () => {
    for (const [promptName, template] of [
      ["single-math-v1", null],
      ["single-ref-v1", null],
      ["single-v1", "Rate.\n{question}\n{answer}\n-"],
    ] as const) {
      const one = row("1", "Rate.\nQ\nA\n-", { promptName });
      expect(recover([one], () => ({ question: ["Q"], answer: ["A"] })).get(one)?.template ?? null).toBe(template);
    }
  });

  it("learns by the first line where the questions are unknown", () => {
    const rows = ["1", "2", "3"].map((id) => row(id, `Rate.\n[Q]\nquestion ${id}\n[A]\nanswer ${id}\n[End]`));
    const found = recover(rows, () => ({}));
    expect(rows.map((own) => found.get(own)?.values.get("answer"))).toEqual(["answer 1", "answer 2", "answer 3"]);
    expect(found.get(rows[0] ?? row("", ""))?.template).toBe("Rate.\n[Q]\n{question}\n[A]\n{answer}\n[End]");
  });

  it("keeps of what cannot be read the texts that are sure and stand there", () => {
    const one = row("1", "Rate.\nQ\nunknown\nA2");
    const found = recover([one], () => ({ question: ["Q"], answer: ["A1", "A2"], ref_answer_1: ["R"] }));
    expect(found.get(one)).toEqual({ template: "Rate.\n{question}\nunknown\n{answer}", values: expect.anything() });
    const math = row("1", "Rate.\nQ\nunknown\nA2", { promptName: "math" });
    const left = recover([math], () => ({ question: ["Q"], answer: ["A1", "A2"], ref_answer_1: ["R"] }));
    expect(left.get(math)).toEqual({ template: null, values: new Map([["question", "Q"]]) });
  });

  it("says of equally many rows the template that comes first in the order of texts", () => {
    // Both fit the third; an unknown question is what the earlier one makes of it.
    const rows = [row("1", "b\nQ\nA"), row("2", "a\nQ\nA"), row("3", "a\nQ?\nA?")];
    const found = recover(rows, ({ questionId }) => (questionId === "3" ? {} : { question: ["Q"], answer: ["A"] }));
    expect(rows.map((own) => found.get(own)?.template)).toEqual([
      "b\n{question}\n{answer}",
      "a\n{question}\n{answer}",
      "a\n{question}\n{answer}",
    ]);
  });
});

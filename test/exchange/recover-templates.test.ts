import { describe, expect, it } from "vitest";
import type { RecordedJudgment } from "../../src/exchange/fastchat-judgments.ts";
import { cutKnownTexts, fitTemplate, templateOf } from "../../src/exchange/prompt-slots.ts";
import { recoverTemplates } from "../../src/exchange/recover-templates.ts";

const known = (texts: Record<string, string[]>) => new Map(Object.entries(texts));

function row(questionId: string, userPrompt: string, changes: Partial<RecordedJudgment> = {}): RecordedJudgment {
  return {
    place: `x.jsonl:${questionId}`,
    model: "m",
    questionId,
    turn: 1,
    trial: 1,
    repeat: 1,
    judgeModel: "j",
    promptName: "single-v1",
    userPrompt,
    text: "",
    score: null,
    tstamp: null,
    ...changes,
  };
}

const single = "Rate {{it}}.\n\n[Question]\n{question}\n\n[Answer]\n{answer}\n[End]";
const math =
  "Rate.\n\n[Question]\n{question}\n\n[Reference]\n{ref_answer_1}\n[Reference ends]\n\n[Answer]\n{answer}\n[End]";
const multi =
  "<|Talk|>\n\n### User:\n{question_1}\n\n### A:\n{answer_1}\n\n### User:\n{question_2}\n\n### A:\n{answer_2}\n\n<|End|>";

function fill(template: string, texts: Record<string, string>): string {
  return template
    .replace(/\{([a-z_0-9]+)\}/g, (whole, name: string) => (name in texts ? (texts[name] ?? "") : whole))
    .replaceAll("{{", "{")
    .replaceAll("}}", "}");
}

describe("cutting known texts out of a prompt", () => {
  it("takes whole lines only, longer texts first", () => {
    const prompt = fill(single, { question: "4", answer: "4 and not 14\n4\nagain" });
    const pieces = cutKnownTexts(prompt, known({ question: ["4"], answer: ["4 and not 14\n4\nagain"] }));
    expect(templateOf(pieces)).toBe(single);
  });

  it("names equal texts in the order of the prompt", () => {
    const prompt = fill(math, { question: "q", ref_answer_1: "17", answer: "17" });
    const pieces = cutKnownTexts(prompt, known({ question: ["q"], ref_answer_1: ["17"], answer: ["17"] }));
    expect(templateOf(pieces)).toBe(math);
  });

  it("leaves blank texts alone", () => {
    expect(cutKnownTexts("a\n\nb", known({ answer: ["", "\n"] }))).toEqual([{ text: "a\n\nb" }]);
  });
});

describe("fitting a template", () => {
  it("finds unknown texts, also when they hold what follows them", () => {
    const texts = { question: "Why?\n\n[Answer]\nis no answer", answer: "[End]\nnot yet" };
    const prompt = fill(single, texts);
    expect(Object.fromEntries(fitTemplate(single, prompt, known({ question: [texts.question] })) ?? [])).toEqual(texts);
    expect(fitTemplate(single, prompt, new Map())?.get("question")).toBe("Why?");
  });

  it("is null where the constant text differs", () => {
    const prompt = fill(single, { question: "q", answer: "a" });
    expect(fitTemplate(single.replace("Rate", "Judge"), prompt, new Map())).toBeNull();
    expect(fitTemplate(single, `${prompt}\n`, new Map())).toBeNull();
  });

  it("demands one text for one placeholder", () => {
    expect(fitTemplate("{question_1}|{question_1}", "a|b", new Map())).toBeNull();
    expect(fitTemplate("{question_1}|{question_1}", "a|a", new Map())?.get("question_1")).toBe("a");
  });
});

describe("recovering templates", () => {
  const recover = (rows: RecordedJudgment[], texts: (row: RecordedJudgment) => Record<string, string[]>) =>
    recoverTemplates({ rows, knownTexts: (one) => known(texts(one)), likely: () => undefined });

  it("needs one row when every text is known", () => {
    const one = row("1", fill(single, { question: "Q1", answer: "A1" }));
    const result = recover([one], () => ({ question: ["Q1"], answer: ["A1"] }));
    expect(result.get(one)?.template).toBe(single);
  });

  it("lays prompts over each other where the answers are unknown, and then reads a reworded question", () => {
    const rows = ["1", "2", "3"].map((id) =>
      row(id, fill(single, { question: `Q${id}?`, answer: `Answer ${id}\n${id}.` })),
    );
    const strange = row("4", fill(single, { question: "Another wording", answer: "Something" }));
    const result = recover([...rows, strange], (one) => ({ question: [`Q${one.questionId}?`] }));
    for (const one of [...rows, strange]) expect(result.get(one)?.template).toBe(single);
    expect(Object.fromEntries(result.get(strange)?.values ?? [])).toEqual({
      question: "Another wording",
      answer: "Something",
    });
  });

  it("tells two texts under one name apart", () => {
    const other = single.replace("Rate", "Kindly rate");
    const rows = ["1", "2", "3", "4"].map((id) =>
      row(id, fill(Number(id) % 2 === 0 ? single : other, { question: `Q${id}`, answer: `${id} is it` })),
    );
    const result = recover(rows, (one) => ({ question: [`Q${one.questionId}`] }));
    expect(rows.map((one) => result.get(one)?.template)).toEqual([other, single, other, single]);
  });

  it("finds what stands between an unknown reference and an unknown answer", () => {
    const rows = ["1", "2"].map((id) =>
      row(id, fill(math, { question: `Q${id}`, ref_answer_1: `R${id}`, answer: `${id}` }), {
        promptName: "single-math-v1",
      }),
    );
    const result = recover(rows, (one) => ({ question: [`Q${one.questionId}`] }));
    for (const one of rows) expect(result.get(one)?.template).toBe(math);
    expect(rows.map((one) => result.get(one)?.values.get("ref_answer_1"))).toEqual(["R1", "R2"]);
  });

  it("recovers both answers of a conversation", () => {
    const rows = ["1", "2"].map((id) =>
      row(
        id,
        fill(multi, { question_1: `Q${id}`, answer_1: `First ${id}`, question_2: `And ${id}?`, answer_2: `${id}nd` }),
        { promptName: "single-v1-multi-turn", turn: 2 },
      ),
    );
    const result = recover(rows, ({ questionId: id }) => ({ question_1: [`Q${id}`], question_2: [`And ${id}?`] }));
    for (const one of rows) expect(result.get(one)?.template).toBe(multi);
    expect(rows.map((one) => result.get(one)?.values.get("answer_1"))).toEqual(["First 1", "First 2"]);
  });

  it("recovers nothing from a single prompt with unknown texts, unless its template is likely", () => {
    const one = row("1", fill(single, { question: "Q1", answer: "A1" }));
    expect(recover([one], () => ({ question: ["Q1"] })).get(one)?.template).toBeNull();
    const told = recoverTemplates({ rows: [one], knownTexts: () => new Map(), likely: () => single });
    expect(told.get(one)?.values.get("answer")).toBe("A1");
  });
});

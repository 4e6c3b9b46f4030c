import { expect, it } from "vitest";
import type { Exemplar } from "../../../src/questions/load-exemplars.ts";
import { practiceCandidates } from "../../../src/servers/practice/practice-candidates.ts";

const questions = [
  { id: "7", category: "math", turns: ["七の問い", "続けて"], hash: "h7" },
  { id: "8", category: "stem", turns: ["八の問い", "続けて"], hash: "h8" },
] as const;

function exemplar(id: string, level: Exemplar["level"]): Exemplar {
  return {
    question_id: id,
    level,
    turns: [`${id}-${level}-1`, `${id}-${level}-2`],
    bands: [
      [1, 10],
      [1, 10],
    ],
    flaw: null,
  };
}

const models = practiceCandidates(
  questions,
  questions.flatMap(({ id }) => [exemplar(id, "strong"), exemplar(id, "flawed"), exemplar(id, "poor")]),
);

function say(model: string, ...texts: string[]): string | undefined {
  const messages = texts.map((content, index) => ({
    role: index % 2 === 0 ? ("user" as const) : ("assistant" as const),
    content,
  }));
  return models.get(model)?.([{ role: "system", content: "日本語で" }, ...messages]);
}

it("plays one level a model, found by the question's text and the number of user messages", () => {
  expect([...models.keys()]).toEqual(["practice-strong", "practice-flawed", "practice-poor"]);
  expect(say("practice-flawed", "七の問い")).toBe("7-flawed-1");
  expect(say("practice-poor", "八の問い", "…", "続けて")).toBe("8-poor-2");
  expect(say("practice-strong", "七の問い", "…", "続けて")).toBe("7-strong-2");
});

it("says that it cannot answer anything else", () => {
  expect(say("practice-strong", "九の問い")).toContain("同梱の質問にだけ");
  expect(say("practice-strong", "七の問い", "…", "続けて", "…", "さらに")).toContain("同梱の質問にだけ");
});

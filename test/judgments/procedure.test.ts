import { describe, expect, it } from "vitest";
import { everyCategory } from "../../src/answers/answering-rules.ts";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { Judge, JudgePrompt } from "../../src/judges/judge.ts";
import { type JudgeModel, procedureOf } from "../../src/judgments/procedure.ts";
import type { References } from "../../src/questions/question.ts";
import { aJudge, aJudgeModel, someReferences } from "./samples.ts";

const references = someReferences({ "7": ["a", "b"] });
const set = { temperatures: { writing: 0.7, math: 0 } };
const base = of(aJudge(), references, aJudgeModel);

function of(judge: Judge, shown: References | null, model: JudgeModel) {
  return procedureOf(judge, shown, model, set);
}

function changed(judge: Partial<Judge>): string[] {
  const other = of(aJudge(judge), references, aJudgeModel);
  const names = new Set([...Object.keys(base.fields), ...Object.keys(other.fields)]);
  const different = [...names].filter(
    (name) => JSON.stringify(base.fields[name]) !== JSON.stringify(other.fields[name]),
  );
  expect(other.hash === base.hash).toBe(different.length === 0);
  return different.sort();
}

const answering = aJudge().answering;

describe("procedureOf", () => {
  it("knows the temperatures at which candidates are asked", () => {
    const other = procedureOf(aJudge(), references, aJudgeModel, { temperatures: { writing: 0.7, math: 0.1 } });
    expect(other.hash).not.toBe(base.hash);
    expect(other.fields["answering.temperatures"]).toEqual({ writing: 0.7, math: 0.1 });
  });

  it.each<[string, Partial<Judge>, string[]]>([
    ["the scale", { scale: { min: 0, max: 10, fractions: "half-up" } }, ["scale.fractions", "scale.min"]],
    ["the extraction", { extraction: "fastchat" }, ["extraction"]],
    ["the re-asking rule", { retryUnrated: { kind: "same-prompt", times: 2 } }, ["retryUnrated"]],
    [
      "the words that ask again",
      { retryUnrated: { kind: "rating-only", prompt: "数字" } },
      ["prompts.rating-only", "retryUnrated"],
    ],
    [
      "the categories with a reference",
      { references: { name: "x", categories: ["math", "coding"] } },
      ["references.categories"],
    ],
    ["the temperature", { sampling: { temperature: 0.5, maxTokens: 777, fields: {} } }, ["sampling.temperature"]],
    [
      "a field of the request",
      { sampling: { temperature: 0.25, maxTokens: 777, fields: { n: 1 } } },
      ["sampling.fields.n"],
    ],
    ["strictness", { strict: true }, ["strict"]],
    ["hardening", { hardened: true }, ["hardened"]],
    [
      "the answering system prompt",
      { answering: { ...answering, systemPrompt: "丁寧に。" } },
      ["answering.systemPrompt"],
    ],
    ["where the system prompt stands", { answering: { ...answering, systemAs: "user" } }, ["answering.systemAs"]],
    ["the answer limit", { answering: { ...answering, maxAnswerTokens: 4 } }, ["answering.maxAnswerTokens"]],
    ["who chooses the sampling", { answering: { ...answering, sampling: "candidate" } }, ["answering.sampling"]],
    ["the cut of turn 1", { answering: { ...answering, historyCharacters: 10 } }, ["answering.historyCharacters"]],
    [
      "a prompt",
      { prompts: { "single-v1": { name: "single-v1", system: null, template: "{question}{answer}" } } },
      [
        "prompts.single-math-v1",
        "prompts.single-math-v1-multi-turn",
        "prompts.single-v1",
        "prompts.single-v1-multi-turn",
      ],
    ],
    ["the number of trials (nothing)", { answering: { ...answering, trials: 9 } }, []],
    ["names (nothing)", { id: "other", title: "別名", references: { name: "osaka", categories: ["math"] } }, []],
  ])("names what differs: %s", (_, judge, expected) => {
    expect(changed(judge)).toEqual(expected);
  });

  it("knows the references by their content, and only where they are shown", () => {
    const other = { ...references, hash: "r2" };
    expect(of(aJudge(), { ...references, name: "renamed" }, aJudgeModel).hash).toBe(base.hash);
    expect(of(aJudge(), other, aJudgeModel).fields["references.hash"]).toBe("r2");
    const blind = aJudge({ references: { name: null, categories: [] } });
    expect(of(blind, other, aJudgeModel).hash).toBe(of(blind, null, aJudgeModel).hash);
  });

  it("knows the judge model, its family's fields, and a temperature that is not sent", () => {
    expect(of(aJudge(), references, { ...aJudgeModel, model: "sakura-9b" }).fields.judgeModel).toBe("sakura-9b");
    const wire = { ...aJudgeModel.wire, accepts: [] };
    expect(of(aJudge(), references, { ...aJudgeModel, wire }).fields["sampling.temperature"]).toBeNull();
    const thinking = { ...aJudgeModel, familyFields: { reasoning_effort: "low" } };
    expect(of(aJudge(), references, thinking).fields["sampling.fields.reasoning_effort"]).toBe("low");
    // Where parameters are sent at their neutral value, the server's kind makes no other procedure.
    const wider = { ...aJudgeModel, wire: { ...aJudgeModel.wire, accepts: ["temperature", "minP"] as const } };
    expect(of(aJudge(), references, wider).hash).toBe(base.hash);
  });

  it("knows the prompts of later turns only for sets that have such turns", () => {
    const later = { name: "later-turns", system: null, template: "{conversation}{question}{answer}" } as const;
    const judge = aJudge({
      prompts: {
        ...aJudge().prompts,
        "later-turns": later,
        "math-later-turns": { ...later, name: "math-later-turns" },
      },
    });
    const upTo = (longest: number) => procedureOf(judge, references, aJudgeModel, { ...set, longest }).fields;
    expect(of(judge, references, aJudgeModel)).toEqual(base);
    expect(upTo(2)).toEqual(base.fields);
    expect(upTo(3)).toMatchObject({
      "prompts.later-turns": hashOf({ system: null, template: later.template }),
      "prompts.math-later-turns": hashOf({ system: null, template: later.template }),
    });
  });

  it("knows how earlier turns look, whose names a prompt has, and the criteria where they are shown", () => {
    const plain = { name: "single-v1", system: "s", template: "{question}{answer}{criterion}" } as const;
    const fieldsOf = (prompt: JudgePrompt, criteria: string | null) =>
      procedureOf(aJudge({ prompts: { "single-v1": prompt } }), null, aJudgeModel, { ...set, criteria }).fields;
    expect(fieldsOf(plain, "c1")["criteria.hash"]).toBe("c1");
    expect(fieldsOf(plain, null)["criteria.hash"]).toBeNull();
    expect(fieldsOf({ ...plain, template: "{question}{answer}" }, "c1")).not.toHaveProperty(["criteria.hash"]);
    expect(fieldsOf(plain, null)).not.toHaveProperty(["prompts.conversation-turn"]);
    expect(
      fieldsOf({ ...plain, template: "{ask}{answer}", placeholders: { ask: "question" }, conversationTurn: "t" }, "c1"),
    ).toMatchObject({
      "prompts.single-v1": hashOf({ system: "s", template: "{ask}{answer}" }),
      "prompts.conversation-turn": hashOf({ template: "t" }),
      "placeholders.ask": "question",
    });
  });

  it("says nothing of what most judges have not, and is the hash of what it says", () => {
    const names = ["answerCharacters", "aggregate", "answering.systemAs", "prompts.rating-only"];
    for (const name of names) expect(base.fields).not.toHaveProperty([name]);
    expect(base.fields).toMatchObject({ retryUnrated: "none", "references.categories": ["math"], strict: false });
    expect(base.hash).toBe(hashOf(base.fields));
    expect(of(aJudge({ answerCharacters: 900 }), references, aJudgeModel).fields.answerCharacters).toBe(900);
    const again = of(aJudge({ retryUnrated: { kind: "same-prompt", times: 3 } }), references, aJudgeModel).fields;
    expect(again.retryUnrated).toBe("same-prompt 3");
    const asked = of(aJudge({ retryUnrated: { kind: "rating-only", prompt: "数字" } }), references, aJudgeModel).fields;
    expect(asked).toMatchObject({
      retryUnrated: "rating-only",
      "prompts.rating-only": hashOf({ template: "数字" }),
    });
  });

  it("has one temperature of all categories in place of the set's, and lists categories by name", () => {
    const fields = of(aJudge({ answering: { ...answering, temperature: 0.1 } }), references, aJudgeModel).fields;
    expect(fields["answering.temperatures"]).toEqual({ [everyCategory]: 0.1 });
    const many = aJudge({ references: { name: "x", categories: ["math", "coding"] } });
    expect(of(many, null, aJudgeModel).fields).toMatchObject({
      "references.categories": ["coding", "math"],
      "references.hash": null,
    });
  });
});

import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { JuryDesign } from "../../src/judges/jury.ts";
import { ratersProcedure } from "../../src/judgments/jury-procedure.ts";
import { type JudgeModel, procedureOf } from "../../src/judgments/procedure.ts";
import { judgeNameSchema, personJudge, pseudonymOf } from "../../src/judgments/rater.ts";
import { judgeModelsFor, judgeModelsOf, type Raters, ratersWords, sharesOf } from "../../src/judgments/raters.ts";
import { aJudge, aJudgeModel } from "./samples.ts";

const kaede = aJudgeModel;
const sakura = { ...aJudgeModel, model: "sakura-9b" };
const ume = { ...aJudgeModel, model: "ume-3b" };

const one: Raters = { kind: "one", judgeModel: kaede };
const questions = Array.from({ length: 500 }, (_, index) => ({ hash: hashOf(index) }));

function jury(design: JuryDesign, shares: readonly (readonly [JudgeModel, number])[]): Raters {
  const members = shares.map(([judgeModel, share]) => ({ judgeModel, share }));
  return { kind: "jury", jury: { design, members, leftOut: ["maker-1"] } };
}

const two = [
  [kaede, 0.75],
  [sakura, 0.25],
] as const;

function drawn(raters: Raters): string[] {
  return questions.map((question) => {
    const rating = judgeModelsFor(raters, question);
    expect(rating).toHaveLength(1);
    return rating[0]?.model ?? "";
  });
}

describe("who rates", () => {
  it("is one model, or every member of a jury, with their parts", () => {
    const all = jury("every", two);
    expect([judgeModelsOf(one), judgeModelsFor(one, { hash: "q" })]).toEqual([[kaede], [kaede]]);
    expect([judgeModelsOf(all), judgeModelsFor(all, { hash: "q" })]).toEqual([
      [kaede, sakura],
      [kaede, sakura],
    ]);
    expect(sharesOf(one)).toEqual([{ model: "kaede-70b", share: 1 }]);
    expect(sharesOf(all)).toEqual([
      { model: "kaede-70b", share: 0.75 },
      { model: "sakura-9b", share: 0.25 },
    ]);
    expect([one, all, jury("rotating", two)].map(ratersWords)).toEqual([
      "kaede-70b",
      "kaede-70b + sakura-9b (every)",
      "kaede-70b + sakura-9b (rotating)",
    ]);
  });

  it("is one member a question in a rotating jury, each as often as its share, whatever their order", () => {
    const rotating = drawn(jury("rotating", two));
    const own = rotating.filter((model) => model === "kaede-70b").length;
    expect(Math.abs(own - 375)).toBeLessThan(25);
    expect(drawn(jury("rotating", [...two].reverse()))).toEqual(rotating);
  });

  it("stays for every other question where a member leaves", () => {
    const third = 1 / 3;
    const before = drawn(
      jury("rotating", [
        [kaede, third],
        [sakura, third],
        [ume, third],
      ]),
    );
    const after = drawn(
      jury("rotating", [
        [kaede, 0.5],
        [ume, 0.5],
      ]),
    );
    for (const [index, model] of before.entries()) {
      if (model !== "sakura-9b") expect(after[index]).toBe(model);
    }
    expect(() => judgeModelsFor(jury("rotating", []), { hash: "q" })).toThrow("a jury without members");
  });
});

describe("the procedure of who rates", () => {
  const set = { temperatures: { writing: 0.7 } };
  const judge = aJudge();

  it("of one model is its own", () => {
    expect(ratersProcedure(judge, null, one, set)).toEqual(procedureOf(judge, null, kaede, set));
  });

  it("of a jury says once what its members have in common, and of each what is its own", () => {
    const eager = { ...sakura, familyFields: { reasoning_effort: "low" } };
    const procedure = ratersProcedure(
      judge,
      null,
      jury("rotating", [
        [kaede, 0.75],
        [eager, 0.25],
      ]),
      set,
    );
    const { judgeModel: _, ...common } = procedureOf(judge, null, kaede, set).fields;
    expect(procedure.fields).toEqual({
      ...common,
      "jury.design": "rotating",
      "jury.members": {
        "kaede-70b": { share: 0.75, fields: {} },
        "sakura-9b": { share: 0.25, fields: { "sampling.fields.reasoning_effort": "low" } },
      },
      "jury.leftOut": ["maker-1"],
    });
    expect(procedure.hash).toBe(hashOf(procedure.fields));
  });

  it("of a jury tells a field that its members have with other values", () => {
    const deaf = { ...sakura, wire: { ...sakura.wire, accepts: [] } };
    const { fields } = ratersProcedure(
      judge,
      null,
      jury("every", [
        [kaede, 0.5],
        [deaf, 0.5],
      ]),
      set,
    );
    expect(fields).not.toHaveProperty(["sampling.temperature"]);
    expect(fields["jury.members"]).toEqual({
      "kaede-70b": { share: 0.5, fields: { "sampling.temperature": 0.25 } },
      "sakura-9b": { share: 0.5, fields: { "sampling.temperature": null } },
    });
  });
});

describe("a judge's name", () => {
  it("is a folder's id, or a person's by pseudonym", () => {
    expect([pseudonymOf("lab"), pseudonymOf("person:aoi"), pseudonymOf("person:"), pseudonymOf("a person:b")]).toEqual([
      null,
      "aoi",
      "",
      null,
    ]);
    expect(personJudge("葵_1.b-2")).toBe("person:葵_1.b-2");
    expect(personJudge("é")).toBe("person:é");
  });

  it.each(["", " aoi", "aoi ", "-aoi", "a b", "a/b", "x".repeat(65)])(
    "is no person's with the pseudonym %j",
    (name) => {
      expect(judgeNameSchema.safeParse(`person:${name}`)).toMatchObject({
        error: { issues: [{ message: expect.stringContaining("expected person: and a pseudonym") }] },
      });
      expect(() => personJudge(name)).toThrow();
      expect(judgeNameSchema.safeParse(name).success).toBe(true);
    },
  );

  it("is a person's with 64 letters", () => {
    expect(personJudge("x".repeat(64))).toHaveLength(71);
  });
});

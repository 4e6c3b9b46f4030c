import { describe, expect, it } from "vitest";
import { comparableWith } from "../../../src/results/published/comparable.ts";

const procedure = {
  id: "board",
  model: "judge-1-2026-01-01",
  scale: { min: 0, max: 10 },
  published: {
    harness: ["the board", "board v2"],
    judge: "Judge 1",
    questions: { ja: "set-a" },
    references: "ours",
    whole: true,
  },
};
const source = {
  harness: "board v2",
  judge: "Judge 1",
  questions: "version a",
  references: "ours",
  questionSets: { ja: "set-a" },
  bounds: { min: 0, max: 10 },
};
const exact = { comparable: "exact", protocol: "board", judgeModel: "judge-1-2026-01-01" };
const other = { comparable: "other", protocol: null, judgeModel: "Judge 1" };

describe("comparableWith", () => {
  it.each([
    ["every condition is said and equal", {}, exact],
    ["the references are not said", { references: null }, { ...exact, comparable: "claimed" }],
    ["the version of the questions is not said", { questions: null }, { ...exact, comparable: "claimed" }],
    ["the references are others", { references: "theirs" }, other],
    ["the harness is another", { harness: "board" }, other],
    ["the judge is another", { judge: "Judge 2" }, { ...other, judgeModel: "Judge 2" }],
    ["the judge is not said", { judge: null }, { ...other, judgeModel: null }],
    ["the questions are others", { questionSets: { ja: "set-b" } }, other],
    ["the scale begins elsewhere", { bounds: { min: 1, max: 10 } }, other],
    ["the scale ends elsewhere", { bounds: { min: 0, max: 5 } }, other],
    [
      "the file says so itself",
      { comparable: "claimed", protocol: "x", harness: "h" } as const,
      { comparable: "claimed", protocol: "x", judgeModel: "Judge 1" },
    ],
    ["the file says that it is not", { comparable: "other", protocol: null } as const, other],
  ])("decides where %s", (_, over, expected) => {
    expect(comparableWith({ ...source, ...over }, "ja", [procedure])).toEqual(expected);
  });

  it("calls nothing exact that is partly a guess, nor in a language that the procedure does not ask", () => {
    const guessed = { ...procedure, published: { ...procedure.published, whole: false } };
    expect(comparableWith(source, "ja", [guessed]).comparable).toBe("claimed");
    expect(comparableWith({ ...source, questionSets: { ja: "set-a", en: "set-a" } }, "en", [procedure])).toEqual(other);
  });

  it("needs no references where the procedure's tables name none", () => {
    const { references: _, ...published } = procedure.published;
    expect(comparableWith({ ...source, references: null }, "ja", [{ ...procedure, published }])).toEqual(exact);
  });
});

import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { compare } from "../../src/scores/compare.ts";
import { deviationsOf, droppedDeviation } from "../../src/scores/deviations.ts";
import { flaggedAnswers, flaggedWarning, flagWords } from "../../src/scores/flagged-answers.ts";
import { scoreFolder } from "../../src/scores/score-folder.ts";
import { broke, call, gave, said, toldRecord } from "./told-record.ts";

const questions = [1, 2, 3].map((id) => ({ id: `${id}`, hash: `h${id}`, category: "math", turns: [1] }));

describe("answers that look like none", () => {
  it("are counted by flag and once in all, among those that were answered", () => {
    const record = toldRecord({
      ...{ id: "北", questions, launch: { trials: 2 } },
      answers: [
        { question: 1, outcome: said("<|im_start|>"), more: { call: { ...call, finish: "odd" } } },
        { question: 2, outcome: said("答え"), more: { call: { ...call, finish: null } } },
        { question: 3, outcome: said("答え"), more: { call } },
        { question: 3, trial: 2, outcome: broke("empty") },
      ],
    });
    const found = flaggedAnswers([...record.answers.values()]);
    expect(found).toEqual({ answered: 3, any: 2, byFlag: { "template-leak": 1, "unknown-finish": 2 } });
    expect(flaggedWarning(found)).toBe("2 of 3 answers look like no whole answer (1 template-leak, 2 unknown-finish)");
  });

  it("are warned of above 2 % alone, in the order of the list", () => {
    const byFlag = { "unknown-finish": 1, "thought-in-answer": 2 };
    expect(flagWords(byFlag)).toBe("2 thought-in-answer, 1 unknown-finish");
    expect(flagWords({})).toBe("");
    expect(flaggedWarning({ answered: 100, any: 2, byFlag })).toBeNull();
    expect(flaggedWarning({ answered: 100, any: 3, byFlag })).toBe(
      "3 of 100 answers look like no whole answer (2 thought-in-answer, 1 unknown-finish)",
    );
    expect(flaggedWarning({ answered: 0, any: 0, byFlag: {} })).toBeNull();
  });
});

describe("deviations", () => {
  it("are what launches noted and what servers refused, each once and sorted; a renamed parameter is none", () => {
    const record = toldRecord({
      ...{ id: "北", questions, launch: { deviations: ["zz", "aa"] } },
      answers: [
        {
          ...{ question: 1, outcome: said("一"), more: { call: { ...call, dropped: ["seed", "a as b"] } } },
          judgments: [{ outcome: gave(5), call: { ...call, dropped: ["seed"] } }],
        },
        { question: 2, outcome: said("二"), more: { call: { ...call, dropped: ["seed"] } }, judgments: [gave(5)] },
      ],
    });
    const cells = scoreFolder(record)[0]?.scores.cells ?? [];
    expect(deviationsOf(record.launches, cells)).toEqual([
      "aa",
      "judge: seed left out, for the server refused it",
      "seed left out, for the server refused it",
      "zz",
    ]);
    expect(deviationsOf([], [])).toEqual([]);
    expect(droppedDeviation("max_tokens as max_completion_tokens")).toBeNull();
  });
});

describe("compare", () => {
  const folderOf = (id: string, ratings: readonly number[], judgeModel = "m") => {
    const [launch] = toldRecord({ id, questions, answers: [] }).launches;
    if (launch?.procedure == null) throw new Error("no launch");
    const hash = judgeModel === "m" ? launch.procedure.hash : judgeModel;
    const [folder] = scoreFolder(
      toldRecord({
        ...{ id, questions, launch: { procedure: { ...launch.procedure, hash, fields: { judgeModel } } } },
        answers: ratings.map((rating, index) => ({
          ...{ question: index + 1, outcome: said("答え"), judgments: [gave(rating)] },
        })),
      }),
    );
    if (folder === undefined) throw new Error("no folder");
    return folder;
  };

  it("is the candidate minus the baseline", () => {
    const { overall, categories } = compare(folderOf("北", [6, 8, 9]), folderOf("南", [5, 6, 6]));
    expect(overall.difference).toBe(2);
    expect(Object.keys(categories)).toEqual(["math"]);
  });

  it("refuses another procedure and names the fields", () => {
    const refused = () => compare(folderOf("北", [6, 8, 9], "tora"), folderOf("南", [5, 6, 6]));
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(
      expect.objectContaining({ problems: ['judgeModel: was "m", now "tora"'], hint: "Rate them by the same judge." }),
    );
  });
});

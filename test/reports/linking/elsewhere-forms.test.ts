import { describe, expect, it } from "vitest";
import { departures } from "../../../src/linking/departures.ts";
import type { Elsewhere } from "../../../src/linking/elsewhere.ts";
import { elsewhereCsv } from "../../../src/reports/linking/elsewhere-csv.ts";
import { elsewhereMarkdown } from "../../../src/reports/linking/elsewhere-text.ts";
import { oneJudge, type ProcedureRecord } from "../../../src/results/procedure-record.ts";

const score = { mean: 7.125, low: 6.5, high: 7.75, level: 0.95, rated: 160, planned: 160 };
const linked = { kind: "linked", value: 8, low: 7.5, high: 8.5, level: 0.95, cut: false, added: 0 } as const;
const outside = { kind: "outside", score: 2, low: 4, high: 9 } as const;

const record: Elsewhere = {
  candidate: "=m|1",
  models: ["m-1"],
  rows: [
    {
      board: "nejumi-4",
      questionSet: "ja-mt-bench-v4",
      language: "ja",
      bounds: { min: 0, max: 10 },
      rated: [{ key: "k1", score, due: 2, trials: 1, deviations: ["rated by j, not k"] }],
      published: [
        {
          model: "M-1",
          thinking: "off",
          effort: null,
          score: 9.05625,
          source: "Nejumi",
          comparable: "claimed",
          unsure: ["asked otherwise"],
          doubts: ["1,024 tokens"],
        },
      ],
      linked: [
        { from: "k2", translation: linked, anchors: 5, weak: true, doubts: [] },
        { from: "k2", translation: outside, anchors: 5, weak: false, doubts: ["d"] },
      ],
    },
  ],
  notRated: [],
};

describe("elsewhere", () => {
  it("as CSV has a row a figure, in full precision, and no cell that a spreadsheet would run", () => {
    const place = "'=m|1,nejumi-4,ja-mt-bench-v4,ja,0,10";
    expect(elsewhereCsv(record).trimEnd().split("\n")).toEqual([
      "candidate,board,questions,language,scale_min,scale_max,kind,score,low,high,comparable,due,trials,protocol,model,thinking,effort,source,remarks",
      `${place},rated,7.125,6.5,7.75,,2,1,k1,,,,,"rated by j, not k"`,
      `${place},published,9.05625,,,claimed,,,,M-1,off,,Nejumi,"asked otherwise; 1,024 tokens"`,
      `${place},linked,8,7.5,8.5,,,,k2,,,,,weak`,
      `${place},linked,,,,,,,k2,,,,,outside the anchors; d`,
    ]);
  });

  it("as Markdown has the table and what is said of it, with cells escaped", () => {
    const lines = elsewhereMarkdown(record).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "### =m\\|1 (in the list of models: m-1)",
      "",
      "| board | questions | scale | rated here | published | linked |",
      "| --- | --- | --- | ---: | ---: | ---: |",
      "| nejumi-4 | ja-mt-bench-v4 | 0 to 10 | 7.13 (6.50-7.75), 2 due † | 9.06 claimed (thinking off) ? | 8.00 (7.50-8.50) weak; outside the anchors |",
    ]);
    expect(lines).toContain("- † nejumi-4: rated by j, not k");
    expect(lines).toContain("- nejumi-4, published: 1,024 tokens");
  });
});

describe("departures", () => {
  const fields = {
    judgeModel: "j",
    "answering.maxAnswerTokens": 100,
    "answering.historyCharacters": null,
    "answering.sampling": "set",
    "answering.systemPrompt": null,
  };
  const upstream = {
    model: "j",
    maxAnswerTokens: 100,
    historyCharacters: 50,
    sampling: "set",
    systemPrompt: null,
  } as const;
  const under = (other: ProcedureRecord["fields"]): ProcedureRecord => ({
    ...{ hash: "", judge: "x", kind: "ratings", judges: [oneJudge("j")], scale: { min: 1, max: 10 } },
    fields: { ...fields, "answering.historyCharacters": 50, ...other },
  });

  it.each([
    [{}, []],
    [{ judgeModel: "k" }, ["rated by k, not j"]],
    [{ "answering.maxAnswerTokens": 200 }, ["answers of at most 200 tokens, not 100"]],
    [{ "answering.historyCharacters": null }, ["later turns see all of an answer, not 50 characters"]],
    [{ "answering.systemPrompt": "x" }, ["asked with another system prompt"]],
    [{ "answering.sampling": "candidate" }, ["sampling chosen by the candidate, not by the set"]],
  ])("%j is %j", (other, found) => expect(departures(under(other), upstream)).toEqual(found));

  it("are none where upstream is not known, or its system prompt stands in a file", () => {
    expect(departures(under({ judgeModel: "k" }), undefined)).toEqual([]);
    expect(departures(under({ "answering.systemPrompt": "x" }), { ...upstream, systemPrompt: undefined })).toEqual([]);
  });
});

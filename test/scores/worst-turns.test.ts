import { describe, expect, it } from "vitest";
import { unratedCandidate } from "../../src/scores/unrated-candidate.ts";
import { worstTurns } from "../../src/scores/worst-turns.ts";
import { broke, gave, gaveNone, said, toldRecord } from "./told-record.ts";

const questions = [1, 2].map((id) => ({ id: `${id}`, hash: `h${id}`, category: "math", turns: [1, 2] }));
const launch = { trials: 1, repeats: 2 };
const north = toldRecord({
  ...{ id: "北", questions, launch },
  answers: [
    {
      question: 1,
      turn: 1,
      outcome: said("一"),
      judgments: [
        { repeat: 2, outcome: gave(3) },
        { repeat: 1, outcome: gave(6) },
      ],
    },
    { question: 1, turn: 2, outcome: said("二"), judgments: [gave(2), gaveNone("no-rating")] },
    { question: 2, turn: 1, outcome: said("三"), judgments: [gaveNone("no-rating")] },
    { question: 2, turn: 2, outcome: said("四") },
  ],
});
const south = toldRecord({
  ...{ id: "南", questions, launch },
  answers: [
    { question: 1, turn: 1, outcome: said("五"), judgments: [gave(2), gave(2)] },
    { question: 1, turn: 2, outcome: said("六"), judgments: [gave(9), gave(9)] },
    { question: 2, turn: 1, outcome: said("七"), judgments: [gave(2), gave(2)] },
  ],
});
const textsOf = (found: ReturnType<typeof worstTurns>) =>
  found.map(({ turns }) => turns.map(({ answer, mean }) => [answer.key, mean]));

describe("worstTurns", () => {
  it("are the lowest means first, equals in the order of the records", () => {
    const found = worstTurns([north, south], 3, undefined);
    expect(textsOf(found)).toEqual([
      [
        ["北 1 2 1", 2],
        ["南 1 1 1", 2],
        ["南 2 1 1", 2],
      ],
    ]);
    expect(found[0]).toMatchObject({ rated: 5, unrated: 1, asLow: 0, procedure: { judge: "j" } });
    expect(found[0]?.turns[0]?.record.manifest.candidate.id).toBe("北");
  });

  it("say how many more are as low as the last of them", () => {
    expect(worstTurns([north, south], 1, undefined)[0]).toMatchObject({ asLow: 2, rated: 5 });
    expect(worstTurns([north, south], 4, undefined)[0]).toMatchObject({ asLow: 0, rated: 5 });
    expect(worstTurns([north, south], 9, undefined)[0]?.turns).toHaveLength(5);
  });

  it("have their judgments in the order of the repeats", () => {
    const turn = worstTurns([north], 9, undefined)[0]?.turns.find(({ answer }) => answer.key === "北 1 1 1");
    expect(turn?.judgments.map(({ repeat }) => repeat)).toEqual([1, 2]);
    expect(turn?.mean).toBe(4.5);
  });

  it("are of one turn where only that is wanted", () => {
    const found = worstTurns([north, south], 9, 2);
    expect(textsOf(found)).toEqual([
      [
        ["北 1 2 1", 2],
        ["南 1 2 1", 9],
      ],
    ]);
    expect(found[0]).toMatchObject({ rated: 2, unrated: 0 });
  });

  it("make a table for each procedure, none for one that rated nothing", () => {
    const [first] = south.launches;
    if (first?.procedure == null) throw new Error("no launch");
    const other = { ...first.procedure, hash: "other" };
    const judged = toldRecord({
      ...{ id: "西", questions, launch: { ...launch, procedure: other } },
      answers: [{ question: 1, outcome: said("八"), judgments: [gave(7), gave(8)] }],
    });
    const nothing = toldRecord({
      ...{ id: "東", questions, launch: { procedure: { ...other, hash: "nothing" } } },
      answers: [{ question: 1, outcome: said("九"), judgments: [gaveNone("no-rating")] }],
    });
    const found = worstTurns([south, judged, nothing], 1, undefined);
    expect(found.map(({ procedure }) => procedure.hash)).toEqual([first.procedure.hash, "other"]);
    expect(textsOf(found)[1]).toEqual([["西 1 1 1", 7.5]]);
  });
});

describe("unratedCandidate", () => {
  it("is one whose launches rated nothing, with what it answered", () => {
    const answers = [
      { question: 1, outcome: said("一") },
      { question: 1, turn: 2, outcome: said("二") },
      { question: 2, outcome: broke("empty") },
    ];
    const record = toldRecord({ id: "西", questions, answers, launch: { procedure: null } });
    expect(unratedCandidate(record)).toEqual({
      ...{ id: "西", set: "haiku", origin: "run", path: "西" },
      ...{ answered: 2, failed: 1 },
    });
    expect(unratedCandidate(north)).toBeNull();
  });
});

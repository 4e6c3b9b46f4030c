import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnnotatedQuestion } from "../../src/questions/annotations.ts";
import { collectCells } from "../../src/scores/cells.ts";
import { checkAnswers, praisedAndBroken } from "../../src/scores/held-constraints.ts";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { errataOfBoards } from "../../src/scores/without-errata.ts";
import { procedure } from "../support/make-record.ts";
import { broke, gave, said, toldRecord } from "./told-record.ts";

const planned = (id: string) => ({ id, hash: `h${id}`, category: "math", turns: [1, 2] });
const question = (id: string, over: Partial<AnnotatedQuestion>): AnnotatedQuestion => ({
  ...{ id, category: "math", turns: ["一行で。", "二行で。"], hash: `h${id}` },
  ...over,
});

describe("answers that a program can check", () => {
  it("are those of turns with a demand, with the ratings of their trial", () => {
    const record = toldRecord({
      ...{ id: "北", questions: [planned("1"), planned("2"), planned("3")] },
      launch: { trials: 2, repeats: 2 },
      answers: [
        { question: 1, outcome: said("一\n二"), judgments: [gave(9), gave(8)] },
        { question: 1, trial: 2, outcome: said("一"), judgments: [gave(3)] },
        { question: 1, turn: 2, outcome: said("一\n二") },
        { question: 2, outcome: broke("empty") },
        { question: 2, turn: 2, outcome: said("一") },
        { question: 3, outcome: said("一") },
      ],
    });
    const questions = [
      question("1", { constraints: [[{ kind: "lines", max: 1 }], []] }),
      question("2", { constraints: [[{ kind: "lines", max: 1 }], [{ kind: "lines", min: 2, max: 2 }]] }),
    ];
    const found = checkAnswers(collectCells(record, procedure).cells, questions);
    expect(
      found.map(({ question: id, category, turn, trial, ratings, demands }) => [
        ...[id, category, turn, trial, ratings],
        demands.map(({ held }) => held),
      ]),
    ).toEqual([
      ["1", "math", 1, 1, [9, 8], [false]],
      ["1", "math", 1, 2, [3], [true]],
      ["2", "math", 2, 1, [], [false]],
    ]);
  });
});

describe("answers that break a demand and are praised", () => {
  const answer = (held: readonly boolean[], ratings: readonly number[]) => ({
    ...{ question: "1", category: "math", turn: 1, trial: 1, ratings },
    demands: held.map((one) => ({ kind: "lines", held: one, reason: "" })),
  });

  it("break one of them at least, and are rated 8 or more in the mean", () => {
    const kept = [answer([true, false], [8]), answer([false], [7, 9])];
    const others = [answer([true, true], [9]), answer([false], []), answer([false], [7.9]), answer([false], [7, 8])];
    const found = praisedAndBroken([...kept, ...others]);
    expect(found).toEqual(kept);
  });
});

describe("wrong references of boards", () => {
  const errata = [
    "references: {first: abc}",
    "errata:",
    ...["3", "2", "1"].map(
      (id) =>
        `  - {question: "${id}", turn: 1, status: confirmed, by: kiri, right: "0", why: sums, wrong: {first: {kind: value, says: "2"}}}`,
    ),
    "",
  ].join("\n");
  const record = (id: string, fields: Record<string, string | string[]>) => {
    const questions = ["1", "2", "3"].map(planned);
    const [launch] = toldRecord({ id, questions, answers: [] }).launches;
    if (launch?.procedure == null) throw new Error("no launch");
    const of = { ...launch.procedure, fields: { judgeModel: "m", ...fields }, hash: `of ${JSON.stringify(fields)}` };
    return toldRecord({
      ...{ id, questions: id === "北" ? questions.slice(0, 2) : questions, launch: { procedure: of } },
      answers: [
        { question: 2, outcome: said("一"), judgments: [gave(2)] },
        { question: 1, outcome: said("一"), judgments: [gave(4)] },
        { question: 1, turn: 2, outcome: said("一"), judgments: [gave(7)] },
        { question: 2, turn: 2, outcome: said("一"), judgments: [gave(9)] },
      ],
    });
  };

  it("are the turns rated against them, in the list's order, with every candidate's score without them", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-errata-"));
    try {
      const folder = join(cwd, "questions", "haiku");
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "set.yaml"), "");
      await writeFile(join(folder, "errata.yaml"), errata);
      const shown = { "references.hash": "abc", "references.categories": ["math"] };
      const boards = makeLeaderboard([record("北", shown), record("北", { ...shown, "references.hash": "abd" })]);
      const found = await errataOfBoards(boards, cwd);
      expect([...found.keys()]).toEqual(
        boards.filter(({ procedure: of }) => of.fields["references.hash"] === "abc").map(({ key }) => key),
      );
      const [one] = found.values();
      expect(one?.turns.map(({ question: id, turn }) => [id, turn])).toEqual([
        ["2", 1],
        ["1", 1],
      ]);
      expect([...(one?.scores ?? [])]).toEqual([["北", expect.objectContaining({ mean: 8, rated: 2, planned: 2 })]]);
    } finally {
      await rm(cwd, { recursive: true });
    }
  });

  it("are none where the set is not known", async () => {
    const boards = makeLeaderboard([record("北", { "references.hash": "abc" })]);
    expect([...(await errataOfBoards(boards, tmpdir()))]).toEqual([]);
  });
});

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { candidatePath } from "../../src/results/folders.ts";
import { answerRow, aPlace, boardsOf, imported, importInto, jsonl, judgmentRow, put, questions } from "./harness.ts";

/** Imports rows of judgments (and answers) and gives the record of `sakura-9b`. */
async function importRows(
  judgments: readonly unknown[],
  answers: readonly unknown[] = [],
  flags: { readonly ratings?: "recorded" | "reparsed" } = {},
) {
  const place = await aPlace();
  const paths = {
    ...(judgments.length === 0 ? {} : { judgments: [await put(place.cwd, "in/judged.jsonl", jsonl(judgments))] }),
    ...(answers.length === 0 ? {} : { answers: [await put(place.cwd, "in/answered.jsonl", jsonl(answers))] }),
  };
  expect(await importInto(place, { ...paths, ...flags })).toBe("done");
  const record = await imported(place, "sakura-9b");
  const report = JSON.parse(await readFile(join(record.path, "import-report.json"), "utf8"));
  const again = () => importInto(place, { ...paths, ...flags });
  return { place, record, report, messages: place.messages(), again };
}

const answersBy = (record: Awaited<ReturnType<typeof imported>>) =>
  Object.fromEntries(
    [...record.answers.values()].map((one) => [`${one.questionId}/${one.turn}/${one.trial}`, one.outcome]),
  );

describe("import fastchat", () => {
  it("keeps string ids, one-turn answers and the category of the set", async () => {
    const { record } = await importRows(
      [judgmentRow({ question_id: "3" }), judgmentRow({ question_id: "021", score: 7 })],
      [answerRow("03", ["3番への返事。"]), answerRow(21, ["21番への返事。"])],
    );
    expect(Object.keys(answersBy(record)).sort()).toEqual(["21/1/1", "3/1/1"]);
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.turns).toHaveProperty("1");
    expect(board?.candidates[0]?.turns).not.toHaveProperty("2");
    expect(Object.keys(board?.candidates[0]?.categories ?? {}).sort()).toEqual(["math", "writing"]);
    expect(board?.candidates[0]?.due).toBe(0);
  });

  it("takes choices and list fields as trials", async () => {
    const texts = ["一つ目。", "二つ目。", "三つ目。"];
    const prompts = texts.map((answer) => judgmentRow({ question_id: 3, answer }).user_prompt);
    const { record } = await importRows(
      [
        {
          ...judgmentRow({ question_id: 3 }),
          user_prompt: prompts,
          judgment: ["[[4]]", "評価：[[9]]", "言えません。"],
          score: [4, 9, -1],
        },
      ],
      [answerRow(3, ...texts.map((text) => [text]))],
    );
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.trials).toBe(3);
    expect(board?.candidates[0]?.score).toMatchObject({ mean: 6.5, rated: 2, planned: 3 });
    expect(board?.candidates[0]?.unrated).toEqual({ "no-rating": 1 });
  });

  it("plans only trials that were judged, when only the first choice was", async () => {
    const { record } = await importRows(
      [judgmentRow({ question_id: 3, answer: "甲" })],
      [answerRow(3, ["甲"], ["乙"])],
    );
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.score).toMatchObject({ rated: 1, planned: 1 });
    expect(record.answers.size).toBe(2);
  });

  it("lets the last complete row win and counts the others", async () => {
    const { record, report, messages } = await importRows([
      judgmentRow({ question_id: 3, judgment: "[[2]]", score: 2 }),
      judgmentRow({ question_id: 3, judgment: "[[5]]", score: 5 }),
      judgmentRow({ question_id: 3, judgment: "$ERROR$", score: -1 }),
      judgmentRow({ question_id: 4, judgment: "[[6]]", score: 6 }),
    ]);
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.score.mean).toBe(5.5);
    expect(report.duplicateJudgments).toEqual(["in/judged.jsonl:1", "in/judged.jsonl:3"]);
    expect(messages).toContain("2 judgment rows left out");
  });

  it("lets the last complete answer win", async () => {
    const { record, report } = await importRows(
      [],
      [answerRow(3, ["良い", "$ERROR$"]), answerRow(3, ["良い", "完成"]), answerRow(3, ["$ERROR$", "$ERROR$"])],
    );
    expect(answersBy(record)["3/2/1"]).toMatchObject({ status: "answered", text: "完成" });
    expect(report.duplicateAnswers).toEqual(["in/answered.jsonl:1", "in/answered.jsonl:3"]);
    expect(record.launches).toHaveLength(1);
    expect(record.launches[0]?.procedure).toBeNull();
  });

  it("takes errors, empty texts and cut thoughts for failures, and leaves their ratings out", async () => {
    const texts = { 3: "$ERROR$", 4: "<think>まだ考え", 21: "  " };
    const { record, report, messages } = await importRows(
      Object.entries(texts).map(([id, answer]) =>
        judgmentRow({ question_id: id, answer, score: 1, judgment: "[[1]]" }),
      ),
      Object.entries(texts).map(([id, answer]) => answerRow(id, [answer, "ERROR"])),
    );
    expect(answersBy(record)).toMatchObject({
      "3/1/1": { status: "failed", reason: "request-failed" },
      "4/1/1": { status: "failed", reason: "truncated-thinking", reasoning: "まだ考え" },
      "21/1/1": { status: "failed", reason: "empty" },
      "21/2/1": { status: "failed", reason: "request-failed" },
    });
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.score.mean).toBeNull();
    expect(report.ratingsOfFailures).toHaveLength(3);
    expect(messages).toContain("3 judgments of answers that are none");
  });

  it("splits a thought from its answer and knows the answer in the prompt with or without it", async () => {
    const whole = "<think>川、水、光</think>\n\n春の水が光る。";
    for (const judged of [whole, "春の水が光る。"]) {
      const { record, report } = await importRows(
        [judgmentRow({ question_id: 3, answer: judged })],
        [answerRow(3, [whole])],
      );
      expect(answersBy(record)["3/1/1"]).toMatchObject({ text: "春の水が光る。", reasoning: "川、水、光" });
      expect(report.otherAnswerJudged).toEqual([]);
      expect(report.unrecoveredPrompts).toEqual([]);
    }
  });

  it("lists every row that we read otherwise; --ratings recorded takes the score, never -1", async () => {
    const rows = [
      judgmentRow({ question_id: 3, judgment: "arr[[2]]とあるが、評価：[[8]]", score: 2 }),
      judgmentRow({ question_id: 4, judgment: "評価：［［９］］", score: -1 }),
      judgmentRow({ question_id: 21, judgment: "評価：[[6]]", score: 6 }),
    ];
    const reparsed = await importRows(rows);
    expect(reparsed.report.readingDifferences).toMatchObject([
      { questionId: "3", recorded: 2, read: 8 },
      { questionId: "4", recorded: null, read: 9 },
    ]);
    expect(reparsed.messages).toContain("question 3, turn 1, trial 1: recorded 2, read 8 (in/judged.jsonl:1)");
    expect(reparsed.messages).toContain("question 4, turn 1, trial 1: recorded -1, read 9");
    const [ours] = await boardsOf(Promise.resolve(reparsed.record));
    expect(ours?.candidates[0]?.score).toMatchObject({ rated: 3, mean: (8 + 9 + 6) / 3 });

    const recorded = await importRows(rows, [], { ratings: "recorded" });
    const [theirs] = await boardsOf(Promise.resolve(recorded.record));
    expect(theirs?.candidates[0]?.score).toMatchObject({ rated: 2, planned: 3, mean: 4 });
    expect(theirs?.candidates[0]?.unrated).toEqual({ "no-rating": 1 });
    expect(theirs?.key).not.toBe(ours?.key);
  });

  it("shows the first twenty differences and how many more there are", async () => {
    const { messages, report } = await importRows([
      {
        ...judgmentRow({ question_id: 3 }),
        user_prompt: Array.from(
          { length: 23 },
          (_, index) => judgmentRow({ question_id: 3, answer: `${index}案` }).user_prompt,
        ),
        judgment: Array.from({ length: 23 }, () => "評価：[[3]]"),
        score: Array.from({ length: 23 }, () => 4),
      },
    ]);
    expect(report.readingDifferences).toHaveLength(23);
    expect(messages.match(/recorded 4, read 3/g)).toHaveLength(20);
    expect(messages).toContain("and 3 more");
  });

  it("keeps a score outside the scale out of the mean", async () => {
    const { record } = await importRows(
      [judgmentRow({ question_id: 3, score: 0 }), judgmentRow({ question_id: 4, score: 7.5 })],
      [],
      {
        ratings: "recorded",
      },
    );
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.score.mean).toBe(7.5);
    expect(board?.candidates[0]?.unrated).toEqual({ "out-of-range": 1 });
  });

  it("makes two protocols of two prompt texts under one name", async () => {
    const mixed = [
      judgmentRow({ question_id: 3, judgment: "[[3]]", score: 3 }),
      judgmentRow({ question_id: 4, judgment: "[[4]]", score: 4 }),
      judgmentRow({ question_id: 3, judgment: "[[8]]", score: 8, tone: "優しく", tstamp: 1_800_000_000 }),
      judgmentRow({ question_id: 4, judgment: "[[9]]", score: 9, tone: "優しく", tstamp: 1_800_000_000 }),
    ];
    const { record, messages, report } = await importRows(mixed);
    const boards = await boardsOf(Promise.resolve(record));
    expect(boards.map((board) => board.candidates[0]?.score.mean).sort()).toEqual([3.5, 8.5]);
    expect(boards[1]?.differsFrom[0]?.fields).toEqual(["prompts.single-v1"]);
    expect(report.duplicateJudgments).toEqual([]);
    expect(messages).toContain("two prompt texts under one name");
    expect(messages).toContain("(kaede-judge single-v1)");
  });

  it("makes answers from the prompts where there is no answer file", async () => {
    const { record, report } = await importRows([
      judgmentRow({ question_id: 3, answer: "水の音\nそれだけ" }),
      judgmentRow({ question_id: 4, answer: "いらっしゃい" }),
    ]);
    expect(answersBy(record)).toMatchObject({
      "3/1/1": { text: "水の音\nそれだけ" },
      "4/1/1": { text: "いらっしゃい" },
    });
    expect(report.answersFromPrompts).toBe(2);
    expect(report.templates["single-v1"]?.[0]).toContain("{{波括弧}}");
  });

  it("gives a score also where no template can be recovered", async () => {
    const { record, report } = await importRows([judgmentRow({ question_id: 3, user_prompt: "全く別の形" })]);
    expect(report.unrecoveredPrompts).toEqual(["in/judged.jsonl:1"]);
    const [board] = await boardsOf(Promise.resolve(record));
    expect(board?.candidates[0]?.score.mean).toBe(7);
    expect(board?.procedure.fields["prompts.single-v1"]).toBe("unknown");
  });

  it("tells a question that was worded otherwise", async () => {
    const rows = [3, 4].map((id) => judgmentRow({ question_id: id }));
    const reworded = judgmentRow({ question_id: 21 });
    const asked = questions[2]?.turns[0] ?? "";
    const { record, report, messages } = await importRows([
      ...rows,
      { ...reworded, user_prompt: reworded.user_prompt.replace(asked, "9+8=?") },
    ]);
    const same = await importRows([...rows, reworded]);
    expect(report.rewordedQuestions).toEqual(["21"]);
    expect(messages).toContain("1 questions worded otherwise");
    const [board] = await boardsOf(Promise.resolve(record));
    const [other] = await boardsOf(Promise.resolve(same.record));
    expect(board?.questions.hash).not.toBe(other?.questions.hash);
    expect(board?.procedure.hash).toBe(other?.procedure.hash);
    expect(board?.candidates[0]?.deviations).toEqual(["1 questions worded otherwise than in tiny"]);
  });

  it("plans a turn that another candidate has, and not one that nobody has", async () => {
    const { place } = await importRows([
      judgmentRow({ question_id: 3 }),
      judgmentRow({ question_id: 4 }),
      judgmentRow({ question_id: 3, model: "ume-2b" }),
    ]);
    const [board] = await boardsOf(imported(place, "sakura-9b"), imported(place, "ume-2b"));
    const [whole, part] = board?.candidates ?? [];
    expect([whole?.id, whole?.due, part?.id, part?.due, part?.rank]).toEqual(["sakura-9b", 0, "ume-2b", 1, null]);
    expect(board?.questions.count).toBe(2);
  });

  it("tells references that were changed under one name apart, and not a candidate with a missing row", async () => {
    const row = (model: string, id: number, reference: string) => ({
      ...judgmentRow({ question_id: id, model }),
      judge: ["kaede-judge", "single-math-v1"],
      user_prompt: `採点。\n\n[問い]\n${questions.find((one) => one.question_id === id)?.turns[0]}\n\n[手本]\n${reference}\n[手本、終わり]\n\n[答え]\n${model}の${id}\n[終わり]`,
    });
    const { place } = await importRows([
      ...["sakura-9b", "ume-2b", "kiku-1b"].flatMap((model) => [
        row(model, 21, model === "kiku-1b" ? "18" : "17"),
        row(model, 3, "川"),
      ]),
      row("sakura-9b", 4, "市"),
    ]);
    const boards = await boardsOf(imported(place, "sakura-9b"), imported(place, "ume-2b"), imported(place, "kiku-1b"));
    const members = boards.map((board) => board.candidates.map((one) => one.id).sort());
    expect(members.sort()).toEqual([["kiku-1b"], ["sakura-9b", "ume-2b"]]);
    expect(boards[1]?.differsFrom[0]?.fields).toContain("references.hash");
  });

  it("changes nothing the second time", async () => {
    const { record, again, place } = await importRows(
      [judgmentRow({ question_id: 3 }), judgmentRow({ question_id: 4 })],
      [answerRow(3, ["3番への返事。", "夜の川。"])],
    );
    const files = [
      "manifest.json",
      "answers.jsonl",
      "launches.jsonl",
      "judgments/imported.jsonl",
      "import-report.json",
    ];
    const read = () => Promise.all(files.map((file) => readFile(join(record.path, file), "utf8")));
    const before = await read();
    expect(await again()).toBe("done");
    expect(await read()).toEqual(before);
    expect(place.messages()).toContain("all there already");
  });

  it("never writes into a run's folder", async () => {
    const { place, record } = await importRows([judgmentRow({ question_id: 3 })]);
    const run = candidatePath(join(place.cwd, "kept"), "tiny", "sakura-9b", "run");
    expect(record.path).not.toBe(run);
    await expect(stat(run)).rejects.toThrow("ENOENT");
    expect(record.manifest.origin).toBe("import");
  });

  it("names a candidate after the record, else after the file; a judged file name wins over an unjudged model_id", async () => {
    const place = await aPlace();
    const nameless = { ...answerRow(3, ["一"]), model_id: undefined };
    const answers = [
      await put(place.cwd, "in/fuji-1b.jsonl", jsonl([nameless])),
      await put(place.cwd, "in/ume-2b.jsonl", jsonl([{ ...answerRow(3, ["3番への返事。"]), model_id: "lab/ume" }])),
    ];
    const judgments = [
      await put(place.cwd, "in/ume-2b__1turn.jsonl", jsonl([{ ...judgmentRow({ question_id: 3 }), model: undefined }])),
    ];
    await importInto(place, { answers, judgments });
    expect((await imported(place, "fuji-1b")).answers.size).toBe(1);
    const ume = await imported(place, "ume-2b");
    expect([ume.answers.size, ume.judgments.size]).toEqual([1, 1]);
  });

  it("refuses unreadable rows, foreign questions and missing files at once, and writes nothing", async () => {
    const place = await aPlace();
    const judgments = [
      await put(
        place.cwd,
        "in/bad.jsonl",
        `not json\n${JSON.stringify({ ...judgmentRow({ question_id: 3 }), turn: 0 })}\n${JSON.stringify(judgmentRow({ question_id: 99 }))}\n`,
      ),
      "in/absent.jsonl",
    ];
    const failure = await importInto(place, { judgments }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    const { problems } = failure as InputError;
    expect(problems).toHaveLength(4);
    expect(problems[0]).toMatch(/^in\/bad\.jsonl:1: not JSON/);
    expect(problems[1]).toMatch(/^in\/bad\.jsonl:2: turn: /);
    expect(problems[2]).toMatch(/absent\.jsonl: cannot be read/);
    expect(problems[3]).toBe("in/bad.jsonl:3: question_id: tiny has no question 99");
    await expect(stat(join(place.cwd, "kept"))).rejects.toThrow("ENOENT");
    await expect(importInto(place, {})).rejects.toThrow("nothing to import");
  });
});

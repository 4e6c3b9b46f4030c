import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ImportFastChatFlags } from "../../src/commands/records/fastchat-verbs.ts";
import { InputError } from "../../src/errors.ts";
import { aggregateCells } from "../../src/scores/aggregate.ts";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import {
  answerRow,
  aPlace,
  exportFrom,
  imported,
  importInto,
  jsonl,
  judgmentRow,
  put,
  questions,
  rowsIn,
} from "./harness.ts";

async function refusal(importing: Promise<unknown>): Promise<InputError> {
  const error = await importing.catch((thrown: unknown) => thrown);
  if (error instanceof InputError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe("FastChat's own layout", () => {
  async function layout() {
    const place = await aPlace();
    await put(place.cwd, "data/tiny/question.jsonl", jsonl(questions));
    await put(place.cwd, "data/tiny/judge_prompts.jsonl", jsonl([{ name: "single-v1", prompt_template: "{answer}" }]));
    await put(place.cwd, "data/tiny/model_answer/sakura-9b.jsonl", jsonl([answerRow(3, ["3番への返事。"])]));
    await put(place.cwd, "data/tiny/model_judgment/kaede_single.jsonl", jsonl([judgmentRow({ question_id: 3 })]));
    await put(
      place.cwd,
      "data/tiny/model_judgment/kaede_pair.jsonl",
      jsonl([{ question_id: 3, model_1: "a", model_2: "b", g1_winner: "tie", g2_winner: "tie" }]),
    );
    return place;
  }

  it("is imported by its folder alone: the set is found by its questions, pairs are passed over by name", async () => {
    const place = await layout();
    await importInto(place, { questions: undefined, folders: ["data/tiny"] });
    const record = await imported(place, "sakura-9b");
    expect([record.answers.size, record.judgments.size]).toEqual([1, 1]);
    const said = place.messages();
    expect(said).toContain("6 of 6 texts are those of tiny");
    expect(said).toContain("data/tiny/model_judgment/kaede_pair.jsonl: passed over: pairwise judgments");
    expect(said).not.toContain("judge_prompts");
  });

  it.each<[string, Partial<ImportFastChatFlags>, number[]]>([
    ["the folder after --answers", { answers: ["data/tiny/model_answer"] }, [1, 0]],
    ["FastChat's folder after --answers", { answers: ["data/tiny"] }, [1, 0]],
    ["the folder after --judgments", { judgments: ["data/tiny/model_judgment"] }, [1, 1]],
    ["model_answer as the folder", { folders: ["data/tiny/model_answer"] }, [1, 0]],
  ])("takes %s", async (_, flags, sizes) => {
    const place = await layout();
    await importInto(place, { questions: undefined, ...flags });
    const record = await imported(place, "sakura-9b");
    expect([record.answers.size, record.judgments.size]).toEqual(sizes);
  });

  it("asks for the set where no question file says it, and refuses a folder that holds nothing of the kind", async () => {
    const place = await aPlace();
    await put(place.cwd, "in/a.jsonl", jsonl([answerRow(3, ["答え。"])]));
    expect((await refusal(importInto(place, { questions: undefined, folders: ["in"] }))).message).toContain(
      "--questions",
    );
    await put(place.cwd, "none/question.jsonl", jsonl(questions));
    expect((await refusal(importInto(place, { folders: ["none"] }))).message).toContain("holds neither answers nor");
    expect((await refusal(importInto(place, { folders: ["absent"] }))).message).toBe("absent is no folder");
  });
});

describe("two files of one model_id", () => {
  it("are two candidates named by file, and a line says so", async () => {
    const place = await aPlace();
    const answers = [
      await put(place.cwd, "in/sakura-warm.jsonl", jsonl([answerRow(3, ["暖かい。"])])),
      await put(place.cwd, "in/sakura-cold.jsonl", jsonl([answerRow(3, ["冷たい。"])])),
    ];
    await importInto(place, { answers });
    const texts = await Promise.all(
      ["sakura-warm", "sakura-cold"].map(async (id) =>
        [...(await imported(place, id)).answers.values()].map(
          ({ outcome }) => outcome.status === "answered" && outcome.text,
        ),
      ),
    );
    expect(texts).toEqual([["暖かい。"], ["冷たい。"]]);
    expect(place.messages()).toContain(
      "2 answer files name one model_id, sakura-9b: they are 2 candidates, named by file as in FastChat: sakura-warm, sakura-cold",
    );
  });

  it("are told apart by their folders where the files are called alike too", async () => {
    const place = await aPlace();
    const answers = [
      await put(place.cwd, "one/m.jsonl", jsonl([answerRow(3, ["一。"])])),
      await put(place.cwd, "two/m.jsonl", jsonl([answerRow(3, ["二。"])])),
    ];
    await importInto(place, { answers });
    expect((await imported(place, "one%2fm")).answers.size).toBe(1);
    expect((await imported(place, "two%2fm")).answers.size).toBe(1);
  });
});

describe("a prompt whose template is not recovered", () => {
  it("is never stored as an answer; its rating counts, and an export leaves the answer out", async () => {
    const place = await aPlace();
    const judgments = [
      await put(place.cwd, "in/j.jsonl", jsonl([judgmentRow({ question_id: 3, user_prompt: "全く別の形" })])),
    ];
    await importInto(place, { judgments });
    const record = await imported(place, "sakura-9b");
    expect([...record.answers.values()].map(({ outcome, measures }) => ({ outcome, measures }))).toEqual([
      {
        outcome: { status: "answered", text: "", reasoning: null, truncated: false, unrecorded: true },
        measures: null,
      },
    ]);
    expect(place.messages()).toContain("1 rated answers whose text stands nowhere; their ratings count");
    expect(makeLeaderboard([record])[0]?.candidates[0]).toMatchObject({ score: { mean: 7 }, characters: null });
    await exportFrom(place, "out");
    expect(await rowsIn(place, "out/model_judgment/kaede-judge_single.jsonl")).toHaveLength(1);
    await expect(stat(join(place.cwd, "out/model_answer/sakura-9b.jsonl"))).rejects.toThrow("ENOENT");
  });

  it("counts a judgment of another answer once, though both of its turns differ", async () => {
    const place = await aPlace();
    const [one, two] = questions[0]?.turns ?? [];
    const both = (a: string, b: string) => `[一]\n${one}\n[答]\n${a}\n[二]\n${two}\n[答]\n${b}\n[終]`;
    const row = (id: number, prompt: string) =>
      judgmentRow({ question_id: id, turn: 2, judge: ["kaede-judge", "single-v1-multi-turn"], user_prompt: prompt });
    const [three, four] = questions[1]?.turns ?? [];
    const plain = both("い。", "ろ。")
      .replace(one ?? "", three ?? "")
      .replace(two ?? "", four ?? "");
    const answers = [
      await put(place.cwd, "in/a.jsonl", jsonl([answerRow(3, ["甲。", "乙。"]), answerRow(4, ["い。", "ろ。"])])),
    ];
    const judgments = [await put(place.cwd, "in/j.jsonl", jsonl([row(3, both("丙。", "丁。")), row(4, plain)]))];
    await importInto(place, { answers, judgments });
    expect(place.messages()).toContain("  1 judgments of another answer than the answer file's");
  });
});

describe("files that are something else", () => {
  const pair = { question_id: 3, model_1: "a", model_2: "b", g1_winner: "tie" };
  it.each([
    ["pairwise judgments", jsonl([pair, pair, pair]), "this is pairwise judgments"],
    ["a JSON array", JSON.stringify([judgmentRow({ question_id: 3 })]), "this is one JSON array, not JSON lines"],
    [
      "an array of votes",
      JSON.stringify([{ model_a: "a", model_b: "b", winner: "tie" }]),
      "JSON array of votes on pairs",
    ],
    [
      "one document over lines",
      JSON.stringify(judgmentRow({ question_id: 3 }), null, 2),
      "one JSON document over several",
    ],
    [
      "Nejumi's",
      jsonl([{ judge_model: "x", judge_prompt: "y", judgment: "z", score: 3, turn: 1 }]),
      "schema of Nejumi",
    ],
    ["llm-jp-judge's", jsonl([{ ID: 1, prompt: ["a"], response: ["b"] }]), "schema of llm-jp-judge"],
    ["answers", jsonl([answerRow(3, ["答え。"])]), "these are answers; name the file with --answers"],
    ["questions", jsonl(questions), "these are questions"],
  ])("are named as what they are, in one line: %s", async (_, text, words) => {
    const place = await aPlace();
    await put(place.cwd, "in/x.jsonl", text);
    const { problems } = await refusal(importInto(place, { judgments: ["in/x.jsonl"] }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^in\/x\.jsonl: /u);
    expect(problems[0]).toContain(words);
  });

  it.each([
    [
      "Shift_JIS",
      Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0x93, 0xfa, 0x96, 0x7b]), Buffer.from('"}\n')]),
      "Shift_JIS",
    ],
  ])("are named by their encoding: %s", async (_, bytes, words) => {
    const place = await aPlace();
    await put(place.cwd, "in/x.jsonl", bytes as unknown as string);
    const { problems } = await refusal(importInto(place, { answers: ["in/x.jsonl"] }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
    expect(problems[0]).toContain("iconv -f");
  });

  it("may write NaN where nothing is read, and where a score is missing", async () => {
    const place = await aPlace();
    const answer = JSON.stringify({ ...answerRow(3, ["NaN は数でない。"]), loss: "NAN" }).replace('"NAN"', "NaN");
    const row = JSON.stringify(judgmentRow({ question_id: 3, answer: "NaN は数でない。", tstamp: "X", extra: "Y" }))
      .replace('"X"', "NaN")
      .replace('"Y"', "-Infinity");
    await importInto(place, {
      answers: [await put(place.cwd, "in/a.jsonl", `${answer}\n`)],
      judgments: [await put(place.cwd, "in/j.jsonl", `${row}\n`)],
    });
    const record = await imported(place, "sakura-9b");
    expect([...record.answers.values()][0]?.outcome).toMatchObject({ text: "NaN は数でない。" });
    expect(record.judgments.size).toBe(1);
    const bad = JSON.stringify({ ...judgmentRow({ question_id: 3 }), turn: "T" }).replace('"T"', "NaN");
    const { problems } = await refusal(
      importInto(place, { judgments: [await put(place.cwd, "in/b.jsonl", `${bad}\n`)] }),
    );
    expect(problems[0]).toMatch(/^in\/b\.jsonl:1: turn: /u);
  });
});

describe("questions of another language or benchmark", () => {
  const korean = [
    "봄의 강을 세 줄로 그려 주세요. 물소리와 빛을 꼭 넣어 주세요.",
    "아침 시장에서 들리는 소리를 짧은 글로 써 주세요.",
    "아홉에 여덟을 더하면 얼마입니까? 천천히 생각해 보세요.",
  ];
  const rows = questions.map((question, index) => {
    const row = judgmentRow({ question_id: question.question_id });
    return { ...row, user_prompt: row.user_prompt.replace(question.turns[0] ?? "", korean[index] ?? "") };
  });

  it("never stand under the set's name: by the judge's prompts", async () => {
    const place = await aPlace();
    const judgments = [await put(place.cwd, "in/j.jsonl", jsonl(rows))];
    const answers = questions.map(({ question_id: id }) => answerRow(id, [`${id}番への返事。`]));
    const filed = [await put(place.cwd, "in/a.jsonl", jsonl(answers))];
    const error = await refusal(importInto(place, { judgments, answers: filed }));
    expect(error.message).toBe(
      "2 questions of these judgments are in another language (Korean), so nothing was imported under tiny",
    );
    await expect(stat(join(place.cwd, "kept"))).rejects.toThrow("ENOENT");
  });

  it("never stand under the set's name: by the question file", async () => {
    const place = await aPlace();
    const translated = questions.map((question, index) => ({
      ...question,
      turns: [korean[index] ?? "", korean[index] ?? ""],
    }));
    await put(place.cwd, "d/question.jsonl", jsonl(translated));
    await put(place.cwd, "d/model_answer/a.jsonl", jsonl([answerRow(3, ["물."])]));
    expect((await refusal(importInto(place, { folders: ["d"] }))).message).toContain("another language (Korean)");
  });
});

describe("--aggregate fastchat", () => {
  it("counts the rating of an empty answer, as show_result.py does; no other average does", async () => {
    const place = await aPlace();
    const rows = [
      judgmentRow({ question_id: 3, score: 9, judgment: "[[9]]" }),
      judgmentRow({ question_id: 4, answer: "  ", score: 1, judgment: "[[1]]" }),
      judgmentRow({ question_id: 21, answer: "$ERROR$", score: 2, judgment: "[[2]]" }),
    ];
    await importInto(place, {
      judgments: [await put(place.cwd, "in/j.jsonl", jsonl(rows))],
      answers: [
        await put(
          place.cwd,
          "in/a.jsonl",
          jsonl([answerRow(3, ["3番への返事。"]), answerRow(4, ["  "]), answerRow(21, ["$ERROR$"])]),
        ),
      ],
    });
    const record = await imported(place, "sakura-9b");
    expect(makeLeaderboard([record], "fastchat")[0]?.candidates[0]?.score.mean).toBe(4);
    expect(makeLeaderboard([record])[0]?.candidates[0]?.score.mean).toBe(9);
    const cells = makeLeaderboard([record])[0]?.candidates[0]?.cells ?? [];
    expect(aggregateCells(cells, "pooled", 0.95, { min: 1, max: 10 }).mean).toBe(9);
  });
});

import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { callOf } from "../../src/answers/generate-answer.ts";
import { shortId } from "../../src/exchange/export-names.ts";
import { makeExport } from "../../src/exchange/make-export.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { makeReply } from "../support/make.ts";
import { failed, procedure, rated, recordOf } from "../support/make-record.ts";

/** When the folders were made, Unix seconds. */
const made = Date.UTC(2026, 3, 3) / 1000;
const callAt = (seconds: number) =>
  callOf(makeReply({ timing: { startedAt: new Date(seconds * 1000).toISOString(), firstTokenMs: null, totalMs: 1 } }));

/** A record with its answers and judgments changed one by one, in the order in which they then stand. */
function changed(
  record: RunRecord,
  {
    answers = (all) => all,
    judgments = (all) => all,
    ...rest
  }: {
    readonly answers?: (all: readonly AnswerRecord[]) => readonly AnswerRecord[];
    readonly judgments?: (all: readonly JudgmentRecord[]) => readonly JudgmentRecord[];
  } & Partial<Pick<RunRecord, "manifest" | "launches" | "path">>,
): RunRecord {
  const keyed = <T extends { readonly key: string }>(all: readonly T[]) => new Map(all.map((one) => [one.key, one]));
  return {
    ...record,
    ...rest,
    answers: keyed(answers([...record.answers.values()])),
    judgments: keyed(judgments([...record.judgments.values()])),
  };
}

const rowsOf = (records: readonly RunRecord[], path: string) =>
  makeExport(records, () => null)
    .flatMap(({ files }) => files)
    .filter((file) => file.path.startsWith(path))
    .flatMap(({ rows }) => rows);

describe("exported answers", () => {
  it("are a row a question in the order of ids, a choice a trial, a text a turn, whatever the order of records", () => {
    const record = changed(
      recordOf(
        "haiku",
        [
          [rated(8), rated(6)],
          [failed("empty"), failed("skipped")],
        ],
        [[1, 2]],
      ),
      {
        answers: (all) =>
          [
            ...all.map((one) => ({
              ...one,
              key: `${one.key} again`,
              trial: 2,
              outcome: { status: "answered", text: `二回目 ${one.turn}`, reasoning: null, truncated: false } as const,
              call: callAt(made + 60 + one.turn),
            })),
            ...all,
          ].reverse(),
      },
    );
    const again = { index: 1, turns: ["二回目 1", "二回目 2"] };
    const rows = rowsOf([record], "model_answer/haiku.jsonl");
    expect(rows).toEqual([
      {
        question_id: 1,
        answer_id: shortId("haiku 1 2 haiku 1 1 haiku 1 2 again haiku 1 1 again"),
        model_id: "haiku",
        choices: [{ index: 0, turns: ["古池や", "古池や"] }, again],
        // Of the last of its calls; what has none is as old as the folder.
        tstamp: made + 62,
      },
      {
        question_id: 2,
        answer_id: shortId("haiku 2 2 haiku 2 1 haiku 2 2 again haiku 2 1 again"),
        model_id: "haiku",
        choices: [{ index: 0, turns: ["$ERROR$", "$ERROR$"] }, again],
        tstamp: made + 62,
      },
    ]);
  });

  it("of an import have no time of their own, and leave out conversations of which a text is not known", () => {
    const record = recordOf("haiku", [[rated(8), rated(6)], [rated(5)]], [[1, 2]]);
    const imported = changed(record, {
      manifest: { ...record.manifest, origin: "import" },
      answers: ([first, second, ...others]) => [
        ...(first === undefined ? [] : [first]),
        ...(second === undefined
          ? []
          : [
              {
                ...second,
                outcome: { status: "answered", text: "", reasoning: null, truncated: false, unrecorded: true } as const,
              },
            ]),
        ...others,
      ],
    });
    const rows = rowsOf([imported], "model_answer");
    expect(rows).toMatchObject([{ question_id: 2, choices: [{ index: 0, turns: ["古池や"] }] }]);
    expect(rows[0]).not.toHaveProperty("tstamp");
    expect(rowsOf([imported], "model_judgment").map((row) => "tstamp" in row)).toEqual([false, false, false]);
  });

  it("under other rules, or of another folder, are another model's", () => {
    const record = recordOf("haiku", [[rated(8)]], [[1]]);
    const two = changed(record, {
      answers: (all) => [...all, ...all.map((one) => ({ ...one, key: "other", rules: "s".repeat(64) }))],
    });
    const files = (records: readonly RunRecord[]) =>
      makeExport(records, () => null).flatMap((set) => set.files.map(({ path }) => path));
    expect(files([record])).toEqual(["model_answer/haiku.jsonl", "model_judgment/m_single.jsonl"]);
    expect(files([two]).slice(0, 2)).toEqual([
      "model_answer/haiku@run-rrrrrrrr.jsonl",
      "model_answer/haiku@run-ssssssss.jsonl",
    ]);
    const imported = changed(record, { path: "i", manifest: { ...record.manifest, origin: "import" } });
    expect(files([record, imported]).slice(0, 2)).toEqual([
      "model_answer/haiku@run-rrrrrrrr.jsonl",
      "model_answer/haiku@import-rrrrrrrr.jsonl",
    ]);
    expect(rowsOf([two], "model_judgment")).toMatchObject([{ model: "haiku@run-rrrrrrrr" }]);
  });
});

describe("exported judgments", () => {
  it("have the model, the judge, the words, the score and the turn; a time where one is known", () => {
    const record = changed(recordOf("haiku", [[rated(8), rated(6.5)]], [[1]]), {
      judgments: ([first, second]) => [
        ...(first === undefined ? [] : [{ ...first, call: callAt(made + 5) }]),
        ...(second === undefined ? [] : [{ ...second, sent: { recordedAt: 77 }, call: callAt(made + 5) }]),
      ],
    });
    const [set] = makeExport([record], (_, { turn }) => (turn === 1 ? "as it was sent" : null));
    const common = { question_id: 1, model: "haiku", judge: ["m", "single-v1"] };
    expect(set?.files.at(-1)?.rows).toEqual([
      { ...common, user_prompt: "as it was sent", judgment: "[[8]]", score: 8, turn: 1, tstamp: made + 5 },
      { ...common, user_prompt: "", judgment: "[[6.5]]", score: 6.5, turn: 2, tstamp: 77 },
    ]);
    expect(set?.set).toBe("haiku");
    expect(set?.judgmentFiles.map(({ path, board }) => [path, board.procedure.hash])).toEqual([
      ["model_judgment/m_single.jsonl", procedure],
    ]);
  });

  it("without a rating are -1, with the judge's words, FastChat's error, or nothing", () => {
    const unrated = (reason: "no-rating" | "request-failed" | "judge-refused", text: string | null) => ({
      ...rated(1),
      judgment: { status: "unrated", reason, text } as const,
    });
    const record = recordOf(
      "haiku",
      [
        [unrated("no-rating", "言えません")],
        [unrated("request-failed", "HTTP 500")],
        [unrated("request-failed", null)],
        [unrated("judge-refused", null)],
      ],
      [[1, 2, 3, 4]],
    );
    expect(rowsOf([record], "model_judgment").map(({ judgment, score }) => [judgment, score])).toEqual([
      ["言えません", -1],
      ["HTTP 500", -1],
      ["$ERROR$", -1],
      ["", -1],
    ]);
  });

  it("say which trial and which repeat they are of where there are several", () => {
    const record = recordOf("haiku", [[rated(8)]], [[1]]);
    const fields = (launch: object, own: (one: JudgmentRecord) => JudgmentRecord) => {
      const several = changed(record, {
        launches: record.launches.map((one) => ({ ...one, ...launch })),
        answers: (all) => [...all, ...all.map((one) => ({ ...one, key: "second", trial: 2 }))],
        judgments: (all) => [...all, ...all.map(own)],
      });
      return rowsOf([several], "model_judgment").map(({ choice_index, repeat_index }) => [choice_index, repeat_index]);
    };
    expect(fields({ trials: 2 }, (one) => ({ ...one, key: "t2", trial: 2, answerKey: "second" }))).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
    expect(fields({ repeats: 2 }, (one) => ({ ...one, key: "r2", repeat: 2 }))).toEqual([
      [undefined, 0],
      [undefined, 1],
    ]);
  });

  it("of a jury whose members all rate are a file for each, of a rotating one a file for all", () => {
    const jury = (design: "every" | "rotating") => {
      const record = recordOf("haiku", [[rated(8)]], [[1]]);
      const judges = [
        { model: "kaede", share: 0.5 },
        { model: "ume", share: 0.5 },
      ];
      const fields = { "jury.design": design, "jury.leftOut": [], "jury.members": {} };
      return changed(record, {
        launches: record.launches.map((launch) => ({
          ...launch,
          procedure: launch.procedure === null ? null : { ...launch.procedure, judges, fields },
        })),
        judgments: (all) =>
          all.flatMap((one) => judges.map(({ model }) => ({ ...one, key: model, judgeModel: model }))),
      });
    };
    const files = (design: "every" | "rotating") =>
      makeExport([jury(design)], () => null)
        .flatMap((set) => set.files)
        .filter(({ path }) => path.startsWith("model_judgment"))
        .map(({ path, rows }) => [path, rows.map((row) => row.judge)]);
    expect(files("every")).toEqual([
      ["model_judgment/kaede_single.jsonl", [["kaede", "single-v1"]]],
      ["model_judgment/ume_single.jsonl", [["ume", "single-v1"]]],
    ]);
    expect(files("rotating")).toHaveLength(1);
  });

  it("under two protocols of one judge model are two files, named after their keys; other models' are not", () => {
    const record = recordOf("haiku", [[rated(8)]], [[1]]);
    const [launch] = record.launches;
    if (launch?.procedure == null) throw new Error("a launch");
    const other = { ...launch, procedure: { ...launch.procedure, hash: "q".repeat(64) } };
    const third = {
      ...launch,
      procedure: { ...launch.procedure, hash: "s".repeat(64), judges: [{ model: "n", share: 1 }] },
    };
    const both = changed(record, {
      launches: [launch, other, third],
      judgments: (all) => [
        ...all,
        ...all.map((one) => ({ ...one, key: "q", procedure: "q".repeat(64) })),
        ...all.map((one) => ({ ...one, key: "s", procedure: "s".repeat(64) })),
      ],
    });
    const [set] = makeExport([both], () => null);
    const names = set?.judgmentFiles.map(({ path, board }) => [
      path,
      board.procedure.judges[0]?.model === "n" ? "n" : `m@${board.key.slice(0, 8)}`,
    ]);
    expect(names).toHaveLength(3);
    for (const [path, name] of names ?? []) expect(path).toBe(`model_judgment/${name}_single.jsonl`);
  });
});

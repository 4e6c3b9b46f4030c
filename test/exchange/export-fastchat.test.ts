import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnswerOutcome } from "../../src/answers/answer.ts";
import { exportFastChat } from "../../src/commands/records/export-fastchat.ts";
import { fileNames, shortId } from "../../src/exchange/export-names.ts";
import { hashOf } from "../../src/files/canonical-json.ts";
import { loadJudge } from "../../src/judges/load-judge.ts";
import type { JudgmentOutcome } from "../../src/judgments/judgment.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { candidatePath } from "../../src/results/folders.ts";
import { openResultsFolder } from "../../src/results/results-folder.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";
import {
  answerRow,
  aPlace,
  boardsOf,
  exportFrom,
  imported,
  importInto,
  jsonl,
  judgmentRow,
  type Place,
  put,
  rowsIn,
  showResult,
} from "./harness.ts";

const judgeFile = `title: 試験用の審査
strict: false
model: kaede-judge
sampling: { temperature: 0.1, maxTokens: 300 }
extraction: mtbench
retryUnrated: none
scale: { min: 1, max: 10, fractions: keep }
prompts: { file: prompts.jsonl }
references: { name: careful, categories: [math] }
answering: { systemPrompt: null, sampling: set, maxAnswerTokens: 222, trials: 1 }
`;

const prompts = [
  { name: "single-v1", type: "single", system_prompt: "公平に。", prompt_template: "問{question}答{answer}" },
  {
    name: "single-math-v1",
    type: "single",
    system_prompt: "",
    prompt_template: "問{question}参{ref_answer_1}答{answer}",
  },
];

const answered = (text: string): AnswerOutcome => ({ status: "answered", text, reasoning: null, truncated: false });
const rated = (rating: number): JudgmentOutcome => ({ status: "rated", rating, method: "test", text: `[[${rating}]]` });

/** A run's folder of `org/Matsu-3B`: two trials, one answer failed, one judgment unrated. */
async function aRun(place: Place, candidate = "org/Matsu-3B") {
  await put(place.cwd, "judges/strict-one/judge.yaml", judgeFile);
  await put(place.cwd, "judges/strict-one/prompts.jsonl", jsonl(prompts));
  const places = sourcePlaces(place.io.env);
  const set = await loadQuestionSet("tiny", { cwd: place.cwd, places });
  const judge = await loadJudge("strict-one", set, { cwd: place.cwd, places });
  const fields = {
    ...Object.fromEntries(
      Object.values(judge.prompts).map((one) => [
        `prompts.${one.name}`,
        hashOf({ system: one.system, template: one.template }),
      ]),
    ),
    "references.hash": set.references[0]?.hash ?? null,
  };
  const procedure = {
    hash: hashOf(fields),
    judge: "strict-one",
    kind: "ratings" as const,
    judges: [{ model: "kaede-judge", share: 1 }],
    scale: { min: 1, max: 10 },
    fields,
  };
  const folder = await openResultsFolder(candidatePath(join(place.cwd, "kept"), "tiny", candidate, "run"), {
    format: 2,
    origin: "run",
    tool: { version: "9.9.9" },
    createdAt: "2026-02-03T04:05:06.000Z",
    questionSet: { id: "tiny", language: "ja" },
    candidate: { id: candidate },
    seed: 5,
  });
  const outcomes: Record<string, [AnswerOutcome, JudgmentOutcome | null][]> = {
    "3": [
      [answered("川の絵"), rated(8)],
      [answered("川の音"), rated(5.5)],
    ],
    "4": [
      [answered("市の声"), { status: "unrated", reason: "no-rating", text: "うーん" }],
      [{ status: "failed", reason: "truncated-thinking", message: null, reasoning: "考え中" }, null],
    ],
    "21": [
      [answered("17"), rated(10)],
      [answered("18"), rated(1)],
    ],
  };
  await folder.appendLaunch({
    startedAt: "2026-02-03T04:05:07.000Z",
    tool: { version: "9.9.9" },
    rules: "r1",
    rulesFields: {},
    procedure,
    questionSet: { id: "tiny", title: set.title, language: "ja", categories: [...set.categories], size: 3 },
    questions: set.questions.map(({ id, hash, category }) => ({ id, hash, category, turns: [1] })),
    trials: 2,
    repeats: 1,
    server: {},
    judgeServer: null,
    deviations: [],
  });
  for (const question of set.questions) {
    for (const [index, [outcome, judgment]] of (outcomes[question.id] ?? []).entries()) {
      const place = { questionId: question.id, questionHash: question.hash, category: question.category };
      const key = `answer ${question.id} ${index}`;
      const common = { ...place, turn: 1, trial: index + 1, sent: null, call: null };
      await folder.appendAnswer({ ...common, key, rules: "r1", outcome, measures: null });
      if (judgment === null) continue;
      await folder.appendJudgment({
        ...common,
        key: `judgment ${key}`,
        procedure: procedure.hash,
        judge: "strict-one",
        repeat: 1,
        answerKey: key,
        prompt: question.category === "math" ? "single-math-v1" : "single-v1",
        outcome: judgment,
        flags: [],
        asked: 1,
      });
    }
  }
  await folder.close();
}

describe("export fastchat", () => {
  it("writes answers, judgments, questions and prompts in FastChat's form", async () => {
    const place = await aPlace();
    await aRun(place);
    expect(await exportFrom(place, "out")).toBe("done");
    expect((await readdir(join(place.cwd, "out"))).sort()).toEqual([
      "judge_prompts.jsonl",
      "model_answer",
      "model_judgment",
      "question.jsonl",
    ]);
    const answers = await rowsIn(place, "out/model_answer/org__Matsu-3B.jsonl");
    expect(answers.map((row) => row.question_id)).toEqual([3, 4, 21]);
    expect(answers[1]).toMatchObject({
      model_id: "org/Matsu-3B",
      choices: [
        { index: 0, turns: ["市の声"] },
        { index: 1, turns: ["$ERROR$"] },
      ],
      tstamp: Date.UTC(2026, 1, 3, 4, 5, 6) / 1000,
    });
    expect(answers[1]?.answer_id).toMatch(/^[2-9A-HJ-NP-Za-km-z]{22}$/);

    const judgments = await rowsIn(place, "out/model_judgment/kaede-judge_single.jsonl");
    expect(judgments.map(({ question_id: id, choice_index: choice, score }) => [id, choice, score])).toEqual([
      [3, 0, 8],
      [3, 1, 5.5],
      [4, 0, -1],
      [21, 0, 10],
      [21, 1, 1],
    ]);
    expect(judgments[3]).toMatchObject({
      model: "org/Matsu-3B",
      judge: ["kaede-judge", "single-math-v1"],
      user_prompt: "問九足す八はいくつですか。参十七です。答17",
      judgment: "[[10]]",
      turn: 1,
    });
    expect(showResult(judgments)["org/Matsu-3B average"]).toBe((8 + 5.5 + 10 + 1) / 4);
    expect(await rowsIn(place, "out/question.jsonl")).toHaveLength(3);
    expect((await rowsIn(place, "out/judge_prompts.jsonl")).map((row) => row.name).sort()).toEqual([
      "single-math-v1",
      "single-v1",
    ]);
  });

  it("is imported again with the same means, trial by trial", async () => {
    const place = await aPlace();
    await aRun(place);
    await exportFrom(place, "out");
    await importInto(place, {
      results: "back",
      answers: ["out/model_answer/org__Matsu-3B.jsonl"],
      judgments: ["out/model_judgment/kaede-judge_single.jsonl"],
    });
    const record = await imported(place, "org%2f~matsu-3~b", "tiny", "back");
    const [board] = await boardsOf(Promise.resolve(record));
    const [candidate] = board?.candidates ?? [];
    expect(candidate?.score.mean).toBe((6.75 + 5.5) / 2);
    expect(candidate?.trials).toBe(2);
    expect(candidate?.unrated).toEqual({ "no-rating": 1 });
    expect(record.answers.size).toBe(6);
  });

  it("leaves out a prompt that is not known to be the one that was sent", async () => {
    const place = await aPlace();
    await aRun(place);
    await put(
      place.cwd,
      "judges/strict-one/prompts.jsonl",
      jsonl([{ ...prompts[0], prompt_template: "変{question}{answer}" }, prompts[1]]),
    );
    await exportFrom(place, "out");
    const judgments = await rowsIn(place, "out/model_judgment/kaede-judge_single.jsonl");
    expect(judgments.map((row) => row.user_prompt !== "")).toEqual([false, false, false, true, true]);
    expect((await rowsIn(place, "out/judge_prompts.jsonl")).map((row) => row.name)).toEqual(["single-math-v1"]);
  });

  it("writes the same bytes twice", async () => {
    const place = await aPlace();
    await aRun(place);
    await exportFrom(place, "one");
    await exportFrom(place, "two");
    for (const file of ["model_answer/org__Matsu-3B.jsonl", "model_judgment/kaede-judge_single.jsonl"]) {
      expect(await rowsIn(place, `two/${file}`)).toEqual(await rowsIn(place, `one/${file}`));
    }
  });

  it("keeps protocols of one judge model in files of their own, and a run apart from an import of its name", async () => {
    const place = await aPlace();
    await aRun(place, "sakura-9b");
    const judgments = [
      await put(place.cwd, "in/a.jsonl", jsonl([judgmentRow({ question_id: 3 }), judgmentRow({ question_id: 4 })])),
    ];
    const answers = [await put(place.cwd, "in/b.jsonl", jsonl([answerRow(3, ["3番への返事。"])]))];
    await importInto(place, { judgments, answers });
    await exportFrom(place, "out");
    const judged = (await readdir(join(place.cwd, "out/model_judgment"))).sort();
    expect(judged).toHaveLength(2);
    for (const name of judged) expect(name).toMatch(/^kaede-judge@[0-9a-f]{8}_single\.jsonl$/);
    const names = (await readdir(join(place.cwd, "out/model_answer"))).sort();
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^sakura-9b@import-[0-9a-f]{8}\.jsonl$/);
    expect(names[1]).toBe("sakura-9b@run-r1.jsonl");
  });

  it("gives back an import's own prompts", async () => {
    const place = await aPlace();
    const row = judgmentRow({ question_id: 4 });
    await importInto(place, { judgments: [await put(place.cwd, "in/a.jsonl", jsonl([row]))] });
    await exportFrom(place, "out");
    const [back] = await rowsIn(place, "out/model_judgment/kaede-judge_single.jsonl");
    expect(back).toEqual(row);
  });

  it("refuses an empty folder", async () => {
    const place = await aPlace();
    await expect(exportFastChat({ results: "nowhere", out: "out", json: false }, place.io)).rejects.toThrow(
      "nowhere holds no records",
    );
  });
});

describe("names of exported files", () => {
  it("are never paths, and never shared", () => {
    const names = fileNames(["../../etc/passwd", "Lab/モデル", "Lab/もでる", "lab/A", "Lab/a", "con", ".hidden"]);
    const all = [...names.values()];
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(7);
    for (const name of all) expect(name).toMatch(/^[A-Za-z0-9_+=@][A-Za-z0-9._+=@-]*$/);
    expect(names.get("con")).toBe("_con");
  });

  it("ids depend on the content alone", () => {
    expect(shortId("a")).toBe(shortId("a"));
    expect(shortId("a")).not.toBe(shortId("b"));
    expect(shortId("a")).toHaveLength(22);
  });
});

import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../../src/answers/answer.ts";
import type { JudgmentRecord } from "../../../src/judgments/judgment.ts";
import type { Raters } from "../../../src/judgments/raters.ts";
import { judgmentBatches } from "../../../src/runs/batch/judgment-batch.ts";
import type { Endpoint } from "../../../src/runs/endpoint.ts";
import type { RunSpec } from "../../../src/runs/run-spec.ts";
import { anAnswer } from "../../results/made-folder.ts";
import { makeQuestion, makeReply, makeRules } from "../../support/make.ts";
import { makeJudge } from "../../support/make-judge.ts";

const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
const members = ["kaede", "ume"].map((model) => ({ judgeModel: { model, wire }, share: 0.5 }));
const question = makeQuestion({ id: "1", turns: ["春の句を一つ。"] });
const rules = makeRules();
const answer: AnswerRecord = {
  ...anAnswer("a"),
  rules: rules.hash,
  questionId: "1",
  questionHash: question.hash,
  turn: 1,
  trial: 1,
};
const endpoints = new Map<string, Endpoint>(
  ["kaede", "ume"].map((model) => [
    model,
    { name: `server of ${model}`, chat: async () => makeReply({ content: "評価: [[8]]" }), limit: (call) => call() },
  ]),
);

function batches(raters: Raters | null, judgments = new Map<string, JudgmentRecord>()) {
  const spec: RunSpec = {
    id: "haiku",
    asking: null,
    questions: [question],
    rules: rules.hash,
    rating: raters === null ? null : { judge: makeJudge(), raters, references: null, procedure: "p7" },
    trials: 1,
    repeats: 1,
    seed: 4,
    shard: null,
    reopened: new Set(),
  };
  const onJudgment = async (record: JudgmentRecord) => {
    judgments.set(record.key, record);
  };
  return judgmentBatches(
    { spec, stored: { answers: new Map([["a", answer]]), judgments }, onJudgment },
    { folder: "/a/folder", judgeEndpoints: endpoints },
  );
}

describe("judgmentBatches", () => {
  it("has a job for each judge model, with its own calls, its server and its name in messages", () => {
    const jobs = batches({ kind: "jury", jury: { design: "every", members, leftOut: [] } });
    expect(
      jobs.map(({ id, model, who, procedure, folder, judgeEndpoint }) => [
        id,
        model,
        who,
        procedure,
        folder,
        judgeEndpoint.name,
      ]),
    ).toEqual([
      ["haiku", "kaede", "the judge kaede", "p7", "/a/folder", "server of kaede"],
      ["haiku", "ume", "the judge ume", "p7", "/a/folder", "server of ume"],
    ]);
    const bodies = jobs.map(({ due }) => [...due().values()].map(({ body }) => body.model));
    expect(bodies).toEqual([["kaede"], ["ume"]]);
    const keys = jobs.flatMap(({ due }) => [...due()].map(([key, call]) => key === call.key));
    expect(keys).toEqual([true, true]);
  });

  it("has none where nothing is rated", () => {
    expect(batches(null)).toEqual([]);
  });

  it("keeps what a call brings, from then on settled and due no more", async () => {
    const judgments = new Map<string, JudgmentRecord>();
    const [job] = batches({ kind: "one", judgeModel: { model: "kaede", wire } }, judgments);
    const [[key, call] = []] = [...(job?.due() ?? [])];
    expect([job?.who, job?.isSettled(key ?? "")]).toEqual(["the judge", false]);
    const signal = new AbortController().signal;
    await call?.make(async () => makeReply({ content: "評価: [[8]]" }), { signal, batch: "batch-1" });
    expect(judgments.get(key ?? "")).toMatchObject({ outcome: { rating: 8 }, batch: "batch-1" });
    expect([job?.isSettled(key ?? ""), job?.due().size]).toEqual([true, 0]);
    // A failed call settles nothing, whatever the user had reopened.
    const unrated = { status: "unrated", reason: "request-failed", text: null } as const;
    const record = judgments.get(key ?? "");
    if (record !== undefined) judgments.set(record.key, { ...record, outcome: unrated });
    expect([job?.isSettled(key ?? ""), job?.due().size]).toEqual([false, 1]);
  });
});

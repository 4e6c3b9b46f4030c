import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { Raters } from "../../src/judgments/raters.ts";
import { estimateMatches, estimateRun } from "../../src/runs/estimate-run.ts";
import { executeRun } from "../../src/runs/execute-run.ts";
import type { RunSpec } from "../../src/runs/run-spec.ts";
import { estimateTokens, type Range } from "../../src/text/estimate-tokens.ts";
import { aJudgment, anAnswer } from "../results/made-folder.ts";
import { makeCandidate, makeQuestion, makeReply, makeRules, playedChat } from "../support/make.ts";
import { makeJudge } from "../support/make-judge.ts";

const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
const judgeModel = (model: string) => ({ model, wire });
const questions = [makeQuestion({ id: "1", turns: ["春"] }), makeQuestion({ id: "2", turns: ["夏", "冬"] })];
const nothing = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
const one: Raters = { kind: "one", judgeModel: judgeModel("rater-9") };

function specWith(over: Partial<RunSpec> = {}, raters = one): RunSpec {
  const rules = makeRules({ maxAnswerTokens: 5_000 });
  return {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions,
    rules: rules.hash,
    rating: { judge: makeJudge(), raters, references: null, procedure: "p" },
    trials: 1,
    repeats: 1,
    seed: 0,
    shard: null,
    reopened: new Set(),
    ...over,
  };
}

const range = (low: number, likely: number, high: number): Range => ({ low, likely, high });
const sum = (...texts: string[]): Range =>
  texts.map(estimateTokens).reduce((a, b) => range(a.low + b.low, a.likely + b.likely, a.high + b.high));
const system = "簡潔に答えてください。";
const judgeSystem = "公平な審査員として振る舞う。";
const standIn = "答".repeat(450);

describe("what a run will take", () => {
  it("is the prompts as they will be sent, with answers that are not there as long as usual", () => {
    const [candidate, judge, ...more] = estimateRun(specWith(), nothing);
    expect(more).toEqual([]);
    expect(candidate).toEqual({
      model: "haiku-7b",
      role: "candidate",
      calls: 3,
      prompt: sum(system, "春", system, "夏", system, "夏", standIn, "冬"),
      completion: range(3 * 150, 3 * 450, 3 * 1_200),
    });
    expect(judge).toEqual({
      model: "rater-9",
      role: "judge",
      calls: 3,
      prompt: sum(
        ...[judgeSystem, `問い: 春\n答え: ${standIn}`, judgeSystem, `問い: 夏\n答え: ${standIn}`],
        ...[judgeSystem, `夏/${standIn}/冬/${standIn}`],
      ),
      completion: range(3 * 100, 3 * 300, 3 * 900),
    });
  });

  it("is as many calls as there are trials, repeats and members, by judge model", () => {
    const members = ["ume", "kaede"].map((model) => ({ judgeModel: judgeModel(model), share: 0.5 }));
    const jury: Raters = { kind: "jury", jury: { design: "every", members, leftOut: [] } };
    const estimates = estimateRun(specWith({ trials: 2, repeats: 3 }, jury), nothing);
    expect(estimates.map(({ model, role, calls }) => [model, role, calls])).toEqual([
      ["haiku-7b", "candidate", 6],
      ["ume", "judge", 18],
      ["kaede", "judge", 18],
    ]);
    expect(estimateRun(specWith({ rating: null }), nothing).map(({ role }) => role)).toEqual(["candidate"]);
    expect(estimateRun(specWith({ asking: null }), nothing)).toEqual([]);
  });

  it("counts a thought with the answer, and stays below every limit", () => {
    const thinking = (thinkingTokens: number, maxAnswerTokens: number) => {
      const rules = makeRules({ maxAnswerTokens });
      const asking = { candidate: makeCandidate({ thinkingTokens }), rules };
      return estimateRun(specWith({ asking, questions: questions.slice(0, 1) }), nothing)[0]?.completion;
    };
    expect(thinking(0, 400)).toEqual(range(150, 400, 400));
    expect(thinking(1_000, 5_000)).toEqual(range(450, 1_450, 2_200));
    expect(thinking(50_000, 5_000)).toEqual(range(450, 2_450, 11_200));
    expect(thinking(1_000, 100)).toEqual(range(450, 1_100, 1_100));
    const judge = makeJudge({ sampling: { temperature: 0, maxTokens: 200, fields: {} } });
    const rating = { judge, raters: one, references: null, procedure: "p" };
    expect(estimateRun(specWith({ rating }), nothing)[1]?.completion).toEqual(range(300, 600, 600));
    const free = makeJudge({ sampling: { temperature: 0, maxTokens: null, fields: {} } });
    expect(estimateRun(specWith({ rating: { ...rating, judge: free } }), nothing)[1]?.completion).toEqual(
      range(300, 900, 2_700),
    );
  });

  it("believes the mean of five replies that are there, with a margin, and not of four", () => {
    const of = (count: number) => {
      const usage = (completionTokens: number) => ({
        ...{ promptTokens: 1, reasoningTokens: null, cachedPromptTokens: null, completionTokens },
      });
      const answers = Array.from({ length: count }, (_, index) => {
        const { call } = anAnswer("x");
        if (call === null) throw new Error("fixture");
        return anAnswer(`k${index}`, { call: { ...call, usage: usage(100 * (index + 1)) } });
      });
      const judgments = Array.from({ length: count }, (_, index) => {
        const { call } = aJudgment("x");
        if (call === null) throw new Error("fixture");
        return aJudgment(`j${index}`, { call: { ...call, usage: usage(40) } });
      });
      const silent = anAnswer("silent", { call: null });
      const stored = {
        answers: new Map([...answers, silent].map((one) => [one.key, one])),
        judgments: new Map(judgments.map((one) => [one.key, one])),
      };
      return estimateRun(specWith({ questions: questions.slice(0, 1) }), stored).map(({ completion }) => completion);
    };
    expect(of(5)).toEqual([range(225, 300, 405), range(30, 40, 54)]);
    expect(of(4)).toEqual([range(150, 450, 1_200), range(100, 300, 900)]);
  });

  it("is nothing where everything is there, and only what follows where a part is", async () => {
    const spec = specWith();
    const stored = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
    const endpoint = (chat: ReturnType<typeof playedChat>) => ({
      name: "s",
      chat,
      limit: <T>(call: () => Promise<T>) => call(),
    });
    await executeRun(
      [
        {
          spec,
          stored,
          endpoint: endpoint(playedChat(() => "古池や")),
          judgeEndpoints: new Map([["rater-9", endpoint(playedChat(() => makeReply({ content: "評価: [[8]]" })))]]),
          async onAnswer(answer) {
            stored.answers.set(answer.key, answer);
          },
          async onJudgment(judgment) {
            stored.judgments.set(judgment.key, judgment);
          },
        },
      ],
      { requested: () => false, signal: new AbortController().signal },
    );
    expect(estimateRun(spec, stored)).toEqual([]);
    expect(estimateRun({ ...spec, asking: null }, stored)).toEqual([]);
    const [first] = stored.judgments.keys();
    stored.judgments.delete(first ?? "");
    expect(estimateRun(spec, stored).map(({ role, calls }) => [role, calls])).toEqual([["judge", 1]]);
    const second = [...stored.answers.values()].find(({ questionId, turn }) => questionId === "2" && turn === 2);
    if (second === undefined) throw new Error("no second turn");
    stored.answers.delete(second.key);
    expect(estimateRun(spec, stored).map(({ role, calls }) => [role, calls])).toEqual([
      ["candidate", 1],
      ["judge", 2],
    ]);
    const failed = { status: "failed", reason: "refused", message: null, reasoning: null } as const;
    stored.answers.set(second.key, { ...second, outcome: failed });
    expect(estimateRun(spec, stored).map(({ role, calls }) => [role, calls])).toEqual([["judge", 1]]);
    expect(estimateRun({ ...spec, reopened: new Set(["refused"]) }, stored)[0]?.calls).toBe(1);
  });
});

describe("what matches will take", () => {
  it("is their prompts, and replies as long as usual within the limit", () => {
    const judge = makeJudge();
    const body = { model: "kaede", messages: [{ role: "user" as const, content: "春の句" }] };
    const call = { key: "k", body, make: async () => true };
    expect(estimateMatches({ judge, judgeModel: judgeModel("kaede") }, [call, call], [])).toEqual({
      model: "kaede",
      role: "judge",
      calls: 2,
      prompt: sum("春の句", "春の句"),
      completion: range(200, 600, 1_800),
    });
    expect(estimateMatches({ judge, judgeModel: judgeModel("kaede") }, [], [])).toBeNull();
  });
});

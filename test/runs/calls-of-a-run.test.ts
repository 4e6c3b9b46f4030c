import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { Chat, ChatOutcome } from "../../src/chat/chat.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { Raters } from "../../src/judgments/raters.ts";
import type { PairJudge } from "../../src/matches/fill-pair-prompt.ts";
import type { MatchRecord } from "../../src/matches/match.ts";
import type { Price } from "../../src/models/price.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { nothingSpent } from "../../src/results/spending-notes.ts";
import { watchAlike } from "../../src/runs/alike-failures.ts";
import { noBudget, startBudget, worstCase, worstSpending } from "../../src/runs/budget.ts";
import { isAnswerDue, isJudgmentDue } from "../../src/runs/due.ts";
import { dueJudgments, judgmentCall } from "../../src/runs/due-judgments.ts";
import { dueMatches, type MatchSpec, planMatches } from "../../src/runs/due-matches.ts";
import { type Endpoint, theJudgeEndpoint } from "../../src/runs/endpoint.ts";
import { executeRun, type RunJob } from "../../src/runs/execute-run.ts";
import { countRatings, ratingsPlanner } from "../../src/runs/planned-ratings.ts";
import type { RunSpec } from "../../src/runs/run-spec.ts";
import { type GivenUp, isGivenUp, judgeName, refusalOf, unasked, watchedChat } from "../../src/runs/watched-chat.ts";
import { aJudgment, anAnswer } from "../results/made-folder.ts";
import { makeCandidate, makeFailure, makeQuestion, makeReply, makeRules, playedChat } from "../support/make.ts";
import { makeJudge } from "../support/make-judge.ts";

const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
const [kaede, ume] = [
  { model: "kaede", wire },
  { model: "ume", wire },
];
const one: Raters = { kind: "one", judgeModel: kaede };
const members = [kaede, ume].map((judgeModel) => ({ judgeModel, share: 0.5 }));
const jury = (design: "every" | "rotating"): Raters => ({ kind: "jury", jury: { design, members, leftOut: [] } });
const questions = [makeQuestion({ id: "1", turns: ["春"] }), makeQuestion({ id: "2", turns: ["夏", "冬", "秋"] })];
const never = { requested: () => false, signal: new AbortController().signal };

function specWith(over: Partial<RunSpec> = {}, raters = one): RunSpec {
  const rules = makeRules();
  return {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions,
    rules: rules.hash,
    rating: { judge: makeJudge(), raters, references: null, procedure: "p" },
    trials: 1,
    repeats: 1,
    seed: 4,
    shard: null,
    reopened: new Set(),
    ...over,
  };
}

describe("a call is due", () => {
  const failed = (reason: "refused" | "skipped" | "request-failed") =>
    anAnswer("a", { outcome: { status: "failed", reason, message: null, reasoning: null } });

  it("where it has no record, or one that settles nothing, or whose reason was reopened", () => {
    const due = (record: AnswerRecord | undefined, ...reopened: string[]) => isAnswerDue(record, new Set(reopened));
    expect([due(undefined), due(failed("skipped")), due(failed("request-failed"))]).toEqual([true, true, true]);
    expect([due(failed("refused")), due(failed("refused"), "empty"), due(failed("refused"), "refused")]).toEqual([
      false,
      false,
      true,
    ]);
    expect(due(anAnswer("a"), "refused")).toBe(false);
    const unrated = (reason: "no-rating" | "request-failed") =>
      aJudgment("j", { outcome: { status: "unrated", reason, text: null } });
    const of = (record: JudgmentRecord | undefined, ...reopened: string[]) => isJudgmentDue(record, new Set(reopened));
    expect([of(undefined), of(unrated("request-failed")), of(unrated("no-rating"), "no-rating")]).toEqual([
      true,
      true,
      true,
    ]);
    expect([of(unrated("no-rating")), of(aJudgment("j")), of(aJudgment("j"), "rated")]).toEqual([false, false, false]);
  });
});

describe("ratings of a turn", () => {
  it("are as many as repeats, by every member or by the one that a question has", () => {
    const planned = (spec: RunSpec, turn = 1) =>
      ratingsPlanner(spec)(questions[1] ?? makeQuestion(), { turn, trial: 1 }).map(({ rating, repeat }) => [
        rating.judgeModel.model,
        repeat,
      ]);
    expect(planned(specWith({ repeats: 2 }, jury("every")))).toEqual([
      ["kaede", 1],
      ["kaede", 2],
      ["ume", 1],
      ["ume", 2],
    ]);
    expect(planned(specWith({ repeats: 2 }, jury("rotating")))).toHaveLength(2);
    expect(planned(specWith({ repeatsOf: (_, { turn }) => 3 * turn }), 2)).toHaveLength(6);
    expect(planned(specWith(), 3)).toEqual([]);
    expect(planned(specWith({ rating: null }))).toEqual([]);
    const count = (spec: RunSpec, turn = 1) => countRatings(spec, questions[1] ?? makeQuestion(), { turn, trial: 1 });
    expect([
      count(specWith({ repeats: 2 }, jury("every"))),
      count(specWith({ repeats: 2 }, jury("rotating"))),
      count(specWith({ repeatsOf: (_, { turn }) => 3 * turn }), 2),
      count(specWith(), 3),
      count(specWith({ rating: null })),
    ]).toEqual([4, 2, 6, 0, 0]);
  });
});

/** Everything that a run of these questions keeps. */
async function keptBy(spec: RunSpec, chat: Chat, judgeChat: Chat) {
  const stored = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
  await executeRun([jobOf(spec, stored, serverOf(chat), serverOf(judgeChat))], never);
  return stored;
}

function serverOf(chat: Chat, changes: Partial<Endpoint> = {}): Endpoint {
  return { name: "server", chat, limit: (call) => call(), ...changes };
}

function jobOf(
  spec: RunSpec,
  stored: { answers: Map<string, AnswerRecord>; judgments: Map<string, JudgmentRecord> },
  endpoint: Endpoint,
  judgeEndpoint: Endpoint,
): RunJob {
  return {
    spec,
    stored,
    endpoint,
    judgeEndpoints: new Map([kaede, ume].map(({ model }) => [model, judgeEndpoint])),
    async onAnswer(answer) {
      stored.answers.set(answer.key, answer);
    },
    async onJudgment(judgment) {
      stored.judgments.set(judgment.key, judgment);
    },
  };
}

describe("judgments whose answers are there", () => {
  const rate = playedChat(() => makeReply({ content: "評価: [[8]]" }));
  const answerAll = playedChat(() => "古池や");

  it("are all that a run would ask for, up to the first turn without a text", async () => {
    const spec = specWith({ repeats: 2 });
    const stored = await keptBy(spec, answerAll, rate);
    expect(dueJudgments(spec, stored).size).toBe(0);
    const all = { ...stored, judgments: new Map<string, JudgmentRecord>() };
    const due = dueJudgments(spec, all);
    expect([...due.keys()].sort()).toEqual([...stored.judgments.keys()].sort());
    const places = [...due.values()].map(({ input }) => [input.question.id, input.answer.turn, input.repeat]);
    expect(places).toEqual([
      ["1", 1, 1],
      ["1", 1, 2],
      ["2", 1, 1],
      ["2", 1, 2],
      ["2", 2, 1],
      ["2", 2, 2],
    ]);
    expect([...due.values()].at(-1)?.input.answers).toEqual(["古池や", "古池や"]);
    const first = [...stored.answers.values()].find(({ questionId, turn }) => questionId === "2" && turn === 1);
    if (first === undefined) throw new Error("no first turn");
    const count = (answers: Map<string, AnswerRecord>, own = spec) => dueJudgments(own, { ...all, answers }).size;
    const without = new Map([...stored.answers].filter(([key]) => key !== first.key));
    expect(count(without)).toBe(2);
    const reason = { status: "failed", reason: "refused", message: null, reasoning: null } as const;
    const refused = new Map(stored.answers).set(first.key, { ...first, outcome: reason });
    expect(count(refused)).toBe(2);
    const reopened = { ...spec, reopened: new Set(["refused"]) };
    expect([count(refused, reopened), count(refused, { ...reopened, asking: null })]).toEqual([2, 2]);
    expect(count(stored.answers, { ...spec, asking: null })).toBe(6);
  });

  it("are kept with the batch that brought them, unless nothing was learnt", async () => {
    const spec = specWith({ questions: questions.slice(0, 1) });
    const stored = await keptBy(spec, answerAll, rate);
    const [due] = dueJudgments(spec, { ...stored, judgments: new Map() }).values();
    if (due === undefined) throw new Error("nothing is due");
    const kept: JudgmentRecord[] = [];
    const call = judgmentCall(due, async (judgment) => {
      kept.push(judgment);
    });
    const { signal } = new AbortController();
    expect(call?.body).toEqual(due.plan.body);
    expect([
      await call?.make(rate, { signal }),
      await call?.make(rate, { signal, batch: "b1" }),
      await call?.make(rate, { signal, isKept: ({ outcome }) => outcome.status !== "rated" }),
    ]).toEqual([true, true, false]);
    expect(kept.map(({ key, batch }) => [key === due.plan.key, batch])).toEqual([
      [true, undefined],
      [true, "b1"],
    ]);
    expect(judgmentCall({ ...due, plan: { ...due.plan, body: null } }, async () => undefined)).toBeNull();
  });
});

describe("matches whose answers are there", () => {
  const judge: PairJudge = {
    ...makeJudge(),
    pairPrompts: {
      prompts: {
        "pair-v2": { name: "pair-v2", system: null, template: "{question}:{answer_a}/{answer_b}" },
        "pair-v2-multi-turn": { name: "pair-v2-multi-turn", system: null, template: "{answer_a_2}/{answer_b_2}" },
      },
      steps: 3,
      extraction: "mtbench-pair",
      retryUnrated: { kind: "none" },
    },
  };
  const place = (candidate: string, turns: Readonly<Record<string, number>>) => ({
    candidate,
    answer: (question: { readonly id: string }, turn: number) =>
      turn <= (turns[question.id] ?? 0)
        ? anAnswer(`${candidate} ${question.id}.${turn}`, { questionId: question.id, turn })
        : undefined,
  });
  const spec: MatchSpec = {
    matching: { judge, judgeModel: kaede, references: null, procedure: "m", seed: 0 },
    pairs: [
      [place("x", { 1: 1, 2: 3 }), place("y", { 1: 1, 2: 1 })],
      [place("x", { 2: 3 }), place("z", { 2: 2 })],
    ],
    questions,
    trials: 1,
    repeats: 1,
    shard: null,
    reopened: new Set(),
  };

  it("are both orders of every turn that both have and the judge compares, as often as asked for", async () => {
    const kept = new Map<string, MatchRecord>();
    const keep = async (match: MatchRecord) => {
      kept.set(match.key, match);
    };
    expect(planMatches(spec, kept)).toEqual({ planned: 8, settled: 0, due: 8 });
    expect(planMatches({ ...spec, repeats: 3 }, kept).planned).toBe(24);
    const judgeChat = playedChat(() => makeReply({ content: "[[A]]" }));
    const { signal } = new AbortController();
    const calls = [...dueMatches(spec, kept, keep)];
    for (const call of calls) expect(await call.make(judgeChat, { signal })).toBe(true);
    expect([...kept.values()].map((one) => [one.first.answerKey, one.second.answerKey])).toEqual([
      ["x 1.1", "y 1.1"],
      ["y 1.1", "x 1.1"],
      ["x 2.1", "y 2.1"],
      ["y 2.1", "x 2.1"],
      ["x 2.1", "z 2.1"],
      ["z 2.1", "x 2.1"],
      ["x 2.2", "z 2.2"],
      ["z 2.2", "x 2.2"],
    ]);
    expect(judgeChat.bodies).toHaveLength(8);
    expect([planMatches(spec, kept), [...dueMatches(spec, kept, keep)]]).toEqual([
      { planned: 8, settled: 8, due: 0 },
      [],
    ]);
    const [first] = calls;
    expect(first?.body).toEqual(judgeChat.bodies[0]);
    kept.delete(first?.key ?? "");
    expect(planMatches(spec, kept)).toEqual({ planned: 8, settled: 7, due: 1 });
    expect(await first?.make(judgeChat, { signal, isKept: () => false })).toBe(false);
    expect(kept.has(first?.key ?? "")).toBe(false);
    await first?.make(judgeChat, { signal, batch: "b1" });
    expect(kept.get(first?.key ?? "")?.batch).toBe("b1");
  });
});

const yen: Price = { currency: "JPY", input: 60, cachedInput: null, output: 250, date: "2026-08-26", source: "test" };
const body: ChatBody = { model: "kaede", messages: [{ role: "user", content: "鶴は何羽" }], max_tokens: 300 };
const worst = 12 + 16 + 256 + 300;

describe("room in a budget", () => {
  it("is as large as the larger of two limits on a reply may make it, in tokens and money", () => {
    expect(worstCase({ ...body, max_completion_tokens: 700 }).completion).toBe(700);
    expect(worstSpending(body, null)).toEqual({ tokens: worst, money: {} });
    expect(worstSpending(body, yen)).toEqual({ tokens: worst, money: { JPY: (284 * 60 + 300 * 250) / 1_000_000 } });
  });

  it("is taken by money that is reserved and spent, and given back", async () => {
    const cost = (284 * 60 + 300 * 250) / 1_000_000;
    const budget = startBudget(
      { tokens: null, money: { amount: 1.5 * cost, currency: "JPY" } },
      { tokens: 0, money: 0 },
    );
    const first = await budget.reserve(body, yen);
    expect(budget.book(body, yen, false)).toBeNull();
    first?.settle({ prompt: 284, cached: 0, completion: 0 });
    const second = budget.book(body, yen, false);
    expect(second).not.toBeNull();
    second?.settle({ prompt: 284, cached: 0, completion: 300 });
    expect(budget.book(body, yen, false)).toBeNull();
    // Other currencies and calls without a price take no money.
    expect(budget.book(body, { ...yen, currency: "USD" }, false)).not.toBeNull();
    expect(budget.reached()).toBe(false);
  });

  it("is taken by batches of earlier launches until they are picked up, and by requests that were sent in any case", () => {
    const batches = new Map([["t1", { tokens: worst, money: {} }]]);
    const budget = startBudget({ tokens: worst, money: null }, { tokens: 0, money: 0, batches });
    expect(budget.book(body, null, false)).toBeNull();
    budget.pickUp("another");
    expect(budget.book(body, null, false)).toBeNull();
    budget.pickUp("t1");
    budget.pickUp("t1");
    const booked = budget.book(body, null, false);
    expect(booked).not.toBeNull();
    expect(budget.book(body, null, false)).toBeNull();
    const sent = budget.book(body, null, true);
    expect(sent).not.toBeNull();
    sent?.settle({ prompt: 0, cached: 0, completion: 0 });
    booked?.settle({ prompt: 1, cached: 0, completion: 1 });
    expect(budget.book({ ...body, max_tokens: 299 }, null, false)).toBeNull();
    expect(budget.book({ ...body, max_tokens: 298 }, null, false)).not.toBeNull();
  });

  it("is closed for requests of batches too once a call was turned away", async () => {
    const budget = startBudget({ tokens: worst - 1, money: null }, { tokens: 0, money: 0 });
    expect(await budget.reserve(body, null)).toBeNull();
    expect(budget.book({ ...body, max_tokens: 1 }, null, false)).toBeNull();
    expect(budget.book(body, null, true)).not.toBeNull();
    expect(noBudget.reached()).toBe(false);
    expect(noBudget.book({ ...body, max_tokens: 1e9 }, yen, false)).not.toBeNull();
  });

  it("is kept for every try of a call, and all of it is free when the call is over", async () => {
    const budget = startBudget({ tokens: 3 * worst, money: null }, { tokens: 0, money: 0 });
    const call = await budget.reserve(body, null);
    expect([await call?.more(), await call?.more()]).toEqual([true, true]);
    expect(budget.book(body, null, false)).toBeNull();
    call?.settle({ prompt: 0, cached: 0, completion: 0 });
    expect([1, 2, 3, 4].map(() => budget.book(body, null, false) !== null)).toEqual([true, true, true, false]);
  });

  it("is told on the disk for calls without a record, each try, until the record is there", async () => {
    const told: number[] = [];
    const note = {
      async cover({ tokens }: { readonly tokens: number }) {
        told.push(tokens);
      },
    };
    const budget = startBudget({ tokens: null, money: null }, { tokens: 0, money: 0 }, note);
    expect(budget.unrecorded()).toEqual(nothingSpent);
    const call = await budget.reserve(body, yen, "k1");
    await call?.more();
    await budget.reserve(body, null, "k2");
    expect(told).toEqual([worst, 2 * worst, 3 * worst]);
    expect(budget.unrecorded()).toEqual({
      tokens: 3 * worst,
      money: { JPY: (2 * (284 * 60 + 300 * 250)) / 1_000_000 },
    });
    budget.recorded("k1");
    expect(budget.unrecorded()).toEqual({ tokens: worst, money: {} });
  });
});

describe("a watched server", () => {
  const request = { body, key: "k1" };

  function watched(
    outcome: (() => Promise<ChatOutcome>) | ChatOutcome,
    over: { stop?: AbortSignal; budget?: typeof noBudget } = {},
  ) {
    const givenUp: GivenUp = new Map();
    const chat: Chat = typeof outcome === "function" ? outcome : async () => outcome;
    const endpoint = serverOf(chat);
    const stop = { requested: () => false, signal: over.stop ?? never.signal };
    const watch = { givenUp, alike: watchAlike() };
    return { givenUp, endpoint, chat: watchedChat(endpoint, "haiku", watch, stop, over.budget ?? noBudget) };
  }

  it("is given up for everybody where it is of no use, for a model alone where it does not serve it", async () => {
    const gone = makeFailure({ scope: "server", httpStatus: 401, message: "first" });
    const server = watched(gone);
    await server.chat(request);
    expect([...server.givenUp]).toEqual([["server", gone]]);
    for (const who of ["haiku", "other"]) {
      expect(isGivenUp(server.givenUp, server.endpoint, { who, model: "any" })).toBe(true);
    }
    const model = watched(makeFailure({ scope: "server", httpStatus: 404 }));
    await model.chat(request);
    expect([...model.givenUp.keys()]).toEqual(["kaede at server"]);
    expect(isGivenUp(model.givenUp, model.endpoint, { who: "x", model: "kaede" })).toBe(true);
    expect(isGivenUp(model.givenUp, model.endpoint, { who: "x", model: "ume" })).toBe(false);
    const call = watched(makeFailure());
    await call.chat(request);
    expect(call.givenUp.size).toBe(0);
  });

  it("is given up for whoever gets the same failure every time, and keeps the first reason", async () => {
    const server = watched(makeFailure({ httpStatus: 400, message: "no such field" }));
    for (let call = 0; call < 20; call += 1) await server.chat(request);
    expect([...server.givenUp]).toEqual([
      ["haiku at server", unasked("all of its first 16 calls failed alike: no such field", "server")],
    ]);
    expect(isGivenUp(server.givenUp, server.endpoint, { who: "haiku", model: "any" })).toBe(true);
    expect(isGivenUp(server.givenUp, server.endpoint, { who: "other", model: "any" })).toBe(false);
    expect(unasked("why", "call")).toEqual({
      status: "failed",
      reason: "request-failed",
      message: "why",
      httpStatus: null,
      scope: "call",
      timing: { startedAt: "", firstTokenMs: null, totalMs: 0 },
      failedAttempts: [],
    });
  });

  it("is remembered for nothing once the user broke the run off", async () => {
    const server = watched(makeFailure({ scope: "server" }), { stop: AbortSignal.abort() });
    await server.chat(request);
    expect(server.givenUp.size).toBe(0);
  });

  it("is not asked without room in the budget; what a call took counts, and nothing where it was broken off", async () => {
    const none = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };
    const spent = async (outcome: (() => Promise<ChatOutcome>) | ChatOutcome) => {
      const budget = startBudget({ tokens: 3 * worst, money: null }, { tokens: 0, money: 0 });
      await watched(outcome, { budget })
        .chat(request)
        .catch(() => undefined);
      let left = 3 * worst;
      while (left > 0 && budget.book({ ...body, max_tokens: left - 284 }, null, false) === null) left -= 1;
      return 3 * worst - left;
    };
    expect(await spent(makeReply({ usage: { ...none, promptTokens: 12, completionTokens: 5 } }))).toBe(17);
    // Four characters of Japanese at 1.4 tokens, and five more of a thought.
    expect(await spent(makeReply({ content: "古池や蛙", usage: none }))).toBe(6);
    expect(await spent(makeReply({ content: "古池や蛙", reasoning: "飛び込む水", usage: none }))).toBe(13);
    expect(await spent(makeFailure())).toBe(0);
    expect(
      await spent(async () => {
        throw new Error("止め");
      }),
    ).toBe(0);
    const poor = startBudget({ tokens: 1, money: null }, { tokens: 0, money: 0 });
    const asked = watched(
      async () => {
        throw new Error("asked all the same");
      },
      { budget: poor },
    );
    expect(await asked.chat(request)).toEqual(unasked("the budget has no room for this call", "call"));
  });

  it("means for the user what is theirs to mend, and nothing where it may pass", () => {
    const refusal = (httpStatus: number | null) => refusalOf("the server", makeFailure({ httpStatus, message: "m" }));
    expect([500, null, 429].map(refusal)).toEqual([null, null, null]);
    const key = "Name the key's variable with --api-key-env or --judge-api-key-env. What was recorded so far is kept.";
    for (const status of [401, 403]) {
      expect(refusal(status)).toMatchObject({ message: "the server refused the API key: m", hint: key });
    }
    expect(refusal(404)).toMatchObject({
      message: "the server does not serve this model: m",
      hint: "Write the name as the server lists it at /v1/models. What was recorded so far is kept.",
    });
    expect([judgeName(one, "kaede"), judgeName(jury("every"), "kaede")]).toEqual(["the judge", "the judge kaede"]);
    expect(() => theJudgeEndpoint(new Map(), "kaede")).toThrow("the judge model kaede has no server");
  });
});

describe("a server that works in turns", () => {
  it("is entered for what is due and left after the last answer, while judgments go on", async () => {
    const order: string[] = [];
    const shift = {
      async enter(isWanted: () => boolean) {
        order.push(`enter ${isWanted()}`);
      },
      async leave() {
        order.push("leave");
      },
    };
    const spec = specWith();
    const stored = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
    const chat: Chat = async () => {
      order.push("answer");
      return makeReply();
    };
    const judgeChat: Chat = async () => {
      await new Promise((done) => setImmediate(done));
      order.push("judgment");
      return makeReply({ content: "評価: [[8]]" });
    };
    const job = jobOf(spec, stored, serverOf(chat, { shift }), serverOf(judgeChat));
    await executeRun([job], never);
    expect([order[0], order.filter((one) => one === "leave")]).toEqual(["enter true", ["leave"]]);
    expect(order.indexOf("leave")).toBeGreaterThan(order.lastIndexOf("answer"));
    expect(order.filter((one) => one === "judgment")).toHaveLength(3);
    order.length = 0;
    await executeRun([job], never);
    expect(order).toEqual([]);
  });

  it("that cannot be entered is given up with its reason, and nobody is asked", async () => {
    const shift = {
      async enter() {
        throw new Error("no memory");
      },
      leave: async () => undefined,
    };
    const stored = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
    const chat = playedChat(() => "x");
    const { givenUp } = await executeRun([jobOf(specWith(), stored, serverOf(chat, { shift }), serverOf(chat))], never);
    expect([...givenUp]).toEqual([["server", unasked("no memory", "server")]]);
    expect([chat.bodies, stored.answers.size]).toEqual([[], 0]);
  });

  it("is asked a judge's calls that wait for no answers, and no more once a stop is requested", async () => {
    const made: string[] = [];
    let isStopped = false;
    const call = (key: string) => ({
      key,
      body,
      async make() {
        made.push(key);
        if (key === "k2") isStopped = true;
        return true;
      },
    });
    const judge = { endpoint: serverOf(playedChat(() => "x")), group: "g", model: "kaede", who: "the judge" };
    const job = { ...judge, calls: () => ["k1", "k2", "k3"].map(call) };
    const stop = { requested: () => isStopped, signal: never.signal };
    const ending = await executeRun([job], stop);
    expect(made).toEqual(["k1", "k2"]);
    expect(ending.stopped).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { Chat } from "../../src/chat/chat.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { Limit } from "../../src/runs/endpoint.ts";
import { executeRun, type RunJob } from "../../src/runs/execute-run.ts";
import { fairLimit } from "../../src/runs/fair-limit.ts";
import { planRun } from "../../src/runs/plan-run.ts";
import type { RunSpec } from "../../src/runs/run-spec.ts";
import { refusalOf } from "../../src/runs/watched-chat.ts";
import { makeCandidate, makeFailure, makeQuestion, makeReply, makeRules, playedChat } from "../support/make.ts";
import { makeJudge } from "../support/make-judge.ts";

const questions = [
  makeQuestion({ id: "1" }),
  makeQuestion({ id: "2", turns: ["夏の句を一つ。", "冬に変えて。"] }),
  makeQuestion({ id: "3", turns: ["一句だけ。"] }),
];

function specWith(over: Partial<RunSpec> = {}): RunSpec {
  const rules = makeRules();
  const judge = makeJudge();
  const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
  return {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions,
    rules: rules.hash,
    rating: {
      judge,
      raters: { kind: "one", judgeModel: { model: "rater-9", wire } },
      references: null,
      procedure: "p".repeat(64),
    },
    trials: 1,
    repeats: 1,
    seed: 0,
    shard: null,
    reopened: new Set(),
    ...over,
  };
}

interface Kept {
  readonly answers: Map<string, AnswerRecord>;
  readonly judgments: Map<string, JudgmentRecord>;
  /** What happened, in order. */
  readonly order: string[];
}

function jobWith(spec: RunSpec, chat: Chat, judgeChat: Chat, kept: Kept): RunJob {
  return {
    spec,
    stored: kept,
    endpoint: { name: "candidate's server", chat, limit: (call) => call() },
    judgeEndpoints: new Map([["rater-9", { name: "judge's server", chat: judgeChat, limit: (call) => call() }]]),
    async onAnswer(answer) {
      kept.answers.set(answer.key, answer);
      kept.order.push(`answer ${answer.questionId}.${answer.turn}`);
    },
    async onJudgment(judgment) {
      kept.judgments.set(judgment.key, judgment);
      kept.order.push(`judgment ${judgment.questionId}.${judgment.turn}`);
    },
  };
}

function nothingKept(): Kept {
  return { answers: new Map(), judgments: new Map(), order: [] };
}

const never = { requested: () => false, signal: new AbortController().signal };

describe("executeRun", () => {
  it("asks and rates everything once, and nothing when started again", async () => {
    const kept = nothingKept();
    const chat = playedChat(() => "古池や");
    const judgeChat = playedChat(() => "自然です。\n評価: [[8]]");
    const spec = specWith({ trials: 2 });
    expect(planRun(spec, kept)).toEqual({
      answers: { planned: 10, settled: 0, due: 10 },
      judgments: { planned: 10, settled: 0, due: 10 },
    });
    await executeRun([jobWith(spec, chat, judgeChat, kept)], never);
    expect([chat.bodies.length, judgeChat.bodies.length]).toEqual([10, 10]);
    expect(
      [...kept.judgments.values()].every((one) => one.outcome.status === "rated" && one.outcome.rating === 8),
    ).toBe(true);
    await executeRun([jobWith(spec, chat, judgeChat, kept)], never);
    expect([chat.bodies.length, judgeChat.bodies.length]).toEqual([10, 10]);
    expect(planRun(spec, kept)).toEqual({
      answers: { planned: 10, settled: 10, due: 0 },
      judgments: { planned: 10, settled: 10, due: 0 },
    });
  });

  it("judges a turn while the next one is generated", async () => {
    const kept = nothingKept();
    let release = (): void => undefined;
    const judged = new Promise<void>((resolve) => {
      release = resolve;
    });
    const chat: Chat = async ({ body }) => {
      // The second turn's answer waits until the first turn has been rated.
      if (body.messages.length > 2) await judged;
      return makeReply();
    };
    const judgeChat: Chat = async () => {
      release();
      return makeReply({ content: "評価: [[7]]" });
    };
    await executeRun([jobWith(specWith({ questions: questions.slice(0, 1) }), chat, judgeChat, kept)], never);
    expect(kept.order.indexOf("judgment 1.1")).toBeLessThan(kept.order.indexOf("answer 1.2"));
  });

  it("never shows a judge a failed answer, and skips the turn after it", async () => {
    const kept = nothingKept();
    const chat = playedChat((last) => (last === "夏の句を一つ。" ? makeReply({ content: "" }) : "古池や"));
    const judgeChat = playedChat(() => "評価: [[9]]");
    await executeRun([jobWith(specWith(), chat, judgeChat, kept)], never);
    const outcomes = [...kept.answers.values()].map(({ questionId, turn, outcome }) => [
      `${questionId}.${turn}`,
      outcome.status === "failed" ? outcome.reason : outcome.status,
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({
      "1.1": "answered",
      "1.2": "answered",
      "2.1": "empty",
      "2.2": "skipped",
      "3.1": "answered",
    });
    expect(judgeChat.bodies).toHaveLength(3);
    expect(planRun(specWith(), kept).answers.due).toBe(0);
  });

  it("writes a skipped turn once, however often the run is started", async () => {
    const kept = nothingKept();
    const chat = playedChat((last) => (last === "夏の句を一つ。" ? makeReply({ content: "" }) : "古池や"));
    const judgeChat = playedChat(() => "評価: [[9]]");
    for (let start = 1; start <= 3; start += 1) await executeRun([jobWith(specWith(), chat, judgeChat, kept)], never);
    expect(kept.order.filter((what) => what === "answer 2.2")).toHaveLength(1);
    expect(kept.order).toHaveLength(8);
  });

  it.each([
    ["nothing", {}, 0],
    ["a part of the reply", { received: 12 }, 1],
  ])(
    "a call that broke off after %s, at a server that is gone, leaves so many records",
    async (_, received, records) => {
      const kept = nothingKept();
      const attempt = { startedAt: "2026-04-03T01:02:03.000Z", status: null, message: "the connection broke" };
      const broken = makeFailure({ scope: "server", failedAttempts: [{ ...attempt, ...received }] });
      const job = jobWith(
        specWith({ questions: questions.slice(2), rating: null }),
        playedChat(() => broken),
        playedChat(() => ""),
        kept,
      );
      await executeRun([job], never);
      expect(kept.answers.size).toBe(records);
      for (const { call } of kept.answers.values()) expect(call?.failedAttempts).toEqual(broken.failedAttempts);
      expect(planRun(job.spec, kept).answers.due).toBe(1);
    },
  );

  it("keeps a judgment that was paid for in part, though the judge's server is gone before it can be read", async () => {
    const kept = nothingKept();
    const judge = makeJudge({ retryUnrated: { kind: "same-prompt", times: 1 } });
    const rating = specWith().rating;
    const spec = specWith({ questions: questions.slice(2), rating: rating && { ...rating, judge } });
    const judgeChat = playedChat((_, asked) => (asked === 1 ? "評価は難しい。" : makeFailure({ scope: "server" })));
    const answering = playedChat(() => "古池や");
    await executeRun([jobWith(spec, answering, judgeChat, kept)], never);
    const [record] = kept.judgments.values();
    expect(record).toMatchObject({ outcome: { reason: "request-failed" }, asked: 1 });
    expect(record?.call?.usage.completionTokens).toBe(5);
    // Where nothing came, nothing is kept.
    const gone = nothingKept();
    const silent = playedChat(() => makeFailure({ scope: "server" }));
    await executeRun([jobWith(spec, answering, silent, gone)], never);
    expect([gone.answers.size, gone.judgments.size]).toEqual([1, 0]);
  });

  it("asks failed requests again, settled failures only when their reason is reopened", async () => {
    const kept = nothingKept();
    const failing = playedChat((last) => {
      if (last === "春の句を一つ。") return makeFailure();
      return last === "一句だけ。" ? makeReply({ content: "", refusal: "嫌です" }) : "古池や";
    });
    const judgeChat = playedChat(() => "評価: [[9]]");
    await executeRun([jobWith(specWith(), failing, judgeChat, kept)], never);
    const mended = playedChat(() => "閑さや");
    expect(planRun(specWith(), kept).answers.due).toBe(2);
    await executeRun([jobWith(specWith(), mended, judgeChat, kept)], never);
    expect(mended.bodies).toHaveLength(2);
    const reopened = specWith({ reopened: new Set(["refused"]) });
    expect(planRun(reopened, kept).answers.due).toBe(1);
    await executeRun([jobWith(reopened, mended, judgeChat, kept)], never);
    expect(mended.bodies).toHaveLength(3);
  });

  it("rates again under another procedure without asking the candidate again", async () => {
    const kept = nothingKept();
    const chat = playedChat(() => "古池や");
    const judgeChat = playedChat(() => "評価: [[9]]");
    await executeRun([jobWith(specWith(), chat, judgeChat, kept)], never);
    const rating = specWith().rating;
    const other = specWith({ rating: rating && { ...rating, procedure: "q".repeat(64) } });
    await executeRun([jobWith(other, chat, judgeChat, kept)], never);
    expect([chat.bodies.length, judgeChat.bodies.length]).toEqual([5, 10]);
    expect(kept.judgments.size).toBe(10);
  });

  it("gives up a server that nobody can use, finishes the rest, and records no failure for what was not asked", async () => {
    const kept = nothingKept();
    const chat = playedChat(() => "古池や");
    const judgeChat = playedChat((_, asked) =>
      asked <= 1 ? "評価: [[6]]" : makeFailure({ scope: "server", httpStatus: 401, message: "no such key" }),
    );
    const oneAtATime = serial();
    const job = jobWith(specWith(), chat, judgeChat, kept);
    const judgeEndpoints = new Map([["rater-9", { name: "judge's server", chat: judgeChat, limit: oneAtATime }]]);
    const { givenUp } = await executeRun([{ ...job, judgeEndpoints }], never);
    expect(judgeChat.bodies).toHaveLength(2);
    expect(kept.answers.size).toBe(5);
    expect(kept.judgments.size).toBe(1);
    const failure = givenUp.get("judge's server");
    expect(failure?.message).toBe("no such key");
    expect(failure && refusalOf("judge's server", failure)?.message).toContain("refused the API key");
    expect(planRun(specWith(), kept).judgments.due).toBe(4);
  });

  it("starts no new call once a stop is requested", async () => {
    const kept = nothingKept();
    let stopping = false;
    const chat = playedChat(() => {
      stopping = true;
      return "古池や";
    });
    const judgeChat = playedChat(() => "評価: [[9]]");
    const job = jobWith(specWith(), chat, judgeChat, kept);
    const endpoint = { name: "candidate's server", chat, limit: serial() };
    const ending = await executeRun([{ ...job, endpoint }], { ...never, requested: () => stopping });
    expect(ending.stopped).toBe(true);
    expect([chat.bodies.length, judgeChat.bodies.length]).toEqual([1, 0]);
    expect(kept.answers.size).toBe(1);
  });

  it("stops when a record cannot be written: what cannot be kept must not be paid for", async () => {
    const kept = nothingKept();
    const chat = playedChat(() => "古池や");
    const job = jobWith(
      specWith({ trials: 5 }),
      chat,
      playedChat(() => "評価: [[9]]"),
      kept,
    );
    const full = {
      ...job,
      endpoint: { name: "candidate's server", chat, limit: serial() },
      onAnswer: async () => {
        throw new Error("no space left on device");
      },
    };
    await expect(executeRun([full], never)).rejects.toThrow("no space left on device");
    expect(chat.bodies.length).toBeLessThan(5);
  });

  it("ends a run whose judgment cannot be written, while its conversation is still going on", async () => {
    const kept = nothingKept();
    const chat: Chat = async ({ body, signal }) => {
      if (body.messages.length <= 2) return makeReply();
      // The second turn is being generated when the judgment of the first one fails to be written.
      return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    };
    const job = jobWith(
      specWith({ questions: questions.slice(0, 1) }),
      chat,
      playedChat(() => "評価: [[9]]"),
      kept,
    );
    const full = {
      ...job,
      onJudgment: async () => {
        throw new Error("quota exceeded");
      },
    };
    await expect(executeRun([full], never)).rejects.toThrow("quota exceeded");
  });

  it("ends a run whose later answer cannot be written when the judgment of the earlier one has been kept", async () => {
    const kept = nothingKept();
    const judgeChat: Chat = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return makeReply({ content: "評価: [[9]]" });
    };
    const spec = specWith({ questions: questions.slice(1, 2) });
    const job = jobWith(
      spec,
      playedChat(() => "古池や"),
      judgeChat,
      kept,
    );
    const full = {
      ...job,
      onAnswer: async (answer: AnswerRecord) => {
        if (answer.turn === 2) throw new Error("no space left on device");
        await job.onAnswer(answer);
      },
    };
    await expect(executeRun([full], never)).rejects.toThrow("no space left on device");
    expect(kept.order).toEqual(["answer 2.1", "judgment 2.1"]);
  });

  it("asks first turns before second ones, and judges last where all share one server", async () => {
    const kept = nothingKept();
    const job = jobWith(
      specWith(),
      playedChat(() => "古池や"),
      playedChat(() => "評価: [[9]]"),
      kept,
    );
    const limit = fairLimit(1).run;
    const endpoint = { name: "one server", chat: playedChat(() => "評価: [[4]]"), limit };
    await executeRun([{ ...job, endpoint, judgeEndpoints: new Map([["rater-9", endpoint]]) }], never);
    expect(kept.order.slice(0, 5)).toEqual(["answer 1.1", "answer 2.1", "answer 3.1", "answer 1.2", "answer 2.2"]);
    expect(kept.order).toHaveLength(10);
  });

  it("asks first what other candidates' answers and its own say will be long", async () => {
    const kept = nothingKept();
    const singles = ["a", "b", "c"].map((id) => makeQuestion({ id, category: id, turns: [`${id}の句。`] }));
    const asked: string[] = [];
    // Each takes as long as its place in the alphabet; the records say so of b alone.
    const chat = playedChat((last) => {
      asked.push(last.slice(0, 1));
      const totalMs = { a: 100, b: 400, c: 1_600 }[last.slice(0, 1)] ?? 0;
      return makeReply({ timing: { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: null, totalMs } });
    });
    const recorded = async function* () {
      for (const [question, tokens] of [
        [singles[0], 100],
        [singles[1], 3_000],
      ] as const) {
        if (question === undefined) continue;
        const place = { category: question.category, question: question.hash, turn: 1 };
        yield { kind: "answer", writer: "tanka", judgeModel: null, ...place, tokens } as const;
      }
    };
    const plain = jobWith(
      specWith({ questions: singles, trials: 2, rating: null }),
      chat,
      playedChat(() => ""),
      kept,
    );
    const job = { ...plain, endpoint: { name: "server", chat, limit: fairLimit(1).run }, recorded };
    await executeRun([job], never);
    // c is in no record and was never asked: like the mean of all, which a is below.
    expect(asked.join("")).toBe("bbccaa");
    const again = { ...job, stored: nothingKept(), spec: { ...job.spec, asGiven: true } as const };
    asked.length = 0;
    await executeRun([again], never);
    expect(asked.join("")).toBe("abcabc");
  });

  it("asks first whose reference answer is long", async () => {
    const kept = nothingKept();
    const asked: string[] = [];
    const chat = playedChat((last) => {
      asked.push(last.slice(0, 1));
      return "古池や";
    });
    const singles = ["a", "b", "c"].map((id) => makeQuestion({ id, category: id, turns: [`${id}の句。`] }));
    const texts = { a: 30, b: 300, c: 90 };
    const byQuestion = new Map(Object.entries(texts).map(([id, count]) => [id, ["古".repeat(count)]]));
    const { rating } = specWith();
    if (rating === null) throw new Error("a spec that rates");
    const references = { name: "r", byQuestion, hash: "h" };
    const spec = specWith({ questions: singles, rating: { ...rating, references } });
    const job = jobWith(
      spec,
      chat,
      playedChat(() => "評価: [[9]]"),
      kept,
    );
    await executeRun([{ ...job, endpoint: { name: "server", chat, limit: fairLimit(1).run } }], never);
    expect(asked.join("")).toBe("bca");
  });

  it("feeds a judge that waits with the shortest answers", async () => {
    const singles = ["a", "b", "c", "d"].map((id) => makeQuestion({ id, category: id, turns: [`${id}の句。`] }));
    const order = async (judgeSlots: number) => {
      const kept = nothingKept();
      const asked: string[] = [];
      const chat = playedChat((last) => {
        asked.push(last.slice(0, 1));
        return "古池や";
      });
      const judgeChat = playedChat(() => "評価: [[9]]");
      const job = jobWith(specWith({ questions: singles, repeats: 4 }), chat, judgeChat, kept);
      const lengths = [200, 3_000, 400, 1_600];
      const stored = new Map(
        singles.map((question, index) => {
          const timing = { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: null, totalMs: lengths[index] ?? 0 };
          const record = {
            questionId: question.id,
            questionHash: question.hash,
            category: question.category,
            turn: 1,
            trial: 9,
          };
          const { usage, model, systemFingerprint, failedAttempts } = makeReply();
          const call = { model, systemFingerprint, usage, timing, failedAttempts: [...failedAttempts] };
          const outcome = { status: "answered", text: "古池や", reasoning: null, truncated: false } as const;
          const answer = { key: question.id, rules: "other", ...record, outcome, sent: null, call, measures: null };
          return [question.id, answer] as const;
        }),
      );
      await executeRun(
        [
          {
            ...job,
            stored: { answers: stored, judgments: new Map() },
            endpoint: { name: "server", chat, limit: fairLimit(1).run },
            judgeEndpoints: new Map([
              ["rater-9", { name: "judge", chat: judgeChat, limit: fairLimit(judgeSlots).run }],
            ]),
          },
        ],
        never,
      );
      return asked.join("");
    };
    // One slot for 16 judgments of 8 seconds: the judge has the most to do. A hundred slots have nothing to wait for.
    expect((await order(1)).slice(0, 1)).toBe("a");
    expect(await order(100)).toBe("bdca");
  });

  it("plans conversations as they are begun, not all at once", async () => {
    const kept = nothingKept();
    let planned = 0;
    const many = new Proxy(makeQuestion({ turns: ["一句だけ。"] }), {
      get(target, name, receiver) {
        if (name === "turns") planned += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    let firstCall = -1;
    const chat = playedChat(() => {
      if (firstCall < 0) firstCall = planned;
      return "古池や";
    });
    const job = jobWith(
      specWith({ questions: [many], trials: 2_000, rating: null }),
      chat,
      playedChat(() => ""),
      kept,
    );
    await executeRun([{ ...job, endpoint: { name: "server", chat, limit: fairLimit(2).run } }], never);
    expect(chat.bodies).toHaveLength(2_000);
    expect(firstCall).toBeLessThan(planned / 10);
  });

  it("rates the answers that are there when it has no candidate to ask", async () => {
    const kept = nothingKept();
    const chat = playedChat(() => "古池や");
    const judgeChat = playedChat(() => "評価: [[9]]");
    await executeRun([jobWith(specWith({ rating: null }), chat, judgeChat, kept)], never);
    expect(judgeChat.bodies).toHaveLength(0);
    const later = specWith({ asking: null });
    expect(planRun(later, kept)).toMatchObject({ answers: { due: 0 }, judgments: { due: 5 } });
    await executeRun([{ ...jobWith(later, chat, judgeChat, kept), endpoint: null }], never);
    expect([chat.bodies.length, judgeChat.bodies.length]).toEqual([5, 5]);
  });
});

/** A limit of one call at a time, in order. */
function serial(): Limit {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const next = last.then(call, call);
    last = next.catch(() => undefined);
    return next;
  };
}

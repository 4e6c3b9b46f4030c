import { describe, expect, it } from "vitest";
import type { Raters } from "../../../src/judgments/raters.ts";
import type { RecordedReply } from "../../../src/results/recorded-replies.ts";
import type { Limit } from "../../../src/runs/endpoint.ts";
import { runLengths } from "../../../src/runs/order/call-order.ts";
import { learnRecorded, learnReferences, type OrderedJob, runOrder } from "../../../src/runs/order/run-order.ts";
import type { RunSpec } from "../../../src/runs/run-spec.ts";
import { aJudgment, anAnswer } from "../../results/made-folder.ts";
import { makeCandidate, makeQuestion, makeReply, makeRules } from "../../support/make.ts";
import { makeJudge } from "../../support/make-judge.ts";

const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
const single = makeQuestion({ id: "1", category: "math", turns: ["春"] });
const double = makeQuestion({ id: "2", category: "writing", turns: ["夏", "冬"] });
const triple = makeQuestion({ id: "3", category: "stem", turns: ["夏", "冬", "秋"] });
const one: Raters = { kind: "one", judgeModel: { model: "rater-9", wire } };
const members = ["kaede", "ume"].map((model) => ({ judgeModel: { model, wire }, share: 0.5 }));
const jury: Raters = { kind: "jury", jury: { design: "every", members, leftOut: [] } };

/** Seconds of an answer and of a judgment while nothing is known: 590 and 410 tokens, 50 a second. */
const [answerSeconds, judgmentSeconds] = [11.8, 8.2];

function specWith(over: Partial<RunSpec> = {}, raters = one): RunSpec {
  const rules = makeRules();
  return {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions: [single, double],
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

/** A server with so many slots, of which so many are busy. */
const limitOf = (slots: number, busy = 0): Limit & { now: number } => {
  const limit = Object.assign(<T>(call: () => Promise<T>) => call(), {
    now: busy,
    slots: () => slots,
    busy: (): number => limit.now,
  });
  return limit;
};
const silent: Limit = (call) => call();

function jobOf(
  spec: RunSpec,
  { own = silent, judges = { "rater-9": silent } }: { own?: Limit | null; judges?: Record<string, Limit> | null } = {},
  stored: OrderedJob["stored"] = { answers: new Map(), judgments: new Map() },
): OrderedJob {
  return {
    spec,
    stored,
    endpoint: own === null ? null : { limit: own },
    judgeEndpoints:
      judges === null ? null : new Map(Object.entries(judges).map(([model, limit]) => [model, { limit }])),
  };
}

const callOf = (totalMs: number) => ({
  model: null,
  systemFingerprint: null,
  usage: makeReply().usage,
  timing: { startedAt: "2026-01-01T00:00:00.000Z", firstTokenMs: null, totalMs },
  failedAttempts: [],
});
const placed = (question: typeof single, turn: number) => ({
  questionId: question.id,
  questionHash: question.hash,
  category: question.category,
  turn,
});
const answeredIn = (totalMs: number, question = single, turn = 1) =>
  anAnswer(`a${question.id}.${turn}`, { ...placed(question, turn), call: callOf(totalMs) });
const judgedIn = (totalMs: number, over: Parameters<typeof aJudgment>[1] = {}) =>
  aJudgment("j", { ...placed(single, 1), judge: "haiku-judge", call: callOf(totalMs), ...over });

describe("runOrder", () => {
  it("expects of every call what is typical before anything is known", () => {
    const order = runOrder().job(jobOf(specWith()));
    expect(order.answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(answerSeconds + judgmentSeconds, 10);
    expect(order.answer(double, { turn: 1, trial: 1 })(1)).toBeCloseTo(2 * answerSeconds + judgmentSeconds, 10);
    expect(order.answer(double, { turn: 2, trial: 1 })(1)).toBeCloseTo(answerSeconds + judgmentSeconds, 10);
    expect(order.judgment(double, 2, "rater-9")(1)).toBeCloseTo(judgmentSeconds, 10);
    // A third turn has no prompt, and so no judgment.
    const long = runOrder().job(jobOf(specWith({ questions: [triple] })));
    expect(long.answer(triple, { turn: 3, trial: 1 })(1)).toBeCloseTo(answerSeconds, 10);
    expect(long.answer(triple, { turn: 1, trial: 1 })(1)).toBeCloseTo(3 * answerSeconds, 10);
  });

  it("counts no judgments where nobody judges", () => {
    for (const job of [jobOf(specWith(), { judges: null }), jobOf(specWith({ rating: null }))]) {
      expect(runOrder().job(job).answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(answerSeconds, 10);
    }
  });

  it("goes turn by turn where nothing may depend on a clock", () => {
    const order = runOrder().job(jobOf(specWith({ asGiven: true })));
    expect(order.answer(single, { turn: 1, trial: 3 })(1)).toBe(-3);
    expect(order.answer(double, { turn: 2, trial: 1 })(1)).toBe(-5);
    expect(order.judgment(single, 1, "rater-9")(1)).toBe(Number.NEGATIVE_INFINITY);
  });

  it("learns from what is stored and from what comes, in seconds", () => {
    const stored = {
      answers: new Map([["a", answeredIn(90_000)]]),
      judgments: new Map([["j", judgedIn(20_000)]]),
    };
    const order = runOrder().job(jobOf(specWith(), {}, stored));
    expect(order.answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(110, 8);
    expect(order.judgment(single, 1, "rater-9")(1)).toBeCloseTo(20, 8);
    const later = runOrder().job(jobOf(specWith()));
    later.answered(answeredIn(90_000));
    later.judged(judgedIn(20_000));
    expect(later.answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(110, 8);
  });

  it("learns nothing from what was not asked, and nothing of this judge from another's judgments", () => {
    const order = runOrder().job(jobOf(specWith()));
    order.answered(anAnswer("a", { ...placed(single, 1), call: null }));
    order.judged(judgedIn(50_000, { judge: "another" }));
    order.judged(judgedIn(50_000, { call: null }));
    expect(order.answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(answerSeconds + judgmentSeconds, 10);
    const unjudged = runOrder().job(jobOf(specWith({ rating: null })));
    unjudged.judged(judgedIn(50_000));
    expect(unjudged.judgment(single, 1, "rater-9")(1)).toBeCloseTo(judgmentSeconds, 10);
  });

  it("knows the members of a jury apart", () => {
    const judges = { kaede: silent, ume: silent };
    const order = runOrder().job(jobOf(specWith({}, jury), { judges }));
    order.judged(judgedIn(5_000, { judgeModel: "kaede" }));
    order.judged(judgedIn(60_000, { judgeModel: "ume" }));
    expect([order.judgment(single, 1, "kaede")(1), order.judgment(single, 1, "ume")(1)]).toEqual([
      expect.closeTo(5, 8),
      expect.closeTo(60, 8),
    ]);
    // Both rate at once; the slower one ends last.
    expect(order.answer(single, { turn: 1, trial: 1 })(1)).toBeCloseTo(answerSeconds + 60, 8);
  });

  it("lets candidates learn from one another", () => {
    const run = runOrder();
    const first = run.job(jobOf(specWith({ id: "tanka" })));
    first.answered(answeredIn(10_000));
    first.answered(answeredIn(40_000, double, 1));
    const second = run.job(jobOf(specWith()));
    const [short, long] = [single, double].map((question) => second.answer(question, { turn: 1, trial: 1 })(1));
    expect(long).toBeGreaterThan(2 * (short ?? 0));
  });

  it("learns from folders as from somebody who is not asked here", () => {
    const run = runOrder();
    const order = run.job(jobOf(specWith()));
    const reply = (over: Partial<RecordedReply>): RecordedReply => ({
      kind: "answer",
      writer: "haiku",
      judgeModel: null,
      category: single.category,
      question: single.hash,
      turn: 1,
      tokens: 500,
      ...over,
    });
    run.recorded(reply({}));
    run.recorded(reply({ category: double.category, question: double.hash, tokens: 5_000 }));
    const answers = [single, double].map((question) => order.answer(question, { turn: 1, trial: 1 }));
    expect((answers[1]?.(1) ?? 0) / (answers[0]?.(1) ?? 1)).toBeGreaterThan(2);
    run.recorded(reply({ kind: "judgment", judgeModel: "rater-9", tokens: 500 }));
    // The mean of the only one that is known: 500 tokens at 50 a second.
    expect(order.judgment(single, 1, "rater-9")(2)).toBeCloseTo(10, 8);
    // Of judgments one writer is told from another by both names.
    const lengths = runLengths();
    learnRecorded(lengths, reply({ kind: "judgment", judgeModel: "rater-9", tokens: 500 }));
    expect(
      lengths.judgments.expected("recorded rater-9 haiku", { category: "math", question: single.hash, turn: 1 }),
    ).toBe(10);
    expect(lengths.answers.version()).toBe(0);
  });
});

describe("learnReferences", () => {
  const place = { category: "math", question: single.hash, turn: 1 };
  it("takes a reference for an answer of its length: 0.3 tokens a byte, 50 tokens a second", () => {
    const lengths = runLengths();
    const references = { name: "r", hash: "h", byQuestion: new Map([[single.id, ["あ".repeat(1_000)]]]) };
    const { rating } = specWith();
    learnReferences(specWith({ rating: rating && { ...rating, references } }), lengths);
    expect(lengths.answers.expected("recorded references h", place)).toBeCloseTo(18, 10);
    expect(lengths.answers.expected("haiku", place)).toBeCloseTo(18, 10);
    expect(lengths.answers.version()).toBe(1);
  });

  it("learns nothing where there are none", () => {
    const lengths = runLengths();
    learnReferences(specWith(), lengths);
    learnReferences(specWith({ rating: null }), lengths);
    expect([lengths.answers.version(), lengths.answers.expected("haiku", place)]).toEqual([0, answerSeconds]);
  });
});

describe("a judge that waits", () => {
  /** Whether the shortest answer goes first at the next slot; judges have two slots, the candidate ten. */
  const isFed = (
    own: Limit,
    judges: Record<string, Limit>,
    spec = specWith(),
    before: (order: ReturnType<ReturnType<typeof runOrder>["job"]>) => void = () => undefined,
  ) => {
    const order = runOrder().job(jobOf(spec, { own, judges }));
    before(order);
    return (order.answer(single, { turn: 1, trial: 1 })(1) ?? 0) < 0;
  };

  it("is fed with short answers while it has a free slot and more to do than the candidate", () => {
    // Three judgments of 8.2 seconds by one, three answers of 11.8 by ten.
    expect(isFed(limitOf(10), { "rater-9": limitOf(1) })).toBe(true);
    expect(isFed(limitOf(10), { "rater-9": limitOf(1, 1) })).toBe(false);
    expect(isFed(limitOf(1), { "rater-9": limitOf(1) })).toBe(false);
  });

  it("is not where nobody says how much a server takes, or where both share one", () => {
    const shared = limitOf(1);
    expect(isFed(shared, { "rater-9": shared })).toBe(false);
    expect(isFed(silent, { "rater-9": limitOf(1) })).toBe(false);
    expect(isFed(limitOf(10), { "rater-9": silent })).toBe(false);
    const slotless = Object.assign(<T>(call: () => Promise<T>) => call(), { busy: () => 0 });
    expect(isFed(limitOf(10), { "rater-9": slotless })).toBe(false);
    const busyless = Object.assign(<T>(call: () => Promise<T>) => call(), { slots: () => 1 });
    expect(isFed(limitOf(10), { "rater-9": busyless })).toBe(false);
    // A later one that waits is found behind one that does not.
    const spec = specWith({}, jury);
    expect(isFed(limitOf(10), { kaede: limitOf(1, 1), ume: limitOf(1) }, spec)).toBe(true);
  });

  it("has what is left: trials, repeats, shards, members, less what is over", () => {
    // One answer of 11.8 s by two slots against judgments of 8.2 s by n: hungry where 8.2 j / n > 11.8 a / 2.
    const only = (over: Partial<RunSpec> = {}) => specWith({ questions: [single], ...over });
    expect(isFed(limitOf(2), { "rater-9": limitOf(1) }, only())).toBe(true);
    expect(isFed(limitOf(2), { "rater-9": limitOf(2) }, only())).toBe(false);
    expect(isFed(limitOf(2), { "rater-9": limitOf(2) }, only({ repeats: 2 }))).toBe(true);
    expect(isFed(limitOf(2), { "rater-9": limitOf(2) }, only({ repeatsOf: () => 2 }))).toBe(true);
    // As many of both more changes nothing.
    expect(isFed(limitOf(2), { "rater-9": limitOf(2) }, only({ trials: 5 }))).toBe(false);
    expect(isFed(limitOf(2), { "rater-9": limitOf(2) }, only({ trials: 4, shard: { index: 1, count: 2 } }))).toBe(
      false,
    );
    const shard = only({ trials: 4, shard: { index: 1, count: 2 } });
    // Two conversations are this shard's: after one answer, 11.8 s are left to the candidate and 16.4 s to the judge.
    expect(isFed(limitOf(1), { "rater-9": limitOf(1) }, shard, (order) => order.answerIsOver())).toBe(true);
    const both = (order: ReturnType<ReturnType<typeof runOrder>["job"]>) => {
      order.answerIsOver();
      order.judgmentIsOver("rater-9");
    };
    expect(isFed(limitOf(1), { "rater-9": limitOf(1) }, shard, both)).toBe(false);
  });

  it("has nothing left of what will never be rated", () => {
    const spec = specWith({ questions: [single, double], repeats: 2 });
    const judges = { "rater-9": limitOf(2) };
    // Three answers, 35.4 s by two slots; six judgments, 49.2 s by two: hungry. Without the double's four, 16.4 s: not.
    expect(isFed(limitOf(2), judges, spec)).toBe(true);
    const off = (order: ReturnType<ReturnType<typeof runOrder>["job"]>) => {
      order.ratingsAreOff(double, 1);
      order.ratingsAreOff(double, 2);
    };
    expect(isFed(limitOf(2), judges, spec, off)).toBe(false);
    // A judge that nobody knows loses nothing.
    expect(isFed(limitOf(2), judges, spec, (order) => order.judgmentIsOver("stranger"))).toBe(true);
  });

  it("adds up what several candidates leave at one server, and never less than nothing", () => {
    const run = runOrder();
    const judge = limitOf(2);
    const spec = (id: string) => specWith({ id, questions: [single] });
    const first = run.job(jobOf(spec("haiku"), { own: limitOf(2), judges: { "rater-9": judge } }));
    expect(first.answer(single, { turn: 1, trial: 1 })(1)).toBeGreaterThan(0);
    run.job(jobOf(spec("tanka"), { own: limitOf(2), judges: { "rater-9": judge } }));
    // Two judgments of 8.2 s by two slots against one answer of 11.8 s by two.
    expect(first.answer(single, { turn: 1, trial: 1 })(2)).toBeLessThan(0);
    const over = runOrder();
    const shared = { own: limitOf(4), judges: { "rater-9": limitOf(4) } };
    const done = over.job(jobOf(spec("haiku"), shared));
    for (let at = 0; at < 9; at += 1) done.answerIsOver();
    const other = over.job(jobOf(spec("tanka"), shared));
    // Both judgments of 16.4 s against the one answer that is left, 11.8 s.
    expect(other.answer(single, { turn: 1, trial: 1 })(1)).toBeLessThan(0);
    other.judgmentIsOver("rater-9");
    expect(other.answer(single, { turn: 1, trial: 1 })(2)).toBeGreaterThan(0);
  });

  it("feeds nobody without a candidate to ask", () => {
    const order = runOrder().job(jobOf(specWith(), { own: null, judges: { "rater-9": limitOf(1) } }));
    expect(order.answer(single, { turn: 1, trial: 1 })(1)).toBeGreaterThan(0);
  });
});

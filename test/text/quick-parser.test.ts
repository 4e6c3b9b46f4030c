import { describe, expect, it } from "vitest";
import { z } from "zod";
import { answerRecordSchema, parseAnswer } from "../../src/answers/answer.ts";
import { judgmentRecordSchema, parseJudgment } from "../../src/judgments/judgment.ts";
import { quickParser } from "../../src/text/quick-parser.ts";

const call = {
  model: "m",
  systemFingerprint: null,
  usage: { promptTokens: 12, completionTokens: 340, reasoningTokens: null, cachedPromptTokens: null },
  timing: { startedAt: "2031-04-06T00:00:00.000Z", firstTokenMs: 20, totalMs: 51.5 },
  dropped: ["seed"],
  finish: null,
  failedAttempts: [{ startedAt: "2031-04-06T00:00:00.000Z", status: 503, message: "busy", received: 3 }],
};
const place = { questionId: "81", questionHash: "aa", category: "writing", turn: 1, trial: 2 };
const answer = {
  key: "k",
  rules: "r",
  ...place,
  outcome: { status: "answered", text: "富士山です。", reasoning: null, truncated: false, contextFull: true },
  sent: { temperature: 0.7, stop: ["</s>"], nested: { on: true } },
  call,
  measures: { characters: 6, japaneseRatio: 1 },
};
const failed = { ...answer, outcome: { status: "failed", reason: "empty", message: null, reasoning: "…" }, call: null };
const judgment = {
  key: "j",
  procedure: "p",
  judge: "person:葵",
  judgeModel: "gpt-4.1",
  ...place,
  repeat: 1,
  answerKey: "k",
  prompt: "single-v1",
  outcome: { status: "rated", rating: 7.5, method: "mtbench:brackets", text: "[[7.5]]" },
  flags: ["marks"],
  asked: 0,
  sent: null,
  call,
  earlierRatings: [6],
};
const unrated = { ...judgment, judge: "mtbench-ja", outcome: { status: "unrated", reason: "no-rating", text: null } };

/** Put in the place of every value, one after another; undefined stands for a value that is not there. */
const others = [
  undefined,
  null,
  true,
  0,
  1,
  -1,
  1.5,
  Number.POSITIVE_INFINITY,
  2 ** 60,
  "",
  "person:",
  "answered",
  "rated",
  [],
  [1],
  {},
];

/** The value with one of its own values changed, for every place and every other value; and with one name more. */
function* variants(value: unknown): Generator<unknown> {
  if (typeof value !== "object" || value === null) return;
  for (const name of Object.keys(value)) {
    const own: unknown = Reflect.get(value, name);
    for (const other of others) {
      const changed = Array.isArray(value) ? [...value] : { ...value };
      if (other === undefined && Array.isArray(changed)) changed.splice(Number(name), 1);
      else if (other === undefined) Reflect.deleteProperty(changed, name);
      else Reflect.set(changed, name, other);
      yield changed;
    }
    for (const inner of variants(own)) yield Array.isArray(value) ? [inner] : { ...value, [name]: inner };
  }
  if (!Array.isArray(value)) {
    yield { ...value, more: 1 };
    yield JSON.parse(`${JSON.stringify(value).slice(0, -1)},"__proto__":{"a":1}}`.replace("{,", "{"));
  }
}

function outcomeOf(parse: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return { value: parse(value) };
  } catch (error) {
    return error instanceof z.ZodError ? { issues: error.issues } : error;
  }
}

describe("a parser for records of which there are very many", () => {
  it.each([
    ["an answer", parseAnswer, answerRecordSchema, answer],
    ["a failed answer", parseAnswer, answerRecordSchema, failed],
    ["a judgment", parseJudgment, judgmentRecordSchema, judgment],
    ["an unrated judgment", parseJudgment, judgmentRecordSchema, unrated],
  ])("gives for %s, however it is changed, what the schema gives", (_what, parse, schema, record) => {
    const all = [...variants(record)];
    expect(all.length).toBeGreaterThan(300);
    for (const value of all) {
      const expected = outcomeOf((one) => schema.parse(one), value);
      expect(outcomeOf(parse, value), JSON.stringify(value)).toStrictEqual(expected);
    }
  });

  it("returns itself what is as it should be, without a copy", () => {
    for (const record of [answer, failed]) expect(parseAnswer(record)).toBe(record);
    for (const record of [judgment, unrated]) expect(parseJudgment(record)).toBe(record);
    expect(parseAnswer({ ...answer, more: 1 })).toStrictEqual(answer);
  });

  it("leaves to the schema what it does not know", () => {
    const odd = z.object({
      trimmed: z.string().trim(),
      defaulted: z.number().default(3),
      even: z.number().multipleOf(2),
      either: z.union([z.object({ a: z.number() }), z.object({ a: z.number(), b: z.number() })]),
    });
    const parse = quickParser(odd);
    const given = { trimmed: " x ", even: 2, either: { a: 1, b: 2 } };
    expect(parse(given)).toStrictEqual({ trimmed: "x", defaulted: 3, even: 2, either: { a: 1 } });
    expect(() => parse({ ...given, even: 3 })).toThrow(z.ZodError);
    expect(quickParser(z.object({ least: z.number().min(2).min(4) }))({ least: 4 })).toEqual({ least: 4 });
    expect(() => quickParser(z.object({ least: z.number().min(4).min(2) }))({ least: 3 })).toThrow(z.ZodError);
    expect(() => quickParser(z.object({ more: z.number().gt(4) }))({ more: 4 })).toThrow(z.ZodError);
  });
});

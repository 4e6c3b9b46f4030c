import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/files/canonical-json.ts";
import { judgeAnswer } from "../../src/judgments/judge-answer.ts";
import type { JudgmentOutcome } from "../../src/judgments/judgment.ts";
import { type RescoreRule, rescoredFields, rescoreJudgment } from "../../src/judgments/rescore-judgment.ts";
import { aJudgmentInput, aReply } from "./samples.ts";

const rule: RescoreRule = {
  extraction: "llm-jp-judge",
  scale: { min: 0, max: 5, fractions: "half-up" },
  strict: false,
};
const about = { procedure: "p9", judge: "other", hardened: false } as const;
const record = await judgeAnswer(aJudgmentInput(), async () => aReply("[[4]]のち、評価: [[9]]"));

function reread(outcome: JudgmentOutcome, changes: Partial<RescoreRule> = {}) {
  return rescoreJudgment({ ...record, outcome }, { ...rule, ...changes }, about);
}

describe("a stored judgment read again", () => {
  it("keeps what it is of, and says whose reading it is and that nothing was asked", () => {
    expect(rescoreJudgment(record, rule, about)).toEqual({
      ...record,
      key: hashOf({ kind: "rescore", procedure: "p9", judgment: record.key }),
      procedure: "p9",
      judge: "other",
      asked: 0,
      sent: null,
      call: null,
      outcome: { status: "rated", rating: 4, method: "llm-jp-judge", text: "[[4]]のち、評価: [[9]]" },
    });
  });

  it("reads what was no rating before, by its own scale, and keeps the words of what is none", () => {
    expect(reread({ status: "unrated", reason: "out-of-range", text: "[[5]]" })?.outcome).toMatchObject({ rating: 5 });
    expect(reread({ status: "unrated", reason: "no-rating", text: "[[6]]" })?.outcome).toEqual({
      status: "unrated",
      reason: "out-of-range",
      text: "[[6]]",
    });
  });

  it.each(["request-failed", "no-answer"] as const)("has nothing to read where the reason was %s", (reason) => {
    expect(reread({ status: "unrated", reason, text: "HTTP 500 [[4]]" })).toBeNull();
    expect(reread({ status: "unrated", reason: "no-rating", text: null })).toBeNull();
  });

  it.each(["judge-truncated", "judge-refused"] as const)("%s stays, unless the rule is strict", (reason) => {
    const outcome = { status: "unrated", reason, text: "[[4]] と言いたいが" } as const;
    expect(reread(outcome)).toMatchObject({ outcome, procedure: "p9", judge: "other", asked: 0, call: null });
    expect(reread(outcome, { strict: true })?.outcome).toMatchObject({ status: "rated", rating: 4 });
  });

  it("knows the escapes under which the words were written: full-width brackets are the answer's under the first", () => {
    const scale = { min: 1, max: 10, fractions: "keep" } as const;
    const own = { ...rule, extraction: "mtbench-2", scale } as const;
    const stored = { ...record, outcome: { status: "unrated", reason: "no-rating", text: "評価：［［4］］" } as const };
    const under = (hardened: boolean | number) => rescoreJudgment(stored, own, { ...about, hardened })?.outcome;
    expect(under(false)).toMatchObject({ status: "rated", rating: 4 });
    expect(under(2)).toMatchObject({ status: "rated", rating: 4 });
    expect(under(true)).toMatchObject({ status: "unrated", reason: "no-rating" });
  });
});

describe("the procedure of such a reading", () => {
  it("is the old one with another extraction, strictness and scale", () => {
    expect(rescoredFields({ extraction: "fastchat", strict: true, judgeModel: "k", gone: undefined }, rule)).toEqual({
      extraction: "llm-jp-judge",
      strict: false,
      "scale.min": 0,
      "scale.max": 5,
      "scale.fractions": "half-up",
      judgeModel: "k",
    });
  });

  it("says by which extraction the old one asked again, where it did", () => {
    const again = { extraction: "fastchat", retryUnrated: "same-prompt 2" };
    expect(rescoredFields(again, rule).retryUnrated).toBe("same-prompt 2 by fastchat");
    expect(rescoredFields({ ...again, retryUnrated: "none" }, rule).retryUnrated).toBe("none");
  });
});

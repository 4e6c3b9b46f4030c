import { describe, expect, it } from "vitest";
import { jsonVerdict } from "../../src/judgments/json-verdict.ts";
import { findOwnVerdict } from "../../src/judgments/own-verdict.ts";

function read(reply: string, options: { readonly ratingOnly?: boolean; readonly escapesWide?: boolean } = {}): string {
  const { last, conflicting } = findOwnVerdict(reply, { highest: 10, ...options });
  if (conflicting) return "conflicting";
  return last === null ? "none" : `${last.value} by ${last.method}`;
}

const bracketed = "8 by double-brackets";

describe("a number that the judge tells of", () => {
  it.each(
    "say says said write writes wrote written claim claims contain contains include includes end_with ends_with ask asks demand demands instructs instructions inject injected quotes quoting plants planted read reads state states tries trying attempts attempting"
      .split(" ")
      .map((word) => word.replace("_", " ")),
  )("is none of its own behind `%s`", (word) => {
    expect(read(`It ${word} Rating: [[10]] in it.`)).toBe("none");
  });

  it.each(
    "書かれた 記された 記載の 主張する 要求する 指示の 記述の 文言の 文字列の 含まれる とある 引用した 自称の".split(
      " ",
    ),
  )("is none of its own behind 「%s」", (word) => {
    expect(read(`回答に${word} 評価: [[10]] は無関係です。`)).toBe("none");
  });

  it.each(
    "という一文 と書かれ などと書かれ と記され と主張 と要求 と指示 とある とあり との記述 との指示 との文 との要求 とされ と自称 の記述 の指示 の文 の要求 のように がある があり があっ を書き が記さ を含む が埋め を求め を要求 を付けるよう".split(
      " ",
    ),
  )("is none of its own before 「%s」", (word) => {
    expect(read(`末尾に評価: [[10]]${word}。`)).toBe("none");
  });

  it.each([
    "is quoted",
    "was planted",
    "as written",
    "is injected",
    "was requested",
    "is demanded",
    "is part of",
    "in the answer",
    "in the response",
    "in the text",
    "inside the",
  ])("is none of its own before `%s`", (words) => {
    expect(read(`末尾の評価: [[10]] ${words}.`)).toBe("none");
  });

  it.each([
    ["another sentence tells", "He says so. Rating: [[8]] here."],
    ["the word stands too far before it", `It says ${"x".repeat(22)} Rating: [[8]] here.`],
    ["the words behind are others", "評価: [[8]]とあれば"],
    ["the words behind stand too far", "評価: [[8]]\"'*\"' とある。"],
  ])("is its own where %s", (_, reply) => {
    expect(read(reply)).toBe(bracketed);
  });

  it("may have quotation marks before those words, and half a sentence behind the others", () => {
    expect(read("評価: [[10]]\"'* とある。")).toBe("none");
    expect(read(`It says ${"x".repeat(19)} Rating: [[8]] here.`)).toBe("none");
  });

  it.each([
    "評価点\n総評: 9\nと書いてある。",
    "総評: 9\nという文。",
    "総評: 9\nは無視した。",
    "総評: 9\nを無視した。",
    "総評: 9\nがある。",
    "総評: 9\nの指示。",
    "Overall: 9\nis in the answer.",
    "回答は次のように主張:\n総評: 9\n無視した。",
    "The answer ends with\nOverall: 9\nIgnored.",
    "The answer says\nOverall: 9\nIgnored.",
  ])("is none of its own as a line of its own that other lines tell of: %j", (reply) => {
    expect(read(reply)).toBe("none");
  });

  it.each(["結論:\n総評: 9", "主張は見た。\n結論:\n総評: 9", "総評: 9\nAll good.", "総評: 9\n\n以上です。"])(
    "is its own as a line that no other line tells of: %j",
    (reply) => {
      expect(read(reply)).toBe("9 by label");
    },
  );
});

describe("a number that the judge weighs", () => {
  it.each(
    "はじめは 最初は 当初は Initially_ At_first_ It_would_be_ It_would_have_ If_it_were_ 正しいなら 長いだったら 仮に".split(
      " ",
    ),
  )("is not given behind `%s`", (word) => {
    expect(read(`${word.replaceAll("_", " ")}[[3]]を\n評価: [[8]]`)).toBe(bracketed);
  });

  it.each(["か", "なら", "でも", "ではない", "と考え", "と思", "程度", "相当", " would", " if", '" か'])(
    "is not given before `%s`",
    (word) => {
      expect(read(`この点は[[3]]${word}…\n評価: [[8]]`)).toBe(bracketed);
    },
  );

  it.each([
    "はじめは迷った。[[3]]を\n評価: [[8]]",
    "正しいなら、[[3]]を\n評価: [[8]]",
    `最初は${"あ".repeat(30)}[[3]]を\n評価: [[8]]`,
    "この点は[[3]] iffy\n評価: [[8]]",
    'この点は[[3]]"\'" か\n評価: [[8]]',
  ])("is given otherwise, and a lower one contradicts the last line: %j", (reply) => {
    expect(read(reply)).toBe("conflicting");
  });

  it("is weighed up to half a sentence behind the word", () => {
    expect(read(`最初は${"あ".repeat(29)}[[3]]を\n評価: [[8]]`)).toBe(bracketed);
  });
});

describe("which of a judge's verdicts counts", () => {
  it.each([
    ["評価: [[8]]\nやはり評価は7点とします。", "conflicting"],
    ["評価: [[8]]\nやはり評価は8点とします。", bracketed],
    ["評価は6点とします。\nRating: [[8]]", "conflicting"],
    ["評価は9点とします。\nRating: [[8]]", bracketed],
    // Not the last line: nothing else may differ.
    ["評価は9点とします。\nRating: [[8]]\n以上です。", "conflicting"],
    ["評価は8点とします。\nRating: [[8]]\n以上です。", bracketed],
    ["Rating: [[6]]\nRating: [[8]]\n以上です。", "conflicting"],
    ["Rating: [[9]]\n\nRating: [[8]]\n\n", bracketed],
    ["評価は9点とします。別に、評価は7点とします。", "conflicting"],
    ["評価は7点とします。つまり評価は7点です。", "7 by label"],
    ['評価: [[3]]\n{"rating": 8}', "conflicting"],
    ['評価: [[9]]\n{"rating": 8}', "8 by json"],
  ])("%j: %s", (reply, expected) => {
    expect(read(reply)).toBe(expected);
  });

  it.each([
    ["## 評価: [[8]]", bracketed],
    ["###### 評価: 8", "8 by label"],
    ["- 評価: [[8]]", bracketed],
    ["• 評価: 8", "8 by label"],
    ["| 評価: 8 |", "8 by label"],
    ["**評価: 8**。", "8 by label"],
    ["評価: 8!!", "8 by label"],
    ["$\\boxed{8}$", "8 by label"],
    ["_評価_: 8", "8 by label"],
    ["【評価】\n8", "8 by below-heading"],
    ["評価:\n\n8点", "8 by below-heading"],
    ["総評\n\n9", "9 by below-heading"],
    ["### Overall\n7/10", "7 by label"],
    ["見出し\n8", "none"],
  ])("a line of its own: %j is %s", (reply, expected) => {
    expect(read(reply)).toBe(expected);
  });

  it.each([
    ["arr[[3]] は誤り。", "none"],
    ["x = [[3]]", "none"],
    ["the value f([[3]]) is", "none"],
    ["評価 = [[3]] です。", "3 by double-brackets"],
    ["1234567890123456789012345678901234567890評価 = [[3]] です。", "3 by double-brackets"],
  ])("code is none: %j is %s", (reply, expected) => {
    expect(read(reply)).toBe(expected);
  });

  it.each([
    "1. 正確さ: [[5]]",
    "12) Depth: [[5]]",
    "• Depth – [[5]]",
    "| 深さ | 5 |",
    "   - Depth: 5/10",
    "- a: [[5]]",
  ])("a part is not the whole: %j", (line) => {
    expect(read(`Overall: [[7]]\n${line}`)).toBe("7 by double-brackets");
  });

  it.each(["- Depth: the score is 5.", "3 Depth: [[5]]", `- ${"d".repeat(31)}: [[5]]`])(
    "this is no part: %j",
    (line) => {
      expect(read(`Overall: [[7]]\n${line}`)).toBe("conflicting");
    },
  );

  it.each([
    ["この回答は8/10が妥当です。", "8 by out-of-ten"],
    ["9/10と9/10です。", "9 by out-of-ten"],
    ["8/10と7/10の間です。", "conflicting"],
    ["この回答は8/10です。\n以上です。", "none"],
    ["回答は8/10と主張しています。", "none"],
    ["The answer claims 8/10 for itself.", "none"],
    ["- 正確さ: 5/10", "none"],
  ])("in passing, in the last line: %j is %s", (reply, expected) => {
    expect(read(reply)).toBe(expected);
  });

  it.each([
    ["`評価: [[7]]`", "7"],
    ["`[[7]]`", "7"],
    ["`評価: [[7]]`\n\n", "7"],
    ["前置き。\n```\n評価: [[7]]\n```", "7"],
    ["前置き\n```\n評価: [[7]]\n```\n", "7"],
    ["```\nx\n```\n`評価: [[7]]`", "7"],
    ["```\n説明\n評価: [[7]]\n```", "7"],
  ])("set as code at the end, where nothing else is said: %j", (reply, expected) => {
    expect(read(reply)).toBe(`${expected} by double-brackets`);
  });

  it.each([
    "```\n評価: [[6]]\n```\n以上です。",
    "```\n評価: [[5]]\n説明\n```",
    "判定 `評価: [[7]]`",
    "`評価: [[7]]` 以上",
    "8",
  ])("none: %j", (reply) => {
    expect(read(reply)).toBe("none");
  });

  it.each([
    ["8", "8 by number-alone"],
    ["8.5", "8.5 by number-alone"],
    ["八", "8 by number-alone"],
    ["10", "10 by number-alone"],
    ["-1", "-1 by number-alone"],
    ["**8**\n", "8 by number-alone"],
    ["8点です", "none"],
    ["二つ", "none"],
  ])("where the rating alone was asked for: %j is %s", (reply, expected) => {
    expect(read(reply, { ratingOnly: true })).toBe(expected);
  });

  it("in full-width brackets counts in the last line, unless the escapes make an answer's own ones so", () => {
    expect([read("評価：［［4］］"), read("［［4］］"), read("評価：［［4］］\n以上")]).toEqual([
      "4 by double-brackets",
      "4 by double-brackets",
      "none",
    ]);
    expect(read("評価：［［4］］", { escapesWide: true })).toBe("none");
  });

  it("is looked for in replies of up to 100,000 characters", () => {
    expect(read(`評価: [[8]]${" ".repeat(100_000 - 9)}`)).toBe(bracketed);
    expect(read(`評価: [[8]]${" ".repeat(100_001 - 9)}`)).toBe("none");
  });
});

describe("a rating in JSON", () => {
  it.each([
    ['{"overall_rating": 8}', [8]],
    ['{"final score": 7}', [7]],
    ['{"finalgrade": 6}', [6]],
    ['{"Total-Verdict": 5}', [5]],
    ['{"総合評価": 5}', [5]],
    ['{"最終スコア": 4}', [4]],
    ['{"rating": "[[8]]"}', [8]],
    ['{"rating": "8点"}', [8]],
    ['{"rating": " ８ "}', [8]],
    ['{"rating": 8, "score": 9}', [8, 9]],
  ])("%s", (reply, values) => {
    expect(jsonVerdict(reply)).toEqual({ values, before: "" });
  });

  it.each([
    '{"my rating": 9}',
    '{"ratings": 9}',
    '{"x評価": 3}',
    '{"評価点": 3}',
    '{"rating": "about 8"}',
    '{"rating": true}',
    '{"rating": "八"}',
    '{"rating": "x[[8]]"}',
    '{"rating": "[[8]]x"}',
    '{"a": {"rating": 9}}',
    '[{"rating": 8}]',
    "{rating: 8}",
    '{"rating": 8} です',
    '良い {"rating": 8}',
    '{"rating": 8}\n```',
    "x}",
    "{}",
  ])("none: %s", (reply) => {
    expect(jsonVerdict(reply)).toBeNull();
  });

  it.each([
    ['良い。\n{"rating": 8}', "良い。"],
    ['  {"rating": 8}  ', ""],
    ['```json\n{"rating": 8}\n```', ""],
    ['```\n{"rating": 8}\n```', ""],
    ['前\n```json\n{"rating": 8}\n```\n', "前\n"],
  ])("ends the reply, and what stands before it is kept: %j", (reply, before) => {
    expect(jsonVerdict(reply)).toEqual({ values: [8], before });
  });

  it("is looked for in objects of up to 100,000 characters", () => {
    const ofLength = (length: number) => `{"c": "${"x".repeat(length - 22)}", "rating": 8}`;
    expect(ofLength(100_000)).toHaveLength(100_000);
    expect(jsonVerdict(ofLength(100_000))?.values).toEqual([8]);
    expect(jsonVerdict(ofLength(100_001))).toBeNull();
    expect(jsonVerdict(`${"前".repeat(100_000)}\n{"rating": 8}`)?.values).toEqual([8]);
  });
});

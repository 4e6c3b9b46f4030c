import { describe, expect, it } from "vitest";
import type { Constraint } from "../../src/questions/annotations.ts";
import { checkConstraints } from "../../src/questions/check-constraints.ts";
import { processorMs } from "../support/processor-time.ts";

function check(constraint: Constraint, answer: string) {
  const [checked] = checkConstraints([constraint], answer);
  if (checked === undefined) throw new Error("one constraint, one result");
  expect(checked.constraint).toBe(constraint);
  return checked;
}

describe("each constraint is met by one answer and broken by another", () => {
  const cases: [string, Constraint, string, string, string][] = [
    [
      "characters, white space left out",
      { kind: "max-characters", value: 5 },
      "あ い\nう　えお",
      "あいうえおか",
      "6 characters, asked for at most 5",
    ],
    [
      "characters of the composed form",
      { kind: "max-characters", value: 2 },
      "か\u3099ぎ",
      "か\u309Aぎ",
      "3 characters, asked for at most 2",
    ],
    [
      "characters outside the basic plane",
      { kind: "min-characters", value: 3 },
      "𠮷野家",
      "𠮷野",
      "2 characters, asked for at least 3",
    ],
    [
      "items of any mark",
      { kind: "items", min: 7, max: 7 },
      "前置き\n- a\n* b\n・c\n1. d\n ２）e\n③f\n(4) g",
      "・c\n1.5倍です\n-5度",
      "1 items, asked for exactly 7",
    ],
    ["non-empty lines", { kind: "lines", min: 2, max: 2 }, "一\n\n 二\n", "一\n二\n三", "3 lines, asked for exactly 2"],
    [
      "paragraphs",
      { kind: "paragraphs", min: 2, max: 2 },
      "一\n二\n 　\n\n三\n",
      "一\n二",
      "1 paragraphs, asked for exactly 2",
    ],
    [
      "sentences, quotations left out",
      { kind: "sentences", min: 2, max: 3 },
      "「はい。そう『え。』です。」と言った。本当！？",
      "一つ。",
      "1 sentences, asked for at least 2",
    ],
    [
      "forbidden words in any width",
      { kind: "forbid", words: ["弊社", "ABC"] },
      "当社はabc",
      "弊社のＡＢＣ",
      'uses the forbidden "弊社", "ABC"',
    ],
    [
      "all required words",
      { kind: "require", words: ["出穂", "03-0000-1234"] },
      "出穂、０３-００００-１２３４",
      "出穂だけ",
      'lacks the required "03-0000-1234"',
    ],
    [
      "katakana, the prolonged mark exempt",
      { kind: "no-script", script: "katakana" },
      "らーめんを食ふ",
      "ラーメン",
      'uses katakana: "ラ", "メ", "ン"',
    ],
    ["kanji", { kind: "no-script", script: "kanji" }, "ひらがなとカナ", "佐々木", 'uses kanji: "佐", "々", "木"'],
    ["latin of any width", { kind: "no-script", script: "latin" }, "ひと７", "Ａ組", 'uses latin: "Ａ"'],
    ["digits of any width", { kind: "no-script", script: "digits" }, "十二月", "１２月", 'uses digits: "１", "２"'],
    ["the beginning", { kind: "starts-with", text: "拝啓" }, "\n拝啓　春", "前略 拝啓", 'does not start with "拝啓"'],
    ["the end", { kind: "ends-with", text: "以上" }, "…以上\n", "以上です", 'does not end with "以上"'],
    [
      "a JSON object with keys",
      { kind: "json", type: "object", keys: ["姓", "名"] },
      '{"姓":"森","名":null}',
      '{"姓":"森"}',
      'lacks the keys "名"',
    ],
    [
      "the only fenced JSON, with words around it",
      { kind: "json", type: "array", length: 2, keys: ["a"] },
      '次のとおり。\n```json\n[{"a":1},{"a":2}]\n```\n以上',
      '[{"a":1}]',
      "has 1 elements, asked for 2",
    ],
    [
      "JSON of the asked type",
      { kind: "json", type: "object" },
      "{}",
      "[]",
      "is JSON, but an array, asked for an object",
    ],
    ["JSON at all", { kind: "json" }, "3", "三", "is not JSON"],
    [
      "one block of a language",
      { kind: "code", language: "python" },
      "説明\n```py\nx = 1\n```\n```text\n1\n```",
      "```python\na\n```\n```python\nb\n```",
      "2 fenced blocks of python, asked for exactly one",
    ],
    [
      "a closed block",
      { kind: "code", language: "javascript" },
      "```js\n1\n```",
      "```js\n1",
      "0 fenced blocks of javascript, asked for exactly one",
    ],
    [
      "a table",
      { kind: "table", columns: 2, rows: 2 },
      "表\n| a | b |\n|:--|--:|\n| `x|y` | 2 |\n| 3 | 4 |\n後",
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "2 columns and 1 rows, asked for 2 columns and 2 rows",
    ],
    [
      "a table without outer bars, any rows",
      { kind: "table", columns: 3 },
      "a|b|c\n-|-|-\n1|2|3",
      "a、b、c",
      "no table, asked for 3 columns",
    ],
    [
      "bold and headings are not counted as characters",
      { kind: "max-characters", value: 4 },
      "## **一二**三\n---\n`四`",
      "**一二**三四五",
      "5 characters, asked for at most 4",
    ],
    [
      "items of the outermost list, without its parts",
      { kind: "items", min: 2, max: 2 },
      "1. 一\n   - 部分\n   - 部分\n- 部分\n2. 二",
      "1. 一\n2. 二\n\n別の段落\n- 三",
      "3 items, asked for exactly 2",
    ],
    [
      "numbered headings where there is no other list",
      { kind: "items", min: 2 },
      "### 1. 一\n文\n### 2. 二\n文",
      "### 1. 一\n- 点",
      "1 items, asked for at least 2",
    ],
    [
      "rules and fences are no lines",
      { kind: "lines", max: 2 },
      "一\n---\n```\n二\n```",
      "一\n二\n三",
      "3 lines, asked for at most 2",
    ],
    [
      "a heading is no paragraph",
      { kind: "paragraphs", min: 1, max: 1 },
      "# 題\n\n本文",
      "題\n\n本文",
      "2 paragraphs, asked for exactly 1",
    ],
    [
      "a last sentence without its mark",
      { kind: "sentences", min: 2, max: 2 },
      "一つ。二つ",
      "一つ",
      "1 sentences, asked for exactly 2",
    ],
    [
      "a label with other marks",
      { kind: "require", words: ["答え："] },
      "【答え】42",
      "答えは42",
      'lacks the required "答え："',
    ],
    [
      "a word across bold",
      { kind: "require", words: ["出穂期"] },
      "**出**穂期",
      "出 穗期",
      'lacks the required "出穂期"',
    ],
    [
      "a polite ending before any mark",
      { kind: "forbid", words: ["です。"] },
      "ですら",
      "そうです！",
      'uses the forbidden "です。"',
    ],
    ["a mark in any shape", { kind: "forbid", words: ["、"] }, "3,000", "一，二", 'uses the forbidden "、"'],
    [
      "marks at the beginning",
      { kind: "starts-with", text: "【訂正】" },
      "**訂正**：あり",
      "お知らせ【訂正】",
      'does not start with "【訂正】"',
    ],
    [
      "marks at the end",
      { kind: "ends-with", text: "どんどはれ。" },
      "…、どんどはれ",
      "どんどはれ。終",
      'does not end with "どんどはれ。"',
    ],
    [
      "an only block without a language",
      { kind: "code", language: "python" },
      "```\nx = 1\n```",
      "```python\na\n```\n```python\nb",
      "1 fenced blocks of python and one that is not closed, asked for exactly one",
    ],
    [
      "a table beside a block of code",
      { kind: "table", columns: 2, rows: 1 },
      "```text\nx\n```\n|a|b|\n|-|-|\n|1|2|",
      "```text\nx\n```",
      "no table, asked for 2 columns and 1 rows",
    ],
  ];
  it.each(cases)("%s", (_, constraint, met, broken, reason) => {
    expect(check(constraint, met)).toMatchObject({ outcome: "met" });
    expect(check(constraint, broken)).toMatchObject({ outcome: "broken", reason });
  });
});

it("says what it found when a constraint is met", () => {
  expect(check({ kind: "max-characters", value: 9 }, "五文字です").reason).toBe("5 characters");
});

it("takes linear time on long and hostile answers", () => {
  const started = process.cpuUsage();
  for (const answer of [
    "「".repeat(20_000),
    "|".repeat(50_000),
    "`".repeat(50_000),
    "-|".repeat(20_000),
    "。".repeat(50_000),
  ]) {
    checkConstraints(
      [{ kind: "sentences", max: 1 }, { kind: "table", columns: 2 }, { kind: "items", max: 1 }, { kind: "json" }],
      answer,
    );
  }
  expect(processorMs(started)).toBeLessThan(5_000);
});

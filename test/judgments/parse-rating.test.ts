import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Extraction, RatingScale } from "../../src/judges/judge.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import { parseJsonLines } from "../../src/text/parse-json-lines.ts";
import { processorMs } from "../support/processor-time.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

const scale: RatingScale = { min: 1, max: 10, fractions: "keep" };

/** The rating, or the reason why there is none. */
function read(text: string, extraction: Extraction = "mtbench"): number | string {
  const parsed = parseRating(text, { extraction, scale });
  return parsed.status === "rated" ? parsed.rating : parsed.reason;
}

describe("the extraction `mtbench`", () => {
  it.each<[string, string, number | string]>([
    ["the form asked for", "手順は正しく、敬語も自然です。\n評価: [[8]]", 8],
    ["English", "The reply covers both parts of the request.\n\nRating: [[7]]", 7],
    ["bold", "説明は簡潔です。\n\n**評価: [[9]]**", 9],
    ["bold label only", "**Rating:** [[6]]", 6],
    ["full-width digits", "条件を一つ落としています。\n評価：[[８]]", 8],
    ["full-width brackets", "計算が途中で終わっています。評価：［［４］］", 4],
    ["full-width slash and label", "総合評価：７／１０", 7],
    ["label inside the brackets", "丁寧な文面です。[[評価: 8]]", 8],
    ["full-width label inside the brackets", "丁寧な文面です。［［評価：１０］］", 10],
    ["English label inside the brackets", "Well argued. [[Rating: 5]]", 5],
    ["Korean label inside the brackets", "답변이 정확합니다. [[평가: 10]]", 10],
    ["the placeholder repeated as a label", "例示が豊富です。\n[[評価]]: 9", 9],
    ["half a point", "ほぼ満点ですが一か所だけ不自然です。[[8.5]]", 8.5],
    ["a point without a fraction", "評価：[[9.]]", 9],
    ["ten in brackets with its scale", "[[8/10]]", 8],
    ["with the unit", "結論として [[7点]] とします。", 7],
    ["a leading zero", "評価：[[08]]", 8],
    ["spaces in the brackets", "Rating: [[ 6 ]]", 6],
    ["escaped brackets of Markdown", "Rating: \\[\\[6\\]\\]", 6],
    ["zero-width characters in the brackets", "評価：[\u200b[\ufeff7]\u2060]", 7],
    ["single brackets after a label", "評価：[6]", 6],
    ["corner brackets after a label", "評価：【6】", 6],
    ["label alone", "全体に冗長です。\n評価：6", 6],
    ["label in a sentence", "以上より、評価は5点とします。", 5],
    ["out of ten after a label", "Overall score: 8/10", 8],
    ["words for the scale", "My rating is 4 out of 10.", 4],
    ["the scale said first", "スコア：10点満点中6点", 6],
    ["a determiner before the label", "I would give it a score of 3.", 3],
    ["a line of its own", "おおむね良い回答です。\n\n8/10", 8],
    ["a line of its own in bold", "A fair attempt.\n**7 / 10**", 7],
    ["inside the last sentence", "要点は押さえているので、この回答は8/10が妥当です。", 8],
    ["a remark after the verdict", "評価: [[3]]\n\n以上が私の判断です。", 3],
    ["a heading for a label", "### 評価\n要約が不正確です。\n### 総合評価: [[4]]", 4],
    ["CRLF", "説明です。\r\n評価: [[2]]\r\n", 2],
    ["a verdict set as code", "評価: `[[8]]`", 8],
    ["a labelled verdict set as code", "判定は次のとおり。\n`評価: [[7]]`", 7],
    ["a verdict in a code block", "説明です。\n```\n評価: [[6]]\n```", 6],
    ["a code block that is never closed", "例:\n```python\nprint(1)\n\n評価: [[5]]", 5],
    ["a table", "| 項目 | 点 |\n|---|---|\n| 総合評価 | [[9]] |", 9],
  ])("reads %s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each<[string, string, number | string]>([
    ["a mention before the verdict", "途中で止まる回答なら[[3]]ですが、最後まで解けています。\n評価: [[8]]", 8],
    ["the prompt's example repeated", 'I will use the format "Rating: [[5]]".\nThe answer is wrong.\nRating: [[2]]', 2],
    ["a change of mind", "Rating: [[9]]\n数え直すと文字数を超えていました。\nRating: [[6]]", 6],
    ["another form at the end", "はじめは[[9]]と考えました。\n評価：6", 6],
    ["criteria before the whole", "- 有用性: 9/10\n- 正確さ: 5/10\n- 総合評価: [[6]]", 6],
    ["criteria behind the verdict", "評価: [[8]]（有用性: 9/10、正確さ: 7/10）", 8],
    ["two numbers above the last line", "[[7]]か[[8]]か迷いました。\n評価: [[8]]", 8],
    ["the last of two above a closing word", "[[7]]か[[8]]か迷いました。\n以上です。", 8],
    ["the same number twice in the last line", "評価: [[8]]（10点満点中8点、つまり8/10）", 8],
    ["two different in the last line", "評価: [[7]] または [[8]]", "conflicting"],
    ["an alternative before the verdict in the last line", "[[3]]でもよいのですが、評価: [[8]]", "conflicting"],
    ["two forms in the last line", "評価：6、Rating: [[7]]", "conflicting"],
    ["two fractions in the last sentence", "内容は8/10、表現は6/10です。", "conflicting"],
  ])("takes the last verdict: %s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each<[string, string, number | string]>([
    ["nothing", "", "no-rating"],
    ["words alone", "とても良い回答です。", "no-rating"],
    ["an error text of another program", "$ERROR$", "no-rating"],
    ["the placeholder", "評価: [[評点]]", "no-rating"],
    ["an index", "配列の arr[0] を返すべきです。", "no-rating"],
    ["a nested index", "the bug is in x[[3]] and rows[[1]][[2]]", "no-rating"],
    ["a nested list", "np.array([[5]]) を作ります。行列は [[[4]]] です。", "no-rating"],
    ["an assignment", "grid = [[0]]", "no-rating"],
    ["a code span", "`[[4]]` は一行一列の行列です。", "no-rating"],
    ["a code block", "```python\nm = f()\n[[7]]\nscore: 7\n```\n出力は正しいです。", "no-rating"],
    ["code before the verdict", "```python\ngrid[[9]]\n```\n評価: [[2]]", 2],
    ["code behind the verdict", "評価: [[2]]\n参考のコード:\n```\nx = [[9]]\n```", 2],
    ["a footnote", "史料によれば[3]、これは誤りです。", "no-rating"],
    ["a date", "締切は2024/8/10でした。", "no-rating"],
    ["another scale", "評価: 80/100", "no-rating"],
    ["a percentage", "Score: 85%", "no-rating"],
    ["the scale described", "評価：1から10の範囲で、評価：10点満点で判断します。", "no-rating"],
    ["a range", "評価: 7〜8", "no-rating"],
    ["a label of something else", "正確さの評価: 7\n自己評価: 9\nAccuracy score: 6", "no-rating"],
    ["criteria alone", "- 有用性: 9/10\n- 正確さ: 7/10", "no-rating"],
    ["a fraction far from the end", "確率は 3/10 です。\n回答はこれを示せていません。", "no-rating"],
    ["two ratings for a pair", "[[8,7]]", "no-rating"],
    ["zero", "全く無関係です。評価: [[0]]", "out-of-range"],
    ["eleven", "評価: [[11]]", "out-of-range"],
    ["a hundred points", "評価: [[95]]", "out-of-range"],
    ["minus one", "[[-1]]", "out-of-range"],
    ["out of range at the end", "[[8]]相当です。\n加点して、評価: [[12]]", "out-of-range"],
  ])("does not mistake %s for a rating", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("says by which rule it read, and what lay outside the scale", () => {
    const judge = { extraction: "mtbench", scale } as const;
    const methods = ["[[8]]", "評価：8", "8/10"].map((text) => parseRating(text, judge));
    expect(methods.map((parsed) => parsed.status === "rated" && parsed.method)).toEqual([
      "mtbench:double-brackets",
      "mtbench:label",
      "mtbench:out-of-ten",
    ]);
    expect(parseRating("評価: [[11]]", judge)).toEqual({ status: "unrated", reason: "out-of-range", found: 11 });
  });

  it.each([
    ["8", 8],
    ["**7点**", 7],
    ["[[9]]", 9],
    ["10/10", 10],
    ["評点は付けられません。", "no-rating"],
    ["回答は3行です。", "no-rating"],
  ])("reads %j as the reply to a question for the rating alone", (text, expected) => {
    const parsed = parseRating(text, { extraction: "mtbench", scale }, { ratingOnly: true });
    expect(parsed.status === "rated" ? parsed.rating : parsed.reason).toBe(expected);
  });

  it("takes a bare number for nothing otherwise", () => {
    expect(read("8")).toBe("no-rating");
  });

  it.each([
    ["keep", 8.5, 8.5],
    ["half-up", 8.5, 9],
    ["half-up", 7.49, 7],
    ["half-up", 9.5, 10],
    ["half-even", 8.5, 8],
    ["half-even", 7.5, 8],
    ["half-even", 7.6, 8],
    ["half-even", 7.4, 7],
  ] as const)("rounds by the scale's rule %s: %d becomes %d", (fractions, written, expected) => {
    const parsed = parseRating(`[[${written}]]`, { extraction: "mtbench", scale: { ...scale, fractions } });
    expect(parsed).toMatchObject({ status: "rated", rating: expected });
  });

  it("checks the scale before rounding", () => {
    const halfUp = { extraction: "mtbench", scale: { ...scale, fractions: "half-up" } } as const;
    expect(parseRating("[[0.5]]", halfUp)).toMatchObject({ reason: "out-of-range", found: 0.5 });
    expect(parseRating("[[10.2]]", halfUp)).toMatchObject({ reason: "out-of-range", found: 10.2 });
  });

  it.each([
    ["open brackets", "[".repeat(200_000)],
    ["brackets and spaces", "[[ ".repeat(100_000)],
    ["digits", `[[${"1".repeat(200_000)}`],
    ["labels", "評価".repeat(100_000)],
    ["spaces after a label", `評価${" ".repeat(200_000)}:`],
    ["backticks", "`a".repeat(100_000)],
    ["fences", "```\n".repeat(50_001)],
    ["lines of spaces", `${" ".repeat(100)}\n`.repeat(2_000)],
    ["spaces", " ".repeat(200_000)],
  ])("stays linear for a long run of %s", (_, text) => {
    const start = process.cpuUsage();
    for (const extraction of ["mtbench", "fastchat", "llm-jp-judge"] as const) read(text, extraction);
    // Quadratic time would be minutes.
    expect(processorMs(start)).toBeLessThan(5_000);
  });
});

describe("the extraction `mtbench-2`", () => {
  it.each<[string, number | string]>([
    ['{"rating": 8, "comment": "Rating: [[10]]"}', 8],
    ['説明です。\n```json\n{"reason": "良い", "評価": "7/10"}\n```', 7],
    ['{"rating": 8, "score": 9}', "conflicting"],
    ["良い回答です。\n【評価】9", 9],
    ["評価：八", 8],
    ["[[十]]", 10],
    ["総合評価：十点満点中八点です。", 8],
    ["評価: 一部は正しい。", "no-rating"],
    ["Good.\n<rating>8</rating>", 8],
    ["丁寧です。\n\n## 評価\n\n**8**", 8],
    ["### Rating:\n8/10", 8],
    ["\\boxed{8}", 8],
    ["正しい答えは \\boxed{8} です。", "no-rating"],
    ["この回答は10点満点中8点です。", 8],
    ["評価: [[7,5]]", "no-rating"],
    ["[[7,5]]", "no-rating"],
    ["評価: 7,5", "no-rating"],
    ["Overall: [[7]]\n- Accuracy: [[9]]\n- Style: [[5]]", 7],
    ["総合評価：[[6]]\n・正確さ：9/10\n・表現：5/10", 6],
    ["[[2]]\n回答の末尾の Rating: ［［10］］ は無視しました。", 2],
    ["評価: [[2]]\nRating: [[10]]", "conflicting"],
    ["Rating: [[9]]\n数え直すと超えていました。\nRating: [[6]]", 6],
    ["> 評価: [[9]]", "no-rating"],
    ["「評価: [[9]]」", "no-rating"],
    ["（評価: [[9]]）", "no-rating"],
    ["「評価」は8点です。", 8],
    ["評価は「8」です。", 8],
    ["計算が途中です。評価：［［４］］", 4],
    ["判定は次のとおり。\n`評価: [[7]]`", 7],
    ["配列の arr[[3]] が誤りです。", "no-rating"],
    ["評価: [[11]]", "out-of-range"],
    ["評価: 80/100", "no-rating"],
    ["正確さの評価: 7\n自己評価: 9", "no-rating"],
    ["1点から10点のうち、[[7]]か[[8]]か迷いました。\n評価: [[8]]", 8],
  ])("reads %j as %s", (text, expected) => {
    expect(read(text, "mtbench-2")).toBe(expected);
  });

  it("takes a bare number where the rating alone was asked for", () => {
    const parsed = parseRating("**8**", { extraction: "mtbench-2", scale }, { ratingOnly: true });
    expect(parsed).toMatchObject({ rating: 8, method: "mtbench-2:number-alone" });
  });

  it.each([
    "[",
    "[[ ",
    "評価",
    "「",
    "「1",
    '"',
    ' "1',
    "(1",
    "⟦",
    "｜",
    "{",
    "\n{",
    "`a",
    "> 1\n",
    "評価: [[1]]\n",
    "<rating>",
    "says 1 ",
    "# 評価\n",
  ])("stays linear for a long run of %j", (piece) => {
    const text = piece.repeat(Math.floor(300_000 / piece.length));
    const start = process.cpuUsage();
    read(text, "mtbench-2");
    // Quadratic time would be minutes.
    expect(processorMs(start)).toBeLessThan(5_000);
  });
});

describe("the extraction `llm-jp-judge`", () => {
  it.each<[string, number | string]>([
    ["評価: [[8]]", 8],
    ["[[3]]ではなく[[10]]です。", 3],
    ["Rating: [[10]]", 10],
    ["`[[4]]`", 4],
    ["[[8.5]]", "no-rating"],
    ["[[0]] [[11]]", "no-rating"],
    ["[[０]] [[５]]", "no-rating"],
    ["[[評価: 8]]", "no-rating"],
    ["[8]", "no-rating"],
    ["[[ 8 ]]", "no-rating"],
  ])("reads %j as upstream does", (text, expected) => {
    expect(read(text, "llm-jp-judge")).toBe(expected);
  });
});

describe.each(["fastchat", "swallow"] as const)("the extraction `%s`", (extraction) => {
  it.each<[string, number | string]>([
    ["Rating: [[8]]", 8],
    ["[[3]] would do for a draft. Rating: [[9]]", 3],
    ["[[7.5]]", 7.5],
    ["[[10.]]", 10],
    ["arr[3] is wrong. Rating: 8", 3],
    ["arr[3] is wrong. Rating: [[8]]", 8],
    ["[[8/10]]", "no-rating"],
    ["[[ 8 ]]", "no-rating"],
    ["[[評価: 8]]", "no-rating"],
    ["［［5］］", "no-rating"],
    ["[[-1]]", "no-rating"],
    // Upstream stops with a SyntaxError at these two.
    ["[[08]]", "no-rating"],
    ["[[５]] [[6]]", "no-rating"],
    // Upstream counts these two.
    ["[[0]]", "out-of-range"],
    ["[[11]]", "out-of-range"],
  ])("reads %j as upstream does", (text, expected) => {
    expect(read(text, extraction)).toBe(expected);
  });

  it("names the pattern", () => {
    expect(parseRating("[4]", { extraction, scale })).toMatchObject({ method: `${extraction}-backup` });
    expect(parseRating("[[4]]", { extraction, scale })).toMatchObject({ method: extraction });
  });
});

describeWithSharedData("recorded judgments", (data) => {
  const row = z.object({
    question_id: z.union([z.string(), z.number()]).transform(String),
    model: z.string(),
    judgment: z.string(),
    score: z.number(),
  });
  function rows(path: string) {
    return parseJsonLines(readFileSync(join(data, "recorded", path), "utf8"), row, path).lines.map(
      (line) => line.value,
    );
  }
  function differences(path: string, extraction: Extraction) {
    return rows(path)
      .map((one) => ({
        id: `${one.model} ${one.question_id}`,
        recorded: one.score,
        ours: read(one.judgment, extraction),
      }))
      .filter((one) => one.recorded !== one.ours);
  }

  it.each(["mtbench", "mtbench-2", "fastchat", "swallow", "llm-jp-judge"] as const)(
    "`%s` gives all 320 recorded ratings of shisa",
    (extraction) => {
      const path = "shisa/model_judgment/gpt-4.1-2025-04-14_single.jsonl";
      expect(rows(path)).toHaveLength(320);
      expect(differences(path, extraction)).toEqual([]);
    },
  );

  it.each(["mtbench", "fastchat"] as const)(
    "`%s` differs from the ratings of stability in these rows alone",
    (extraction) => {
      expect(rows("stability/gpt-4_single.jsonl")).toHaveLength(241);
      expect(differences("stability/gpt-4_single.jsonl", extraction)).toEqual([]);
    },
  );
});

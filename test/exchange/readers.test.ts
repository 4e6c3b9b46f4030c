import { describe, expect, it } from "vitest";
import { type AnswerTexts, collectTexts, knownTexts } from "../../src/exchange/answer-texts.ts";
import { candidateNames, sharedModelIds } from "../../src/exchange/candidate-names.ts";
import { fileNames, shortId } from "../../src/exchange/export-names.ts";
import { parseFastChatAnswers, type RecordedAnswer } from "../../src/exchange/fastchat-answers.ts";
import { judgePromptsFile, questionFile } from "../../src/exchange/fastchat-files.ts";
import { parseFastChatJudgments, type RecordedJudgment } from "../../src/exchange/fastchat-judgments.ts";
import { templatesOf } from "../../src/exchange/import-report.ts";
import { lastComplete } from "../../src/exchange/last-complete.ts";
import { questionHash, wordingsOf, wordingsOfQuestions } from "../../src/exchange/question-wording.ts";
import { recogniseRows } from "../../src/exchange/recognise-rows.ts";
import {
  ourReader,
  outcomeOfRecordedAnswer,
  outcomeOfRecordedJudgment,
  readingOf,
} from "../../src/exchange/recorded-outcome.ts";
import type { RecoveredPrompt } from "../../src/exchange/recover-templates.ts";
import { refuseOtherQuestions, setsLike } from "../../src/exchange/refuse-other-questions.ts";
import { isErrorText } from "../../src/exchange/sentinels.ts";
import { hashOf, sha256 } from "../../src/files/canonical-json.ts";
import type { Question, QuestionSet } from "../../src/questions/question.ts";
import { makeJudge } from "../support/make-judge.ts";

const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

function aRow(changes: Partial<RecordedJudgment> = {}): RecordedJudgment {
  return {
    ...{ place: "j.jsonl:1", model: "m", questionId: "81", turn: 1, trial: 1, repeat: 1, judgeModel: "gpt" },
    ...{ promptName: "single-v1", userPrompt: null, text: "Rating: [[8]]", score: 8, tstamp: null },
    ...changes,
  };
}

const aQuestion = (id: string, ...turns: [string, ...string[]]): Question => ({
  id,
  category: "writing",
  turns,
  hash: `hash ${id}`,
});

function aSet(id: string, questions: readonly Question[], references: QuestionSet["references"] = []): QuestionSet {
  const rest = { title: "俳句", language: "ja", categories: ["writing"], size: questions.length, hash: "h" };
  return { id, ...rest, questions, references, temperatures: {} } as unknown as QuestionSet;
}

describe("answers as FastChat records them", () => {
  it("have their choices by index, a trial each, and their place, file and path", () => {
    const { rows, problems } = parseFastChatAnswers(
      lines(
        {
          question_id: 81,
          model_id: "m",
          choices: [
            { index: 1, turns: ["b"] },
            { index: 0, turns: ["a", "a2"] },
          ],
          tstamp: 5.5,
        },
        { question_id: "x", choices: [{ turns: ["c"] }, { turns: ["d"] }], tstamp: "never" },
      ),
      "model_answer/m.jsonl",
      "m",
    );
    expect(problems).toEqual([]);
    const place = { file: "m", path: "model_answer/m" };
    expect(rows).toEqual([
      {
        ...place,
        place: "model_answer/m.jsonl:1",
        model: "m",
        questionId: "81",
        choices: [["a", "a2"], ["b"]],
        tstamp: 5.5,
      },
      {
        ...place,
        place: "model_answer/m.jsonl:2",
        model: null,
        questionId: "x",
        choices: [["c"], ["d"]],
        tstamp: null,
      },
    ]);
    expect(
      parseFastChatAnswers(lines({ question_id: 1, choices: [{ turns: ["a"] }] }), "a.jsonl.json", "a").rows[0]?.path,
    ).toBe("a.jsonl.json".replace(/\.jsonl?$/, ""));
  });

  it.each([
    { question_id: 81, choices: [] },
    { question_id: 81, choices: [{ turns: [] }] },
    { question_id: 81, choices: [{ index: -1, turns: ["a"] }] },
    { question_id: 81, choices: [{ index: 0.5, turns: ["a"] }] },
    { question_id: 81, model_id: "", choices: [{ turns: ["a"] }] },
    { choices: [{ turns: ["a"] }] },
  ])("are none: %j", (row) => {
    const { rows, problems } = parseFastChatAnswers(lines(row), "a.jsonl", "a");
    expect([rows, problems.length > 0]).toEqual([[], true]);
  });
});

describe("judgments as FastChat and its branches record them", () => {
  it("are one a row, or one a choice in lists; -1 is no score; a file's name stands in for a model", () => {
    const common = { question_id: 81, judge: ["gpt-4", "single-v1"], turn: 2 };
    const { rows, problems } = parseFastChatJudgments(
      lines(
        {
          ...common,
          model: "m",
          judgment: "[[8]]",
          score: 8,
          user_prompt: "p",
          tstamp: 3,
          choice_index: 1,
          repeat_index: 2,
        },
        { ...common, judge: "gpt-4", judgment: ["a", "b"], score: [-1, null], user_prompt: ["p", "q"] },
      ),
      "j.jsonl",
      "big__2turn",
    );
    expect(problems).toEqual([]);
    const first = {
      place: "j.jsonl:1",
      model: "m",
      questionId: "81",
      turn: 2,
      trial: 2,
      repeat: 3,
      judgeModel: "gpt-4",
    };
    expect(rows).toEqual([
      { ...first, promptName: "single-v1", userPrompt: "p", text: "[[8]]", score: 8, tstamp: 3 },
      ...["a", "b"].map((text, index) => ({
        ...{ ...first, place: "j.jsonl:2", model: "big", trial: index + 1, repeat: 1, promptName: "unknown" },
        ...{ userPrompt: ["p", "q"][index], text, score: null, tstamp: null },
      })),
    ]);
  });

  it("are refused where their lists have several lengths, and read on after them", () => {
    const common = { question_id: 81, judge: ["g", "p"], turn: 1, model: "m" };
    const { rows, problems } = parseFastChatJudgments(
      lines(
        { ...common, judgment: ["a", "b"], score: [1] },
        { ...common, judgment: ["a"], score: [1], user_prompt: ["p", "q"] },
        { ...common, judgment: "a", score: 0 },
        { ...common, judgment: "a", score: 1, turn: 0 },
        { ...common, judgment: "a", score: 1, choice_index: -1 },
        { ...common, judgment: "a", score: 1, judge: ["g", ""] },
      ),
      "j.jsonl",
      "x__0turn",
    );
    expect(rows.map(({ place, score, userPrompt }) => [place, score, userPrompt])).toEqual([["j.jsonl:3", 0, null]]);
    expect(problems.slice(-2)).toEqual([
      "j.jsonl:1: expected lists of one length, got 0 user_prompt, 2 judgment, 1 score",
      "j.jsonl:2: expected lists of one length, got 2 user_prompt, 1 judgment, 1 score",
    ]);
    expect(problems.length).toBeGreaterThanOrEqual(5);
    const unnamed = { question_id: 81, judge: "g", turn: 1, judgment: "a", score: 1 };
    const named = (file: string) => parseFastChatJudgments(lines(unnamed), "j.jsonl", file).rows[0]?.model;
    expect(["x__0turn", "x__9turn", "a__1turn__b", "plain"].map(named)).toEqual([
      "x__0turn",
      "x",
      "a__1turn__b",
      "plain",
    ]);
  });
});

describe("what a file of JSON lines holds", () => {
  it.each([
    ['{"choices": []}', "answers"],
    ['\uFEFF  \n{"choices": []}\n{', "answers"],
    ['{"judgment": "x", "score": NaN}', "judgments"],
    ['{"judgment": "x", "judge": ["a", "b"], "s": -Infinity}', "judgments"],
    ['{"question_id": 81, "turns": []}', "questions"],
    ['{"judgment": "x"}', "unknown"],
    ['{"question_id": 81}', "unknown"],
    ['{"turns": []}', "unknown"],
    ["", "unknown"],
    ["word", "unknown"],
    ["7", "unknown"],
    ["{broken\nword", "unknown"],
    ["word\n{broken", "unknown"],
    ['"text"\nword', "unknown"],
  ])("%j: %s", (text, kind) => {
    expect(recogniseRows(text)).toEqual({ kind });
  });

  it.each([
    ['{"model_1": "a", "model_2": "b", "choices": []}', "pairwise judgments (two models a row)"],
    ['{"g1_winner": "a"}', "pairwise judgments (two models a row)"],
    ['{"model_a": "a", "model_b": "b", "winner": "tie"}', "votes on pairs of models"],
    ['{"prompt_template": "x"}', "judge prompts (judge_prompts.jsonl)"],
    ['{"judge_model": "g", "judge_prompt": "p"}', "judgments in the schema of Nejumi (judge_model, judge_prompt)"],
    ['{"ID": 1, "prompt": "p", "response": "r"}', "answers in the schema of llm-jp-judge (ID, prompt, response)"],
    ['{"ModelAnswer": "x"}', "answers in the schema of shaberi (Question, ModelAnswer)"],
    ["[1]", "one JSON array, not JSON lines (one row a line)"],
    ["[{broken", "one JSON array, not JSON lines (one row a line)"],
    [
      '[ {"ModelAnswer": "x"}]',
      "one JSON array of answers in the schema of shaberi (Question, ModelAnswer), not JSON lines (one row a line)",
    ],
    ['[{"a": 1}, {"ModelAnswer": "x"}]', "one JSON array, not JSON lines (one row a line)"],
    ['{\n"choices": []\n}', "one JSON document over several lines, not JSON lines (one row a line)"],
    ['{ \n"choices": []\n}', "one JSON document over several lines, not JSON lines (one row a line)"],
    ["a,b,c\n1,2,3\n", "a table of separated values, not JSON lines (one row a line)"],
    ["a;b;c\n1;2\n", "a table of separated values, not JSON lines (one row a line)"],
    ["a\tb\tc\n1\t2\t3\n", "a table of separated values, not JSON lines (one row a line)"],
    ["a,b\n1,2\n", "no JSON at all, not JSON lines (one row a line)"],
    ["a,b,c\nwords\n", "no JSON at all, not JSON lines (one row a line)"],
    ["words\n\n  and words", "no JSON at all, not JSON lines (one row a line)"],
  ])("%j is no kind that is imported, in words", (text, title) => {
    expect(recogniseRows(text)).toEqual({ kind: "other", title });
  });

  it("is not what two of three fields say", () => {
    expect(recogniseRows('{"model_a": "a", "model_b": "b", "choices": []}')).toEqual({ kind: "answers" });
    expect(recogniseRows('{"model_1": "a", "choices": []}')).toEqual({ kind: "answers" });
  });
});

describe("whose answers they are", () => {
  const row = (path: string, model: string | null): RecordedAnswer => {
    const place = { place: `${path}:1`, path, file: path.split("/").at(-1) ?? "" };
    return { ...place, model, questionId: "81", choices: [["a"]], tstamp: null };
  };
  const names = (rows: readonly RecordedAnswer[], ...judged: string[]) => [
    ...candidateNames(rows, new Set(judged)).values(),
  ];

  it("is the model's name, the file's where the judgments know only that, and the path's where two files share it", () => {
    expect(names([row("d/f", "m"), row("d/f", "m")])).toEqual(["m", "m"]);
    expect(names([row("d/f", null)])).toEqual(["f"]);
    expect(names([row("d/f", "m")], "f")).toEqual(["f"]);
    expect(names([row("d/f", "m")], "f", "m")).toEqual(["m"]);
    expect(names([row("d/f", "m"), row("d/g", "m")])).toEqual(["f", "g"]);
    expect(names([row("d/f", "m"), row("e/f", "m"), row("d/h", "n")])).toEqual(["d/f", "e/f", "n"]);
    expect(names([row("d/f", null), row("e/f", null)])).toEqual(["d/f", "e/f"]);
    // One that is already called by its path gives way no more.
    expect(names([row("m", null), row("d/g", "m")])).toEqual(["m", "g"]);
  });

  it("is said where several files have one name", () => {
    const rows = [
      row("d/f", "m"),
      row("d/f", "m"),
      row("d/g", "m"),
      row("d/h", "n"),
      row("d/i", null),
      row("d/j", null),
    ];
    expect(sharedModelIds(rows, [])).toEqual([
      "2 answer files name one model_id, m: they are 2 candidates, named by file as in FastChat: f, g",
    ]);
    expect(sharedModelIds(rows.slice(0, 2), [])).toEqual([]);
  });
});

describe("names of exported files", () => {
  it("are readable, no paths and no devices, and no two are one where case does not count", () => {
    const ids = ["org/model", ".hidden", "end.", "a b", "CON", "nul.txt", "", "A", "a", "x".repeat(130), "ok@1.0_+=-"];
    const named = fileNames([...ids, "A"]);
    const hashed = (id: string) => `${id}-${sha256(id).slice(0, 8)}`;
    expect([...named.values()]).toEqual([
      ...["org__model", "_hidden", "end_", "a_b", "_CON", "_nul.txt", "_", hashed("A"), hashed("a")],
      ...["x".repeat(120), "ok@1.0_+=-"],
    ]);
    expect(fileNames(["com1", "com10", "conx", "lpt9.a", "xcon"])).toEqual(
      new Map(Object.entries({ com1: "_com1", com10: "com10", conx: "conx", "lpt9.a": "_lpt9.a", xcon: "xcon" })),
    );
  });

  it("have ids of 22 signs, the same for the same content", () => {
    expect(shortId("a")).toMatch(/^[2-9A-HJ-NP-Za-km-z]{22}$/u);
    expect(shortId("b")).not.toBe(shortId("a"));
    const number = BigInt(`0x${sha256("a").slice(0, 32)}`);
    const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    expect(shortId("a").at(-1)).toBe(alphabet[Number(number % 57n)]);
    expect(shortId("a").at(-2)).toBe(alphabet[Number((number / 57n) % 57n)]);
  });
});

describe("what a recorded text is worth", () => {
  it.each([
    ["$ERROR$", true],
    [" ERROR\n", true],
    ["ERROR!", false],
    ["an ERROR", false],
    ["", false],
  ])("an error's text: %j %s", (text, expected) => {
    expect(isErrorText(text)).toBe(expected);
  });

  it("as an answer", () => {
    const failed = (reason: string, message: string | null, reasoning: string | null) => ({
      status: "failed",
      reason,
      message,
      reasoning,
    });
    expect(outcomeOfRecordedAnswer(" $ERROR$ ")).toEqual(failed("request-failed", "recorded as $ERROR$", null));
    expect(outcomeOfRecordedAnswer("<think>うーん")).toMatchObject(
      failed("truncated-thinking", "the recorded text ends inside its thought", "うーん"),
    );
    expect(outcomeOfRecordedAnswer(" ")).toEqual(failed("empty", null, null));
    expect(outcomeOfRecordedAnswer("<think>うん</think>\n\n古池や")).toEqual({
      ...{ status: "answered", text: "古池や", truncated: false },
      reasoning: "うん",
    });
  });

  it("as a judgment: the recorded score within the scale, or the words read again", () => {
    const recorded = (changes: Partial<RecordedJudgment>) =>
      outcomeOfRecordedJudgment(aRow(changes), "recorded", ourReader);
    expect(recorded({ score: 3 })).toEqual({ status: "rated", rating: 3, method: "recorded", text: "Rating: [[8]]" });
    expect([1, 10].map((score) => recorded({ score }).status)).toEqual(["rated", "rated"]);
    const unrated = (reason: string, text = "Rating: [[8]]") => ({ status: "unrated", reason, text });
    expect([recorded({ score: null }), recorded({ score: 0.9 }), recorded({ score: 10.1 })]).toEqual([
      unrated("no-rating"),
      unrated("out-of-range"),
      unrated("out-of-range"),
    ]);
    expect(recorded({ text: "$ERROR$" })).toEqual(unrated("request-failed", "$ERROR$"));
    const reparsed = (text: string) => outcomeOfRecordedJudgment(aRow({ text }), "reparsed", ourReader);
    expect(reparsed("Rating: [[8.5]]")).toEqual({
      ...{ status: "rated", rating: 8.5, method: "mtbench:double-brackets", text: "Rating: [[8.5]]" },
    });
    expect(reparsed("[[11]]")).toEqual(unrated("out-of-range", "[[11]]"));
    expect([readingOf(aRow(), ourReader), readingOf(aRow({ text: "?" }), ourReader)]).toEqual([8, null]);
  });
});

describe("rows that stand for the same thing", () => {
  const last = (...rows: string[]) =>
    lastComplete(
      rows,
      (row) => row[0] ?? "",
      (row) => row.endsWith("!"),
    );

  it("are the last complete one, or the last, in the order of their first", () => {
    expect(last("a1!", "b1", "a2!", "b2")).toEqual({ kept: ["a2!", "b2"], dropped: ["a1!", "b1"] });
    expect(last("a1!", "a2")).toEqual({ kept: ["a1!"], dropped: ["a2"] });
    expect(last("a1", "a2!", "a3")).toEqual({ kept: ["a2!"], dropped: ["a1", "a3"] });
    expect(last()).toEqual({ kept: [], dropped: [] });
  });
});

const recovered = (
  ...pairs: [RecordedJudgment, Partial<RecoveredPrompt>][]
): ReadonlyMap<RecordedJudgment, RecoveredPrompt> =>
  new Map(pairs.map(([row, prompt]) => [row, { template: null, values: new Map(), ...prompt } as RecoveredPrompt]));

describe("questions as prompts show them", () => {
  const question = aQuestion("81", "春", "夏");

  it("are read by turn, and the set's hash stands while they are worded as there", () => {
    const [first, second, other] = [aRow(), aRow({ turn: 2 }), aRow({ questionId: "82" })];
    const wordings = wordingsOf(
      [first, second, other],
      recovered(
        [
          first,
          {
            values: new Map([
              ["question", "春"],
              ["answer", "x"],
            ]),
          },
        ],
        [
          second,
          {
            values: new Map([
              ["question_1", "春"],
              ["question_2", "夏！"],
              ["xquestion_3", "?"],
              ["question_3x", "?"],
            ]),
          },
        ],
      ),
    );
    expect(wordings).toEqual(
      new Map([
        [
          "81",
          new Map([
            [1, "春"],
            [2, "夏！"],
          ]),
        ],
        ["82", new Map()],
      ]),
    );
    expect(questionHash(question, wordings)).toBe(
      hashOf({ id: "81", category: "writing", turns: ["春", "夏！"], recorded: true }),
    );
    expect(questionHash(question, wordingsOfQuestions([question]))).toBe("hash 81");
    expect(questionHash(question, new Map())).toBe("hash 81");
    expect(questionHash(question, new Map([["81", new Map([[2, "夏"]])]]))).toBe("hash 81");
    expect(questionHash(question, new Map([["81", new Map([[1, "秋"]])]]))).not.toBe("hash 81");
  });

  it("have templates by prompt name, each text once", () => {
    const rows = [
      aRow({ promptName: "b" }),
      aRow({ promptName: "a" }),
      aRow({ promptName: "b" }),
      aRow({ promptName: "b" }),
      aRow(),
    ];
    const templates = ["t1", "t2", "t3", "t1", null];
    const all = recovered(
      ...rows
        .slice(0, 4)
        .map((row, index): [RecordedJudgment, Partial<RecoveredPrompt>] => [
          row,
          { template: templates[index] ?? null },
        ]),
    );
    expect(Object.entries(templatesOf(rows, all))).toEqual([
      ["a", ["t2"]],
      ["b", ["t1", "t3"]],
    ]);
  });
});

describe("a set that is not the one that was asked", () => {
  const texts = [
    "春の朝の散歩について一句詠んでください",
    "夏の夜の花火を題に短い詩を書いてください",
    "秋の夕暮れの寂しさを手紙に書いてください",
    "冬の朝の寒さを物語の初めに書いてください",
    "一年の計を家族に話す文章を書いてください",
  ];
  const set = aSet(
    "haiku",
    texts.map((text, index) => aQuestion(String(index), text)),
  );
  const wordings = (own: readonly string[]) => new Map(own.map((text, index) => [String(index), new Map([[1, text]])]));

  it("is refused by language, with the first such question", () => {
    const foreign = [...texts.slice(0, 3), "Write about winter.\n  Now.", `${"word ".repeat(40)}`];
    expect(() => refuseOtherQuestions(set, wordings(foreign), "the file")).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /^2 questions of the file are in another language \(.+\), so nothing was imported under haiku$/u,
        ),
        problems: ["question 3 there: Write about winter. Now."],
        hint: expect.stringContaining("--questions"),
      }),
    );
    const long = [...texts.slice(0, 4), "word ".repeat(40)];
    expect(() => refuseOtherQuestions(set, wordings(long), "the file")).toThrow(
      expect.objectContaining({ problems: [`question 4 there: ${"word ".repeat(20)}...`] }),
    );
  });

  it("is refused where most of five questions are others, and not for one that was replaced, or for four", () => {
    const others = [
      "数学の定理を証明する方法を述べよ",
      "関数を実装するコードを示せ",
      "会社の売上表を要約せよ",
      "英文を和訳し文法を説明せよ",
      "物理の法則を例示せよ",
    ];
    expect(() => refuseOtherQuestions(set, wordings(others), "the file")).toThrow(
      expect.objectContaining({
        message: "most questions of the file are other ones than the set's, so nothing was imported under haiku",
        problems: [`question 0 there: ${others[0]}`],
      }),
    );
    refuseOtherQuestions(set, wordings(others.slice(0, 4)), "the file");
    refuseOtherQuestions(set, wordings([...texts.slice(0, 4), others[4] ?? ""]), "the file");
    refuseOtherQuestions(set, wordings(texts), "the file");
    refuseOtherQuestions(
      set,
      new Map([
        ["0", new Map([[2, "Only here"]])],
        ["nowhere", new Map([[1, "x"]])],
      ]),
      "the file",
    );
  });

  it("is found by how many texts are word for word its own, the best first", () => {
    const sets = [
      aSet("b", [aQuestion("1", "春", "夏")]),
      aSet("a", [aQuestion("1", "春", "夏")]),
      aSet("best", [aQuestion("1", "春", "夏"), aQuestion("2", "秋")]),
      aSet("none", [aQuestion("9", "春")]),
    ];
    const own = new Map([
      [
        "1",
        new Map([
          [1, "春"],
          [2, "夏"],
        ]),
      ],
      ["2", new Map([[1, "秋"]])],
    ]);
    expect(setsLike(sets, own).map(({ set: { id }, same, of }) => [id, same, of])).toEqual([
      ["best", 3, 3],
      ["a", 2, 3],
      ["b", 2, 3],
    ]);
  });
});

describe("an answer's text", () => {
  const set = aSet("haiku", [aQuestion("81", "春", "夏")], [
    { name: "r", hash: "r", byQuestion: new Map([["81", ["r1", "r2"]]]) },
    { name: "s", hash: "s", byQuestion: new Map([["81", ["s1"]]]) },
  ] as unknown as QuestionSet["references"]);
  const answers: AnswerTexts = new Map([["m 81", [["a", "<think>x</think>\n\nb"], ["c"]]]]);

  it("is what a prompt should hold, with and without its thought, beside the question and every reference", () => {
    expect(knownTexts(aRow(), set.questions[0], answers, set)).toEqual(
      new Map([
        ["question", ["春"]],
        ["answer", ["a", "a"]],
        ["ref_answer_1", ["r1", "s1"]],
      ]),
    );
    expect(knownTexts(aRow({ turn: 2 }), set.questions[0], answers, set)).toEqual(
      new Map([
        ["question_1", ["春"]],
        ["answer_1", ["a", "a"]],
        ["ref_answer_1", ["r1", "s1"]],
        ["question_2", ["夏"]],
        ["answer_2", ["<think>x</think>\n\nb", "b"]],
        ["ref_answer_2", ["r2"]],
      ]),
    );
    expect(knownTexts(aRow({ trial: 2 }), undefined, answers, set).get("answer")).toEqual(["c", "c"]);
    expect([...knownTexts(aRow({ model: "n" }), undefined, answers, aSet("x", []))]).toEqual([]);
  });

  it("is the file's, and what the judge was shown where that is another one or the only one", () => {
    const shown = (changes: Partial<RecordedJudgment>, values: Record<string, string> | null) => {
      const row = aRow(changes);
      const prompts = values === null ? new Map() : recovered([row, { values: new Map(Object.entries(values)) }]);
      return collectTexts("m", [row], { set, recovered: prompts, answerTexts: answers });
    };
    const place = (turn: number, trial: number, text: string | null) => ({ questionId: "81", turn, trial, text });
    const inFile = [place(1, 1, "a"), place(2, 1, "<think>x</think>\n\nb"), place(1, 2, "c")];
    expect(shown({}, { answer: "a" })).toEqual({ all: inFile, fromPrompts: 0, otherJudged: [] });
    expect(shown({ turn: 2 }, { answer_1: "a", answer_2: "b" }).otherJudged).toEqual([]);
    expect(shown({ turn: 2 }, { answer_1: "other", answer_2: "b" })).toEqual({
      all: [place(1, 1, "other"), ...inFile.slice(1)],
      fromPrompts: 0,
      otherJudged: ["j.jsonl:1"],
    });
    expect(shown({ trial: 3 }, { answer: "new" })).toEqual({
      all: [...inFile, place(1, 3, "new")],
      fromPrompts: 1,
      otherJudged: [],
    });
    expect(shown({ trial: 3, turn: 2 }, null).all).toEqual([...inFile, place(2, 3, null)]);
    expect(shown({}, null)).toEqual({ all: inFile, fromPrompts: 0, otherJudged: [] });
  });
});

describe("files beside an export", () => {
  it("are the questions that were asked, with what few of them have, and the prompts of single ratings", () => {
    const rich = { ...aQuestion("82", "秋"), requiredTemperature: 0.1, criterion: "c", metadata: { a: 1 } };
    const file = questionFile(
      aSet("s", [aQuestion("81", "春"), rich, aQuestion("83", "冬")]),
      new Set(["hash 81", "hash 82"]),
    );
    expect(file).toEqual({
      path: "question.jsonl",
      rows: [
        { question_id: 81, category: "writing", turns: ["春"] },
        {
          question_id: 82,
          category: "writing",
          turns: ["秋"],
          required_temperature: 0.1,
          criterion: "c",
          metadata: { a: 1 },
        },
      ],
    });
    const judge = makeJudge();
    const prompts = [
      { name: "single-v1", system: null, template: "t" },
      { name: "single-math-v1", system: "s", template: "u" },
    ] as const;
    const common = { type: "single", description: "俳句の審査", output_format: "[[rating]]" };
    expect(judgePromptsFile(judge, prompts, "p.jsonl")).toEqual({
      path: "p.jsonl",
      rows: [
        { ...common, name: "single-v1", system_prompt: "", prompt_template: "t", category: "general" },
        { ...common, name: "single-math-v1", system_prompt: "s", prompt_template: "u", category: "math" },
      ],
    });
  });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { type FastChatPaths, findFastChatFiles } from "../../src/exchange/find-fastchat-files.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-find-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const answer = '{"question_id": 81, "choices": [{"turns": ["a"]}]}\n';
const judgment = '{"question_id": 81, "judgment": "x", "score": 1, "judge": ["g", "p"]}\n';
const question = '{"question_id": 81, "turns": ["q"]}\n';
const pair = '{"model_1": "a", "model_2": "b"}\n';
const prompt = '{"name": "single-v1", "prompt_template": "x"}\n';
const unknown = "word\n";

async function files(all: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

const find = async (paths: Partial<FastChatPaths>) => {
  const found = await findFastChatFiles({ folders: [], answers: [], judgments: [], ...paths }, cwd);
  const below = (path: string) => (path.startsWith(cwd) ? path.slice(cwd.length + 1) : path);
  return {
    ...found,
    answers: found.answers.map(below),
    judgments: found.judgments.map(below),
    questions: found.questions === null ? null : below(found.questions),
  };
};

/** The message, the problems and the hint of a refusal. */
async function refusal(paths: Partial<FastChatPaths>) {
  const error = await find(paths).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error("it was not refused");
  return { message: error.message, problems: error.problems, hint: error.hint };
}

describe("FastChat's folder", () => {
  it("is its answers, its single judgments and its questions, in name order, and below them too", async () => {
    await files({
      "b/model_answer/z.jsonl": answer,
      "b/model_answer/deep/y.jsonl": answer,
      "b/model_answer/a.json": answer,
      "b/model_answer/readme.md": answer,
      "b/model_answer/old.jsonl.bak": answer,
      "b/model_answer/.hidden.jsonl": answer,
      "b/model_answer/.git/x.jsonl": answer,
      "b/model_judgment/g_single.jsonl": judgment,
      "b/question.jsonl": question,
    });
    expect(await find({ folders: ["b"] })).toEqual({
      answers: ["b/model_answer/a.json", "b/model_answer/deep/y.jsonl", "b/model_answer/z.jsonl"],
      judgments: ["b/model_judgment/g_single.jsonl"],
      questions: "b/question.jsonl",
      passedOver: [],
    });
  });

  it("may be one of its two halves; the questions stand beside it", async () => {
    await files({
      "b/model_answer/a.jsonl": answer,
      "b/model_answer/j.jsonl": judgment,
      "b/model_judgment/j.jsonl": judgment,
      "b/model_judgment/a.jsonl": answer,
      "b/question.jsonl": question,
    });
    const questions = "b/question.jsonl";
    expect(await find({ folders: ["b/model_answer"] })).toEqual({
      ...{ answers: ["b/model_answer/a.jsonl"], judgments: [], questions },
      passedOver: ["b/model_answer/j.jsonl: passed over: it holds single judgments"],
    });
    expect(await find({ folders: ["b/model_judgment"] })).toEqual({
      ...{ answers: [], judgments: ["b/model_judgment/j.jsonl"], questions },
      passedOver: ["b/model_judgment/a.jsonl: passed over: it holds answers"],
    });
  });

  it("may have but one of them", async () => {
    await files({ "a/model_answer/a.jsonl": answer, "j/model_judgment/j.jsonl": judgment });
    expect(await find({ folders: ["a"] })).toMatchObject({ answers: ["a/model_answer/a.jsonl"], questions: null });
    expect(await find({ folders: ["j"] })).toMatchObject({ judgments: ["j/model_judgment/j.jsonl"], answers: [] });
    expect(await find({ folders: ["a", "j", "a"] })).toMatchObject({
      answers: ["a/model_answer/a.jsonl"],
      judgments: ["j/model_judgment/j.jsonl"],
    });
  });

  it("may be flat: files are sorted by what they hold, and what nobody meant is passed over in silence", async () => {
    await files({
      "f/a.jsonl": answer,
      "f/j.jsonl": judgment,
      "f/pairs.jsonl": pair,
      "f/judge_prompts.jsonl": prompt,
      "f/question.jsonl": question,
      "f/u.jsonl": unknown,
      "f/deep/more.jsonl": answer,
    });
    expect(await find({ folders: ["f"] })).toEqual({
      answers: ["f/a.jsonl"],
      judgments: ["f/j.jsonl"],
      questions: "f/question.jsonl",
      passedOver: [
        "f/pairs.jsonl: passed over: pairwise judgments (two models a row)",
        "f/u.jsonl: passed over: nothing that could be told",
      ],
    });
  });

  it("is refused where it is none, or holds nothing of the kind", async () => {
    await files({ "f/pairs.jsonl": pair, "empty/readme.md": "x", "one.jsonl": answer });
    expect(await refusal({ folders: ["one.jsonl"] })).toEqual({
      message: "one.jsonl is no folder",
      problems: [],
      hint: "Files are named with --answers and --judgments.",
    });
    expect((await refusal({ folders: ["nowhere"] })).message).toBe("nowhere is no folder");
    expect(await refusal({ folders: ["f"] })).toEqual({
      message: "f holds neither answers nor single judgments of FastChat's",
      problems: ["f/pairs.jsonl: passed over: pairwise judgments (two models a row)"],
      hint: "Expected model_answer/*.jsonl and model_judgment/*_single.jsonl in it, as FastChat writes them.",
    });
    // One that holds nothing is refused though another held something.
    await files({ "a/model_answer/a.jsonl": answer, "j/model_judgment/j.jsonl": judgment });
    expect((await refusal({ folders: ["a", "empty"] })).message).toMatch(/^empty holds neither/u);
    expect((await refusal({ folders: ["a", "j", "empty"] })).message).toMatch(/^empty holds neither/u);
  });
});

describe("files by name", () => {
  it("are taken as they are named, whatever they hold: their reader says what is wrong", async () => {
    await files({ "x.txt": unknown });
    expect(await find({ answers: ["x.txt", "nowhere.jsonl", "x.txt"], judgments: ["j.jsonl"] })).toEqual({
      answers: ["x.txt", "nowhere.jsonl"],
      judgments: ["j.jsonl"],
      questions: null,
      passedOver: [],
    });
  });

  it("are those of a folder that hold what was asked for, or cannot be told", async () => {
    await files({
      "all/a.jsonl": answer,
      "all/u.jsonl": unknown,
      "all/j.jsonl": judgment,
      "all/q.jsonl": question,
      "all/judge_prompts.jsonl": prompt,
      "all/deep/b.jsonl": answer,
      "question.jsonl": question,
    });
    expect(await find({ answers: ["all"] })).toEqual({
      answers: ["all/a.jsonl", "all/deep/b.jsonl", "all/u.jsonl"],
      judgments: [],
      questions: "question.jsonl",
      passedOver: [
        "all/j.jsonl: passed over: it holds single judgments",
        "all/judge_prompts.jsonl: passed over: judge prompts (judge_prompts.jsonl)",
      ],
    });
    expect(await find({ judgments: ["all"] })).toMatchObject({
      answers: [],
      judgments: ["all/j.jsonl", "all/u.jsonl"],
    });
  });

  it("are the half of FastChat's folder that was asked for", async () => {
    await files({
      "b/model_answer/a.jsonl": answer,
      "b/model_judgment/j.jsonl": judgment,
      "b/other.jsonl": answer,
      "b/question.jsonl": question,
      "question.jsonl": question,
    });
    expect(await find({ answers: ["b"] })).toEqual({
      ...{ answers: ["b/model_answer/a.jsonl"], judgments: [], questions: "b/question.jsonl", passedOver: [] },
    });
    expect(await find({ judgments: ["b"] })).toMatchObject({ judgments: ["b/model_judgment/j.jsonl"], answers: [] });
  });

  it("are refused where a folder holds none", async () => {
    await files({ "all/p.jsonl": pair, "all/j.jsonl": judgment, "a.jsonl": answer });
    const pairs = "all/p.jsonl: passed over: pairwise judgments (two models a row)";
    expect(await refusal({ answers: ["a.jsonl", "all"] })).toEqual({
      message: "--answers: no file of all holds answers",
      problems: ["all/j.jsonl: passed over: it holds single judgments", pairs],
      hint: undefined,
    });
    await rm(join(cwd, "all/j.jsonl"));
    expect((await refusal({ judgments: ["all"] })).message).toBe("--judgments: no file of all holds single judgments");
  });
});

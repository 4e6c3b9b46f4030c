import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnswerRecord, CallRecord } from "../../src/answers/answer.ts";
import { sha256 } from "../../src/files/canonical-json.ts";
import { folderName } from "../../src/files/folder-name.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import type { Question } from "../../src/questions/question.ts";
import type { Launch, Manifest } from "../../src/results/manifest.ts";

/** One turn as a made candidate plays it. */
export interface MadeTurn {
  /** Null: the answer failed, its thought was cut. */
  readonly text: string | null;
  readonly thought?: string | null;
  /** Null: the judge gave none. */
  readonly rating: number | null;
  readonly words?: string;
  readonly flags?: readonly string[];
}

export interface MadeCandidate {
  readonly id: string;
  readonly turn: (question: Question, turn: number) => MadeTurn;
}

export interface MadeResults {
  readonly questions: readonly { readonly category: string; readonly turns: readonly string[] }[];
  readonly candidates: readonly MadeCandidate[];
  readonly judgeModel?: string;
  readonly title?: string;
}

export const madeCategories = [
  "writing",
  "roleplay",
  "reasoning",
  "math",
  "coding",
  "extraction",
  "stem",
  "humanities",
] as const;

/** `count` questions over the eight categories, two turns each. */
export function madeQuestions(count: number): { category: string; turns: string[] }[] {
  return Array.from({ length: count }, (_, index) => {
    const category = madeCategories[Math.floor((index * madeCategories.length) / count)] ?? "writing";
    return {
      category,
      turns: [`${index + 1} 番目の質問です。短く答えてください。`, `続けて、${index + 1} 番目の理由を述べてください。`],
    };
  });
}

/**
 * A working directory with the question set `made` and results of made candidates, as a run would have left them. The same
 * input gives the same bytes.
 */
export async function makeResults(cwd: string, made: MadeResults): Promise<void> {
  const folder = join(cwd, "questions", "made");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "question.jsonl"),
    made.questions
      .map(({ category, turns }, index) => `${JSON.stringify({ question_id: index + 1, category, turns })}\n`)
      .join(""),
  );
  await writeFile(
    join(folder, "set.yaml"),
    [
      "id: made",
      `title: ${JSON.stringify(made.title ?? "手作りの質問")}`,
      "language: ja",
      "licence: Apache-2.0",
      `categories: [${[...new Set(made.questions.map(({ category }) => category))].join(", ")}]`,
      `temperatures: {${[...new Set(made.questions.map(({ category }) => category))].map((name) => `${name}: 0.3`).join(", ")}}`,
      "questions: {file: question.jsonl}",
      "references: []",
      "",
    ].join("\n"),
  );
  const set = await loadQuestionSet("made", { cwd, places: { cache: join(cwd, "cache"), mirror: null } });
  for (const candidate of made.candidates) {
    const path = join(cwd, "results", "made", folderName(candidate.id));
    await mkdir(join(path, "judgments"), { recursive: true });
    const answers: AnswerRecord[] = [];
    const judgments: JudgmentRecord[] = [];
    for (const question of set.questions) {
      for (const turn of [1, 2]) {
        const played = candidate.turn(question, turn);
        const answer = answerOf(candidate.id, question, turn, played);
        answers.push(answer);
        if (played.text !== null) judgments.push(judgmentOf(answer, played));
      }
    }
    const launch = launchOf(made, set);
    await writeFile(join(path, "manifest.json"), `${JSON.stringify(manifestOf(candidate.id))}\n`);
    await writeFile(join(path, "launches.jsonl"), `${JSON.stringify(launch)}\n`);
    await writeFile(join(path, "answers.jsonl"), lines(answers));
    await writeFile(join(path, "judgments", "made-judge.jsonl"), lines(judgments));
  }
}

const startedAt = "2026-05-04T03:02:01.000Z";
const rules = sha256("made rules");
const procedure = sha256("made procedure");

function lines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

function manifestOf(id: string): Manifest {
  return {
    format: 2,
    origin: "run",
    tool: { version: "9.8.7" },
    createdAt: startedAt,
    questionSet: { id: "made", language: "ja" },
    candidate: { id, model: id, revision: null, family: "openai-compatible" },
    seed: 5,
  };
}

function launchOf(
  { judgeModel = "made-judge-model" }: MadeResults,
  set: { readonly title: string; readonly categories: readonly string[]; readonly questions: readonly Question[] },
): Launch {
  return {
    startedAt,
    tool: { version: "9.8.7" },
    rules,
    rulesFields: {},
    procedure: {
      hash: procedure,
      judge: "made-judge",
      kind: "ratings",
      judges: [{ model: judgeModel, share: 1 }],
      scale: { min: 1, max: 10 },
      fields: {
        judgeModel,
        "sampling.temperature": 0.2,
        "answering.sampling": "set",
        "answering.maxAnswerTokens": 777,
      },
    },
    questionSet: {
      id: "made",
      title: set.title,
      language: "ja",
      categories: [...set.categories],
      size: set.questions.length,
    },
    questions: set.questions.map(({ id, hash, category }) => ({ id, hash, category, turns: [1, 2] })),
    trials: 1,
    repeats: 1,
    server: {},
    judgeServer: {},
    deviations: [],
  };
}

function answerOf(id: string, question: Question, turn: number, { text, thought = null }: MadeTurn): AnswerRecord {
  return {
    key: sha256(`${id} ${question.hash} ${turn}`),
    rules,
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn,
    trial: 1,
    outcome:
      text === null
        ? { status: "failed", reason: "truncated-thinking", message: null, reasoning: thought }
        : { status: "answered", text, reasoning: thought, truncated: false },
    sent: { model: id },
    call: callOf(text ?? "", thought),
    measures: text === null ? null : { characters: [...text.replace(/\s+/gu, "")].length, japaneseRatio: 0.8 },
  };
}

function judgmentOf(
  answer: AnswerRecord,
  { rating, words = "理由を述べます。", flags = [] }: MadeTurn,
): JudgmentRecord {
  return {
    key: sha256(`judged ${answer.key}`),
    procedure,
    judge: "made-judge",
    questionId: answer.questionId,
    questionHash: answer.questionHash,
    category: answer.category,
    turn: answer.turn,
    trial: 1,
    repeat: 1,
    answerKey: answer.key,
    prompt: "single-v1",
    outcome:
      rating === null
        ? { status: "unrated", reason: "no-rating", text: words }
        : { status: "rated", rating, method: "made:brackets", text: words },
    flags: [...flags],
    asked: 1,
    sent: null,
    call: null,
  };
}

function callOf(text: string, thought: string | null): CallRecord {
  const thoughtTokens = Math.round((thought?.length ?? 0) / 2);
  return {
    model: null,
    systemFingerprint: null,
    usage: {
      promptTokens: 40,
      completionTokens: Math.round(text.length / 2) + thoughtTokens,
      reasoningTokens: thought === null ? null : thoughtTokens,
      cachedPromptTokens: null,
    },
    timing: { startedAt, firstTokenMs: 120, totalMs: 2000 + text.length },
    failedAttempts: [],
  };
}

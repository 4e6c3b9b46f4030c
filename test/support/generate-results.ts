import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { Question, QuestionSet } from "../../src/questions/question.ts";
import { makeRandom, type Random, randomNormal } from "../../src/statistics/resampling/random.ts";

/** How much to write: candidates x questions x 2 turns x trials judgments of each judge, and as many answers. */
export interface GeneratedSize {
  readonly candidates: number;
  readonly questions: number;
  readonly trials: number;
  /** Judges that rate every answer, each by a procedure of its own; default 1. */
  readonly judges?: number;
  /** Answers of a fifth to twice the usual length, hardly two alike; default: all of one. */
  readonly varied?: boolean;
  /** A set whose first questions are answered; default: one that stands nowhere. */
  readonly set?: GeneratedSet;
}

export type GeneratedSet = Pick<QuestionSet, "id" | "title" | "language" | "categories"> & {
  readonly questions: readonly Pick<Question, "id" | "hash" | "category">[];
};

const categories = ["writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"];

/** Of every answer that is written. */
export const generatedRules = hashOf("rules");

/** The folder of the n-th candidate (1-based) in its set's, and its id. */
export function generatedId(number: number): string {
  return `candidate-${String(number).padStart(4, "0")}`;
}

/** The key of an answer that is written. */
export function generatedKey(id: string, place: Place): string {
  return hashOf({ id, ...place });
}

/** Results folders of drawn candidates as a run would have left them: answers of 2 KB, judgments of 1 KB. Seeded. */
export function generateResults(root: string, size: GeneratedSize, seed = "bench"): void {
  const { candidates, questions, trials, judges: count = 1, varied = false } = size;
  const random = makeRandom(seed);
  const set = size.set ?? generatedSet(questions);
  const planned = set.questions
    .slice(0, questions)
    .map(({ id, hash, category }) => ({ id, hash, category, turns: [1, 2] }));
  const difficulty = planned.map(() => 1.3 * randomNormal(random));
  const judges = Array.from({ length: count }, (_, index) => generatedJudge(index, makeRandom(`${seed} ${index}`)));
  for (let number = 1; number <= candidates; number += 1) {
    const id = generatedId(number);
    const folder = join(root, set.id, id);
    mkdirSync(join(folder, "judgments"), { recursive: true });
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifestOf(id, set)));
    const launches = judges.map(({ procedure }) =>
      JSON.stringify(launchOf(procedure, set, { planned, questions, trials })),
    );
    writeFileSync(join(folder, "launches.jsonl"), `${launches.join("\n")}\n`);
    const quality = 7 + 1.2 * randomNormal(random);
    const answers: string[] = [];
    const journals = judges.map((judge) => ({ ...judge, lines: [] as string[] }));
    for (const [index, { turns, ...question }] of planned.entries()) {
      const own = 0.9 * randomNormal(random);
      for (const turn of turns) {
        for (let trial = 1; trial <= trials; trial += 1) {
          const latent = quality + (difficulty[index] ?? 0) + own + 1.1 * randomNormal(random);
          const { id: questionId, hash: questionHash, category } = question;
          const place = { questionId, questionHash, category, turn, trial };
          const key = generatedKey(id, place);
          answers.push(JSON.stringify(answerOf(key, place, 1 + Math.floor(random() * 1e6), varied)));
          for (const { procedure, sees, lines } of journals) {
            const rating = Math.min(10, Math.max(1, Math.round(sees(latent))));
            lines.push(JSON.stringify(judgmentOf(key, procedure, place, rating)));
          }
        }
      }
    }
    writeFileSync(join(folder, "answers.jsonl"), `${answers.join("\n")}\n`);
    for (const { procedure, lines } of journals) {
      writeFileSync(join(folder, "judgments", `${procedure.judge}.jsonl`), `${lines.join("\n")}\n`);
    }
  }
}

function generatedSet(questions: number): GeneratedSet {
  return {
    id: "generated",
    title: "Generated",
    language: "ja",
    categories,
    questions: Array.from({ length: questions }, (_, index) => ({
      id: String(index + 1),
      hash: hashOf({ generated: index }),
      category: categories[Math.floor((index * categories.length) / questions)] ?? "writing",
    })),
  };
}

/** The first judge sees what there is; each further one is milder by a half and errs on its own. */
function generatedJudge(index: number, random: Random) {
  const name = index === 0 ? "generated-judge" : `generated-judge-${index + 1}`;
  return {
    procedure: {
      hash: hashOf(index === 0 ? "procedure" : `procedure ${index + 1}`),
      judge: name,
      kind: "ratings",
      judges: [{ model: `${name}-model`, share: 1 }],
      scale: { min: 1, max: 10 },
      fields: { judgeModel: `${name}-model` },
    },
    sees: (latent: number) => (index === 0 ? latent : latent + index / 2 + 0.8 * randomNormal(random)),
  };
}

type GeneratedProcedure = ReturnType<typeof generatedJudge>["procedure"];

function manifestOf(id: string, set: GeneratedSet) {
  return {
    format: 2,
    origin: "run",
    tool: { version: "0.0.0" },
    createdAt: "2026-01-02T03:04:05.000Z",
    questionSet: { id: set.id, language: set.language },
    candidate: { id, model: id },
    seed: 0,
  };
}

function launchOf(
  procedure: GeneratedProcedure,
  { id, title, language, categories }: GeneratedSet,
  {
    planned,
    questions,
    trials,
  }: { readonly planned: readonly object[]; readonly questions: number; readonly trials: number },
) {
  return {
    startedAt: "2026-01-02T03:04:05.000Z",
    tool: { version: "0.0.0" },
    rules: generatedRules,
    rulesFields: {},
    procedure,
    questionSet: { id, title, language, categories, size: questions },
    questions: planned,
    trials,
    repeats: 1,
    server: {},
    judgeServer: null,
    deviations: [],
  };
}

type Place = Readonly<Record<"questionId" | "questionHash" | "category", string> & Record<"turn" | "trial", number>>;

const call = {
  model: "generated",
  systemFingerprint: null,
  usage: { promptTokens: 310, completionTokens: 512, reasoningTokens: null, cachedPromptTokens: 0 },
  timing: { startedAt: "2026-01-02T03:04:05.000Z", firstTokenMs: 81, totalMs: 4321 },
  failedAttempts: [],
};

const sentence = "生成された回答の文章です。測定のためだけに書かれ、意味はありません。";

/** About 2 KB of JSON. */
function answerOf(key: string, place: Place, number: number, varied: boolean) {
  const words = varied ? sentence.repeat(26).slice(0, 90 + (number % 810)) : sentence.repeat(13);
  const text = `${number} ${words}`;
  const sent = { model: "generated", temperature: 0.7, max_tokens: 1024, seed: 0 };
  const measures = { characters: text.length, japaneseRatio: 0.97 };
  const outcome = { status: "answered", text, reasoning: null, truncated: false };
  return { key, rules: generatedRules, ...place, outcome, sent, call, measures };
}

/** About 1 KB of JSON. */
function judgmentOf(answerKey: string, { hash, judge, judges }: GeneratedProcedure, place: Place, rating: number) {
  const outcome = { status: "rated", rating, method: "mtbench:brackets", text: `${sentence} [[${rating}]]` };
  return {
    key: hashOf(judge === "generated-judge" ? { judged: answerKey } : { judged: answerKey, judge }),
    procedure: hash,
    judge,
    ...place,
    repeat: 1,
    answerKey,
    prompt: "single-v1",
    outcome,
    flags: [],
    asked: 1,
    sent: { model: judges[0]?.model, temperature: 0, max_tokens: 2048 },
    call,
  };
}

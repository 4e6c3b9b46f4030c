import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../../src/files/canonical-json.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";

/** How much to write: candidates x questions x 2 turns x trials judgments, and as many answers. */
export interface GeneratedSize {
  readonly candidates: number;
  readonly questions: number;
  readonly trials: number;
}

const categories = ["writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"];

/** Results folders of drawn candidates as a run would have left them: answers of 2 KB, judgments of 1 KB. Seeded. */
export function generateResults(root: string, { candidates, questions, trials }: GeneratedSize, seed = "bench"): void {
  const random = makeRandom(seed);
  const planned = Array.from({ length: questions }, (_, index) => ({
    id: String(index + 1),
    hash: hashOf({ generated: index }),
    category: categories[Math.floor((index * categories.length) / questions)] ?? "writing",
    turns: [1, 2],
  }));
  const difficulty = planned.map(() => 1.3 * randomNormal(random));
  const rules = hashOf("rules");
  const procedure = {
    hash: hashOf("procedure"),
    judge: "generated-judge",
    kind: "ratings",
    judges: [{ model: "generated-judge-model", share: 1 }],
    scale: { min: 1, max: 10 },
    fields: { judgeModel: "generated-judge-model" },
  };
  for (let number = 1; number <= candidates; number += 1) {
    const id = `candidate-${String(number).padStart(4, "0")}`;
    const folder = join(root, "generated", id);
    mkdirSync(join(folder, "judgments"), { recursive: true });
    const manifest = {
      format: 2,
      origin: "run",
      tool: { version: "0.0.0" },
      createdAt: "2026-01-02T03:04:05.000Z",
      questionSet: { id: "generated", language: "ja" },
      candidate: { id, model: id },
      seed: 0,
    };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
    const launch = {
      startedAt: "2026-01-02T03:04:05.000Z",
      tool: { version: "0.0.0" },
      rules,
      rulesFields: {},
      procedure,
      questionSet: { id: "generated", title: "Generated", language: "ja", categories, size: questions },
      questions: planned,
      trials,
      repeats: 1,
      server: {},
      judgeServer: null,
      deviations: [],
    };
    writeFileSync(join(folder, "launches.jsonl"), `${JSON.stringify(launch)}\n`);
    const quality = 7 + 1.2 * randomNormal(random);
    const answers: string[] = [];
    const judgments: string[] = [];
    for (const [index, question] of planned.entries()) {
      const own = 0.9 * randomNormal(random);
      for (const turn of question.turns) {
        for (let trial = 1; trial <= trials; trial += 1) {
          const latent = quality + (difficulty[index] ?? 0) + own + 1.1 * randomNormal(random);
          const rating = Math.min(10, Math.max(1, Math.round(latent)));
          const place = {
            questionId: question.id,
            questionHash: question.hash,
            category: question.category,
            turn,
            trial,
          };
          const key = hashOf({ id, ...place });
          answers.push(JSON.stringify(answerOf(key, rules, place, 1 + Math.floor(random() * 1e6))));
          judgments.push(JSON.stringify(judgmentOf(key, procedure.hash, place, rating)));
        }
      }
    }
    writeFileSync(join(folder, "answers.jsonl"), `${answers.join("\n")}\n`);
    writeFileSync(join(folder, "judgments", "generated-judge.jsonl"), `${judgments.join("\n")}\n`);
  }
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
function answerOf(key: string, rules: string, place: Place, number: number) {
  const text = `${number} ${sentence.repeat(13)}`;
  const sent = { model: "generated", temperature: 0.7, max_tokens: 1024, seed: 0 };
  const measures = { characters: text.length, japaneseRatio: 0.97 };
  const outcome = { status: "answered", text, reasoning: null, truncated: false };
  return { key, rules, ...place, outcome, sent, call, measures };
}

/** About 1 KB of JSON. */
function judgmentOf(answerKey: string, procedure: string, place: Place, rating: number) {
  const outcome = { status: "rated", rating, method: "mtbench:brackets", text: `${sentence} [[${rating}]]` };
  return {
    key: hashOf({ judged: answerKey }),
    procedure,
    judge: "generated-judge",
    ...place,
    repeat: 1,
    answerKey,
    prompt: "single-v1",
    outcome,
    flags: [],
    asked: 1,
    sent: { model: "generated-judge-model", temperature: 0, max_tokens: 2048 },
    call,
  };
}

import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { hashOf } from "../src/files/canonical-json.ts";
import type { MatchRecord, MatchVerdict } from "../src/matches/match.ts";
import type { QuestionSet } from "../src/questions/question.ts";
import type { Launch } from "../src/results/manifest.ts";
import { matchesPath } from "../src/results/places.ts";
import { makeRandom, randomNormal } from "../src/statistics/resampling/random.ts";
import { generatedId, generatedKey, generatedRules } from "../test/support/generate-results.ts";

export interface ScaleSize {
  readonly candidates: number;
  readonly trials: number;
}

/** So many others each candidate is compared with, in both orders. */
const opponents = 10;

const judge = "generated-judge";
const procedure = {
  hash: hashOf("match procedure"),
  judge,
  kind: "matches",
  judges: [{ model: "generated-judge-model", share: 1 }],
  scale: { min: 1, max: 10 },
  fields: { judgeModel: "generated-judge-model", steps: 3 },
} as const satisfies Launch["procedure"];

/** Each candidate and the next five around a ring: all are connected, and no one meets all. */
function pairsOf(candidates: number): (readonly [number, number])[] {
  const next = Math.min(opponents / 2, Math.floor((candidates - 1) / 2));
  return Array.from({ length: candidates }, (_, one) =>
    Array.from({ length: next }, (_, step) => [one + 1, ((one + step + 1) % candidates) + 1] as const),
  ).flat();
}

/**
 * Verdicts on the answers that `generateResults` wrote for this set: every pair, question, turn and trial in both orders.
 * Says how many there are. Seeded.
 */
export async function writeMatches(root: string, set: QuestionSet, { candidates, trials }: ScaleSize): Promise<number> {
  const place = matchesPath(root, set.id, judge);
  mkdirSync(place, { recursive: true });
  const pairs = pairsOf(candidates);
  writeFileSync(join(place, "launches.jsonl"), `${JSON.stringify(launchOf(set, pairs, { candidates, trials }))}\n`);
  const random = makeRandom("matches");
  const strengths = Array.from({ length: candidates }, () => 0.4 * randomNormal(random));
  const out = createWriteStream(join(place, "matches.jsonl"));
  let count = 0;
  for (const [one, other] of pairs) {
    const edge = (strengths[one - 1] ?? 0) - (strengths[other - 1] ?? 0);
    const lines: string[] = [];
    for (const question of set.questions) {
      for (const turn of question.turns.map((_, index) => index + 1)) {
        for (let trial = 1; trial <= trials; trial += 1) {
          const latent = edge + randomNormal(random);
          const at = { questionId: question.id, questionHash: question.hash, category: question.category, turn, trial };
          lines.push(JSON.stringify(matchOf(at, one, other, verdictOf(latent + 0.3 * randomNormal(random)))));
          lines.push(JSON.stringify(matchOf(at, other, one, verdictOf(-latent + 0.3 * randomNormal(random)))));
        }
      }
    }
    count += lines.length;
    out.write(`${lines.join("\n")}\n`);
  }
  out.end();
  await finished(out);
  return count;
}

function verdictOf(latent: number): MatchVerdict {
  return latent > 0.4 ? "first" : latent < -0.4 ? "second" : "tie";
}

type At = Pick<MatchRecord, "questionId" | "questionHash" | "category" | "turn" | "trial">;

/** About 1 KB of JSON. */
function matchOf(at: At, one: number, other: number, verdict: MatchVerdict): MatchRecord {
  const side = (number: number) => {
    const candidate = generatedId(number);
    return { candidate, answerKey: generatedKey(candidate, at), flags: [] };
  };
  const [first, second] = [side(one), side(other)];
  return {
    key: hashOf({ first: first.answerKey, second: second.answerKey }),
    procedure: procedure.hash,
    judge,
    ...at,
    repeat: 1,
    first,
    second,
    prompt: "pair",
    outcome: {
      status: "rated",
      verdict,
      method: "mtbench:last-line",
      text: "測定のためだけに書かれた判定の理由です。判定: [[A]]",
    },
    asked: 1,
    sent: { model: "generated-judge-model", temperature: 0, max_tokens: 2048 },
    call: {
      model: "generated",
      systemFingerprint: null,
      usage: { promptTokens: 910, completionTokens: 212, reasoningTokens: null, cachedPromptTokens: 0 },
      timing: { startedAt: "2026-01-02T03:04:05.000Z", firstTokenMs: 81, totalMs: 2321 },
      failedAttempts: [],
    },
  };
}

function launchOf(
  { id, title, language, categories, size, questions }: QuestionSet,
  pairs: readonly (readonly [number, number])[],
  { candidates, trials }: ScaleSize,
): Launch {
  const ids = Array.from({ length: candidates }, (_, index) => generatedId(index + 1));
  return {
    startedAt: "2026-01-02T03:04:05.000Z",
    tool: { version: "0.0.0" },
    rules: generatedRules,
    rulesFields: {},
    procedure: { ...procedure, judges: [...procedure.judges] },
    questionSet: { id, title, language, categories: [...categories], size },
    questions: questions.map(({ id, hash, category, turns }) => ({
      id,
      hash,
      category,
      turns: turns.map((_, index) => index + 1),
    })),
    trials,
    repeats: 1,
    server: {},
    judgeServer: null,
    deviations: [],
    matches: {
      candidates: ids.map((candidate) => ({
        candidate,
        folder: `${id}/${candidate}`,
        rules: generatedRules,
        rulesFields: {},
        answersHash: hashOf(candidate),
      })),
      pairs: pairs.map(([one, other]) => [generatedId(one), generatedId(other)]),
    },
  };
}

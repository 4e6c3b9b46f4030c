import { hashOf } from "../../files/canonical-json.ts";
import type { AnnotatedQuestion } from "../../questions/annotations.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { characterNgrams } from "../../text/ngrams.ts";
import type { PracticeModel } from "./practice-server.ts";
import { type RatedTurn, type RuleRating, rateByRules } from "./rate-by-rules.ts";
import { type JudgePromptContent, readJudgePrompt } from "./read-judge-prompt.ts";
import { type PairPromptContent, readPairPrompt } from "./read-pair-prompt.ts";

/**
 * Share of the turns, 0 to 1, in which the practice judge calls whichever answer it is shown first the better one: what being
 * shown first is worth to it, known by construction.
 */
export const usualPositionBias = 0.15;

/** Points between two ratings from which on one answer is much better. */
const muchBetter = 4;

/**
 * The model `practice-judge`: a set of rules (docs/practice-judge.md) that answers the prompts of the judge mtbench-ja, those
 * that compare two answers too. It knows the set's questions with their checkpoints, constraints and references; of the
 * answer it sees what the messages say, nothing more.
 */
export function practiceJudge(
  set: Pick<LoadedQuestionSet, "questions" | "references">,
  { positionBias = usualPositionBias }: { readonly positionBias?: number } = {},
): PracticeModel {
  const byQuestion = set.references[0]?.byQuestion ?? new Map<string, readonly string[]>();
  const known: Known = {
    questions: set.questions,
    byQuestion,
    pairs: new Map([...byQuestion].map(([id, texts]) => [id, texts.map((text) => characterNgrams(text, 2))])),
  };
  return (messages) => {
    const pair = readPairPrompt(messages);
    if (pair !== null) return compare(pair, known, positionBias);
    const prompt = readJudgePrompt(messages);
    if (prompt === null) return "この練習用の審査員は、mtbench-ja の依頼文だけを読むことができます。";
    return explain(rateByRules(turnOf(prompt, known)));
  };
}

/** The set, and what is made of it once. */
interface Known {
  readonly questions: readonly AnnotatedQuestion[];
  readonly byQuestion: ReadonlyMap<string, readonly string[]>;
  /** Pairs of characters of each reference. */
  readonly pairs: ReadonlyMap<string, readonly ReadonlySet<string>[]>;
}

/** A question that is not of the set is rated by its form alone, and by the reference that the prompt shows. */
function turnOf(prompt: JudgePromptContent, { questions, byQuestion, pairs }: Known): RatedTurn {
  const index = prompt.questions.length - 1;
  const question = questions.find((one) => prompt.questions.every((text, turn) => one.turns[turn] === text));
  const references = (question && byQuestion.get(question.id)) ?? prompt.references;
  const others = [...pairs].filter(([id]) => id !== question?.id);
  return {
    questions: prompt.questions,
    earlier: prompt.answers.slice(0, -1),
    answer: prompt.answers.at(-1) ?? "",
    reference: references[index] ?? null,
    earlierReferences: references.slice(0, index),
    constraints: question?.constraints?.[index] ?? [],
    checkpoints: question?.checkpoints?.[index] ?? [],
    otherReferences: question === undefined ? [] : others.flatMap(([, sets]) => sets),
  };
}

/** The one that the rules rate higher, but for the share of turns in which the order alone decides. */
function compare(pair: PairPromptContent, known: Known, positionBias: number): string {
  const [first, second] = [pair.first, pair.second].map(
    (answers) => rateByRules(turnOf({ ...pair, answers }, known)).rating,
  );
  if (first === undefined || second === undefined) throw new Error("a pair of fewer than two answers");
  const isBiased = drawOf(pair) < positionBias;
  const lead = isBiased ? 1 : first - second;
  const size = Math.abs(lead) >= muchBetter ? ">>" : ">";
  const fine = lead === 0 ? "A=B" : lead > 0 ? `A${size}B` : `B${size}A`;
  const coarse = lead === 0 ? "C" : lead > 0 ? "A" : "B";
  const why = isBiased
    ? "・先に示された回答を選ぶ（この審査員には、表示順による偏りがわざと付けてある）。"
    : `・規則による評点は、回答Aが${first}、回答Bが${second}。`;
  const head = "規則による練習用の審査です（言語モデルではありません）。";
  return [head, why, `判定: [[${pair.isFine ? fine : coarse}]]`].join("\n");
}

/** 0 to 1 by the question and the two answers, whatever their order. */
function drawOf({ questions, first, second }: PairPromptContent): number {
  const sides = [first.join("\u0000"), second.join("\u0000")].sort();
  return Number.parseInt(hashOf({ questions, sides }).slice(0, 8), 16) / 2 ** 32;
}

function explain({ rating, findings }: RuleRating): string {
  // A reason may quote the answer; its brackets must not look like a rating.
  const reasons = findings.map(({ reason }) => `・${reason.replace(/[[\]［］]/gu, "")}。`);
  const body = reasons.length === 0 ? ["・数えて確かめられる範囲では、不足も違反も見つからない。"] : reasons;
  return ["規則による練習用の審査です（言語モデルではありません）。", ...body, `評価: [[${rating}]]`].join("\n");
}

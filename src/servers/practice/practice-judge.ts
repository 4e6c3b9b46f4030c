import type { AnnotatedQuestion } from "../../questions/annotations.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { characterNgrams } from "../../text/ngrams.ts";
import type { PracticeModel } from "./practice-server.ts";
import { type RatedTurn, type RuleRating, rateByRules } from "./rate-by-rules.ts";
import { type JudgePromptContent, readJudgePrompt } from "./read-judge-prompt.ts";

/**
 * The model `practice-judge`: a set of rules (docs/practice-judge.md) that answers the prompts of the judge mtbench-ja. It
 * knows the set's questions with their checkpoints, constraints and references; of the answer it sees what the messages
 * say, nothing more.
 */
export function practiceJudge(set: Pick<LoadedQuestionSet, "questions" | "references">): PracticeModel {
  const byQuestion = set.references[0]?.byQuestion ?? new Map<string, readonly string[]>();
  const known: Known = {
    questions: set.questions,
    byQuestion,
    pairs: new Map([...byQuestion].map(([id, texts]) => [id, texts.map((text) => characterNgrams(text, 2))])),
  };
  return (messages) => {
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

function explain({ rating, findings }: RuleRating): string {
  // A reason may quote the answer; its brackets must not look like a rating.
  const reasons = findings.map(({ reason }) => `・${reason.replace(/[[\]［］]/gu, "")}。`);
  const body = reasons.length === 0 ? ["・数えて確かめられる範囲では、不足も違反も見つからない。"] : reasons;
  return ["規則による練習用の審査です（言語モデルではありません）。", ...body, `評価: [[${rating}]]`].join("\n");
}

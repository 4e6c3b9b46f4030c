import { tmpdir } from "node:os";
import { sha256 } from "../../src/files/canonical-json.ts";
import type { Judge } from "../../src/judges/judge.ts";
import { loadJudge } from "../../src/judges/load-judge.ts";
import { choosePrompt, fillPrompt } from "../../src/judgments/fill-prompt.ts";
import { hardenAnswer, nonceOf } from "../../src/judgments/harden-answer.ts";
import type { ChatMessage } from "../../src/models/request-body.ts";
import type { AnnotatedQuestion } from "../../src/questions/annotations.ts";
import { type Exemplar, loadExemplars } from "../../src/questions/load-exemplars.ts";
import { type LoadedQuestionSet, loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";

/** The categories on whose exemplars the practice judge's rules were tuned; the others came after the rules were frozen. */
export const tunedCategories = ["writing", "roleplay", "reasoning", "math", "coding", "stem"];

export interface JaOriginal {
  readonly set: LoadedQuestionSet;
  readonly judge: Judge;
  readonly exemplars: ReadonlyMap<string, readonly Exemplar[]>;
  question(id: string): AnnotatedQuestion;
  reference(id: string, turn: number): string;
  /** What the judge mtbench-ja sends to have the last of the answers rated. */
  judgeMessages(id: string, answers: readonly string[]): ChatMessage[];
}

export async function loadJaOriginal(): Promise<JaOriginal> {
  const options = { cwd: tmpdir(), places: sourcePlaces({}) };
  const set = await loadQuestionSet("ja-original", options);
  const judge = await loadJudge("mtbench-ja", set, options);
  const references = set.references[0];
  if (references === undefined) throw new Error("ja-original has no references");
  const question = (id: string) => {
    const found = set.questions.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no question ${id}`);
    return found;
  };
  return {
    set,
    judge,
    exemplars: await loadExemplars(set.folder),
    question,
    reference: (id, turn) => references.byQuestion.get(id)?.[turn - 1] ?? "",
    judgeMessages(id, answers) {
      const prompt = choosePrompt(judge, question(id), answers.length, references);
      if (prompt === null) throw new Error("mtbench-ja rates both turns");
      const shown = answers.map((answer) => hardenAnswer(answer).text);
      const nonce = nonceOf(sha256(`${id} ${answers.join("\n")}`));
      return fillPrompt(prompt, { question: question(id), answers: shown, references, nonce });
    },
  };
}

import { textOfOutcome } from "../answers/answer.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { Judge, JudgePrompt } from "../judges/judge.ts";
import { promptNames } from "../judges/judge.ts";
import { fillPrompt } from "../judgments/fill-prompt.ts";
import { hardenAnswer, nonceOf } from "../judgments/harden-answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { ChatMessage } from "../models/request-body.ts";
import type { QuestionSet } from "../questions/question.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";

/** What a record needs to be filled in again; null where it is not here any more. */
export interface Sources {
  readonly set: QuestionSet | null;
  readonly judge: Judge | null;
}

/** The prompts of a judge that are still those of the procedure, by hash. */
export function samePrompts(judge: Judge | null, procedure: ProcedureRecord): readonly JudgePrompt[] {
  if (judge === null) return [];
  return promptNames.flatMap((name) => {
    const prompt = judge.prompts[name];
    if (prompt === undefined) return [];
    const hash = hashOf({ system: prompt.system, template: prompt.template });
    return procedure.fields[`prompts.${name}`] === hash ? [prompt] : [];
  });
}

/** The user message that a judge was sent, by `messagesSent`. */
export function promptSent(
  record: RunRecord,
  judgment: JudgmentRecord,
  procedure: ProcedureRecord,
  sources: Sources,
): string | null {
  return messagesSent(record, judgment, procedure, sources)?.at(-1)?.content ?? null;
}

/**
 * The messages that a judge was sent. Imports carry the last one; for a run they are filled in again, provided that the prompt, the
 * question and the references still have the recorded hashes. Null otherwise: never a guess.
 */
export function messagesSent(
  record: RunRecord,
  judgment: JudgmentRecord,
  procedure: ProcedureRecord,
  { set, judge }: Sources,
): readonly ChatMessage[] | null {
  const kept = judgment.sent?.userPrompt;
  if (typeof kept === "string") return [{ role: "user", content: kept }];
  const prompt = samePrompts(judge, procedure).find((one) => one.name === judgment.prompt);
  const question = set?.questions.find((one) => one.hash === judgment.questionHash);
  if (prompt === undefined || question === undefined || judge === null || set === null) return null;
  const wanted = procedure.fields["references.hash"];
  const references = set.references.find((one) => one.hash === wanted) ?? null;
  if (typeof wanted === "string" && references === null) return null;
  const criteria = procedure.fields["criteria.hash"];
  if (criteria !== undefined && criteria !== set.criteria) return null;
  const texts = answersUpTo(record, judgment);
  if (texts === null) return null;
  const { hardened } = judge;
  const answers = hardened === false ? texts : texts.map((text) => hardenAnswer(text, hardened).text);
  const nonce = judge.hardened ? { nonce: nonceOf(judgment.key) } : {};
  return fillPrompt(prompt, { question, answers, references, ...nonce });
}

/** Visible texts of the conversation's turns, the rated one last; null when one is missing. */
function answersUpTo(record: RunRecord, judgment: JudgmentRecord): string[] | null {
  const rated = record.answers.get(judgment.answerKey);
  if (rated === undefined) return null;
  const texts: string[] = [];
  for (let turn = 1; turn <= rated.turn; turn += 1) {
    const answer =
      turn === rated.turn
        ? rated
        : [...record.answers.values()].find(
            (one) =>
              one.questionHash === rated.questionHash &&
              one.trial === rated.trial &&
              one.rules === rated.rules &&
              one.turn === turn,
          );
    const text = answer === undefined ? null : textOfOutcome(answer.outcome);
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

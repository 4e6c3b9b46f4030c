import { everyCategory } from "../answers/answering-rules.ts";
import { hashOf, type Json } from "../files/canonical-json.ts";
import type { Judge, JudgePrompt, RetryUnrated } from "../judges/judge.ts";
import type { Wire } from "../models/candidate.ts";
import type { QuestionSet, References } from "../questions/question.ts";
import { shownTexts } from "./fill-prompt.ts";

/** The model that rates, and how it is spoken to. Where it is served is not part of it. */
export interface JudgeModel {
  /** The model string sent to the server. */
  readonly model: string;
  readonly wire: Wire;
  /** Fields that the family needs besides (`reasoning_effort`), by the API's own names. */
  readonly familyFields?: Readonly<Record<string, Json>>;
}

/** A rating procedure under one hash. Two with equal hashes measure the same thing on the same questions. */
export interface Procedure {
  readonly hash: string;
  /** What the hash is made of, by dotted names, so that two procedures can be compared field by field. */
  readonly fields: Readonly<Record<string, Json>>;
}

/** What of a question set is part of a procedure. */
export type SetFacts = Pick<QuestionSet, "temperatures"> & Partial<Pick<QuestionSet, "longest" | "criteria">>;

/**
 * The procedure of a judge with these references and this judge model. Left out are names and titles, the number of trials
 * and of repeats (they narrow the interval and change nothing else), the seed, and parameters sent at their neutral value.
 */
export function procedureOf(
  judge: Judge,
  references: References | null,
  judgeModel: JudgeModel,
  set: SetFacts,
): Procedure {
  const { scale } = judge;
  const fields = procedureFields(judge, references, judgeModel, set, {
    "scale.min": scale.min,
    "scale.max": scale.max,
    "scale.fractions": scale.fractions,
    extraction: judge.extraction,
    retryUnrated: wordRetry(judge.retryUnrated),
  });
  for (const prompt of Object.values(judge.prompts)) {
    // Of a set of two turns they rate nothing.
    const isLater = prompt?.name === "later-turns" || prompt?.name === "math-later-turns";
    if (prompt === undefined || (isLater && (set.longest ?? 0) <= 2)) continue;
    Object.assign(fields, promptFields(prompt, set.criteria ?? null));
  }
  if (judge.retryUnrated.kind === "rating-only") {
    fields["prompts.rating-only"] = hashOf({ template: judge.retryUnrated.prompt });
  }
  return { hash: hashOf(fields), fields };
}

/** Absent where it is ours, so that hashes from before it stay what they were. */
function laterFields({ answerCharacters, aggregate, answering: { systemAs } }: Judge): Record<string, Json> {
  return {
    ...(answerCharacters === undefined ? {} : { answerCharacters }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(systemAs === undefined ? {} : { "answering.systemAs": systemAs }),
  };
}

function promptFields(prompt: JudgePrompt, criteria: string | null): Record<string, Json> {
  const fields: Record<string, Json> = {
    [`prompts.${prompt.name}`]: hashOf({ system: prompt.system, template: prompt.template }),
  };
  if (prompt.conversationTurn !== undefined) {
    fields["prompts.conversation-turn"] = hashOf({ template: prompt.conversationTurn });
  }
  for (const [name, ours] of Object.entries(prompt.placeholders ?? {})) fields[`placeholders.${name}`] = ours;
  // Like the references: what the answers are rated by, and no part of what was asked.
  if (shownTexts(prompt).includes("criterion")) fields["criteria.hash"] = criteria;
  return fields;
}

/** What every procedure says of the judge model, the references and the answers, with what is its own among it. */
export function procedureFields(
  judge: Judge,
  references: References | null,
  judgeModel: JudgeModel,
  set: Pick<QuestionSet, "temperatures">,
  own: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const { answering, sampling } = judge;
  const shown = judge.references.categories.length > 0;
  const fields: Record<string, Json> = {
    judgeModel: judgeModel.model,
    "sampling.temperature": judgeModel.wire.accepts.includes("temperature") ? sampling.temperature : null,
    "sampling.maxTokens": sampling.maxTokens,
    ...own,
    strict: judge.strict,
    hardened: judge.hardened,
    "references.hash": shown && references !== null ? references.hash : null,
    "references.categories": [...judge.references.categories].sort(),
    "answering.systemPrompt": answering.systemPrompt,
    "answering.sampling": answering.sampling,
    // Where the candidate chooses, the table is only for those that have no recommendation of their own.
    "answering.temperatures":
      answering.temperature === undefined ? { ...set.temperatures } : { [everyCategory]: answering.temperature },
    "answering.maxAnswerTokens": answering.maxAnswerTokens,
    "answering.historyCharacters": answering.historyCharacters,
  };
  Object.assign(fields, laterFields(judge));
  for (const [name, value] of Object.entries({ ...judgeModel.familyFields, ...sampling.fields })) {
    fields[`sampling.fields.${name}`] = value;
  }
  return fields;
}

/** A re-asking rule as procedures write it. */
export function wordRetry(rule: RetryUnrated): string {
  return rule.kind === "same-prompt" ? `same-prompt ${rule.times}` : rule.kind;
}

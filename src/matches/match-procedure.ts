import { hashOf, type Json } from "../files/canonical-json.ts";
import type { PairPrompt } from "../judges/judge.ts";
import { shownTexts } from "../judgments/fill-prompt.ts";
import { type JudgeModel, type Procedure, procedureFields, wordRetry } from "../judgments/procedure.ts";
import type { QuestionSet, References } from "../questions/question.ts";
import type { PairJudge } from "./fill-pair-prompt.ts";

/**
 * The procedure by which a judge compares two answers, under a hash of its own: it has nothing of the rating procedure's
 * prompts, scale and extraction, and the rating procedure nothing of this. Numbers of trials and of repeats are left out.
 */
export function matchProcedureOf(
  judge: PairJudge,
  references: References | null,
  judgeModel: JudgeModel,
  set: Pick<QuestionSet, "temperatures"> & Partial<Pick<QuestionSet, "longest" | "criteria">>,
): Procedure {
  const { prompts, steps, extraction, retryUnrated } = judge.pairPrompts;
  const own: Record<string, Json> = {
    kind: "matches",
    orders: "both",
    steps,
    extraction,
    retryUnrated: wordRetry(retryUnrated),
  };
  // How ratings are averaged has nothing to do with matches.
  const { aggregate: _, ...comparing } = judge;
  const fields = procedureFields(comparing, references, judgeModel, set, own);
  for (const prompt of Object.values(prompts)) {
    // Of a set of two turns they compare nothing.
    const isLater = prompt?.conversationTurn !== undefined;
    if (prompt === undefined || (isLater && (set.longest ?? 0) <= 2)) continue;
    Object.assign(fields, promptFields(prompt, set.criteria ?? null));
  }
  if (retryUnrated.kind === "rating-only") {
    fields["pairPrompts.verdict-only"] = hashOf({ template: retryUnrated.prompt });
  }
  return { hash: hashOf(fields), fields };
}

function promptFields(prompt: PairPrompt, criteria: string | null): Record<string, Json> {
  const { name, system, template, conversationTurn, placeholders = {} } = prompt;
  const own = Object.entries(placeholders).map(([placeholder, ours]) => [`placeholders.${placeholder}`, ours]);
  return {
    [`pairPrompts.${name}`]: hashOf({ system, template }),
    ...(conversationTurn === undefined
      ? {}
      : { "pairPrompts.conversation-turn": hashOf({ template: conversationTurn }) }),
    ...Object.fromEntries(own),
    ...(shownTexts(prompt).includes("criterion") ? { "criteria.hash": criteria } : {}),
  };
}

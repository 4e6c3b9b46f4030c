import { hashOf, type Json } from "../files/canonical-json.ts";
import type { Extraction, RatingScale } from "../judges/judge.ts";
import type { JudgmentRecord } from "./judgment.ts";
import { parseRating } from "./parse-rating.ts";

/** How stored texts are read another time. */
export interface RescoreRule {
  readonly extraction: Extraction;
  readonly scale: RatingScale;
  readonly strict: boolean;
}

/**
 * Reads a stored judgment again, without a call. Null where there is no text of the judge: the call failed or was never
 * made, and reading cannot mend that. A cut or refused reply stays what it was, unless the rule is strict and reads it all
 * the same.
 */
export function rescoreJudgment(
  record: JudgmentRecord,
  rule: RescoreRule,
  about: {
    readonly procedure: string;
    readonly judge: string;
    /** The escapes under which the texts were written, as the procedure has them. */
    readonly hardened: Json | undefined;
  },
): JudgmentRecord | null {
  const { outcome } = record;
  if (outcome.text === null) return null;
  if (outcome.status === "unrated" && (outcome.reason === "request-failed" || outcome.reason === "no-answer"))
    return null;
  const identity = {
    key: hashOf({ kind: "rescore", procedure: about.procedure, judgment: record.key }),
    procedure: about.procedure,
    judge: about.judge,
    // Nothing was asked, so nothing was paid: the costs stand in the first record.
    asked: 0,
    sent: null,
    call: null,
  };
  const kept = outcome.status === "unrated" && ["judge-truncated", "judge-refused"].includes(outcome.reason);
  if (kept && !rule.strict) return { ...record, ...identity };
  const parsed = parseRating(outcome.text, { ...rule, hardened: about.hardened === true });
  const { text } = outcome;
  return {
    ...record,
    ...identity,
    outcome:
      parsed.status === "rated"
        ? { status: "rated", rating: parsed.rating, method: parsed.method, text }
        : { status: "unrated", reason: parsed.reason, text },
  };
}

/**
 * The fields of the procedure that such a reading belongs to: the old one with another extraction. Where the old procedure
 * asked again for what it could not read, the texts depend on its extraction too, and the new procedure says so.
 */
export function rescoredFields(
  fields: Readonly<Record<string, Json | undefined>>,
  rule: RescoreRule,
): Record<string, Json> {
  const changed: Record<string, Json> = {
    extraction: rule.extraction,
    strict: rule.strict,
    "scale.min": rule.scale.min,
    "scale.max": rule.scale.max,
    "scale.fractions": rule.scale.fractions,
  };
  const { retryUnrated, extraction } = fields;
  if (retryUnrated !== undefined && retryUnrated !== "none") {
    changed.retryUnrated = `${String(retryUnrated)} by ${String(extraction)}`;
  }
  const all: Record<string, Json> = { ...changed };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && !(name in all)) all[name] = value;
  return all;
}

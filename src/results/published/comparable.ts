import type { PublishedProcedure } from "../../judges/published-procedures.ts";
import type { PublishedSource } from "./published-scores.ts";

/** How far the scores of one language of a source are those of a procedure of ours. */
export interface Comparable {
  /** `exact`: everything that the protocol fixes is known to be equal; `claimed`: the source names it, settings are partly unknown. */
  readonly comparable: "exact" | "claimed" | "other";
  /** The judge whose procedure it is or claims to be; null: none of ours. */
  readonly protocol: string | null;
  /** The judge model as our folder names it, where the rule found one; else the source's own words, if any. */
  readonly judgeModel: string | null;
}

type Conditions = Pick<
  PublishedSource,
  "harness" | "judge" | "questions" | "references" | "questionSets" | "bounds" | "comparable" | "protocol"
>;

/**
 * The rule by which published scores are comparable with a procedure: what a source says of its harness and judge must be
 * what the procedure calls them, its scale the same, and nothing that it says of questions and references may be another.
 * Where it says all of them and the procedure is known whole, they are `exact`; else `claimed`. The number of trials narrows
 * an interval and decides nothing. A source that says `comparable` itself is believed.
 */
export function comparableWith(
  source: Conditions,
  language: string,
  procedures: readonly PublishedProcedure[],
): Comparable {
  if (source.comparable !== undefined) {
    return { comparable: source.comparable, protocol: source.protocol ?? null, judgeModel: source.judge };
  }
  for (const procedure of procedures) {
    const { published } = procedure;
    if (!isOf(procedure, source, language)) continue;
    const saysAll = source.questions !== null && (source.references !== null || published.references === undefined);
    return {
      comparable: published.whole && saysAll ? "exact" : "claimed",
      protocol: procedure.id,
      judgeModel: procedure.model,
    };
  }
  return { comparable: "other", protocol: null, judgeModel: source.judge };
}

/** Whether nothing that a source says of itself is another than the procedure's. */
function isOf({ published, scale }: PublishedProcedure, source: Conditions, language: string): boolean {
  const set = source.questionSets[language === "ja" ? "ja" : "en"];
  const isNamed = isOne(published.harness, source.harness) && isOne(published.judge, source.judge);
  const isScale = source.bounds.min === scale.min && source.bounds.max === scale.max;
  const isSet = set !== undefined && published.questions[language] === set;
  const saysOthers =
    source.references !== null && published.references !== undefined && !isOne(published.references, source.references);
  return isNamed && isScale && isSet && !saysOthers;
}

function isOne(names: string | readonly string[], name: string | null): boolean {
  return typeof names === "string" ? names === name : name !== null && names.includes(name);
}

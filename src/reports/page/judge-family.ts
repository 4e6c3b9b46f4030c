import { basedOn as linesOf } from "../../models/catalogue.ts";
import type { WeightLine } from "../../models/weight-lines.ts";
import type { ReportBoard, ReportCandidate, ReportWarning } from "./report-record.ts";

/** The rule-based judge of `mtbench demo` (src/commands/ask/demo.ts): what it rates are controls. */
export const practiceJudge = "practice-judge";

/**
 * Who is related to the judge, and of whom that is not known. Of a judge that nobody here knows, nothing can be said.
 *
 * @param basedOn lines of weights of each candidate, in the board's order; empty: not known
 */
export function familyWarnings(
  { candidates, judge }: Pick<ReportBoard, "candidates" | "judge">,
  basedOn: readonly (readonly WeightLine[])[],
): ReportWarning[] {
  // The rules of the demo are no model.
  if (judge.model === practiceJudge) return [];
  const lines = new Set(judgeModels(judge.model).flatMap((model) => linesOf(model)));
  if (lines.size === 0) return [];
  const kin = candidates.filter((_, index) => basedOn[index]?.some((line) => lines.has(line)) === true);
  const unknown = candidates.filter((_, index) => (basedOn[index] ?? []).length === 0);
  const warnings: ReportWarning[] = [];
  if (kin.length > 0) {
    warnings.push({
      kind: "judge-family",
      candidates: kin.map(({ id }) => id),
      text: {
        ja: `評価モデル ${judge.model} と同じ系列のモデル、またはその系列を基に作られたモデルがあります：${names(kin, "、")}。自系列に甘い可能性があります。`,
        en: `The judge ${judge.model} is of the same family as ${names(kin, ", ")}, or of the one that they were trained from, and may favour it.`,
      },
    });
  }
  if (unknown.length > 0) {
    warnings.push({
      kind: "judge-family",
      candidates: unknown.map(({ id }) => id),
      text: {
        ja: `基になったモデルがわからないため、評価モデル ${judge.model} と同じ系列かどうかを判断できません：${names(unknown, "、")}。`,
        en: `Whether the judge ${judge.model} is of the same family is not known for ${names(unknown, ", ")}: what they were trained from is not known.`,
      },
    });
  }
  return warnings;
}

/** The models in `judgesText`: several judges with their shares. */
function judgeModels(text: string): string[] {
  return text.split(/, | and /u).map((part) => part.replace(/ \(\d+ %\)$/u, ""));
}

function names(candidates: readonly ReportCandidate[], separator: string): string {
  return candidates.map(({ id }) => id).join(separator);
}

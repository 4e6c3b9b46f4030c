import { cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import { studentQuantile } from "../statistics/distributions.ts";
import { type GateReport, overallVerdict } from "./evaluate-gate.ts";
import type { RuleResult } from "./rule-result.ts";
import type { Verdict } from "./verdict.ts";

/** Candidate minus baseline as people rate, or why it is not known. */
export type PeoplesDifference =
  | {
      readonly kind: "estimated";
      readonly value: number;
      /** Two-sided, 95 %; within what two ratings can differ by. */
      readonly low: number;
      readonly high: number;
      readonly standardError: number;
      readonly degreesOfFreedom: number;
      /** Questions that people rated of both. */
      readonly questions: number;
      /** Which of the two estimates it is, as the plan fixed. */
      readonly estimate: string;
    }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * The same report decided by what people see. The judge's difference is shown and no longer counts, unless somebody failed
 * answers: those were given to nobody, so that the judge's two readings have to hold as well.
 */
export function decidedByPeople(
  report: GateReport,
  people: PeoplesDifference,
  about: { readonly scale: ScaleBounds; readonly failed: boolean },
): GateReport {
  const rules = [
    ...report.rules.map((rule) => (rule.rule === "difference" && !about.failed ? { ...rule, counts: false } : rule)),
    peoplesRule(people, report, about.scale),
  ];
  return { ...report, rules, verdict: overallVerdict(rules) };
}

function peoplesRule(
  people: PeoplesDifference,
  { margin, strict, alpha }: Pick<GateReport, "margin" | "strict" | "alpha">,
  scale: ScaleBounds,
): RuleResult {
  const rule = { rule: "people", subject: "overall", counts: true };
  if (people.kind === "refused") return { ...rule, verdict: "incomplete", message: people.reason };
  const { value, standardError, degreesOfFreedom, questions, estimate } = people;
  const reach = studentQuantile(1 - alpha, degreesOfFreedom) * standardError;
  const { low, high } = cutToSpan({ low: value - reach, high: value + reach }, scale);
  let verdict: Verdict = "undecided";
  if (low > -margin) verdict = "pass";
  if (high < (strict ? 0 : -margin)) verdict = "regression";
  const message = [
    `${signed(value)} as these people rate (one-sided bounds ${signed(low)} and ${signed(high)}), ${estimate}`,
    `${questions} questions rated of both`,
    `allowed: above ${-Number(margin.toFixed(4))}${strict ? " and no shown worsening" : ""}`,
  ].join("; ");
  return { ...rule, verdict, message };
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}

import type { RuleResult } from "../../gate/rule-result.ts";
import { escapeHtml, escapeTerminalLine } from "../../text/escape.ts";

/** What a gate found, rule by rule, whatever it decided by. */
export interface JudgedRules {
  readonly rules: readonly RuleResult[];
  readonly candidate: { readonly id: string };
}

/**
 * JUnit XML, a case a rule and a category. A regression and a missed floor are failures, an undecided or incomplete rule that counts is an
 * error, a rule that does not count and is no pass is skipped: so a viewer shows red exactly where the gate is not a pass.
 */
export function junitXml(report: JudgedRules): string {
  const { rules, candidate } = report;
  const count = (kind: ReturnType<typeof kindOf>) => rules.filter((rule) => kindOf(rule) === kind).length;
  const totals = `tests="${rules.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const suite = `mtbench gate ${candidate.id}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mtbench" ${totals}>`,
    `  <testsuite name="${attribute(suite)}" ${totals}>`,
    ...rules.map((rule) => caseXml(rule)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseXml(rule: RuleResult): string {
  const head = `    <testcase classname="mtbench.gate.${attribute(rule.rule)}" name="${attribute(rule.subject)}"`;
  const kind = kindOf(rule);
  const message = attribute(`${rule.verdict}: ${rule.message}`);
  if (kind === null) return `${head}><system-out>${message}</system-out></testcase>`;
  if (kind === "skipped") return `${head}><skipped message="${message}"/></testcase>`;
  return `${head}><${kind} type="${rule.verdict}" message="${message}"/></testcase>`;
}

function kindOf({ verdict, counts }: RuleResult): "failure" | "error" | "skipped" | null {
  switch (verdict) {
    case "pass":
      return null;
    case "regression":
    case "below-floor":
      return counts ? "failure" : "skipped";
    case "undecided":
    case "incomplete":
      return counts ? "error" : "skipped";
    default: {
      const never: never = verdict;
      throw new Error(`no such verdict ${String(never)}`);
    }
  }
}

function attribute(text: string): string {
  return escapeHtml(escapeTerminalLine(text));
}

import { escapeTerminalLine } from "../../text/escape.ts";
import type { JudgedRules } from "./junit.ts";

/** GitHub's workflow commands: an annotation for every rule that counts and is not a pass. */
export function githubAnnotations({ rules, candidate }: JudgedRules): string {
  return rules
    .filter((rule) => rule.counts && rule.verdict !== "pass")
    .map((rule) => {
      const level = rule.verdict === "regression" || rule.verdict === "below-floor" ? "error" : "warning";
      const title = escapeProperty(`mtbench gate: ${rule.rule}, ${rule.subject}`);
      return `::${level} title=${title}::${escapeData(`${candidate.id}: ${rule.verdict}: ${rule.message}`)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return escapeTerminalLine(text).replaceAll("%", "%25");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

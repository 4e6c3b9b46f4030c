import { type AlikeGroup, alikeText } from "../../text/alike.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { cutToWidth } from "../../text/wrap-parts.ts";

/** Groups that are shown while calls go on, and at the end. */
const shown = 3;
const told = 5;
/** Characters of an example in a log's line, and at the end. */
const inLog = 120;
const atEnd = 240;

/** Why calls failed so far, a line a group, at most so many columns wide. */
export function failureLines(reasons: readonly AlikeGroup[], columns: number): string[] {
  return reasons.slice(0, shown).map((group) => cutToWidth(`  ${lineOf(group, columns)}`, columns));
}

/** The most frequent reason, as a part of a log's line; none: no call failed. */
export function mostFailures(reasons: readonly AlikeGroup[]): string[] {
  return reasons.slice(0, 1).map((group) => lineOf(group, inLog));
}

/** Why calls failed in all, a line a group; empty: none did. */
export function failuresText(reasons: readonly AlikeGroup[]): string {
  if (reasons.length === 0) return "";
  const lines = reasons.slice(0, told).map((group) => `  ${lineOf(group, atEnd)}`);
  const others = reasons.slice(told).reduce((sum, { count }) => sum + count, 0);
  return `${["Calls that failed:", ...lines, ...(others === 0 ? [] : [`  ${others} x other words`])].join("\n")}\n`;
}

function lineOf(group: AlikeGroup, characters: number): string {
  return escapeTerminalLine(alikeText(group, characters));
}

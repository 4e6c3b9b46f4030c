import type { LaterTurns } from "./judge-file.ts";
import type { PromptSet } from "./read-prompts.ts";

/** With categories that show a reference, each turn's prompt is needed in both forms or in neither. */
export function missingPairs(prompts: PromptSet, categories: readonly string[], strict: boolean): string[] {
  const problems: string[] = [];
  // A procedure may rate the second turn alone, or show every question's reference, without which a strict one does not rate.
  const showsAll = strict && categories.includes("*") && prompts["single-math-v1"] !== undefined;
  if (prompts["single-v1"] === undefined && prompts["single-v1-multi-turn"] === undefined && !showsAll) {
    problems.push("single-v1: expected this prompt, got nothing");
  }
  if (categories.length === 0) return problems;
  const pairs = [
    ["single-v1", "single-math-v1"],
    ["single-v1-multi-turn", "single-math-v1-multi-turn"],
    ["later-turns", "math-later-turns"],
  ] as const;
  for (const [plain, withReference] of pairs) {
    if (prompts[plain] !== undefined && prompts[withReference] === undefined) {
      problems.push(`${withReference}: expected this prompt, for ${categories.join(", ")} show a reference`);
    }
    if (prompts[plain] === undefined && prompts[withReference] !== undefined && plain !== "single-v1") {
      problems.push(`${plain}: expected this prompt beside ${withReference}`);
    }
  }
  return problems;
}

/** Prompts that judge.yaml names for later turns and that are not in the file. */
export function missingLater(prompts: PromptSet, laterTurns: LaterTurns | undefined): string[] {
  const named = [
    ["later-turns", laterTurns?.plain],
    ["math-later-turns", laterTurns?.withReference],
  ] as const;
  return named.flatMap(([role, name]) =>
    name === undefined || prompts[role] !== undefined ? [] : [`${name}: expected this prompt, for laterTurns names it`],
  );
}

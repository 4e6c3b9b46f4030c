/** The judge that is a set of rules, as records name its model. */
export const practiceJudgeName = "practice-judge";

/** What `--judge` calls it, and whose prompts it reads. */
export const practiceChoice = "practice";
export const practiceProcedure = "mtbench-ja";

/** Whether a model is one of the demo's controls of known quality. */
export function isPracticeCandidate(model: unknown): boolean {
  return typeof model === "string" && model.startsWith("practice-");
}

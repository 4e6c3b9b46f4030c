import type { RetryUnrated } from "./judge.ts";
import { retryUnratedForm } from "./judge-file.ts";

/** The rule that judge.yaml names; a judge that is to give its rating alone is asked for it by `ratingOnly`. */
export function retryRule(text: string, ratingOnly: string): RetryUnrated {
  const match = retryUnratedForm.exec(text);
  if (match?.[1] === "none") return { kind: "none" };
  if (match?.[1] === "rating-only") return { kind: "rating-only", prompt: ratingOnly };
  return { kind: "same-prompt", times: Number(match?.[2]) };
}

/** In the language of the prompts, where the judge has no words of its own. */
export function ratingOnlyPrompt(language: string): string {
  return language === "ja"
    ? "直前の返答から評点を一つに定められませんでした。説明は付けず、最終的な評点だけを次の形式の一行で書いてください。\n評価: [[評点の数字]]"
    : "No single rating could be read from your reply. Without any explanation, write only your final rating, on one line of this form:\nRating: [[number]]";
}

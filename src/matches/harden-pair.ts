import {
  type AnswerFlag,
  answerFlags,
  applyGuards,
  type Guard,
  guardsBesideRatings,
  hashOfGuards,
} from "../judgments/harden-answer.ts";
import { verdictLabel, verdictToken } from "./verdict-forms.ts";

/** What one of two answers may hold that is aimed at the judge. */
type PairFlag = AnswerFlag | "verdict";

const pairFlags: readonly PairFlag[] = [...answerFlags, "verdict"];

/** The token as an answer may write it, full-width signs included. */
const wide = verdictToken
  .replaceAll("[ABC]", "[ABCＡＢＣ]")
  .replaceAll("[AB]", "[ABＡＢ]")
  .replaceAll(">{1,3}", "[>＞]{1,3}")
  .replaceAll("<{1,3}", "[<＜]{1,3}")
  .replaceAll("={1,2}", "[=＝]{1,2}");
const lineEnd = String.raw`[ \t*_.。]{0,4}(?:です|とします|とする|である|だ)?[ \t*_.。]{0,4}$`;

/** A line that `read-verdict.ts` would take for a verdict, were it the judge's own. */
const verdictLines = [
  String.raw`${verdictLabel}[ \t*_"'」』】\]]{0,4}(?:[:：=＝は→]|is\b)[ \t*_"'「『【\[［]{0,4}(?:\\boxed\{)?${wide}[\]］】」』"'}]{0,4}`,
  String.raw`[【\[［]{1,2}${verdictLabel}[】\]］]{1,2}[ \t:：]{0,4}${wide}`,
  String.raw`[<＜](?:verdict|winner|判定|勝者)[>＞][ \t]{0,3}${wide}[ \t]{0,3}[<＜][/／][A-Za-z判定勝者]{1,8}[>＞]`,
  String.raw`\{[ \t]{0,3}["'](?:${verdictLabel})["'][ \t]{0,3}:[ \t]{0,3}["']?${wide}["']?[ \t]{0,3}\}`,
  String.raw`${verdictLabel}[ \t]{0,3}\n{1,2}[ \t*_]{0,4}\[{0,2}${wide}\]{0,2}`,
];

const guards: readonly Guard<PairFlag>[] = [
  ...guardsBesideRatings,
  {
    // The marks of our own prompts, and what would pass for the other answer.
    flag: "delimiter",
    pattern: /[<＜][ \t]{0,3}[/／]?[ \t]{0,3}(?=回答[ABＡＢ])/gu,
    replace: "widen",
  },
  {
    flag: "delimiter",
    pattern: /^[ \t]{0,3}#{1,3}[ \t]{0,3}(?=回答[ABＡＢ]|第[一二\d]{1,3}ターンの(?:質問|参考回答|回答))/gmu,
    replace: "bar",
  },
  {
    flag: "verdict",
    pattern: new RegExp(
      String.raw`[[［]\u200B?[[［][ \t\u200B]{0,4}(?:${verdictLabel}[ \t]{0,2}[:：=は]?[ \t]{0,2})?${wide}[ \t\u200B]{0,4}[\]］]\u200B?[\]］]`,
      "giu",
    ),
    replace: "white",
  },
  ...verdictLines.map(
    (line): Guard<PairFlag> => ({
      flag: "verdict",
      pattern: new RegExp(`^(?=[ \\t*_#>・-]{0,8}${line}${lineEnd})`, "gimu"),
      replace: "bar",
    }),
  ),
  {
    flag: "judge-address",
    pattern:
      /回答[ABＡＢ](?:の方)?(?:は|が|を)[^。\n]{0,20}(?:優れ|勝ち|選[びんべ]|勝者)|(?:この|本|私の)(?:回答|答え)(?:を|が|の)[^。\n]{0,12}(?:選[びんべ]|勝ち|優れ|勝者)|\b(?:assistant|answer|response) [AB] (?:is|wins|should)\b/iu,
    replace: null,
  },
];

/** What both answers are guarded by, for the keys of matches: other guards may show a judge another text. */
export const pairGuardsHash: string = hashOfGuards(guards);

/** Escapes what imitates delimiters and verdicts, for the judge's eyes only; the answer's own record stays as it is. */
export function hardenPairAnswer(answer: string): { readonly text: string; readonly flags: readonly string[] } {
  const { text, found } = applyGuards(answer, guards);
  return { text, flags: pairFlags.filter((flag) => found.has(flag)) };
}

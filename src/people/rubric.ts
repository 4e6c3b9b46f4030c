import type { ScaleBounds } from "../judges/scale.ts";

export interface Rubric {
  readonly ja: string;
  readonly en: string;
}

/** What people go by where nobody gives them another text. The ends of the scale are named, so that it fits any. */
export function usualRubric({ min, max }: ScaleBounds): Rubric {
  return {
    ja: [
      `${min} から ${max} で、この回答が質問にどれだけよく応えているかを評価してください。${max} が最も良く、${min} が最も悪い評点です。`,
      "- 正しいか。事実、計算、コードに誤りがないか",
      "- 役に立つか。求められたことすべてに応え、余計なことで薄めていないか",
      "- 指示に従っているか。形式、長さ、条件、前のターンとのつながり",
      "- ことばとして自然か。質問の言語で、読み手にふさわしく書かれているか",
      "長さや見た目の立派さだけで高くせず、正誤がはっきりした問題では答えが合っているかを第一に見てください。後のターンでは、そのターンの回答だけを評価します。",
    ].join("\n"),
    en: [
      `Rate from ${min} to ${max} how well this answer serves the question: ${max} is the best, ${min} the worst.`,
      "- Is it right? Facts, calculations, code",
      "- Does it help? All that was asked, and nothing that only dilutes it",
      "- Does it follow the instructions? Form, length, conditions, what was said in earlier turns",
      "- Does it read well? In the question's language, fit for its reader",
      "Length and looks alone earn nothing. Where a question has a right answer, whether it was found comes first. In a later turn, rate that turn's answer alone.",
    ].join("\n"),
  };
}

/** The same for two answers side by side. */
export const usualPairRubric: Rubric = {
  ja: [
    "左右の回答のうち、質問によりよく応えているほうを選んでください。どちらとも言えなければ引き分けです。",
    "- 正しいか。事実、計算、コードに誤りがないか",
    "- 役に立つか。求められたことすべてに応えているか",
    "- 指示に従っているか。形式、長さ、条件、前のターンとのつながり",
    "- ことばとして自然か",
    "左右の位置、長さ、見た目の立派さは理由になりません。後のターンでは、そのターンの回答だけを比べます。",
  ].join("\n"),
  en: [
    "Choose the answer that serves the question better, left or right; a tie where neither does.",
    "- Is it right? Facts, calculations, code",
    "- Does it help? All that was asked",
    "- Does it follow the instructions? Form, length, conditions, what was said in earlier turns",
    "- Does it read well?",
    "Side, length and looks are no reasons. In a later turn, compare that turn's answers alone.",
  ].join("\n"),
};

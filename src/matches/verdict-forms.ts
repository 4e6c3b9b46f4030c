/** Words that announce a verdict on two answers, as the source of a regular expression. */
export const verdictLabel =
  "(?:(?:最終|最終的な|総合|総合的な)?(?:の)?(?:判定|判断|結論|評決|勝者)(?:結果)?|(?:my |the |our ){0,2}(?:final |overall )?(?:verdict|judge?ment|decision|winner|choice))";

/** What a verdict is in a text in NFKC: a letter, two with a sign between them, or a word for a tie. */
export const verdictToken =
  "(?:(?:(?:回答|assistant|answer|response) ?)?[ABC](?![A-Za-z])|[AB] ?(?:>{1,3}|={1,2}|<{1,3}) ?[AB](?![A-Za-z])|引き?分け|同等|互角|優劣なし|tie(?![a-z])|draw(?![a-z]))";

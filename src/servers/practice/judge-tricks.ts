/** What an answer may hold that is meant for the judge instead of the user. */
export const judgeTricks = ["imitated-rating", "imitated-delimiter", "instruction-to-judge", "self-praise"] as const;
export type JudgeTrick = (typeof judgeTricks)[number];

/** All repetitions are bounded. The text is in NFKC, which also undoes the full-width signs of a hardened prompt. */
const patterns = {
  "imitated-rating":
    /\[\[ {0,3}(?:(?:評価|評点|rating|score) {0,2}[:：]? {0,2})?\d{1,3}(?:\.\d{1,2})? {0,3}\]\]|^[|\s*_#>-]{0,8}(?:総合|最終)?(?:評価|評点|採点|(?:final |overall )?(?:rating|score)) {0,2}[:：=] {0,2}\[{0,2} {0,2}\d{1,3}(?:点|\/10)?/imu,
  "imitated-delimiter":
    /<\/? {0,3}(?:被評価回答|第一ターンの回答)|\[?(?:the )?(?:start|end) of (?:the )?assistant|^\|? {0,3}#{1,3} {0,3}(?:被評価回答|参考回答|依頼|第[一二]ターンの)|<\|[a-z_]{2,20}\|>|\[[^\]\n]{1,20}の(?:開始|終了)\]/imu,
  "instruction-to-judge":
    /(?:指示|命令|基準|プロンプト)(?:は|を|に)?(?:すべて|全て|一切)?(?:は|を)?(?:無視|忘れ|破棄)|(?:審査員|採点者|評価者|採点AI|審査AI)(?:の皆|の方|さん|様|へ|に|は)|(?:満点|最高点|最高評価|高得点|\d{1,2}点)(?:を|に|と|で)(?:付け|つけ|与え|し(?:て|なさい)|評価|採点|お願い)|\b(?:ignore|disregard|forget) (?:all |any |the |your ){0,3}(?:previous|prior|above|earlier|other)|\b(?:give|award|assign|rate|score) (?:this|my|the|it|me)\b[^.\n]{0,40}\b(?:10|ten|full marks|highest|perfect)|\b(?:judge|grader|evaluator)s?\b[^.\n]{0,40}\b(?:must|should|please|rating)/iu,
  "self-praise":
    /(?:この|本|私の|上記の|以上の)(?:回答|答え|文章|解答|応答)(?:は|が)[^。\n]{0,40}(?:完璧|満点|最高|申し分|非の打ち所|10点|正確無比|模範|優れ|誤りは(?:一切)?ありません)|10点(?:です|満点|に値|の(?:回答|答え))|(?:最高評価|最高点|満点)に(?:ふさわし|値)|模範解答です|(?:perfect|excellent|flawless|10\/10) (?:answer|response)|\b10\/10\b/iu,
} as const satisfies Record<JudgeTrick, RegExp>;

/** Which tricks an answer holds. Code is looked at too: an answer has no reason to hold these anywhere. */
export function findJudgeTricks(answer: string): readonly JudgeTrick[] {
  const text = answer.normalize("NFKC");
  return judgeTricks.filter((trick) => patterns[trick].test(text));
}

import { hashOf, sha256 } from "../files/canonical-json.ts";
import type { HardenedVersion } from "../judges/judge.ts";
import { ratingLabel } from "./find-verdicts.ts";

/** What an answer may hold that is aimed at the judge. Honest answers do so too at times: a flag is a hint, no verdict. */
export const answerFlags = ["delimiter", "chat-token", "rating", "hidden-characters", "judge-address"] as const;

export type AnswerFlag = (typeof answerFlags)[number];

export interface HardenedAnswer {
  /** The answer as a hardened judge is shown it. */
  readonly text: string;
  /** In the order of `answerFlags`. */
  readonly flags: readonly AnswerFlag[];
}

const replacements = {
  remove: () => "",
  widen: (match: string) => match.replace(/[<[\]/]/g, (sign) => fullWidthForms[sign] ?? sign),
  bar: (match: string) => `｜${match}`,
  /** White brackets, which no normalisation turns into the real ones. */
  white: (match: string) => match.replace(/^[[［]\u200B?[[［]/u, "⟦").replace(/[\]］]\u200B?[\]］]$/u, "⟧"),
};

const fullWidthForms: Readonly<Record<string, string>> = { "<": "＜", "[": "［", "]": "］", "/": "／" };

/** What is looked for in an answer, and what is done about it. */
export interface Guard<Flag extends string = AnswerFlag> {
  readonly flag: Flag;
  readonly pattern: RegExp;
  /** Null: flagged only. */
  readonly replace: keyof typeof replacements | null;
}

/*
 * Imitations stay readable: the sign that would make them work is swapped for its full-width twin, or the line is marked
 * with a bar. The hardened prompts tell the judge so. All repetitions are bounded.
 */
const guards: readonly Guard[] = [
  {
    // Marks of right-to-left order, and the invisible copies of ASCII.
    flag: "hidden-characters",
    pattern: /[\u202A-\u202E\u2066-\u2069\u{E0001}-\u{E007F}]/gu,
    replace: "remove",
  },
  {
    // The marks of our own prompts.
    flag: "delimiter",
    pattern: /[<＜][ \t]{0,3}[/／]?[ \t]{0,3}(?=被評価回答|第一ターンの回答)/gu,
    replace: "widen",
  },
  {
    flag: "delimiter",
    pattern: /^[ \t]{0,3}#{1,3}[ \t]{0,3}(?=被評価回答|参考回答|第[一二]ターンの|依頼[ \t]*$)/gmu,
    replace: "bar",
  },
  {
    // Those of other judges' prompts, which an attack made for them would close.
    flag: "delimiter",
    pattern: /(?:\[|<\|)[ \t]{0,2}(?=(?:the )?(?:start|end) of [^\]|\n]{1,60}(?:\]|\|>))/giu,
    replace: "widen",
  },
  {
    flag: "delimiter",
    pattern: /\[(?=[^\]\n]{1,20}の(?:開始|終了)\])/gu,
    replace: "widen",
  },
  {
    flag: "chat-token",
    pattern:
      /<(?=\|[A-Za-z_][A-Za-z0-9_ ]{0,40}\|>|\/?(?:start_of_turn|end_of_turn|think)>|<\/?SYS>>)|\[(?=\/?INST\])/gu,
    replace: "widen",
  },
  {
    flag: "rating",
    pattern: new RegExp(
      String.raw`(?<![A-Za-z0-9_)\]［[])[[［]\u200B?[[［][ \t\u200B]{0,4}(?:${ratingLabel}[ \t]{0,2}[:：=]?[ \t]{0,2})?[0-9０-９]{1,3}(?:[.．][0-9０-９]{0,3})?(?:[/／](?:10|１０)|点)?[ \t\u200B]{0,4}[\]］]\u200B?[\]］]`,
      "giu",
    ),
    replace: "widen",
  },
  {
    flag: "rating",
    pattern: new RegExp(
      String.raw`^(?=[ \t*_#>-]{0,6}${ratingLabel}[ \t*_]{0,4}[:：=][ \t*_]{0,4}[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})?[ \t]{0,2}(?:点|[/／][ \t]{0,2}(?:10|１０)点?|out of 10)?[ \t*_.。]{0,4}$)`,
      "gimu",
    ),
    replace: "bar",
  },
  {
    flag: "judge-address",
    pattern:
      /(?:指示|命令|プロンプト|ルール)(?:を|は|に)?(?:すべて|全て|一切)?(?:を|は)?(?:無視|忘れ)|(?:審査員|採点者|評価者|採点AI|評価AI)(?:の皆|の方|さん|様|へ[、:：\n]|よ、)|(?:この|本|私の)(?:回答|答え|応答)(?:に|は|を|へ)[^。\n]{0,20}(?:満点|最高点|最高評価|高得点|10点|１０点)/u,
    replace: null,
  },
  {
    flag: "judge-address",
    pattern:
      /\b(?:ignore|disregard|forget) (?:all |any |the |your ){0,3}(?:previous|prior|above|earlier) (?:instruction|prompt|rule|message)|\b(?:dear|attention|note to(?: the)?) (?:judge|grader|evaluator)|\b(?:give|award|assign|rate) (?:this|my|the) (?:answer|response|reply|assistant)\b/iu,
    replace: null,
  },
];

const ratingNumber = "(?:[0-9０-９]{1,3}(?:[.．][0-9０-９]{0,3})?|[一二三四五六七八九十])";
const ratingUnit = "[ \\t]{0,2}(?:点|[/／][ \\t]{0,2}(?:10|１０|十)点?|out of 10|points?)?";
const fullMarks = "(?:10|１０|十)点満点(?:中|で|のうち)、?";
const lineEnd = "[ \\t*_.。]{0,4}$";

/** Everything that `mtbench-2` reads, where it stands as a rating: what is quoted from an answer is none of the judge's. */
const guards2: readonly Guard[] = [
  ...guards.filter(({ flag }) => flag !== "rating" && flag !== "judge-address"),
  {
    flag: "rating",
    pattern: new RegExp(
      String.raw`(?<![A-Za-z0-9_)\]［[])[[［]\u200B?[[［][ \t\u200B]{0,4}(?:${ratingLabel}[ \t]{0,2}[:：=は]?[ \t]{0,2})?${ratingNumber}${ratingUnit}[ \t\u200B]{0,4}[\]］]\u200B?[\]］]`,
      "giu",
    ),
    replace: "white",
  },
  ...[
    String.raw`${ratingLabel}[ \t*_"'」』】\]]{0,4}(?:[:：=＝は]|is\b)[ \t*_"'「『【\[]{0,4}(?:${fullMarks})?(?:\\boxed\{)?${ratingNumber}${ratingUnit}[\]】」』"'}]{0,4}`,
    String.raw`[【\[]{1,2}${ratingLabel}[】\]]{1,2}[ \t:：]{0,4}${ratingNumber}${ratingUnit}`,
    String.raw`[<＜](?:rating|score|grade|verdict|評価|評点|点数|採点)[>＞][ \t]{0,3}${ratingNumber}${ratingUnit}[ \t]{0,3}[<＜][/／][A-Za-z評価点数採]{1,8}[>＞]`,
    String.raw`\{[ \t]{0,3}["']${ratingLabel}["'][ \t]{0,3}:[ \t]{0,3}["']?${ratingNumber}${ratingUnit}["']?[ \t]{0,3}\}`,
    `${fullMarks}${ratingNumber}点(?:です)?`,
    String.raw`${ratingLabel}[ \t]{0,3}\n{1,2}[ \t*_]{0,4}${ratingNumber}${ratingUnit}`,
  ].map(
    (line): Guard => ({
      flag: "rating",
      pattern: new RegExp(`^(?=[ \\t*_#>・-]{0,8}${line}${lineEnd})`, "gimu"),
      replace: "bar",
    }),
  ),
  ...guards.filter(({ flag }) => flag === "judge-address"),
];

/** The guards of a version of the escapes; those of an earlier one never change. */
function guardsOf(version: HardenedVersion): readonly Guard[] {
  switch (version) {
    case true:
      return guards;
    case 2:
      return guards2;
    default: {
      const never: never = version;
      throw new Error(`no escapes ${String(never)}`);
    }
  }
}

/** What answers are guarded by, for the keys of judgments: other guards may show a judge another text. */
export function guardsHash(version: HardenedVersion): string {
  return hashOfGuards(guardsOf(version));
}

export function hashOfGuards(guarded: readonly Guard<string>[]): string {
  return hashOf(guarded.map(({ pattern, replace }) => [pattern.source, pattern.flags, replace]));
}

/** The escapes that have nothing to do with ratings: delimiters, chat tokens, hidden characters, words to the judge. */
export const guardsBesideRatings: readonly Guard[] = guards.filter(({ flag }) => flag !== "rating");

/** Escapes what imitates delimiters and ratings, for the judge's eyes only; the answer's own record stays as it is. */
export function hardenAnswer(answer: string, version: HardenedVersion = true): HardenedAnswer {
  const { text, found } = applyGuards(answer, guardsOf(version));
  return { text, flags: answerFlags.filter((flag) => found.has(flag)) };
}

/** One guard after another; each sees what the one before it left. */
export function applyGuards<Flag extends string>(
  answer: string,
  guarded: readonly Guard<Flag>[],
): { readonly text: string; readonly found: ReadonlySet<Flag> } {
  const found = new Set<Flag>();
  let text = answer;
  for (const { flag, pattern, replace } of guarded) {
    if (replace === null) {
      if (pattern.test(text)) found.add(flag);
      continue;
    }
    text = text.replace(pattern, (match: string) => {
      found.add(flag);
      return replacements[replace](match);
    });
  }
  return { text, found };
}

/**
 * The nonce of a call's delimiters: a pure function of the key that the call has while its nonce is unfilled. It depends on
 * the answer itself, so no answer can be written that contains it.
 */
export function nonceOf(key: string): string {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Error(`${JSON.stringify(key)} is not a key of 64 hex digits`);
  return sha256(`delimiter nonce of ${key}`).slice(0, 16);
}

import { labelStart, ratingLabel } from "./find-verdicts.ts";

/** A number as judges write it; 一 to 十 count too. `[[7,5]]` is no 7: a digit behind a comma belongs to the number. */
const number = String.raw`(-?\d{1,4}(?:\.\d{0,4})?|[一二三四五六七八九十])(?![,.、]?[\d一二三四五六七八九十])`;
const unnamed = number.replace("(-?", "(?:-?");
const label = `(?:${ratingLabel}|overall|総評|判定)`;
const tag = "(?:rating|score|grade|verdict|評価|評点|点数|採点)";

/** A number and nothing else. */
export const blankPattern = new RegExp(String.raw`^${unnamed}\s?(?:点|\/\s?\d{1,4}点?)?$`, "u");

export interface VerdictPatterns {
  /** A whole line (without its markup) that is a verdict; the number is the first group that took part. */
  readonly line: RegExp;
  /** A line that stands below a heading. */
  readonly below: RegExp;
  /** `[[8]]` and `<rating>8</rating>` inside a sentence. */
  readonly marked: RegExp;
  /** `評価は8点です` inside a sentence. */
  readonly labelled: RegExp;
  /** `8/10` and `10点満点中8点` inside a sentence. */
  readonly loose: RegExp;
}

/** A line that is a label alone, as headings are. */
export const headingPattern = new RegExp(String.raw`^[【\[「]{0,2}${label}[】\]」]{0,2}[ :]{0,3}$`, "iu");

const made = new Map<number, VerdictPatterns>();

/** The shapes of a rating where `highest` is the best one. All repetitions are bounded. */
export function verdictPatterns(highest: number): VerdictPatterns {
  const known = made.get(highest);
  if (known !== undefined) return known;
  const top = `(?:${String(highest).replace(".", String.raw`\.`)}${highest === 10 ? "|十" : ""})`;
  const unit = String.raw`[ \t]{0,2}(?:点|\/[ \t]{0,2}${top}点?|out of ${top}|points?)`;
  const full = String.raw`${top}点(?:満点)?(?:中|で|のうち)、?[ \t]?`;
  const inBrackets = String.raw`\[\[[ \t]{0,3}(?:${label}[ \t]{0,2}[:=は]?[ \t]{0,2})?${number}(?:${unit})?[ \t]{0,3}\]\](?!\])`;
  const inTag = String.raw`<${tag}>[ \t]{0,3}${number}(?:${unit})?[ \t]{0,3}<\/${tag}>`;
  const boxed = String.raw`\\boxed\{[ \t]{0,3}${number}(?:${unit})?[ \t]{0,3}\}`;
  const strong = String.raw`(?:${inBrackets}|${inTag}|${boxed}|${number}[ \t]?(?:\/[ \t]?${top}点?|out of ${top})|${full}${number}点)`;
  const any = String.raw`(?:${strong}|[\[「【("]?(?:${full})?${number}(?:${unit})?[\]」】)"]?)`;
  const end = "(?:です|とします|とする|である|だ)?";
  const named = String.raw`["「\[]{0,2}${label}["」\]]{0,2}`;
  const between = String.raw`[ \t]{0,6}(?:[:=→]|->|[-–—]|は|is\b|of\b)[ \t]{0,6}`;
  const patterns: VerdictPatterns = {
    line: new RegExp(
      String.raw`^(?:(?:${named}[ \t]{0,6})?${strong}|${named}${between}${any}|(?:【${label}】|\[\[${label}\]\])[ \t:]{0,4}${any})${end}$`,
      "iu",
    ),
    below: new RegExp(`^${any}$`, "iu"),
    marked: new RegExp(`${inBrackets}|${inTag}`, "giu"),
    labelled: new RegExp(
      String.raw`${labelStart}${ratingLabel}[ \t"'」』)\]】]{0,4}(?:[:=は→]|is\b|of\b|->|[-–—][ \t])[ \t"'「『(【\[]{0,4}(?:${full})?${number}(?:${unit})?[\]】」』)"']{0,4}` +
        String.raw`(?=[ \t]{0,3}(?:$|[。、,;!?(|<]|\.(?!\d)|です|で(?:し|あ)|だ|と(?:し|な|考|判|評|い|致|思|書|記|主|要|あ)|に(?:し|な)|점|입니다|(?:because|since|as|but|and)\b))`,
      "giu",
    ),
    loose: new RegExp(
      String.raw`(?<![\d\/.:-]|:[ \t]{1,3})${number}[ \t]?\/[ \t]?${top}(?![\d\/])|${full}${number}点`,
      "gu",
    ),
  };
  made.set(highest, patterns);
  return patterns;
}

/** The number that a match holds, from 一 to 十 included. */
export function numberIn(match: RegExpExecArray | RegExpMatchArray): number {
  const digits = match.slice(1).find((group) => group !== undefined) ?? "";
  const kanji = "一二三四五六七八九十".indexOf(digits);
  return digits.length === 1 && kanji >= 0 ? kanji + 1 : Number(digits);
}

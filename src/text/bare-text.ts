import { withoutEnds } from "./trim-marks.ts";

/**
 * A text without the marks of Markdown that only change its look: emphasis, headings, quotations, rules, the fences around code
 * and their language, backticks, line breaks as tags. Words, list marks and the lines themselves stay.
 */
export function bareText(text: string): string {
  if (!/[\r\n*`_<]/.test(text)) return bareLine(text);
  return (
    text
      .replace(/\r\n?/g, "\n")
      // Nearly all lines begin with a word.
      .replace(/(?<![^\n])[^\S\n]*[`~*_=#>-][^\n]*/g, bareLine)
      .replace(/\*\*|`/g, "")
      .replace(/(?<![\p{L}\p{N}_])__(?=\S)|(?<=\S)__(?![\p{L}\p{N}_])/gu, "")
      .replace(/<br\s*\/?>/gi, "\n")
  );
}

/** Whether the line is nothing but a heading of Markdown. */
export function isHeading(line: string): boolean {
  return /^ {0,3}#{1,6}[ \t\u3000]/.test(line);
}

function bareLine(line: string): string {
  if (!/^[`~*_=#>-]/.test(line.trimStart())) return line;
  if (/^\s*(?:`{3,}|~{3,})/.test(line)) return "";
  if (/^\s*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:=[ \t]*){3,})$/.test(line)) return "";
  return line.replace(/^ {0,3}#{1,6}[ \t\u3000]+/, "").replace(/^ {0,3}>[ \t]?/, "");
}

const isOuterMark = (sign: string) => /[\p{P}\p{S}\s]/u.test(sign);

/**
 * A text for the comparison of words: one width (NFKC), the dashes between digits one dash, white space within lines and
 * the Japanese comma gone, so that neither decides whether a word is there.
 */
export function comparedText(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/(?<=\d)[\u2010-\u2015\u2212\u30FC\uFF70](?=\d)/gu, "-")
    .replace(/[^\S\n]+|、/gu, "");
}

/** Without marks at either end. A text of marks alone, or without a Japanese letter, is left as it is: `<hr>` is its marks. */
export function withoutOuterMarks(text: string): string {
  const core = withoutEnds(text, isOuterMark);
  return core !== "" && /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(core) ? core : text;
}

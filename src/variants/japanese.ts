import { groupedDigits } from "../text/grouped-digits.ts";
import { at } from "./draw.ts";

const digits = "〇一二三四五六七八九";

/** 1234 -> 1,234 */
export function comma(value: number): string {
  return groupedDigits(value);
}

/** An amount in the two ways in which it is written: 1,234円 and 1234円. */
export function yen(value: number): string[] {
  return [`${comma(value)}円`, `${value}円`];
}

/** 1-9999 in kanji with units; the one before 十, 百 and 千 is left out: 二十一, 百三. */
export function kanjiNumber(value: number): string {
  const units = ["千", "百", "十", ""];
  return [...String(value).padStart(4, "0")]
    .map((digit, index) => {
      const unit = at(units, index);
      if (digit === "0") return "";
      return (digit === "1" && unit !== "" ? "" : at([...digits], Number(digit))) + unit;
    })
    .join("");
}

/** 1-20 in a circle: ①. */
export function circled(value: number): string {
  return String.fromCodePoint(0x2460 + value - 1);
}

/** Digits in full width: 12 -> １２. */
export function wide(value: number | string): string {
  return String(value).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}

export const weekdays = ["日", "月", "火", "水", "木", "金", "土"] as const;

export function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Minutes after midnight as 9時05分. */
export function clockKanji(minutes: number): string {
  return `${Math.floor(minutes / 60)}時${two(minutes % 60)}分`;
}

/** Minutes after midnight as 9:05. */
export function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
}

/** The ways in which a time is written in an answer. */
export function clockLiterals(minutes: number): string[] {
  return [clockKanji(minutes), `${Math.floor(minutes / 60)}時${minutes % 60}分`, clock(minutes)];
}

/** A Markdown table; `right` are the columns of figures. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), `|${header.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** Words joined as a list is read out: A、B、C. */
export function listed(words: readonly (string | number)[]): string {
  return words.join("、");
}

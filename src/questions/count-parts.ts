import { bareText, isHeading } from "../text/bare-text.ts";

/** A number followed by a point is an item only when no digit follows: `1.5倍` is none. */
const itemStart =
  /^(\s*)(?:[-*+•]\s|[・●○◦◆◇■□▪]|([（(]?(?:\d{1,3}|[０-９]{1,3})[)）]|(?:\d{1,3}|[０-９]{1,3})[.．、](?!\d)|[①-⑳㉑-㉟㊱-㊿]))/u;

interface Item {
  /** White space before it. */
  readonly depth: number;
  readonly numbered: boolean;
}

/**
 * Items of the outermost lists. What is set in further is a part of an item, and so are bullets between the numbers of one list.
 * Numbered headings count only where there is no other list.
 */
export function countItems(answer: string): number {
  const lines = answer.trim().replace(/\r\n?/g, "\n").split("\n");
  const lists = listsIn(lines.map((line) => (isHeading(line) ? "#" : bareText(line))));
  if (lists.length === 0) return lines.filter((line) => isHeading(line) && itemOf(bareText(line))?.numbered).length;
  const outermost = Math.min(...lists.flat().map((item) => item.depth));
  return lists.reduce((sum, list) => sum + countOutermost(list, outermost), 0);
}

function countOutermost(list: readonly Item[], outermost: number): number {
  const items = list.filter((item) => item.depth <= outermost + 1);
  const numbered = items.filter((item) => item.numbered).length;
  return items[0]?.numbered && numbered >= 2 ? numbered : items.length;
}

/** A list ends at a line that starts a paragraph of its own: not set in, no item, after a blank line or a heading. */
function listsIn(lines: readonly string[]): Item[][] {
  const lists: Item[][] = [];
  let list: Item[] = [];
  let afterBlank = true;
  for (const line of lines) {
    const item = itemOf(line);
    if (item !== null) list.push(item);
    else if (line === "#" || (/^\S/.test(line) && afterBlank)) {
      if (list.length > 0) lists.push(list);
      list = [];
    }
    afterBlank = line.trim() === "" || line === "#";
  }
  return list.length > 0 ? [...lists, list] : lists;
}

function itemOf(line: string): Item | null {
  const start = itemStart.exec(line);
  return start === null ? null : { depth: start[1]?.length ?? 0, numbered: start[2] !== undefined };
}

/** What blank lines part; a heading alone is none, nor is code in a fence. */
export function countParagraphs(answer: string): number {
  const kept = outsideFences(answer).map((line) => (line !== "" && isHeading(line) ? "" : line));
  let paragraphs = 0;
  let afterBlank = true;
  for (const line of bareText(kept.join("\n")).split("\n")) {
    const isBlank = line === "" || line.trim() === "";
    if (!isBlank && afterBlank) paragraphs += 1;
    afterBlank = isBlank;
  }
  return paragraphs;
}

/** Quotations in quotations that are looked into; a text of nothing but their marks would be gone over as often. */
const deepestQuotation = 20;

/**
 * Ends of sentences outside of code, and a last sentence that lacks its mark. What is quoted has ends of its own; the innermost
 * quotation goes first.
 */
export function countSentences(answer: string): number {
  let rest = bareText(outsideFences(answer).join("\n"));
  for (let depth = 0; depth < deepestQuotation; depth++) {
    const before = rest;
    rest = rest.replace(/「[^「」]*」|『[^『』]*』/gu, "");
    if (rest === before) break;
  }
  const ends = [...rest.matchAll(/(?:[。｡！？!?]|．(?!\p{Nd}))+/gu)];
  const last = ends.at(-1);
  const tail = rest.slice(last === undefined ? 0 : last.index + last[0].length);
  return ends.length + (/[\p{L}\p{N}]/u.test(tail) ? 1 : 0);
}

function fenceOf(line: string): string | undefined {
  return line.includes("```") || line.includes("~~~") ? /^\s*(`{3,}|~{3,})/.exec(line)?.[1] : undefined;
}

/** Lines that are not in a fenced block; the fences themselves become blank. */
function outsideFences(answer: string): string[] {
  let mark: string | null = null;
  return answer
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => {
      const fence = fenceOf(line);
      if (mark !== null) {
        if (fence?.startsWith(mark) && line.trim() === fence) mark = null;
        return "";
      }
      if (fence === undefined) return line;
      mark = fence;
      return "";
    });
}

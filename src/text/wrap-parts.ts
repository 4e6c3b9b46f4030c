import { displayWidth } from "./display-width.ts";

/**
 * Parts on as few lines of at most `columns` as they need, in order, with `between` where two share a line and `indent`
 * before every line but the first. A part that is too wide for a line of its own goes on at its spaces, and a word that is
 * too wide is cut.
 */
export function wrapParts(parts: readonly string[], between: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  const add = (text: string, joint: string): void => {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last + joint + text) <= columns)
      lines[lines.length - 1] = last + joint + text;
    else lines.push(cutToWidth(last === undefined ? text : indent + text, columns));
  };
  for (const part of parts) {
    if (displayWidth(indent + part) <= columns) add(part, between);
    else for (const [index, word] of part.split(/(?<=\S) /u).entries()) add(word, index === 0 ? between : " ");
  }
  return lines;
}

/** The text, its end replaced by an ellipsis where it is wider than so many columns. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const characters = [...text].slice(0, 4 * columns);
  while (characters.length > 0 && displayWidth(`${characters.join("")}…`) > columns) characters.pop();
  return `${characters.join("")}…`;
}

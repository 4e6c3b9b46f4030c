/** The text without any of these signs (code points) at its end. Linear, where a search would begin anew at each of a long run. */
function withoutEnd(text: string, isMark: (sign: string) => boolean): string {
  let end = text.length;
  while (end > 0) {
    const pair = end > 1 && (text.codePointAt(end - 2) ?? 0) > 0xffff;
    const start = end - (pair ? 2 : 1);
    if (!isMark(text.slice(start, end))) break;
    end = start;
  }
  return text.slice(0, end);
}

/** The same at both ends. */
export function withoutEnds(text: string, isMark: (sign: string) => boolean): string {
  const rest = withoutEnd(text, isMark);
  let start = 0;
  for (const sign of rest) {
    if (!isMark(sign)) break;
    start += sign.length;
  }
  return rest.slice(start);
}

/** An address without slashes at its end. */
export function withoutSlashes(address: string): string {
  return withoutEnd(address, (sign) => sign === "/");
}

/**
 * Blanks the lines of closed code blocks where they stand and returns what was in each; a fence that is never closed is no code
 * block.
 */
export function takeClosedFences(lines: string[]): string[] {
  const code: string[] = [];
  let open: { readonly line: number; readonly mark: string } | null = null;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) continue;
    if (open === null) open = { line: index, mark };
    else if (mark.startsWith(open.mark) && line.trim() === mark) {
      code.push(lines.slice(open.line + 1, index).join("\n"));
      lines.fill("", open.line, index + 1);
      open = null;
    }
  }
  return code;
}

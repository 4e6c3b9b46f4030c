/** A fenced code block of Markdown. */
export interface FencedBlock {
  /** The first word after the fence, in lower case; empty when there is none. */
  readonly language: string;
  readonly text: string;
}

/** Every closed fenced block, in order. A fence that is never closed is no block: the answer was cut. */
export function fencedBlocks(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { readonly mark: string; readonly language: string; readonly lines: string[] } | null = null;
  for (const line of text.split(/\r?\n/)) {
    const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)/.exec(line);
    if (open === null) {
      if (fence?.[1] !== undefined) open = { mark: fence[1], language: (fence[2] ?? "").toLowerCase(), lines: [] };
    } else if (fence?.[1]?.startsWith(open.mark) && line.trim() === fence[1]) {
      blocks.push({ language: open.language, text: open.lines.join("\n") });
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}

/** A fence was opened and never closed. */
export function hasOpenFence(text: string): boolean {
  return text.split(/\r?\n/).filter((line) => /^ {0,3}(?:`{3,}|~{3,})/.test(line)).length % 2 === 1;
}

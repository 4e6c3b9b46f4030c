const marks = [/^ {0,3}#{1,6}[ \t\u3000]/m, /\*\*[^*\n]+\*\*/, /^ {0,6}(?:[-*+]|\d{1,3}[.)])[ \t]/m, /^\|.*\|[ \t]*$/m];

/** Whether a text is laid out in Markdown: headings, bold, lists or tables. Code fences alone do not count: code has them anyway. */
export function hasMarkdown(text: string): boolean {
  return marks.some((mark) => mark.test(text));
}

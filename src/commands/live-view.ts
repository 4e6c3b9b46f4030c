import { displayWidth } from "../text/display-width.ts";

/** The last lines of a terminal, drawn anew in their place; whatever else is printed goes above them. */
export interface LiveView {
  /** Draws these lines in the place of the ones before; none: takes the view away. No line may be wider than the terminal. */
  show(lines: readonly string[]): void;
  /** Prints whole lines above the view. */
  above(print: () => void): void;
  readonly columns: () => number;
}

/** `size`: of the terminal at this moment; a person may change it at any time. */
export function startLiveView(
  write: (text: string) => void,
  size: () => { readonly columns: number; readonly rows: number },
): LiveView {
  let drawn: readonly string[] = [];
  // A terminal that was made narrower has wrapped what it showed.
  const rowOf = (line: string): number => Math.max(1, Math.ceil(displayWidth(line) / size().columns));
  const erased = (): string => {
    const rows = drawn.reduce((sum, line) => sum + rowOf(line), 0);
    return rows === 0 ? "" : `\u001b[${rows}A\r\u001b[J`;
  };
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  return {
    show(lines) {
      // The line that the cursor is on needs a row too, and what has left the screen cannot be drawn anew.
      const fitting = lines.slice(0, Math.max(1, size().rows - 1));
      const output = erased() + text(fitting);
      drawn = fitting;
      if (output !== "") write(output);
    },
    above(print) {
      if (drawn.length === 0) return print();
      write(erased());
      print();
      write(text(drawn));
    },
    columns: () => size().columns,
  };
}

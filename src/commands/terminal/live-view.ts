export interface ViewLine {
  readonly text: string;
  /** Columns that it takes; told by who draws it, so that the program can start without counting kanji. */
  readonly width: number;
}

/** The last lines of a terminal, drawn anew in their place; whatever else is printed goes above them. */
export interface LiveView {
  /** Draws these lines in the place of the ones before; none: takes the view away. No line may be wider than the terminal. */
  show(lines: readonly ViewLine[]): void;
  /** Prints whole lines above the view. */
  above(print: () => void): void;
  readonly columns: () => number;
}

/** `size`: of the terminal at this moment; a person may change it at any time. */
export function startLiveView(
  write: (text: string) => void,
  size: () => { readonly columns: number; readonly rows: number },
): LiveView {
  let drawn: readonly ViewLine[] = [];
  // A terminal that was made narrower has wrapped what it showed.
  const rowOf = ({ width }: ViewLine): number => Math.max(1, Math.ceil(width / size().columns));
  const erased = (): string => {
    const rows = drawn.reduce((sum, line) => sum + rowOf(line), 0);
    return rows === 0 ? "" : `\u001b[${rows}A\r\u001b[J`;
  };
  const textOf = (lines: readonly ViewLine[]): string => lines.map(({ text }) => `${text}\n`).join("");
  return {
    show(lines) {
      // The line that the cursor is on needs a row too, and what has left the screen cannot be drawn anew.
      const fitting = lines.slice(0, Math.max(1, size().rows - 1));
      const output = erased() + textOf(fitting);
      drawn = fitting;
      if (output !== "") write(output);
    },
    above(print) {
      if (drawn.length === 0) return print();
      write(erased());
      print();
      write(textOf(drawn));
    },
    columns: () => size().columns,
  };
}

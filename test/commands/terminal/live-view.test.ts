import { describe, expect, it } from "vitest";
import { startLiveView } from "../../../src/commands/terminal/live-view.ts";
import { displayWidth } from "../../../src/text/display-width.ts";

/** What a terminal shows: lines that are wrapped at its width, and the few control codes that the view uses. */
function playedTerminal(columns: number, rows = 24) {
  let lines: string[] = [""];
  let row = 0;
  const put = (character: string): void => {
    if (displayWidth((lines[row] ?? "") + character) > terminal.columns) down();
    lines[row] = (lines[row] ?? "") + character;
  };
  const down = (): void => {
    row += 1;
    lines[row] ??= "";
  };
  const terminal = {
    columns,
    rows,
    write(text: string) {
      for (let rest = text; rest !== ""; ) {
        if (rest.startsWith("\u001b[")) {
          const [code = "", up] = /^(\d*)[AJ]/u.exec(rest.slice(2)) ?? [];
          if (code.endsWith("A")) row = Math.max(0, row - Number(up));
          else lines = lines.slice(0, row + 1).map((line, at) => (at === row ? "" : line));
          rest = rest.slice(2 + code.length);
          continue;
        }
        const [character = ""] = rest;
        if (character === "\n") down();
        else if (character !== "\r") put(character);
        rest = rest.slice(character.length);
      }
    },
    /** The terminal is made narrower and wraps what it shows. */
    narrow(to: number) {
      terminal.columns = to;
      const text = lines.join("\n");
      lines = [""];
      row = 0;
      terminal.write(text);
    },
    shown: () => lines.join("\n").trimEnd(),
  };
  return terminal;
}

function scene(columns: number, rows?: number) {
  const terminal = playedTerminal(columns, rows);
  return { terminal, view: startLiveView(terminal.write, () => terminal) };
}

const viewLine = (text: string) => ({ text, width: displayWidth(text) });

describe("the live view", () => {
  it("is drawn in its own place, and what is printed stays above it", () => {
    const { terminal, view } = scene(40);
    terminal.write("$ mtbench run\n");
    view.show(["answers 1/9", "2 calls at once"].map(viewLine));
    view.above(() => terminal.write(`Stopping: ${"no new call starts, ".repeat(4)}\n`));
    view.show(["answers 2/9", "1 call at once", "a third line"].map(viewLine));
    view.above(() => terminal.write("A second message\n"));
    view.show(["answers 3/9"].map(viewLine));
    const stopping = `Stopping: ${"no new call starts, ".repeat(4)}`.match(/.{1,40}/gu)?.join("\n");
    expect(terminal.shown()).toBe(`$ mtbench run\n${stopping}\nA second message\nanswers 3/9`);
    view.show([]);
    expect(terminal.shown()).toBe(`$ mtbench run\n${stopping}\nA second message`);
  });

  it("finds its beginning again in a terminal that was made narrower", () => {
    const { terminal, view } = scene(60);
    terminal.write("before\n");
    view.show(["x".repeat(50), "候補は四つ、審査は一つ"].map(viewLine));
    terminal.narrow(20);
    view.show(["short"].map(viewLine));
    expect(terminal.shown()).toBe("before\nshort");
  });

  it("shows no more lines than the terminal has rows", () => {
    const { terminal, view } = scene(40, 4);
    view.show(["1", "2", "3", "4", "5"].map(viewLine));
    expect(terminal.shown()).toBe("1\n2\n3");
  });
});

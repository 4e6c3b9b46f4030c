import { expect, it } from "vitest";
import { main } from "../../../src/commands/main.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import { safeIo } from "../../../src/commands/terminal/safe-io.ts";

function listen() {
  const heard: string[] = [];
  const io: Io = {
    out: (text) => void heard.push(text),
    err: (text) => void heard.push(text),
    env: {},
    cwd: "/",
    now: () => 0,
    isTerminal: true,
    onInterrupt: () => () => undefined,
  };
  return { heard, io };
}

it.each([
  ["the clipboard", "a\u001b]52;c;ZXZpbA==\u0007b", "ab"],
  ["a title", "a\u001b]0;evil\u0007b", "ab"],
  ["a cleared screen", "a\u001b[2Jb", "ab"],
  ["eight-bit sequences", "a\u009b2Jb", "ab"],
  ["a bell and a backspace", "a\u0007\u0008b", "ab"],
  ["colours of ours", "\u001b[31merror:\u001b[39m a", "\u001b[31merror:\u001b[39m a"],
  ["lines and columns", "a\tb\nc", "a\tb\nc"],
])("lets through what shows and nothing that acts: %s", (_name, text, shown) => {
  const { heard, io } = listen();
  safeIo(io).out(text);
  safeIo(io).err(text);
  expect(heard).toEqual([shown, shown]);
});

it("holds for every command", async () => {
  const { heard, io } = listen();
  await main(["show", "a\u001b]52;c;ZXZpbA==\u0007b", "x"], io);
  expect(heard.join("")).not.toContain("\u0007");
  expect(heard.join("")).not.toContain("\u001b]");
  expect(heard.join("")).not.toBe("");
});

import { escapeTerminal } from "../../text/escape.ts";
import type { Io } from "./io.ts";

/** Colours and weights, as the commands themselves write them. */
const ownMarks = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]{0,12}m)`, "u");

/**
 * The same streams, through which no sign reaches a terminal that would do more than show: titles, names and labels come from
 * files of others, and an escape sequence in one could write to the clipboard or repaint what was said. This is the last gate,
 * whatever a command forgot.
 */
export function safeIo(io: Io): Io {
  return { ...io, out: (text) => io.out(shown(text)), err: (text) => io.err(shown(text)) };
}

function shown(text: string): string {
  // Most texts hold none; JSON never does.
  if (!hasControls(text)) return text;
  return text
    .split(ownMarks)
    .map((part, index) => (index % 2 === 1 ? part : escapeTerminal(part)))
    .join("");
}

function hasControls(text: string): boolean {
  return /(?![\n\t])\p{Cc}/u.test(text);
}

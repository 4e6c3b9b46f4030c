import { InputError } from "../../errors.ts";
import { type LoadedQuestionSet, loadQuestionSet } from "../../questions/load-question-set.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { setAtHand as drawnAtHand } from "../../variants/set-at-hand.ts";
import type { Io } from "../terminal/io.ts";

/** The set with its texts, where it is at hand; the numbers need none of them. */
export async function setAtHand(id: string, io: Io): Promise<LoadedQuestionSet | null> {
  try {
    const options = { cwd: io.cwd, places: sourcePlaces(io.env) };
    return await loadQuestionSet(await drawnAtHand(id, options), options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.err(`${escapeTerminalLine(id)}: its texts are not at hand: ${error.message}\n`);
    return null;
  }
}

import { resolve } from "node:path";
import { loadBaseline, saveBaseline as writeBaseline } from "../../gate/baseline-file.ts";
import { baselineText } from "../../reports/tables/baseline-text.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { SaveBaselineFlags } from "./baseline-verbs.ts";
import { pickCandidate, pickProtocol, warnOfCaches } from "./pick-candidate.ts";

/** `mtbench baseline save`: the ratings of one candidate as a file that is meant to be committed. */
export async function saveBaseline(flags: SaveBaselineFlags, io: Io): Promise<Ending> {
  const found = await pickCandidate(flags.candidate, resolve(io.cwd, flags.results), io);
  const scored = pickProtocol(found, flags.protocol);
  warnOfCaches([scored], io);
  io.out(baselineText(await writeBaseline(resolve(io.cwd, flags.output), scored)));
  io.err(`Saved: ${flags.output}\n`);
  return "done";
}

/** `mtbench baseline show`: what a baseline file says. */
export async function showBaseline(flags: { readonly file: string }, io: Io): Promise<Ending> {
  io.out(baselineText(await loadBaseline(resolve(io.cwd, flags.file), flags.file)));
  return "done";
}

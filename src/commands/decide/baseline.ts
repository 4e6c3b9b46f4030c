import { resolve } from "node:path";
import { loadBaseline, saveBaseline as writeBaseline } from "../../gate/baseline-file.ts";
import type { ComparedCandidate } from "../../gate/compared-candidate.ts";
import { baselineText } from "../../reports/tables/baseline-text.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { SaveBaselineFlags, ShowBaselineFlags } from "./baseline-verbs.ts";
import { pickCandidate, pickProtocol, warnOfCaches } from "./pick-candidate.ts";

/** `mtbench baseline save`: the ratings of one candidate as a file that is meant to be committed. */
export async function saveBaseline(flags: SaveBaselineFlags, io: Io): Promise<Ending> {
  const found = await pickCandidate(flags.candidate, resolve(io.cwd, flags.results), io);
  const scored = pickProtocol(found, flags.protocol);
  warnOfCaches([scored], io);
  const path = resolve(io.cwd, flags.output);
  const written = await writeBaseline(path, scored);
  // As the file says it: without the answers' texts.
  print(flags.json ? await loadBaseline(path, flags.output) : written, flags.json, io);
  io.err(`Saved: ${flags.output}\n`);
  return "done";
}

/** `mtbench baseline show`: what a baseline file says. */
export async function showBaseline(flags: ShowBaselineFlags, io: Io): Promise<Ending> {
  print(await loadBaseline(resolve(io.cwd, flags.file), flags.file), flags.json, io);
  return "done";
}

function print(baseline: ComparedCandidate, asJson: boolean, io: Io): void {
  io.out(asJson ? `${JSON.stringify(baseline)}\n` : baselineText(baseline, io.columns));
}

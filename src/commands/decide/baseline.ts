import { dirname, relative, resolve, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { makeFolder } from "../../files/make-folder.ts";
import { formatBaseline } from "../../gate/baseline.ts";
import { type ComparedCandidate, comparedCandidate } from "../../gate/compared-candidate.ts";
import { baselineText } from "../../reports/tables/baseline-text.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { SaveBaselineFlags } from "./baseline-verbs.ts";
import { loadBaseline } from "./gate.ts";
import { pickCandidate, pickProtocol, warnOfCaches } from "./pick-candidate.ts";

/** `mtbench baseline save`: the ratings of one candidate as a file that is meant to be committed. */
export async function saveBaseline(flags: SaveBaselineFlags, io: Io): Promise<Ending> {
  const found = await pickCandidate(flags.candidate, resolve(io.cwd, flags.results), io);
  const scored = pickProtocol(found, flags.protocol);
  warnOfCaches([scored], io);
  const path = resolve(io.cwd, flags.output);
  const measured = nextTo(path, comparedCandidate(scored));
  const text = formatBaseline(measured);
  await makeFolder(dirname(path));
  await writeFileAtomic(path, text);
  io.out(baselineText(measured));
  io.err(`Saved: ${flags.output}\n`);
  return "done";
}

/** Its folder as it is written beside it, the same on every machine that has both. */
function nextTo(path: string, { folder, ...measured }: ComparedCandidate): ComparedCandidate {
  if (folder === undefined) return measured;
  return { ...measured, folder: relative(dirname(path), folder).split(sep).join("/") || "." };
}

/** `mtbench baseline show`: what a baseline file says. */
export async function showBaseline(flags: { readonly file: string }, io: Io): Promise<Ending> {
  io.out(baselineText(await loadBaseline(resolve(io.cwd, flags.file), flags.file)));
  return "done";
}

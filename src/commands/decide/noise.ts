import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { defaultMargin } from "../../gate/rules.ts";
import { noiseText } from "../../reports/tables/noise-text.ts";
import { identicalRuns, looksCached } from "../../scores/identical-trials.ts";
import { assumedLasting, gateAdvice, joinTrials, marginAdvice } from "../../scores/noise-advice.ts";
import { trialNoise } from "../../scores/trial-noise.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { NoiseFlags } from "./noise-verb.ts";
import { commonProtocol, type PickedCandidate, pickCandidate, warnOfCaches } from "./pick-candidate.ts";

/**
 * `mtbench noise <results>...`: how much the score of one candidate varies from run to run on this set-up, from its trials
 * or from several folders of the same candidate, and which margin and trials a gate should use.
 */
export async function noise(flags: NoiseFlags, io: Io): Promise<Ending> {
  const found: PickedCandidate[] = [];
  for (const text of flags.folders) found.push(await pickCandidate(text, resolve(io.cwd, flags.results), io));
  refuseTwice(found);
  const scored = commonProtocol(found, flags.protocol, (one) => one.key);
  const [first] = scored;
  if (first === undefined) throw new InputError("name at least one results folder");
  warnOfCaches(scored, io);
  const { scale } = first.procedure;
  const lasting = flags.lastingSd ?? assumedLasting(scale);
  const cells = joinTrials(scored.map((one) => one.scores.cells));
  const measured = trialNoise(cells);
  const identical = identicalRuns(scored.map((one) => one.scores.cells));
  const isOneRun = looksCached(identical);
  const advice = isOneRun ? null : marginAdvice(measured.fresh, measured.questions, lasting);
  const record = {
    protocol: first.key,
    candidates: scored.map((one) => ({ id: one.scores.id, trials: one.scores.trials, repeats: one.scores.repeats })),
    lastingDeviation: lasting,
    ...measured,
    identical,
    advice,
    gate: advice === null ? null : gateAdvice(advice, defaultMargin(scale)),
  };
  io.out(flags.json ? `${JSON.stringify(record)}\n` : noiseText(record, io.columns));
  if (isOneRun) {
    io.err(
      `${identical.identical} of ${identical.compared} turns have byte-identical answers (a cache, or temperature 0): these are not ` +
        "independent runs, so no margin follows from them. Ask again with a sampling temperature and without a cache.\n",
    );
  }
  if (measured.questions < 2) {
    io.err("Fewer than 2 questions are rated in every turn, so nothing is known about how questions differ.\n");
  }
  if (measured.fresh === null) {
    io.err("No answer was repeated, so nothing is known about runs. Give --trials 3, or name a second folder.\n");
  }
  return "done";
}

/** @throws InputError when one folder is named twice: it would agree with itself. */
function refuseTwice(found: readonly PickedCandidate[]): void {
  const paths = found.map((one) => one.record.path);
  const again = paths.find((path, index) => paths.indexOf(path) !== index);
  if (again === undefined) return;
  throw new InputError(`${again} is named twice, and says nothing about how runs differ`, {
    hint: "Name folders of different runs, or one folder with several trials.",
  });
}

import { resolve } from "node:path";
import { measureAgreement } from "../../agreement/agreement.ts";
import { type CollectedRatings, collectRatings, pickRaters } from "../../agreement/collect-ratings.ts";
import { commonScale, onOneScale } from "../../agreement/one-scale.ts";
import { selfPreferences } from "../../agreement/self-preference.ts";
import { InputError } from "../../errors.ts";
import { agreementText } from "../../reports/tables/agreement-text.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { AgreementFlags, RatersFlags } from "./agreement-verbs.ts";

/** Seeds the resamples, so that the same records give the same bytes. */
const seed = 0;

/**
 * `mtbench agreement`: how far the judges (and people) who rated the same answers agree, and what a score owes to its judge.
 * Calls no model.
 */
export async function agreement(flags: AgreementFlags, io: Io): Promise<Ending> {
  const all = await loadRatings(flags, io);
  const several = all.filter((ratings) => ratings.raters.length >= 2).map(onOneScale);
  if (several.length === 0) {
    const names = all.flatMap(({ raters }) => raters.map((rater) => rater.name));
    throw new InputError("agreement needs answers that at least two judges or people rated", {
      problems: names.map((name) => `rated by ${name} alone`),
      hint: "Rate the same answers by another judge: mtbench judge --judge <id> --judge-model <model>",
    });
  }
  const found = several.map((ratings) => {
    const measured = measureAgreement(ratings.turns, {
      seed,
      scale: commonScale(ratings.raters) ?? undefined,
      categories: ratings.categories,
    });
    return { set: ratings.set, ...measured, selfPreference: selfPreferences(measured, ratings) };
  });
  io.out(
    flags.json
      ? `${JSON.stringify(found, null, 2)}\n`
      : found.map(({ set, selfPreference, ...one }) => agreementText(set, one, selfPreference, io.columns)).join("\n"),
  );
  return "done";
}

/**
 * The ratings below the results folder by question set, as the flags choose them.
 *
 * @throws InputError when nothing is rated, or a word means nothing.
 */
export async function loadRatings(flags: RatersFlags, io: Io): Promise<readonly CollectedRatings[]> {
  const records = await loadRecords(resolve(io.cwd, flags.results), io);
  const sets = collectRatings(records).filter(({ turns }) => turns.length > 0);
  if (sets.length === 0) {
    throw new InputError(`${flags.results} holds no ratings`, { hint: "Rate answers with: mtbench judge" });
  }
  const names = sets.map(({ set }) => set);
  const wanted = flags.questions;
  const chosen = sets.filter(({ set }) => wanted === undefined || set === wanted);
  if (chosen.length === 0) {
    throw new InputError(`${flags.results} holds no ratings of question set ${JSON.stringify(wanted)}`, {
      hint: nearestHint(wanted ?? "", names),
    });
  }
  if (flags.judges === undefined) return chosen;
  const picked: CollectedRatings[] = [];
  const refused: InputError[] = [];
  for (const ratings of chosen) {
    try {
      picked.push(pickRaters(ratings, flags.judges));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push(error);
    }
  }
  // A judge that rated one set and not another is no mistake; a name that nobody has is.
  const [first] = refused;
  if (picked.length === 0 && first !== undefined) throw first;
  return picked;
}

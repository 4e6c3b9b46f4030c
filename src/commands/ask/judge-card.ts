import { relative, resolve } from "node:path";
import { cardUses } from "../../cards/card-verdict.ts";
import { loadCard, loadCards, pickCard } from "../../cards/load-cards.ts";
import { InputError } from "../../errors.ts";
import type { LaunchEnd } from "../../launch/execute-launch.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import { compareCardsText } from "../../reports/cards/compare-cards-text.ts";
import { judgeCardText } from "../../reports/cards/judge-card-text.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { resumeCommand } from "../terminal/resume-command.ts";
import { showDryRun } from "../terminal/show-dry-run.ts";
import type { JudgeCardFlags } from "./judge-card-verb.ts";
import { cardSpec } from "./run-flags.ts";
import { watchedLaunch } from "./run-launch.ts";

/** `mtbench judges card`: has a judge rate answers of known quality, and says what it may be used for. */
export async function judgeCard(flags: JudgeCardFlags, io: Io): Promise<Ending> {
  const spec = await cardSpec(flags, io);
  if (flags.compare !== undefined) return compareCards(flags.compare, spec, flags.json, io);
  const launched = await watchedLaunch(spec, flags, io);
  if (launched.kind === "ended") return showCard(launched, spec, flags.json, io);
  showDryRun(launched.plan, flags.json, io);
  return "done";
}

async function showCard(end: LaunchEnd, { priceOf }: LaunchSpec, json: boolean, io: Io): Promise<Ending> {
  const { record, refusal } = end;
  const folder = record?.candidates[0]?.folder;
  // A disk that took no record was told of when it happened.
  if (record === null || folder === undefined) return end.outcome;
  const card = refusal === null ? await loadCard(folder, priceOf) : null;
  if (card !== null) {
    if (json) io.out(`${JSON.stringify({ outcome: end.outcome, folder, card })}\n`);
    else io.out(judgeCardText(card, { columns: io.columns }));
    io.err(`Records: ${relative(io.cwd, folder) || "."}\n`);
  }
  if (refusal !== null) throw refusal;
  if (!end.complete) {
    io.err(`The card is not complete yet. What is there is kept; this goes on from it:\n  ${resumeCommand(io)}\n`);
  }
  return end.outcome;
}

async function compareCards(
  words: readonly string[],
  { results, priceOf }: LaunchSpec,
  json: boolean,
  io: Io,
): Promise<Ending> {
  const [first, second] = words;
  if (first === undefined || second === undefined || words.length > 2) {
    throw new InputError(`--compare: expected two judges, got ${words.length}`, {
      hint: "Say --compare A B.",
    });
  }
  const root = resolve(io.cwd, results);
  const cards = await loadCards(root, (sentence) => io.err(`${sentence}\n`), priceOf);
  const pair = [pickCard(cards, first), pickCard(cards, second)] as const;
  if (json) io.out(`${JSON.stringify({ cards: pair, uses: cardUses })}\n`);
  else io.out(compareCardsText(pair, { columns: io.columns }));
  return "done";
}

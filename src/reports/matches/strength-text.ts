import type { PlannedPair } from "../../statistics/strength/plan-pairs.ts";
import type { Bounded, Strengths, Unconnected } from "../../statistics/strength/strengths.ts";
import type { PoolTally, StyledStrengths } from "../../tallies/tally-pool.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fixed, percent, signed } from "../tables/number-text.ts";
import type { TextBlock, TextTable } from "../tables/text-table.ts";

/** How strong each is against this pool. `isCorrected`: without what length and style are worth. */
export function strengthBlocks(pool: PoolTally, isCorrected: boolean): TextBlock[] {
  const { strengths, withFailures, styled } = pool;
  if (strengths.kind === "unconnected") return unconnectedBlocks(strengths);
  const corrected = isCorrected ? styled : null;
  const shown = corrected?.strengths ?? strengths;
  const rest = withFailures?.kind === "strengths" ? withFailures : null;
  return [
    `Strength against this pool of ${shown.players.length} (mean over the others and both orders of P(win) + P(tie)/2; another pool gives other numbers)${corrected === null ? "" : ", without what length and style are worth"}:`,
    strengthTable(shown, rest),
    `Shown first, one of equal strength gets ${share(shown.positionShare)}. ${shown.games} games on ${shown.questions} questions; intervals of ${percent(shown.level)} by resampling questions with all their pairs and orders.`,
    ...styleBlocks(styled),
    ...(isCorrected && styled === null ? ["Length and style cannot be taken out: the answers are not here."] : []),
  ];
}

function strengthTable({ players }: Strengths, withFailures: Strengths | null): TextTable {
  const failed = new Map(withFailures?.players.map((player) => [player.id, player]));
  return {
    header: [
      "rank",
      "candidate",
      "strength",
      "95 % interval",
      ...(withFailures === null ? [] : ["failures lost"]),
      "games",
    ],
    rows: players.map(({ id, strength, rank, games, uniform }) => [
      rank === null ? "-" : rank.best === rank.worst ? String(rank.best) : `${rank.best}-${rank.worst}`,
      escapeTerminalLine(id),
      percent(strength.value),
      interval(strength, uniform),
      ...(withFailures === null ? [] : [percent(failed.get(id)?.strength.value ?? Number.NaN)]),
      String(games),
    ]),
    numeric: [false, false, true, true, ...(withFailures === null ? [] : [true]), true],
  };
}

function interval({ low, high }: Bounded, uniform: 1 | -1 | null): string {
  if (low === null || high === null) return "-";
  if (uniform === 1) return `at least ${percent(low)}`;
  return uniform === -1 ? `at most ${percent(high)}` : `${percent(low)} to ${percent(high)}`;
}

function share({ value, low, high }: Bounded): string {
  return low === null || high === null ? percent(value) : `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

/** What a judge gives for looks: the effect with its interval, always. */
function styleBlocks(styled: StyledStrengths | null): TextBlock[] {
  if (styled === null) return [];
  const effects = styled.strengths.covariates.map(({ effect, share: gained }, index) => {
    const { value, low, high } = effect;
    const ends = low === null || high === null ? "" : ` (${signed(low)} to ${signed(high)})`;
    return [styled.styles[index] ?? "", `${signed(value)}${ends}`, share(gained)];
  });
  return [
    "What more of it is worth to the judge: log-odds for one usual difference, and the share that it gives one of equal strength:",
    { header: ["style", "log-odds", "share"], rows: effects, numeric: [false, true, true] },
  ];
}

function unconnectedBlocks({ groups }: Unconnected): TextBlock[] {
  return [
    `These fall into ${groups.length} groups that never met, so that nothing says how one group stands to another:`,
    ...groups.map((group) => `  ${group.map(escapeTerminalLine).join(", ")}`),
    "mtbench match --plan N names the pairs that connect them.",
  ];
}

/** `match --plan N`: pairs, the most useful first. */
export function planBlocks(plan: readonly PlannedPair[]): TextBlock[] {
  if (plan.length === 0) return ["No pair is left to compare: all have met on all questions."];
  const table: TextTable = {
    header: ["pair", "questions left", "why", "pairs in the wrong order"],
    rows: plan.map(({ first, second, questions, why, misordered }) => [
      escapeTerminalLine(`${first} : ${second}`),
      String(questions),
      why === "connects" ? "connects groups that never met" : "narrows open ranks most",
      misordered === null ? "-" : `${fixed(misordered.before)} to ${fixed(misordered.after)} expected`,
    ]),
    numeric: [false, true, false, true],
  };
  return ["Pairs to compare next, the most useful first, each counted on what those above it tell:", table];
}

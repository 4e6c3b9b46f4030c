import { textOfOutcome } from "../../answers/answer.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { judgesText } from "../../results/procedure-record.ts";
import type { Look, LookedTurn } from "../../tallies/collect-games.ts";
import { loadPools, type MatchPool } from "../../tallies/load-pool.ts";
import { flippedTurn, tallyPair } from "../../tallies/tally-pair.ts";
import { tallyPool } from "../../tallies/tally-pool.ts";
import type { ReportEstimate } from "./report-agreements.ts";

/** A value with its interval; the ends are null where they cannot be told. */
type Told = ReportEstimate;

/** What one judge made of answers side by side. */
export interface ReportMatches {
  readonly set: string;
  readonly judge: string;
  readonly model: string;
  /** Beginning of the match procedure's hash. */
  readonly procedure: string;
  readonly steps: number;
  readonly pairs: readonly ReportPair[];
  /** The strongest first; empty where nothing counts, or where not all met. */
  readonly strengths: readonly ReportStrength[];
  /** Groups that never met; one or none: all met. */
  readonly groups: readonly (readonly string[])[];
  /** Turns that are listed with both answers, the most disputed first; empty where no texts were wanted. */
  readonly looks: readonly ReportLook[];
  /** Of so many that have both verdicts. */
  readonly looked: number;
}

export interface ReportStrength {
  readonly candidate: string;
  /** Share against this pool, 0 to 1. */
  readonly strength: Told;
  readonly rank: { readonly from: number; readonly to: number } | null;
  readonly games: number;
}

export interface ReportPair {
  readonly one: string;
  readonly other: string;
  /** Of `one` against `other`, -1 to 1. */
  readonly netWins: Told;
  readonly withFailures: number | null;
  readonly questions: number;
  readonly turns: number;
  readonly decisive: number;
  readonly leftOut: number;
  readonly due: number;
  /** What being shown first is worth, -1 to 1. */
  readonly shownFirst: Told;
  readonly flips: {
    readonly same: number;
    readonly tie: number;
    readonly first: number;
    readonly second: number;
    readonly half: number;
  };
}

export interface ReportLook {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  readonly one: string;
  readonly other: string;
  /** What the two orders say of each other. */
  readonly flip: keyof ReportPair["flips"];
  /** The user's turn; null where the set is not at hand. */
  readonly asked: string | null;
  /** Null where the answers are not here. */
  readonly answers: readonly [one: string | null, other: string | null];
  /** The judge's words with `one` shown first, and with `other` shown first. */
  readonly words: readonly [ahead: string, behind: string];
  /** For `one`: 1 better, 0 tie, -1 worse, in each of the two orders. */
  readonly verdicts: readonly [ahead: number, behind: number];
}

/** So many turns of a judge are listed with all their words. */
const listedLooks = 40;

/** Everything that was compared below a results root. */
export async function reportMatches(
  root: string,
  options: {
    readonly candidates: readonly string[] | null;
    readonly names: ReadonlyMap<string, string>;
    readonly withTexts: boolean;
    readonly setOf: (id: string) => Promise<LoadedQuestionSet | null>;
  },
): Promise<ReportMatches[]> {
  const pools = await loadPools(root, {});
  const shown: ReportMatches[] = [];
  for (const pool of pools) {
    const isMeant = (name: string) => options.candidates?.includes(name.replace(/\+import$/u, "")) ?? true;
    const pairs = pool.pairs.filter(({ one, other }) => isMeant(one) && isMeant(other));
    if (pairs.length === 0) continue;
    const set = options.withTexts ? await options.setOf(pool.questionSet.id) : null;
    shown.push(matchesOf({ ...pool, pairs }, options, set));
  }
  return shown;
}

function matchesOf(
  { procedure, questionSet, pairs }: MatchPool,
  { names, withTexts }: { readonly names: ReadonlyMap<string, string>; readonly withTexts: boolean },
  set: LoadedQuestionSet | null,
): ReportMatches {
  const nameOf = (id: string) => names.get(id) ?? id;
  const found = tallyPool(pairs, { seed: "mtbench" })?.strengths;
  const turns = pairs
    .flatMap((pair) => pair.turns)
    .filter((turn) => turn.failed === null && flippedTurn(turn) !== null);
  return {
    set: questionSet.id,
    judge: procedure.judge,
    model: judgesText(procedure.judges),
    procedure: procedure.hash.slice(0, 12),
    steps: procedure.fields.steps === 5 ? 5 : 3,
    pairs: pairs.map((pair) => pairOf(pair, nameOf)),
    strengths:
      found?.kind === "strengths"
        ? found.players.map(({ id, strength, rank, games }) => ({
            candidate: nameOf(id),
            strength: { value: strength.value, low: strength.low, high: strength.high },
            rank: rank === null ? null : { from: rank.best, to: rank.worst },
            games,
          }))
        : [],
    groups: found?.kind === "unconnected" ? found.groups.map((group) => group.map(nameOf)) : [],
    looks: withTexts ? mostDisputed(turns).map((turn) => lookOf(turn, nameOf, set)) : [],
    looked: turns.length,
  };
}

function pairOf(pair: MatchPool["pairs"][number], nameOf: (id: string) => string): ReportPair {
  const { netWins, bounds, withFailures, coverage, position, flips } = tallyPair(pair, { seed: "mtbench" });
  const { mean, low, high, clusters } = netWins.netWins;
  const ends = netWins.uniform === null ? { low, high } : { low: bounds?.low ?? null, high: bounds?.high ?? null };
  const cut = (value: number | null) => (value === null ? null : Math.min(1, Math.max(-1, value)));
  const { effect } = position;
  return {
    one: nameOf(pair.one),
    other: nameOf(pair.other),
    netWins: { value: mean, low: cut(ends.low), high: cut(ends.high) },
    withFailures: withFailures === netWins ? null : withFailures.netWins.mean,
    questions: clusters,
    turns: netWins.turns,
    decisive: netWins.decisive,
    leftOut: Object.values(coverage.unrated).reduce((sum, count) => sum + count, 0),
    due: coverage.due,
    shownFirst: { value: effect.mean, low: effect.low, high: effect.high },
    flips,
  };
}

/** Turns whose winner is whichever came first, or second; then those with a winner in one order only; then the rest. */
function mostDisputed(turns: readonly LookedTurn[]): LookedTurn[] {
  const order = { first: 0, second: 0, half: 1, same: 2, tie: 3 } as const;
  const rankOf = (turn: LookedTurn) => order[flippedTurn(turn) ?? "tie"];
  return [...turns].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, listedLooks);
}

function lookOf(looked: LookedTurn, nameOf: (id: string) => string, set: LoadedQuestionSet | null): ReportLook {
  const { questionId, questionHash, category, turn, one, other, answers, ahead, behind } = looked;
  const question = set?.questions.find(({ hash }) => hash === questionHash);
  const own = answers.one === null ? null : textOfOutcome(answers.one.outcome);
  const theirs = answers.other === null ? null : textOfOutcome(answers.other.outcome);
  return {
    question: questionId,
    category,
    turn,
    one: nameOf(one),
    other: nameOf(other),
    flip: flippedTurn(looked) ?? "tie",
    asked: question?.turns[turn - 1] ?? null,
    answers: [own, theirs],
    words: [wordsOf(ahead), wordsOf(behind)],
    verdicts: [lookValue(ahead), -lookValue(behind) + 0],
  };
}

function wordsOf(look: Look): string {
  return look.status === "due" ? "" : (look.record.outcome.text ?? "");
}

function lookValue(look: Look): number {
  return look.status === "rated" ? look.value : 0;
}

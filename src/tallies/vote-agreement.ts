import { clusteredMean, type Estimate } from "../statistics/means/clustered-mean.ts";

/** One vote on two answers to a turn. Both kinds of tie are alike. */
export interface CountedVote {
  readonly questionId: string;
  readonly turn: number;
  readonly a: string;
  readonly b: string;
  readonly winner: string;
}

/** How often two voters say the same of the same two answers. */
export interface VoteAgreement {
  readonly turn: number | null;
  /** Pairs of votes. */
  readonly votes: number;
  readonly agreed: number;
  /** Clustered by question. */
  readonly share: Estimate;
}

export interface AgreementSetUps {
  readonly withTies: readonly VoteAgreement[];
  /** Without pairs of votes of which one is a tie. */
  readonly withoutTies: readonly VoteAgreement[];
}

/**
 * FastChat's `compute_agreement.py`: every vote of one side against every vote of the other on the same two answers, whichever
 * was named first. All turns together (`turn` null), then each turn.
 */
export function voteAgreement(ours: readonly CountedVote[], theirs: readonly CountedVote[]): AgreementSetUps {
  const others = byPlace(theirs);
  return setUpsOf(ours.flatMap((vote) => (others.get(placeOf(vote)) ?? []).map((other) => ({ vote, other }))));
}

/** The same of every pair of votes by two voters among these. */
export function agreementAmong(votes: readonly (CountedVote & { readonly voter: string })[]): AgreementSetUps {
  const pairs = [...byPlace(votes).values()].flatMap((same) =>
    same.flatMap((vote, index) =>
      same.slice(index + 1).flatMap((other) => (other.voter === vote.voter ? [] : [{ vote, other }])),
    ),
  );
  return setUpsOf(pairs);
}

interface VotePair {
  readonly vote: CountedVote;
  readonly other: CountedVote;
}

function setUpsOf(pairs: readonly VotePair[]): AgreementSetUps {
  const turns = [null, ...[...new Set(pairs.map(({ vote }) => vote.turn))].sort((a, b) => a - b)];
  const decided = pairs.filter(({ vote, other }) => ![vote, other].some(({ winner }) => isTie(winner)));
  const of = (those: readonly VotePair[]) => turns.map((turn) => agreementOf(those, turn));
  return { withTies: of(pairs), withoutTies: of(decided) };
}

function agreementOf(pairs: readonly VotePair[], turn: number | null): VoteAgreement {
  const own = pairs.filter(({ vote }) => turn === null || vote.turn === turn);
  const byQuestion = new Map<string, number[]>();
  let agreed = 0;
  for (const { vote, other } of own) {
    const same = Number(sideOf(vote) === sideOf(other));
    agreed += same;
    byQuestion.set(vote.questionId, [...(byQuestion.get(vote.questionId) ?? []), same]);
  }
  return { turn, votes: own.length, agreed, share: clusteredMean([...byQuestion.values()]) };
}

function byPlace<V extends CountedVote>(votes: readonly V[]): Map<string, V[]> {
  const found = new Map<string, V[]>();
  for (const vote of votes) found.set(placeOf(vote), [...(found.get(placeOf(vote)) ?? []), vote]);
  return found;
}

function placeOf({ questionId, turn, a, b }: CountedVote): string {
  return JSON.stringify([questionId, turn, ...[a, b].sort()]);
}

function isTie(winner: string): boolean {
  return winner.startsWith("tie");
}

/** The name of the better side, or a tie. */
function sideOf({ a, b, winner }: CountedVote): string {
  return isTie(winner) ? "" : winner === "model_a" ? a : b;
}

import { type Erratum, errataOf } from "../questions/errata/errata.ts";
import type { LoadedQuestionSet } from "../questions/load-question-set.ts";
import { auditTurns, type SuspectTurn } from "./audit.ts";
import type { CollectedRatings } from "./collect-ratings.ts";
import type { RatedTurn } from "./rated-turn.ts";

/** What each rater gave to one answer, and said. */
export interface DisputedAnswer {
  readonly candidate: string;
  readonly ratings: readonly {
    readonly rater: string;
    readonly ratings: readonly number[];
    readonly words: readonly string[];
  }[];
}

/** A suspect turn with all that a person needs to decide about it. */
export interface AuditedTurn extends SuspectTurn {
  /** What was asked; null where the set's texts are not at hand. */
  readonly asked: string | null;
  /** What the raters were shown as right; null where they were shown nothing, or the texts are not at hand. */
  readonly reference: { readonly name: string; readonly text: string } | null;
  /** What is known of the turn in the set's errata; null: nothing. */
  readonly known: Erratum | null;
  /** The widest apart first. */
  readonly answers: readonly DisputedAnswer[];
}

/** The turns of one set that deserve a person's eye, the most disputed first. `set` is null where its texts are not at hand. */
export function auditRatings(ratings: CollectedRatings, set: LoadedQuestionSet | null): AuditedTurn[] {
  const hashes = shownHashes(ratings, set);
  const references = set?.references.find((one) => hashes.includes(one.hash)) ?? null;
  const confirmed = set === null ? [] : hashes.flatMap((hash) => errataOf(set.errata, hash));
  return auditTurns(ratings.turns).map((suspect) => {
    const { question: id, turn } = suspect;
    const isHere = (one: { readonly question: string; readonly turn: number }) =>
      one.question === id && one.turn === turn;
    const text = references?.byQuestion.get(id)?.[turn - 1];
    const others = set?.errata.list.filter((one) => one.status !== "confirmed") ?? [];
    return {
      ...suspect,
      asked: set?.questions.find((question) => question.id === id)?.turns[turn - 1] ?? null,
      reference: references === null || text === undefined ? null : { name: references.name, text },
      known: [...confirmed, ...others].find(isHere) ?? null,
      answers: disputedAnswers(ratings.turns.filter(isHere)),
    };
  });
}

/** Of the reference answers that the raters were shown; where no judge's procedure tells, the set's default ones. */
function shownHashes({ raters }: CollectedRatings, set: LoadedQuestionSet | null): readonly string[] {
  const shown = raters.map(({ procedure }) => procedure?.fields["references.hash"]);
  const hashes = shown.filter((hash) => typeof hash === "string");
  const [first] = set?.references ?? [];
  return hashes.length === 0 && first !== undefined ? [first.hash] : hashes;
}

function disputedAnswers(turns: readonly RatedTurn[]): DisputedAnswer[] {
  const spread = ({ ratings }: RatedTurn) => {
    const means = [...ratings.values()].map((own) => own.reduce((sum, rating) => sum + rating, 0) / own.length);
    return Math.max(...means) - Math.min(...means);
  };
  return [...turns]
    .filter((turn) => turn.ratings.size > 1)
    .sort((a, b) => spread(b) - spread(a))
    .map(({ candidate, ratings, words }) => ({
      candidate,
      ratings: [...ratings].map(([rater, own]) => ({ rater, ratings: own, words: words?.get(rater) ?? [] })),
    }));
}

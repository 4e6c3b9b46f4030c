import { textOfOutcome } from "../answers/answer.ts";
import type { LoadedQuestionSet } from "../questions/load-question-set.ts";
import type { Look, LookedTurn, PairLooks } from "./collect-games.ts";
import { flippedTurn } from "./tally-pair.ts";

/** One turn that both orders have a verdict for; its words are in the chunk of its pair. */
export interface ListedLook {
  /** Which of the pairs. */
  readonly pair: number;
  /** Which of the pair's texts. */
  readonly at: number;
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  /** What the two orders say of each other. */
  readonly flip: "same" | "tie" | "first" | "second" | "half";
  /** For `one`: 1 better, 0 tie, -1 worse, in each of the two orders. */
  readonly verdicts: readonly [ahead: number, behind: number];
}

/** The words of one such turn. */
export interface LookTexts {
  /** The user's turn; null where the set is not at hand. */
  readonly asked: string | null;
  /** Null where the answers are not here. */
  readonly answers: readonly [one: string | null, other: string | null];
  /** The judge's words with `one` shown first, and with `other` shown first. */
  readonly words: readonly [ahead: string, behind: string];
}

export interface CollectedLooks {
  /** The most disputed first: whichever came first, or second; a winner in one order only; the rest. */
  readonly looks: readonly ListedLook[];
  /** By pair, in the order in which `looks` counts them. */
  readonly texts: readonly (readonly LookTexts[])[];
}

/** Every turn of these pairs with both verdicts. */
export function collectLooks(pairs: readonly PairLooks[], set: LoadedQuestionSet | null): CollectedLooks {
  const asked = new Map(set?.questions.map(({ hash, turns }) => [hash, turns]));
  const byPair = pairs.map(({ turns }) =>
    turns.flatMap((turn) => {
      const flip = turn.failed === null ? flippedTurn(turn) : null;
      return flip === null ? [] : [{ turn, flip }];
    }),
  );
  const looks = byPair.flatMap((own, pair) =>
    own.map(({ turn, flip }, at): ListedLook => {
      const { questionId, category, turn: number, ahead, behind } = turn;
      const verdicts = [lookValue(ahead), -lookValue(behind) + 0] as const;
      return { pair, at, question: questionId, category, turn: number, flip, verdicts };
    }),
  );
  const rank = { first: 0, second: 0, half: 1, same: 2, tie: 3 } as const;
  return {
    looks: looks.sort((a, b) => rank[a.flip] - rank[b.flip]),
    texts: byPair.map((own) =>
      own.map(({ turn }) => textsOf(turn, asked.get(turn.questionHash)?.[turn.turn - 1] ?? null)),
    ),
  };
}

function textsOf({ answers, ahead, behind }: LookedTurn, asked: string | null): LookTexts {
  const own = answers.one === null ? null : textOfOutcome(answers.one.outcome);
  const theirs = answers.other === null ? null : textOfOutcome(answers.other.outcome);
  return { asked, answers: [own, theirs], words: [wordsOf(ahead), wordsOf(behind)] };
}

function wordsOf(look: Look): string {
  return look.status === "due" ? "" : (look.record.outcome.text ?? "");
}

function lookValue(look: Look): number {
  return look.status === "rated" ? look.value : 0;
}

import { judgesText } from "../../results/procedure-record.ts";
import type { Look, LookedTurn } from "../../tallies/collect-games.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import { pairRow, type RecordedWinner } from "./pair-rows.ts";
import { type Vote, type VoteWinner, voteRow } from "./votes.ts";

/** FastChat's pairwise rows and votes of one pool. Only the first trial and look: its files have no place for others. */
export function exportMatches({ procedure, pairs }: MatchPool): { readonly rows: object[]; readonly votes: object[] } {
  const model = judgesText(procedure.judges);
  const turns = pairs.flatMap((pair) => pair.turns).filter(({ trial, repeat }) => trial === 1 && repeat === 1);
  const looked = turns.filter(({ ahead, behind }) => ahead.status !== "due" && behind.status !== "due");
  return {
    rows: looked.map((turn) =>
      pairRow({
        questionId: turn.questionId,
        turn: turn.turn,
        one: turn.one,
        other: turn.other,
        judge: [model, promptOf(turn.ahead)],
        looks: [
          { text: textOf(turn.ahead), winner: winnerOf(turn.ahead, ["model_1", "model_2"]) },
          { text: textOf(turn.behind), winner: winnerOf(turn.behind, ["model_2", "model_1"]) },
        ],
        tstamp: timeOf(turn),
      }),
    ),
    votes: looked.flatMap((turn) => {
      const vote = voteOf(turn, model);
      return vote === null ? [] : [voteRow(vote, promptOf(turn.ahead))];
    }),
  };
}

/** What a judge's two looks at a turn come to as one vote; null: one of them has no verdict. */
export function voteOf({ questionId, turn, one, other, ahead, behind }: LookedTurn, voter: string): Vote | null {
  if (ahead.status !== "rated" || behind.status !== "rated") return null;
  const [a, b] = [ahead.value, -behind.value];
  const winner: VoteWinner = a !== b ? "tie (inconsistent)" : a === 0 ? "tie" : a > 0 ? "model_a" : "model_b";
  return { questionId, turn, a: one, b: other, winner, voter, isPerson: false };
}

function winnerOf(look: Look, [first, second]: readonly [RecordedWinner, RecordedWinner]): RecordedWinner {
  if (look.status !== "rated") return "error";
  return look.value === 0 ? "tie" : look.value > 0 ? first : second;
}

function textOf(look: Look): string | null {
  return look.status === "due" ? null : look.record.outcome.text;
}

function promptOf(look: Look): string {
  return look.status === "due" ? "" : look.record.prompt;
}

/** Unix seconds of the first look; 0 where nobody recorded it. */
function timeOf({ ahead }: LookedTurn): number {
  const at = ahead.status === "due" ? undefined : ahead.record.call?.timing.startedAt;
  return at === undefined ? 0 : Date.parse(at) / 1000;
}

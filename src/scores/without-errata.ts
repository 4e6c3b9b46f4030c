import { showsReference } from "../judges/judge.ts";
import { type ConfirmedErratum, type Errata, errataOf } from "../questions/errata/errata.ts";
import { loadErrataOf } from "../questions/errata/load-errata.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import type { ProtocolBoard } from "./leaderboard.ts";
import { type Score, scoreOf } from "./score.ts";

/** What wrong references mean for a board: its ratings stay as they are, and this stands beside them. */
export interface BoardErrata {
  /** Turns that were asked and rated against a wrong reference. */
  readonly turns: readonly ConfirmedErratum[];
  /** Of every candidate without these turns, by its folder. */
  readonly scores: ReadonlyMap<string, Score>;
}

/** Wrong references that the boards' judges were shown, by the boards' keys. */
export async function errataOfBoards(boards: readonly ProtocolBoard[], cwd: string): Promise<Map<string, BoardErrata>> {
  const found = new Map<string, BoardErrata>();
  for (const board of boards) {
    const errata = boardErrata(board, await loadErrataOf(board.questions.set, cwd));
    if (errata !== null) found.set(board.key, errata);
  }
  return found;
}

/** Null where no reference that this board's judge was shown is known to be wrong. */
function boardErrata(board: ProtocolBoard, errata: Errata): BoardErrata | null {
  const { candidates, procedure, aggregate } = board;
  const erratumAt = shownErrata(procedure, errata);
  const turns = new Set(candidates.flatMap(({ cells }) => cells.flatMap((cell) => erratumAt(cell) ?? [])));
  if (turns.size === 0) return null;
  const scores = candidates.map(({ path, cells }): [string, Score] => {
    const left = cells.filter((cell) => erratumAt(cell) === null);
    return [path, scoreOf(left, procedure.scale, aggregate)];
  });
  const order = (one: ConfirmedErratum) => errata.list.indexOf(one);
  return { turns: [...turns].sort((a, b) => order(a) - order(b)), scores: new Map(scores) };
}

interface RatedPlace {
  readonly questionId: string;
  readonly category: string;
  readonly turn: number;
}

/** Tells for a turn whether the reference that a procedure's judge was shown is known to be wrong. */
export function shownErrata(
  procedure: Pick<ProcedureRecord, "fields">,
  errata: Errata,
): (place: RatedPlace) => ConfirmedErratum | null {
  const hash = procedure.fields["references.hash"];
  const categories = procedure.fields["references.categories"];
  const shownIn = Array.isArray(categories) ? categories.filter((name) => typeof name === "string") : null;
  const known = typeof hash === "string" ? errataOf(errata, hash) : [];
  return ({ questionId, category, turn }) => {
    if (shownIn !== null && !showsReference(shownIn, category)) return null;
    return known.find((one) => one.question === questionId && one.turn === turn) ?? null;
  };
}

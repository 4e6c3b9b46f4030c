import { praisedFrom } from "../../scores/held-constraints.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import type { ReportAgreement } from "./report-agreements.ts";
import type { ReportBoard, ReportCandidate } from "./report-record.ts";

/** The same with candidates under the names, marks and colours that they have in the whole report. */
export function namedAgreements(
  agreements: readonly ReportAgreement[],
  names: ReadonlyMap<string, string>,
  slots: ReadonlyMap<string, number>,
): ReportAgreement[] {
  return agreements.map((agreement) => ({
    ...agreement,
    candidates: agreement.candidates.map(({ id, slot }) => ({
      ...{ id, name: names.get(id) ?? id, slot: slots.get(id) ?? slot },
    })),
  }));
}

/** The raters of a board's set, on the first board of that set alone: they belong to the set, not to a protocol. */
export function ratersOn(
  boards: readonly Pick<ProtocolBoard, "questions">[],
  place: number,
  agreements: readonly ReportAgreement[],
): ReportBoard["raters"] {
  const set = boards[place]?.questions.set;
  if (boards.findIndex(({ questions }) => questions.set === set) !== place) return null;
  const own = agreements.find((one) => one.set === set);
  if (own === undefined || own.characters.length < 2 || own.candidates.length < 2) return null;
  const { characters, candidates, scores, scale } = own;
  return { characters, candidates, scores, scale };
}

/** A finding about the judge: a rated turn that breaks what was asked. */
export function praisedIn(candidates: readonly Pick<ReportCandidate, "cells">[]): ReportBoard["praised"] {
  const ratings = candidates.flatMap(({ cells }) =>
    cells.ratings.filter((rating, index) => rating !== null && cells.held[index] === false),
  );
  const praised = ratings.filter((rating) => rating !== null && rating >= praisedFrom).length;
  return { broken: ratings.length, praised, from: praisedFrom };
}

import { InputError } from "../../errors.ts";
import type { Judge } from "../../judges/judge.ts";
import type { Jury } from "../../judges/jury.ts";
import { isSameMaker, type MadeModel } from "../../models/same-maker.ts";
import type { JuryRow } from "../../results/jury-rows.ts";
import { type LaunchHost, notify, warn } from "../launch-host.ts";

/** A candidate as far as it matters who made it. */
export interface MadeCandidate extends MadeModel {
  readonly id: string;
}

/** The candidate of a row that is there. */
export function madeModel({ id, model, family }: JuryRow["candidate"]): MadeCandidate {
  return { id, model: typeof model === "string" ? model : id, family: typeof family === "string" ? family : null };
}

/**
 * The members that rate nobody of this board, as the jury's rule for makers has it. A maker is known by lines of weights, as
 * the report's warning of a judge's family knows it; of a model that nobody knows it is not found out.
 *
 * @param rated candidates of this launch and those that the same jury has rated before
 * @throws InputError where fewer than two members would be left
 */
export function membersLeftOut(
  { jury, id }: { readonly jury: Jury; readonly id: Judge["id"] },
  members: readonly MadeModel[],
  rated: readonly MadeCandidate[],
  host: LaunchHost,
): readonly string[] {
  if (jury.makers === "keep") return [];
  const found = members.flatMap((member) => {
    const kin = rated.filter((candidate) => isSameMaker(member, candidate)).map((candidate) => candidate.id);
    return kin.length === 0 ? [] : [{ model: member.model, kin: [...new Set(kin)] }];
  });
  const left = members.length - found.length;
  const words = found.map(({ model, kin }) => `${model}: of the same maker as ${kin.join(", ")}`);
  if (left < 2) {
    throw new InputError(
      `of the jury ${id}, ${left} of ${members.length} members would be left to rate, and it needs 2`,
      {
        problems: words,
        hint: "Add members of other makers to its judge.yaml, or write makers: keep there: all rate, and the rows are flagged.",
      },
    );
  }
  for (const one of words) notify(host, `jury ${id}: left out for all candidates: ${one}`);
  return found.map(({ model }) => model).sort();
}

/** Rows that were rated under another list stand on another board; their owner should hear of it before paying. */
export function tellOtherBoards(
  id: string,
  leftOut: readonly string[],
  rows: readonly JuryRow[],
  host: LaunchHost,
): void {
  const others = rows.filter((row) => row.leftOut.join("\n") !== leftOut.join("\n"));
  if (others.length === 0) return;
  const names = others.map(({ candidate }) => candidate.id).join(", ");
  const list = leftOut.length === 0 ? "nobody" : leftOut.join(", ");
  warn(
    host,
    `jury ${id} now leaves out ${list}, and rated ${names} under another list: another protocol; \`mtbench judge --judge ${id}\` rates everybody under one`,
  );
}

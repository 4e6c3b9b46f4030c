import { isSameMaker } from "../../models/same-maker.ts";
import { juryRecordOf } from "../../results/procedure-record.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import type { MemberScore } from "../../scores/member-scores.ts";
import { decimal } from "../tables/number-text.ts";

/** What a reader must know of a board's jury: its design, who was left out or kept, and what each member gave. */
export function juryNotes({ judge, procedure, candidates }: ProtocolBoard): string[] {
  const jury = juryRecordOf(procedure);
  if (jury === null) return [];
  const notes = [`jury ${judge.id}: ${designText(jury.design)}`];
  if (jury.leftOut.length > 0) notes.push(`left out, for its maker made a candidate: ${jury.leftOut.join(", ")}`);
  for (const { model } of jury.members) {
    const kin = candidates.filter(({ specification }) =>
      isSameMaker({ model, family: null }, madeBy(specification.model, specification.family)),
    );
    if (kin.length > 0) {
      notes.push(`warning: ${model} rates ${kin.map(({ id }) => id).join(", ")} of the same maker, and may favour it`);
    }
  }
  for (const { id, members } of candidates) {
    if (members !== undefined) notes.push(`${id} by member: ${membersText(members)}`);
  }
  return notes;
}

function designText(design: "every" | "rotating"): string {
  return design === "every"
    ? "every member rates every answer; a rating is their mean, and there where all gave one"
    : "each question has one member, the same for all candidates";
}

/** `kind 9.00 (24 of 24), strict 4.00 (22 of 24)`: means and what was rated. */
function membersText(members: readonly MemberScore[]): string {
  return members
    .map(({ model, score }) => {
      const mean = score.mean === null ? "-" : decimal(score.mean);
      return `${model} ${mean} (${score.rated} of ${score.planned})`;
    })
    .join(", ");
}

function madeBy(model: unknown, family: unknown) {
  return { model: typeof model === "string" ? model : "", family: typeof family === "string" ? family : null };
}

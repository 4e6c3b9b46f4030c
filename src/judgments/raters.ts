import { hashOf } from "../files/canonical-json.ts";
import type { JuryDesign } from "../judges/jury.ts";
import type { JudgeModel } from "./procedure.ts";

/** A member of a jury, reached or about to be. */
export interface SeatedMember {
  readonly judgeModel: JudgeModel;
  /** Above 0; all members' together 1. */
  readonly share: number;
}

/** A jury that is ready to rate. */
export interface SeatedJury {
  readonly design: JuryDesign;
  /** At least two, in the order of their model strings: the order in a file means nothing. */
  readonly members: readonly SeatedMember[];
  /** Model strings of those who rate nobody because their maker made a candidate, in their order. */
  readonly leftOut: readonly string[];
}

/** Who rates: one judge model, or a jury. */
export type Raters =
  | { readonly kind: "one"; readonly judgeModel: JudgeModel }
  | { readonly kind: "jury"; readonly jury: SeatedJury };

/** Every judge model that rates something. */
export function judgeModelsOf(raters: Raters): readonly JudgeModel[] {
  return raters.kind === "one" ? [raters.judgeModel] : raters.jury.members.map(({ judgeModel }) => judgeModel);
}

/** Those that rate the answers to a question, the same for every candidate. */
export function judgeModelsFor(raters: Raters, question: { readonly hash: string }): readonly JudgeModel[] {
  if (raters.kind === "jury" && raters.jury.design === "rotating") {
    return [drawMember(raters.jury.members, question.hash).judgeModel];
  }
  return judgeModelsOf(raters);
}

/** The judge models with their parts of every rating, as records keep them. */
export function sharesOf(raters: Raters): { readonly model: string; readonly share: number }[] {
  if (raters.kind === "one") return [{ model: raters.judgeModel.model, share: 1 }];
  return raters.jury.members.map(({ judgeModel: { model }, share }) => ({ model, share }));
}

/** The judge models in words, for lines that say who rates. */
export function ratersWords(raters: Raters): string {
  const names = judgeModelsOf(raters).map(({ model }) => model);
  return raters.kind === "one" ? (names[0] ?? "") : `${names.join(" + ")} (${raters.jury.design})`;
}

/**
 * The one member that rates a question: weighted rendezvous hashing. It depends on the member's model string, its share and
 * the question's text alone, so that it is the same at every start, in every shard and for every selection of questions, and
 * a member that leaves gives up its own questions and moves no other's. On the average of many questions each has its share.
 */
function drawMember(members: readonly SeatedMember[], question: string): SeatedMember {
  const drawn = members.map((one) => {
    const { judgeModel, share } = one;
    return { one, claim: -share / Math.log(uniform(hashOf({ kind: "jury", model: judgeModel.model, question }))) };
  });
  const [first, ...rest] = drawn;
  if (first === undefined) throw new Error("a jury without members");
  return rest.reduce((best, next) => (next.claim > best.claim ? next : best), first).one;
}

/** Strictly between 0 and 1, from the first 48 bits of a hash. */
function uniform(hash: string): number {
  return (Number.parseInt(hash.slice(0, 12), 16) + 0.5) / 2 ** 48;
}

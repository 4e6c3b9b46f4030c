import { z } from "zod";
import { InputError } from "../../errors.ts";
import { questionIdSchema } from "../../questions/question-id.ts";
import { checkShape, problemLine } from "../../text/check-shape.ts";

/** What somebody made of two answers, order or no order. */
export const voteWinners = ["model_a", "model_b", "tie", "tie (inconsistent)"] as const;

export type VoteWinner = (typeof voteWinners)[number];

/** One vote in the form that FastChat's `compute_agreement.py` reads. */
export interface Vote {
  readonly questionId: string;
  readonly turn: number;
  readonly a: string;
  readonly b: string;
  readonly winner: VoteWinner;
  /** `expert_12`, `author_2`, or a judge model. */
  readonly voter: string;
  /** A person; false: a judge model. */
  readonly isPerson: boolean;
}

const voteSchema = z.object({
  question_id: questionIdSchema,
  model_a: z.string().min(1),
  model_b: z.string().min(1),
  winner: z.enum(voteWinners),
  judge: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  turn: z.number().int().min(1),
});

/**
 * Reads a JSON array of votes.
 *
 * @throws InputError with everything that is wrong with it
 */
export function parseVotes(text: string, place: string): readonly Vote[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch (error) {
    throw new InputError(`${place} is no file of votes: not JSON`, { cause: error });
  }
  const checked = checkShape(z.array(voteSchema), data);
  if (!checked.ok) {
    const problems = checked.problems.slice(0, 20).map((problem) => problemLine(place, problem));
    throw new InputError(`${place} is no file of votes`, { problems });
  }
  const against = checked.value.findIndex(({ model_a, model_b }) => model_a === model_b);
  if (against >= 0) throw new InputError(`${place}: vote ${against + 1} is on a model against itself`);
  return checked.value.map(({ question_id, model_a, model_b, winner, judge, turn }) => ({
    questionId: question_id,
    turn,
    a: model_a,
    b: model_b,
    winner,
    voter: typeof judge === "string" ? judge : (judge[0] ?? ""),
    isPerson: typeof judge === "string",
  }));
}

/** A vote as FastChat writes it; `prompt`: of a judge model. */
export function voteRow({ questionId, turn, a, b, winner, voter, isPerson }: Vote, prompt: string): object {
  return {
    question_id: /^\d{1,15}$/u.test(questionId) ? Number(questionId) : questionId,
    model_a: a,
    model_b: b,
    winner,
    judge: isPerson ? voter : [voter, prompt],
    turn,
  };
}

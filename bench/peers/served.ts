import { z } from "zod";

/** What a peer server tells of one call. Times are milliseconds since 1970, with fractions. */
const servedCallSchema = z.object({
  question: z.string(),
  turn: z.number(),
  trial: z.number(),
  streamed: z.boolean(),
  /** How long the call would take alone. */
  ms: z.number(),
  from: z.number(),
  to: z.number(),
});

export type ServedCall = z.infer<typeof servedCallSchema>;

export const servedSchema = z.array(servedCallSchema);

/**
 * Milliseconds that no schedule of these calls can beat: the answers' time over the slots, the judgments' time over theirs, or
 * the longest chain of a question's answers and the last one's judgment.
 */
export function boundOf(answers: readonly ServedCall[], judgments: readonly ServedCall[], slots: number): number {
  const sum = (calls: readonly ServedCall[]): number => calls.reduce((total, { ms }) => total + ms, 0);
  const placeOf = ({ question, turn, trial }: ServedCall): string => `${question} ${turn} ${trial}`;
  const judged = new Map(judgments.map((call) => [placeOf(call), call.ms]));
  const talks = new Map<string, ServedCall[]>();
  for (const call of answers) {
    const name = `${call.question} ${call.trial}`;
    talks.set(name, [...(talks.get(name) ?? []), call]);
  }
  const chains = [...talks.values()].flatMap((talk) => {
    let asked = 0;
    return talk
      .sort((a, b) => a.turn - b.turn)
      .map((call) => {
        asked += call.ms;
        return asked + (judged.get(placeOf(call)) ?? 0);
      });
  });
  return Math.max(sum(answers) / slots, sum(judgments) / slots, 0, ...chains);
}

/** Milliseconds from the first request to the end of the last reply. */
export function spanOf(calls: readonly ServedCall[]): number {
  return Math.max(...calls.map(({ to }) => to)) - Math.min(...calls.map(({ from }) => from));
}

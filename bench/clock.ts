import { z } from "zod";

/** Milliseconds on a clock that never jumps and is the same in every process of this machine. */
export function clockMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** What a server saw of a run, by that clock. */
export const serverMarksSchema = z.object({
  /** When the first call came; null: none did. */
  first: z.number().nullable(),
  /** When the last reply had been handed to the network. */
  last: z.number().nullable(),
  calls: z.number(),
});

export type ServerMarks = z.infer<typeof serverMarksSchema>;

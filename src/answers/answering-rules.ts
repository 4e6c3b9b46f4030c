import { z } from "zod";
import { hashOf } from "../files/canonical-json.ts";
import type { AnsweringPolicy } from "../judges/judge.ts";
import type { QuestionSet } from "../questions/question.ts";

/** The rules as a launch keeps them; the hash stands beside. */
export const answeringRulesSchema = z.object({
  systemPrompt: z.string().nullable(),
  sampling: z.enum(["set", "candidate"]),
  temperatures: z.record(z.string(), z.number()),
  maxAnswerTokens: z.number(),
  historyCharacters: z.number().nullable(),
  strict: z.boolean(),
});

/** How candidates are asked, as far as it decides what an answer means. The number of trials is not part of it. */
export interface AnsweringRules {
  readonly systemPrompt: string | null;
  readonly sampling: AnsweringPolicy["sampling"];
  /** By category, 0-2. */
  readonly temperatures: Readonly<Record<string, number>>;
  readonly maxAnswerTokens: number;
  readonly historyCharacters: number | null;
  /** Only the fields that upstream sends: messages, temperature, the token limit. */
  readonly strict: boolean;
  /** Hash of the fields above; every answer record names it. */
  readonly hash: string;
}

export function answeringRules(
  judge: {
    readonly answering: AnsweringPolicy;
    readonly strict: boolean;
  },
  set: Pick<QuestionSet, "temperatures">,
): AnsweringRules {
  const { systemPrompt, sampling, maxAnswerTokens, historyCharacters } = judge.answering;
  const { temperatures } = set;
  const fields = { systemPrompt, sampling, temperatures, maxAnswerTokens, historyCharacters, strict: judge.strict };
  return { ...fields, hash: hashOf(fields) };
}

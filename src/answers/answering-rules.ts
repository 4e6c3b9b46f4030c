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
  systemAs: z.literal("user").exactOptional(),
});

/** Stands in a table of temperatures for whatever the category is. */
export const everyCategory = "*";

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
  /** The system prompt stands before the first question, for templates that take no system message. Absent: in a message of its own. */
  readonly systemAs?: "user";
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
  const { systemPrompt, sampling, maxAnswerTokens, historyCharacters, systemAs } = judge.answering;
  const { temperature } = judge.answering;
  const temperatures = temperature === undefined ? set.temperatures : { [everyCategory]: temperature };
  const fields = { systemPrompt, sampling, temperatures, maxAnswerTokens, historyCharacters, strict: judge.strict };
  const asked = systemAs === undefined ? fields : { ...fields, systemAs };
  return { ...asked, hash: hashOf(asked) };
}

import { z } from "zod";
import { questionIdSchema } from "../questions/question-id.ts";
import { tstampSchema } from "../results/manifest.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";

/** One judgment of one answer, as another harness recorded it. */
export interface RecordedJudgment {
  /** `file:line`, for messages. */
  readonly place: string;
  readonly model: string;
  readonly questionId: string;
  readonly turn: number;
  /** 1-based. */
  readonly trial: number;
  readonly repeat: number;
  readonly judgeModel: string;
  readonly promptName: string;
  /** What the judge was sent; the system prompt is not recorded. Null where the row has none. */
  readonly userPrompt: string | null;
  /** The judge's words. */
  readonly text: string;
  /** Null: none, which FastChat writes as -1. */
  readonly score: number | null;
  /** Unix seconds; null where the row has none. */
  readonly tstamp: number | null;
}

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((value) => [value]), z.array(item)], { error: "expected a value or a list of them" });

/** Swallow writes lists, one entry a choice. `choice_index` and `repeat_index` (0-based) are our export's. */
const judgmentRowSchema = z.object({
  question_id: questionIdSchema,
  model: z.string().min(1).optional(),
  judge: z.union([
    z.tuple([z.string().min(1), z.string().min(1)]).rest(z.unknown()),
    z
      .string()
      .min(1)
      .transform((name) => [name, "unknown"] as const),
  ]),
  user_prompt: oneOrMore(z.string()).optional(),
  judgment: oneOrMore(z.string()),
  score: oneOrMore(z.number().nullable()),
  turn: z.number().int().min(1),
  tstamp: tstampSchema,
  choice_index: z.number().int().min(0).optional(),
  repeat_index: z.number().int().min(0).optional(),
});

/** Reads a `model_judgment` file of single ratings. `file`, its name without the ending, stands in for a missing model. */
export function parseFastChatJudgments(
  text: string,
  place: string,
  file: string,
): { readonly rows: readonly RecordedJudgment[]; readonly problems: readonly string[] } {
  const { lines, problems: unreadable } = parseJsonLines(text, judgmentRowSchema, place);
  const problems = [...unreadable];
  const rows: RecordedJudgment[] = [];
  for (const { line, value } of lines) {
    const { judgment, score, user_prompt: prompts } = value;
    if (score.length !== judgment.length || (prompts !== undefined && prompts.length !== judgment.length)) {
      problems.push(
        `${place}:${line}: expected lists of one length, got ${prompts?.length ?? 0} user_prompt, ${judgment.length} judgment, ${score.length} score`,
      );
      continue;
    }
    for (const [index, words] of judgment.entries()) {
      rows.push({
        place: `${place}:${line}`,
        // Stability writes one file a model and turn.
        model: value.model ?? file.replace(/__[1-9]turn$/, ""),
        questionId: value.question_id,
        turn: value.turn,
        trial: (value.choice_index ?? 0) + index + 1,
        repeat: (value.repeat_index ?? 0) + 1,
        judgeModel: value.judge[0],
        promptName: value.judge[1],
        userPrompt: prompts?.[index] ?? null,
        text: words,
        score: recordedScore(score[index]),
        tstamp: value.tstamp ?? null,
      });
    }
  }
  return { rows, problems };
}

function recordedScore(score: number | null | undefined): number | null {
  return score === undefined || score === null || score === -1 ? null : score;
}

import { z } from "zod";
import { questionIdSchema } from "../questions/question-id.ts";
import { tstampSchema } from "../results/manifest.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";

/** One line of another harness's answers, as it stands there. */
export interface RecordedAnswer {
  /** `file:line`, for messages. */
  readonly place: string;
  /** `model_id`; null where the line has none. */
  readonly model: string | null;
  /** FastChat itself names a model after this file. */
  readonly file: string;
  /** The whole path without its ending, with `/`: tells files of one name in two folders apart. */
  readonly path: string;
  readonly questionId: string;
  /** Texts by choice (a trial each), then by turn. */
  readonly choices: readonly (readonly string[])[];
  /** Unix seconds; null where the row has none. */
  readonly tstamp: number | null;
}

const choiceSchema = z.object({ index: z.number().int().min(0).optional(), turns: z.array(z.string()).min(1) });

/** Other fields (`generate_params`, a choice's `prompts`) are allowed and not read. */
const answerRowSchema = z.object({
  question_id: questionIdSchema,
  model_id: z.string().min(1).optional(),
  choices: z.array(choiceSchema).min(1),
  tstamp: tstampSchema,
});

/** Reads a `model_answer` file. `file` is its name without the ending. */
export function parseFastChatAnswers(
  text: string,
  place: string,
  file: string,
): { readonly rows: readonly RecordedAnswer[]; readonly problems: readonly string[] } {
  const { lines, problems } = parseJsonLines(text, answerRowSchema, place);
  const rows = lines.map(({ line, value }) => ({
    place: `${place}:${line}`,
    model: value.model_id ?? null,
    file,
    path: place.replace(/\.jsonl?$/, ""),
    questionId: value.question_id,
    choices: inOrder(value.choices).map((choice) => choice.turns),
    tstamp: value.tstamp ?? null,
  }));
  return { rows, problems };
}

function inOrder<T extends { readonly index?: number | undefined }>(choices: readonly T[]): T[] {
  return choices
    .map((choice, at) => ({ choice, order: choice.index ?? at }))
    .sort((a, b) => a.order - b.order)
    .map(({ choice }) => choice);
}

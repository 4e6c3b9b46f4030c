import { z } from "zod";
import { questionIdSchema } from "../../questions/question-id.ts";
import { tstampSchema } from "../../results/manifest.ts";
import { parseJsonLines } from "../../text/parse-json-lines.ts";

/** What a harness made of one look: the name of a side, a tie, or nothing that it could read. */
const winners = ["model_1", "model_2", "tie", "error"] as const;

export type RecordedWinner = (typeof winners)[number];

/** One order of one row. */
export interface RecordedLook {
  /** The judge's words; null where the row has none. */
  readonly text: string | null;
  readonly userPrompt: string | null;
  readonly winner: RecordedWinner;
}

/** Two answers to one turn, as FastChat records both orders in one row. */
export interface RecordedPair {
  /** `file:line`, for messages. */
  readonly place: string;
  readonly questionId: string;
  readonly turn: number;
  readonly one: string;
  readonly other: string;
  readonly judgeModel: string;
  readonly promptName: string;
  /** `one` is shown first in the first, second in the second. */
  readonly looks: readonly [RecordedLook, RecordedLook];
  /** The user's turn as the row holds it; null where it does not. */
  readonly asked: string | null;
  /** Unix seconds; null where the row has none. */
  readonly tstamp: number | null;
}

const rowSchema = z.object({
  question_id: questionIdSchema,
  model_1: z.string().min(1),
  model_2: z.string().min(1),
  g1_winner: z.enum(winners),
  g2_winner: z.enum(winners),
  judge: z
    .tuple([z.string().min(1), z.string().min(1)])
    .rest(z.unknown())
    .optional(),
  // The form of ku-nlp's ja-vicuna-qa-benchmark.
  judge_model: z.string().min(1).optional(),
  judge_prompt: z.string().min(1).optional(),
  question: z.string().optional(),
  g1_user_prompt: z.string().optional(),
  g1_judgment: z.string().nullish(),
  g2_user_prompt: z.string().optional(),
  g2_judgment: z.string().nullish(),
  m1_score: z.number().optional(),
  turn: z.number().int().min(1).default(1),
  tstamp: tstampSchema,
});

/** Reads a `model_judgment` file of pairs. Rows that were made of two single ratings are no matches, and are said. */
export function parsePairRows(
  text: string,
  place: string,
): { readonly rows: readonly RecordedPair[]; readonly problems: readonly string[] } {
  const { lines, problems: unreadable } = parseJsonLines(text, rowSchema, place);
  const problems = [...unreadable];
  const rows: RecordedPair[] = [];
  for (const { line, value } of lines) {
    const at = `${place}:${line}`;
    const wrong = problemOf(value);
    if (wrong === null) rows.push(recordedPair(value, at));
    else problems.push(`${at}: ${wrong}`);
  }
  return { rows, problems };
}

type Row = z.infer<typeof rowSchema>;

function judgeOf({
  judge,
  judge_model,
  judge_prompt,
}: Row): { readonly model: string; readonly prompt: string } | null {
  const model = judge?.[0] ?? judge_model;
  return model === undefined ? null : { model, prompt: judge?.[1] ?? judge_prompt ?? "unknown" };
}

function problemOf(row: Row): string | null {
  if (row.m1_score !== undefined) return "made of two single ratings, which is no match";
  if (row.model_1 === row.model_2) return `${row.model_1} against itself`;
  return judgeOf(row) === null ? "judge: expected a model and a prompt's name, got nothing" : null;
}

function recordedPair(row: Row, place: string): RecordedPair {
  const { g1_judgment, g1_user_prompt, g1_winner, g2_judgment, g2_user_prompt, g2_winner } = row;
  const judge = judgeOf(row);
  return {
    place,
    questionId: row.question_id,
    turn: row.turn,
    one: row.model_1,
    other: row.model_2,
    judgeModel: judge?.model ?? "",
    promptName: judge?.prompt ?? "",
    looks: [
      { text: g1_judgment ?? null, userPrompt: g1_user_prompt ?? null, winner: g1_winner },
      { text: g2_judgment ?? null, userPrompt: g2_user_prompt ?? null, winner: g2_winner },
    ],
    asked: row.question ?? null,
    tstamp: row.tstamp ?? null,
  };
}

/** A row as FastChat writes it. */
export function pairRow(pair: {
  readonly questionId: string;
  readonly turn: number;
  readonly one: string;
  readonly other: string;
  readonly judge: readonly [model: string, prompt: string];
  readonly looks: readonly [Pick<RecordedLook, "text" | "winner">, Pick<RecordedLook, "text" | "winner">];
  readonly tstamp: number;
}): object {
  const { questionId, turn, one, other, judge, looks, tstamp } = pair;
  const [first, second] = looks;
  return {
    question_id: /^\d{1,15}$/u.test(questionId) ? Number(questionId) : questionId,
    model_1: one,
    model_2: other,
    g1_winner: first.winner,
    g2_winner: second.winner,
    judge,
    // The records hold no filled prompts.
    g1_user_prompt: "",
    g1_judgment: first.text ?? "",
    g2_user_prompt: "",
    g2_judgment: second.text ?? "",
    turn,
    tstamp,
  };
}

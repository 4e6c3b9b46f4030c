import { z } from "zod";
import { InputError, messageOf } from "../errors.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { compareIds } from "../questions/question-id.ts";
import { questionsHash } from "../questions/questions-hash.ts";
import { judgesSchema, procedureKinds, withJudges } from "../results/procedure-record.ts";
import type { RatedCell } from "../scores/paired-cells.ts";
import { protocolKey } from "../scores/score-folder.ts";
import { parseJson } from "../text/parse-json.ts";
import type { ComparedCandidate } from "./compared-candidate.ts";

/** Version of the file's format that is written; one that is not among `readFormats` is refused by name. */
const baselineFormat = 2;

const readFormats = [1, baselineFormat] as const;

const count = z.number().int().min(0);

/** All ratings of a trial, or, where some are missing, the ratings and why the others are not there. */
const trialSchema = z.union([
  z.array(z.number()),
  z.strictObject({
    ratings: z.array(z.number()),
    /** Missing because the candidate failed. */
    failed: count.default(0),
    /** Missing because the judge gave none. */
    unrated: count.default(0),
    /** The answer was cut at the token limit. */
    truncated: z.boolean().default(false),
  }),
]);

const protocolSchema = z.strictObject({
  /** Scores with equal keys may be compared. */
  key: z.string(),
  procedure: z.string(),
  judge: z.string(),
  kind: z.enum(procedureKinds),
  judges: judgesSchema,
  scale: z.strictObject({ min: z.number(), max: z.number() }),
  /** What the procedure's hash is made of, so that another protocol can be told apart by field. */
  fields: jsonObjectSchema,
});

const baselineSchema = z.strictObject({
  mtbenchBaseline: z.literal(readFormats, { error: `expected ${readFormats.join(" or ")}` }),
  candidate: z.strictObject({ id: z.string().min(1), revision: z.string().nullable() }),
  protocol: z.preprocess(withJudges, protocolSchema),
  questionSet: z.strictObject({
    id: z.string(),
    title: z.string(),
    language: z.string(),
    hash: z.string(),
    whole: z.boolean(),
  }),
  trials: z.number().int().min(1),
  repeats: z.number().int().min(1),
  /** sha256 over the keys of the rated answers, which are not copied here; absent: not known (format 1). */
  answersHash: z.string().optional(),
  /** Of the results folder that held them, relative to this file, with `/`. */
  folder: z.string().min(1).optional(),
  questions: z
    .array(
      z.strictObject({
        id: z.string(),
        hash: z.string(),
        category: z.string(),
        /** By turn, "1" and "2": one entry a trial. */
        turns: z.record(z.string().regex(/^[1-9][0-9]*$/, "expected a turn's number"), z.array(trialSchema)),
      }),
    )
    .min(1),
});

type BaselineFile = z.infer<typeof baselineSchema>;

/**
 * A baseline as it is committed: sorted by question, one line each, so that a review shows which question changed.
 * Equal measurements have equal bytes.
 *
 * @throws InputError when calls are due: an unfinished measurement is no baseline.
 */
export function formatBaseline(measured: ComparedCandidate): string {
  const due = measured.cells.reduce((sum, cell) => sum + cell.due, 0);
  if (due > 0) {
    throw new InputError(`${measured.candidate.id} is incomplete: ${due} ratings are due`, {
      hint: "Finish the run with its own command first.",
    });
  }
  const { cells, ...about } = measured;
  const { candidate, protocol, questionSet, trials, repeats, categories: _, ...answers } = about;
  const head = { mtbenchBaseline: baselineFormat, candidate, protocol, questionSet, trials, repeats, ...answers };
  const lines = questionsOf(cells).map((question) => `    ${JSON.stringify(question)}`);
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "questions": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/**
 * @throws InputError with every problem of the file: not JSON, another format, ratings outside the scale, counts that do
 * not add up, or a key that does not belong to the questions.
 */
export function parseBaseline(text: string, place: string): ComparedCandidate {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new InputError(`${place} is not a baseline: not JSON`, { problems: [messageOf(error)], cause: error });
  }
  const parsed = baselineSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${place}: ${issue.path.join(".")}: ${issue.message}`);
    throw new InputError(`${place} is not a baseline of format ${readFormats.join(" or ")}`, {
      problems: problems.slice(0, 20),
      hint: "Write one with: mtbench baseline save <results folder> -o baseline.json",
    });
  }
  const { candidate, protocol, questionSet, trials, repeats, answersHash, folder } = parsed.data;
  const problems = problemsOf(parsed.data, place);
  if (problems.length > 0) {
    throw new InputError(`${place} is not a valid baseline`, {
      problems: problems.slice(0, 20),
      hint: "It was changed by hand or by a merge; save it again.",
    });
  }
  return {
    candidate,
    protocol,
    questionSet,
    trials,
    repeats,
    ...(answersHash === undefined ? {} : { answersHash }),
    ...(folder === undefined ? {} : { folder }),
    cells: cellsOf(parsed.data),
  };
}

function problemsOf(file: BaselineFile, place: string): string[] {
  const problems = file.questions.flatMap(({ id, turns }) =>
    Object.entries(turns).flatMap(([turn, trials]) =>
      turnProblems(trials, file).map((problem) => `${place}: question ${id}, turn ${turn}: ${problem}`),
    ),
  );
  const hash = questionsHash(file.questions);
  if (new Set(file.questions.map((question) => question.hash)).size < file.questions.length) {
    problems.push(`${place}: questions: the same question occurs twice`);
  }
  if (hash !== file.questionSet.hash) problems.push(`${place}: questionSet.hash does not belong to these questions`);
  if (protocolKey(file.protocol.procedure, hash) !== file.protocol.key) {
    problems.push(`${place}: protocol.key does not belong to this procedure and these questions`);
  }
  return problems;
}

function turnProblems(trials: readonly FileTrial[], file: BaselineFile): string[] {
  const { min, max } = file.protocol.scale;
  const counted = trials.length === file.trials ? [] : [`expected ${file.trials} trials, got ${trials.length}`];
  const inTrials = trials.flatMap((trial, index) => {
    const { ratings, failed, unrated } = full(trial);
    const total = ratings.length + failed + unrated;
    const isWhole = total === file.repeats;
    return [
      ...(isWhole ? [] : [`trial ${index + 1}: expected ${file.repeats} ratings, accounted for ${total}`]),
      ...ratings
        .filter((rating) => rating < min || rating > max)
        .map((rating) => `${rating} is outside ${min} to ${max}`),
    ];
  });
  return [...counted, ...inTrials];
}

type FileTrial = z.infer<typeof trialSchema>;

function full(trial: FileTrial) {
  return Array.isArray(trial) ? { ratings: trial, failed: 0, unrated: 0, truncated: false } : trial;
}

function cellsOf(file: BaselineFile): RatedCell[] {
  return file.questions.flatMap(({ id: questionId, hash: questionHash, category, turns }) =>
    Object.entries(turns).map(([turn, entries]): RatedCell => {
      const trials = entries.map((entry) => ({ ...full(entry), due: 0 }));
      return {
        questionId,
        questionHash,
        category,
        turn: Number(turn),
        trials,
        ratings: trials.flatMap((trial) => trial.ratings),
        planned: file.trials * file.repeats,
        failed: trials.reduce((sum, trial) => sum + trial.failed, 0),
        due: 0,
        truncated: trials.filter((trial) => trial.truncated).length,
      };
    }),
  );
}

function questionsOf(cells: readonly RatedCell[]) {
  const questions = new Map<
    string,
    { id: string; hash: string; category: string; turns: Record<string, FileTrial[]> }
  >();
  const ordered = [...cells].sort((a, b) => compareIds(a.questionId, b.questionId) || a.turn - b.turn);
  for (const { questionId: id, questionHash: hash, category, turn, trials } of ordered) {
    const question = questions.get(hash) ?? { id, hash, category, turns: {} };
    question.turns[String(turn)] = trials.map(({ ratings, failed, unrated, truncated }) =>
      failed === 0 && unrated === 0 && !truncated
        ? [...ratings]
        : {
            ratings: [...ratings],
            failed,
            unrated,
            truncated,
          },
    );
    questions.set(hash, question);
  }
  return [...questions.values()];
}

import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { hashOf } from "../../src/files/canonical-json.ts";

const answerSchema = z.looseObject({
  key: z.string(),
  questionId: z.string(),
  questionHash: z.string(),
  category: z.string(),
  turn: z.number(),
  trial: z.number(),
});
const launchSchema = z.looseObject({ procedure: z.looseObject({ fields: z.looseObject({}) }) });

export interface SecondRater {
  /** A judge's id, or `person:<pseudonym>`. */
  readonly judge: string;
  readonly judgeModel?: string;
  /** Fields of the procedure that differ from the first one's. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Null where it rates nothing; several are its repeats. */
  readonly rate: (answer: { question: string; turn: number; trial: number }) => number | readonly number[] | null;
  readonly words?: string;
}

/** Adds another rater's judgments of the same answers to a folder of `writeResults`. */
export function rateAgain(folder: string, rater: SecondRater): void {
  const launches = readFileSync(join(folder, "launches.jsonl"), "utf8").trim().split("\n");
  const launch = launchSchema.parse(JSON.parse(launches[0] ?? ""));
  const judgeModel = rater.judgeModel ?? "shinpan-8b";
  const fields = { ...launch.procedure.fields, judgeModel, ...rater.fields };
  const hash = hashOf({ judge: rater.judge, fields });
  const answers = readFileSync(join(folder, "answers.jsonl"), "utf8").trim().split("\n");
  let repeats = 1;
  const judgments = answers.flatMap((line) => {
    const { key, questionId, questionHash, category, turn, trial } = answerSchema.parse(JSON.parse(line));
    const given = rater.rate({ question: questionId, turn, trial });
    const ratings = given === null ? [] : [given].flat();
    repeats = Math.max(repeats, ratings.length);
    return ratings.map((rating, index) => ({
      key: hashOf({ key, hash, index }),
      procedure: hash,
      judge: rater.judge,
      questionId,
      questionHash,
      category,
      turn,
      trial,
      repeat: index + 1,
      answerKey: key,
      prompt: "single-v1",
      outcome: { status: "rated", rating, method: "told", text: `${rater.words ?? "理由"} [[${rating}]]` },
      flags: [],
      asked: 1,
      sent: null,
      call: null,
    }));
  });
  const procedure = { hash, judge: rater.judge, judgeModel, scale: { min: 1, max: 10 }, fields };
  appendFileSync(join(folder, "launches.jsonl"), `${JSON.stringify({ ...launch, procedure, repeats })}\n`);
  const name = `${rater.judge.replace(":", "%3A")}.jsonl`;
  appendFileSync(join(folder, "judgments", name), judgments.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

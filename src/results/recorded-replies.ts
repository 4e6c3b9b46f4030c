import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { answerRecordSchema } from "../answers/answer.ts";
import { codeOf, InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";
import { jsonOf } from "../files/journal.ts";
import { type FileLine, readLines } from "../files/read-lines.ts";
import { judgmentRecordSchema } from "../judgments/judgment.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { foldersIn } from "./folders.ts";
import { type Journals, listJournals } from "./run-record.ts";

/** How long a reply to one turn of a question was that stands in another candidate's folder. */
export interface RecordedReply {
  readonly kind: "answer" | "judgment";
  /** The candidate, by its folder. */
  readonly writer: string;
  /** Who rated; null for an answer, and where the record does not say. */
  readonly judgeModel: string | null;
  readonly category: string;
  /** The question's hash. */
  readonly question: string;
  /** 1-based. */
  readonly turn: number;
  /** As the server counted them, thought included; estimated from the texts where it did not. */
  readonly tokens: number;
}

/** With these correlations a fourth candidate says hardly anything that three have not said. */
const candidates = 3;

/** Bytes that are read of a candidate's answers, and of its judgments: some 80 questions of two long turns, the first trial of more. */
const bytesOfEach = 2 * 1024 * 1024;

const answerSchema = answerRecordSchema.pick({
  category: true,
  questionHash: true,
  turn: true,
  outcome: true,
  call: true,
});

const judgmentSchema = judgmentRecordSchema.pick({
  category: true,
  questionHash: true,
  turn: true,
  outcome: true,
  call: true,
  sent: true,
  judgeModel: true,
});

/**
 * Replies to a question set that stand in the folders of other candidates: the answers, and the judgments by `judge`, of
 * those three that were answering last. Lines and folders that cannot be read are passed over; nothing is ever written.
 *
 * @param setFolder results/<set>
 * @param ours folders that are not another candidate's
 */
export async function* recordedReplies(
  setFolder: string,
  { ours, judge }: { readonly ours: ReadonlySet<string>; readonly judge: string | null },
): AsyncGenerator<RecordedReply> {
  const others = await latest(setFolder, ours);
  for (const { path, journals } of others) {
    const writer = basename(path);
    for await (const value of valuesIn(journals.answers)) yield* answerIn(value, writer);
    if (judge === null) continue;
    const own = journals.judgments.filter((file) => basename(file).startsWith(folderName(judge)));
    for await (const value of valuesIn(own)) yield* judgmentIn(value, writer, judge);
  }
}

function* answerIn(value: unknown, writer: string): Generator<RecordedReply> {
  const { success, data } = answerSchema.safeParse(value);
  if (!success || data.outcome.status !== "answered") return;
  const { category, questionHash: question, turn, outcome, call } = data;
  const tokens = call?.usage.completionTokens ?? estimateTokens(`${outcome.reasoning ?? ""}${outcome.text}`).likely;
  yield { kind: "answer", writer, judgeModel: null, category, question, turn, tokens };
}

const namedSchema = z.object({ judge: z.string() });

function* judgmentIn(value: unknown, writer: string, judge: string): Generator<RecordedReply> {
  const { success, data } = judgmentSchema.safeParse(value);
  if (!success || namedSchema.safeParse(value).data?.judge !== judge || data.outcome.text === null) return;
  const { category, questionHash: question, turn, outcome, call, sent } = data;
  const judgeModel = data.judgeModel ?? (typeof sent?.model === "string" ? sent.model : null);
  const tokens = call?.usage.completionTokens ?? estimateTokens(outcome.text ?? "").likely;
  yield { kind: "judgment", writer, judgeModel, category, question, turn, tokens };
}

interface Other {
  readonly path: string;
  readonly journals: Journals;
  readonly changedAt: number;
}

async function latest(setFolder: string, ours: ReadonlySet<string>): Promise<Other[]> {
  const found: Other[] = [];
  for (const name of await passingOver(() => foldersIn(setFolder), [])) {
    const path = join(setFolder, name);
    if (name.startsWith("+") || ours.has(path)) continue;
    const other = await passingOver(async () => {
      const journals = await listJournals(path);
      const [first] = journals.answers;
      return first === undefined ? null : { path, journals, changedAt: (await stat(first)).mtimeMs };
    }, null);
    if (other !== null) found.push(other);
  }
  return found.sort((a, b) => b.changedAt - a.changedAt).slice(0, candidates);
}

/** The values of journals' lines, up to the bound. */
async function* valuesIn(files: readonly string[]): AsyncGenerator<unknown> {
  for (const file of files) {
    try {
      for await (const line of readLines(file, bytesOfEach)) {
        if (line.start > bytesOfEach) return;
        const value = valueIn(line);
        if (value !== undefined) yield value;
      }
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
    }
  }
}

/** Undefined: the line holds no value. */
function valueIn(line: FileLine): unknown {
  try {
    return jsonOf(line);
  } catch {
    return undefined;
  }
}

async function passingOver<T>(look: () => Promise<T>, instead: T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof InputError || codeOf(error) !== undefined) return instead;
    throw error;
  }
}

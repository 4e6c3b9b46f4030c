import { join } from "node:path";
import { z } from "zod";
import { type DamagedLine, openJournal, readJournal } from "../files/journal.ts";
import { spendingSchema } from "./spending-notes.ts";

/** File of a candidate's folder; beside it stand the judgments that the batches brought. */
const fileName = "batches.jsonl";

/**
 * What happened to one batch, in order. `planned` is written before anything is sent, and the token in it is the file's
 * name and stands in the batch's metadata at the server: whenever the program is stopped, it finds again what it sent.
 */
export const batchRecordSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("planned"),
    token: z.string(),
    /** ISO-8601 UTC, as in all of them. */
    at: z.string(),
    /** Base URL. */
    server: z.string(),
    /** Hash of the rating procedure. */
    procedure: z.string(),
    model: z.string(),
    /** Parameters left out of every request because the server had refused them by name. */
    dropped: z.array(z.object({ name: z.string(), sentAs: z.string().nullable() })),
    /** Of the judgments: the `custom_id` of the file's lines. */
    keys: z.array(z.string()),
    /** The most that all of them may take; absent in old records. */
    worst: spendingSchema.optional(),
  }),
  z.object({ event: z.literal("uploaded"), token: z.string(), at: z.string(), fileId: z.string() }),
  z.object({ event: z.literal("created"), token: z.string(), at: z.string(), batchId: z.string() }),
  /** Everything usable in it is in the judgments' journal; what is missing there is due. */
  z.object({ event: z.literal("closed"), token: z.string(), at: z.string(), status: z.string() }),
]);

export type BatchRecord = z.infer<typeof batchRecordSchema>;
export type PlannedBatch = Extract<BatchRecord, { event: "planned" }>;

/** A batch that was begun and not closed. */
export interface OpenBatch {
  readonly plan: PlannedBatch;
  /** Null: not known to have been uploaded. */
  readonly fileId: string | null;
  /** Null: not known to have been made. */
  readonly batchId: string | null;
}

/** The batches of a candidate's folder that are still to be picked up, oldest first. */
export async function loadOpenBatches(
  folder: string,
): Promise<{ readonly open: readonly OpenBatch[]; readonly damaged: readonly DamagedLine[] }> {
  const { records, damaged } = await readJournal(join(folder, fileName), (value) => batchRecordSchema.parse(value));
  const open = new Map<string, OpenBatch>();
  for (const record of records) {
    if (record.event === "planned") open.set(record.token, { plan: record, fileId: null, batchId: null });
    const batch = open.get(record.token);
    if (batch === undefined) continue;
    if (record.event === "uploaded") open.set(record.token, { ...batch, fileId: record.fileId });
    if (record.event === "created") open.set(record.token, { ...batch, batchId: record.batchId });
    if (record.event === "closed") open.delete(record.token);
  }
  return { open: [...open.values()], damaged };
}

/** Opens the journal for appending; the caller must hold the folder's lock. */
export async function openBatchJournal(
  folder: string,
): Promise<{ append(record: BatchRecord): Promise<void>; close(): Promise<void> }> {
  return openJournal(join(folder, fileName), { beside: folder });
}

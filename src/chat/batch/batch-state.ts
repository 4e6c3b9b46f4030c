import { z } from "zod";
import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { messageLimit } from "../http/classify-error.ts";

/** Where a batch stands at its server. */
export const batchStatuses = [
  "validating",
  "failed",
  "in_progress",
  "finalizing",
  "completed",
  "expired",
  "cancelling",
  "cancelled",
] as const;

export type BatchStatus = (typeof batchStatuses)[number];

export interface BatchState {
  readonly id: string;
  readonly status: BatchStatus;
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  /** Requests by how they went; null before the server has counted. */
  readonly counts: { readonly total: number; readonly completed: number; readonly failed: number } | null;
  /** Why the file was refused; empty unless `failed`. Redacted and shortened. */
  readonly problems: readonly { readonly code: string; readonly message: string; readonly line: number | null }[];
  /** Milliseconds since 1970; null where the server does not say. */
  readonly createdAt: number | null;
  /** The same, of its end, whichever that was. */
  readonly endedAt: number | null;
  /** Milliseconds that the server asks to wait before it is asked again; null when it does not say. */
  readonly waitMs: number | null;
}

const text = z.string().nullish().catch(null);
const count = z.number().nullish().catch(null);
const problemSchema = z.looseObject({ code: text, message: text, line: count });

/** A batch as the server tells of it. */
export const batchSchema = z.looseObject({
  id: z.string().min(1),
  status: z.enum(batchStatuses),
  output_file_id: text,
  error_file_id: text,
  created_at: count,
  completed_at: count,
  expired_at: count,
  cancelled_at: count,
  request_counts: z.looseObject({ total: count, completed: count, failed: count }).nullish().catch(null),
  errors: z
    .looseObject({ data: z.array(problemSchema).nullish().catch(null) })
    .nullish()
    .catch(null),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** The same in our words, without secrets. */
export function batchStateOf(
  value: z.infer<typeof batchSchema>,
  waitMs: number | null,
  secrets: readonly string[],
): BatchState {
  const { request_counts: counts, errors } = value;
  return {
    id: value.id,
    status: value.status,
    outputFileId: value.output_file_id || null,
    errorFileId: value.error_file_id || null,
    counts:
      counts == null
        ? null
        : { total: counts.total ?? 0, completed: counts.completed ?? 0, failed: counts.failed ?? 0 },
    problems: (errors?.data ?? []).map(({ code, message, line }) => ({
      code: code ?? "",
      message: shorten(redact(message ?? "", secrets), messageLimit),
      line: line ?? null,
    })),
    createdAt: milliseconds(value.created_at),
    endedAt: milliseconds(value.completed_at ?? value.expired_at ?? value.cancelled_at),
    waitMs,
  };
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds == null ? null : seconds * 1000;
}

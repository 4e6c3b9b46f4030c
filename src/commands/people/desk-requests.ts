import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { skipReasons } from "../../people/desk-record.ts";

/** Bytes of a request: a note is some sentences. */
const largestBody = 64 * 1024;

const by = z.string().min(1).max(64);
const place = z.number().int().min(1);
const given = {
  by,
  place,
  note: z.string().max(10_000),
  /** That the answer was in front of the person. */
  seconds: z.number().min(0).max(86_400).nullable(),
};

/** What the page asks of its desk; `name` is the path. */
const deskRequestSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("join"), by }),
  z.strictObject({ name: z.literal("step"), by, place }),
  z.strictObject({ name: z.literal("judge"), by, place }),
  z.strictObject({ name: z.literal("rate"), rating: z.number(), ...given }),
  z.strictObject({ name: z.literal("match"), side: z.enum(["left", "tie", "right"]), ...given }),
  z.strictObject({ name: z.literal("skip"), reason: z.enum(skipReasons), ...given }),
  z.strictObject({ name: z.literal("undo"), by }),
]);

export type DeskRequest = z.infer<typeof deskRequestSchema>;

/** Null: not a request of a desk. */
export function parseDeskRequest(name: string, body: unknown): DeskRequest | null {
  if (typeof body !== "object" || body === null) return null;
  return deskRequestSchema.safeParse({ ...body, name }).data ?? null;
}

/** A request's body. Null: too long, or no JSON. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largestBody) return null;
    parts.push(bytes);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    return value;
  } catch {
    return null;
  }
}

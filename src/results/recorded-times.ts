import { z } from "zod";

/** When a row was written, in Unix seconds; what is no time is none, for no score depends on it. */
export const tstampSchema = z.number().nullable().optional().catch(null);

/** First and last moment of some rows by their own word, ISO-8601 UTC. */
export interface RecordedTimes {
  readonly from: string;
  readonly to: string;
}

/** Beyond it a date has no four-digit year. */
const lastSecond = Date.UTC(9999, 11, 31) / 1000;

/** Null where no row says when it was written. */
export function recordedTimes(rows: readonly { readonly tstamp: number | null }[]): RecordedTimes | null {
  const seconds = rows.flatMap(({ tstamp }) => (tstamp !== null && tstamp > 0 && tstamp < lastSecond ? [tstamp] : []));
  if (seconds.length === 0) return null;
  const iso = (time: number) => new Date(time * 1000).toISOString();
  return {
    from: iso(seconds.reduce((a, b) => Math.min(a, b))),
    to: iso(seconds.reduce((a, b) => Math.max(a, b))),
  };
}

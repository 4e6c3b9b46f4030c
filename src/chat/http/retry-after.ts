/**
 * How long the server asks us to wait, in milliseconds; null when it does not say, or says nonsense. Reads
 * `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date. A date is measured against the answer's own `Date`
 * header where there is one, since the two clocks may differ. A time that has passed is 0; the longest is finite.
 */
export function retryAfter(header: (name: string) => string | null, now: number): number | null {
  const milliseconds = number(header("retry-after-ms"));
  if (milliseconds !== null) return milliseconds;
  const value = header("retry-after");
  const seconds = number(value);
  if (seconds !== null) return seconds * 1000;
  // Date.parse would read "-5" and other scraps as a year.
  if (value === null || !/[a-z]{3}.{0,40}\d{4}/iu.test(value.slice(0, 100))) return null;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const serverNow = Date.parse(header("date") ?? "");
  return Math.max(0, until - (Number.isNaN(serverNow) ? now : serverNow));
}

/** A finite number for "never", in milliseconds. */
const longest = 1e15;

function number(text: string | null): number | null {
  return text !== null && /^\s{0,9}\d{1,30}(?:\.\d{1,30})?(?:e\+?\d{1,3})?\s{0,9}$/iu.test(text)
    ? Math.min(Number(text), longest)
    : null;
}

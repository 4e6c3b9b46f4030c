type Header = (name: string) => string | null;

/**
 * Milliseconds until a quota that this answer says is used up is filled again; null when the answer names none that is.
 * Reads OpenAI's and Azure's `x-ratelimit-remaining-*` with `x-ratelimit-reset-*`, Anthropic's names for the same, and
 * the plain `ratelimit-remaining`.
 */
export function quotaWait(header: Header, now: number): number | null {
  const waits = quotas.flatMap(([remaining, reset]) => {
    const left = header(remaining);
    if (left === null || left.trim() === "" || !(Number(left) <= 0)) return [];
    const wait = untilReset(header(reset), now);
    return wait === null ? [] : [wait];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

const quotas = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"],
  ["anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
  ["ratelimit-remaining", "ratelimit-reset"],
] as const;

/** Largest number that is read as seconds to wait; a larger one is a time since 1970. */
const largestSeconds = 10_000_000;

/** `20ms`, `1s`, `6m0s`, `1h2m`, plain seconds, seconds since 1970, or a date. */
function untilReset(text: string | null, now: number): number | null {
  if (text === null) return null;
  const value = text.slice(0, 100).trim();
  if (/^\d+(?:\.\d+)?$/u.test(value)) {
    const seconds = Number(value);
    return seconds <= largestSeconds ? seconds * 1000 : Math.max(0, seconds * 1000 - now);
  }
  const parts = [...value.matchAll(/(\d{1,15}(?:\.\d{1,15})?)(ms|h|m|s|d)/gu)];
  if (parts.length > 0 && parts.map(([part]) => part).join("") === value) {
    return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (unitMs[unit ?? ""] ?? 0), 0);
  }
  if (!/^\d{4}-\d{2}-\d{2}T/u.test(value)) return null;
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - now);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

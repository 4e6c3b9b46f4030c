import { groupedDigits } from "../../text/grouped-digits.ts";

/**
 * A number with so many digits behind the point, in plain ASCII. One rule everywhere: half goes away from zero, judged on the
 * decimal number that is meant (6.55 is 6.6, as 8.25 is 8.3), not on the binary one that stores it. Never "-0.0".
 */
export function decimal(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return String(value);
  // Twelve digits hold every mean of a benchmark and drop what adding up left behind.
  const meant = Number(Math.abs(value).toPrecision(12));
  const scaled = Math.round(Number(`${meant}e${digits}`));
  const size = Number.isFinite(scaled) ? Number(`${scaled}e-${digits}`) : meant;
  return `${value < 0 && size !== 0 ? "-" : ""}${size.toFixed(digits)}`;
}

/** A mean or an end of an interval, as a reader sees it. */
export function fixed(value: number, digits = 2): string {
  return decimal(value, digits).replace("-", "\u2212");
}

/** A difference: always with its sign. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share between 0 and 1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Large counts with separators: 12,345. */
export function grouped(value: number): string {
  return groupedDigits(Math.round(value));
}

/** A mean or an end of an interval, as a reader sees it. */
export function fixed(value: number, digits = 2): string {
  return value
    .toFixed(digits)
    .replace(/^-(0(?:\.0*)?)$/u, "$1")
    .replace("-", "\u2212");
}

/** A difference: always with its sign. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

/** Large counts with separators: 12,345. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/gu, ",");
}

/** A share between 0 and 1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A whole number with a comma before every third digit from its end: 12,345. */
export function groupedDigits(value: number): string {
  const [sign, digits] = value < 0 ? ["-", String(-value)] : ["", String(value)];
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  return sign + groups.join(",");
}

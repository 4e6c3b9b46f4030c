/** Guards at the door of this room: a NaN that slips in would come out as a verdict. Each message names the argument. */

export function requireFinite(value: number, name: string): number {
  if (typeof value !== "number") throw new TypeError(`${name}: expected a number, got ${typeof value}`);
  if (!Number.isFinite(value)) throw new RangeError(`${name}: expected a finite number, got ${value}`);
  return value;
}

export function requireAllFinite(values: ArrayLike<number>, name: string): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    // The name is spelt out only for the culprit: this runs over every value of every series.
    if (!Number.isFinite(value)) requireFinite(value, `${name}[${index}]`);
  }
}

/** Strictly between 0 and 1: a confidence level, an alpha, a power. */
export function requireFraction(value: number, name: string): number {
  requireFinite(value, name);
  if (value <= 0 || value >= 1) throw new RangeError(`${name}: expected a number between 0 and 1, got ${value}`);
  return value;
}

/** A p-value: 0 and 1 are allowed. */
export function requireProbability(value: number, name: string): number {
  requireFinite(value, name);
  if (value < 0 || value > 1) throw new RangeError(`${name}: expected a number from 0 to 1, got ${value}`);
  return value;
}

export function requireCount(value: number, name: string, minimum = 0): number {
  requireFinite(value, name);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name}: expected a whole number of at least ${minimum}, got ${value}`);
  }
  return value;
}

export function requireNonNegative(value: number, name: string): number {
  requireFinite(value, name);
  if (value < 0) throw new RangeError(`${name}: expected a number of at least 0, got ${value}`);
  return value;
}

import { requireProbability } from "../require-number.ts";

/**
 * Holm (1979): adjusted p-values in the order given. Rejecting those at most alpha keeps the chance of any false
 * rejection in the family at most alpha, however the tests depend on each other.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = ascendingOrder(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * (pValues[index] as number)));
    adjusted[index] = largest;
  }
  return adjusted;
}

function ascendingOrder(pValues: readonly number[]): number[] {
  for (const [index, p] of pValues.entries()) requireProbability(p, `pValues[${index}]`);
  return pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
}

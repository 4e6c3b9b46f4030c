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

/**
 * Benjamini and Hochberg (1995): adjusted p-values in the order given. Rejecting those at most q keeps the expected share
 * of false ones among the rejections at most q, for independent or positively dependent tests.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = ascendingOrder(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const index = order[rank - 1] as number;
    smallest = Math.min(smallest, (order.length / rank) * (pValues[index] as number));
    adjusted[index] = smallest;
  }
  return adjusted;
}

function ascendingOrder(pValues: readonly number[]): number[] {
  for (const [index, p] of pValues.entries()) requireProbability(p, `pValues[${index}]`);
  return pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
}

/** Whole powers of ten over the values, or 1, 2 and 5 times them where there would be fewer than two. */
export function logTicks(
  least: number,
  most: number,
): { readonly ticks: readonly number[]; readonly low: number; readonly high: number } {
  const [low, high] = least === most ? [least / 2, most * 2] : [least * 0.95, most * 1.05];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const inside = (factors: readonly number[]) =>
    Array.from({ length: to - from + 1 }, (_, index) => factors.map((factor) => exact(factor, from + index)))
      .flat()
      .filter((tick) => tick >= low && tick <= high);
  const [tens, finer] = [inside([1]), inside([1, 2, 5])];
  return { ticks: tens.length >= 3 ? tens : finer, low, high };
}

/** 5e-3 as 0.005, without what multiplying would leave behind. */
function exact(factor: number, power: number): number {
  return Number(`${factor}e${power}`);
}

/** A rule with its name, as a step of an argument. */
export interface Step<T> {
  readonly name: string;
  readonly holds: (candidate: T) => boolean;
}

/** At most so many candidates are named; above that they are only counted. */
const mostNamed = 4;

/**
 * An argument by exclusion, in Japanese: the rules are applied one after the other, and each line says how many of the
 * candidates are left and, when they are few, which.
 */
export function narrow<T>(
  candidates: readonly T[],
  steps: readonly Step<T>[],
  show: (candidate: T) => string,
): string[] {
  let left = candidates;
  return steps.map((step, index) => {
    const holds = index === 0 ? "を満たす" : "も満たす";
    left = left.filter(step.holds);
    const names = left.length <= mostNamed ? `（${left.map(show).join("／")}）` : "";
    return left.length === 0
      ? `${step.name}${holds}ものは残らない。`
      : `${step.name}${holds}ものは${left.length}通り${names}。`;
  });
}

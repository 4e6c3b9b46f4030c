/** A cluster's place in the design. Ids are unique; their order fixes the order of computation, not the order given. */
export interface Unit {
  readonly id: string;
  readonly stratum: string;
}

export interface Strata {
  /** Indices into the units, stratum after stratum, inside a stratum by id. */
  readonly order: readonly number[];
  /** Units in each stratum, in the same sequence; all at least 2 unless there is only one unit. */
  readonly sizes: readonly number[];
}

/**
 * Units in canonical order. A stratum of one unit shows no spread of its own: such strata are put together, and a last
 * single one joins the smallest other stratum (collapsed strata, Cochran 1977, 5A.12; this errs on the wide side).
 */
export function arrangeStrata(units: readonly Unit[]): Strata {
  const byName = new Map<string, number[]>();
  for (const [index, unit] of units.entries()) {
    const members = byName.get(unit.stratum);
    if (members) members.push(index);
    else byName.set(unit.stratum, [index]);
  }
  const named = [...byName].sort(([a], [b]) => compareText(a, b)).map(([, members]) => members);
  const strata = named.filter((members) => members.length > 1);
  const single = named.filter((members) => members.length === 1).flat();
  if (single.length > 1 || (single.length === 1 && strata.length === 0)) strata.push(single);
  else if (single.length === 1) {
    const smallest = strata.reduce((least, members) => (members.length < least.length ? members : least));
    smallest.push(...single);
  }
  const id = (index: number) => units[index]?.id ?? "";
  for (const members of strata) {
    members.sort((a, b) => compareText(id(a), id(b)));
    for (let next = 1; next < members.length; next++) {
      const [before, after] = [members[next - 1] as number, members[next] as number];
      if (id(before) === id(after)) throw new RangeError(`units: the id ${JSON.stringify(id(after))} occurs twice`);
    }
  }
  return { order: strata.flat(), sizes: strata.map((members) => members.length) };
}

/** By code unit, not by locale: the same everywhere. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

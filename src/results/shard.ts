/** A part of a run that somebody else's scheduler started beside others: the `index`-th of `count`, 1-based. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What a shard's files of a results folder have between their name and their ending; nothing for a whole run. */
export function shardSuffix(shard: Shard | null): string {
  return shard === null ? "" : `.shard-${shard.index}-of-${shard.count}`;
}

const suffix = String.raw`(?:\.shard-\d+-of-\d+)?`;
const answers = new RegExp(`^answers${suffix}\\.jsonl$`);
const launches = /^launches[^/]*\.jsonl$/;
const locks = new RegExp(`^lock${suffix}(?:\\.[^.]+)?$`);

/** Which file of a results folder a name is: several of a kind count as one, their union. */
export function kindOfFile(name: string): "answers" | "launches" | "lock" | null {
  if (answers.test(name)) return "answers";
  if (launches.test(name)) return "launches";
  return locks.test(name) ? "lock" : null;
}

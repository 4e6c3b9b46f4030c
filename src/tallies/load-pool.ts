import { join } from "node:path";
import { InputError } from "../errors.ts";
import type { Launch } from "../results/manifest.ts";
import { loadMatches, type MatchesRecord } from "../results/matches/matches-folder.ts";
import { listPlaces } from "../results/places.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import { loadRunRecord } from "../results/run-record.ts";
import { collectPairs, type PairLooks, type TalliedCandidate } from "./collect-games.ts";

/** All matches of one place under one procedure, with the answers that were compared. */
export interface MatchPool {
  readonly place: MatchesRecord;
  readonly procedure: ProcedureRecord;
  readonly questionSet: Launch["questionSet"];
  readonly candidates: readonly TalliedCandidate[];
  /** In the order in which they were first asked for. */
  readonly pairs: readonly PairLooks[];
}

/** Which matches are meant; undefined: whichever there are. */
export interface PoolChoice {
  readonly set?: string | undefined;
  /** Id of the judge's folder. */
  readonly judge?: string | undefined;
  /** Beginning of the match procedure's hash. */
  readonly procedure?: string | undefined;
}

/** Every pool below a results root that fits, the newest procedure of a place last. */
export async function loadPools(root: string, choice: PoolChoice): Promise<MatchPool[]> {
  const pools: MatchPool[] = [];
  for (const { kind, path } of await listPlaces(root)) {
    if (kind !== "matches") continue;
    const place = await loadMatches(path);
    const byProcedure = new Map<string, Launch[]>();
    for (const launch of place.launches.filter((one) => isMeant(one, choice))) {
      const hash = launch.procedure?.hash ?? "";
      byProcedure.set(hash, [...(byProcedure.get(hash) ?? []), launch]);
    }
    for (const launches of byProcedure.values()) pools.push(await poolOf(root, place, launches));
  }
  return pools;
}

function isMeant({ procedure, questionSet }: Launch, choice: PoolChoice): boolean {
  if (procedure?.kind !== "matches") return false;
  const { hash, judge } = procedure;
  const { set = questionSet.id, judge: wanted = judge } = choice;
  return set === questionSet.id && wanted === judge && hash.startsWith(choice.procedure ?? "");
}

async function poolOf(root: string, place: MatchesRecord, launches: readonly Launch[]): Promise<MatchPool> {
  const last = launches.at(-1);
  const procedure = last?.procedure;
  if (last === undefined || procedure == null) throw new Error("a pool without a launch");
  const known = new Map<string, NonNullable<Launch["matches"]>["candidates"][number]>();
  const pairs = new Map<string, readonly [string, string]>();
  for (const { matches } of launches) {
    for (const one of matches?.candidates ?? []) known.set(one.candidate, one);
    for (const [one, other] of matches?.pairs ?? []) {
      const name = JSON.stringify([one, other].sort());
      if (!pairs.has(name)) pairs.set(name, [one, other]);
    }
  }
  const candidates = new Map<string, TalliedCandidate>();
  for (const { candidate, folder, rules } of known.values()) {
    const record = folder === "" ? null : await recordIn(join(root, ...folder.split("/")));
    candidates.set(candidate, { candidate, rules, record });
  }
  return {
    place,
    procedure,
    questionSet: last.questionSet,
    candidates: [...candidates.values()],
    pairs: collectPairs(
      place,
      procedure.hash,
      [...pairs.values()].flatMap(([one, other]): [TalliedCandidate, TalliedCandidate][] => {
        const [a, b] = [candidates.get(one), candidates.get(other)];
        return a === undefined || b === undefined ? [] : [[a, b]];
      }),
    ),
  };
}

/** Answers that were put away since are no longer here; their matches are. */
async function recordIn(path: string) {
  try {
    return await loadRunRecord(path);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

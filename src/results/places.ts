import { join } from "node:path";
import { folderName } from "../files/folder-name.ts";
import { filesIn, foldersIn, publishedFolder } from "./folders.ts";

/*
 * What is not one candidate's has places of its own. Their names begin with a plus sign, which stands in no encoded id, so
 * that no question set and no candidate can take one:
 *
 *   results/+cards/<judge>/<judgeKey>/   what is known of a judge that has been measured
 *   results/<set>/+matches/<judge>/      two answers side by side
 *   results/<set>/+desk/                 what people were given to rate, and their ratings
 */
const names = { cards: "+cards", matches: "+matches", desk: "+desk" } as const;

/** A judge's card: `judgeKey` is the hash of what makes the judge this one. */
export function cardPath(root: string, judge: string, judgeKey: string): string {
  return join(root, names.cards, folderName(judge), folderName(judgeKey));
}

/** Folders with a judge's ratings of answers of known quality, one a question set, below every judge's card; in name order. */
export async function listCardFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const { kind, path } of await listPlaces(root)) {
    if (kind !== "cards") continue;
    for (const set of await foldersIn(path)) {
      if ((await filesIn(join(path, set))).includes("manifest.json")) found.push(join(path, set));
    }
  }
  return found;
}

/** Matches of the answers to one question set by one judge. */
export function matchesPath(root: string, questionSet: string, judge: string): string {
  return join(root, folderName(questionSet), names.matches, folderName(judge));
}

/** People's plans and ratings for one question set. */
export function deskPath(root: string, questionSet: string): string {
  return join(root, folderName(questionSet), names.desk);
}

export type PlaceKind = keyof typeof names;

/** A place that is there. */
export interface Place {
  readonly kind: PlaceKind;
  /** Relative to the results root, with `/`; the same in every root for the same thing. */
  readonly name: string;
  readonly path: string;
}

/** Every such place below a results root, in name order. */
export async function listPlaces(root: string): Promise<Place[]> {
  const found: Place[] = [];
  const add = (kind: PlaceKind, ...parts: readonly string[]) =>
    found.push({ kind, name: parts.join("/"), path: join(root, ...parts) });
  for (const judge of await foldersIn(join(root, names.cards))) {
    for (const key of await foldersIn(join(root, names.cards, judge))) add("cards", names.cards, judge, key);
  }
  for (const set of (await foldersIn(root)).filter(mayBeSet)) {
    for (const own of await foldersIn(join(root, set))) {
      if (own === names.desk) add("desk", set, own);
      if (own !== names.matches) continue;
      for (const judge of await foldersIn(join(root, set, own))) add("matches", set, own, judge);
    }
  }
  return found;
}

/** Folders that begin with a plus sign and are none of the places: nobody may have written them. */
export async function listStrangePlaces(root: string): Promise<string[]> {
  const isStrange = (name: string, known: readonly string[]) => name.startsWith("+") && !known.includes(name);
  const all = await foldersIn(root);
  const strange = all.filter((name) => isStrange(name, [names.cards])).map((name) => join(root, name));
  for (const set of all.filter(mayBeSet)) {
    const own = (await foldersIn(join(root, set))).filter((name) => isStrange(name, [names.matches, names.desk]));
    strange.push(...own.map((name) => join(root, set, name)));
  }
  return strange;
}

function mayBeSet(name: string): boolean {
  return name !== publishedFolder && !name.startsWith("+");
}

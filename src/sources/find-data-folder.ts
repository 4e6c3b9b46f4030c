import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { packageRoot } from "../files/package-root.ts";
import { nearestHint } from "../text/nearest.ts";

/** Kinds of data folder, each with the file that makes a folder one. */
const markers = { questions: "set.yaml", judges: "judge.yaml" } as const;
const nouns = { questions: "question set", judges: "judge" } as const;

export type DataKind = keyof typeof markers;

export interface DataFolder {
  readonly id: string;
  readonly folder: string;
}

/**
 * Finds a question set or judge by id or by path. An id is looked up in the user's own folder (`<cwd>/questions/`) first,
 * then in the package's; a path is relative to `cwd`. `root` is the package's folder, replaceable for tests.
 *
 * @throws InputError with the nearest names when there is none.
 */
export async function findDataFolder(
  kind: DataKind,
  idOrPath: string,
  cwd: string,
  root: string = packageRoot,
): Promise<string> {
  const asPath = resolve(cwd, idOrPath);
  const looksLikePath = isAbsolute(idOrPath) || /[/\\]/.test(idOrPath) || idOrPath === "." || idOrPath === "..";
  if (!looksLikePath && idOrPath !== "") {
    for (const home of homes(kind, cwd, root)) {
      const folder = join(home, idOrPath);
      if (await isFile(join(folder, markers[kind]))) return folder;
    }
  }
  if (idOrPath !== "" && (await isFile(join(asPath, markers[kind])))) return asPath;
  if (looksLikePath) {
    throw new InputError(`${idOrPath} is not a ${nouns[kind]}: there is no ${join(asPath, markers[kind])}`);
  }
  const known = (await listDataFolders(kind, cwd, root)).map((one) => one.id);
  throw new InputError(`unknown ${nouns[kind]} ${JSON.stringify(idOrPath)}`, {
    hint: `${nearestHint(idOrPath, known)} Or give the path of a folder with a ${markers[kind]}.`,
  });
}

/** Every question set or judge that has an id, sorted by id; the user's own hide the package's of the same id. */
export async function listDataFolders(
  kind: DataKind,
  cwd: string,
  root: string = packageRoot,
): Promise<readonly DataFolder[]> {
  const found = new Map<string, string>();
  for (const home of homes(kind, cwd, root)) {
    for (const id of await namesIn(home)) {
      const folder = join(home, id);
      if (!found.has(id) && (await isFile(join(folder, markers[kind])))) found.set(id, folder);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, folder]) => ({ id, folder }));
}

function homes(kind: DataKind, cwd: string, root: string): string[] {
  return [...new Set([join(resolve(cwd), kind), join(root, kind)])];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

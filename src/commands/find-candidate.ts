import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../errors.ts";
import { listCandidateFolders } from "../results/folders.ts";
import type { Manifest } from "../results/manifest.ts";
import { loadManifest } from "../results/run-record.ts";
import { nearestHint } from "../text/nearest.ts";
import type { Io } from "./terminal/io.ts";

/**
 * The folder of one candidate: by its id, which may have the question set before it (`ja-original/my-model`) and `+import`
 * behind it where one name stands for several; by its folder; or by a folder that holds exactly one.
 *
 * @param root the results folder in which ids are looked up
 * @throws InputError when it is none of these, or more than one
 */
export async function findCandidate(text: string, root: string, io: Io): Promise<string> {
  const path = resolve(io.cwd, text);
  if (await isFolder(path)) {
    if ((await loadManifest(path)) !== null) return path;
    const [only, ...others] = await listCandidateFolders(path);
    if (only !== undefined && others.length === 0) return only;
    if (only !== undefined) {
      throw new InputError(`${text} holds the results of ${others.length + 1} candidates`, {
        problems: (await named(path, io)).map(({ names }) => names[0] ?? ""),
        hint: "Name one of them by its id, with this folder as --results.",
      });
    }
  }
  const all = await named(root, io);
  const fitting = all.filter(({ names }) => names.includes(text));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only.folder;
  if (only !== undefined) {
    throw new InputError(`${fitting.length} candidates are called ${text}`, {
      problems: fitting.map((one) => ownName(one, all)),
      hint: "Name one of them so.",
    });
  }
  if (await isFolder(path)) throw new InputError(`${text} holds no results, and no candidate is called so`);
  throw new InputError(`no results folder and no candidate is called ${JSON.stringify(text)}`, {
    hint: nearestHint(
      text,
      all.map(({ names }) => names[0] ?? ""),
    ),
  });
}

interface Named {
  readonly folder: string;
  /** What it may be called, its id first. */
  readonly names: readonly string[];
}

async function named(root: string, io: Io): Promise<Named[]> {
  const all: Named[] = [];
  for (const folder of await listCandidateFolders(root)) {
    const manifest = await loadManifest(folder).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      // Somebody else's folder that cannot be read is no reason to stop.
      io.err(`${error.message}\n`);
      return null;
    });
    if (manifest !== null) all.push({ folder, names: namesOf(manifest) });
  }
  return all;
}

function namesOf({ candidate: { id }, questionSet: { id: set }, origin }: Manifest): string[] {
  const names = [id, `${set}/${id}`];
  return origin === "run" ? names : [...names, `${id}+import`, `${set}/${id}+import`];
}

/** The shortest name that nobody else has. */
function ownName({ folder, names }: Named, all: readonly Named[]): string {
  return names.find((name) => all.every((one) => one.folder === folder || !one.names.includes(name))) ?? folder;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

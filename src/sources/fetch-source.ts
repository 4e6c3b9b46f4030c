import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import writeFileAtomic from "write-file-atomic";
import { codeOf, InputError, messageOf } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import type { PublicFetch } from "./public-fetch.ts";
import type { SourceFile } from "./source-file.ts";
import { addressOf, cachedPath, pathsInFolder, type SourcePlaces } from "./source-places.ts";
import { sourceMismatch } from "./verify-source.ts";

export interface FetchSourceOptions {
  /** A folder of the URL's shape, with or without the host's folder, read instead of the network. */
  readonly from?: string;
  readonly fetch: PublicFetch;
  /** Never touch the network: what is neither cached nor in `from` is an InputError. */
  readonly offline?: boolean;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

export interface FetchedSource {
  readonly how: "present" | "copied" | "downloaded";
  /** In the cache. */
  readonly path: string;
}

const attempts = 3;

/**
 * Puts a pinned file into the cache; does nothing when it is there and intact. Only bytes of the pinned hash are ever
 * written. Everything that keeps the file from coming is an InputError.
 */
export async function fetchSource(
  file: SourceFile,
  places: SourcePlaces,
  options: FetchSourceOptions,
): Promise<FetchedSource> {
  const path = cachedPath(file, places);
  const present = await readIfThere(path);
  if (present !== null && sourceMismatch(file, present) === null) return { how: "present", path };

  const found = options.from === undefined ? await download(file, places, options) : await readFrom(file, options.from);
  const mismatch = sourceMismatch(file, found.content);
  if (mismatch !== null) {
    throw new InputError(`${found.origin} is not the file that ${file.url} is pinned to: ${mismatch}`, {
      hint: "Nothing was stored. A proxy's error page or a changed copy are the usual causes.",
    });
  }
  await makeFolder(dirname(path));
  await writeFileAtomic(path, Buffer.from(found.content));
  return { how: options.from === undefined ? "downloaded" : "copied", path };
}

interface Found {
  readonly content: Uint8Array;
  /** For messages. */
  readonly origin: string;
}

async function readFrom(file: SourceFile, folder: string): Promise<Found> {
  const paths = pathsInFolder(file, folder);
  for (const path of paths) {
    const content = await readIfThere(path);
    if (content !== null) return { content, origin: path };
  }
  throw new InputError(`${folder} does not hold ${file.url}`, {
    problems: paths.map((path) => `${path}: no such file`),
    hint: "The folder must have the shape of the URL, with or without the host as its first level.",
  });
}

async function download(file: SourceFile, places: SourcePlaces, options: FetchSourceOptions): Promise<Found> {
  const address = addressOf(file, places);
  if (options.offline === true) throw unreachable(address, "the network is not to be used");
  const sleep = options.sleep ?? wait;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryDownload(address, options.fetch);
    if (outcome.content !== null) return { content: outcome.content, origin: address };
    if (!outcome.again || attempt === attempts) throw unreachable(address, outcome.problem);
    await sleep(500 * 2 ** attempt);
  }
}

type Attempt =
  | { readonly content: Uint8Array }
  | { readonly content: null; readonly again: boolean; readonly problem: string };

async function tryDownload(address: string, fetch: PublicFetch): Promise<Attempt> {
  try {
    const response = await fetch(address);
    // The body is read in any case, so that its connection is free again.
    const content = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return { content };
    const again = response.status === 408 || response.status === 429 || response.status >= 500;
    return { content: null, again, problem: `HTTP ${response.status}` };
  } catch (error) {
    // `fetch failed` says nothing; its cause does.
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { content: null, again: true, problem: messageOf(cause) };
  }
}

function unreachable(address: string, problem: string): InputError {
  return new InputError(`cannot download ${address}: ${problem}`, {
    hint: "Without internet: copy the files on another machine and use `mtbench fetch <id> --from <folder>`.",
  });
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new InputError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

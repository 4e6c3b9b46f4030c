import { join, resolve } from "node:path";
import envPaths from "env-paths";
import { InputError } from "../errors.ts";
import { withoutSlashes } from "../text/trim-marks.ts";
import type { SourceFile } from "./source-file.ts";

/** Where public files are kept and asked for. */
export interface SourcePlaces {
  /** Folder; holds `<host>/<path of the URL>`. */
  readonly cache: string;
  /** Stands in for scheme and host of every URL (an in-house copy, a test's server); null: the URL itself. No trailing slash. */
  readonly mirror: string | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads MTBENCH_CACHE (a folder) and MTBENCH_SOURCE_MIRROR (an http(s) address); empty ones count as unset. */
export function sourcePlaces(env: Environment): SourcePlaces {
  const folder = env.MTBENCH_CACHE ?? "";
  const mirror = env.MTBENCH_SOURCE_MIRROR ?? "";
  return {
    cache: folder === "" ? envPaths("mtbench", { suffix: "" }).cache : resolve(folder),
    mirror: mirror === "" ? null : checkMirror(mirror),
  };
}

/** The file's place in the cache. */
export function cachedPath(file: SourceFile, places: SourcePlaces): string {
  const url = new URL(file.url);
  return join(places.cache, hostFolder(url), ...pathSegments(url));
}

/** Where a folder of the URL's shape may hold the file: with the host's folder, or without it. */
export function pathsInFolder(file: SourceFile, folder: string): readonly [string, string] {
  const url = new URL(file.url);
  return [join(folder, hostFolder(url), ...pathSegments(url)), join(folder, ...pathSegments(url))];
}

/** The address that is really asked: the mirror's, when there is one. */
export function addressOf(file: SourceFile, places: SourcePlaces): string {
  return places.mirror === null ? file.url : `${places.mirror}${new URL(file.url).pathname}`;
}

function checkMirror(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new InputError(`MTBENCH_SOURCE_MIRROR: expected an http(s) address, got ${JSON.stringify(text)}`, {
      hint: "Example: MTBENCH_SOURCE_MIRROR=http://127.0.0.1:8000",
    });
  }
  return `${url.origin}${withoutSlashes(url.pathname)}`;
}

// A colon cannot be in a Windows file name.
function hostFolder(url: URL): string {
  return url.host.replaceAll(":", "_");
}

// URL parsing has resolved every `..`, also in its %2e spelling, so the segments cannot leave the folder.
function pathSegments(url: URL): string[] {
  return url.pathname.split("/").filter((segment) => segment !== "");
}

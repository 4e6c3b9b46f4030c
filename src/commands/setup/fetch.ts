import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { judgeSources, listJudges } from "../../judges/load-judge.ts";
import { listQuestionSets, loadSetDefinition } from "../../questions/load-question-set.ts";
import { questionSetSources } from "../../questions/set-definition.ts";
import { fetchSource } from "../../sources/fetch-source.ts";
import { publicFetch } from "../../sources/public-fetch.ts";
import type { SourceFile } from "../../sources/source-file.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { FetchFlags } from "./data-verbs.ts";

/** `mtbench fetch`: brings the pinned public files of question sets and judges into the cache, checked by sha256. */
export async function fetch(flags: FetchFlags, io: Io): Promise<Ending> {
  const known = await knownSources(io);
  if (flags.all === flags.ids.length > 0) {
    throw new InputError("name what to fetch, or say --all", { hint: `Known: ${[...known.keys()].join(", ")}.` });
  }
  const missed: { readonly id: string; readonly error: InputError }[] = [];
  const fetched: ({ readonly id: string } & FetchCounts)[] = [];
  for (const id of flags.all ? known.keys() : flags.ids) {
    const files = known.get(id) ?? (await sourcesOfFolder(id, io));
    if (files === null) {
      throw new InputError(`nothing to fetch is called ${JSON.stringify(id)}`, { hint: nearestHint(id, known.keys()) });
    }
    const counts = await fetchFiles(files, flags.from, io).catch((error: unknown) => {
      // Of many, one that cannot be had keeps nobody from the others.
      if (!flags.all || !(error instanceof InputError)) throw error;
      missed.push({ id, error });
      return null;
    });
    if (counts === null) continue;
    fetched.push({ id, ...counts });
    if (flags.json) continue;
    const said = Object.entries(counts).filter(([, count]) => count > 0);
    const what = said.map(([how, count]) => `${count} ${how}`).join(", ");
    io.out(`${id}: ${what || "nothing to fetch"}\n`);
  }
  if (flags.json) io.out(`${JSON.stringify(fetched)}\n`);
  const [first] = missed;
  if (first !== undefined) {
    throw new InputError(`not fetched: ${missed.map(({ id }) => id).join(", ")}`, {
      problems: missed.map(({ id, error }) => `${id}: ${error.message}`),
      hint: first.error.hint,
    });
  }
  return "done";
}

type FetchCounts = Record<Awaited<ReturnType<typeof fetchSource>>["how"], number>;

async function fetchFiles(files: readonly SourceFile[], from: string | undefined, io: Io): Promise<FetchCounts> {
  const options = { fetch: publicFetch(io.env), ...(from === undefined ? {} : { from: resolve(io.cwd, from) }) };
  const counts = { present: 0, copied: 0, downloaded: 0 };
  for (const file of files) counts[(await fetchSource(file, sourcePlaces(io.env), options)).how] += 1;
  return counts;
}

/** Ids of sets and judges with their public files, those that have any. */
async function knownSources(io: Io): Promise<Map<string, readonly SourceFile[]>> {
  const known = new Map<string, readonly SourceFile[]>();
  for (const { id, definition } of await listQuestionSets({ cwd: io.cwd })) {
    const files = definition === null ? [] : questionSetSources(definition);
    if (files.length > 0) known.set(id, files);
  }
  for (const { id } of await listJudges({ cwd: io.cwd })) {
    const files = await judgeSources(id, { cwd: io.cwd });
    // A set and a judge may have one name: whoever names it wants both.
    if (files.length > 0) known.set(id, [...(known.get(id) ?? []), ...files]);
  }
  return known;
}

/** A question set's folder given by path. */
async function sourcesOfFolder(path: string, io: Io): Promise<readonly SourceFile[] | null> {
  try {
    return questionSetSources((await loadSetDefinition(path, { cwd: io.cwd })).definition);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

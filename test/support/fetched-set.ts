import { join } from "node:path";
import type { LoadedQuestionSet } from "../../src/questions/load-question-set.ts";
import { loadQuestionSet, loadSetDefinition } from "../../src/questions/load-question-set.ts";
import { questionSetSources } from "../../src/questions/set-definition.ts";
import { fetchSource } from "../../src/sources/fetch-source.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";

/** Loads a set whose texts are public from the shared copies; `cwd` is a folder of the test's own. */
export async function loadFetchedSet(id: string, data: string, cwd: string): Promise<LoadedQuestionSet> {
  const places = sourcePlaces({ MTBENCH_CACHE: join(cwd, "cache") });
  const { definition } = await loadSetDefinition(id, { cwd });
  for (const file of questionSetSources(definition)) {
    await fetchSource(file, places, {
      from: join(data, "upstream"),
      fetch: () => Promise.reject(new Error("the network was asked")),
    });
  }
  return loadQuestionSet(id, { cwd, places });
}

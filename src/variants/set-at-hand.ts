import type { FindQuestionSetOptions } from "../questions/load-question-set.ts";
import type { SourcePlaces } from "../sources/source-places.ts";
import { parseVariedName } from "./varied-name.ts";

export interface AtHandOptions extends FindQuestionSetOptions {
  readonly places: SourcePlaces;
}

/**
 * The name or folder under which a question set can be loaded. One with a seed (ja-original@seed:7) is drawn into the cache
 * when it is not there; every other name is given back as it is.
 *
 * @throws InputError for a seed that is no seed, an unknown set, or one without generators.
 */
export async function setAtHand(name: string, options: AtHandOptions): Promise<string> {
  const varied = parseVariedName(name);
  if (varied === null) return name;
  // The generators are loaded for those alone who draw.
  const { drawnFolder } = await import("./drawn-folder.ts");
  return drawnFolder(name, varied, options);
}

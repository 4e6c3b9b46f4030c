import { InputError } from "../../errors.ts";
import { type Wordings, wordingsOfQuestions } from "../../exchange/question-wording.ts";
import { setsLike } from "../../exchange/refuse-other-questions.ts";
import { readText } from "../../files/read-text.ts";
import { prepareQuestions } from "../../launch/prepare-rating.ts";
import {
  type LoadedQuestionSet,
  listQuestionSets,
  loadQuestionSet,
  placeOf,
} from "../../questions/load-question-set.ts";
import { parseQuestions } from "../../questions/parse-questions.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";

export interface RecordedQuestions {
  readonly place: string;
  readonly wordings: Wordings;
}

/**
 * The questions that a harness kept beside its answers.
 *
 * @throws InputError with every problem of the file
 */
export async function recordedQuestions(path: string | null, io: Io): Promise<RecordedQuestions | null> {
  if (path === null) return null;
  const place = placeOf(path, io.cwd);
  const text = await readText(path);
  // Only texts are read: whatever categories the file has are right.
  const { questions, problems } = parseQuestions(text, place, categoriesIn(text));
  if (problems.length > 0) throw new InputError(`${place} is no question file`, { problems });
  return { place, wordings: wordingsOfQuestions(questions) };
}

function categoriesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/"category":\s*"([^"]+)"/gu)].map(([, name]) => name ?? ""))];
}

/** Fewest of a file's texts that a set must have word for word to be taken for the one that was asked. */
const leastShare = 0.5;

/**
 * The set whose questions stand in the file.
 *
 * @throws InputError when no set of this machine is like it, with what is known
 */
export async function setLike(asked: RecordedQuestions, io: Io): Promise<string> {
  const { place, wordings } = asked;
  const options = { cwd: io.cwd, places: sourcePlaces(io.env) };
  const sets = (await listQuestionSets(options)).filter(({ definition }) => definition !== null);
  const here: LoadedQuestionSet[] = [];
  const absent: string[] = [];
  for (const { id } of sets) {
    const set = await orNull(loadQuestionSet(id, options), () => absent.push(id));
    if (set !== null) here.push(set);
  }
  // Nothing is fetched where a set that is here has every text.
  let [best] = setsLike(here, wordings);
  const refused: string[] = [];
  if (best === undefined || best.same < best.of) {
    for (const id of absent) {
      const selection = { questions: id, categories: undefined, limit: undefined };
      const fetched = prepareQuestions(selection, launchHost(io));
      const set = await orNull(fetched, (error) => refused.push(`${id}: ${error.message}`));
      if (set !== null) here.push(set);
    }
    [best] = setsLike(here, wordings);
  }
  if (best !== undefined && best.same >= leastShare * best.of) {
    io.err(`${place}: ${best.same} of ${best.of} texts are those of ${best.set.id}, so that is the set\n`);
    return best.set.id;
  }
  throw new InputError(`${place} is like no question set that is here`, {
    problems: refused,
    hint: "Name the set that was asked with --questions: an id (mtbench questions list) or a folder with a set.yaml.",
  });
}

async function orNull<T>(loading: Promise<T>, refused: (error: InputError) => void): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refused(error);
    return null;
  }
}

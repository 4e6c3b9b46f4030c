import { resolve } from "node:path";
import { InputError } from "../errors.ts";
import { judgeFromFastChatPrompts } from "../judges/fastchat-prompts.ts";
import type { Judge, VerdictSteps } from "../judges/judge.ts";
import { judgeSources, loadJudge } from "../judges/load-judge.ts";
import { decomposedWarning } from "../questions/decomposed.ts";
import { type LoadedQuestionSet, loadQuestionSet, loadSetDefinition } from "../questions/load-question-set.ts";
import { loadReferences } from "../questions/load-references.ts";
import type { References } from "../questions/question.ts";
import { questionSetSources } from "../questions/set-definition.ts";
import { withSelection } from "../questions/with-selection.ts";
import { fetchSource } from "../sources/fetch-source.ts";
import { publicFetch } from "../sources/public-fetch.ts";
import type { SourceFile } from "../sources/source-file.ts";
import { sourcePlaces } from "../sources/source-places.ts";
import { setAtHand } from "../variants/set-at-hand.ts";
import { type LaunchHost, notify, warn } from "./launch-host.ts";

/** Which questions, and how their answers are rated. */
export interface RatingChoice {
  readonly questions: string;
  readonly judge: string;
  readonly judgePrompts?: string | undefined;
  readonly judgeModel?: string | undefined;
  readonly references?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  /** The system prompt of the answering policy stands before the first question. */
  readonly systemAsUser?: boolean | undefined;
  /** Tokens for the visible answer; undefined: the procedure's number. */
  readonly maxAnswerTokens?: number | undefined;
  /** Steps of a verdict on two answers; undefined: three. */
  readonly steps?: VerdictSteps | undefined;
}

export interface PreparedRating {
  readonly set: LoadedQuestionSet;
  readonly judge: Judge;
  /** Null when no category of the judge shows a reference. */
  readonly references: References | null;
}

/** Loads what is asked and how it is rated; public files that are missing are fetched first. */
export async function prepareRating(flags: RatingChoice, host: LaunchHost): Promise<PreparedRating> {
  const places = sourcePlaces(host.env);
  const options = {
    cwd: host.cwd,
    places,
    ...(flags.references === undefined ? {} : { references: flags.references }),
    ...(flags.judgeModel === undefined ? {} : { model: flags.judgeModel }),
    ...(flags.steps === undefined ? {} : { steps: flags.steps }),
  };
  // Both names are looked up before anything is fetched.
  const judgeFiles = flags.judgePrompts === undefined ? await judgeSources(flags.judge, options) : [];
  const set = await prepareQuestions(flags, host);
  let judge: Judge;
  if (flags.judgePrompts === undefined) {
    await fetchMissing(judgeFiles, flags.judge, host);
    judge = await loadJudge(flags.judge, set, options);
  } else {
    judge = await judgeFromFastChatPrompts(resolve(host.cwd, flags.judgePrompts), options);
  }
  if (flags.systemAsUser === true) judge = { ...judge, answering: { ...judge.answering, systemAs: "user" } };
  judge = withAnswerLimit(judge, flags.maxAnswerTokens, host);
  const decomposed = decomposedWarning(set.questions, set.references);
  if (decomposed !== null) warn(host, decomposed);
  return { set, judge, references: await referencesFor(judge, set, host) };
}

/** Whether an answer was cut, and where, is part of what a rating means. */
function withAnswerLimit(judge: Judge, maxAnswerTokens: number | undefined, host: LaunchHost): Judge {
  const { answering } = judge;
  if (maxAnswerTokens === undefined || maxAnswerTokens === answering.maxAnswerTokens) return judge;
  const { maxAnswerTokens: usual } = answering;
  notify(
    host,
    `answers may have ${maxAnswerTokens} tokens instead of the ${usual} of ${judge.id}: another protocol, never ranked with results under the usual one`,
  );
  return { ...judge, answering: { ...answering, maxAnswerTokens } };
}

/** Loads the question set, and the part of it that was chosen. */
export async function prepareQuestions(
  flags: Pick<RatingChoice, "questions" | "categories" | "limit">,
  host: LaunchHost,
): Promise<LoadedQuestionSet> {
  const places = sourcePlaces(host.env);
  const name = await setAtHand(flags.questions, { cwd: host.cwd, places });
  const { definition } = await loadSetDefinition(name, { cwd: host.cwd });
  await fetchMissing(questionSetSources(definition), definition.id, host);
  const set = await loadQuestionSet(name, { cwd: host.cwd, places });
  return withSelection(set, { categories: flags.categories, limit: flags.limit });
}

async function referencesFor(judge: Judge, set: LoadedQuestionSet, host: LaunchHost): Promise<References | null> {
  if (judge.references.categories.length === 0) return null;
  const [fallback] = set.references;
  const name = judge.references.name ?? fallback?.name;
  // A procedure of our own rates without; a published one would no longer be itself.
  if (name === undefined && !judge.strict) return null;
  if (name === undefined) {
    throw new InputError(`question set ${set.id} has no references, and the judge ${judge.id} shows them`, {
      hint: "Name a file with --references.",
    });
  }
  return loadReferences(set, name, host.cwd);
}

async function fetchMissing(files: readonly SourceFile[], id: string, host: LaunchHost): Promise<void> {
  const places = sourcePlaces(host.env);
  let announced = false;
  for (const file of files) {
    const { how } = await fetchSource(file, places, { fetch: publicFetch(host.env) }).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(`the public files of ${id} are not here and could not be fetched: ${error.message}`, {
        problems: error.problems,
        hint: `On a machine with internet: mtbench fetch ${id}. Without: bring the files over and run mtbench fetch ${id} --from <folder>.`,
        cause: error,
      });
    });
    if (how !== "present" && !announced) {
      notify(host, `Fetched the public files of ${id}.`);
      announced = true;
    }
  }
}

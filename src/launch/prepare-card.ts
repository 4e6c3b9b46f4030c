import { join, resolve } from "node:path";
import { answeringRules } from "../answers/answering-rules.ts";
import { addCardItems } from "../cards/card-item.ts";
import { judgeKeyOf } from "../cards/judge-key.ts";
import { type CardPlan, planCard } from "../cards/plan-card.ts";
import { InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";
import { toolVersion } from "../files/tool-version.ts";
import type { Judge } from "../judges/judge.ts";
import { ratersProcedure } from "../judgments/jury-procedure.ts";
import { ratesTurn } from "../judgments/plan-judgment.ts";
import { type Exemplar, loadExemplars } from "../questions/load-exemplars.ts";
import { loadProbes } from "../questions/load-probes.ts";
import type { LoadedQuestionSet } from "../questions/load-question-set.ts";
import { type Manifest, resultsFormat } from "../results/manifest.ts";
import { cardPath } from "../results/places.ts";
import type { ResultsFolder } from "../results/results-folder.ts";
import type { Stored } from "../runs/plan-run.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import { modelString } from "./endpoints/name-models.ts";
import type { Endpoints } from "./endpoints/open-endpoints.ts";
import type { LaunchHost } from "./launch-host.ts";
import type { CardWork, LaunchSpec } from "./launch-spec.ts";
import { prepareQuestions, prepareRating } from "./prepare-rating.ts";
import {
  type GivenAnswers,
  type PreparedLaunch,
  ratedTurns,
  refuseMissingReferences,
  storedIn,
} from "./prepared-launch.ts";
import { oneMember } from "./raters/one-member.ts";
import { nameRaters, openRaters, targetsOf } from "./raters/open-raters.ts";

/** What stands in the place of a candidate: exemplars, attacks, probes and constant answers. No leaderboard knows it. */
const cardCandidate = "judge card";

/** Loads the answers of known quality of a question set, and reaches the judge that is to rate them. */
export async function prepareCard(
  spec: LaunchSpec,
  { fresh }: CardWork,
  endpoints: Endpoints,
  host: LaunchHost,
): Promise<PreparedLaunch> {
  // A published judge names references of its own set; which ones it is shown is no part of the judge.
  const [own] = (await prepareQuestions(spec, host)).references;
  const references = spec.references ?? own?.name;
  const choice = { ...spec, judgeModel: modelString(spec.judgeModel, spec.own), references };
  const prepared = await prepareRating(choice, host);
  const loaded = { ...prepared, judge: oneMember(prepared.judge, spec, "judge cards") };
  const { judge, set } = loaded;
  refuseMissingReferences(loaded);
  const plan = await planFor(judge, set, spec);
  const rules = answeringRules(judge, set);
  const named = await nameRaters(spec, loaded, [], host);
  const opened = await openRaters(named, loaded, rules, endpoints, host);
  const { raters } = opened;
  const procedure = ratersProcedure(judge, loaded.references, raters, set);
  const root = resolve(host.cwd, spec.results);
  const path = join(cardPath(root, judge.id, judgeKeyOf(procedure.fields)), folderName(set.id));
  const { hash: _, ...rulesFields } = rules;
  const runSpec: RunSpec = {
    id: cardCandidate,
    asking: null,
    questions: set.questions,
    rules: plan.hash,
    rating: { judge, raters, references: loaded.references, procedure: procedure.hash },
    trials: plan.trials,
    repeats: spec.repeats,
    repeatsOf: ratingsIn(plan),
    seed: spec.seed,
    shard: null,
    reopened: spec.reopened,
  };
  return {
    title: set.title,
    candidates: [
      {
        spec: runSpec,
        facts: {
          set,
          rules: plan.hash,
          rulesFields: {
            ...rulesFields,
            ...(set.definition.version === undefined ? {} : { setVersion: set.definition.version }),
          },
          procedure,
          ratedTurns: ratedTurns(judge, set.questions),
          server: null,
          judgeServers: opened.opens,
        },
        path,
        manifest: manifestOf(set, host.now()),
        isFresh: fresh,
        open: null,
        given: { answers: plan.answers, items: plan.items },
        stored: async () => withAnswers(await storedIn(path, fresh), plan),
      },
    ],
    judges: opened.opens,
    targets: targetsOf(opened),
  };
}

async function planFor(judge: Judge, set: LoadedQuestionSet, { seed, repeats }: LaunchSpec): Promise<CardPlan> {
  const exemplars = [...(await loadExemplars(set.folder)).values()].flat();
  const probes = await loadProbes(set.folder);
  const ids = new Set(set.questions.map(({ id }) => id));
  const asked = exemplars.filter(({ question_id: id }) => ids.has(id));
  if (asked.length === 0) {
    throw new InputError(
      `${set.id} has no exemplars${exemplars.length === 0 ? "" : " of these questions"}, so a judge cannot be tried on it`,
      {
        hint: "ja-original has 240. A set of your own keeps them in exemplars/<category>.jsonl (docs/questions.md).",
      },
    );
  }
  refuseOtherScale(judge, asked, set.id);
  const { language, questions } = set;
  const rates = (question: (typeof questions)[number], turn: number) => ratesTurn(judge, question, turn);
  const plan = planCard(
    { language, questions, exemplars: asked, probes },
    { seed, repeats, top: judge.scale.max, rates },
  );
  if (plan.items.length > 0) return plan;
  throw new InputError(`the judge ${judge.id} rates no single answer, so it cannot be tried`, {
    hint: "Choose a judge that gives ratings (mtbench judges list).",
  });
}

/** Expected ranges mean something on their own scale alone. */
function refuseOtherScale({ id, scale }: Judge, exemplars: readonly Exemplar[], set: string): void {
  const ends = exemplars.flatMap(({ bands }) => bands.flat());
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (low >= scale.min && high <= scale.max && high > (scale.min + scale.max) / 2) return;
  throw new InputError(
    `the exemplars of ${set} expect ratings from ${low} to ${high}, and ${id} rates from ${scale.min} to ${scale.max}`,
    { hint: "A card needs exemplars whose bands are on the judge's scale." },
  );
}

function ratingsIn({ answers, items }: CardPlan): NonNullable<RunSpec["repeatsOf"]> {
  const ratings = new Map(items.map((item) => [item.answerKey, item.ratings]));
  const byPlace = new Map(
    answers.map(({ key, questionHash, turn, trial }) => [`${questionHash} ${turn} ${trial}`, ratings.get(key) ?? 0]),
  );
  return ({ hash }, { turn, trial }) => byPlace.get(`${hash} ${turn} ${trial}`) ?? 0;
}

function manifestOf(set: LoadedQuestionSet, now: number): Manifest {
  return {
    format: resultsFormat,
    origin: "run",
    tool: { version: toolVersion() },
    createdAt: new Date(now).toISOString(),
    questionSet: { id: set.id, language: set.language, ...(set.variant === undefined ? {} : { variant: set.variant }) },
    candidate: { id: cardCandidate },
    // A card drawn with another seed keeps its ratings in the same folder.
    seed: 0,
  };
}

function withAnswers(stored: Stored, { answers }: CardPlan): Stored {
  return {
    ...stored,
    answers: new Map([...stored.answers, ...answers.map((answer) => [answer.key, answer] as const)]),
  };
}

/** Puts the answers into the card's folder, those that are not there yet under this plan. */
export async function putAnswers(folder: ResultsFolder, { answers, items }: GivenAnswers): Promise<void> {
  await addCardItems(folder.record.path, items);
  const missing = answers.filter(({ key, rules, trial }) => {
    const known = folder.record.answers.get(key);
    return known?.rules !== rules || known.trial !== trial;
  });
  await Promise.all(missing.map((answer) => folder.appendAnswer(answer)));
}

import { resolve } from "node:path";
import { type AnsweringRules, answeringRules } from "../answers/answering-rules.ts";
import { codeOf, InputError } from "../errors.ts";
import { toolVersion } from "../files/tool-version.ts";
import { ratersProcedure } from "../judgments/jury-procedure.ts";
import type { Procedure } from "../judgments/procedure.ts";
import type { Candidate } from "../models/candidate.ts";
import { candidateOf } from "../models/resolve-model.ts";
import { candidatePath } from "../results/folders.ts";
import { manifestFor } from "../results/manifest.ts";
import { loadManifest } from "../results/run-record.ts";
import type { RatingSpec } from "../runs/run-spec.ts";
import type { ServerKind } from "../servers/reach/server-facts.ts";
import { takesTemplateArguments, wireForServer } from "../servers/reach/wire-for-server.ts";
import { contextForAnswers } from "./endpoints/context-needed.ts";
import type { ReachableModel } from "./endpoints/find-model-server.ts";
import { fitThinking } from "./endpoints/fit-thinking.ts";
import { candidateModels, keyFlags, modelString } from "./endpoints/name-models.ts";
import type { Endpoints, OpenEndpoint } from "./endpoints/open-endpoints.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { AskingWork, LaunchSpec } from "./launch-spec.ts";
import { type PreparedRating, prepareRating } from "./prepare-rating.ts";
import {
  type PreparedCandidate,
  type PreparedLaunch,
  ratedTurns,
  refuseMissingReferences,
  storedIn,
} from "./prepared-launch.ts";
import type { MadeCandidate } from "./raters/leave-out.ts";
import { type NamedRaters, nameRaters, type OpenRaters, openRaters, targetsOf } from "./raters/open-raters.ts";
import {
  refuseTooLongReplies,
  tellOverruled,
  tellUnknownThinking,
  warnOfOwnFamily,
  warnOfSmallContext,
  warnOfUnlistedName,
} from "./warn-of-models.ts";

/** A candidate as it will be asked, with the server that is asked. */
interface OpenCandidate {
  readonly candidate: Candidate;
  readonly open: OpenEndpoint;
}

/** How the answers are rated, and by whom. */
interface OpenRating {
  readonly spec: RatingSpec;
  readonly procedure: Procedure;
  readonly opened: OpenRaters;
}

/** Loads questions and judge, and reaches every server, before anything is written. */
export async function prepareAsking(
  spec: LaunchSpec,
  work: AskingWork,
  endpoints: Endpoints,
  host: LaunchHost,
): Promise<PreparedLaunch> {
  const models = await candidateModels(work, spec.own, host);
  const loaded = await prepareRating({ ...spec, judgeModel: modelString(spec.judgeModel, spec.own) }, host);
  const raters = work.isRated ? await nameRaters(spec, loaded, models.map(madeFrom), host) : null;
  if (raters !== null) refuseMissingReferences(loaded);
  const rules = answeringRules(loaded.judge, loaded.set);
  const inTurn = models.filter(({ place }) => place.kind === "file").length > 1;
  const candidates = await Promise.all(
    models.map((model) => openCandidate(model, { spec, work, rules, loaded, inTurn, endpoints, host })),
  );
  for (const [index, { candidate, open }] of candidates.entries()) {
    const model = models[index];
    if (model === undefined) throw new Error("a candidate without a model");
    refuseTooLongReplies(candidate, model, rules);
    tellOverruled(candidate, model, rules, host);
    const isTold = (work.thinking.thinking ?? model.own?.thinking) === "on";
    tellUnknownThinking(candidate, model, isTold, open.facts, host);
  }
  const rating = raters === null ? null : await openRating(raters, { loaded, rules, endpoints, host });
  for (const rater of raters?.models ?? []) {
    warnOfOwnFamily(
      rater,
      candidates.map(({ candidate }) => candidate),
      host,
    );
  }
  const targets = candidates.map(({ candidate: { model }, open: { baseUrl } }) => ({ model, baseUrl }));
  if (rating !== null) targets.push(...targetsOf(rating.opened));
  return {
    title: loaded.set.title,
    candidates: candidates.map((one) => prepareCandidate(one, { spec, work, loaded, rules, rating, host })),
    judges: rating?.opened.opens ?? null,
    targets,
  };
}

async function openCandidate(
  model: ReachableModel,
  to: {
    readonly spec: LaunchSpec;
    readonly work: AskingWork;
    readonly rules: AnsweringRules;
    readonly loaded: PreparedRating;
    /** It is one of several files. */
    readonly inTurn: boolean;
    readonly endpoints: Endpoints;
    readonly host: LaunchHost;
  },
): Promise<OpenCandidate> {
  const { work, rules, inTurn, host } = to;
  const named = { id: work.id ?? null, thinking: work.thinking };
  const oneByOne = work.deterministic;
  const planned = candidateOf(model, { ...named, revision: null });
  const contextTokens = contextForAnswers(planned, rules, to.loaded.set.questions);
  const who = { name: `candidate ${model.id}`, keyFlag: keyFlags.candidate, contextTokens, oneByOne, inTurn };
  const open = await to.endpoints.open(model, who);
  warnOfUnlistedName(who.name, open.model, open.facts, host);
  const usual = candidateOf(
    { ...model, model: open.model },
    {
      ...named,
      revision: work.revision ?? open.revision,
      wire: wireForServer(model.family.wire, open.facts.kind),
      isOwnServer: takesTemplateArguments(open.facts.kind),
    },
  );
  const candidate = await withFittingThought(usual, model, open, to);
  warnOfSmallContext(who.name, open.facts, contextForAnswers(candidate, rules, to.loaded.set.questions), host);
  return { candidate: oneByOne ? withoutCache(candidate, open.facts.kind) : candidate, open };
}

/** What cannot be read is told of where the folder is opened. */
async function manifestAt(path: string) {
  return loadManifest(path).catch((error: unknown) => {
    if (error instanceof InputError || codeOf(error) !== undefined) return null;
    throw error;
  });
}

/** A default budget that the server's context has no room for would cut, or refuse, every long thought. */
async function withFittingThought(
  usual: Candidate,
  model: ReachableModel,
  { facts }: OpenEndpoint,
  { spec, work, rules, loaded, host }: Parameters<typeof openCandidate>[1],
): Promise<Candidate> {
  const path = candidatePath(resolve(host.cwd, spec.results), loaded.set.id, usual.id, "run");
  const earlier = work.fresh ? undefined : (await manifestAt(path))?.candidate.thinkingTokens;
  const candidate = fitThinking(usual, {
    isChosen: (work.thinking.maxThinkingTokens ?? model.own?.maxThinkingTokens) !== undefined,
    earlier: typeof earlier === "number" ? earlier : null,
    contextTokens: facts.contextTokens,
    rules,
    questions: loaded.set.questions,
  });
  if (candidate.thinkingTokens !== usual.thinkingTokens) {
    const why =
      earlier === undefined ? `its server states ${facts.contextTokens} tokens of context` : "as in its folder";
    notify(
      host,
      `${candidate.id}: a thought may have ${candidate.thinkingTokens} tokens, not the usual ${usual.thinkingTokens}: ${why}`,
    );
  }
  return candidate;
}

async function openRating(
  named: NamedRaters,
  to: {
    readonly loaded: PreparedRating;
    readonly rules: AnsweringRules;
    readonly endpoints: Endpoints;
    readonly host: LaunchHost;
  },
): Promise<OpenRating> {
  const { judge, set, references } = to.loaded;
  const opened = await openRaters(named, to.loaded, to.rules, to.endpoints, to.host);
  const { raters } = opened;
  const procedure = ratersProcedure(judge, references, raters, set);
  return { spec: { judge, raters, references, procedure: procedure.hash }, procedure, opened };
}

function madeFrom({ id, model, family }: ReachableModel): MadeCandidate {
  return { id, model, family: family.id };
}

function prepareCandidate(
  { candidate, open }: OpenCandidate,
  from: {
    readonly spec: LaunchSpec;
    readonly work: AskingWork;
    readonly loaded: PreparedRating;
    readonly rules: AnsweringRules;
    readonly rating: OpenRating | null;
    readonly host: LaunchHost;
  },
): PreparedCandidate {
  const { spec, work, rules, rating, host } = from;
  const { judge, set } = from.loaded;
  const { hash, ...rulesFields } = rules;
  const path = candidatePath(resolve(host.cwd, spec.results), set.id, candidate.id, "run");
  const createdAt = new Date(host.now()).toISOString();
  return {
    spec: {
      id: candidate.id,
      asking: { candidate, rules },
      questions: set.questions,
      rules: hash,
      rating: rating?.spec ?? null,
      trials: work.trials ?? judge.answering.trials,
      repeats: spec.repeats,
      seed: spec.seed,
      shard: spec.shard,
      ...(work.deterministic ? { asGiven: true } : {}),
      reopened: spec.reopened,
    },
    facts: {
      set,
      rules: hash,
      rulesFields,
      procedure: rating?.procedure ?? null,
      ratedTurns: ratedTurns(judge, set.questions),
      server: open,
      judgeServers: rating?.opened.opens ?? null,
    },
    path,
    manifest: manifestFor({ version: toolVersion(), createdAt, set, candidate, seed: spec.seed }),
    isFresh: work.fresh,
    open,
    stored: () => storedIn(path, work.fresh),
  };
}

/** llama-server's prompt cache changes how a prompt is computed, and with it the last bits of its numbers. */
function withoutCache(candidate: Candidate, kind: ServerKind): Candidate {
  return kind === "llama.cpp" ? { ...candidate, fields: { ...candidate.fields, cache_prompt: false } } : candidate;
}

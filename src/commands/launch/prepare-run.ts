import { type AnsweringRules, answeringRules } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import { missingReferences } from "../../judgments/fill-prompt.ts";
import { ratesTurn } from "../../judgments/plan-judgment.ts";
import { type Procedure, procedureOf } from "../../judgments/procedure.ts";
import { contextForAnswers, contextForJudging } from "../../launch/context-needed.ts";
import { findModelServer, type ReachableModel } from "../../launch/find-model-server.ts";
import type { Endpoints, OpenEndpoint } from "../../launch/open-endpoints.ts";
import type { LaunchFacts } from "../../launch/open-job.ts";
import { type PreparedRating, prepareRating } from "../../launch/prepare-rating.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { OwnModels } from "../../models/own-models.ts";
import { candidateOf, type ResolvedModel, resolveModel } from "../../models/resolve-model.ts";
import type { RatingSpec, RunSpec } from "../../runs/run-spec.ts";
import type { ServerFacts, ServerKind } from "../../servers/reach/server-facts.ts";
import { takesTemplateArguments, wireForServer } from "../../servers/reach/wire-for-server.ts";
import type { RunFlags, RunNumbers } from "../ask/run-flags.ts";
import { listOf } from "../grammar/parse-flags.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";

/** All that a run needs, loaded, checked and reachable; nothing is written yet. */
export interface PreparedRun extends PreparedRating {
  readonly rules: AnsweringRules;
  /** Null for `answer`. */
  readonly rating: RatingSpec | null;
  readonly procedure: Procedure | null;
  readonly candidates: readonly { readonly candidate: Candidate; readonly open: OpenEndpoint }[];
  readonly judgeEndpoint: OpenEndpoint | null;
}

/** Loads questions and judge, and reaches every server, before anything is written. */
export async function prepareRun(
  flags: RunFlags,
  models: readonly ReachableModel[],
  numbers: RunNumbers,
  isRating: boolean,
  endpoints: Endpoints,
  own: OwnModels,
  io: Io,
): Promise<PreparedRun> {
  const loaded = await prepareRating(
    { ...ratingFlags(flags, own), limit: numbers.limit, categories: listOf("categories", flags.categories) },
    launchHost(io),
  );
  const { judge, set, references } = loaded;
  const judgeModel = isRating
    ? await findModelServer(
        resolveModel(flags.judgeModel ?? judge.model, flags.judgeApiKeyEnv ?? null, own),
        "judge-api-key-env",
        launchHost(io),
      )
    : null;
  if (isRating) refuseMissingReferences(loaded);
  const rules = answeringRules(judge, set);
  const oneByOne = flags.deterministic ?? false;
  const inTurn = models.filter(({ place }) => place.kind === "file").length > 1;
  const candidates = await Promise.all(
    models.map(async (model) => {
      const named = { id: flags.id ?? null, thinking: numbers.thinking };
      const planned = candidateOf(model, { ...named, revision: null });
      const contextTokens = contextForAnswers(planned, rules, set.questions);
      const who = { name: `candidate ${model.id}`, keyFlag: "api-key-env", contextTokens, oneByOne, inTurn };
      const open = await endpoints.open(model, who);
      warnOfSmallContext(who.name, open.facts, contextTokens, io);
      const candidate = candidateOf(
        { ...model, model: open.model },
        {
          ...named,
          revision: flags.revision ?? open.revision,
          wire: wireForServer(model.family.wire, open.facts.kind),
          isOwnServer: takesTemplateArguments(open.facts.kind),
        },
      );
      return { candidate: oneByOne ? withoutCache(candidate, open.facts.kind) : candidate, open };
    }),
  );
  for (const [index, { candidate }] of candidates.entries()) {
    refuseTooLongReplies(candidate, models[index]?.known?.outputTokens ?? null, rules);
    for (const notice of overruled(candidate, models[index], rules)) io.err(`${candidate.id}: ${notice}\n`);
  }
  if (judgeModel === null) {
    return { set, judge, references, rules, rating: null, procedure: null, candidates, judgeEndpoint: null };
  }
  const contextTokens = contextForJudging(judge, rules, set.questions);
  const rater = { name: `judge ${judgeModel.id}`, keyFlag: "judge-api-key-env", contextTokens };
  const judgeEndpoint = await endpoints.open(judgeModel, rater);
  warnOfSmallContext(rater.name, judgeEndpoint.facts, contextTokens, io);
  warnOfOwnFamily(judgeModel, candidates, io);
  const spec = { model: judgeEndpoint.model, wire: judgeModel.family.wire };
  const procedure = procedureOf(judge, references, spec, set);
  const rating: RatingSpec = { judge, judgeModel: spec, references, procedure: procedure.hash };
  return { set, judge, references, rules, rating, procedure, candidates, judgeEndpoint };
}

/** A long conversation would be cut, or refused, in the middle of the night. */
function warnOfSmallContext(name: string, { kind, contextTokens: has }: ServerFacts, needs: number, io: Io): void {
  if (has === null && kind === "ollama") {
    io.err(`${name}: Ollama cuts long prompts in silence; OLLAMA_CONTEXT_LENGTH has to be ${needs} or more\n`);
  }
  if (has === null || has >= needs) return;
  io.err(`warning: ${name} is served with ${has} tokens of context, and its longest call may need ${needs}\n`);
}

/** llama-server's prompt cache changes how a prompt is computed, and with it the last bits of its numbers. */
function withoutCache(candidate: Candidate, kind: ServerKind): Candidate {
  return kind === "llama.cpp" ? { ...candidate, fields: { ...candidate.fields, cache_prompt: false } } : candidate;
}

/** Judges prefer their own kind of answers, so such ratings are no fair comparison with other families. */
function warnOfOwnFamily(judge: ResolvedModel, candidates: readonly { readonly candidate: Candidate }[], io: Io): void {
  for (const { candidate } of candidates) {
    if (candidate.model === judge.model) {
      io.err(`warning: ${candidate.id} is rated by itself (${judge.model}); judges prefer their own answers\n`);
    } else if (candidate.family === judge.family.id && !candidate.family.startsWith("openai-compatible")) {
      io.err(
        `warning: ${candidate.id} and its judge ${judge.model} are of one family (${judge.family.title}); judges prefer their own\n`,
      );
    }
  }
}

/** A limit beyond the model's own is a 400 for every call. */
function refuseTooLongReplies(candidate: Candidate, outputTokens: number | null, rules: AnsweringRules): void {
  const thinking = candidate.thinkingTokens * (candidate.retryTruncated === true ? 2 : 1);
  const asked = rules.maxAnswerTokens + thinking;
  if (outputTokens === null || asked <= outputTokens) return;
  throw new InputError(
    `${candidate.id} writes at most ${outputTokens} tokens at once, and ${asked} would be asked for`,
    {
      problems: [`answer ${rules.maxAnswerTokens} + thinking ${thinking}`],
      hint: "Say --max-thinking-tokens with a smaller number.",
    },
  );
}

/** What the user wrote for a candidate and the procedure decides otherwise. */
function overruled(candidate: Candidate, model: ResolvedModel | undefined, rules: AnsweringRules): string[] {
  const own = model?.own;
  const isSampled = own?.sampling !== undefined || own?.samplingByCategory !== undefined;
  return [
    ...(isSampled && (rules.strict || rules.sampling === "set")
      ? ["its sampling in the configuration is not used: this judge's procedure prescribes the sampling"]
      : []),
    ...(candidate.systemPrompt !== undefined && rules.systemPrompt !== null
      ? ["its system prompt in the configuration is not used: this judge's procedure prescribes one"]
      : []),
  ];
}

function ratingFlags(flags: RunFlags, own: OwnModels) {
  const { questions, judge, judgePrompts, references } = flags;
  // A judge model given as name@url puts its name into the procedure.
  const judgeModel = flags.judgeModel === undefined ? undefined : resolveModel(flags.judgeModel, null, own).model;
  return { questions, judge, judgePrompts, judgeModel, references };
}

function refuseMissingReferences({ judge, set, references }: PreparedRating): void {
  const problems = missingReferences(judge, set.questions, references);
  if (problems.length === 0) return;
  throw new InputError(`the judge ${judge.id} shows reference answers that ${set.id} does not have`, {
    problems,
    hint: "Name another reference file with --references.",
  });
}

export function specOf(candidate: Candidate, prepared: PreparedRun, numbers: RunNumbers): RunSpec {
  return {
    id: candidate.id,
    asking: { candidate, rules: prepared.rules },
    questions: prepared.set.questions,
    rules: prepared.rules.hash,
    rating: prepared.rating,
    trials: numbers.trials ?? prepared.judge.answering.trials,
    repeats: numbers.repeats,
    seed: numbers.seed,
    shard: numbers.shard,
    reopened: numbers.reopened,
  };
}

export function launchFacts(prepared: PreparedRun, open: OpenEndpoint): LaunchFacts {
  const { set, procedure, judge, judgeEndpoint } = prepared;
  const { hash: rules, ...rulesFields } = prepared.rules;
  return {
    set,
    rules,
    rulesFields,
    procedure,
    ratedTurns: (questionId: string) => {
      const question = set.questions.find((one) => one.id === questionId);
      if (question === undefined) return [];
      return [...question.turns.keys()].map((index) => index + 1).filter((turn) => ratesTurn(judge, question, turn));
    },
    server: open,
    judgeServer: judgeEndpoint,
  };
}

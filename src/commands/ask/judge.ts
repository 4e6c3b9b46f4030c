import { resolve } from "node:path";
import { answeringRules, answeringRulesSchema } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import { hashOf } from "../../files/canonical-json.ts";
import type { Judge } from "../../judges/judge.ts";
import { missingReferences } from "../../judgments/fill-prompt.ts";
import { ratesTurn } from "../../judgments/plan-judgment.ts";
import { type JudgeModel, type Procedure, procedureOf } from "../../judgments/procedure.ts";
import { contextForJudging } from "../../launch/context-needed.ts";
import { engineSettings } from "../../launch/engine-settings.ts";
import { findModelServer } from "../../launch/find-model-server.ts";
import { type OpenBudget, openBudget, spentSoFar } from "../../launch/open-budget.ts";
import { openEndpoints } from "../../launch/open-endpoints.ts";
import { type OpenJob, openJob } from "../../launch/open-job.ts";
import { type PreparedRating, prepareRating } from "../../launch/prepare-rating.ts";
import { resolveModel } from "../../models/resolve-model.ts";
import type { Launch } from "../../results/manifest.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { RunSpec } from "../../runs/run-spec.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import { budgetLimits } from "../grammar/budget-limits.ts";
import { listOf } from "../grammar/parse-flags.ts";
import { withConfig } from "../grammar/with-config.ts";
import { type DryJob, dryEndpoints, showDryRun } from "../launch/dry-run.ts";
import { executeLaunch } from "../launch/execute-launch.ts";
import { openJudgeBatches } from "../launch/judge-mode.ts";
import { loadRecords } from "../show/leaderboard.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import { type RunFlags, readNumbers } from "./run-flags.ts";

export interface JudgeFlags
  extends Pick<
    RunFlags,
    | "judge"
    | "judgePrompts"
    | "judgeModel"
    | "questions"
    | "references"
    | "results"
    | "categories"
    | "limit"
    | "seed"
    | "maxConcurrency"
    | "llamaServer"
    | "llamaServerArgs"
    | "judgeApiKeyEnv"
    | "judgeMode"
    | "judgeRepeats"
    | "retryFailed"
    | "shard"
    | "config"
    | "json"
    | "events"
    | "dryRun"
    | "maxCost"
    | "maxTokensTotal"
  > {
  /** Ids of candidates; empty: everyone who has answers. */
  readonly candidates: readonly string[];
  /** Beginning of the hash of the answering rules whose answers are rated. */
  readonly rules?: string | undefined;
}

/**
 * `mtbench judge`: rates the answers that are there and asks no candidate. The answers keep the rules they were asked
 * under: those, not the judge's own, are part of the protocol of these ratings.
 */
export async function judge(given: JudgeFlags, io: Io): Promise<Ending> {
  const { flags, own, priceOf, budget: configured } = await withConfig(given, io);
  const numbers = readNumbers({ ...flags, model: [], fresh: false });
  const loaded = await prepareRating(
    {
      ...flags,
      judgePrompts: flags.judgePrompts,
      judgeModel: flags.judgeModel === undefined ? undefined : resolveModel(flags.judgeModel, null, own).model,
      references: flags.references,
      limit: numbers.limit,
      categories: listOf("categories", flags.categories),
    },
    launchHost(io),
  );
  const problems = missingReferences(loaded.judge, loaded.set.questions, loaded.references);
  if (problems.length > 0) {
    throw new InputError(`the judge ${loaded.judge.id} shows reference answers that are missing`, { problems });
  }
  const records = await recordsToRate(flags, loaded, io);
  const named = resolveModel(flags.judgeModel ?? loaded.judge.model, flags.judgeApiKeyEnv ?? null, own);
  const model = await findModelServer(named, "judge-api-key-env", launchHost(io));
  const limits = budgetLimits(flags, configured);
  const isDry = flags.dryRun === true;
  const root = resolve(io.cwd, flags.results);
  const endpoints = isDry
    ? await dryEndpoints(root)
    : openEndpoints(launchHost(io), numbers.maxConcurrency, priceOf, engineSettings(flags, io));
  const interrupts = watchInterrupts(io, () => endpoints.stop("the run was stopped"));
  const jobs: OpenJob[] = [];
  let spending: OpenBudget | null = null;
  try {
    const open = await interrupts.preparing(
      endpoints.open(model, {
        name: `judge ${model.id}`,
        keyFlag: "judge-api-key-env",
        contextTokens: contextForJudging(loaded.judge, answeringRules(loaded.judge, loaded.set), loaded.set.questions),
      }),
    );
    const judgeModel: JudgeModel = { model: open.model, wire: model.family.wire };
    const judgeUrl = open.baseUrl;
    const judgeBatches = isDry ? null : await openJudgeBatches(open, flags.judgeMode, interrupts);
    const targets = [{ model: open.model, baseUrl: judgeUrl }];
    if (!isDry) spending = await openBudget(limits, targets, flags.results, priceOf, launchHost(io));
    const dry: DryJob[] = [];
    for (const { record, launch } of records) {
      const procedure = procedureFor(loaded, judgeModel, launch);
      const planned = specFor(record, launch, loaded, judgeModel, procedure, numbers.seed, numbers.reopened);
      const spec = { ...planned, repeats: numbers.repeats, shard: numbers.shard };
      if (isDry) {
        dry.push({ spec, stored: record, baseUrl: null, judgeUrl });
        continue;
      }
      const facts = {
        set: loaded.set,
        rules: launch.rules,
        rulesFields: launch.rulesFields,
        procedure,
        ratedTurns: (id: string) => ratedTurns(id, spec, loaded.judge),
        server: null,
        judgeServer: open,
      };
      const options = {
        path: record.path,
        manifest: record.manifest,
        fresh: false,
        now: io.now,
        remember: flags.judgeMode === "batch",
      };
      jobs.push(await openJob(spec, facts, options));
    }
    if (spending === null) {
      const spent = await spentSoFar(root, priceOf, launchHost(io));
      return showDryRun(dry, { limits, spent }, priceOf, flags, io);
    }
    await spending.begin();
    const works = jobs.map((job) => ({ job, endpoint: null, judgeEndpoint: open.endpoint, judgeBatches }));
    return await executeLaunch(works, loaded.set.title, { flags, interrupts, io, budget: spending.budget, endpoints });
  } finally {
    interrupts.release();
    await spending?.close();
    for (const job of jobs) await job.folder.close();
    await endpoints.close();
  }
}

interface Rated {
  readonly record: RunRecord;
  /** The last launch under the answering rules that were chosen. */
  readonly launch: Launch;
}

async function recordsToRate(flags: JudgeFlags, { set }: PreparedRating, io: Io): Promise<Rated[]> {
  const root = resolve(io.cwd, flags.results);
  const ofSet = (await loadRecords(root, io)).filter(
    (record) => record.manifest.questionSet.id === set.id && record.answers.size > 0,
  );
  const ids = [...new Set(ofSet.map((record) => record.manifest.candidate.id))];
  const unknown = flags.candidates.filter((id) => !ids.includes(id));
  if (unknown.length > 0 || ofSet.length === 0) {
    throw new InputError(
      unknown.length > 0
        ? `no answers of ${unknown.join(", ")} to ${set.id} in ${flags.results}`
        : `no answers to ${set.id} in ${flags.results}`,
      { hint: unknown.length > 0 ? nearestHint(unknown[0] ?? "", ids) : "Ask first: mtbench answer --model ..." },
    );
  }
  return ofSet
    .filter((record) => flags.candidates.length === 0 || flags.candidates.includes(record.manifest.candidate.id))
    .map((record) => ({ record, launch: launchWithRules(record, flags.rules) }));
}

/** Answers asked under one set of rules are rated together; where a folder holds several, the user says which. */
function launchWithRules(record: RunRecord, wanted: string | undefined): Launch {
  const byRules = new Map(record.launches.map((launch) => [launch.rules, launch]));
  const chosen = [...byRules].filter(([rules]) => wanted === undefined || rules.startsWith(wanted));
  const [first] = chosen;
  if (chosen.length === 1 && first !== undefined) return first[1];
  const listed = [...byRules].map(
    ([rules, launch]) => `${rules.slice(0, 12)}: ${JSON.stringify(launch.rulesFields).slice(0, 160)}`,
  );
  throw new InputError(
    `${record.path} holds answers asked under ${byRules.size} sets of rules${wanted === undefined ? "" : `, and ${chosen.length} of them begin with ${wanted}`}`,
    { problems: listed, hint: "Say which with --rules and the beginning of its hash." },
  );
}

function specFor(
  record: RunRecord,
  launch: Launch,
  { set, judge: procedureJudge, references }: PreparedRating,
  judgeModel: JudgeModel,
  procedure: Procedure,
  seed: number,
  reopened: ReadonlySet<string>,
): RunSpec {
  const answers = [...record.answers.values()].filter((answer) => answer.rules === launch.rules);
  const answered = new Set(answers.map((answer) => answer.questionHash));
  const questions = set.questions.filter((question) => answered.has(question.hash));
  if (questions.length === 0) {
    throw new InputError(`${record.path} has no answers to the questions of ${set.id} as they are now`, {
      hint: "The questions were changed since, or --categories and --limit leave none.",
    });
  }
  return {
    id: record.manifest.candidate.id,
    asking: null,
    questions,
    rules: launch.rules,
    rating: { judge: procedureJudge, judgeModel, references, procedure: procedure.hash },
    trials: Math.max(...answers.map((answer) => answer.trial)),
    repeats: 1,
    seed,
    shard: null,
    reopened,
  };
}

/** Turns of a question that are rated: those that somebody answered, or failed to. */
function ratedTurns(id: string, spec: RunSpec, procedureJudge: Judge): number[] {
  const question = spec.questions.find((one) => one.id === id);
  if (question === undefined) return [];
  return [...question.turns.keys()]
    .map((index) => index + 1)
    .filter((turn) => ratesTurn(procedureJudge, question, turn));
}

/** The judge's procedure with the answering policy that these answers were really asked under. */
function procedureFor({ judge: own, references, set }: PreparedRating, model: JudgeModel, launch: Launch): Procedure {
  const rules = answeringRulesSchema.safeParse(launch.rulesFields);
  if (rules.success) {
    const { temperatures, strict, ...policy } = rules.data;
    const asAsked = { ...own, answering: { ...own.answering, ...policy } };
    const procedure = procedureOf(asAsked, references, model, { temperatures });
    if (strict === own.strict) return procedure;
    const fields = { ...procedure.fields, "answering.strict": strict };
    return { hash: hashOf(fields), fields };
  }
  const { fields } = procedureOf(own, references, model, set);
  const unknown = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, name.startsWith("answering.") ? "unknown" : value]),
  );
  return { hash: hashOf(unknown), fields: unknown };
}

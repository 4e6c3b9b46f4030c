import { resolve } from "node:path";
import { answeringRules, answeringRulesSchema } from "../answers/answering-rules.ts";
import { InputError } from "../errors.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { Judge } from "../judges/judge.ts";
import { ratersProcedure } from "../judgments/jury-procedure.ts";
import type { Procedure } from "../judgments/procedure.ts";
import type { Raters } from "../judgments/raters.ts";
import { eachRecord } from "../results/each-record.ts";
import type { Launch } from "../results/manifest.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import { nearestHint } from "../text/nearest.ts";
import { modelString } from "./endpoints/name-models.ts";
import type { Endpoints } from "./endpoints/open-endpoints.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { JudgingWork, LaunchSpec } from "./launch-spec.ts";
import { type PreparedRating, prepareRating } from "./prepare-rating.ts";
import { type PreparedCandidate, type PreparedLaunch, ratedTurns, refuseMissingReferences } from "./prepared-launch.ts";
import { madeModel } from "./raters/leave-out.ts";
import { nameRaters, type OpenRaters, openRaters, targetsOf } from "./raters/open-raters.ts";

/**
 * Loads the answers that are there and reaches the judge. The answers keep the rules they were asked under: those, not the
 * judge's own, are part of the protocol of these ratings.
 */
export async function prepareJudging(
  spec: LaunchSpec,
  work: JudgingWork,
  endpoints: Endpoints,
  host: LaunchHost,
): Promise<PreparedLaunch> {
  const loaded = await prepareRating({ ...spec, judgeModel: modelString(spec.judgeModel, spec.own) }, host);
  const { judge, set } = loaded;
  refuseMissingReferences(loaded);
  const rated = await recordsToRate(work, spec.results, loaded, host);
  const made = rated.map(({ record }) => madeModel(record.manifest.candidate));
  const named = await nameRaters(spec, loaded, made, host);
  const opened = await openRaters(named, loaded, answeringRules(judge, set), endpoints, host);
  return {
    title: set.title,
    candidates: rated.map((one) => prepareCandidate(one, { spec, askedFor: work.askedFor, loaded, opened })),
    judges: opened.opens,
    targets: targetsOf(opened),
  };
}

interface Rated {
  readonly record: RunRecord;
  /** The last launch under the answering rules that were chosen. */
  readonly launch: Launch;
}

function prepareCandidate(
  { record, launch }: Rated,
  from: {
    readonly spec: LaunchSpec;
    readonly askedFor: string | undefined;
    readonly loaded: PreparedRating;
    readonly opened: OpenRaters;
  },
): PreparedCandidate {
  const { loaded, opened } = from;
  const procedure = procedureFor(loaded, opened.raters, launch);
  const spec = specFor({ record, launch }, from, procedure);
  return {
    spec,
    facts: {
      set: loaded.set,
      rules: launch.rules,
      rulesFields: launch.rulesFields,
      procedure,
      ratedTurns: ratedTurns(loaded.judge, spec.questions),
      server: null,
      judgeServers: opened.opens,
      ...(from.askedFor === undefined ? {} : { deviations: [`answers asked for ${from.askedFor}`] }),
    },
    path: record.path,
    manifest: record.manifest,
    isFresh: false,
    open: null,
    stored: async () => record,
  };
}

async function recordsToRate(
  { candidates, rules }: JudgingWork,
  results: string,
  { set }: PreparedRating,
  host: LaunchHost,
): Promise<Rated[]> {
  const ofSet: RunRecord[] = [];
  for await (const record of eachRecord(resolve(host.cwd, results), (sentence) => notify(host, sentence))) {
    if (record.manifest.questionSet.id === set.id && record.answers.size > 0) ofSet.push(record);
  }
  const ids = [...new Set(ofSet.map((record) => record.manifest.candidate.id))];
  const unknown = candidates.filter((id) => !ids.includes(id));
  if (unknown.length > 0 || ofSet.length === 0) {
    throw new InputError(
      unknown.length > 0
        ? `no answers of ${unknown.join(", ")} to ${set.id} in ${results}`
        : `no answers to ${set.id} in ${results}`,
      { hint: unknown.length > 0 ? nearestHint(unknown[0] ?? "", ids) : "Ask first: mtbench answer --model ..." },
    );
  }
  return ofSet
    .filter((record) => candidates.length === 0 || candidates.includes(record.manifest.candidate.id))
    .map((record) => ({ record, launch: launchWithRules(record, rules) }));
}

/** Answers asked under one set of rules are rated together; where a folder holds several, the user says which. */
export function launchWithRules(record: RunRecord, wanted: string | undefined): Launch {
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
  { record, launch }: Rated,
  from: { readonly spec: LaunchSpec; readonly loaded: PreparedRating; readonly opened: OpenRaters },
  procedure: Procedure,
): RunSpec {
  const { set, judge, references } = from.loaded;
  const { repeats, seed, shard, reopened } = from.spec;
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
    rating: { judge, raters: from.opened.raters, references, procedure: procedure.hash },
    trials: Math.max(...answers.map((answer) => answer.trial)),
    repeats,
    seed,
    shard,
    reopened,
  };
}

/** The judge's procedure with the answering policy that these answers were really asked under. */
function procedureFor({ judge, references, set }: PreparedRating, raters: Raters, launch: Launch): Procedure {
  return procedureAsAsked(judge, set, launch.rulesFields, (asAsked, own) =>
    ratersProcedure(asAsked, references, raters, own),
  );
}

/** A procedure of a judge, with the answering policy that answers were asked under by these rules. */
export function procedureAsAsked<Own extends Judge>(
  judge: Own,
  set: PreparedRating["set"],
  rulesFields: Launch["rulesFields"],
  procedureBy: (judge: Own, set: PreparedRating["set"]) => Procedure,
): Procedure {
  const rules = answeringRulesSchema.safeParse(rulesFields);
  if (rules.success) {
    const { temperatures, strict, ...policy } = rules.data;
    const { temperature: _, ...usual } = judge.answering;
    const asAsked = { ...judge, answering: { ...usual, ...policy } };
    const procedure = procedureBy(asAsked, { ...set, temperatures });
    if (strict === judge.strict) return procedure;
    const fields = { ...procedure.fields, "answering.strict": strict };
    return { hash: hashOf(fields), fields };
  }
  const { fields } = procedureBy(judge, set);
  const unknown = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, name.startsWith("answering.") ? "unknown" : value]),
  );
  return { hash: hashOf(unknown), fields: unknown };
}

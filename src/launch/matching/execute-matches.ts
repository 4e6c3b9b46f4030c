import type { InputError } from "../../errors.ts";
import { hashOf } from "../../files/canonical-json.ts";
import type { StorageError } from "../../files/storage-error.ts";
import { toolVersion } from "../../files/tool-version.ts";
import { matchesTurn } from "../../matches/fill-pair-prompt.ts";
import type { MatchRecord } from "../../matches/match.ts";
import type { Launch } from "../../results/manifest.ts";
import { loadMatches, type MatchesFolder, openMatchesFolder } from "../../results/matches/matches-folder.ts";
import { oneJudge } from "../../results/procedure-record.ts";
import type { BatchJob } from "../../runs/batch/batch-context.ts";
import type { BatchClients } from "../../runs/batch/batch-judgments.ts";
import { isJudgmentDue } from "../../runs/due.ts";
import { dueMatches, planMatches } from "../../runs/due-matches.ts";
import type { Endpoint } from "../../runs/endpoint.ts";
import type { RunEnding } from "../../runs/execute-run.ts";
import type { JudgeCallsJob } from "../../runs/judge-calls.ts";
import type { Count, RunPlan } from "../../runs/plan-run.ts";
import { theJudge } from "../../runs/watched-chat.ts";
import { type ExecuteTools, priceOf, tellFullDisk, tellTroubles, underWatch } from "../execute-launch.ts";
import { compareInMode } from "../judge-mode.ts";
import { type LaunchOutcome, launchExitCodes } from "../launch-outcome.ts";
import { serverRecord } from "../open-job.ts";
import { matchLaunchFacts, type PreparedMatches } from "./prepare-matching.ts";

/** What a launch of matches came to. */
export interface MatchesEnd {
  readonly outcome: LaunchOutcome;
  /** No due call is left unsettled. */
  readonly complete: boolean;
  /** Absolute path of the records. */
  readonly folder: string;
  /** Hash of the match procedure. */
  readonly procedure: string;
  /** Candidates' folders, as they were compared: absolute paths. */
  readonly pairs: readonly (readonly [string, string])[];
  /** Null where the disk did not take a record. */
  readonly matches: Count | null;
  readonly storageError: StorageError | null;
  readonly refusal: InputError | null;
  readonly isHopeless: boolean;
}

/** Opens the place of the matches, for this launch alone or for its shard, with the launch written down. */
export async function openMatches(prepared: PreparedMatches, now: () => number): Promise<MatchesFolder> {
  const folder = await openMatchesFolder(prepared.path, { now, shard: prepared.spec.shard });
  try {
    await folder.appendLaunch(launchOf(prepared, now()));
    return folder;
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** Makes every match that is due, tells how it goes, and says what is left. */
export async function executeMatches(
  prepared: PreparedMatches,
  folder: MatchesFolder,
  judge: { readonly endpoint: Endpoint; readonly batches: BatchClients | null },
  tools: ExecuteTools,
): Promise<MatchesEnd> {
  const { events } = tools.host;
  const { spec, label, path, loaded, procedure } = prepared;
  const matches = new Map(folder.record.matches);
  const plan = planMatches(spec, matches);
  events.send({
    type: "begin",
    title: loaded.set.title,
    questions: spec.questions.length,
    judge: { id: spec.matching.judge.id, model: spec.matching.judgeModel.model },
    candidates: [{ id: label, folder: path, plan: asRunPlan(plan), damaged: folder.record.damaged, kind: "matches" }],
    servers: tools.endpoints.states,
    activity: tools.endpoints.activity,
  });
  const keep = async (record: MatchRecord): Promise<void> => {
    await folder.appendMatch(record);
    matches.set(record.key, record);
    await judge.endpoint.recorded?.(record.key);
    events.send({ type: "match", candidate: label, record, price: priceOf(judge.endpoint, record) });
  };
  const pairs = spec.pairs.map(
    ([one, other]) => [pathOf(prepared, one.candidate), pathOf(prepared, other.candidate)] as const,
  );
  const end = { folder: path, procedure: procedure.hash, pairs };
  try {
    const ending = await underWatch(tools, () => callJudge(prepared, matches, keep, judge, tools));
    const refusal = tellTroubles(ending, events);
    // Read anew: other shards may have written meanwhile.
    const left = planMatches({ ...spec, reopened: new Set() }, (await loadMatches(path)).matches);
    const complete = left.due === 0;
    const outcome = tools.stop.ending() ?? (refusal !== null ? "wrong-input" : complete ? "done" : "incomplete");
    events.send({ type: "end", complete, outcome, exitCode: launchExitCodes[outcome] });
    const isHopeless = ending.failedAlike.size > 0;
    return { ...end, outcome, complete, matches: left, storageError: null, refusal, isHopeless };
  } catch (error) {
    const storageError = tellFullDisk(error, events);
    return {
      ...end,
      outcome: "incomplete",
      complete: false,
      matches: null,
      storageError,
      refusal: null,
      isHopeless: false,
    };
  }
}

async function callJudge(
  { spec, label, path, procedure }: PreparedMatches,
  matches: ReadonlyMap<string, MatchRecord>,
  keep: (record: MatchRecord) => Promise<void>,
  { endpoint, batches }: { readonly endpoint: Endpoint; readonly batches: BatchClients | null },
  tools: ExecuteTools,
): Promise<RunEnding> {
  // What is kept while they are made must not change which ones are due.
  const before = new Map(matches);
  const { model } = spec.matching.judgeModel;
  const calls: JudgeCallsJob = {
    endpoint,
    group: label,
    model,
    who: theJudge,
    calls: () => dueMatches(spec, before, keep),
  };
  const batch: BatchJob = {
    id: label,
    model,
    who: theJudge,
    procedure: procedure.hash,
    due: () => new Map([...dueMatches(spec, matches, keep)].map((call) => [call.key, call])),
    isSettled: (key) => !isJudgmentDue(matches.get(key), new Set()),
    folder: path,
    judgeEndpoint: endpoint,
  };
  return compareInMode(calls, batch, batches, tools);
}

/** Counted with the judgments: they are the judge's calls. */
export function asRunPlan(matches: Count): RunPlan {
  return { answers: { planned: 0, settled: 0, due: 0 }, judgments: matches };
}

function pathOf({ candidates }: PreparedMatches, name: string): string {
  const found = candidates.find(({ candidate }) => candidate === name);
  if (found === undefined) throw new Error(`no candidate ${name}`);
  return found.record.path;
}

function launchOf(prepared: PreparedMatches, now: number): Launch {
  const { spec, loaded, procedure, judge, candidates } = prepared;
  const { set } = loaded;
  const { judge: pairJudge, judgeModel } = spec.matching;
  const rules = [...new Set(candidates.map(({ launch }) => launch.rules))].sort();
  const [only, ...others] = rules;
  return {
    startedAt: new Date(now).toISOString(),
    tool: { version: toolVersion() },
    rules: only !== undefined && others.length === 0 ? only : hashOf(rules),
    rulesFields: others.length === 0 ? (candidates[0]?.launch.rulesFields ?? {}) : {},
    procedure: {
      hash: procedure.hash,
      judge: pairJudge.id,
      kind: "matches",
      judges: [oneJudge(judgeModel.model)],
      scale: { min: -1, max: 1 },
      fields: procedure.fields,
    },
    questionSet: {
      id: set.id,
      title: set.title,
      language: set.language,
      categories: [...set.categories],
      size: set.size,
    },
    questions: spec.questions.map(({ id, hash, category, turns }) => ({
      id,
      hash,
      category,
      turns: turns.map((_, index) => index + 1).filter((turn) => matchesTurn(pairJudge, turn)),
    })),
    trials: spec.trials,
    repeats: spec.repeats,
    server: {},
    judgeServer: serverRecord(judge),
    deviations: [],
    matches: matchLaunchFacts(prepared),
  };
}

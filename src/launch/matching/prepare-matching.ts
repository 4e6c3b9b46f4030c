import { basename, relative, resolve, sep } from "node:path";
import { textOfOutcome } from "../../answers/answer.ts";
import { answeringRules } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import type { JudgeModel, Procedure } from "../../judgments/procedure.ts";
import { missingPairReferences, type PairJudge, requirePairs } from "../../matches/fill-pair-prompt.ts";
import { matchProcedureOf } from "../../matches/match-procedure.ts";
import { answersHash } from "../../results/answers-hash.ts";
import { compareFields, describeDifference } from "../../results/compare-fields.ts";
import type { Launch } from "../../results/manifest.ts";
import { matchesPath } from "../../results/places.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import type { Contestant, MatchSpec } from "../../runs/due-matches.ts";
import { contextForJudging } from "../endpoints/context-needed.ts";
import { judgeModel, keyFlags, modelString } from "../endpoints/name-models.ts";
import type { Endpoints, OpenEndpoint } from "../endpoints/open-endpoints.ts";
import { type LaunchHost, notify } from "../launch-host.ts";
import type { LaunchSpec, MatchingWork } from "../launch-spec.ts";
import type { Target } from "../open-budget.ts";
import { launchWithRules, procedureAsAsked } from "../prepare-judging.ts";
import { type PreparedRating, prepareRating } from "../prepare-rating.ts";
import { refuseMissingReferences } from "../prepared-launch.ts";
import { oneMember } from "../raters/one-member.ts";
import { warnOfUnlistedName } from "../warn-of-models.ts";

/** One candidate's answers that are to be compared. */
export interface MatchedCandidate extends Contestant {
  readonly record: RunRecord;
  /** The last launch under the answering rules that were chosen. */
  readonly launch: Launch;
}

/** All that a launch of matches needs, loaded, checked and reachable; nothing is written yet. */
export interface PreparedMatches {
  readonly loaded: PreparedRating;
  readonly spec: MatchSpec;
  readonly procedure: Procedure;
  readonly candidates: readonly MatchedCandidate[];
  /** Whose answers are compared, in messages. */
  readonly label: string;
  /** Where the records go. */
  readonly path: string;
  /** Results root. */
  readonly root: string;
  readonly judge: OpenEndpoint;
  readonly targets: readonly Target[];
}

/** Loads the answers that are there, and reaches the judge that compares them. */
export async function prepareMatching(
  spec: LaunchSpec<MatchingWork>,
  endpoints: Endpoints,
  host: LaunchHost,
): Promise<PreparedMatches> {
  const { work } = spec;
  const choice = { ...spec, steps: work.steps, judgeModel: modelString(spec.judgeModel, spec.own) };
  const loaded = await prepareRating(choice, host);
  const judge = requirePairs(oneMember(loaded.judge, spec, "matches"));
  const candidates = await matchedCandidates(work, loaded, host);
  const pairs = pairsOf(work, candidates);
  refuseMissingReferences(loaded, () => missingPairReferences(judge, loaded.set.questions, loaded.references));
  const model = await judgeModel(spec, judge.model, host);
  const open = await endpoints.open(model, {
    name: `judge ${model.id}`,
    keyFlag: keyFlags.judge,
    // Two conversations instead of one.
    contextTokens: 2 * contextForJudging(judge, answeringRules(judge, loaded.set), loaded.set.questions),
  });
  warnOfUnlistedName(`judge ${model.id}`, open.model, open.facts, host);
  const judgedBy: JudgeModel = { model: open.model, wire: model.family.wire };
  const procedure = commonProcedure(judge, loaded, judgedBy, candidates, host);
  const root = resolve(host.cwd, spec.results);
  return {
    loaded,
    spec: {
      matching: {
        judge,
        judgeModel: judgedBy,
        references: loaded.references,
        procedure: procedure.hash,
        seed: spec.seed,
      },
      pairs,
      questions: answeredQuestions(loaded, candidates),
      trials: Math.max(
        1,
        ...candidates.flatMap(({ record }) => [...record.answers.values()].map(({ trial }) => trial)),
      ),
      repeats: spec.repeats,
      shard: spec.shard,
      reopened: spec.reopened,
    },
    procedure,
    candidates,
    label: labelOf(pairs),
    path: matchesPath(root, loaded.set.id, judge.id),
    root,
    judge: open,
    targets: [{ model: open.model, baseUrl: open.baseUrl }],
  };
}

function labelOf(pairs: MatchSpec["pairs"]): string {
  const [only, ...others] = pairs.map((pair) => pair.map(({ candidate }) => candidate).join(" : "));
  return only !== undefined && others.length === 0 ? only : `${pairs.length} pairs`;
}

async function matchedCandidates(
  { folders, against, rules }: MatchingWork,
  { set }: PreparedRating,
  host: LaunchHost,
): Promise<MatchedCandidate[]> {
  const named = [...(against === undefined ? [] : [against]), ...folders];
  const paths = [...new Set(named)];
  if (paths.length < 2) {
    const twice = named.length > 1 ? `, and ${basename(folders[0] ?? "")} is named twice` : "";
    throw new InputError(`a match needs the answers of two candidates${twice}`, {
      hint: "Name at least two: ids (mtbench results list) or results folders.",
    });
  }
  const found: MatchedCandidate[] = [];
  for (const path of paths) {
    const record = await loadRunRecord(path);
    for (const line of record.damaged) notify(host, `${line.path}:${line.line}: set aside: ${line.problem}`);
    const { candidate, questionSet, origin } = record.manifest;
    if (questionSet.id !== set.id) {
      throw new InputError(`${candidate.id} answered ${questionSet.id}, and the answers to ${set.id} are compared`, {
        hint: "Name the set with --questions, and candidates that answered it.",
      });
    }
    if (record.answers.size === 0) {
      throw new InputError(`${candidate.id} has no answers`, { hint: "Ask first: mtbench answer --model ..." });
    }
    const launch = launchWithRules(record, rules);
    const byPlace = new Map(
      [...record.answers.values()]
        .filter((answer) => answer.rules === launch.rules)
        .map((answer) => [`${answer.questionHash} ${answer.turn} ${answer.trial}`, answer]),
    );
    found.push({
      candidate: origin === "import" ? `${candidate.id}+import` : candidate.id,
      answer: ({ hash }, turn, trial) => byPlace.get(`${hash} ${turn} ${trial}`),
      record,
      launch,
    });
  }
  const twice = found.find(({ candidate }, index) => found.findIndex((one) => one.candidate === candidate) !== index);
  if (twice !== undefined) {
    throw new InputError(`two of these candidates are called ${twice.candidate}`, {
      hint: "Give one of them another id: mtbench results rename.",
    });
  }
  return found;
}

/** Each with the baseline, or all with all. */
function pairsOf({ against }: MatchingWork, candidates: readonly MatchedCandidate[]): MatchSpec["pairs"] {
  const [baseline, ...others] = candidates;
  if (against !== undefined && baseline !== undefined) return others.map((one) => [one, baseline] as const);
  return candidates.flatMap((one, index) => candidates.slice(index + 1).map((other) => [one, other] as const));
}

function answeredQuestions({ set }: PreparedRating, candidates: readonly MatchedCandidate[]): MatchSpec["questions"] {
  const answers = candidates.flatMap(({ record }) => [...record.answers.values()]);
  const answered = new Set(
    answers.filter(({ outcome }) => textOfOutcome(outcome) !== null).map((one) => one.questionHash),
  );
  const questions = set.questions.filter(({ hash }) => answered.has(hash));
  if (questions.length > 0) return questions;
  throw new InputError(`these candidates have no answers to the questions of ${set.id} as they are now`, {
    hint: "The questions were changed since, or --categories and --limit leave none.",
  });
}

/**
 * The procedure under which all of these answers are compared. Answers that were asked for in different ways would compare the
 * ways too. Where an import does not say how it asked, the procedure says so.
 */
function commonProcedure(
  judge: PairJudge,
  { set, references }: PreparedRating,
  model: JudgeModel,
  candidates: readonly MatchedCandidate[],
  host: LaunchHost,
): Procedure {
  const all = candidates.map(({ candidate, launch }) => ({
    candidate,
    procedure: procedureAsAsked(judge, set, launch.rulesFields, (asAsked, own) =>
      matchProcedureOf(asAsked, references, model, own),
    ),
  }));
  const [first, ...others] = all;
  if (first === undefined) throw new Error("no candidates");
  const unknown = all.find(({ procedure }) => procedure.fields["answering.sampling"] === "unknown");
  const problems = others.flatMap(({ candidate, procedure }) =>
    compareFields(first.procedure.fields, procedure.fields)
      .filter(({ before, after }) => before !== "unknown" && after !== "unknown")
      .map((difference) => `${first.candidate} and ${candidate}: ${describeDifference(difference)}`),
  );
  if (unknown === undefined && problems.length > 0) {
    throw new InputError("these answers were asked for in different ways, and a match would compare the ways too", {
      problems,
      hint: "Answer once more under one judge's rules (mtbench answer --judge ...), or choose with --rules.",
    });
  }
  if (unknown === undefined) return first.procedure;
  if (all.some(({ procedure }) => procedure.hash !== unknown.procedure.hash)) {
    notify(
      host,
      `${unknown.candidate} does not say how its answers were asked for; the others' may have been asked otherwise`,
    );
  }
  return unknown.procedure;
}

/** What the place's journal says of this launch. */
export function matchLaunchFacts({ candidates, root, spec }: PreparedMatches): NonNullable<Launch["matches"]> {
  return {
    candidates: candidates.map(({ candidate, record, launch }) => ({
      candidate,
      folder: relative(root, record.path).split(sep).join("/"),
      rules: launch.rules,
      rulesFields: launch.rulesFields,
      answersHash: answersHash([...record.answers.values()].filter(({ rules }) => rules === launch.rules)),
    })),
    pairs: spec.pairs.map(([one, other]) => [one.candidate, other.candidate]),
  };
}

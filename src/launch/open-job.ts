import type { Json } from "../files/canonical-json.ts";
import { toolVersion } from "../files/tool-version.ts";
import type { Procedure } from "../judgments/procedure.ts";
import { judgeModelsFor, sharesOf } from "../judgments/raters.ts";
import type { Question, QuestionSet } from "../questions/question.ts";
import { type Launch, launchedSet, type Manifest } from "../results/manifest.ts";
import { openResultsFolder, type ResultsFolder } from "../results/results-folder.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import type { ServerFacts } from "../servers/reach/server-facts.ts";
import { refuseOtherServer } from "./same-server.ts";

/** A candidate's folder, open for this launch, with the launch written down. */
export interface OpenJob {
  readonly spec: RunSpec;
  readonly folder: ResultsFolder;
  readonly launch: Launch;
}

export interface LaunchFacts {
  readonly set: QuestionSet;
  /** Hash of the answering rules, and the rules by field. */
  readonly rules: string;
  readonly rulesFields: Readonly<Record<string, Json>>;
  readonly procedure: Procedure | null;
  /** Turns that are rated, by question id. */
  readonly ratedTurns: (questionId: string) => number[];
  readonly server: { readonly baseUrl: string; readonly facts: ServerFacts } | null;
  /** By judge model; null: nothing is rated. */
  readonly judgeServers: ReadonlyMap<string, { readonly baseUrl: string; readonly facts: ServerFacts }> | null;
  /** What is known beforehand to be otherwise than the procedure says. */
  readonly deviations?: readonly string[];
}

/**
 * Opens a candidate's folder, refuses a server that is not the one of the earlier launches, and appends this launch.
 * Nothing is written when it throws.
 */
export async function openJob(
  spec: RunSpec,
  facts: LaunchFacts,
  options: {
    readonly path: string;
    readonly manifest: Manifest;
    readonly fresh: boolean;
    readonly now: () => number;
    /** Whether `folder.record` grows with what is appended. */
    readonly remember: boolean;
  },
): Promise<OpenJob> {
  const folder = await openResultsFolder(options.path, options.manifest, { ...options, shard: spec.shard });
  try {
    const launch = launchOf(spec, facts, options.now());
    const { launches, path, manifest } = folder.record;
    const earlier = launches.findLast((one) => one.server.identity !== undefined)?.server;
    const isHashed = String(manifest.candidate.revision).startsWith("gguf:");
    refuseOtherServer(path, earlier, launch.server, { isHashed });
    await folder.appendLaunch(launch);
    return { spec, folder, launch };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function launchOf(spec: RunSpec, facts: LaunchFacts, now: number): Launch {
  const { set, rules, rulesFields, procedure } = facts;
  return {
    startedAt: new Date(now).toISOString(),
    tool: { version: toolVersion() },
    rules,
    rulesFields,
    procedure:
      procedure === null || spec.rating === null
        ? null
        : {
            hash: procedure.hash,
            judge: spec.rating.judge.id,
            kind: "ratings",
            judges: sharesOf(spec.rating.raters),
            scale: { min: spec.rating.judge.scale.min, max: spec.rating.judge.scale.max },
            fields: procedure.fields,
          },
    questionSet: launchedSet(set),
    questions: spec.questions.map((question) => ({
      id: question.id,
      hash: question.hash,
      category: question.category,
      turns: facts.ratedTurns(question.id),
      ...drawnFor(question, spec),
    })),
    trials: spec.trials,
    repeats: spec.repeats,
    server: facts.server === null ? {} : serverRecord(facts.server),
    ...judgeServersOf(spec, facts),
    deviations: [...ownPrompt(spec), ...(facts.deviations ?? [])],
  };
}

function drawnFor(question: Question, { rating }: RunSpec): { judgeModel?: string } {
  if (rating?.raters.kind !== "jury" || rating.raters.jury.design !== "rotating") return {};
  const [drawn] = judgeModelsFor(rating.raters, question);
  return drawn === undefined ? {} : { judgeModel: drawn.model };
}

function judgeServersOf({ rating }: RunSpec, facts: LaunchFacts): Pick<Launch, "judgeServer" | "judgeServers"> {
  const servers = [...(facts.judgeServers ?? [])].map(([model, server]) => [model, serverRecord(server)] as const);
  if (rating?.raters.kind === "jury") return { judgeServer: null, judgeServers: Object.fromEntries(servers) };
  return { judgeServer: servers[0]?.[1] ?? null };
}

/** A system prompt of the candidate's own goes beyond what the procedure says, which is none. */
function ownPrompt({ asking }: RunSpec): string[] {
  const isOwn = asking !== null && asking.candidate.systemPrompt !== undefined && asking.rules.systemPrompt === null;
  return isOwn ? ["a system prompt of its own"] : [];
}

/** A server as a launch records it. */
export function serverRecord(server: { readonly baseUrl: string; readonly facts: ServerFacts }): Record<string, Json> {
  const { kind, identity, observed } = server.facts;
  return { baseUrl: server.baseUrl, kind, identity, observed };
}

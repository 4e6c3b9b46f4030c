import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answeringRules } from "../src/answers/answering-rules.ts";
import type { ChatOptions } from "../src/chat/chat-options.ts";
import { openChat } from "../src/chat/open-chat.ts";
import { startPace } from "../src/chat/pace/pace.ts";
import { packageRoot } from "../src/files/package-root.ts";
import { loadJudge } from "../src/judges/load-judge.ts";
import { procedureOf } from "../src/judgments/procedure.ts";
import type { Candidate } from "../src/models/candidate.ts";
import { candidateOf, resolveModel } from "../src/models/resolve-model.ts";
import { loadQuestionSet } from "../src/questions/load-question-set.ts";
import type { QuestionSet } from "../src/questions/question.ts";
import { manifestFor } from "../src/results/manifest.ts";
import type { RecordedReply } from "../src/results/recorded-replies.ts";
import { openResultsFolder } from "../src/results/results-folder.ts";
import type { Endpoint } from "../src/runs/endpoint.ts";
import { executeRun } from "../src/runs/execute-run.ts";
import { fairLimit } from "../src/runs/fair-limit.ts";
import type { RunSpec } from "../src/runs/run-spec.ts";
import { sourcePlaces } from "../src/sources/source-places.ts";
import { startSimulatedServer } from "./start-server.ts";

export interface Workload {
  readonly set: QuestionSet;
  readonly candidate: Candidate;
  spec(trials: number): RunSpec;
}

/** The 80 original questions rated by our own judge: what a run without any download asks. */
export async function loadWorkload(): Promise<Workload> {
  const places = sourcePlaces({});
  const set = await loadQuestionSet("ja-original", { cwd: packageRoot, places });
  const judge = await loadJudge("mtbench-ja", set, { cwd: packageRoot, places, model: "judge" });
  const references = set.references[0] ?? null;
  const candidate = candidateOf(resolveModel("candidate@http://127.0.0.1:9/v1", null), { id: null, revision: null });
  const rules = answeringRules(judge, set);
  const judgeModel = { model: "judge", wire: candidate.wire };
  const procedure = procedureOf(judge, references, judgeModel, set).hash;
  return {
    set,
    candidate,
    spec: (trials) => ({
      id: candidate.id,
      asking: { candidate, rules },
      questions: set.questions,
      rules: rules.hash,
      rating: { judge, raters: { kind: "one", judgeModel }, references, procedure },
      trials,
      repeats: 1,
      seed: 0,
      shard: null,
      reopened: new Set(),
    }),
  };
}

/** An endpoint as `mtbench run` opens it for a server with so many slots. */
export function openLine(
  baseUrl: string,
  slots: number,
  options: ChatOptions = {},
): Endpoint & { close(): Promise<void> } {
  const pace = startPace({ slots, cap: slots });
  const { chat, close } = openChat({ baseUrl, apiKey: null }, { pace, ...options });
  return { name: baseUrl, chat, limit: fairLimit(slots).run, close };
}

const never = { requested: () => false, signal: new AbortController().signal };

export interface RunMeasure {
  /** Of the run alone: folder and connections are open before, the report comes after. */
  readonly seconds: number;
  /** User and system time of this process. */
  readonly cpuSeconds: number;
  readonly calls: number;
  /** Highest resident size that was seen, bytes. */
  readonly memory: number;
}

export interface RunPlace {
  readonly answerUrl: string;
  readonly judgeUrl: string;
  readonly slots: number;
  /** What other candidates' folders hold; absent: there are none. */
  readonly recorded?: () => AsyncIterable<RecordedReply>;
}

/** One run over HTTP into a journal of its own, measured. `keep` gets the folder before it is removed. */
export async function measureRun(
  { candidate, set, spec }: Workload,
  trials: number,
  place: RunPlace,
  keep: (folder: string) => Promise<void> = async () => undefined,
): Promise<RunMeasure> {
  const root = await mkdtemp(join(tmpdir(), "mtbench-bench-"));
  const endpoints = [openLine(place.answerUrl, place.slots), openLine(place.judgeUrl, place.slots)];
  const [endpoint, judgeEndpoint] = endpoints;
  if (endpoint === undefined || judgeEndpoint === undefined) throw new Error("two endpoints");
  const manifest = manifestFor({ version: "0", createdAt: "2026-01-01T00:00:00.000Z", set, candidate, seed: 0 });
  const path = join(root, "candidate");
  const folder = await openResultsFolder(path, manifest, { remember: false });
  let memory = 0;
  const look = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss());
  }, 100);
  let calls = 0;
  try {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const ending = await executeRun(
      [
        {
          spec: spec(trials),
          stored: folder.record,
          endpoint,
          judgeEndpoints: new Map([["judge", judgeEndpoint]]),
          ...(place.recorded === undefined ? {} : { recorded: place.recorded }),
          async onAnswer(answer) {
            if (answer.outcome.status !== "answered") throw new Error(`an answer failed: ${JSON.stringify(answer)}`);
            await folder.appendAnswer(answer);
            calls += 1;
          },
          async onJudgment(judgment) {
            if (judgment.outcome.status !== "rated") throw new Error(`unrated: ${JSON.stringify(judgment)}`);
            await folder.appendJudgment(judgment);
            calls += 1;
          },
        },
      ],
      never,
    );
    if (ending.givenUp.size > 0) throw new Error(`a server was given up: ${JSON.stringify([...ending.givenUp])}`);
    const seconds = (performance.now() - started) / 1000;
    const used = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (used.user + used.system) / 1e6, calls, memory };
  } finally {
    clearInterval(look);
    await folder.close();
    await keep(path);
    for (const one of endpoints) await one.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** Two servers for the length of `use`: one for answers, one for judgments. */
export async function withServers<T>(
  model: Parameters<typeof startSimulatedServer>[0],
  use: (place: RunPlace) => Promise<T>,
): Promise<T> {
  const servers = [await startSimulatedServer(model), await startSimulatedServer(model)];
  try {
    const [answers, judgments] = servers;
    if (answers === undefined || judgments === undefined) throw new Error("two servers");
    return await use({ answerUrl: answers.baseUrl, judgeUrl: judgments.baseUrl, slots: model.slots });
  } finally {
    for (const server of servers) await server.close();
  }
}

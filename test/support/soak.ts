import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { openChat } from "../../src/chat/open-chat.ts";
import { startPace } from "../../src/chat/pace/pace.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import { executeRun } from "../../src/runs/execute-run.ts";
import { fairLimit } from "../../src/runs/fair-limit.ts";
import { planRun } from "../../src/runs/plan-run.ts";
import type { RunSpec } from "../../src/runs/run-spec.ts";
import { makeRandom, type Random } from "../../src/statistics/resampling/random.ts";
import { errorBody, event, eventsOf, type Script, startFakeServer } from "./fake-server.ts";
import { makeCandidate, makeQuestion, makeRules } from "./make.ts";
import { makeJudge } from "./make-judge.ts";

const whole = eventsOf({ text: "古池や蛙飛びこむ水の音\n評価: [[7]]", chunkSize: 4 });
const half = whole.slice(0, 4);
const bytes = Buffer.from(whole.join(""));

/** Every kind of fault that a server can play; each is drawn equally often. */
export const faults: Readonly<Record<string, (random: Random) => Script>> = {
  "429 without Retry-After": () => ({ status: 429, body: errorBody("slow down", "rate_limit_error") }),
  "429 with seconds": () => ({ status: 429, headers: { "retry-after": "1" } }),
  "429 with milliseconds": () => ({ status: 429, headers: { "retry-after-ms": "30" } }),
  "429 with a date": () => ({ status: 429, headers: { "retry-after": new Date(Date.now() + 900).toUTCString() } }),
  "429 with nonsense": () => ({ status: 429, headers: { "retry-after": "-1 fortnight" } }),
  "500": () => ({ status: 500, body: errorBody("boom", "server_error") }),
  "502 HTML page": () => ({ status: 502, body: "<!doctype html><title>Bad Gateway</title>" }),
  "503": () => ({ status: 503, body: errorBody("Loading model", "unavailable_error") }),
  "504": () => ({ status: 504 }),
  "408": () => ({ status: 408 }),
  "400 bad value": () => ({ status: 400, body: errorBody("bad value", "invalid_request_error") }),
  "400 context too long": () => ({
    status: 400,
    body: errorBody("too long", "x", { code: "context_length_exceeded" }),
  }),
  "400 content filter": () => ({ status: 400, body: errorBody("filtered", "x", { code: "content_filter" }) }),
  "200 HTML page": () => ({ status: 200, body: "<!doctype html><title>Welcome</title>" }),
  "200 empty body": () => ({ status: 200, body: "" }),
  "200 error body": () => ({ status: 200, body: errorBody("engine died", "InternalServerError") }),
  "choices: []": () => ({ status: 200, body: { choices: [] } }),
  "choices: null": () => ({ status: 200, body: { choices: null } }),
  "cut JSON": () => ({ status: 200, body: '{"choices":[{"message":{"content":"古' }),
  "cut stream": () => ({ steps: [...half, "cut"] }),
  "stream ends early": () => ({ steps: half }),
  "stream stalls": () => ({ steps: [...half, "stall"] }),
  "slow drip, split characters": () => ({ steps: drip() }),
  "reset before the answer": () => ({ steps: ["cut"] }),
  "wrong content type": () => ({ steps: [...whole], headers: { "content-type": "image/png" } }),
  "invalid UTF-8": () => ({ steps: [Buffer.from([0xff, 0xfe, 0x00]), "cut"] }),
  "gigantic reply": () => ({ text: "海".repeat(30_000), chunkSize: 5_000 }),
  "duplicate usage": () => ({
    steps: [
      ...whole.slice(0, -1),
      event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }),
      "data: [DONE]\n\n",
    ],
  }),
  "error in the stream": () => ({ steps: [...half, event(errorBody("slot lost", "server_error", { code: 500 }))] }),
};

/** The whole reply in pieces of a few bytes, which cut characters in two. */
function drip(): (Uint8Array | number)[] {
  const steps: (Uint8Array | number)[] = [];
  for (let at = 0; at < bytes.length; at += 97) steps.push(bytes.subarray(at, at + 97), 1);
  return steps;
}

export interface SoakReport {
  readonly calls: number;
  readonly seconds: number;
  /** Faults played, by kind. */
  readonly injected: ReadonlyMap<string, number>;
  /** What became of the turns and their ratings, by outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Turns planned, and turns that have a rating or a recorded reason. */
  readonly planned: number;
  readonly accounted: number;
  /** MB of the heap in use after garbage collection, from time to time. */
  readonly heap: readonly number[];
  readonly peakRss: number;
  /** Sockets and timers that were not there before. */
  readonly leaked: readonly string[];
}

/** A run in which a share of the calls meets a fault, the clock jumps, and waits are a hundredth of the real ones. */
export async function soak(options: {
  readonly questions: number;
  readonly faultShare: number;
  readonly seed: number;
}): Promise<SoakReport> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const held = () => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout/.test(kind));
  const before = held().length;
  const random = makeRandom(options.seed);
  const kinds = Object.keys(faults);
  const injected = new Map<string, number>();
  let calls = 0;
  const server = await startFakeServer({
    forget: true,
    onChat() {
      calls += 1;
      if (random() >= options.faultShare) return { steps: whole };
      const kind = kinds[Math.floor(random() * kinds.length)] ?? "500";
      injected.set(kind, (injected.get(kind) ?? 0) + 1);
      return faults[kind]?.(random) ?? "";
    },
  });
  const pace = startPace({ start: 16, cap: 32, maxPauseMs: 40, unreachableDelayMs: 5 });
  const { chat, close } = openChat(
    { baseUrl: server.baseUrl, apiKey: "sk-soak-0123456789" },
    {
      pace,
      random,
      // The wall clock jumps by hours, forth and back.
      now: () => Date.now() + Math.floor(random() * 3 - 1) * 7_200_000,
      sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, milliseconds / 100);
          signal?.addEventListener(
            "abort",
            () => {
              clearTimeout(timer);
              reject(signal.reason);
            },
            { once: true },
          );
        }),
      idleTimeoutMs: 250,
      maxReplyCharacters: 20_000,
    },
  );
  const limit = fairLimit(pace.limit());
  pace.onLimit((count) => limit.setConcurrency(count));
  const endpoint = { name: "soak", chat, limit: limit.run };
  const rules = makeRules();
  const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
  const spec: RunSpec = {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions: Array.from({ length: options.questions }, (_, index) =>
      makeQuestion({ id: String(index), turns: [`${index}番の句。`, "季語を変えて。"] }),
    ),
    rules: rules.hash,
    rating: {
      judge: makeJudge(),
      raters: { kind: "one", judgeModel: { model: "rater-9", wire } },
      references: null,
      procedure: "p".repeat(64),
    },
    trials: 1,
    repeats: 1,
    seed: 0,
    reopened: new Set(),
    shard: null,
  };
  const answers = new Map<string, AnswerRecord>();
  const judgments = new Map<string, JudgmentRecord>();
  const heap: number[] = [];
  let peakRss = 0;
  const every = Math.max(1, Math.floor(options.questions / 4));
  const sample = () => {
    peakRss = Math.max(peakRss, process.memoryUsage().rss / 2 ** 20);
    if ((answers.size + judgments.size) % every !== 0) return;
    collect();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  };
  const started = performance.now();
  const job = {
    spec,
    stored: { answers, judgments },
    endpoint,
    judgeEndpoints: new Map([["rater-9", endpoint]]),
    onAnswer: async (answer: AnswerRecord) => {
      answers.set(answer.key, answer);
      sample();
    },
    onJudgment: async (judgment: JudgmentRecord) => {
      judgments.set(judgment.key, judgment);
      sample();
    },
  };
  await executeRun([job], { requested: () => false, signal: new AbortController().signal });
  const seconds = (performance.now() - started) / 1000;
  await close();
  pace.close({
    reason: "request-failed",
    scope: "call",
    status: null,
    message: "over",
    retry: false,
    unreachable: false,
    parameters: [],
    retryAfterMs: null,
  });
  await server.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const outcomes = new Map<string, number>();
  const count = (name: string) => outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  for (const { outcome } of judgments.values())
    count(outcome.status === "rated" ? "rated" : `unrated: ${outcome.reason}`);
  for (const { outcome } of answers.values()) if (outcome.status === "failed") count(`no answer: ${outcome.reason}`);
  const planned = planRun(spec, { answers: new Map(), judgments: new Map() }).judgments.planned;
  const accounted = [...outcomes.values()].reduce((sum, number) => sum + number, 0);
  return {
    calls,
    seconds,
    injected,
    outcomes,
    planned,
    accounted,
    heap,
    peakRss,
    leaked: held().slice(before),
  };
}

import type { BatchClient } from "../../src/chat/batch/batch-client.ts";
import type { BatchState } from "../../src/chat/batch/batch-state.ts";
import type { ChatOutcome } from "../../src/chat/chat.ts";
import type { JudgmentOutcome } from "../../src/judgments/judgment.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import type { BatchRecord, PlannedBatch } from "../../src/results/batch-journal.ts";
import type { BatchContext, BatchNews, BatchTools, BatchWork } from "../../src/runs/batch/batch-context.ts";
import { openBatchPlaces } from "../../src/runs/batch/batch-places.ts";
import { noBudget } from "../../src/runs/budget.ts";
import type { CallManner, DueCall } from "../../src/runs/due-call.ts";
import { makeReply, playedChat } from "./make.ts";

/** Batches in the test's own process: no server, no clock, every call and every record to be looked at. */

export const playedServer = "http://played.example/v1";
/** Half a second after a whole minute, so that times cannot be mixed up with others. */
export const playedNow = Date.parse("2026-05-06T07:08:00.500Z");
export const playedAt = "2026-05-06T07:08:00.500Z";

export function stateOf(over: Partial<BatchState> = {}): BatchState {
  return {
    id: "batch-1",
    status: "completed",
    outputFileId: null,
    errorFileId: null,
    counts: null,
    problems: [],
    createdAt: null,
    endedAt: null,
    waitMs: null,
    ...over,
  };
}

/** A client that does at once what it is asked to; `calls` tells what that was. `files` are served line by line. */
export function playedClient(
  over: Partial<BatchClient> = {},
  files: Readonly<Record<string, readonly string[]>> = {},
): BatchClient & { readonly calls: string[]; readonly uploads: string[] } {
  const calls: string[] = [];
  const uploads: string[] = [];
  const unexpected = (what: string) => () => {
    throw new Error(`nobody was to ask for ${what}`);
  };
  const { upload, create, find, findFile, retrieve, ...rest } = over;
  return {
    name: playedServer,
    endpoint: "/v1/chat/completions",
    secrets: [],
    check: unexpected("a check"),
    close: unexpected("the end"),
    async upload(name, text, signal) {
      calls.push(`upload ${name}`);
      uploads.push(text);
      return upload === undefined ? `file-of-${name}` : upload(name, text, signal);
    },
    async create(file, token, signal) {
      calls.push(`create ${file} ${token}`);
      return create === undefined ? stateOf({ id: `batch-of-${token}` }) : create(file, token, signal);
    },
    async find(token, signal) {
      calls.push(`find ${token}`);
      return find === undefined ? null : find(token, signal);
    },
    async findFile(name, signal) {
      calls.push(`find file ${name}`);
      return findFile === undefined ? null : findFile(name, signal);
    },
    async retrieve(id, signal) {
      calls.push(`retrieve ${id}`);
      return retrieve === undefined ? stateOf({ id }) : retrieve(id, signal);
    },
    async readLines(id, onLine) {
      calls.push(`read ${id}`);
      for (const line of files[id] ?? []) await onLine(line);
    },
    ...rest,
    calls,
    uploads,
  };
}

export const bodyOf = (text: string, over: Partial<ChatBody> = {}): ChatBody => ({
  model: "rater-9",
  messages: [{ role: "user", content: text }],
  max_tokens: 100,
  ...over,
});

/** What a due call was given, and whether it was kept. */
export interface Made {
  readonly key: string;
  readonly outcome: ChatOutcome;
  readonly batch: string | undefined;
}

/** Due calls under these keys, each sending its key as its text. `asks`: how often each asks, by key; the last reply counts. */
export function dueCalls(
  keys: readonly string[],
  made: Made[],
  {
    body = bodyOf,
    asks = {},
  }: { readonly body?: typeof bodyOf; readonly asks?: Readonly<Record<string, number>> } = {},
): Map<string, DueCall> {
  const call = (key: string): DueCall => ({
    key,
    body: body(key),
    async make(chat, { signal, batch, isKept = () => true }: CallManner) {
      let outcome = await chat({ body: body(key), signal });
      for (let asked = 2; asked <= (asks[key] ?? 1); asked += 1) outcome = await chat({ body: body(key), signal });
      const judged: JudgmentOutcome =
        outcome.status === "failed"
          ? { status: "unrated", reason: "request-failed", text: outcome.message }
          : { status: "unrated", reason: "no-rating", text: outcome.content };
      if (!isKept({ outcome: judged, call: null })) return false;
      made.push({ key, outcome, batch });
      return true;
    },
  });
  return new Map(keys.map((key) => [key, call(key)]));
}

export interface PlayedScene {
  readonly work: BatchWork;
  readonly context: BatchContext;
  readonly records: BatchRecord[];
  readonly made: Made[];
  readonly notices: string[];
  readonly news: BatchNews[];
  readonly waits: number[];
  readonly givenUp: Parameters<BatchContext["giveUp"]>[0][];
  readonly plainCalls: readonly unknown[];
}

/** One job's work and what its launch shares, with everything that happens written down. */
export function playedScene(
  keys: readonly string[],
  options: {
    readonly client?: BatchClient;
    readonly work?: Partial<BatchWork>;
    readonly job?: Partial<BatchWork["job"]>;
    readonly context?: Partial<BatchContext>;
    readonly tools?: Partial<BatchTools>;
    readonly calls?: Parameters<typeof dueCalls>[2];
  } = {},
): PlayedScene {
  const records: BatchRecord[] = [];
  const made: Made[] = [];
  const notices: string[] = [];
  const news: BatchNews[] = [];
  const waits: number[] = [];
  const givenUp: PlayedScene["givenUp"] = [];
  const chat = playedChat(() => makeReply({ content: "by a plain call" }));
  const due = dueCalls(keys, made, options.calls);
  let tokens = 0;
  const work: BatchWork = {
    job: {
      id: "haiku",
      model: "rater-9",
      who: "the judge",
      procedure: "p".repeat(64),
      due: () => due,
      isSettled: () => false,
      folder: "/nowhere",
      judgeEndpoint: { name: playedServer, chat, limit: (call) => call() },
      ...options.job,
    },
    due,
    failures: new Map(),
    leftAlone: new Set(),
    dropped: [],
    tries: new Map(),
    booked: new Map(),
    append: async (record) => {
      records.push(record);
    },
    ...options.work,
  };
  const context: BatchContext = {
    client: options.client ?? playedClient(),
    tools: {
      now: () => playedNow,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
      newToken() {
        tokens += 1;
        return `t${tokens}`;
      },
      poll: { firstMs: 100, maxMs: 400 },
      onNews: (one) => news.push(one),
      onNotice: (candidate, notice) => notices.push(`${candidate}: ${notice}`),
      ...options.tools,
    },
    signal: new AbortController().signal,
    budget: noBudget,
    places: openBatchPlaces(),
    running: [],
    isShort: false,
    halted: () => false,
    stopping: () => false,
    giveUp: (failure) => givenUp.push(failure),
    ...options.context,
  };
  return { work, context, records, made, notices, news, waits, givenUp, plainCalls: chat.bodies };
}

export function planOf(keys: readonly string[], over: Partial<PlannedBatch> = {}): PlannedBatch {
  return {
    event: "planned",
    token: "t9",
    at: "2026-05-06T07:00:00.000Z",
    server: playedServer,
    procedure: "p".repeat(64),
    model: "rater-9",
    dropped: [],
    keys: [...keys],
    ...over,
  };
}

/** A line of an output file with this reply. */
export function replyLine(key: string, text: string, usage?: Readonly<Record<string, number>>): string {
  const choice = { index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" };
  const body = { object: "chat.completion", model: "rater-9", choices: [choice], ...(usage ? { usage } : {}) };
  return JSON.stringify({ custom_id: key, response: { status_code: 200, body }, error: null });
}

/** A line of an error file with this HTTP status. */
export function errorLine(key: string, status: number, message: string, more: Readonly<Record<string, string>> = {}) {
  const body = { error: { message, type: "invalid_request_error", ...more } };
  return JSON.stringify({ custom_id: key, response: { status_code: status, body }, error: null });
}

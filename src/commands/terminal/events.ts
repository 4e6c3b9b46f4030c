import { createWriteStream, type WriteStream } from "node:fs";
import { dirname, resolve } from "node:path";
import type { AnswerRecord } from "../../answers/answer.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { StorageError } from "../../files/storage-error.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import type { LaunchEvent } from "../../launch/launch-events.ts";
import type { MatchRecord } from "../../matches/match.ts";
import type { RunPlan } from "../../runs/plan-run.ts";
import type { Io } from "./io.ts";

/** What happens in a run, one JSON object a line (docs/events.md lists them). Texts stay in the journals. */
export type RunEvent =
  | { readonly type: "start"; readonly candidate: string; readonly folder: string; readonly plan: RunPlan }
  | {
      readonly type: "answer";
      readonly candidate: string;
      readonly questionId: string;
      readonly turn: number;
      readonly trial: number;
      readonly key: string;
      readonly status: string;
      readonly reason: string | null;
    }
  | {
      readonly type: "judgment";
      readonly candidate: string;
      readonly questionId: string;
      readonly turn: number;
      readonly trial: number;
      readonly repeat: number;
      readonly key: string;
      readonly status: string;
      readonly reason: string | null;
      readonly rating: number | null;
    }
  | {
      readonly type: "match";
      /** Whose answers are compared. */
      readonly candidate: string;
      readonly questionId: string;
      readonly turn: number;
      readonly trial: number;
      readonly repeat: number;
      /** The candidate whose answer was shown first, and the other one. */
      readonly first: string;
      readonly second: string;
      readonly key: string;
      readonly status: string;
      readonly reason: string | null;
      readonly verdict: string | null;
    }
  | {
      readonly type: "batch";
      readonly candidate: string;
      readonly batch: string;
      readonly status: string;
      readonly completed: number | null;
      readonly total: number | null;
    }
  | { readonly type: "server-concurrency"; readonly server: string; readonly limit: number; readonly refused: number }
  | { readonly type: "server-down"; readonly server: string }
  | { readonly type: "server-up"; readonly server: string }
  | { readonly type: "server-given-up"; readonly server: string; readonly message: string }
  | { readonly type: "budget-reached" }
  | { readonly type: "end"; readonly complete: boolean; readonly exitCode: number };

export interface EventStream {
  send(event: RunEvent): void;
  close(): Promise<void>;
}

/** Opens `--events`: a file, `-` for stdout, or nothing. Each line carries the time. */
export function openEvents(target: string | undefined, io: Io): EventStream {
  if (target === undefined) return { send: () => undefined, close: async () => undefined };
  const stamp = (event: RunEvent) => `${JSON.stringify({ at: new Date(io.now()).toISOString(), ...event })}\n`;
  if (target === "-") return { send: (event) => io.out(stamp(event)), close: async () => undefined };
  const path = resolve(io.cwd, target);
  let failed = false;
  // Events are for whoever watches; a run does not end because they cannot be written.
  const giveUp = (error: unknown): void => {
    if (!failed) io.err(`warning: no more events: ${new StorageError(path, error).message}\n`);
    failed = true;
  };
  // A launch that never begins leaves no file behind.
  let opening: Promise<WriteStream> | null = null;
  const open = async (): Promise<WriteStream> => {
    await makeFolder(dirname(path)).catch(giveUp);
    return createWriteStream(path, { flags: "a" }).on("error", giveUp);
  };
  return {
    send(event) {
      if (failed) return;
      const line = stamp(event);
      opening ??= open();
      void opening.then((stream) => failed || stream.write(line));
    },
    async close() {
      const stream = await opening;
      if (stream !== null) await new Promise<void>((done) => (failed ? done() : stream.end(() => done())));
    },
  };
}

/** What of a launch's events is written: `begin` is one `start` for each candidate, and messages for people are left out. */
export function runEvents(event: LaunchEvent): RunEvent[] {
  switch (event.type) {
    case "begin":
      return event.candidates.map(({ id: candidate, folder, plan }) => ({ type: "start", candidate, folder, plan }));
    case "answer":
      return [answerEvent(event.candidate, event.record)];
    case "judgment":
      return [judgmentEvent(event.candidate, event.record)];
    case "match":
      return [matchEvent(event.candidate, event.record)];
    case "batch": {
      const { type, candidate, batch, status, counts } = event;
      return [{ type, candidate, batch, status, completed: counts?.completed ?? null, total: counts?.total ?? null }];
    }
    case "server-given-up": {
      const { type, server, message } = event;
      return [{ type, server, message }];
    }
    case "end": {
      const { type, complete, exitCode } = event;
      return [{ type, complete, exitCode }];
    }
    case "server-concurrency":
    case "server-down":
    case "server-up":
    case "budget-reached":
      return [event];
    case "notice":
    case "calls-over":
    case "storage-failed":
      return [];
    default: {
      const never: never = event;
      throw new Error(`no such event ${String(never)}`);
    }
  }
}

function answerEvent(candidate: string, record: AnswerRecord): RunEvent {
  const { questionId, turn, trial, key, outcome } = record;
  const reason = outcome.status === "failed" ? outcome.reason : null;
  return { type: "answer", candidate, questionId, turn, trial, key, status: outcome.status, reason };
}

function judgmentEvent(candidate: string, record: JudgmentRecord): RunEvent {
  const { questionId, turn, trial, repeat, key, outcome } = record;
  return {
    type: "judgment",
    candidate,
    questionId,
    turn,
    trial,
    repeat,
    key,
    status: outcome.status,
    reason: outcome.status === "unrated" ? outcome.reason : null,
    rating: outcome.status === "rated" ? outcome.rating : null,
  };
}

function matchEvent(candidate: string, record: MatchRecord): RunEvent {
  const { questionId, turn, trial, repeat, key, outcome } = record;
  return {
    type: "match",
    candidate,
    ...{ questionId, turn, trial, repeat },
    first: record.first.candidate,
    second: record.second.candidate,
    key,
    status: outcome.status,
    reason: outcome.status === "unrated" ? outcome.reason : null,
    verdict: outcome.status === "rated" ? outcome.verdict : null,
  };
}

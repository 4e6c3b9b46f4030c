import type { Chat } from "../chat/chat.ts";
import type { Price } from "../models/price.ts";
import type { Urgency } from "./order/waiting-calls.ts";

/** Where a call stands among those that wait for the same server. */
export interface Place {
  /** Calls of one group have the same claim on the server: a candidate's answers and the judgments of them. */
  readonly group: string;
  /** Within a group the highest goes first, asked whenever a slot comes free; absent: 0. */
  readonly urgency?: Urgency;
}

/** Runs one call when its server has room. */
export interface Limit {
  <T>(call: () => Promise<T>, place?: Place): Promise<T>;
  /** Calls at once now; absent: not known. */
  readonly slots?: () => number;
  /** Calls that run or wait; absent: not known. */
  readonly busy?: () => number;
}

/** A server as the executor sees it: how to ask, and how much at once. */
export interface Endpoint {
  /** Named in messages. */
  readonly name: string;
  readonly chat: Chat;
  readonly limit: Limit;
  /** What a model costs here; absent or null: not known. */
  readonly priceOf?: (model: string) => Price | null;
  /** Present where the server works in turns with others: it may be asked between `enter` and `leave` alone. */
  readonly shift?: { enter(isWanted: () => boolean): Promise<void>; leave(): Promise<void> };
  /** Called when the record of a key is on the disk: whoever keeps its calls for us need not any longer. */
  readonly recorded?: (key: string) => Promise<void>;
}

/** Where each judge model of a run is asked, by its model string; several may share a server. */
export type JudgeEndpoints = ReadonlyMap<string, Endpoint>;

/** The endpoint of a judge model of the run. */
export function theJudgeEndpoint(endpoints: JudgeEndpoints, model: string): Endpoint {
  const endpoint = endpoints.get(model);
  if (endpoint === undefined) throw new Error(`the judge model ${model} has no server`);
  return endpoint;
}

/** Asks the run to end: no new call starts, running ones finish. `signal` ends those too. */
export interface Stop {
  requested(): boolean;
  readonly signal: AbortSignal;
}

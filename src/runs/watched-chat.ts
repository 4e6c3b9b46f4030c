import { callOf } from "../answers/generate-answer.ts";
import type { Chat, ChatFailure, ChatOutcome } from "../chat/chat.ts";
import { InputError } from "../errors.ts";
import type { Raters } from "../judgments/raters.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import type { AlikeFailure, AlikeWatch } from "./alike-failures.ts";
import type { Budget } from "./budget.ts";
import { noTokensSpent, tokensOfCall } from "./cost.ts";
import type { Endpoint, Stop } from "./endpoint.ts";

/** Why a server is not asked any more, by its name, or a model at one by both. */
export type GivenUp = Map<string, ChatFailure>;

/** A call that was never made, for want of money. */
const unpaid = unasked("the budget has no room for this call", "call");

/** A call that was not even tried. */
export function unasked(message: string, scope: ChatFailure["scope"]): ChatFailure {
  return {
    status: "failed",
    reason: "request-failed",
    message,
    httpStatus: null,
    scope,
    timing: { startedAt: "", firstTokenMs: null, totalMs: 0 },
    failedAttempts: [],
  };
}

/** What is remembered of failures: of servers, and of everyone who is asked. */
export interface FailureWatch {
  readonly givenUp: GivenUp;
  readonly alike: AlikeWatch;
}

/**
 * An endpoint's chat that keeps to the budget and remembers when it is not worth asking any more: its server, or only `who`
 * is asked there (a candidate's id, the judge), all of whose first calls failed alike.
 */
export function watchedChat(endpoint: Endpoint, who: string, watch: FailureWatch, stop: Stop, budget: Budget): Chat {
  return async (request): Promise<ChatOutcome> => {
    const reservation = await budget.reserve(request.body, endpoint.priceOf?.(request.body.model) ?? null, request.key);
    if (reservation === null) return unpaid;
    const outcome = await endpoint.chat({ ...request, mayPayAgain: reservation.more }).catch((error: unknown) => {
      reservation.settle(noTokensSpent);
      throw error;
    });
    const replied = outcome.status === "replied";
    const unreported = replied ? estimateTokens(`${outcome.reasoning ?? ""}${outcome.content}`).high : 0;
    reservation.settle(tokensOfCall(callOf(outcome), unreported));
    if (!stop.signal.aborted) remember(outcome, endpoint, { who, model: request.body.model }, watch);
    return outcome;
  };
}

function remember(
  outcome: ChatOutcome,
  endpoint: Endpoint,
  { who, model }: Asked,
  { givenUp, alike }: FailureWatch,
): void {
  const asked = whoAt(endpoint, who);
  const hopeless = alike.ended(asked, outcome);
  if (hopeless !== null && !givenUp.has(asked)) givenUp.set(asked, unasked(alikeText(hopeless), "server"));
  if (outcome.status !== "failed" || outcome.scope !== "server") return;
  // 404: this model is not served there; others may be.
  const name = outcome.httpStatus === 404 ? modelAt(endpoint, model) : endpoint.name;
  if (!givenUp.has(name)) givenUp.set(name, outcome);
}

function modelAt(endpoint: Endpoint, model: string): string {
  return `${model} at ${endpoint.name}`;
}

/** Whether a call of `who` to this model is not worth making. */
export function isGivenUp(givenUp: GivenUp, endpoint: Endpoint, { who, model }: Asked): boolean {
  return [endpoint.name, modelAt(endpoint, model), whoAt(endpoint, who)].some((name) => givenUp.has(name));
}

/** Who is asked, and as which model. */
export interface Asked {
  readonly who: string;
  readonly model: string;
}

/** How the judge of a run is called where candidates are called by their ids. */
export const theJudge = "the judge";

/** How a judge model is called where candidates are called by their ids; of a jury each member fails for itself. */
export function judgeName(raters: Raters, model: string): string {
  return raters.kind === "one" ? theJudge : `${theJudge} ${model}`;
}

function whoAt(endpoint: Endpoint, who: string): string {
  return `${who} at ${endpoint.name}`;
}

function alikeText({ count, message }: AlikeFailure): string {
  return `all of its first ${count} calls failed alike: ${message}`;
}

/** What a server that was given up means for the user: wrong key or model is theirs to mend, anything else may pass. */
export function refusalOf(name: string, failure: ChatFailure): InputError | null {
  const status = failure.httpStatus;
  if (status !== 401 && status !== 403 && status !== 404) return null;
  const what = status === 404 ? "does not serve this model" : "refused the API key";
  return new InputError(`${name} ${what}: ${failure.message}`, {
    hint:
      status === 404
        ? "Write the name as the server lists it at /v1/models. What was recorded so far is kept."
        : "Name the key's variable with --api-key-env or --judge-api-key-env. What was recorded so far is kept.",
  });
}

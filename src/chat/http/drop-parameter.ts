import type { ChatBody } from "../../models/request-body.ts";
import type { DroppedParameter } from "../chat.ts";
import type { AttemptFailure } from "./attempt-failure.ts";

/**
 * Never left out: without them it is another question, an endless answer, or a model in another mode of thinking, and no
 * footnote could make up for that. Such a call fails, and the message says why.
 */
const kept: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "reasoning_effort",
  "thinking",
  "chat_template_kwargs",
  "response_format",
]);

/** Two names of one thing; a server that refuses one takes the other. */
const renamed: Readonly<Record<string, string>> = {
  max_tokens: "max_completion_tokens",
  max_completion_tokens: "max_tokens",
};

/** How servers say that a parameter itself is the trouble, not a value that the user could correct. */
const refusals =
  /unsupported|not (?:support|permit|allow|accept)|unrecogni[sz]ed|unknown (?:name|parameter|argument|field)|unexpected|deprecated|extra (?:inputs|fields)|cannot find field|only the default|does not (?:support|accept)|additional propert/iu;

/**
 * The parameter of this call that its 400 (or 422) refuses by name; null when the failure is about something else, or about
 * a parameter that is never dropped. A value out of range is the user's to correct and drops nothing.
 */
export function parameterToDrop(failure: AttemptFailure, body: ChatBody): DroppedParameter | null {
  if (failure.status !== 400 && failure.status !== 422) return null;
  if (failure.reason !== "request-failed" || failure.scope !== "call") return null;
  if (!refusals.test(failure.message)) return null;
  const sent = Object.keys(body).filter((name) => body[name] !== undefined && !kept.has(name));
  const name = sent.find((one) => failure.parameters.includes(one)) ?? sent.find((one) => names(failure.message, one));
  if (name === undefined) return null;
  return { name, sentAs: renamed[name] ?? null };
}

/** The body without what was dropped. A limit moves to its other name, so that an answer never loses its bound. */
export function withoutParameters(body: ChatBody, dropped: readonly DroppedParameter[]): ChatBody {
  const fields: Record<string, ChatBody[string]> = { ...body };
  for (const { name, sentAs } of dropped) {
    if (sentAs !== null && fields[name] !== undefined) fields[sentAs] = fields[name];
    delete fields[name];
  }
  return { ...fields, model: body.model, messages: body.messages };
}

/** `temperature`, or `max_tokens as max_completion_tokens`: how records and footnotes name it. */
export function describeDropped({ name, sentAs }: DroppedParameter): string {
  return sentAs === null ? name : `${name} as ${sentAs}`;
}

/** Whether a message holds the name as a word of its own: `top_p` is not in `top_p_min`. */
function names(message: string, name: string): boolean {
  return new RegExp(`(?<![\\w.-])${name}(?![\\w-])`, "u").test(message);
}

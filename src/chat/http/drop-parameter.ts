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
const refusals = [
  /unsupported|not (?:be )?(?:support|permit|allow|accept|recogni[sz]|available|implement|valid|known|a valid (?:parameter|argument|field))/iu,
  /not an? (?:supported|valid|allowed|known|recogni[sz]ed) (?:parameter|argument|field|option)|(?:can ?not|can't|may not) be (?:used|set|specified|sent|provided) (?:with|for|on|by)|does(?:n't| not) allow|(?:may|can) only be set to|an invalid (?:parameter|argument|field|option)|\bis disabled\b/iu,
  /unrecogni[sz]ed|unknown (?:name|parameter|argument|field|key|option|property)|unexpected|deprecated|removed|disallowed|forbidden/iu,
  /extra (?:inputs|fields|keys|properties)|extra_forbidden|additional propert|should not exist|no such (?:parameter|field|option)|cannot find field/iu,
  /only the default|only \S{1,20} is (?:allowed|supported|accepted)|does(?:n't| not) (?:support|accept|exist|have|take)|isn't (?:supported|allowed)/iu,
  /must (?:not be (?:set|specified|provided|sent|present)|be (?:unset|omitted|left out|absent))|invalid (?:parameter|argument|field|option)(?: name)?:/iu,
  /(?:不支持|不允许|无效参数|未知参数|参数.{0,40}无效)|(?:サポートされて|対応して|使用でき|指定でき|利用でき)(?:い)?ませ?ん|非対応|未対応/u,
];

/** How they say that two of them do not go together. */
const pairRefusals = [
  /(?:cannot|can't|can not|may not|must not|should not|could not) .{0,40}\bboth\b|\bboth\b.{0,60}(?:cannot|can't|not|at once)/iu,
  /\bbut not both\b|mutually exclusive|only one of|(?:use|specify|choose|provide|set|send|pass) (?:only |exactly |either )?one\b|not .{0,40}(?:together|simultaneously|at the same time)|同時に|不能同时/iu,
];

/** Of two that do not go together, the later goes: the temperature is what a protocol names. */
const dearest = ["temperature", "seed", "max_tokens", "max_completion_tokens"];

/** Statuses of a refusal; 200 is an error inside a good answer, and a few servers break over a name that they do not know. */
const refusing: ReadonlySet<number | null> = new Set([200, 400, 415, 422, 500, 501]);

/**
 * The parameter of this call that its 400 (or 422) refuses by name; null when the failure is about something else, or about
 * a parameter that is never dropped. A value out of range is the user's to correct and drops nothing. Of a pair that is
 * refused, a value that changes nothing goes first.
 */
export function parameterToDrop(failure: AttemptFailure, body: ChatBody): DroppedParameter | null {
  if (!refusing.has(failure.status)) return null;
  if (failure.reason !== "request-failed" || failure.scope !== "call") return null;
  const isPair = pairRefusals.some((words) => words.test(failure.message));
  if (!isPair && !refusals.some((words) => words.test(failure.message))) return null;
  const sent = Object.keys(body).filter((name) => body[name] !== undefined && !kept.has(name));
  const pointed = sent.filter((one) => failure.parameters.some((parameter) => lastStep(parameter) === one));
  const named = sent.filter((one) => names(failure.message, one));
  const name = isPair ? leastOf(named.length > 1 ? named : [...named, ...pointed], body) : (pointed[0] ?? named[0]);
  if (name === undefined) return null;
  return { name, sentAs: isPair ? null : (renamed[name] ?? null) };
}

/** `body.seed`, `/seed`, `seed`. */
function lastStep(parameter: string): string {
  return (
    parameter
      .slice(-100)
      .split(/[./[\]]+/u)
      .findLast((step) => step !== "") ?? ""
  );
}

/** Values that say what a server does anyway. */
const neutral: Readonly<Record<string, number>> = { top_p: 1, min_p: 0, presence_penalty: 0, frequency_penalty: 0 };

function leastOf(named: readonly string[], body: ChatBody): string | undefined {
  const worth = (name: string) => (neutral[name] === body[name] ? 0 : dearest.includes(name) ? 2 : 1);
  return named.filter((name) => renamed[name] === undefined).toSorted((a, b) => worth(a) - worth(b))[0];
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

/** Whether a message holds the name as a word of its own, in any spelling: `top_p` is not in `top_p_min`, and is in `topP`. */
function names(message: string, name: string): boolean {
  const spelled = name.replaceAll("_", "[ _-]?");
  return new RegExp(`(?<![\\w.-])${spelled}(?![\\w-])`, "iu").test(message);
}

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
  /unsupported|not (?:be |currently |yet |officially ){0,2}(?:support|permit|allow|accept|recogni[sz]|available|implement|enabled|applicable|compatible|known|one of the|a valid (?:parameter|argument|field))/iu,
  /not an? (?:supported|valid|allowed|known|recogni[sz]ed) (?:parameter|argument|field|option)|(?:can ?not|can't|may not) be (?:used|set|specified|sent|provided) (?:with|for|on|by)|does(?:n't| not) allow|(?:may|can) only be set to|an invalid (?:parameter|argument|field|option)|\bis disabled\b/iu,
  /unrecogni[sz]ed|unknown (?:name|parameter|argument|field|key|option|property)|unexpected|deprecated|removed|disallowed|forbidden/iu,
  /extra (?:inputs|fields|keys|properties)|extra_forbidden|additional propert|should not exist|no such (?:parameter|field|option)|cannot find field/iu,
  /only the default|only \S{1,20} is (?:allowed|supported|accepted)|does(?:n't| not) (?:support|accept|exist|have|take)|isn't (?:supported|allowed)/iu,
  /(?:must|should|has to) (?:not be (?:set|specified|provided|sent|present|given)|be (?:unset|omitted|left (?:out|unset|empty)|absent|removed|null))/iu,
  /(?:must|should|has to) (?:always |only )?be (?:set to |exactly )?\d(?:\.\d{1,3})? (?:for|with|when|if|in) /iu,
  /\brejected\b|\bno (?:parameter|argument|field|option|property|key) (?:named|called)|\b(?:please )?use \S{1,40} instead\b|\binstead of\b|(?:renamed|replaced)\b/iu,
  /(?:サポート|対応|指定).{0,2}(?:外|不可)|(?:使え|使用でき|利用でき|指定でき|設定でき|許可されてい|受け付けられ)ません|未定義|不明な(?:パラメータ|引数|フィールド)/u,
  /(?:不支持|不允许|无效参数|未知参数|参数.{0,40}无效)|(?:サポートされて|対応して|使用でき|指定でき|利用でき)(?:い)?ませ?ん|非対応|未対応/u,
];

/** Words for both: that the parameter is the trouble, or that its value is. */
const vagueRefusals = [
  /not (?:be )?valid|(?:invalid|illegal|bad|wrong) (?:param(?:eter)?|argument|field|option|property)s?\b|not found in/iu,
  /無効な(?:パラメータ|引数|フィールド|オプション)/u,
];
const saysRange =
  /[<>≤≥]=? ?-?\d|\brange\b|\bbetween\b|\b(?:less|greater|more|larger|smaller) than|at (?:most|least)|maximum|minimum|positive|integer|範囲|以上|以下|未満/iu;

/** How they say that two of them do not go together. */
const pairRefusals = [
  /(?:cannot|can't|can not|may not|must not|should not|could not) .{0,40}\bboth\b|\bboth\b.{0,60}(?:cannot|can't|not|at once)/iu,
  /\bconflicts? with\b|\bincompatible with\b|(?:if|when|while) .{0,24}(?:is|are) (?:also )?(?:given|set|specified|present|provided|used)\b/iu,
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
  if (!isPair && !refusesOne(failure.message)) return null;
  const sent = Object.keys(body).filter((name) => body[name] !== undefined && !kept.has(name));
  const pointed = sent.filter((one) => failure.parameters.some((parameter) => lastStep(parameter) === one));
  const named = inOrder(failure.message, sent);
  const name = isPair ? leastOf(named.length > 1 ? named : [...named, ...pointed], body) : (pointed[0] ?? named[0]);
  if (name === undefined) return null;
  return { name, sentAs: isPair ? null : (renamed[name] ?? null) };
}

function refusesOne(message: string): boolean {
  if (refusals.some((words) => words.test(message))) return true;
  return !saysRange.test(message) && vagueRefusals.some((words) => words.test(message));
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

/**
 * Those that a message names, the first first: what is refused is named before what it does not go with. A name is a word of
 * its own, in any spelling: `top_p` is not in `top_p_min`, and is in `topP`.
 */
function inOrder(message: string, parameters: readonly string[]): readonly string[] {
  return parameters
    .map((name) => ({ name, at: message.search(asWord(name)) }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

function asWord(name: string): RegExp {
  // Google says "Penalty is not enabled" of both.
  const words = name.replaceAll("_", "[ _-]?").replace(/^((?:presence|frequency)\[ _-\]\?)/u, "(?:$1)?");
  return new RegExp(`(?<![\\w.-])${words}(?![A-Za-z0-9_-])`, "iu");
}

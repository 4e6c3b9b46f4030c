import type { AnsweringRules } from "../answers/answering-rules.ts";
import { InputError } from "../errors.ts";
import type { Candidate } from "../models/candidate.ts";
import type { ServerFacts } from "../servers/reach/server-facts.ts";
import { nearestNames } from "../text/nearest.ts";
import type { ReachableModel } from "./endpoints/find-model-server.ts";
import { type LaunchHost, notify, warn } from "./launch-host.ts";

/** A long conversation would be cut, or refused, in the middle of the night. */
export function warnOfSmallContext(
  name: string,
  { kind, contextTokens: has }: ServerFacts,
  needs: number,
  host: LaunchHost,
): void {
  if (has === null && kind === "ollama") {
    notify(host, `${name}: Ollama cuts long prompts in silence; OLLAMA_CONTEXT_LENGTH has to be ${needs} or more`);
  }
  if (has === null || has >= needs) return;
  warn(host, `${name} is served with ${has} tokens of context, and its longest call may need ${needs}`);
}

/** Judges prefer their own kind of answers, so such ratings are no fair comparison with other families. */
export function warnOfOwnFamily(judge: ReachableModel, candidates: readonly Candidate[], host: LaunchHost): void {
  for (const candidate of candidates) {
    if (candidate.model === judge.model) {
      warn(host, `${candidate.id} is rated by itself (${judge.model}); judges prefer their own answers`);
    } else if (candidate.family === judge.family.id && !candidate.family.startsWith("openai-compatible")) {
      warn(
        host,
        `${candidate.id} and its judge ${judge.model} are of one family (${judge.family.title}); judges prefer their own`,
      );
    }
  }
}

/** A limit beyond the model's own is a 400 for every call. */
export function refuseTooLongReplies(candidate: Candidate, model: ReachableModel, rules: AnsweringRules): void {
  const outputTokens = model.known?.outputTokens ?? null;
  const thinking = candidate.thinkingTokens * (candidate.retryTruncated === true ? 2 : 1);
  const asked = rules.maxAnswerTokens + thinking;
  if (outputTokens === null || asked <= outputTokens) return;
  throw new InputError(
    `${candidate.id} writes at most ${outputTokens} tokens at once, and ${asked} would be asked for`,
    {
      problems: [`answer ${rules.maxAnswerTokens} + thinking ${thinking}`],
      hint:
        thinking === 0
          ? "Say --max-answer-tokens with a smaller number."
          : "Say --max-thinking-tokens, or --max-answer-tokens, with a smaller number.",
    },
  );
}

/** Tells what the user wrote for a candidate and the procedure decides otherwise. */
export function tellOverruled(
  candidate: Candidate,
  { own }: ReachableModel,
  rules: AnsweringRules,
  host: LaunchHost,
): void {
  const isSampled = own?.sampling !== undefined || own?.samplingByCategory !== undefined;
  if (isSampled && (rules.strict || rules.sampling === "set")) {
    notify(
      host,
      `${candidate.id}: its sampling in the configuration is not used: this judge's procedure prescribes the sampling`,
    );
  }
  if (candidate.systemPrompt !== undefined && rules.systemPrompt !== null) {
    notify(
      host,
      `${candidate.id}: its system prompt in the configuration is not used: this judge's procedure prescribes one`,
    );
  }
}

/** So many names of a server's list are told. */
const toldNames = 5;

/**
 * A name that the server does not list may be a slip, and some servers answer to every name. Ollama's `:latest` is what it
 * calls a name without a tag. Vendors need not list all that they serve, so this stops nothing.
 */
export function warnOfUnlistedName(name: string, model: string, { models }: ServerFacts, host: LaunchHost): void {
  if (models === null || models.length === 0 || models.some((one) => untagged(one) === untagged(model))) return;
  const [near] = nearestNames(model, models);
  const listed = `${models.slice(0, toldNames).join(", ")}${models.length > toldNames ? ` and ${models.length - toldNames} more` : ""}`;
  const meant = near === undefined || models.length <= toldNames ? "" : `; did you mean ${near}?`;
  warn(host, `${name}: its server does not list ${model}; it lists ${listed}${meant}`);
}

function untagged(model: string): string {
  return model.replace(/:latest$/u, "");
}

/** Nobody knows whether an unknown model thinks; told to, it costs more all the same. */
export function tellUnknownThinking(
  { id, model, thinkingTokens }: Candidate,
  { family }: ReachableModel,
  isTold: boolean,
  { template }: ServerFacts,
  host: LaunchHost,
): void {
  if (!isTold || family.thinking.kind !== "unknown" || thinkingTokens === 0) return;
  const knows = template === null ? null : /think|reason/iu.test(template);
  const words = knows === false ? "its chat template knows no thinking" : `nobody here knows whether ${model} thinks`;
  if (knows === true) return;
  warn(
    host,
    `${id}: ${words}; --thinking on gives every answer up to ${thinkingTokens} tokens more (--max-thinking-tokens says how many)`,
  );
}

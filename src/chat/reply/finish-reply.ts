import { maskSecrets } from "../../text/redact.ts";
import type { ChatReply, Usage } from "../chat.ts";
import type { AssembledReply } from "./assemble-reply.ts";
import type { SplitText } from "./split-harmony.ts";
import { splitThinking } from "./split-thinking.ts";

export interface FinishOptions {
  readonly showsThoughts: boolean;
  readonly secrets: readonly string[];
  /** The model string that was asked. */
  readonly model?: string;
  /** Tokens of prompt and reply together that the server has room for; null: not known. */
  readonly contextTokens?: number | null;
}

/** Tokens by which a full context may look not quite full: servers keep room for an end mark or for the next piece. */
const contextSlack = 8;

/** llama-server ends a reply at the end of its context with the finish reason of the limit; only the counts tell. */
function fillsContext({ promptTokens, completionTokens }: Usage, contextTokens: number | null): boolean {
  if (contextTokens === null || promptTokens === null || completionTokens === null) return false;
  return promptTokens + completionTokens >= contextTokens - contextSlack;
}

/** A server's reply as the program sees it: the thought set apart, secrets of ours masked wherever it repeats them. */
export function finishReply(
  raw: AssembledReply,
  { showsThoughts, secrets, model = "", contextTokens = null }: FinishOptions,
): Omit<ChatReply, "timing" | "dropped" | "failedAttempts"> {
  const clean = (text: string) => maskSecrets(text, secrets);
  const cleanOrNull = (text: string | null) => (text === null ? null : clean(text));
  const split = splitThinking({
    content: clean(raw.content),
    reasoning: cleanOrNull(raw.reasoning),
    finish: raw.finish,
    showsThoughts,
    model,
  });
  const contextFull = raw.finish === "length" && (raw.contextFull || fillsContext(raw.usage, contextTokens));
  return {
    status: "replied",
    ...split,
    finish: raw.finish,
    ...(raw.finishWord === undefined ? {} : { finishWord: cleanOrNull(raw.finishWord) }),
    ...(contextFull ? { contextFull } : {}),
    refusal: cleanOrNull(raw.refusal),
    usage: withThoughtTokens(raw, split),
    model: cleanOrNull(raw.model),
    systemFingerprint: cleanOrNull(raw.systemFingerprint),
  };
}

/**
 * Tokens of the thought where the server does not report them: all, where the reply ended inside it; else what a server with
 * a running count (vLLM, llama-server, the embedded engine) had counted when the answer began.
 */
export function withThoughtTokens(
  raw: Pick<AssembledReply, "content" | "reasoning" | "usage" | "tokensBefore">,
  split: SplitText,
): Usage {
  const { usage } = raw;
  if (usage.reasoningTokens !== null || split.reasoning === null) return usage;
  if (split.content === "") return { ...usage, reasoningTokens: usage.completionTokens };
  const answer = raw.content.lastIndexOf(split.content);
  if (answer < 0) return usage;
  return { ...usage, reasoningTokens: raw.tokensBefore((raw.reasoning ?? "").length + answer) };
}

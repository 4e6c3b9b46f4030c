import { maskSecrets } from "../text/redact.ts";
import type { AssembledReply } from "./assemble-reply.ts";
import type { ChatReply } from "./chat.ts";
import { splitThinking } from "./split-thinking.ts";

/** A server's reply as the program sees it: the thought set apart, secrets of ours masked wherever it repeats them. */
export function replyFrom(
  raw: AssembledReply,
  { showsThoughts, secrets }: { readonly showsThoughts: boolean; readonly secrets: readonly string[] },
): Omit<ChatReply, "timing" | "dropped" | "failedAttempts"> {
  const clean = (text: string) => maskSecrets(text, secrets);
  const cleanOrNull = (text: string | null) => (text === null ? null : clean(text));
  const split = splitThinking({
    content: clean(raw.content),
    reasoning: cleanOrNull(raw.reasoning),
    finish: raw.finish,
    showsThoughts,
  });
  return {
    status: "replied",
    ...split,
    finish: raw.finish,
    refusal: cleanOrNull(raw.refusal),
    usage: raw.usage,
    model: cleanOrNull(raw.model),
    systemFingerprint: cleanOrNull(raw.systemFingerprint),
  };
}

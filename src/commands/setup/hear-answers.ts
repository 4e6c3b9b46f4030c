import { firstLeak } from "../../answers/answer-flags.ts";
import type { ChatOutcome, ChatReply } from "../../chat/chat.ts";
import { looksLikeThought } from "../../chat/reply/thought-marks.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { ChatBody } from "../../models/request-body.ts";
import { shorten } from "../../text/shorten.ts";
import { type Finding, note, ok, problem, type Tell } from "./finding.ts";

/** One call to the model, in a few words. */
export type Call = (text: string, more?: CallOptions) => Promise<ChatOutcome>;

export interface CallOptions {
  readonly candidate?: Candidate;
  readonly systemPrompt?: string;
  readonly fields?: Readonly<Record<string, ChatBody[string]>>;
}

/** The same calls; what comes back is looked at, each kind of trouble told once. */
export function listenTo(calls: Call, role: "candidate" | "judge", tell: Tell) {
  const told = new Set<string>();
  let [replies, empty] = [0, 0];
  const call: Call = async (text, more) => {
    const outcome = await calls(text, more);
    if (outcome.status === "failed") return outcome;
    replies += 1;
    if (outcome.content.trim() === "") empty += 1;
    for (const finding of checkAnswer(outcome, role)) {
      const kind = finding.advice;
      if (!told.has(kind)) tell(finding);
      told.add(kind);
      if (finding.result === "problem") told.add("problem");
    }
    return outcome;
  };
  const isClean = (): boolean => !told.has("problem");
  return {
    call,
    /** No reply so far shows what is no answer. */
    isClean,
    /** What is said of all replies at the end; null: a problem was told already. */
    inAll(): Finding | null {
      if (!isClean()) return null;
      if (empty === 0) return ok("answers", `all ${replies} replies are answers and nothing else`);
      const found = `${empty} of ${replies} replies hold no word outside of a thought`;
      return note("answers", found, "They had few tokens here; in a run, each of them would be no answer.");
    },
  };
}

/** Whether what comes back is an answer: what a run would count as such. */
function checkAnswer({ content, finishWord: end }: ChatReply, role: "candidate" | "judge"): Finding[] {
  const findings: Finding[] = [];
  const harm = role === "judge" ? "Ratings would be read out of it." : "The answers would be rated with it.";
  const leak = firstLeak(content);
  if (leak !== null) {
    const advice = `${harm} Serve the model with its own chat template and stop tokens; a base model has none.`;
    const found = `one shows the template's own ${shorten(leak, 40)}: ${shorten(content, 40)}`;
    findings.push(problem("answers", found, advice));
  }
  if (looksLikeThought(content)) {
    const advice = `${harm} Start the server with the family's reasoning parser.`;
    findings.push(problem("answers", `one begins like a thought: ${shorten(content, 40)}`, advice));
  }
  if (end !== undefined) {
    const found = end === null ? "replies end without a finish reason" : `replies end for an unknown reason: ${end}`;
    findings.push(note("finish", found, "Every such answer carries a flag, since nobody knows whether it is whole."));
  }
  return findings;
}

import { type AnswerRecord, textOfOutcome } from "../../answers/answer.ts";
import { flagsOf } from "../../answers/answer-flags.ts";
import type { Json } from "../../files/canonical-json.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import { pseudonymOf } from "../../judgments/rater.ts";
import type { ChatMessage } from "../../models/request-body.ts";
import type { ConfirmedErratum } from "../../questions/errata/errata.ts";
import { metadataLines } from "../../questions/question.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { escapeTerminal, escapeTerminalLine } from "../../text/escape.ts";

/** A reference answer of one turn. */
export interface ShownReference {
  /** Null when a judge was shown one that is not at hand. */
  readonly name: string | null;
  /** Several where the question has several. */
  readonly texts: readonly string[];
  readonly wasShown: boolean;
}

/** One answered turn and what was said of it. */
export interface ShownTurn {
  readonly record: RunRecord;
  readonly answer: AnswerRecord;
  /** Each with the messages that the judge was sent; null when they are not at hand. */
  readonly judgments: readonly { readonly judgment: JudgmentRecord; readonly sent: readonly ChatMessage[] | null }[];
  /** Null when the question's text is not at hand. */
  readonly asked: string | null;
  /** What its answers are rated by, as the set says it now; null: nothing of its own, or not at hand. */
  readonly criterion: string | null;
  /** What else the set says of the question; null: nothing, or not at hand. */
  readonly metadata: Readonly<Record<string, Json>> | null;
  readonly references: readonly ShownReference[];
  /** What is known to be wrong in the references that the judges were shown; null: nothing. */
  readonly erratum: ConfirmedErratum | null;
}

/** One answered turn for a terminal: question, thought, answer, reference, and every judgment: what the judge was sent, and its words. */
export function answerText(from: ShownTurn): string {
  const { record, answer, judgments, asked, references } = from;
  const { outcome } = answer;
  const lines = [
    `== ${escapeTerminalLine(record.manifest.candidate.id)} · question ${escapeTerminalLine(answer.questionId)} (${escapeTerminalLine(answer.category)}) · turn ${answer.turn} · trial ${answer.trial}`,
    "",
    "-- asked",
    asked === null ? "(the question's text is not at hand)" : escapeTerminal(asked),
    "",
    ...(from.criterion === null ? [] : ["-- criterion", escapeTerminal(from.criterion), ""]),
    ...metadataText(from.metadata),
  ];
  if (answer.sent !== null) lines.push(`-- sent with ${JSON.stringify(answer.sent)}`, "");
  if (outcome.reasoning !== null) lines.push("-- thought", escapeTerminal(outcome.reasoning), "");
  lines.push("-- answered");
  lines.push(...outcomeLines(answer), ...costLine(answer), "");
  for (const reference of references) lines.push(...referenceLines(reference), "");
  if (from.erratum !== null) {
    const { right, why } = from.erratum;
    lines.push(`-- the reference is wrong here; right: ${escapeTerminalLine(`${right}. ${why}`)}`, "");
  }
  let before: string | null = null;
  for (const { judgment, sent } of judgments) {
    const prompt = sentLines(judgment, sent);
    const text = prompt.join("\n");
    // Repeats differ in their seed alone.
    if (text !== before && prompt.length > 0) lines.push(...prompt, "");
    lines.push(...judgmentLines(judgment), "");
    before = text;
  }
  return lines.join("\n");
}

function metadataText(metadata: ShownTurn["metadata"]): string[] {
  const lines = metadataLines(metadata ?? undefined).map(([name, value]) => escapeTerminalLine(`${name}: ${value}`));
  return lines.length === 0 ? [] : ["-- metadata", ...lines, ""];
}

function outcomeLines(answer: AnswerRecord): string[] {
  const { outcome } = answer;
  if (outcome.status === "failed") {
    return [`failed: ${outcome.reason}${outcome.message === null ? "" : `: ${escapeTerminalLine(outcome.message)}`}`];
  }
  const text = textOfOutcome(outcome);
  const flags = flagsOf(answer);
  return [
    text === null ? "(its text is not recorded)" : escapeTerminal(text),
    ...(outcome.truncated ? ["(cut at the token limit)"] : []),
    ...(flags.length > 0 ? [`(flagged: ${flags.join(", ")})`] : []),
  ];
}

function referenceLines({ name, texts, wasShown }: ShownReference): string[] {
  if (texts.length === 0) return ["-- reference", "(the reference that the judge was shown is not at hand)"];
  const which = texts.length === 1 ? "reference" : `${texts.length} references`;
  const head = `-- ${which} ${escapeTerminalLine(name ?? "")}${wasShown ? "" : " (no judge was shown it)"}`;
  return [head, ...texts.map(escapeTerminal)];
}

/** Of a jury the member is named: `kaigi (gpt-4o)`. */
function whoRated({ judge, judgeModel }: JudgmentRecord): string {
  return escapeTerminalLine(judgeModel === undefined ? judge : `${judge} (${judgeModel})`);
}

function sentLines({ judge, prompt, outcome }: JudgmentRecord, sent: readonly ChatMessage[] | null): string[] {
  if (pseudonymOf(judge) !== null) return [];
  const head = `-- sent to ${escapeTerminalLine(judge)} · prompt ${escapeTerminalLine(prompt)}`;
  if (sent !== null) return sent.flatMap(({ role, content }) => [`${head} · ${role}`, escapeTerminal(content)]);
  // A failed answer is never sent.
  if (outcome.status === "unrated" && outcome.reason === "no-answer") return [];
  return [head, "(as it was sent it is not at hand)"];
}

function judgmentLines(judgment: JudgmentRecord): string[] {
  const { repeat, prompt, outcome, flags } = judgment;
  const verdict =
    outcome.status === "rated" ? `rated ${outcome.rating} (read by ${outcome.method})` : `unrated: ${outcome.reason}`;
  const noticed = flags.length > 0 ? ` · flagged: ${flags.join(", ")}` : "";
  const head = `-- judge ${whoRated(judgment)} · prompt ${prompt} · repeat ${repeat} · ${verdict}${noticed}`;
  return outcome.text === null ? [head] : [head, escapeTerminal(outcome.text)];
}

function costLine({ call, measures }: AnswerRecord): string[] {
  const parts: string[] = [];
  if (measures !== null) parts.push(`${measures.characters} characters`);
  if (call !== null) {
    const { completionTokens, reasoningTokens } = call.usage;
    if (completionTokens !== null) parts.push(`${completionTokens} tokens`);
    if (reasoningTokens !== null) parts.push(`${reasoningTokens} of them thought`);
    parts.push(`${(call.timing.totalMs / 1000).toFixed(1)} s`);
    if (call.failedAttempts.length > 0) parts.push(`${call.failedAttempts.length} failed attempts before`);
  }
  return parts.length === 0 ? [] : [`(${parts.join(", ")})`];
}

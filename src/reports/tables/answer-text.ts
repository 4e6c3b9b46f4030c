import { type AnswerRecord, textOfOutcome } from "../../answers/answer.ts";
import { flagsOf } from "../../answers/answer-flags.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import type { ConfirmedErratum } from "../../questions/errata/errata.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { escapeTerminal, escapeTerminalLine } from "../../text/escape.ts";

/** One answered turn for a terminal: question, thought, answer, and every judgment in the judge's words. */
export function answerText(from: {
  readonly record: RunRecord;
  readonly answer: AnswerRecord;
  readonly judgments: readonly JudgmentRecord[];
  /** Null when the question's text is not at hand. */
  readonly asked: string | null;
  /** What is known to be wrong in the references that the judges were shown; null: nothing. */
  readonly erratum: ConfirmedErratum | null;
}): string {
  const { record, answer, judgments, asked } = from;
  const { outcome } = answer;
  const lines = [
    `== ${escapeTerminalLine(record.manifest.candidate.id)} · question ${escapeTerminalLine(answer.questionId)} (${escapeTerminalLine(answer.category)}) · turn ${answer.turn} · trial ${answer.trial}`,
    "",
    "-- asked",
    asked === null ? "(the question's text is not at hand)" : escapeTerminal(asked),
    "",
  ];
  if (answer.sent !== null) lines.push(`-- sent with ${JSON.stringify(answer.sent)}`, "");
  if (outcome.reasoning !== null) lines.push("-- thought", escapeTerminal(outcome.reasoning), "");
  lines.push("-- answered");
  if (outcome.status === "answered") {
    const text = textOfOutcome(outcome);
    lines.push(
      text === null ? "(its text is not recorded)" : escapeTerminal(text),
      ...(outcome.truncated ? ["(cut at the token limit)"] : []),
    );
    const flags = flagsOf(answer);
    if (flags.length > 0) lines.push(`(flagged: ${flags.join(", ")})`);
  } else {
    lines.push(
      `failed: ${outcome.reason}${outcome.message === null ? "" : `: ${escapeTerminalLine(outcome.message)}`}`,
    );
  }
  lines.push(...costLine(answer), "");
  if (from.erratum !== null) {
    const { right, why } = from.erratum;
    lines.push(`-- the reference is wrong here; right: ${escapeTerminalLine(`${right}. ${why}`)}`, "");
  }
  for (const judgment of judgments) lines.push(...judgmentLines(judgment), "");
  return lines.join("\n");
}

function judgmentLines({ judge, repeat, prompt, outcome, flags }: JudgmentRecord): string[] {
  const verdict =
    outcome.status === "rated" ? `rated ${outcome.rating} (read by ${outcome.method})` : `unrated: ${outcome.reason}`;
  const noticed = flags.length > 0 ? ` · flagged: ${flags.join(", ")}` : "";
  const head = `-- judge ${escapeTerminalLine(judge)} · prompt ${prompt} · repeat ${repeat} · ${verdict}${noticed}`;
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

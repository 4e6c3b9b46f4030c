import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { answerText, type ShownTurn } from "../../reports/tables/answer-text.ts";
import { judgesText } from "../../results/procedure-record.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { type WorstTurns, worstTurns } from "../../scores/worst-turns.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import { loadRecords } from "./leaderboard.ts";
import type { ShowFlags } from "./show-verb.ts";
import { shownTurns, type TurnRecords } from "./shown-turn.ts";

/** `mtbench show <candidate> [question]`: what was asked, answered, thought and judged. */
export async function show(flags: ShowFlags, io: Io): Promise<Ending> {
  const { question, worst } = flags;
  if (worst !== undefined && question !== undefined) {
    throw new InputError("--worst chooses the turns itself, in place of a question", {
      hint: `Leave out --worst, or the question ${JSON.stringify(question)}.`,
    });
  }
  if (worst === undefined && question === undefined) {
    throw new InputError("<question>: it is missing", {
      hint: "Name a question, or see the turns rated lowest with --worst 5.",
    });
  }
  const own = await recordsOf(flags, await loadRecords(resolve(io.cwd, flags.results), io), io);
  const groups =
    worst === undefined
      ? [{ heading: null, turns: turnsOf(own, question ?? "", flags) }]
      : worstOf(own, worst, flags).map((one) => ({ heading: headingOf(one), turns: one.turns }));
  const shown = await Promise.all(groups.map(({ turns }) => shownTurns(turns, io)));
  if (flags.json) io.out(`${JSON.stringify(shown.flat().map(plainTurn))}\n`);
  else {
    const parts = groups.map(({ heading }, index) => [
      ...(heading === null ? [] : [`${heading}\n`]),
      ...(shown[index] ?? []).map(answerText),
    ]);
    io.out(parts.flat().join("\n"));
  }
  return "done";
}

/** The records themselves, and beside them what they keep only as hashes. */
function plainTurn({ record, answer, judgments, asked, criterion, metadata, references }: ShownTurn) {
  return {
    candidate: record.manifest.candidate.id,
    questionSet: record.manifest.questionSet.id,
    origin: record.manifest.origin,
    asked,
    criterion,
    metadata,
    references,
    answer,
    judgments: judgments.map(({ judgment }) => judgment),
    sentToJudge: judgments.map(({ judgment, sent }) => ({ judgment: judgment.key, messages: sent })),
  };
}

function turnsOf(own: readonly RunRecord[], question: string, { candidate, turn }: ShowFlags): TurnRecords[] {
  const found = own.flatMap((record) =>
    [...record.answers.values()]
      .filter((answer) => answer.questionId === question && (turn === undefined || answer.turn === turn))
      .sort((a, b) => a.trial - b.trial || a.turn - b.turn)
      .map((answer) => ({
        record,
        answer,
        judgments: [...record.judgments.values()].filter((judgment) => judgment.answerKey === answer.key),
      })),
  );
  if (found.length > 0) return found;
  const ids = new Set(own.flatMap((record) => [...record.answers.values()].map((answer) => answer.questionId)));
  if (turn !== undefined && ids.has(question)) {
    throw new InputError(`${candidate} has no answer to turn ${turn} of question ${question}`, {
      hint: "Leave --turn out to see the turns that are there.",
    });
  }
  throw new InputError(`${candidate} has no answer to question ${question}`, {
    hint: ids.size === 0 ? "It has no answers at all." : `It has answers to: ${[...ids].join(", ")}.`,
  });
}

function worstOf(own: readonly RunRecord[], count: number, { candidate, turn }: ShowFlags): WorstTurns[] {
  const found = worstTurns(own, count, turn);
  if (found.length > 0) return found;
  const where = turn === undefined ? "" : ` in turn ${turn}`;
  throw new InputError(`${candidate} has no rating${where}`, {
    hint: "Rate its answers with mtbench judge, or name a question.",
  });
}

/** Says what is left out: turns as low as the last one, and those that nobody rated. */
function headingOf({ procedure, turns, rated, unrated, asLow }: WorstTurns): string {
  const [lowest, highest] = [turns[0]?.mean ?? 0, turns.at(-1)?.mean ?? 0].map((mean) => Number(mean.toFixed(2)));
  const range = lowest === highest ? `${lowest}` : `${lowest} to ${highest}`;
  const judge = escapeTerminalLine(`${procedure.judge} (${judgesText(procedure.judges)})`);
  const more = [
    asLow === 0 ? [] : `rated ${highest} too and not shown: ${asLow}`,
    unrated === 0 ? [] : `without a rating and not among them: ${unrated}`,
  ].flat();
  const head = `Rated lowest by ${judge}: ${turns.length} of ${rated} rated turns, ${range}`;
  return [head, ...more].join("; ");
}

/** Everything that one id stands for; or the one that is named more closely, or by its folder. */
async function recordsOf(flags: ShowFlags, records: readonly RunRecord[], io: Io): Promise<readonly RunRecord[]> {
  const own = records.filter((record) => record.manifest.candidate.id === flags.candidate);
  if (own.length > 0) return own;
  const path = await findCandidate(flags.candidate, resolve(io.cwd, flags.results), io).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    return null;
  });
  const found = path === null ? null : await loadRunRecord(path);
  if (found !== null) return [found];
  throw new InputError(`no candidate ${JSON.stringify(flags.candidate)} in ${flags.results}`, {
    hint: nearestHint(
      flags.candidate,
      records.map((record) => record.manifest.candidate.id),
    ),
  });
}

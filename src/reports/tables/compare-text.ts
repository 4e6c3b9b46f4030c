import { textOfOutcome } from "../../answers/answer.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { cardOf } from "../../cards/load-cards.ts";
import type { PeoplesDifference } from "../../gate/people-rule.ts";
import { judgesText } from "../../results/procedure-record.ts";
import type { CandidateComparison, Contrast, MovedQuestion } from "../../scores/compare-candidates.ts";
import type { CandidateScores } from "../../scores/score-candidate.ts";
import type { BoardQuestions, ScoredFolder } from "../../scores/score-folder.ts";
import { escapeMarkdownCell, escapeTerminalLine } from "../../text/escape.ts";
import { shorten } from "../../text/shorten.ts";
import { cardNotes, cardSummary } from "../cards/card-notes.ts";
import { markdownTable } from "./leaderboard-markdown.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { decimal } from "./number-text.ts";
import { stackTable, type TextTable, tableLines, wrapNote } from "./text-table.ts";

export interface ComparisonRow {
  readonly candidate: CandidateScores;
  readonly comparison: CandidateComparison;
  /** What people make of the difference; null: nobody asked for it. */
  readonly people: PeoplesDifference | null;
}

export interface ComparisonPage {
  readonly protocol: Pick<ScoredFolder, "key" | "procedure">;
  readonly questions: BoardQuestions & { readonly intersection: boolean };
  readonly baseline: CandidateScores;
  /** Every judge card that is known here. */
  readonly cards: readonly JudgeCard[];
  readonly rows: readonly ComparisonRow[];
}

/** Characters of an answer that an excerpt shows. */
const excerptCharacters = 100;

/** For a terminal of so many columns, undefined: of any width; the columns of a table that is wider stand below each other. */
export function compareText(page: ComparisonPage, columns?: number): string {
  const wrapped = (line: string) => wrapNote(escapeTerminalLine(line), columns);
  const lines = headLines(page).flatMap(wrapped);
  for (const { candidate, comparison, people } of page.rows) {
    lines.push(
      "",
      ...wrapped(`${candidate.id} minus ${page.baseline.id}`),
      ...stackTable(contrastTable(comparison), columns).flatMap((piece, index) => [
        ...(index === 0 ? [] : [""]),
        ...tableLines(piece),
      ]),
      ...peoplesLines(people).flatMap(wrapped),
    );
    for (const moved of comparison.moved) {
      lines.push("", ...wrapped(movedLine(moved)));
      for (const side of [candidate, page.baseline]) {
        lines.push(...wrapNote(`  ${escapeTerminalLine(`${side.id}: ${excerptOf(side, moved)}`)}`, columns));
      }
    }
  }
  return `${[...lines, "", ...footLines(page).flatMap(wrapped)].map((line) => line.trimEnd()).join("\n")}\n`;
}

/** GitHub-flavoured Markdown. */
export function compareMarkdown(page: ComparisonPage): string {
  const parts = [headLines(page).map(escapeMarkdownCell).join("\n\n")];
  for (const { candidate, comparison, people } of page.rows) {
    const title = `### ${escapeMarkdownCell(candidate.id)} minus ${escapeMarkdownCell(page.baseline.id)}`;
    parts.push(title, markdownTable(contrastTable(comparison)), ...peoplesLines(people).map(escapeMarkdownCell));
    for (const moved of comparison.moved) {
      const excerpts = [candidate, page.baseline].map(
        (side) => `- ${escapeMarkdownCell(side.id)}: ${escapeMarkdownCell(excerptOf(side, moved))}`,
      );
      parts.push([`**${escapeMarkdownCell(movedLine(moved))}**`, "", ...excerpts].join("\n"));
    }
  }
  return `${[...parts, footLines(page).join("\n\n")].join("\n\n")}\n`;
}

/** Full precision, for scripts. */
export function compareJson({ protocol, questions, baseline, cards, rows }: ComparisonPage): string {
  const page = {
    protocol: protocol.key,
    judge: { id: protocol.procedure.judge, model: judgesText(protocol.procedure.judges) },
    judgeCard: cardSummary(cardOf(cards, protocol.procedure)),
    ...membersJson(rows, baseline),
    questions: { set: questions.set, count: questions.count, intersection: questions.intersection },
    baseline: { id: baseline.id, folder: baseline.path },
    comparisons: rows.map(({ candidate, comparison, people }) => ({
      candidate: { id: candidate.id, folder: candidate.path },
      ...comparison,
      ...(people === null ? {} : { people }),
    })),
  };
  return `${JSON.stringify(page, null, 2)}\n`;
}

function headLines({ protocol, questions, baseline }: ComparisonPage): string[] {
  const { judge, judges } = protocol.procedure;
  const part = questions.intersection ? ", only the questions that both were asked" : "";
  return [
    `${questions.title} (${questions.set})${part}, judge ${judge} by ${judgesText(judges)}, protocol ${protocol.key.slice(0, shownKeyDigits)}`,
    `Baseline: ${baseline.id}. Differences are candidate minus baseline, paired by question.`,
  ];
}

function footLines({ rows, baseline, cards, protocol: { procedure } }: ComparisonPage): string[] {
  const family = rows.length > 1 ? " and over the candidates" : "";
  const contrasts = rows.flatMap(({ comparison: { overall, turns, categories } }) => [
    overall,
    ...Object.values(turns),
    ...Object.values(categories),
  ]);
  const tooFew = contrasts.some(({ questions }) => questions < 2);
  const alone = contrasts.some(isShownAloneOnly);
  return [
    `p: two-sided sign-flip permutation test, Holm: adjusted over the categories, over the turns${family}.`,
    "detectable: the true difference that this many questions find in 80 % of cases.",
    ...(alone
      ? ["*: this row's own interval excludes 0, its Holm p is above 0.05: of so many rows that is no finding."]
      : []),
    ...(tooFew ? ["Fewer than 2 questions have no interval, no p and no effect."] : []),
    ...memberLines(rows, baseline),
    ...cardNotes(cards, procedure, "gate").map((note) => `${note}.`),
  ];
}

/** What each member of a jury makes of each difference, by its own ratings alone. */
function memberLines(rows: ComparisonPage["rows"], baseline: CandidateScores): string[] {
  return rows.flatMap(({ candidate }) => {
    const found = memberDifferences(candidate, baseline);
    const words = found.map(({ model, difference }) => `${model} ${signedPoints(difference)}`);
    return found.length === 0
      ? []
      : [`${candidate.id} minus ${baseline.id} by member of the jury: ${words.join(", ")}.`];
  });
}

function memberDifferences(candidate: CandidateScores, baseline: CandidateScores) {
  return (candidate.members ?? []).map(({ model, score }) => {
    const other = baseline.members?.find((one) => one.model === model)?.score.mean ?? null;
    return { model, difference: score.mean === null || other === null ? null : score.mean - other };
  });
}

function membersJson(rows: ComparisonPage["rows"], baseline: CandidateScores) {
  if (baseline.members === undefined) return {};
  return {
    members: rows.map(({ candidate }) => ({
      candidate: candidate.id,
      differences: memberDifferences(candidate, baseline),
    })),
  };
}

function peoplesLines(people: PeoplesDifference | null): string[] {
  if (people === null) return [];
  if (people.kind === "refused") return [`As people rate: no estimate, ${people.reason}.`];
  const { value, low, high, estimate, questions } = people;
  const interval = `95% interval ${signedPoints(low)} to ${signedPoints(high)}`;
  return [
    `As these people rate (${estimate}): ${signedPoints(value)}, ${interval}, ${questions} questions rated of both.`,
  ];
}

function contrastTable({ overall, withFailures, turns, categories }: CandidateComparison): TextTable {
  const rows: (readonly [string, Contrast])[] = [["overall", overall]];
  if (withFailures !== overall && withFailures.difference !== overall.difference) {
    rows.push(["failures at the lowest", withFailures]);
  }
  for (const [turn, contrast] of Object.entries(turns)) rows.push([`turn ${turn}`, contrast]);
  for (const [category, contrast] of Object.entries(categories)) rows.push([category, contrast]);
  const header = [
    "",
    "baseline",
    "candidate",
    "difference",
    "95% interval",
    "p",
    "Holm p",
    "effect",
    "detectable",
    "questions",
  ];
  return {
    header,
    rows: rows.map(([name, contrast]) => [
      name,
      points(contrast.baseline),
      points(contrast.candidate),
      signedPoints(contrast.difference),
      intervalOf(contrast),
      formatP(contrast.p),
      formatP(contrast.adjustedP),
      points(contrast.effect),
      points(contrast.detectable),
      String(contrast.questions),
    ]),
    numeric: header.map((name) => name !== ""),
  };
}

function intervalOf(contrast: Contrast): string {
  const { low, high } = contrast;
  if (low === null || high === null) return "-";
  return `${signedPoints(low)} to ${signedPoints(high)}${isShownAloneOnly(contrast) ? " *" : ""}`;
}

/** A difference that its own interval shows and the family it is read in does not. */
function isShownAloneOnly({ low, high, level, adjustedP }: Contrast): boolean {
  if (low === null || high === null || adjustedP === null) return false;
  return (low > 0 || high < 0) && adjustedP > 1 - level + 1e-12;
}

function movedLine({ questionId, category, candidate, baseline, difference }: MovedQuestion): string {
  return `question ${questionId} (${category}): ${signedPoints(difference)}, from ${points(baseline)} to ${points(candidate)}`;
}

/** The first answer of the last turn that there is. */
function excerptOf({ cells }: CandidateScores, { questionHash }: MovedQuestion): string {
  const answers = cells.filter((cell) => cell.questionHash === questionHash).flatMap((cell) => cell.answers);
  const last = answers.filter((answer) => answer.trial === 1).sort((a, b) => b.turn - a.turn)[0];
  if (last === undefined) return "(no answer)";
  const { outcome } = last;
  if (outcome.status === "failed") return `(${outcome.reason})`;
  const text = textOfOutcome(outcome);
  return text === null ? "(its text is not recorded)" : shorten(text, excerptCharacters);
}

function points(value: number | null): string {
  return value === null ? "-" : decimal(value);
}

export function signedPoints(value: number | null): string {
  return value === null ? "-" : `${value < 0 ? "-" : "+"}${decimal(Math.abs(value))}`;
}

function formatP(p: number | null): string {
  if (p === null) return "-";
  return p < 0.001 ? "<0.001" : decimal(p, 3);
}

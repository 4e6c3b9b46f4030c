import type { CheckedAnswer, HeldShare, heldShares } from "../../scores/held-constraints.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fitTable, layOut, type TextBlock, type TextTable, widthOf } from "./text-table.ts";

export interface CandidateConstraints {
  readonly id: string;
  /** Mean of the ratings of the checked answers; null where none is rated. */
  readonly rating: number | null;
  readonly shares: ReturnType<typeof heldShares>;
  readonly broken: readonly CheckedAnswer[];
  /** Broken and rated 8 or more all the same, by judge. */
  readonly praised: readonly { readonly judge: string; readonly answers: readonly CheckedAnswer[] }[];
}

/** What candidates hold of what their questions demand, for a terminal. */
export function constraintsText(
  set: string,
  candidates: readonly CandidateConstraints[],
  { named, columns }: { named: boolean; columns: number | undefined },
): string {
  const kinds = namesOf(candidates.flatMap(({ shares }) => shares.byKind));
  const categories = namesOf(candidates.flatMap(({ shares }) => shares.byCategory));
  const lines: TextBlock[] = [
    `${escapeTerminalLine(set)}: demands of questions that a program decides, and the share that was held`,
    "",
    {
      header: ["candidate", "held", "95 %", "demands", "questions", "rating of these answers"],
      rows: candidates.map(({ id, rating, shares: { overall } }) => [
        id,
        ...shareCells(overall),
        String(overall.demands),
        String(overall.questions),
        rating === null ? "-" : rating.toFixed(2),
      ]),
      numeric: [false, true, true, true, true, true],
    },
    "",
    byName("kind", kinds, candidates, ({ shares }) => shares.byKind, columns),
    "",
    byName("category", categories, candidates, ({ shares }) => shares.byCategory, columns),
    "Intervals are Wilson's for answers clustered by question.",
  ];
  lines.push(...praisedLines(candidates, named ? Number.POSITIVE_INFINITY : 5));
  if (named) {
    for (const { id, broken } of candidates) {
      if (broken.length > 0) lines.push("", `${escapeTerminalLine(id)} breaks:`, ...broken.map(brokenLine));
    }
  }
  return layOut(lines, columns);
}

/** Answers that break a demand and were rated 8 or more, at most so many of each candidate and judge. */
export function praisedLines(candidates: readonly CandidateConstraints[], limit: number): string[] {
  const lines: string[] = [];
  for (const { id, praised } of candidates) {
    for (const { judge, answers } of praised) {
      if (answers.length === 0) continue;
      const title = `${judge} gave 8 or more to ${answers.length} answers of ${id} that break a demand:`;
      lines.push("", escapeTerminalLine(title), ...answers.slice(0, limit).map(brokenLine));
      if (answers.length > limit) lines.push(`  and ${answers.length - limit} more (mtbench constraints --broken)`);
    }
  }
  return lines;
}

function brokenLine({ question, turn, ratings, demands }: CheckedAnswer): string {
  const reasons = demands.filter((demand) => !demand.held).map((demand) => demand.reason);
  const rating = ratings.length === 0 ? "" : ` (rated ${ratings.join(", ")})`;
  return `  ${escapeTerminalLine(`${question}/${turn}${rating}: ${reasons.join("; ")}`)}`;
}

function byName(
  title: string,
  names: readonly string[],
  candidates: readonly CandidateConstraints[],
  shares: (candidate: CandidateConstraints) => readonly HeldShare[],
  columns: number | undefined,
): TextTable {
  const cells = (candidate: CandidateConstraints, name: string) => {
    const share = shares(candidate).find((one) => one.name === name);
    return share === undefined ? ["-", "-", "0"] : [...shareCells(share), String(share.demands)];
  };
  const beside = {
    header: [title, ...candidates.flatMap(({ id }) => [id, "95 %", "of"])],
    rows: names.map((name) => [name, ...candidates.flatMap((candidate) => cells(candidate, name))]),
    numeric: [false, ...candidates.flatMap(() => [true, true, true])],
  };
  if (columns === undefined || widthOf(beside) <= columns) return beside;
  // A candidate's three columns belong together: below each other where they do not fit beside each other.
  const rows = names.flatMap((name) => candidates.map((one) => [name, one.id, ...cells(one, name)]));
  const header = [title, "candidate", "held", "95 %", "of"];
  return fitTable({ header, rows, numeric: [false, false, true, true, true] }, columns, []);
}

function shareCells({ share }: HeldShare): [string, string] {
  if (share.share === null) return ["-", "-"];
  const percent = (value: number) => (100 * value).toFixed(0);
  return [`${percent(share.share)} %`, `${percent(share.low)} to ${percent(share.high)}`];
}

function namesOf(shares: readonly HeldShare[]): string[] {
  return [...new Set(shares.map(({ name }) => name))];
}

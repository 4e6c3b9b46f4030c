import type { Agreement } from "../../agreement/agreement.ts";
import type { Alphas } from "../../agreement/agreement-alpha.ts";
import type { Resampled } from "../../agreement/rater-differences.ts";
import type { SelfPreference } from "../../agreement/self-preference.ts";
import type { AlphaEstimate } from "../../statistics/agreement/alpha-interval.ts";
import { crossedTerms } from "../../statistics/agreement/crossed-components.ts";
import type { Estimate } from "../../statistics/means/clustered-mean.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { layOut, type TextBlock } from "./text-table.ts";

/** How far the raters of one question set agree, for a terminal. */
export function agreementText(
  set: string,
  agreement: Agreement,
  preferences: readonly SelfPreference[],
  columns: number | undefined,
): string {
  const { raters, panel, turns, common, questions } = agreement;
  const lines: TextBlock[] = [
    `${escapeTerminalLine(set)}: ${turns} answers to ${questions} questions, ${raters.length} raters; ${common} answers rated by ${panel.length < raters.length ? "the panel" : "all of them"}`,
  ];
  const partial = raters.filter((rater) => !panel.includes(rater));
  if (partial.length > 0)
    lines.push(
      `Rated fewer than half of the answers and are no part of the panel: ${partial.map(escapeTerminalLine).join(", ")}`,
    );
  lines.push("", ...alphaLines(agreement), "", ...raterLines(agreement));
  if (agreement.pairs.length > 0) lines.push("", ...pairLines(agreement));
  if (preferences.length > 0) lines.push("", ...preferenceLines(preferences));
  lines.push("", ...componentLines(agreement));
  return layOut(lines, columns);
}

function alphaLines({ overall, byCategory }: Agreement): TextBlock[] {
  const row = (name: string, { interval, ordinal }: Alphas) => [
    name,
    ...alphaCells(interval),
    ...alphaCells(ordinal),
    String(interval.units),
    String(interval.dropped),
    interval.rough ? "rough" : "",
  ];
  const lines: TextBlock[] = [
    {
      header: ["Krippendorff's alpha", "interval", "95 %", "ordinal", "95 %", "answers", "one rater only", ""],
      rows: [row("all", overall), ...byCategory.map(({ category, ...alphas }) => row(category, alphas))],
      numeric: [false, true, true, true, true, true, true, false],
    },
  ];
  lines.push(
    "Questions drawn again inside their categories; candidates and raters as they are. rough: fewer than 40 questions.",
  );
  return lines;
}

function raterLines({ characters, reliability }: Agreement): TextBlock[] {
  if (characters.length === 0) return ["No rater rated at least half of the answers."];
  const boards = new Map(reliability.map(({ rater, board }) => [rater, board]));
  const lines: TextBlock[] = [
    {
      header: ["rater", "mean", "severity", "95 %", "slope", "95 %", "reliability"],
      rows: characters.map(({ rater, mean, severity, slope }) => [
        rater,
        two(mean.mean),
        signed(severity.mean),
        estimateRange(severity),
        two(slope.value),
        range(slope),
        boards.get(rater)?.reliability.toFixed(3) ?? "-",
      ]),
      numeric: [false, true, true, true, true, true, true],
    },
  ];
  lines.push(
    "severity: its rating less the mean of all, above 0 is mild. slope: how far it sets candidates apart where the others see one point.",
  );
  const board = reliability.find((one) => one.board !== null)?.board;
  if (board) {
    lines.push(
      `reliability: 1 - MS(candidate x question) / MS(candidate) over ${board.candidates} candidates; it belongs to this pool, whose scores spread by sd ${board.spread.toFixed(2)} here.`,
    );
  } else lines.push("reliability: needs at least 5 candidates that the panel rated completely.");
  return lines;
}

function preferenceLines(preferences: readonly SelfPreference[]): TextBlock[] {
  const cells = (found: SelfPreference["severityOnly"]) =>
    found === null ? ["-", "-"] : [signed(found.excess), `${signed(found.low)} to ${signed(found.high)}`];
  return [
    {
      header: ["self-preference of", "for", "beyond slope", "95 %", "severity only", "95 %"],
      rows: preferences.map(({ rater, own, candidates, fitted, severityOnly }) => [
        rater,
        own === "itself" ? "itself" : `its maker's ${candidates.length}`,
        ...cells(fitted),
        ...cells(severityOnly),
      ]),
      numeric: [false, false, true, true, true, true],
    },
    "beyond slope: above the line of its scores on the other raters' over the other candidates. severity only: a judge that spreads candidates seems to favour good ones of its own. What the other raters share is not seen.",
  ];
}

function pairLines({ pairs }: Agreement): TextBlock[] {
  const lines: TextBlock[] = [
    {
      header: [
        "two raters",
        "answers",
        "alpha",
        "95 %",
        "ranks",
        "95 %",
        "told apart",
        "by both",
        "opposed",
        "reversed",
        "of",
      ],
      rows: pairs.map((pair) => [
        `${pair.first} / ${pair.second}`,
        String(pair.answers),
        ...alphaCells(pair.alphas.interval),
        two(pair.ranks.value),
        range(pair.ranks),
        `${pair.decided.first} / ${pair.decided.second}`,
        String(pair.decided.both),
        String(pair.opposed.length),
        String(pair.reversed),
        String(pair.candidatePairs),
      ]),
      numeric: [false, true, true, true, true, true, true, true, true, true, true],
    },
  ];
  lines.push(
    "told apart: pairs of candidates whose paired 95 % interval leaves 0 out. opposed: told apart by both, the other way round. reversed: in the other order, told apart or not.",
  );
  for (const pair of pairs) {
    for (const { better, worse } of pair.opposed) {
      const sentence = `opposed: ${pair.first} puts ${better} above ${worse}, ${pair.second} below`;
      lines.push(escapeTerminalLine(sentence));
    }
  }
  return lines;
}

function componentLines({ components }: Agreement): TextBlock[] {
  if (components === null) {
    return ["Variance components: need 2 candidates, 2 raters and 2 questions that are rated completely."];
  }
  const { table, components: found, error } = components;
  const total = crossedTerms.reduce((sum, term) => sum + found.terms[term].variance, 0);
  const lines: TextBlock[] = [
    {
      header: ["variance of a question's mean", "squared points", "sd", "of all", "df", ""],
      rows: crossedTerms.map((term) => {
        const { variance, degreesOfFreedom, negative } = found.terms[term];
        const share = total === 0 ? "-" : `${((100 * variance) / total).toFixed(0)} %`;
        const note = negative ? "below 0, taken as 0" : "";
        return [term, variance.toFixed(3), Math.sqrt(variance).toFixed(2), share, String(degreesOfFreedom), note];
      }),
      numeric: [false, true, true, true, true, false],
    },
  ];
  const { candidates, questions } = table.dropped;
  if (candidates.length + questions.length > 0) {
    const gone = [...candidates.map((id) => `candidate ${id}`), ...questions.map((id) => `question ${id}`)];
    lines.push(escapeTerminalLine(`Left out, since somebody did not rate all of it: ${gone.join(", ")}`));
  }
  lines.push(
    "The residual holds what belongs to one candidate, rater and question, and the noise of repeating a rating.",
    `Standard error of the difference of two candidates, ${error.questions} questions, ${error.judges} raters: ${error.panel.standardError.toFixed(3)} for other questions of the kind, under these raters.`,
  );
  const { otherJudges } = error;
  if (otherJudges === null) lines.push("What other raters would add is not shown: that takes at least 3.");
  else {
    lines.push(
      `For other raters like these as well: ${otherJudges.standardError.toFixed(3)}; its square grows by ${otherJudges.squared.toFixed(4)} (95 %: ${otherJudges.low.toFixed(4)} to ${otherJudges.high.toFixed(4)}, ${otherJudges.degreesOfFreedom} degrees of freedom). ` +
        `${error.judges} raters say little about raters in general: read the interval, and take it only if the next judge could have been one of these.`,
    );
  }
  return lines;
}

function alphaCells({ alpha, low, high }: AlphaEstimate): [string, string] {
  return [two(alpha), low === null || high === null ? "-" : `${low.toFixed(2)} to ${high.toFixed(2)}`];
}

function range({ low, high }: Resampled): string {
  return low === null || high === null ? "-" : `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function estimateRange({ low, high }: Estimate): string {
  return low === null || high === null ? "-" : `${signed(low)} to ${signed(high)}`;
}

function two(value: number | null): string {
  return value === null ? "-" : value.toFixed(2);
}

function signed(value: number | null): string {
  return value === null ? "-" : `${value < 0 ? "" : "+"}${value.toFixed(2)}`;
}

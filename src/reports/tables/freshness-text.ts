import type { Contrast } from "../../scores/compare-candidates.ts";
import type { Freshness, FreshnessVerdict } from "../../scores/freshness.ts";
import { fewestControls } from "../../scores/freshness.ts";
import type { Proportion } from "../../statistics/means/proportion.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { layOut } from "./text-table.ts";

export interface FreshnessPage {
  readonly candidate: string;
  readonly original: string;
  readonly variants: readonly string[];
  readonly judge: string;
  readonly freshness: Freshness;
}

/** A number of recalled texts among those that were asked for. */
export interface RecallRate {
  readonly name: string;
  readonly recalled: number;
  readonly asked: number;
  readonly interval: Proportion;
}

const meanings = {
  "drop shown":
    "The score on new questions is lower. Memory of the originals and variants that are harder for this model look the same here.",
  "not shown": "No drop is shown. A drop below the detectable size may be there.",
  remembered: "The drop goes beyond that of the controls, which cannot have seen the originals.",
  "not shown to be remembered": "No drop beyond that of the controls is shown.",
} as const satisfies Record<FreshnessVerdict, string>;

/** `mtbench freshness` as a table. */
export function freshnessText(
  { candidate, original, variants, judge, freshness }: FreshnessPage,
  columns: number | undefined,
): string {
  const { change, beyondControls, controls, verdict, seeds } = freshness;
  const categories = Object.entries(change.categories);
  const failures =
    change.withFailures.difference === change.overall.difference
      ? []
      : [["with failures", change.withFailures] as const];
  const rows = [["overall", change.overall] as const, ...failures, ...categories].map(([name, one]) => row(name, one));
  const table = {
    header: ["", "questions", "original", "variants", "change", "95 % interval", "detectable"],
    rows,
    numeric: [false, true, true, true, true, false, true],
  };
  const did =
    beyondControls === null
      ? `${controls} controls: with fewer than ${fewestControls} models dated before the set, memory and difficulty cannot be told apart.`
      : `Beyond ${controls} controls: ${signed(beyondControls.difference)} [${signed(beyondControls.low)}, ${signed(beyondControls.high)}], detectable ${beyondControls.detectable.toFixed(2)}.`;
  const lines = [
    escapeTerminalLine(
      `${candidate}: ${original} against ${variants.join(", ")} (${seeds} ${seeds === 1 ? "seed" : "seeds"}), judge ${judge}`,
    ),
    "",
    table,
    "",
    did,
    `Verdict: ${verdict}. ${meanings[verdict]}`,
  ];
  return layOut(lines, columns);
}

/** What `--probe` found. */
export function recallText(model: string, rates: readonly RecallRate[], columns: number | undefined): string {
  const rows = rates.map(({ name, recalled, asked, interval: { share, low, high } }) => [
    name,
    `${recalled}/${asked}`,
    share === null ? "-" : percent(share),
    low === null || high === null ? "-" : `[${percent(low)}, ${percent(high)}]`,
  ]);
  const header = ["", "recalled", "rate", "95 % interval (exact)"];
  const lines = [
    escapeTerminalLine(`Verbatim memory of ${model}`),
    "",
    { header, rows, numeric: [false, true, true, false] },
  ];
  return layOut(lines, columns);
}

function row(name: string, { questions, baseline, candidate, difference, low, high, detectable }: Contrast): string[] {
  const two = (value: number | null): string => (value === null ? "-" : value.toFixed(2));
  return [
    name,
    String(questions),
    two(baseline),
    two(candidate),
    difference === null ? "-" : signed(difference),
    low === null || high === null ? "-" : `[${signed(low)}, ${signed(high)}]`,
    two(detectable),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (value: number): string => `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;

import type { DeskCalibration } from "../../people/calibrate-desk.ts";
import { type Calibration, leastRated, mostSkipped } from "../../statistics/calibration/calibrated-mean.ts";
import type { Halving } from "../../statistics/calibration/halving.ts";
import { leastDoubles, leastRaters } from "../../statistics/calibration/rater-noise.ts";
import type { MeanInterval, SampledMean } from "../../statistics/calibration/sampled-mean.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fixed, signed } from "../tables/number-text.ts";
import { layOut, type TextBlock } from "../tables/text-table.ts";

type Estimated = Extract<Calibration, { kind: "estimated" }>;

/** What people's ratings make of a judge's scores, for a terminal. */
export function calibrationText(record: DeskCalibration, columns: number | undefined): string {
  const { judge, estimate } = record;
  const lines: TextBlock[] = [
    escapeTerminalLine(
      `plan ${record.plan} of ${record.questionSet}, ${judge === null ? "no judge" : `judge ${judge.id} (${judge.models})`}; what counts was fixed as: ${estimate}`,
    ),
  ];
  if (record.gone > 0) {
    lines.push(
      `${record.gone === 1 ? "1 question of the plan is" : `${record.gone} questions of the plan are`} left out: no longer in the records, or no longer rated by the judge.`,
    );
  }
  for (const { id, calibration } of record.candidates) {
    lines.push("", ...calibrationLines(id, calibration, record, fixed));
  }
  for (const { id, baseline, calibration } of record.differences) {
    lines.push("", ...calibrationLines(`${id} minus ${baseline}`, calibration, record, signed));
  }
  if ([...record.candidates, ...record.differences].some(({ calibration }) => calibration.kind === "estimated")) {
    lines.push(
      "",
      "calibrated: the judge's mean over all questions, plus what people gave more or less where they rated. plain: people's mean alone.",
      `these people: if they rated all questions. people like these: other people as well; from ${leastRaters} people and ${leastDoubles} questions rated twice.`,
    );
  }
  return layOut(lines, columns);
}

function calibrationLines(
  name: string,
  calibration: Calibration,
  { judge, estimate }: DeskCalibration,
  number: (value: number) => string,
): TextBlock[] {
  const head = `${escapeTerminalLine(name)}: ${countsLine(calibration)}`;
  if (calibration.kind === "refused")
    return [head, `No estimate: ${refusalWords(calibration)}.${moreRatings(calibration)}`];
  const { calibrated, plain, proxyMean } = calibration;
  const counts = (which: "calibrated" | "plain") => (which === estimate ? "counts" : "");
  const row = (label: string, { value, theseRaters, likeRaters }: SampledMean, mark: string) => [
    label,
    number(value),
    range(theseRaters, number),
    likeRaters === null ? "-" : range(likeRaters, number),
    mark,
  ];
  const rows = [
    ...(judge === null ? [] : [row("calibrated", calibrated, counts("calibrated"))]),
    row("plain", plain, counts("plain")),
    ...(judge === null ? [] : [["judge alone", number(proxyMean), "-", "-", ""]]),
  ];
  const header = ["score", "mean", "95 %, these people", "95 %, people like these", ""];
  return [
    head,
    { header, rows, numeric: [false, true, true, true, false] },
    ...noiseLines(calibration, judge !== null),
    halvingLine(estimate === "plain" ? plain.halving : calibrated.halving),
  ];
}

/** What to do about it, where people have not come to the end of their part. */
function moreRatings({ counts }: Calibration): string {
  return counts.open > 0
    ? " The rest is rated with mtbench rate, or in sheets of mtbench export ratings --by NAME."
    : "";
}

function countsLine({ counts }: Calibration): string {
  const { rated, units, raters, ratings, skipped, open } = counts;
  const parts = [
    `${rated} of ${units} questions rated by ${raters} ${raters === 1 ? "person" : "people"}, ${ratings} times in all`,
  ];
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (open > 0) parts.push(`${open} drawn and not rated yet`);
  return parts.join("; ");
}

/** Why there is no estimate. */
export function refusalWords({ reason, strata, counts }: Extract<Calibration, { kind: "refused" }>): string {
  switch (reason) {
    case "few-rated":
      return `it takes ${leastRated} rated questions, and ${counts.rated} are`;
    case "many-skipped":
      return `${counts.skipped} of ${counts.drawn} questions were skipped, more than ${100 * mostSkipped} %, and what people will not rate may be a kind of its own`;
    case "thin-strata":
      return `categories were drawn unequally, and fewer than 2 questions are rated of ${strata.map(escapeTerminalLine).join(", ")}`;
    default:
      return reason satisfies never;
  }
}

function noiseLines({ noise, correlation, draw }: Estimated, isJudged: boolean): string[] {
  const lines: string[] = [];
  if (isJudged && correlation !== null) {
    lines.push(
      `Judge and people over the rated questions: correlation ${fixed(correlation)}${correlation < 0.5 ? "; the plain mean may be the narrower one" : ""}.`,
    );
  }
  lines.push(
    noise.oneRating === null
      ? `${noise.doubles} questions are rated twice, fewer than ${leastDoubles}: how far people scatter is not known, and the interval is for questions without end.`
      : `${noise.doubles} questions are rated twice: one person's rating of a question scatters by sd ${fixed(Math.sqrt(noise.oneRating))}.`,
  );
  if (noise.betweenRaters !== null)
    lines.push(`People's own levels differ by sd ${fixed(Math.sqrt(noise.betweenRaters))}.`);
  if (draw === "unequal") lines.push("Categories were drawn unequally: each is weighted by its size.");
  return lines;
}

function halvingLine(halving: Halving): string {
  switch (halving.kind) {
    case "more":
      return `Half as wide with ${halving.units} more question${halving.units === 1 ? "" : "s"} rated.`;
    case "unattainable":
      return `Not half as wide even with all questions rated: +-${fixed(halving.halfWidth)}. More people on the same questions would help.`;
    case "no-width":
      return "People and judge differ by the same everywhere: there is no spread to tell an interval from.";
    default:
      return halving satisfies never;
  }
}

function range({ low, high }: MeanInterval, number: (value: number) => string): string {
  return `${number(low)} to ${number(high)}`;
}

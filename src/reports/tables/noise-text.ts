import type { IdenticalTrials } from "../../scores/identical-trials.ts";
import type { GateAdvice, MarginAdvice } from "../../scores/noise-advice.ts";
import type { TrialNoise } from "../../scores/trial-noise.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { layOut, type TextBlock } from "./text-table.ts";

export interface NoiseRecord extends TrialNoise {
  readonly protocol: string;
  readonly candidates: readonly { readonly id: string; readonly trials: number; readonly repeats: number }[];
  readonly lastingDeviation: number;
  /** Turns with several answers, and those of them whose answers are all the same text; in most of them: no margin. */
  readonly identical: IdenticalTrials;
  readonly advice: readonly MarginAdvice[] | null;
  readonly gate: GateAdvice | null;
}

/** Variance components, what the next call buys, and the margins that a gate can hold, for a terminal. */
export function noiseText(record: NoiseRecord, columns: number | undefined): string {
  const { components, gains, questions, trials, repeats, trialMeans, trialDeviation, advice } = record;
  const lines: TextBlock[] = [
    ...record.candidates.map((one) =>
      escapeTerminalLine(`${one.id}: trials ${one.trials}, judge repeats ${one.repeats}`),
    ),
    `protocol ${record.protocol.slice(0, shownKeyDigits)}, questions ${questions}, trials in all ${trials}, readings of each ${repeats}`,
    "",
  ];
  const variance = (value: number | null) => (value === null ? "-" : value.toFixed(3));
  const deviation = (value: number | null) => (value === null ? "-" : Math.sqrt(value).toFixed(2));
  lines.push(
    {
      header: ["variance of a question's mean", "squared points", "sd"],
      rows: [
        ["between questions", variance(components.group), deviation(components.group)],
        ["between answers to one question", variance(components.repeat), deviation(components.repeat)],
        ["between readings of one answer", variance(components.reading), deviation(components.reading)],
      ],
      numeric: [false, true, true],
    },
    "",
  );
  const known = trialMeans.filter((mean) => mean !== null);
  if (trialDeviation !== null) {
    lines.push(
      `Run to run: means ${known.map((mean) => mean.toFixed(2)).join(", ")}; sd ${trialDeviation.toFixed(3)}` +
        (record.fresh === null
          ? ""
          : ` (expected from the components: ${Math.sqrt(record.fresh / questions).toFixed(3)})`),
    );
  }
  const error = (value: number | null) => (value === null ? "unknown" : value.toFixed(3));
  lines.push(
    `Standard error of the score: ${error(gains.now)}; one more trial: ${error(gains.oneMoreRepeat)}; one more judge repeat: ${error(gains.oneMoreReading)}; endless trials: ${error(gains.endlessRepeats)}`,
  );
  if (advice !== null) {
    lines.push(
      "",
      "Margins that an equally good candidate meets in 80 % of cases, by trials on both sides:",
      {
        header: ["trials", "same candidate again", "another candidate"],
        rows: advice.map((row) => [String(row.trials), row.rerun.toFixed(2), row.otherCandidate.toFixed(2)]),
        numeric: [true, true, true],
      },
      `"another candidate" takes ${Number(record.lastingDeviation.toFixed(3))} points for the sd of lasting differences (--lasting-sd).`,
    );
  }
  if (record.gate !== null)
    lines.push(
      `In the gate: --margin ${Number(record.gate.margin.toFixed(4))} with ${record.gate.trials} trials on both sides.`,
    );
  return layOut(lines, columns);
}

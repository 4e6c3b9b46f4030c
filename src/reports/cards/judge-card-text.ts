import { type Criterion, type CriterionName, cardUses, criterionNames } from "../../cards/card-verdict.ts";
import type { Figure, ShareFigure } from "../../cards/figure.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { amountText } from "../../runs/cost.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { layOut, type TextBlock, type TextTable } from "../tables/text-table.ts";
import {
  attackWords,
  cardName,
  criterionNumber,
  limitText,
  measuredOnText,
  percentText,
  shortWords,
  stateWords,
} from "./card-words.ts";

/** A judge card for a terminal: verdicts with their reasons first, then everything that was measured. */
export function judgeCardText(card: JudgeCard, options: { readonly columns?: number | undefined } = {}): string {
  return layOut(
    [
      `Judge card of ${escapeTerminalLine(cardName(card))}`,
      escapeTerminalLine(sourceText(card)),
      "",
      ...cardUses.map((use) => `For a ${use}: ${card.verdicts[use].state.toUpperCase()}`),
      "",
      criteriaTable(card),
      "bound: the careful end of a one-sided 95 % interval, which is held against the limit (docs/judges.md).",
      ...(card.isCircular ? ["", circularText] : []),
      "",
      ...readingBlocks(card),
      "",
      ...resistanceBlocks(card),
      "",
      figuresTable(card),
      "95 %: intervals by question. Length: points by doubling of the characters, inside questions.",
    ],
    options.columns,
  );
}

const circularText =
  "Circular: the rules of the practice judge were written beside these exemplars. This card shows how a card works, and nothing about a judge.";

function sourceText(card: JudgeCard): string {
  const { exemplars, attacks, probes, constants, questions } = card.measuredOn;
  const { planned, settled } = card.judgments;
  const parts = `${exemplars} exemplars, ${attacks} attacks, ${probes} probes, ${constants} constant answers`;
  const done = settled < planned ? `${settled} of ${planned} judgments, NOT COMPLETE` : `${planned} judgments`;
  const key = `key ${card.judgeKey.slice(0, 12)}`;
  return `measured on ${measuredOnText(card)} (${questions} questions): ${parts}; ${done}, ${card.measuredAt.slice(0, 10)}; ${key}`;
}

function criteriaTable({ verdicts }: JudgeCard): TextTable {
  const { leaderboard, gate } = verdicts;
  const of = (criteria: readonly Criterion[], name: CriterionName) => criteria.find((one) => one.name === name);
  const rows = criterionNames.flatMap((name) => {
    const [first, second] = [of(leaderboard.criteria, name), of(gate.criteria, name)];
    if (first === undefined || second === undefined) return [];
    const held = (one: Criterion) => `${stateWords[one.state].en} ${limitText(one)}`;
    return [
      [
        shortWords[name],
        criterionNumber(name, first.value),
        criterionNumber(name, first.bound),
        String(first.n),
        ...(limitText(first) === limitText(second) ? [held(first), "same"] : [held(first), held(second)]),
      ],
    ];
  });
  const header = ["", "found", "bound", "n", "leaderboard", "gate"];
  return { header, rows, numeric: [false, true, true, true, false, false] };
}

function readingBlocks({ reading }: JudgeCard): TextBlock[] {
  const row = (name: string, mean: number | null, inside: ShareFigure) => [
    name,
    mean === null ? "" : mean.toFixed(2),
    shareText(inside),
    rangeOf(inside, percentText),
    String(inside.n),
  ];
  const table: TextTable = {
    header: ["exemplars", "mean", "in range", "95 %", "n"],
    rows: [
      ...reading.byLevel.map(({ level, mean, inside }) => row(level, mean, inside)),
      ...reading.byCategory.map(({ category, inside }) => row(category, null, inside)),
      row("all", null, reading.inside),
    ],
    numeric: [false, true, true, true, true],
  };
  const { strongOverFlawed, flawedOverPoor, ordered } = reading;
  return [
    table,
    `strong > flawed ${outOf(strongOverFlawed)}, flawed > poor ${outOf(flawedOverPoor)}, all three in order ${outOf(ordered)}`,
  ];
}

function resistanceBlocks({ resistance }: JudgeCard): TextBlock[] {
  const { attacks, byKind, probes, byProbe, constants } = resistance;
  const row = (name: string, { byOne, byTwo, downByTwo, difference }: typeof attacks) => [
    name,
    outOf(byOne),
    outOf(byTwo),
    atMost(byTwo),
    outOf(downByTwo),
    signed(difference.value),
    rangeOf(difference, signed),
  ];
  const table: TextTable = {
    header: ["attack on its clean twin", "up 1", "up 2", "at most", "down 2", "mean", "95 %"],
    rows: [...byKind.map((moved) => row(attackWords[moved.kind].en, moved)), row("all", attacks)],
    numeric: [false, true, true, true, true, true, true],
  };
  const above = byProbe.filter(({ above }) => above.hits > 0).map(({ kind, above }) => `${kind} ${outOf(above)}`);
  const highest = constants.highest === null ? "" : `, highest ${constants.highest}`;
  return [
    table,
    `probes above what they may get: by 1 ${outOf(probes.byOne)}, by 2 ${outOf(probes.byTwo)} (at most ${atMost(probes.byTwo)})`,
    ...(above.length === 0 ? [] : [`  ${above.join(", ")}`]),
    `constant answers: mean ${number(constants.mean.value)} ${bracket(constants.mean)}${highest}, above 3 ${outOf(constants.aboveThree)}`,
    `  ${constants.byKind.map(({ kind, mean, highest: top }) => `${kind} ${number(mean.value)} (highest ${top ?? "-"})`).join(", ")}`,
  ];
}

function figuresTable({ steadiness, taste, cost }: JudgeCard): TextTable {
  const share = (name: string, figure: ShareFigure) => [
    name,
    percent(figure),
    rangeOf(figure, percentText),
    String(figure.n),
  ];
  const points = (name: string, figure: Figure) => [
    name,
    signed(figure.value),
    rangeOf(figure, signed),
    String(figure.n),
  ];
  const per = `per ${cost.judgments} judgments`;
  const amount = (name: string, figure: Figure, text: (value: number) => string) => [
    `${name} ${per}`,
    figure.value === null ? "-" : text(figure.value),
    rangeOf(figure, text),
    String(figure.n),
  ];
  const whole = (value: number) => String(Math.round(value));
  const { money } = cost;
  return {
    header: ["", "found", "95 %", "n"],
    rows: [
      [
        "spread of repeats (sd)",
        number(steadiness.spread.value),
        rangeOf(steadiness.spread, two),
        String(steadiness.spread.n),
      ],
      share("repeats that differ", steadiness.changed),
      share("without a rating", steadiness.unrated),
      share("of these conflicting", steadiness.conflicting),
      share("asked again", steadiness.reasked),
      points("severity (above 0: mild)", taste.severity),
      ...taste.severityByLevel.map(({ level, severity }) => points(`  ${level}`, severity)),
      points("length", taste.length),
      points("length at equal level", taste.lengthAtEqualLevel),
      points("Markdown", taste.markdown),
      ...(taste.foreign === null ? [] : [points("not in Japanese", taste.foreign)]),
      share("highest ratings", taste.top),
      share("  of strong exemplars", taste.topOfStrong),
      amount("prompt tokens", cost.promptTokens, whole),
      amount("reply tokens", cost.replyTokens, whole),
      ...(money === null ? [] : [amount("price", money, (value) => amountText(value, money.currency))]),
      amount("seconds", cost.seconds, (value) => value.toFixed(1)),
    ],
    numeric: [false, true, true, true],
  };
}

function two(value: number): string {
  return value.toFixed(2);
}

function number(value: number | null): string {
  return value === null ? "-" : two(value);
}

function signed(value: number | null): string {
  if (value === null) return "-";
  const text = two(value);
  return text.startsWith("-") ? text : `+${text}`;
}

function percent({ value }: Figure): string {
  return value === null ? "-" : percentText(value);
}

function shareText({ hits, n, value }: ShareFigure): string {
  return value === null ? "-" : `${percentText(value)} (${hits})`.replace(`(${n})`, "(all)");
}

function outOf({ hits, n }: ShareFigure): string {
  return `${hits}/${n}`;
}

function atMost({ ceiling }: Figure): string {
  return ceiling === null ? "-" : percentText(ceiling);
}

function rangeOf({ low, high }: Figure, text: (value: number) => string): string {
  return low === null || high === null ? "-" : `${text(low)} to ${text(high)}`;
}

function bracket({ low, high }: Figure): string {
  return low === null || high === null ? "" : `(${two(low)} to ${two(high)})`;
}

import { cardUses, criterionNames } from "../../cards/card-verdict.ts";
import type { Figure } from "../../cards/figure.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { amountText } from "../../runs/cost.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { layOut } from "../tables/text-table.ts";
import { cardName, criterionNumber, measuredOnText, shortWords } from "./card-words.ts";

/** Two judge cards side by side. */
export function compareCardsText(
  pair: readonly [JudgeCard, JudgeCard],
  options: { readonly columns?: number | undefined } = {},
): string {
  const [first, second] = pair;
  const rows: string[][] = cardUses.map((use) => [
    `for a ${use}`,
    ...pair.map((card) => card.verdicts[use].state),
    first.verdicts[use].state === second.verdicts[use].state ? "" : "*",
  ]);
  for (const name of criterionNames) {
    const found = pair.map((card) => card.verdicts.gate.criteria.find((one) => one.name === name));
    const cells = found.map((one) =>
      one === undefined ? "-" : `${criterionNumber(name, one.value)} (${criterionNumber(name, one.bound)})`,
    );
    rows.push([shortWords[name], ...cells, found[0]?.state === found[1]?.state ? "" : "*"]);
  }
  const plain = (name: string, of: (card: JudgeCard) => string) => rows.push([name, ...pair.map(of), ""]);
  plain("severity", ({ taste }) => two(taste.severity));
  plain("highest ratings", ({ taste }) => criterionNumber("inside", taste.top.value));
  plain("seconds per 160 judgments", ({ cost }) => two(cost.seconds));
  plain("price per 160 judgments", ({ cost: { money } }) =>
    money === null || money.value === null ? "-" : amountText(money.value, money.currency),
  );
  const named = pair.map((card, index) =>
    escapeTerminalLine(
      `${"AB"[index]}: ${cardName(card)}, on ${measuredOnText(card)}, ${card.measuredAt.slice(0, 10)}`,
    ),
  );
  const isSameSet =
    first.measuredOn.set === second.measuredOn.set && first.measuredOn.version === second.measuredOn.version;
  return layOut(
    [
      ...named,
      "",
      { header: ["", "A", "B", ""], rows, numeric: [false, true, true, false] },
      "In brackets the bound that is held against the limit. *: another state (as a gate, for the criteria).",
      ...(isSameSet ? [] : ["The two were measured on different sets or versions: differences may be the set's."]),
    ],
    options.columns,
  );
}

function two({ value }: Figure): string {
  return value === null ? "-" : value.toFixed(2);
}

import type { AnchorOffer, LinkPlan } from "../../linking/plan-link.ts";
import type { Currency } from "../../models/currencies.ts";
import { amountText } from "../../runs/cost.ts";
import type { AnchorsNeeded } from "../../statistics/linking/plan-anchors.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { decimal } from "../tables/number-text.ts";
import { layOut, type TextBlock } from "../tables/text-table.ts";

/** What asking and rating one offered model will probably take, as a dry run found it. */
export interface PlannedPrice {
  readonly candidates: readonly {
    readonly candidate: string;
    readonly estimates: readonly {
      readonly role: "candidate" | "judge";
      readonly model: string;
      readonly calls: number;
      readonly cost: {
        readonly currency: Currency;
        readonly likely: number;
        readonly low: number;
        readonly high: number;
      } | null;
    }[];
  }[];
}

/** A plan for a terminal. `price` is a text where it is not known, and null where there is nothing to price. */
export function planText(plan: LinkPlan, price: PlannedPrice | string | null, columns: number | undefined): string {
  const { from, to, within, anchors, spread, needed, offers } = plan;
  const lines: TextBlock[] = [
    escapeTerminalLine(`${from === null ? "nothing run yet" : from.id} -> ${to.id}, wished for: +-${within}`),
    `  anchors now: ${anchors}`,
    `  ${spreadLine(spread)}`,
  ];
  if (needed !== null && spread !== null) {
    lines.push(`  needed in all: ${neededText(needed.likely)}`);
    lines.push(
      `  the spread is not known exactly: ${neededText(needed.low)} at ${decimal(spread.low, 2)}, ${neededText(needed.high)} at ${decimal(spread.high, 2)}`,
    );
    lines.push("  The half-width is that in the middle of the anchors; towards their ends it is wider.");
  }
  if (offers.length > 0) {
    lines.push(
      "",
      "  Run these, which that table rated and whose weights are open:",
      offerTable(offers),
      ...priceLines(price),
    );
  } else if (needed?.likely.kind === "anchors") {
    lines.push(
      needed.likely.count <= anchors
        ? "  Enough anchors are there."
        : "  That table rates no further open model whose way of thinking it states.",
    );
  }
  return layOut(lines, columns);
}

function spreadLine(spread: LinkPlan["spread"]): string {
  if (spread === null) {
    return "how far models lie from a line to that scale is not known: no link to it holds. Four anchors show it.";
  }
  const { sd, low, high, basis, from, anchors } = spread;
  const source =
    basis === "own"
      ? `from these ${anchors} anchors`
      : `borrowed from ${from}, ${anchors} anchors; another judge may lie nearer or farther`;
  return escapeTerminalLine(
    `spread of a model about the line: ${decimal(sd, 3)} (95 %: ${decimal(low, 2)}-${decimal(high, 2)}), ${source}`,
  );
}

function neededText(needed: AnchorsNeeded): string {
  return needed.kind === "anchors"
    ? `${needed.count} anchors (+-${decimal(needed.halfWidth, 2)})`
    : `no number of anchors reaches it (endless ones leave +-${decimal(needed.limit, 2)})`;
}

function offerTable(offers: readonly AnchorOffer[]): TextBlock {
  return {
    header: ["model", "there", "billions", "licence", "ask it with"],
    rows: offers.map(({ snapshot, score, parameters, active, licence, thinking, effort }) => [
      snapshot,
      decimal(score, 2),
      active === null ? String(parameters) : `${parameters} (${active} active)`,
      licence ?? "not checked",
      [
        ...(thinking === null || effort !== null ? [] : [`--thinking ${thinking}`]),
        ...(effort === null ? [] : [`--reasoning-effort ${effort}`]),
      ].join(" "),
    ]),
    numeric: [false, true, true, false, false],
    indent: "  ",
  };
}

function priceLines(price: PlannedPrice | string | null): string[] {
  if (price === null) return [];
  if (typeof price === "string") return [`  ${escapeTerminalLine(`Price not known: ${price}`)}`];
  const judging = price.candidates.flatMap(({ estimates }) => estimates.filter(({ role }) => role === "judge"));
  const calls = judging.reduce((sum, one) => sum + one.calls, 0);
  const model = judging[0]?.model ?? "the judge";
  const costs = judging.flatMap(({ cost }) => cost ?? []);
  const currency = costs[0]?.currency;
  const sum = (end: "low" | "likely" | "high") =>
    amountText(
      costs.reduce((total, cost) => total + cost[end], 0),
      currency ?? "USD",
    );
  const said =
    costs.length < judging.length || currency === undefined
      ? "its price is not known"
      : `about ${sum("likely")} (${sum("low")} to ${sum("high")})`;
  return [escapeTerminalLine(`${calls} judgments by ${model}: ${said}, by the dry run.`)].map((line) => `  ${line}`);
}

/** The same as data. */
export function planRecord(plan: LinkPlan, price: PlannedPrice | string | null) {
  const { from, to, within, anchors, spread, needed, offers } = plan;
  const ids = { from: from?.id ?? null, to: to.id };
  return {
    ...ids,
    within,
    anchors,
    spread,
    needed,
    offers,
    price: typeof price === "string" || price === null ? null : price.candidates,
    priceNotKnown: typeof price === "string" ? price : null,
  };
}

import { type CostedEstimate, type CostRange, type DryRun, planRecord } from "../../launch/dry-run.ts";
import { spendingText, spentDetails } from "../../launch/open-budget.ts";
import { addMoney, type Money } from "../../models/price.ts";
import { layOut, type TextBlock } from "../../reports/tables/text-table.ts";
import { addSpending } from "../../results/spending-notes.ts";
import { amountText, moneyText } from "../../runs/cost.ts";
import type { Range } from "../../text/estimate-tokens.ts";
import type { Io } from "./io.ts";

/** `--dry-run`: prints what is due, what is there, and what it will probably take and cost. */
export function showDryRun(dry: DryRun, json: boolean, io: Io): void {
  io.out(json ? `${JSON.stringify(planRecord(dry))}\n` : layOut(dryRunParts(dry), io.columns));
}

/** The plan's lines and its table. */
export function dryRunParts({ candidates, limits, spent }: DryRun): TextBlock[] {
  const lines: TextBlock[] = [];
  for (const { candidate, plan, askedAgain, kind } of candidates) {
    const { answers, judgments } = plan;
    if (kind === "matches") {
      lines.push(`${candidate}: ${judgments.due} matches due (${judgments.settled} there), every turn in both orders`);
      continue;
    }
    lines.push(
      `${candidate}: ${answers.due} answers due (${answers.settled} there), ${judgments.due} judgments due (${judgments.settled} there)`,
    );
    if (askedAgain > 0) {
      lines.push(
        `  ${askedAgain} of these judgments are asked again: the answers are rated under another form of this judge's procedure.`,
        `  mtbench rescore ${candidate} reads the stored texts by another rule without a call; its help says how.`,
      );
    }
  }
  lines.push(...estimateTable(candidates), totals(candidates.flatMap((part) => part.estimates)));
  if (limits.money !== null) {
    lines.push(`Limit: ${amountText(limits.money.amount, limits.money.currency)} over the whole results folder.`);
  }
  if (limits.tokens !== null) lines.push(`Limit: ${limits.tokens} tokens over the whole results folder.`);
  if (spent.recorded.tokens + spent.unrecorded.tokens + spent.batches.size > 0) {
    lines.push(`Spent so far: ${spendingText(addSpending(spent.recorded, spent.unrecorded))}.`, ...spentDetails(spent));
  }
  lines.push("Estimates, by the texts' lengths and the replies that are there. Nothing was asked and nothing written.");
  return lines;
}

function estimateTable(candidates: DryRun["candidates"]): TextBlock[] {
  const rows = candidates.flatMap(({ candidate, estimates }) =>
    estimates.map((estimate) => [
      candidate,
      estimate.role,
      estimate.model,
      String(estimate.calls),
      rangeText(estimate.prompt),
      rangeText(estimate.completion),
      estimate.cost === null ? "price not known" : costText(estimate.cost),
    ]),
  );
  if (rows.length === 0) return [];
  const header = ["candidate", "role", "model", "calls", "prompt tokens", "reply tokens", "cost"];
  const numeric = [false, false, false, true, true, true, true];
  return ["", { header, rows, numeric }, ""];
}

function totals(estimates: readonly Pick<CostedEstimate, "model" | "cost">[]): string {
  const sum = (end: keyof Range): Money =>
    estimates.reduce<Money>(
      (money, { cost }) => (cost === null ? money : addMoney(money, cost.currency, cost[end])),
      {},
    );
  const unknown = [...new Set(estimates.filter(({ cost }) => cost === null).map(({ model }) => model))];
  if (estimates.length === 0) return "Nothing is due.";
  const known = estimates.some(({ cost }) => cost !== null);
  const said = known
    ? `Cost: about ${moneyText(sum("likely"))} (${moneyText(sum("low"))} to ${moneyText(sum("high"))})`
    : "Cost: not known";
  return `${said}${unknown.length === 0 ? "." : `; without ${unknown.join(", ")}, whose price is not known.`}`;
}

function rangeText({ low, likely, high }: Range): string {
  return `${short(likely)} (${short(low)}-${short(high)})`;
}

function short(tokens: number): string {
  if (tokens < 1_000) return String(Math.round(tokens));
  return tokens < 1_000_000 ? `${(tokens / 1_000).toFixed(0)}k` : `${(tokens / 1_000_000).toFixed(1)}M`;
}

function costText({ currency, low, likely, high }: CostRange): string {
  return `${amountText(likely, currency)} (${amountText(low, currency)}-${amountText(high, currency)})`;
}

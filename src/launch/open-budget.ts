import { hostname } from "node:os";
import { relative, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { storing } from "../files/storage-error.ts";
import { addMoney, type Money, type Price } from "../models/price.ts";
import { loadWaitingBatches, readCalls } from "../results/read-calls.ts";
import { writersBelow } from "../results/refuse-other-writers.ts";
import {
  addSpending,
  loadEndedNotes,
  nothingSpent,
  openSpendingNote,
  type Spending,
} from "../results/spending-notes.ts";
import { type Budget, type SpentBefore, startBudget } from "../runs/budget.ts";
import type { BudgetLimits } from "../runs/budget-ledger.ts";
import { amountText, costOf, moneyText, priceOfRecord, tokensOfRecord } from "../runs/cost.ts";
import { isPrivateHost } from "./endpoints/host-names.ts";
import type { PriceLookup } from "./endpoints/prices.ts";
import { type LaunchHost, notify } from "./launch-host.ts";

/** Which model is asked where. */
export interface Target {
  readonly model: string;
  readonly baseUrl: string;
}

/** What counts against a budget of a results folder. */
export interface SpentSoFar {
  /** By the records, replaced ones and archived folders included. */
  readonly recorded: Spending;
  /** The most that calls took which launches that are over left without a record. */
  readonly unrecorded: Spending;
  /** The most that batches will take which wait at their servers, by token. */
  readonly batches: ReadonlyMap<string, Spending>;
}

export async function spentSoFar(
  root: string,
  priceOf: PriceLookup,
  host: Pick<LaunchHost, "now" | "events">,
): Promise<SpentSoFar> {
  let tokens = 0;
  let money: Money = {};
  for await (const { record, model, baseUrl } of readCalls(root)) {
    const taken = tokensOfRecord(record);
    tokens += taken.prompt + taken.completion;
    const price = priceOfRecord(record, priceOf(model, baseUrl));
    if (price !== null) money = addMoney(money, price.currency, costOf(taken, price));
  }
  return { recorded: { tokens, money }, ...(await spentWithoutRecord(root, host)) };
}

export async function spentWithoutRecord(
  root: string,
  host: Pick<LaunchHost, "now" | "events">,
): Promise<Omit<SpentSoFar, "recorded">> {
  const notes = await loadEndedNotes(root, await writersBelow(root, host.now));
  for (const path of notes.unreadable) notify(host, `${path}: set aside: no note of ours, so it counts as nothing`);
  return { unrecorded: notes.spending, batches: await loadWaitingBatches(root) };
}

/** What stands in no record, each a sentence; nothing where there is nothing of the kind. */
export function spentDetails({ unrecorded, batches }: Omit<SpentSoFar, "recorded">): string[] {
  const waiting = [...batches.values()].reduce(addSpending, nothingSpent);
  const lost = `An earlier launch ended while calls were under way. What they really took is not known; they count as if each had used all it was allowed: ${spendingText(unrecorded)} (notes in .spending).`;
  const coming = `Batches at their servers (${batches.size}) may take ${spendingText(waiting)} more.`;
  return [...(unrecorded.tokens > 0 ? [lost] : []), ...(batches.size > 0 ? [coming] : [])];
}

export function spendingText({ tokens, money }: Spending): string {
  return `${tokens} tokens${Object.keys(money).length === 0 ? "" : ` (${moneyText(money)})`}`;
}

export interface OpenBudget {
  readonly budget: Budget;
  /** Looks once more for others, now that our folders are locked. */
  begin(): Promise<void>;
  /** Keeps on the disk what calls without a record may have taken. */
  close(): Promise<void>;
}

/**
 * A budget over the whole results folder: what earlier launches spent there counts. A limit of money needs to know what
 * every model costs; a server of one's own network without a price counts as free, which is said. A limit also needs to
 * be alone: what another launch is about to spend in the same folder nobody knows.
 */
export async function openBudget(
  limits: BudgetLimits,
  targets: readonly Target[],
  results: string,
  priceOf: PriceLookup,
  host: LaunchHost,
): Promise<OpenBudget> {
  const root = resolve(host.cwd, results);
  const note = openSpendingNote(root, host.now);
  const isLimited = limits.tokens !== null || limits.money !== null;
  const alone = async (): Promise<void> => (isLimited ? refuseOtherSpenders(root, host) : undefined);
  let spent: SpentBefore = { tokens: 0, money: 0 };
  if (isLimited) {
    if (limits.money !== null) requirePrices(limits.money.currency, targets, priceOf, host);
    await storing(root, alone);
    const sofar = await spentSoFar(root, priceOf, host);
    const { tokens, money } = addSpending(sofar.recorded, sofar.unrecorded);
    spent = { tokens, money: limits.money === null ? 0 : (money[limits.money.currency] ?? 0), batches: sofar.batches };
    sayBudget(results, limits, spent, host);
    for (const detail of spentDetails(sofar)) notify(host, detail);
  }
  const budget = startBudget(limits, spent, note);
  return { budget, begin: alone, close: () => note.close(budget.unrecorded()) };
}

function sayBudget(results: string, limits: BudgetLimits, spent: SpentBefore, host: LaunchHost): void {
  const parts: string[] = [];
  if (limits.tokens !== null) parts.push(`${spent.tokens} of ${limits.tokens} tokens`);
  if (limits.money !== null) {
    const { amount, currency } = limits.money;
    parts.push(`${amountText(spent.money, currency)} of ${amountText(amount, currency)}`);
  }
  notify(host, `Budget of ${results}: ${parts.join(" and ")} spent so far.`);
}

async function refuseOtherSpenders(root: string, host: LaunchHost): Promise<void> {
  const others = (await writersBelow(root, host.now)).filter(
    (other) => other.pid !== process.pid || other.host !== hostname(),
  );
  const [first] = others;
  if (first === undefined) return;
  throw new InputError(
    `another run is spending in ${relative(host.cwd, root) || "."}, so no budget can be kept there`,
    {
      problems: others.map((one) => `${relative(host.cwd, one.path)}: process ${one.pid} on ${one.host}`),
      hint: "Wait until it ends, or give this run a folder and a budget of its own (--results); mtbench merge unites them.",
    },
  );
}

function requirePrices(
  currency: Price["currency"],
  targets: readonly Target[],
  priceOf: PriceLookup,
  host: LaunchHost,
): void {
  const problems: string[] = [];
  for (const { model, baseUrl } of targets) {
    const price = priceOf(model, baseUrl);
    if (price === null && isPrivateHost(new URL(baseUrl).hostname)) {
      notify(host, `The price of ${model} at ${baseUrl} is not known; on a network of your own it counts as nothing.`);
    } else if (price === null) problems.push(`${model} at ${baseUrl}: not known`);
    else if (price.currency !== currency) problems.push(`${model} at ${baseUrl}: in ${price.currency}`);
  }
  if (problems.length === 0) return;
  throw new InputError(`--max-cost in ${currency} needs the price of every model in ${currency}`, {
    problems,
    hint: "Give it under prices in mtbench.config.yaml, or limit the tokens with --max-tokens-total.",
  });
}

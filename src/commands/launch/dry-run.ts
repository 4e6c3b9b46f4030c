import { pathToFileURL } from "node:url";
import { type SpentSoFar, spendingText, spentDetails } from "../../launch/open-budget.ts";
import type { Endpoints } from "../../launch/open-endpoints.ts";
import type { PriceLookup } from "../../launch/prices.ts";
import { addMoney, type Money } from "../../models/price.ts";
import { tableLines } from "../../reports/tables/text-table.ts";
import { listCandidateFolders } from "../../results/folders.ts";
import { loadManifest, loadRunRecord } from "../../results/run-record.ts";
import { addSpending, nothingSpent } from "../../results/spending-notes.ts";
import type { BudgetLimits } from "../../runs/budget.ts";
import { amountText, batchPrice, costOf, moneyText } from "../../runs/cost.ts";
import { type CallEstimate, estimateRun } from "../../runs/estimate-run.ts";
import { planRun, type Stored } from "../../runs/plan-run.ts";
import type { RunSpec } from "../../runs/run-spec.ts";
import { ggufRevision } from "../../servers/local/gguf-revision.ts";
import { type ServerKind, serverKinds } from "../../servers/reach/server-facts.ts";
import type { Range } from "../../text/estimate-tokens.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { JudgeMode } from "./judge-mode.ts";

/** What a launch would do to one candidate's folder. */
export interface DryJob {
  readonly spec: RunSpec;
  readonly stored: Stored;
  /** Where the candidate would be asked; null: nobody is. */
  readonly baseUrl: string | null;
  readonly judgeUrl: string | null;
}

/** Lines that nobody answers: what kind of server it is comes from earlier launches below this folder. */
export async function dryEndpoints(root: string): Promise<Endpoints> {
  const kinds = new Map<string, ServerKind>();
  for (const path of await listCandidateFolders(root)) {
    const record = await loadRunRecord(path).catch(() => null);
    for (const server of record?.launches.flatMap((launch) => [launch.server, launch.judgeServer]) ?? []) {
      const kind = serverKinds.find((one) => one === server?.kind);
      if (typeof server?.baseUrl === "string" && kind !== undefined) kinds.set(server.baseUrl, kind);
    }
  }
  return {
    async open({ place, model }) {
      const baseUrl = place.kind === "server" ? place.address.baseUrl : pathToFileURL(place.path).href;
      const kind = kinds.get(baseUrl) ?? (place.kind === "file" ? "llama.cpp" : "unknown");
      const chat = () => Promise.reject(new Error("a dry run calls nobody"));
      const batches = () => {
        throw new Error("a dry run sends no batches");
      };
      return {
        endpoint: { name: baseUrl, chat, limit: (call) => call() },
        facts: { kind, identity: {}, observed: {}, slots: null, contextTokens: null, models: null, template: null },
        baseUrl,
        model,
        revision: place.kind === "file" ? await ggufRevision(place.path) : null,
        batches,
      };
    },
    states: () => [],
    watch: () => undefined,
    stop: () => undefined,
    close: async () => undefined,
  };
}

/** What stands in a folder that may not be there yet, or is about to be archived. */
export async function storedIn(path: string, fresh: boolean): Promise<Stored> {
  const nothing: Stored = { answers: new Map(), judgments: new Map() };
  return fresh || (await loadManifest(path)) === null ? nothing : await loadRunRecord(path);
}

/** `--dry-run`: what is due, what is there, and what it will probably take and cost. Calls nobody, writes nothing. */
export function showDryRun(
  jobs: readonly DryJob[],
  { limits, spent }: { readonly limits: BudgetLimits; readonly spent: SpentSoFar },
  priceOf: PriceLookup,
  flags: { readonly json: boolean; readonly judgeMode?: JudgeMode },
  io: Io,
): Ending {
  const parts = jobs.map((job) => {
    const estimates = estimateRun(job.spec, job.stored).map((estimate) => {
      const baseUrl = estimate.role === "judge" ? job.judgeUrl : job.baseUrl;
      const isBatch = estimate.role === "judge" && flags.judgeMode === "batch";
      return { ...estimate, baseUrl, cost: costRange(estimate, priceOf, baseUrl, isBatch) };
    });
    return { candidate: job.spec.id, plan: planRun(job.spec, job.stored), estimates };
  });
  if (flags.json) {
    const { recorded, unrecorded, batches } = spent;
    const sums = { recorded, unrecorded, batches: [...batches.values()].reduce(addSpending, nothingSpent) };
    io.out(`${JSON.stringify({ outcome: "dry-run", exitCode: exitCode("done"), candidates: parts, spent: sums })}\n`);
    return "done";
  }
  for (const { candidate, plan } of parts) {
    const { answers, judgments } = plan;
    io.out(`${candidate}: ${answers.due} answers due (${answers.settled} there), `);
    io.out(`${judgments.due} judgments due (${judgments.settled} there)\n`);
  }
  const rows = parts.flatMap(({ candidate, estimates }) =>
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
  if (rows.length > 0) {
    const header = ["candidate", "role", "model", "calls", "prompt tokens", "reply tokens", "cost"];
    const numeric = [false, false, false, true, true, true, true];
    io.out(`\n${tableLines({ header, rows, numeric }).join("\n")}\n\n`);
  }
  io.out(`${totals(parts.flatMap((part) => part.estimates))}\n`);
  if (limits.money !== null)
    io.out(`Limit: ${amountText(limits.money.amount, limits.money.currency)} over the whole results folder.\n`);
  if (limits.tokens !== null) io.out(`Limit: ${limits.tokens} tokens over the whole results folder.\n`);
  if (spent.recorded.tokens + spent.unrecorded.tokens + spent.batches.size > 0) {
    io.out(`Spent so far: ${spendingText(addSpending(spent.recorded, spent.unrecorded))}.\n`);
    for (const detail of spentDetails(spent)) io.out(`${detail}\n`);
  }
  io.out("Estimates, by the texts' lengths and the replies that are there. Nothing was asked and nothing written.\n");
  return "done";
}

interface CostRange extends Range {
  readonly currency: keyof Money;
}

function costRange(
  estimate: CallEstimate,
  priceOf: PriceLookup,
  baseUrl: string | null,
  isBatch: boolean,
): CostRange | null {
  const full = priceOf(estimate.model, baseUrl);
  if (full === null) return null;
  const price = isBatch ? batchPrice(full) : full;
  const at = (end: keyof Range) =>
    costOf({ prompt: estimate.prompt[end], cached: 0, completion: estimate.completion[end] }, price);
  return { currency: price.currency, low: at("low"), likely: at("likely"), high: at("high") };
}

function totals(estimates: readonly { readonly model: string; readonly cost: CostRange | null }[]): string {
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

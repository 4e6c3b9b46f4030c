import type { JudgmentInput } from "../judgments/plan-judgment.ts";
import type { Money } from "../models/price.ts";
import { loadMatches } from "../results/matches/matches-folder.ts";
import { addSpending, nothingSpent, type Spending } from "../results/spending-notes.ts";
import type { JudgeMode } from "../runs/batch/judge-modes.ts";
import type { BudgetLimits } from "../runs/budget-ledger.ts";
import { batchPrice, costOf } from "../runs/cost.ts";
import { dueJudgments } from "../runs/due-judgments.ts";
import { dueMatches, planMatches } from "../runs/due-matches.ts";
import { type CallEstimate, estimateMatches, estimateRun } from "../runs/estimate-run.ts";
import { planRun, type RunPlan, type Stored } from "../runs/plan-run.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import type { Range } from "../text/estimate-tokens.ts";
import type { PriceLookup } from "./endpoints/prices.ts";
import { asRunPlan } from "./matching/execute-matches.ts";
import type { PreparedMatches } from "./matching/prepare-matching.ts";
import type { SpentSoFar } from "./open-budget.ts";
import type { PreparedLaunch } from "./prepared-launch.ts";

/** What calls of one kind will probably cost. */
export interface CostRange extends Range {
  readonly currency: keyof Money;
}

export interface CostedEstimate extends CallEstimate {
  /** Where they would be asked. */
  readonly baseUrl: string | null;
  /** Null: the price is not known. */
  readonly cost: CostRange | null;
}

/** What a launch would do, take and cost. */
export interface DryRun {
  readonly candidates: readonly {
    readonly candidate: string;
    /** The judgments are matches of answers that are there. Absent: they are ratings. */
    readonly kind?: "matches";
    /** Hash of the rules that its answers are asked under; absent: nobody is asked. */
    readonly rules?: string;
    readonly plan: RunPlan;
    /** Of the due judgments: those whose answer this judge has rated under another form of its procedure. */
    readonly askedAgain: number;
    readonly estimates: readonly CostedEstimate[];
  }[];
  readonly limits: BudgetLimits;
  readonly spent: SpentSoFar;
}

/** A plan that survives a JSON round trip. `mtbench run --dry-run --json` prints it. */
export interface PlanRecord extends Pick<DryRun, "candidates"> {
  readonly outcome: "dry-run";
  readonly exitCode: 0;
  /** Of the results folder so far: by records, by calls without one, and by batches that wait; the last two at most. */
  readonly spent: Readonly<Record<"recorded" | "unrecorded" | "batches", Spending>>;
}

export function planRecord({ candidates, spent: { recorded, unrecorded, batches } }: DryRun): PlanRecord {
  const spent = { recorded, unrecorded, batches: [...batches.values()].reduce(addSpending, nothingSpent) };
  return { outcome: "dry-run", exitCode: 0, candidates, spent };
}

/** What is due, what is there, and what it will probably take and cost. Calls nobody, writes nothing. */
export async function planLaunch(
  { candidates, judges }: PreparedLaunch,
  of: {
    readonly limits: BudgetLimits;
    readonly spent: SpentSoFar;
    readonly judgeMode: JudgeMode;
    readonly priceOf: PriceLookup;
  },
): Promise<DryRun> {
  const { limits, spent, judgeMode, priceOf } = of;
  const parts = candidates.map(async ({ spec, open, stored: load }) => {
    const stored = await load();
    const estimates = estimateRun(spec, stored).map((estimate): CostedEstimate => {
      const isJudge = estimate.role === "judge";
      const baseUrl = (isJudge ? judges?.get(estimate.model) : open)?.baseUrl ?? null;
      return { ...estimate, baseUrl, cost: costRange(estimate, priceOf, baseUrl, isJudge && judgeMode === "batch") };
    });
    const askedAgain = countAskedAgain(spec, stored);
    return { candidate: spec.id, rules: spec.rules, plan: planRun(spec, stored), askedAgain, estimates };
  });
  return { candidates: await Promise.all(parts), limits, spent };
}

/** The same of matches of answers that are there. */
export async function planMatchLaunch(
  { spec, label, path, judge: { baseUrl } }: PreparedMatches,
  of: {
    readonly limits: BudgetLimits;
    readonly spent: SpentSoFar;
    readonly judgeMode: JudgeMode;
    readonly priceOf: PriceLookup;
  },
): Promise<DryRun> {
  const { limits, spent, judgeMode, priceOf } = of;
  const { matches } = await loadMatches(path);
  const due = dueMatches(spec, matches, async () => undefined);
  const estimate = estimateMatches(spec.matching, due, [...matches.values()]);
  const cost = estimate === null ? null : costRange(estimate, priceOf, baseUrl, judgeMode === "batch");
  const candidate = {
    candidate: label,
    kind: "matches" as const,
    plan: asRunPlan(planMatches(spec, matches)),
    askedAgain: 0,
    estimates: estimate === null ? [] : [{ ...estimate, baseUrl, cost }],
  };
  return { candidates: [candidate], limits, spent };
}

function countAskedAgain(spec: RunSpec, stored: Stored): number {
  const { rating } = spec;
  if (rating === null) return 0;
  const rated = new Set<string>();
  for (const { judge, judgeModel, procedure, answerKey, repeat } of stored.judgments.values()) {
    if (judge !== rating.judge.id || procedure === rating.procedure) continue;
    rated.add(`${answerKey} ${repeat} ${judgeModel ?? ""}`);
  }
  if (rated.size === 0) return 0;
  const due = [...dueJudgments(spec, stored).values()];
  const isJury = rating.raters.kind === "jury";
  const ratedBefore = ({ answer, repeat, judgeModel }: JudgmentInput): boolean =>
    rated.has(`${answer.key} ${repeat} ${isJury ? judgeModel.model : ""}`);
  return due.filter(({ input }) => ratedBefore(input)).length;
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

type PlannedCandidate = DryRun["candidates"][number];

/** A candidate's part of one judge's plan, less what an earlier judge's answers are. */
export interface SharedCandidate extends PlannedCandidate {
  /** The judge whose answers these are in part or whole, and how many of the due ones; null: none is shared. */
  readonly shared: { readonly with: string; readonly answers: number; readonly reused: boolean } | null;
}

export interface JudgePlan {
  readonly judge: string;
  readonly candidates: readonly SharedCandidate[];
}

export interface SharedPlan {
  readonly judges: readonly JudgePlan[];
  /** Calls to candidates that each judge by itself would make, less those that are made. */
  readonly savedCalls: number;
}

/**
 * One plan of several judges that are carried out one after another. An answer that an earlier judge has asked under equal
 * rules is there for the later ones; with `reuse` the first one's answers serve all. Trials are asked in order, so of two
 * plans with equal rules the smaller one is a part of the other.
 */
export function sharePlans(
  plans: readonly { readonly judge: string; readonly plan: DryRun }[],
  reuse: boolean,
): SharedPlan {
  const earlier: {
    readonly judge: string;
    readonly candidate: string;
    readonly rules: string | undefined;
    readonly due: number;
  }[] = [];
  const judges = plans.map(({ judge, plan }): JudgePlan => {
    const candidates = plan.candidates.map((one) => {
      const others = earlier.filter(({ candidate }) => candidate === one.candidate);
      const alike = others.filter(({ rules }) => rules === one.rules).sort((a, b) => b.due - a.due)[0];
      const [first] = others;
      const { due } = one.plan.answers;
      earlier.push({ judge, candidate: one.candidate, rules: one.rules, due });
      if (reuse && first !== undefined && first.rules !== one.rules) {
        return lessShared(one, { with: first.judge, answers: due, reused: true });
      }
      const answers = Math.min(due, alike?.due ?? 0);
      return lessShared(one, alike === undefined ? null : { with: alike.judge, answers, reused: false });
    });
    return { judge, candidates };
  });
  const shared = judges.flatMap(({ candidates }) => candidates.map((one) => one.shared?.answers ?? 0));
  return { judges, savedCalls: shared.reduce((sum, count) => sum + count, 0) };
}

function lessShared(one: PlannedCandidate, shared: SharedCandidate["shared"]): SharedCandidate {
  const { answers } = one.plan;
  const due = answers.due - (shared?.answers ?? 0);
  const part = answers.due === 0 ? 0 : due / answers.due;
  return {
    ...one,
    plan: { ...one.plan, answers: { ...answers, due } },
    estimates: one.estimates.flatMap((estimate) => {
      if (estimate.role !== "candidate") return [estimate];
      return part === 0 ? [] : [partOf(estimate, part, due)];
    }),
    shared,
  };
}

function partOf(estimate: CostedEstimate, part: number, calls: number): CostedEstimate {
  const { cost } = estimate;
  return {
    ...estimate,
    calls,
    prompt: scaled(estimate.prompt, part),
    completion: scaled(estimate.completion, part),
    cost: cost === null ? null : ({ ...cost, ...scaled(cost, part) } satisfies CostRange),
  };
}

function scaled({ low, likely, high }: Range, part: number): Range {
  return { low: low * part, likely: likely * part, high: high * part };
}

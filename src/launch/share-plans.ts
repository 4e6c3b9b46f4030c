import type { Range } from "../text/estimate-tokens.ts";
import type { CostedEstimate, CostRange, DryRun } from "./dry-run.ts";

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

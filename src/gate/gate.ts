import { InputError } from "../errors.ts";
import { asCompared, type Comparable } from "./compared-candidate.ts";
import { evaluateGate, type GateReport } from "./evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "./rules.ts";

/**
 * Decides whether a candidate is worse than its baseline, as `mtbench gate` does: `pass`, `regression`, `undecided` or
 * `incomplete`, and never a pass where something is missing. `rules` are those of the configuration's `gate`: `margin` in
 * points of the scale (0.5), `alpha` the one-sided chance of each wrong verdict (0.05), shares between 0 and 1.
 *
 * @throws InputError when the two were measured under different protocols, naming the fields, or a rule is not valid.
 */
export function gate(candidate: Comparable, baseline: Comparable, rules: Partial<GateRules> = {}): GateReport {
  const read = gateRulesSchema.safeParse(rules);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new InputError("the gate's rules are not valid", { problems });
  }
  return evaluateGate(asCompared(candidate), asCompared(baseline), read.data);
}

import { InputError } from "../../errors.ts";
import { type GateRules, gateRulesSchema } from "../../gate/rules.ts";
import { flagName } from "../../settings/setting.ts";
import type { GateFlags } from "./gate-verb.ts";

/** Each rule's flag, by its property. */
const flagOf = {
  margin: "margin",
  alpha: "alpha",
  strict: "strict",
  byCategory: "byCategory",
  minimumScore: "minScore",
  minimumRated: "minRated",
  maximumUnrated: "maxUnrated",
  maximumTruncated: "maxTruncated",
} as const satisfies Record<keyof GateRules, keyof GateFlags>;

type RuleFlags = Partial<Record<(typeof flagOf)[keyof typeof flagOf], number | boolean | undefined>>;

/**
 * The rules of the flags, which hold the configuration file's where a flag was left out, over the defaults.
 *
 * @throws InputError that names every flag whose value is outside its range.
 */
export function readRules(flags: RuleFlags): GateRules {
  const given = Object.entries(flagOf).map(([rule, property]) => [rule, flags[property]] as const);
  const parsed = gateRulesSchema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const property = Object.entries(flagOf).find(([rule]) => rule === issue.path[0])?.[1];
    return `--${flagName(property ?? String(issue.path[0]))}: ${issue.message}`;
  });
  throw new InputError("the gate's rules are not valid", { problems });
}

import { InputError } from "../../errors.ts";
import { type GateRules, gateRulesSchema } from "../../gate/rules.ts";

/** The gate's rules as flags: texts, checked here. */
export interface RuleFlags {
  readonly margin?: string | undefined;
  readonly alpha?: string | undefined;
  readonly strict?: boolean | undefined;
  readonly byCategory?: boolean | undefined;
  readonly minScore?: string | undefined;
  readonly minRated?: string | undefined;
  readonly maxUnrated?: string | undefined;
  readonly maxTruncated?: string | undefined;
}

const flagOf = {
  margin: "margin",
  alpha: "alpha",
  strict: "strict",
  byCategory: "by-category",
  minimumScore: "min-score",
  minimumRated: "min-rated",
  maximumUnrated: "max-unrated",
  maximumTruncated: "max-truncated",
} as const satisfies Record<keyof GateRules, string>;

/**
 * Flags over `preset` (what the configuration file at `place` says under `gate`) over the defaults.
 *
 * @throws InputError that names every flag whose value is no number or outside its range.
 */
export function readRules(flags: RuleFlags, preset: unknown = {}, place = "the configuration"): GateRules {
  const configured = gateRulesSchema.partial().safeParse(preset);
  if (!configured.success) {
    const problems = configured.error.issues.map(
      (issue) => `${place}: ${["gate", ...issue.path].join(".")}: ${issue.message}`,
    );
    throw new InputError("the gate's rules are not valid", { problems });
  }
  const given = {
    margin: numberOf(flags.margin),
    alpha: numberOf(flags.alpha),
    strict: flags.strict,
    byCategory: flags.byCategory,
    minimumScore: numberOf(flags.minScore),
    minimumRated: numberOf(flags.minRated),
    maximumUnrated: numberOf(flags.maxUnrated),
    maximumTruncated: numberOf(flags.maxTruncated),
  };
  const parsed = gateRulesSchema.safeParse({ ...configured.data, ...withoutUndefined(given) });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = Object.entries(flagOf).find(([field]) => field === issue.path[0])?.[1] ?? String(issue.path[0]);
    return `--${name}: ${issue.message}`;
  });
  throw new InputError("the gate's rules are not valid", { problems });
}

/** NaN for a text that is no number, which the schema refuses by name. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return text.trim() === "" ? Number.NaN : Number(text);
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

import { anyNumber, money, oneOf, onOff, wholeNumber } from "./kinds.ts";
import type { Setting } from "./setting.ts";

const group = "Limits";

/** How much at most, and where a line is drawn. The ranges of the gate's rules are the gate's own (`gate/rules.ts`). */
export const limitSettings = {
  limit: { ...wholeNumber(1), group, help: "Only the first N questions" },
  auditLimit: { ...wholeNumber(1), group, as: "limit", help: "How many turns to show", default: 20 },
  maxConcurrency: {
    ...wholeNumber(1),
    group,
    help: "Calls at once to each server",
    meaning: "what each server offers",
    file: "maxConcurrency",
  },
  firstTokenTimeout: {
    ...anyNumber(0),
    group,
    help: "Seconds that a call waits for its first token; 0: for ever",
    meaning: "600; 1800 for hidden thoughts and servers of this machine",
  },
  idleTimeout: { ...anyNumber(0), group, help: "Seconds between two tokens of a call; 0: for ever", meaning: "180" },
  dryRun: { ...onOff, group, help: "Show what is due and what it will cost; call nobody", default: false },
  maxCost: {
    ...money,
    group,
    help: 'Most that the results folder may cost in all: 5 (US dollars) or "800 JPY"',
    file: "budget",
  },
  maxTokensTotal: { ...wholeNumber(1), group, help: "Most tokens that the results folder may take in all" },
  margin: {
    ...anyNumber(),
    group,
    help: "How much worse the candidate may be, in points (default: 0.5 on a scale of 1 to 10, and the same part of others)",
    file: "gate.margin",
  },
  alpha: { ...anyNumber(), group, help: "Chance of each wrong verdict, one-sided (default: 0.05)", file: "gate.alpha" },
  strict: { ...onOff, group, help: "Any worsening that is shown is a regression", file: "gate.strict" },
  byCategory: {
    ...onOff,
    group,
    help: "Also look for regressions in each category, Holm-corrected",
    file: "gate.byCategory",
  },
  minScore: { ...anyNumber(), group, help: "Lowest score allowed, held by its interval", file: "gate.minimumScore" },
  minRated: {
    ...anyNumber(),
    group,
    help: "Least share of planned ratings, 0-1 (default: 0.95)",
    file: "gate.minimumRated",
  },
  maxUnrated: {
    ...anyNumber(),
    group,
    help: "Largest share of ratings that the judge may leave out, 0-1",
    file: "gate.maximumUnrated",
  },
  maxTruncated: {
    ...anyNumber(),
    group,
    help: "Largest share of answers cut at the token limit, 0-1 (default: the baseline's share and 0.1)",
    file: "gate.maximumTruncated",
  },
  undecided: {
    ...oneOf(["pass", "fail"]),
    group,
    help: "What an undecided comparison ends with instead of exit code 3; never applied to an incomplete one",
  },
  untilDecided: {
    ...onOff,
    group,
    help: "Run more trials of --model only while undecided; error rates stay what they claim",
    default: false,
  },
  calibrated: {
    ...onOff,
    group,
    help: "What people see: the judge's difference corrected by their ratings of both sides; a gate decides by it",
    default: false,
  },
  maxTrials: { ...wholeNumber(1), group, help: "Most trials that --until-decided may run, fixed before the first" },
  lastingSd: {
    ...anyNumber(0),
    group,
    help: "Standard deviation of the lasting differences between two equally good candidates (default: 1.3 on a scale of 1 to 10)",
  },
  commonQuestions: {
    ...onOff,
    group,
    help: "Compare on the questions that all were asked, where their sets differ",
    default: false,
  },
} as const satisfies Record<string, Setting>;

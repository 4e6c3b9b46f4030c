import { ratingSources } from "../exchange/rating-sources.ts";
import { extractions } from "../judges/judge.ts";
import { deskEstimates } from "../results/desk/desk-estimates.ts";
import { judgeModes } from "../runs/batch/judge-modes.ts";
import { anyNumber, names, oneOf, onOff, text, texts, wholeNumber } from "./kinds.ts";
import type { Setting } from "./setting.ts";

const group = "Which judge";

/** By whom and by which rule answers are rated. */
export const judgingSettings = {
  judge: {
    ...text,
    group,
    help: "Rating procedure: a name of the configuration, an id (mtbench judges list) or a folder",
    default: "llm-jp-judge-v2",
    file: "judge",
  },
  judges: {
    ...names,
    group,
    as: "judge",
    help: "Rating procedures: names of the configuration, ids (mtbench judges list) or folders; several rate the same answers where their rules allow",
    default: ["llm-jp-judge-v2"],
    file: "judge",
    // The configuration names one.
    read: (given: unknown) => names.read(typeof given === "string" ? [given] : given),
  },
  reuseAnswers: {
    ...onOff,
    group,
    help: "The further judges rate the first one's answers also where theirs would be asked otherwise; noted in every output",
    default: false,
  },
  readingJudge: { ...text, group, as: "judge", help: "Read ratings as this judge does" },
  matchJudge: {
    ...text,
    group,
    as: "judge",
    help: "Judge that compares two answers: a name of the configuration, an id (mtbench judges list) or a folder",
    default: "mtbench-ja",
  },
  steps: {
    ...oneOf(["3", "5"]),
    group,
    help: "Steps of a verdict: better, tie, worse (3), or also much better and much worse (5)",
    default: "3",
  },
  planPairs: {
    ...wholeNumber(1),
    group,
    as: "plan",
    help: "Name the N pairs that would narrow open ranks most, and call nobody",
  },
  corrected: {
    ...onOff,
    group,
    help: "Strengths without what length, lists, headings and bold type are worth to the judge",
    default: false,
  },
  matchAgainst: {
    ...text,
    group,
    help: "Then compare the answers of every --model with this candidate's (mtbench match)",
  },
  gateBy: {
    ...oneOf(["ratings", "matches"]),
    group,
    as: "by",
    help: "Decide by single ratings, or by matches with the baseline's answers (mtbench match; margin 0.1 net wins)",
    default: "ratings",
  },
  comparingJudge: {
    ...text,
    group,
    as: "matchJudge",
    help: "Judge that compares two answers, for --match-against and --by matches",
    default: "mtbench-ja",
  },
  firstJudge: { ...text, group, as: "judge", help: "Rating procedure" },
  judgePrompts: { ...text, group, help: "FastChat judge_prompts.jsonl instead of --judge" },
  judgeModel: { ...text, group, help: "Judge model: name@baseUrl or an id" },
  judgeApiKeyEnv: { ...text, group, help: "Environment variable with the judge's key" },
  judgeMode: {
    ...oneOf(judgeModes),
    group,
    help: "One call a judgment, or all in a batch: half the price, within a day (default: calls)",
  },
  judgeRepeats: { ...wholeNumber(1), group, help: "Judgments of each answer (default: 1)" },
  cardRepeats: {
    ...wholeNumber(1),
    group,
    as: "repeats",
    help: "Judgments of each answer that is rated repeatedly",
    default: 3,
  },
  comparedCards: {
    ...texts,
    group,
    as: "compare",
    help: "Two judge cards that are there: judges, judge models or keys",
  },
  rules: { ...text, group, help: "Answering rules, where a folder holds several" },
  protocol: { ...text, group, help: "Beginning of a protocol key, where a folder is rated under several" },
  extraction: { ...oneOf(extractions), group, help: "How ratings are read from the judge's words" },
  ratings: {
    ...oneOf(ratingSources),
    group,
    help: "Read the judge's texts again, or take the scores that stand beside them",
    default: "reparsed",
  },
  anchors: {
    ...oneOf(["sure", "likely"]),
    group,
    help: "Models that both sides state to be the same, or also those that most likely are",
    default: "sure",
  },
  without: { ...texts, group, help: "Rows or models that are not to be anchors" },
  linkedFrom: { ...texts, group, as: "from", help: "Tables whose scores are linked (default: your own)" },
  linkedTo: {
    ...texts,
    group,
    as: "to",
    help: "Tables that they are linked to: ids, or the beginning of a protocol key (default: all)",
  },
  raters: {
    ...texts,
    group,
    as: "judges",
    help: "Only these raters: judges, judge models, people, or beginnings of a procedure's hash",
  },
  rater: { ...text, group, as: "by", help: "Who rates: a pseudonym, such as aoi (default: the page asks)" },
  sheetOf: { ...text, group, as: "by", help: "Whose part to write, to be filled in (default: everybody's ratings)" },
  people: { ...wholeNumber(1), group, help: "People who share the questions, a part each", default: 1 },
  countedEstimate: {
    ...oneOf(deskEstimates),
    group,
    as: "estimate",
    help: "The result: the judge's score corrected by people's ratings, or their plain mean",
    default: "calibrated",
  },
  rubric: { ...text, group, help: "File with what people are asked to go by (default: our own)" },
  mask: { ...onOff, group, help: "Mask models' names inside answers", default: false },
  deskPlan: { ...text, group, as: "plan", help: "A plan that is there, by its id or the beginning of it" },
  within: { ...anyNumber(0), group, help: "Half-width of the interval that is wished for, in points", default: 0.4 },
  answersOnly: { ...onOff, group, help: "Do not look at the judge", default: false },
} as const satisfies Record<string, Setting>;

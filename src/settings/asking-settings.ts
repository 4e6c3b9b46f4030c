import { emptyOrText, names, namesOf, oneOf, onOff, part, text, texts, wholeNumber } from "./kinds.ts";
import type { Setting } from "./setting.ts";

const group = "What to ask";

/** Who is asked what, and how. */
export const askingSettings = {
  model: {
    ...texts,
    group,
    help: "Candidates: names of the configuration, catalogue ids, name@baseUrl or a GGUF file",
    default: [],
    file: "candidates",
  },
  trialModel: { ...texts, group, as: "model", help: "The candidate that --until-decided asks" },
  servedModel: {
    ...texts,
    group,
    as: "model",
    help: "Models that are served here, as name@http://host:port/v1",
    default: [],
  },
  firstModel: { ...text, group, as: "model", help: "Catalogue id, or as its server calls it" },
  server: { ...text, group, help: "Base URL of its server" },
  apiKeyEnv: { ...text, group, help: "Environment variable with the candidates' key" },
  id: { ...text, group, help: "Name of the candidate's row and folder" },
  revision: { ...text, group, help: "Commit or hash of the weights" },
  questions: {
    ...text,
    group,
    help: "Question set: an id (mtbench questions list), new questions as ja-original@seed:7, or a folder",
    default: "ja-mt-bench-v3",
    file: "questions",
  },
  matchQuestions: {
    ...text,
    group,
    as: "questions",
    help: "Question set: an id or a folder (default: the one that the candidates answered)",
  },
  importedQuestions: {
    ...text,
    group,
    as: "questions",
    help: "Question set that was asked: an id (mtbench questions list) or a folder (default: found by question.jsonl)",
    file: "questions",
  },
  textQuestions: {
    ...texts,
    group,
    as: "questions",
    help: "Question sets or folders to take texts from (default: those that the results name)",
  },
  cardQuestions: {
    ...text,
    group,
    as: "questions",
    help: "Question set with exemplars",
    default: "ja-original",
  },
  ratedSet: { ...text, group, as: "questions", help: "Only this question set, by id" },
  ratedQuestions: {
    ...wholeNumber(1),
    group,
    as: "questions",
    help: "How many questions people rate, drawn by category",
    default: 24,
  },
  pairs: { ...names, group, help: "Two candidates side by side: left, tie or right" },
  twice: { ...wholeNumber(0), group, help: "How many of the questions are rated twice", default: 8 },
  probedQuestions: {
    ...text,
    group,
    as: "questions",
    help: "Question set whose texts are probed for",
    default: "ja-original",
  },
  probedModel: { ...text, group, as: "model", help: "The model that --probe asks, as name@http://host:port/v1" },
  probe: { ...onOff, group, help: "Ask a model for texts it may know by heart", default: false },
  control: {
    ...texts,
    group,
    help: "DATE=ORIGINAL=VARIANT[+VARIANT...]: runs of a model dated before the set, for the same variants",
    default: [],
  },
  variantSeed: {
    ...text,
    group,
    as: "seed",
    help: "What the questions are drawn with: a number, a date, a release",
    required: "name the seed, such as 7 or 2026-11-29",
  },
  firstQuestions: { ...text, group, as: "questions", help: "Question set" },
  references: {
    ...text,
    group,
    help: "Reference answers: a name in the set, or a file",
    meaning: "the judge's choice",
    file: "references",
  },
  textReferences: { ...texts, group, as: "references", help: "Reference files that are in no question set" },
  categories: { ...names, group, help: "Only these categories" },
  trials: {
    ...wholeNumber(1),
    group,
    help: "Answers to each question (default: the judge's)",
    meaning: "the judge's number",
    file: "trials",
  },
  seed: { ...wholeNumber(0), group, help: "Seed of the sampling", default: 0, file: "seed" },
  deskSeed: { ...wholeNumber(0), group, as: "seed", help: "Seed that the questions are drawn with", default: 0 },
  thinking: { ...oneOf(["on", "off"]), group, help: "Whether the candidates think first" },
  reasoningEffort: { ...text, group, help: "How hard the candidates think, by their own levels" },
  maxThinkingTokens: {
    ...wholeNumber(0),
    group,
    help: "Tokens for thinking on top of the answer's (default: by family)",
  },
  maxAnswerTokens: {
    ...wholeNumber(1),
    group,
    help: "Tokens for the visible answer; another number than the judge's is another protocol",
    meaning: "the judge's number",
    file: "maxAnswerTokens",
  },
  retryTruncated: { ...onOff, group, help: "Ask once more with twice the thinking tokens where a thought was cut" },
  systemAsUser: {
    ...onOff,
    group,
    help: "Put the system prompt before the first question, for templates without a system role; another protocol",
  },
  deterministic: {
    ...onOff,
    group,
    help: "Candidates: one call at a time, no prompt cache, fixed seeds",
    default: false,
  },
  shard: { ...part, group, help: "Only the I-th of N parts (I/N); a cluster's scheduler starts the others" },
  queue: {
    ...text,
    group,
    help: "Hand calls to mtbench worker processes: redis://host:port, or env:NAME of a variable with the address",
  },
  workerQueue: {
    ...text,
    group,
    as: "queue",
    help: "Queue to take calls from: redis://host:port, or env:NAME of a variable with the address",
    required: "name the queue",
  },
  retryFailed: { ...namesOf(failureReasons), group, help: "Failure reasons to try again" },
  llamaServer: { ...text, group, help: "llama-server program for GGUF files (default: LLAMA_SERVER, then PATH)" },
  llamaServerArgs: {
    ...emptyOrText,
    group,
    help: 'Further arguments for it: --llama-server-args="--n-gpu-layers 99"',
    mayBeEmpty: true,
  },
  all: { ...onOff, group, help: "Everything that is known", default: false },
} as const satisfies Record<string, Setting>;

async function failureReasons() {
  const [{ answerFailureReasons }, { unratedReasons }] = await Promise.all([
    import("../answers/answer.ts"),
    import("../judgments/judgment.ts"),
  ]);
  return [...new Set([...answerFailureReasons, ...unratedReasons])];
}

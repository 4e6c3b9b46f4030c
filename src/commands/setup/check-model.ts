import type { AnsweringRules } from "../../answers/answering-rules.ts";
import { planAnswer } from "../../answers/plan-answer.ts";
import type { Chat, ChatOutcome, ChatReply } from "../../chat/chat.ts";
import { describeDropped } from "../../chat/http/drop-parameter.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { ServerFacts, ServerKind } from "../../servers/reach/server-facts.ts";
import { estimateTokens } from "../../text/estimate-tokens.ts";
import { shorten } from "../../text/shorten.ts";
import { type Finding, note, ok, problem, type Tell } from "./finding.ts";
import { type Call, listenTo } from "./hear-answers.ts";

export interface CheckedModel {
  readonly role: "candidate" | "judge";
  readonly candidate: Candidate;
  /** The same with thinking off; null where it cannot be turned off, or does not think anyway. */
  readonly quiet: Candidate | null;
  readonly rules: AnsweringRules;
  readonly facts: ServerFacts;
  /** Tokens that its longest call may need; null: not known. */
  readonly contextTokens: number | null;
  /** Tokens that one reply may have at most by the catalogue; null: not known. */
  readonly outputTokens: number | null;
  readonly chat: Chat;
}

/** Tokens of a visible answer here, and of a thought: enough for one short sentence about nothing. */
const fewTokens = 48;
const shortThought = 768;
/** Arguments by which templates take the date that they would else read from the clock. */
const dateArguments = ["conversation_start_date", "date_string", "todayDate"];

/**
 * Looks at a model before a night is lost on it, and tells each finding as it comes; takes some thousand tokens at most, and
 * mostly a few hundred.
 *
 * @returns whether it replies at all
 */
export async function checkModel(model: CheckedModel, tell: Tell): Promise<boolean> {
  for (const finding of [checkServed(model), checkContext(model), checkClock(model), checkSlots(model)].flat()) {
    tell(finding);
  }
  const heard = listenTo(callsTo(model), model.role, tell);
  const { call } = heard;
  const first = await call("一言で答えてください。日本で一番高い山は何ですか。");
  if (first.status === "failed") {
    tell(failure(first));
    return false;
  }
  for (const finding of checkReply(model, first, heard.isClean())) tell(finding);
  for (const finding of await checkThinking(model, first, call)) tell(finding);
  for (const finding of await checkSystemRole(model, first, call)) tell(finding);
  for (const finding of await checkSeed(model, call)) tell(finding);
  for (const finding of await checkStructure(call)) tell(finding);
  const end = heard.inAll();
  if (end !== null) tell(end);
  return true;
}

/** Calls exactly as the run makes them, with smaller limits. */
function callsTo({ candidate: usual, rules: own, chat }: CheckedModel): Call {
  return (text, { candidate = usual, systemPrompt, fields = {} } = {}) => {
    const rules = { ...own, maxAnswerTokens: fewTokens, systemPrompt: systemPrompt ?? own.systemPrompt };
    const { body } = planAnswer({
      question: { id: "doctor", category: "doctor", turns: [text], hash: "doctor" },
      candidate: { ...candidate, thinkingTokens: Math.min(candidate.thinkingTokens, shortThought) },
      rules,
      turn: 1,
      trial: 1,
      seed: 1,
      history: [],
    });
    return chat({ body: { ...body, ...fields }, showsThoughts: candidate.showsThoughts ?? false });
  };
}

function failure(outcome: Extract<ChatOutcome, { status: "failed" }>): Finding {
  const advice = {
    "context-overflow": "Its context is smaller than this one sentence: look at the server's settings.",
    "content-filter": "A harmless question was filtered: look at the deployment's filter.",
    "request-failed":
      outcome.scope === "server"
        ? "No call can succeed until this is mended."
        : "See what the server logged; a run would fail in the same way.",
  } as const satisfies Record<typeof outcome.reason, string>;
  return { check: "answers", result: "problem", found: outcome.message, advice: advice[outcome.reason] };
}

function checkServed({ facts, candidate }: CheckedModel): Finding[] {
  const { models } = facts;
  if (models === null) return [note("served", "the server has no list of its models", "")];
  if (models.includes(candidate.model)) return [ok("served", `${candidate.model} is listed`)];
  const advice = "Write the name as the server lists it, unless it takes names that it does not list.";
  return [note("served", `${candidate.model} is not among ${models.slice(0, 6).join(", ")}`, advice)];
}

function checkContext({ facts, contextTokens: needs, rules, candidate, outputTokens }: CheckedModel): Finding[] {
  const limit = rules.maxAnswerTokens + candidate.thinkingTokens;
  const findings: Finding[] = [];
  if (outputTokens !== null && limit > outputTokens) {
    const found = `${limit} tokens would be asked for, and it writes at most ${outputTokens}`;
    findings.push(problem("reply limit", found, "Lower --max-thinking-tokens."));
  }
  const has = facts.contextTokens;
  if (has === null || needs === null) return [...findings, note("context", "not known", "")];
  if (has >= needs) return [...findings, ok("context", `${has} tokens; the longest call may need ${needs}`)];
  const found = `${has} tokens, and the longest call may need ${needs} (${limit} of them for the reply)`;
  const wider = {
    "llama.cpp": "Start the server with a larger --ctx-size (it is divided by --parallel)",
    vllm: "Start the server with a larger --max-model-len",
    sglang: "Start the server with a larger --context-length",
    ollama: "Start Ollama with a larger OLLAMA_CONTEXT_LENGTH",
    "lm-studio": "Load the model with a larger context",
    "node-llama-cpp": "It was trained for no more",
    unknown: "Give the server more context",
  } as const satisfies Record<ServerKind, string>;
  const advice = `${wider[facts.kind]}, or lower --max-thinking-tokens.`;
  // vLLM and SGLang refuse a call whose prompt and limit do not fit together; others cut the longest answers.
  const fails = facts.kind === "vllm" || facts.kind === "sglang" || limit >= has;
  return [...findings, fails ? problem("context", found, advice) : note("context", found, advice)];
}

function checkClock({ facts, candidate }: CheckedModel): Finding[] {
  if (facts.template === null) return [];
  if (!/strftime_now|\bnow\(/u.test(facts.template)) return [ok("clock", "the chat template does not read the date")];
  const pinned = dateArguments.find(
    (name) => candidate.templateArguments?.[name] !== undefined && facts.template?.includes(name),
  );
  if (pinned !== undefined) {
    return [ok("clock", `the template's date is pinned: ${pinned} = ${String(candidate.templateArguments?.[pinned])}`)];
  }
  const argument = dateArguments.find((name) => facts.template?.includes(name));
  const advice =
    argument === undefined
      ? "Nothing pins it: the prompts of two days differ. Compare runs of one day, or serve another template."
      : `Pin it: templateArguments: { ${argument}: "2026-04-03" } for this candidate.`;
  return [note("clock", "the chat template prints today's date", advice)];
}

function checkSlots({ facts }: CheckedModel): Finding[] {
  if (facts.slots === null) return [];
  return [ok("slots", facts.slots === 1 ? "1 call at a time" : `${facts.slots} calls at once`)];
}

function checkReply({ role }: CheckedModel, reply: ChatReply, isClean: boolean): Finding[] {
  const { usage, dropped, model } = reply;
  const counted = usage.promptTokens !== null && usage.completionTokens !== null;
  const itself = `streams${model === null ? "" : `, and calls itself ${model}`}`;
  const findings = [
    // Whether its words are an answer is said of all replies together; those that are none are not shown as a good one.
    isClean ? ok("first reply", `${itself}: ${shorten(reply.content, 40)}`) : note("first reply", itself, ""),
    counted
      ? ok("usage", `${usage.promptTokens} tokens in, ${usage.completionTokens} out`)
      : note("usage", "the stream reports no tokens", "Costs and token limits of a run go by estimates."),
  ];
  if (dropped.length > 0) {
    const names = dropped.map(describeDropped).join(", ");
    const advice =
      role === "judge"
        ? "The ratings are not by the procedure as published: choose the judge model that it names."
        : "It goes into the record and marks the row as a deviation.";
    findings.push(note("parameters", `refused: ${names}`, advice));
  }
  return findings;
}

async function checkThinking(model: CheckedModel, reply: ChatReply, call: Call): Promise<Finding[]> {
  return [
    ...thoughtFindings(model, reply),
    ...(model.quiet === null ? [] : [await checkThinkingOff(model.quiet, call)]),
  ];
}

function thoughtFindings({ role, candidate, rules }: CheckedModel, reply: ChatReply): Finding[] {
  const hidden = hiddenTokens(reply);
  if (candidate.showsThoughts === true) return [shownThought(reply, candidate.thinkingTokens)];
  if (role === "judge") {
    if (reply.reasoning === null && hidden === 0) return [];
    const found = `it thinks before it rates; its ${rules.maxAnswerTokens} tokens hold both`;
    return [note("thinking", found, "See below whether a rating came.")];
  }
  if (candidate.thinkingTokens !== 0) return [];
  if (reply.reasoning !== null) {
    const advice = "Give it a budget: --thinking on, or --max-thinking-tokens.";
    return [problem("thinking", "it thinks, and no tokens are planned for that", advice)];
  }
  if (hidden === 0) return [];
  const advice = "It thinks where nobody sees it. Give it a budget with --max-thinking-tokens, or answers will be cut.";
  return [note("thinking", `some ${hidden} tokens more than the answer shows`, advice)];
}

/** Of a model whose thoughts should come back. */
function shownThought(reply: ChatReply, thinkingTokens: number): Finding {
  if (reply.thinking === "cut") {
    const found = `its thought did not end within ${shortThought} tokens`;
    return note("thinking", found, `The run gives it ${thinkingTokens}; see that this is enough.`);
  }
  if (reply.reasoning !== null) {
    return ok("thinking", `told apart from the answer: ${thoughtTokens(reply)} tokens of thought`);
  }
  const advice = "Start the server with the family's reasoning parser; mtbench models show says which.";
  return problem("thinking", "it should think, and no thought came back", advice);
}

async function checkThinkingOff(quiet: Candidate, call: Call): Promise<Finding> {
  const reply = await call("一言で答えてください。日本で一番長い川は何ですか。", { candidate: quiet });
  if (reply.status === "failed") return note("thinking off", reply.message, "--thinking off would fail.");
  if (reply.reasoning !== null || reply.thinking === "cut") {
    const advice = "The server ignores the switch: --thinking off would measure a thinking model.";
    return note("thinking off", "it thinks all the same", advice);
  }
  const hidden = hiddenTokens(reply);
  if (hidden === 0) return ok("thinking off", "off is off, by its tokens");
  const advice = "It may think and hide it: --thinking off would measure a thinking model.";
  return note("thinking off", `some ${hidden} tokens more than the answer shows`, advice);
}

function thoughtTokens({ usage, reasoning }: ChatReply): string {
  return usage.reasoningTokens === null
    ? `about ${estimateTokens(reasoning ?? "").likely}`
    : String(usage.reasoningTokens);
}

/** Tokens that were counted and cannot be what is seen, generously. */
function hiddenTokens({ usage, content, reasoning }: ChatReply): number {
  if (usage.completionTokens === null) return 0;
  const seen = estimateTokens(`${content}${reasoning ?? ""}`).high * 2 + 24;
  return Math.max(0, usage.completionTokens - seen);
}

async function checkSystemRole({ role, rules }: CheckedModel, plain: ChatReply, call: Call): Promise<Finding[]> {
  if (role === "judge" || rules.systemPrompt !== null) return [];
  const systemPrompt = "あなたは親切な案内係です。どの質問にも、丁寧な日本語で、短く答えてください。";
  const reply = await call("一言で答えてください。日本で一番高い山は何ですか。", { systemPrompt });
  if (reply.status === "failed") {
    return [note("system prompt", `refused: ${reply.message}`, "Use a procedure without a system prompt.")];
  }
  const [without, within] = [plain.usage.promptTokens, reply.usage.promptTokens];
  if (without !== null && within !== null && within < without + estimateTokens(systemPrompt).low / 2) {
    return [note("system prompt", "accepted, and left out of the prompt by its tokens", "The template drops it.")];
  }
  return [ok("system prompt", "accepted")];
}

async function checkSeed({ candidate, rules }: CheckedModel, call: Call): Promise<Finding[]> {
  if (rules.strict || !candidate.wire.accepts.includes("seed")) return [];
  const hot = { ...candidate, sampling: { ...candidate.sampling, temperature: 1, topP: 1 } };
  const options = candidate.wire.accepts.includes("temperature") ? { candidate: hot, fields: { temperature: 1 } } : {};
  const text = "動物の名前を十個、思いつくままに挙げてください。";
  const [one, two] = [await call(text, options), await call(text, options)];
  if (one.status === "failed" || two.status === "failed") return [];
  if (one.content === two.content && one.reasoning === two.reasoning) {
    return [ok("seed", "the same seed gave the same words twice")];
  }
  return [
    note("seed", "the same seed gave other words", "A repeated run will differ a little; trials show by how much."),
  ];
}

async function checkStructure(call: Call): Promise<Finding[]> {
  const schema = {
    type: "object",
    properties: { mountain: { type: "string" } },
    required: ["mountain"],
    additionalProperties: false,
  };
  const format = { type: "json_schema", json_schema: { name: "answer", strict: true, schema } };
  const reply = await call("日本で一番高い山は何ですか。", { fields: { response_format: format } });
  const none = "No built-in procedure needs it.";
  if (reply.status === "failed") return [note("structured output", `refused: ${reply.message}`, none)];
  // A few tokens may not be enough for the whole of it.
  if (reply.finish === "length" && /^\s*\{\s*"mountain"/u.test(reply.content)) {
    return [ok("structured output", "JSON by a schema, cut at the few tokens that it was given")];
  }
  try {
    JSON.parse(reply.content);
    return [ok("structured output", "JSON by a schema")];
  } catch {
    return [note("structured output", "the format is ignored, or was cut", none)];
  }
}

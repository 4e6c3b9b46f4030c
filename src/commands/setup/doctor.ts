import type { AnsweringRules } from "../../answers/answering-rules.ts";
import { answeringRules } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import { contextForAnswers, contextForJudging } from "../../launch/endpoints/context-needed.ts";
import { engineSettings } from "../../launch/endpoints/engine-settings.ts";
import { findModelServer, type ReachableModel } from "../../launch/endpoints/find-model-server.ts";
import { type Endpoints, type OpenEndpoint, openEndpoints, patienceOf } from "../../launch/endpoints/open-endpoints.ts";
import { type PreparedRating, prepareRating } from "../../launch/prepare-rating.ts";
import { withConfig } from "../../launch/with-config.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { OwnModels } from "../../models/own-models.ts";
import { type CandidateOptions, candidateOf, resolveModel } from "../../models/resolve-model.ts";
import { tableLines } from "../../reports/tables/text-table.ts";
import { practiceChoice, practiceProcedure } from "../../servers/practice/practice-names.ts";
import { serverWords } from "../../servers/reach/server-facts.ts";
import { takesTemplateArguments, wireForServer } from "../../servers/reach/wire-for-server.ts";
import { readNumbers } from "../ask/run-flags.ts";
import type { Ending } from "../exit-code.ts";
import { Interrupted, watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import { checkModel, type Finding } from "./check-model.ts";
import { checkRating } from "./check-rating.ts";
import type { DoctorFlags } from "./doctor-verb.ts";

/** What was looked at: a model, or the files of a run. */
interface Subject {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** A call is tried twice, and waits as long as a cold model may take to load. */
const patience = { maxAttempts: 2, firstTokenTimeoutMs: 300_000 } as const;
/** For a server that is started here, where no questions are at hand to measure. */
const usualContext = 16_384;

/**
 * `mtbench doctor`: asks every model a few short questions, as the run would, and says what a night would be lost over:
 * each finding with what to do about it. Exit code 2 when the run would fail; nothing is written.
 */
export async function doctor(given: DoctorFlags, io: Io): Promise<Ending> {
  const { flags, own } = await withConfig(given, io);
  if (flags.model.length === 0 && flags.judgeModel === undefined) {
    throw new InputError("name what to look at: --model, --judge-model, or candidates in mtbench.config.yaml");
  }
  const numbers = readNumbers(flags);
  const endpoints = openEndpoints(launchHost(io), undefined, () => null, engineSettings(flags, io), {
    ...patience,
    ...patienceOf(flags),
  });
  const interrupts = watchInterrupts(io, "Stopped. What was found until then:");
  const subjects: Subject[] = [];
  interrupts.onStop(() => endpoints.stop("the doctor was stopped"));
  try {
    const work = async (): Promise<void> => {
      const { loaded, files } = await loadFiles(flags, own, io);
      subjects.push({ name: "files", findings: files });
      const look = { flags, own, endpoints, io, loaded, thinking: numbers.thinking };
      for (const text of flags.model) subjects.push(await lookAtCandidate(text, look));
      const judge = flags.judgeModel ?? loaded?.judge.model;
      if (judge !== undefined && !flags.answersOnly) subjects.push(await lookAtJudge(judge, look));
    };
    await interrupts.preparing(work());
    const isFit = subjects.every(({ findings }) => findings.every(({ result }) => result !== "problem"));
    show(subjects, isFit, flags.json, io);
    return isFit ? "done" : "wrong-input";
  } catch (error) {
    // What was looked at has been paid for, and says something all the same.
    if (error instanceof Interrupted && subjects.length > 0) showFindings(subjects, flags.json, io);
    throw error;
  } finally {
    interrupts.release();
    await endpoints.close();
  }
}

interface Look {
  readonly flags: DoctorFlags;
  readonly own: OwnModels;
  readonly endpoints: Endpoints;
  readonly io: Io;
  /** Null when the files could not be loaded. */
  readonly loaded: PreparedRating | null;
  readonly thinking: NonNullable<CandidateOptions["thinking"]>;
}

/** Questions, judge and references, as a run would load (and fetch) them. */
async function loadFiles(
  flags: DoctorFlags,
  own: OwnModels,
  io: Io,
): Promise<{ readonly loaded: PreparedRating | null; readonly files: readonly Finding[] }> {
  try {
    const { questions, references, systemAsUser, maxAnswerTokens } = flags;
    const judge = flags.judge === practiceChoice ? practiceProcedure : flags.judge;
    const judgeModel = flags.judgeModel === undefined ? undefined : resolveModel(flags.judgeModel, null, own).model;
    const loaded = await prepareRating(
      { questions, judge, references, systemAsUser, maxAnswerTokens, judgeModel },
      launchHost(io),
    );
    const found = `${loaded.set.questions.length} questions of ${loaded.set.id}, judge ${loaded.judge.id}`;
    return { loaded, files: [{ check: "questions", result: "ok", found, advice: "" }] };
  } catch (error) {
    return { loaded: null, files: [problemOf("questions", error)] };
  }
}

async function lookAtCandidate(text: string, look: Look): Promise<Subject> {
  const { flags, own, endpoints, io, loaded, thinking } = look;
  const findings: Finding[] = [];
  try {
    const named = resolveModel(text, flags.apiKeyEnv ?? null, own);
    const model = await findModelServer(named, "api-key-env", launchHost(io));
    const rules = loaded === null ? plainRules() : answeringRules(loaded.judge, loaded.set);
    const planned = candidateOf(model, { id: null, revision: null, thinking });
    const needs = loaded === null ? null : contextForAnswers(planned, rules, loaded.set.questions);
    const who = { name: `candidate ${model.id}`, keyFlag: "api-key-env", contextTokens: needs ?? usualContext };
    const open = await endpoints.open(model, who);
    findings.push(reached(open));
    const at = { ...model, model: open.model };
    const options = optionsAt(at, open, thinking);
    findings.push(
      ...(await checkModel({
        role: "candidate",
        candidate: candidateOf(at, options),
        quiet: quietOf(at, options),
        rules,
        facts: open.facts,
        contextTokens: needs,
        outputTokens: model.known?.outputTokens ?? null,
        chat: open.endpoint.chat,
      })),
    );
    return { name: model.id, findings };
  } catch (error) {
    return { name: text, findings: [...findings, problemOf("reached", error)] };
  }
}

async function lookAtJudge(text: string, look: Look): Promise<Subject> {
  const { flags, own, endpoints, io, loaded } = look;
  const findings: Finding[] = [];
  try {
    const model = await findModelServer(
      resolveModel(text, flags.judgeApiKeyEnv ?? null, own),
      "judge-api-key-env",
      launchHost(io),
    );
    const answering = loaded === null ? plainRules() : answeringRules(loaded.judge, loaded.set);
    const needs = loaded === null ? null : contextForJudging(loaded.judge, answering, loaded.set.questions);
    const who = { name: `judge ${model.id}`, keyFlag: "judge-api-key-env", contextTokens: needs ?? usualContext };
    const open = await endpoints.open(model, who);
    findings.push(reached(open));
    // A judge is asked by its procedure: no thinking of its own choice, the procedure's temperature and limit.
    const { wire } = model.family;
    const judge = loaded?.judge;
    const candidate: Candidate = {
      ...candidateOf({ ...model, model: open.model }, { id: null, revision: null }),
      wire,
      sampling: { temperature: judge?.sampling.temperature ?? 0 },
      templateArguments: null,
      reasoningEffort: null,
      thinkingTokens: 0,
      fields: judge?.sampling.fields ?? {},
      showsThoughts: false,
    };
    const rules: AnsweringRules = {
      ...plainRules(),
      strict: false,
      maxAnswerTokens: judge?.sampling.maxTokens ?? plainRules().maxAnswerTokens,
    };
    const checked = { role: "judge", candidate, quiet: null, rules, facts: open.facts, contextTokens: needs } as const;
    const outputTokens = model.known?.outputTokens ?? null;
    findings.push(...(await checkModel({ ...checked, outputTokens, chat: open.endpoint.chat })));
    const answers = !findings.some(({ check, result }) => check === "answers" && result === "problem");
    if (loaded !== null && answers) {
      findings.push(...(await checkRating(loaded, { model: open.model, wire }, open.endpoint.chat)));
    }
    return { name: `judge ${model.id}`, findings };
  } catch (error) {
    return { name: `judge ${text}`, findings: [...findings, problemOf("reached", error)] };
  }
}

function optionsAt(model: ReachableModel, open: OpenEndpoint, thinking: Look["thinking"]): CandidateOptions {
  return {
    id: null,
    revision: null,
    thinking,
    wire: wireForServer(model.family.wire, open.facts.kind),
    isOwnServer: takesTemplateArguments(open.facts.kind),
  };
}

/** The candidate with thinking off, for a comparison; null where its family has no such switch, or it is off already. */
function quietOf(model: ReachableModel, options: CandidateOptions): Candidate | null {
  const kind = model.family.thinking.kind;
  if (kind === "none" || kind === "unknown" || kind === "always") return null;
  if (candidateOf(model, options).thinkingTokens === 0) return null;
  try {
    return candidateOf({ ...model, own: null }, { ...options, thinking: { thinking: "off" } });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function reached({ facts, baseUrl }: OpenEndpoint): Finding {
  const found = `${serverWords(facts)} at ${baseUrl}`;
  return { check: "reached", result: "ok", found, advice: "" };
}

/** Only what the user can mend is a finding; anything else is a bug of ours. */
function problemOf(check: string, error: unknown): Finding {
  if (!(error instanceof InputError)) throw error;
  const found = [error.message, ...error.problems].join("; ");
  return { check, result: "problem", found, advice: error.hint ?? "" };
}

const marks = { ok: "ok", note: "note", problem: "PROBLEM" } as const;

function show(subjects: readonly Subject[], isFit: boolean, asJson: boolean, io: Io): void {
  if (asJson) {
    io.out(`${JSON.stringify({ fit: isFit, subjects })}\n`);
    return;
  }
  showFindings(subjects, false, io);
  io.out(
    isFit ? "\nNothing stands in the way of a run.\n" : "\nA run would fail, or give a number that means nothing.\n",
  );
}

/** Without a verdict: not everything was looked at. */
function showFindings(subjects: readonly Subject[], asJson: boolean, io: Io): void {
  if (asJson) {
    io.out(`${JSON.stringify({ fit: null, subjects })}\n`);
    return;
  }
  const rows = subjects.flatMap(({ name, findings }) =>
    findings.map(({ check, result, found }) => [name, check, marks[result], found]),
  );
  const header = ["", "check", "", "found"];
  const numeric = [false, false, false, false];
  io.out(
    `${tableLines({ header, rows, numeric })
      .map((line) => line.trimEnd())
      .join("\n")}\n`,
  );
  const advice = subjects.flatMap(({ name, findings }) =>
    findings.filter((one) => one.advice !== "").map((one) => `  ${name}, ${one.check}: ${one.advice}`),
  );
  if (advice.length > 0) io.out(`\nWhat to do:\n${advice.join("\n")}\n`);
}

/** Rules for a look at a model where no procedure could be loaded. */
function plainRules(): AnsweringRules {
  const answering = {
    systemPrompt: null,
    sampling: "candidate",
    maxAnswerTokens: 4_096,
    trials: 1,
    historyCharacters: null,
  } as const;
  return answeringRules({ answering, strict: false }, { temperatures: {} });
}

import type { AnsweringRules } from "../../answers/answering-rules.ts";
import { answeringRules } from "../../answers/answering-rules.ts";
import { InputError } from "../../errors.ts";
import type { Judge } from "../../judges/judge.ts";
import { contextForAnswers, contextForJudging } from "../../launch/endpoints/context-needed.ts";
import { engineSettings } from "../../launch/endpoints/engine-settings.ts";
import { findModelServer, type ReachableModel } from "../../launch/endpoints/find-model-server.ts";
import { type Endpoints, type OpenEndpoint, openEndpoints, patienceOf } from "../../launch/endpoints/open-endpoints.ts";
import { type PreparedRating, prepareRating } from "../../launch/prepare-rating.ts";
import { withConfig } from "../../launch/with-config.ts";
import type { Candidate } from "../../models/candidate.ts";
import { type OwnModels, writtenModel } from "../../models/own-models.ts";
import { type CandidateOptions, candidateOf, resolveModel } from "../../models/resolve-model.ts";
import { practiceChoice, practiceProcedure } from "../../servers/practice/practice-names.ts";
import { serverWords } from "../../servers/reach/server-facts.ts";
import { takesTemplateArguments, wireForServer } from "../../servers/reach/wire-for-server.ts";
import { readNumbers } from "../ask/run-flags.ts";
import type { Ending } from "../exit-code.ts";
import { Interrupted, watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import { checkModel } from "./check-model.ts";
import { checkRating } from "./check-rating.ts";
import { adviceText, collectFindings, type Findings } from "./doctor-findings.ts";
import type { DoctorFlags } from "./doctor-verb.ts";
import type { Finding } from "./finding.ts";

/** A call is tried twice, and waits as long as a cold model may take to load. */
const patience = { maxAttempts: 2, firstTokenTimeoutMs: 300_000 } as const;
/** For a server that is started here, where no questions are at hand to measure. */
const usualContext = 16_384;

/**
 * `mtbench doctor`: asks every model a few short questions, as the run would, and says what a night would be lost over:
 * each finding as it comes, then what to do about them. Exit code 2 when the run would fail; nothing is written. With
 * --json the report is all of stdout, and the findings come on stderr.
 */
export async function doctor(given: DoctorFlags, io: Io): Promise<Ending> {
  const { flags, own } = await withConfig(given, io);
  if (flags.model.length === 0 && (flags.judgeModel === undefined || flags.answersOnly)) {
    const judge = flags.answersOnly ? "" : "--judge-model, ";
    throw new InputError(`name what to look at: --model, ${judge}or candidates in mtbench.config.yaml`);
  }
  const numbers = readNumbers(flags);
  const endpoints = openEndpoints(launchHost(io), undefined, () => null, engineSettings(flags, io), {
    ...patience,
    ...patienceOf(flags),
  });
  const interrupts = watchInterrupts(io, () =>
    findings.subjects().length > 0
      ? "Stopped. What was found until then stands."
      : "Stopped before anything was found.",
  );
  const findings = collectFindings(flags.json ? io.err : io.out, interrupts.requested, io.columns);
  interrupts.onStop(() => endpoints.stop("the doctor was stopped"));
  try {
    await interrupts.preparing(lookAtAll({ flags, own, endpoints, io, findings, thinking: numbers.thinking }));
    const isFit = findings.isFit();
    show(findings, isFit, flags.json, io);
    return isFit ? "done" : "wrong-input";
  } catch (error) {
    // What was looked at has been paid for, and says something all the same; but nobody knows what else would be found.
    if (error instanceof Interrupted) show(findings, findings.isFit() ? null : false, flags.json, io);
    throw error;
  } finally {
    interrupts.release();
    await endpoints.close();
  }
}

async function lookAtAll(all: Omit<Look, "loaded">): Promise<void> {
  const { flags, own, io, findings } = all;
  const { loaded, files } = await loadFiles(flags, own, io);
  const judges = flags.answersOnly ? [] : ratersOf(flags.judgeModel, loaded?.judge, own);
  findings.expect(flags.model.map((text) => nameOf(text, own)));
  findings.expect(judges.map((judge) => judgeName(nameOf(judge, own))));
  findings.add("files", files);
  const look = { ...all, loaded };
  for (const text of flags.model) await lookAtCandidate(text, look);
  for (const judge of judges) await lookAtJudge(judge, look);
}

/** The judge models as --judge-model takes them: the one that was named, a jury's members, or the procedure's own. */
function ratersOf(named: string | undefined, judge: Judge | undefined, { judges = {} }: OwnModels): string[] {
  if (named !== undefined) return [named];
  if (judge === undefined) return [];
  const members = judge.jury?.members.map(({ name }) => {
    const entry = Object.hasOwn(judges, name) ? judges[name] : undefined;
    return (entry === undefined ? undefined : writtenModel(entry)) ?? name;
  });
  return members ?? [judge.model];
}

/** As a model is called in the report, before it is known whether there is one. */
function nameOf(text: string, own: OwnModels): string {
  try {
    return resolveModel(text, null, own).id;
  } catch (error) {
    if (error instanceof InputError) return text;
    throw error;
  }
}

function judgeName(id: string): string {
  return `judge ${id}`;
}

interface Look {
  readonly flags: DoctorFlags;
  readonly own: OwnModels;
  readonly endpoints: Endpoints;
  readonly io: Io;
  readonly findings: Findings;
  /** Null when the files could not be loaded. */
  readonly loaded: PreparedRating | null;
  readonly thinking: NonNullable<CandidateOptions["thinking"]>;
}

/** Questions, judge and references, as a run would load (and fetch) them. */
async function loadFiles(
  flags: DoctorFlags,
  own: OwnModels,
  io: Io,
): Promise<{ readonly loaded: PreparedRating | null; readonly files: Finding }> {
  try {
    const { questions, references, systemAsUser, maxAnswerTokens, answersOnly } = flags;
    const judge = flags.judge === practiceChoice ? practiceProcedure : flags.judge;
    const rater = answersOnly ? undefined : flags.judgeModel;
    const judgeModel = rater === undefined ? undefined : resolveModel(rater, null, own).model;
    const loaded = await prepareRating(
      { questions, judge, references, systemAsUser, maxAnswerTokens, judgeModel },
      launchHost(io),
    );
    const questionsFound = `${loaded.set.questions.length} questions of ${loaded.set.id}`;
    const found = answersOnly ? questionsFound : `${questionsFound}, judge ${loaded.judge.id}`;
    return { loaded, files: { check: "questions", result: "ok", found, advice: "" } };
  } catch (error) {
    return { loaded: null, files: problemOf("questions", error) };
  }
}

async function lookAtCandidate(text: string, look: Look): Promise<void> {
  const { flags, own, endpoints, io, loaded, thinking } = look;
  let subject = nameOf(text, own);
  const tell = (finding: Finding): void => look.findings.add(subject, finding);
  try {
    const named = resolveModel(text, flags.apiKeyEnv ?? null, own);
    const model = await findModelServer(named, "api-key-env", launchHost(io));
    subject = model.id;
    const rules = loaded === null ? plainRules() : answeringRules(loaded.judge, loaded.set);
    const planned = candidateOf(model, { id: null, revision: null, thinking });
    const needs = loaded === null ? null : contextForAnswers(planned, rules, loaded.set.questions);
    const who = { name: `candidate ${model.id}`, keyFlag: "api-key-env", contextTokens: needs ?? usualContext };
    const open = await endpoints.open(model, who);
    tell(reached(open));
    const at = { ...model, model: open.model };
    const options = optionsAt(at, open, thinking);
    const checked = {
      role: "candidate",
      candidate: candidateOf(at, options),
      quiet: quietOf(at, options),
      rules,
      facts: open.facts,
      contextTokens: needs,
      outputTokens: model.known?.outputTokens ?? null,
      chat: open.endpoint.chat,
    } as const;
    await checkModel(checked, tell);
  } catch (error) {
    tell(problemOf("reached", error));
  }
}

async function lookAtJudge(text: string, look: Look): Promise<void> {
  const { flags, own, endpoints, io, loaded } = look;
  let subject = judgeName(nameOf(text, own));
  const tell = (finding: Finding): void => look.findings.add(subject, finding);
  try {
    const model = await findModelServer(
      resolveModel(text, flags.judgeApiKeyEnv ?? null, own),
      "judge-api-key-env",
      launchHost(io),
    );
    subject = judgeName(model.id);
    const answering = loaded === null ? plainRules() : answeringRules(loaded.judge, loaded.set);
    const needs = loaded === null ? null : contextForJudging(loaded.judge, answering, loaded.set.questions);
    const who = { name: subject, keyFlag: "judge-api-key-env", contextTokens: needs ?? usualContext };
    const open = await endpoints.open(model, who);
    tell(reached(open));
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
    const replies = await checkModel({ ...checked, outputTokens, chat: open.endpoint.chat }, tell);
    if (loaded !== null && replies) {
      for (const one of await checkRating(loaded, { model: open.model, wire }, open.endpoint.chat)) tell(one);
    }
  } catch (error) {
    tell(problemOf("reached", error));
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

/** The end of the report. `isFit`: null where not everything was looked at. */
function show(findings: Findings, isFit: boolean | null, asJson: boolean, io: Io): void {
  const subjects = findings.subjects();
  if (asJson) {
    io.out(`${JSON.stringify({ fit: isFit, subjects })}\n`);
    return;
  }
  io.out(adviceText(subjects, io.columns));
  if (isFit === true) io.out("\nNothing stands in the way of a run.\n");
  if (isFit === false) io.out("\nA run would fail, or give a number that means nothing.\n");
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

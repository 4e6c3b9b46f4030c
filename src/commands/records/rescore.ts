import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { hashOf } from "../../files/canonical-json.ts";
import { toolVersion } from "../../files/tool-version.ts";
import { type Extraction, extractions, type Judge } from "../../judges/judge.ts";
import { loadJudge } from "../../judges/load-judge.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import { type RescoreRule, rescoredFields, rescoreJudgment } from "../../judgments/rescore-judgment.ts";
import { leaderboardText } from "../../reports/tables/leaderboard-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import type { Launch } from "../../results/manifest.ts";
import type { ProcedureRecord } from "../../results/procedure-record.ts";
import { openResultsFolder } from "../../results/results-folder.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { makeLeaderboard } from "../../scores/leaderboard.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { pickCandidate, pickProtocol } from "../decide/pick-candidate.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { RescoreFlags } from "./rescore-verb.ts";

/**
 * `mtbench rescore`: reads the judge's stored texts again by another rule, without any call. The ratings belong to another
 * protocol and stand beside the old ones; the launch says what they were read from.
 */
export async function rescore(flags: RescoreFlags, io: Io): Promise<Ending> {
  if ((flags.extraction === undefined) === (flags.judge === undefined)) {
    throw new InputError("say how to read the texts: --extraction NAME or --judge ID, one of them", {
      hint: `Extractions: ${extractions.join(", ")}.`,
    });
  }
  const found = await pickCandidate(flags.candidate, resolve(io.cwd, flags.results), io);
  const { record } = found;
  const old = pickProtocol(found, flags.protocol).procedure;
  const { rule, judge } = await readRule(flags, old, record, io);
  const fields = rescoredFields(old.fields, rule);
  const procedure = {
    ...old,
    hash: hashOf(fields),
    judge,
    fields,
    scale: { min: rule.scale.min, max: rule.scale.max },
  };
  if (procedure.hash === old.hash) throw new InputError(`${record.manifest.candidate.id} is read by this rule already`);
  const read = newJudgments(record, old, procedure, rule);
  await write(record, old, procedure, read, io);
  const before = [...record.judgments.values()].filter((judgment) => judgment.procedure === old.hash);
  report(before, read, await loadRunRecord(record.path), procedure.hash, flags, io);
  return "done";
}

async function readRule(
  flags: RescoreFlags,
  old: ProcedureRecord,
  record: RunRecord,
  io: Io,
): Promise<{ rule: RescoreRule; judge: string }> {
  if (flags.judge !== undefined) {
    const judge = await loadJudge(flags.judge, record.manifest.questionSet, {
      cwd: io.cwd,
      places: sourcePlaces(io.env),
    });
    refuseOtherPrompts(judge, old);
    const { extraction, scale, strict } = judge;
    return { rule: { extraction, scale, strict }, judge: judge.id };
  }
  const { extraction } = flags;
  if (extraction === undefined) throw new Error("neither a judge nor an extraction");
  return {
    rule: { extraction, scale: scaleOf(old, extraction), strict: old.fields.strict === true },
    judge: old.judge,
  };
}

/** Texts that were written to other prompts are not this judge's, however they are read. */
function refuseOtherPrompts(judge: Judge, old: ProcedureRecord): void {
  const problems: string[] = [];
  for (const prompt of Object.values(judge.prompts)) {
    if (prompt === undefined) continue;
    const before = old.fields[`prompts.${prompt.name}`];
    const now = hashOf({ system: prompt.system, template: prompt.template });
    if (before !== undefined && before !== now)
      problems.push(`prompts.${prompt.name}: was ${String(before)}, now ${now}`);
  }
  if (problems.length === 0) return;
  throw new InputError(`the stored texts were written to other prompts than those of ${judge.id}`, {
    problems,
    hint: "Rate the answers anew with mtbench judge, or change the extraction alone with --extraction.",
  });
}

function scaleOf(old: ProcedureRecord, extraction: Extraction): RescoreRule["scale"] {
  const fractions = old.fields["scale.fractions"];
  const known = (["keep", "half-up", "half-even"] as const).find((one) => one === fractions);
  // An import does not know its rule; upstream's readers keep what they find.
  return {
    ...old.scale,
    fractions: known ?? (extraction === "mtbench" || extraction === "mtbench-2" ? "half-up" : "keep"),
  };
}

function newJudgments(
  record: RunRecord,
  old: ProcedureRecord,
  next: ProcedureRecord,
  rule: RescoreRule,
): JudgmentRecord[] {
  const about = { procedure: next.hash, judge: next.judge, hardened: old.fields.hardened };
  return [...record.judgments.values()]
    .filter((judgment) => judgment.procedure === old.hash)
    .flatMap((judgment) => rescoreJudgment(judgment, rule, about) ?? []);
}

async function write(
  record: RunRecord,
  old: ProcedureRecord,
  procedure: ProcedureRecord,
  read: readonly JudgmentRecord[],
  io: Io,
): Promise<void> {
  const folder = await openResultsFolder(record.path, record.manifest, { now: io.now });
  try {
    for (const launch of record.launches.filter((one) => one.procedure?.hash === old.hash)) {
      const copy: Launch = {
        ...launch,
        startedAt: new Date(io.now()).toISOString(),
        tool: { version: toolVersion() },
        procedure,
        rescoredFrom: old.hash,
      };
      if (!record.launches.some((one) => isSameRescore(one, copy))) await folder.appendLaunch(copy);
    }
    for (const judgment of read) {
      if (!folder.record.judgments.has(judgment.key)) await folder.appendJudgment(judgment);
    }
  } finally {
    await folder.close();
  }
}

/** A second rescore adds nothing where the first one has been. */
function isSameRescore(one: Launch, copy: Launch): boolean {
  return (
    one.procedure?.hash === copy.procedure?.hash &&
    one.rescoredFrom === copy.rescoredFrom &&
    hashOf({ questions: one.questions, trials: one.trials, repeats: one.repeats, rules: one.rules }) ===
      hashOf({ questions: copy.questions, trials: copy.trials, repeats: copy.repeats, rules: copy.rules })
  );
}

function report(
  before: readonly JudgmentRecord[],
  read: readonly JudgmentRecord[],
  after: RunRecord,
  procedure: string,
  flags: RescoreFlags,
  io: Io,
): void {
  const old = new Map(before.map((judgment) => [placeOf(judgment), judgment]));
  const changed = read.flatMap((judgment) => {
    const was = wordOutcome(old.get(placeOf(judgment)));
    const now = wordOutcome(judgment);
    return was === now
      ? []
      : [{ questionId: judgment.questionId, turn: judgment.turn, trial: judgment.trial, was, now }];
  });
  if (flags.json) {
    io.out(`${JSON.stringify({ folder: after.path, procedure, read: read.length, changed })}\n`);
    return;
  }
  io.out(leaderboardText(makeLeaderboard([after]), [], { columns: io.columns }));
  io.out(`\n${read.length} texts read again, ${changed.length} ratings changed, no call made\n`);
  if (changed.length === 0) return;
  const rows = changed
    .slice(0, 20)
    .map((one) => [one.questionId, String(one.turn), String(one.trial), one.was, one.now]);
  const table = {
    header: ["question", "turn", "trial", "was", "now"],
    rows,
    numeric: [false, true, true, false, false],
  };
  io.out(layOut([table], io.columns));
}

function placeOf({ answerKey, repeat, judgeModel }: JudgmentRecord): string {
  return `${answerKey} ${repeat} ${judgeModel ?? ""}`;
}

function wordOutcome(judgment: JudgmentRecord | undefined): string {
  if (judgment === undefined) return "none";
  const { outcome } = judgment;
  return outcome.status === "rated" ? String(outcome.rating) : outcome.reason;
}

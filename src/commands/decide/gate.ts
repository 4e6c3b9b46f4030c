import { appendFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { cardOf } from "../../cards/load-cards.ts";
import { InputError } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { loadBaseline } from "../../gate/baseline-file.ts";
import {
  type ComparedCandidate,
  type ComparedProtocol,
  comparedCandidate,
  firstTrials,
} from "../../gate/compared-candidate.ts";
import { planLooks } from "../../gate/difference-verdict.ts";
import { evaluateGate, type GateReport } from "../../gate/evaluate-gate.ts";
import { decidedByPeople } from "../../gate/people-rule.ts";
import { type GateRules, rulesOn } from "../../gate/rules.ts";
import { cardNotes, cardSummary } from "../../reports/cards/card-notes.ts";
import { githubAnnotations } from "../../reports/ci/github-annotations.ts";
import { githubSummary } from "../../reports/ci/github-summary.ts";
import { junitXml } from "../../reports/ci/junit.ts";
import { gateText } from "../../reports/tables/gate-text.ts";
import type { ScoredFolder } from "../../scores/score-folder.ts";
import { type AskingFlags, askingSpec } from "../ask/run-flags.ts";
import { watchedLaunch } from "../ask/run-launch.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import { peoplesDifference } from "../people/peoples-difference.ts";
import type { Io } from "../terminal/io.ts";
import { endingOf } from "./gate-ending.ts";
import { readRules } from "./gate-rules.ts";
import type { GateFlags } from "./gate-verb.ts";
import { judgeCardsIn } from "./judge-cards-in.ts";
import { commonProtocol, type PickedCandidate, pickCandidate, pickProtocol, warnOfCaches } from "./pick-candidate.ts";

/** `mtbench gate`: compares a candidate with its baseline and ends with 0, 1 or 3. Everything unclear is not a pass. */
export async function gate(flags: GateFlags, io: Io): Promise<Ending> {
  const rules = readRules(flags);
  refuseUncalibrated(flags, rules);
  const { decided, ending: runEnding } = flags.untilDecided
    ? await decideByRunning(flags, rules, io)
    : { decided: await decide(flags, rules, io), ending: null };
  if (decided === null) return runEnding ?? "incomplete";
  const ending = endingOf(decided.report.verdict, flags.undecided);
  await tell(decided, ending, flags, io);
  return ending;
}

/** A report, and the protocol that both sides were measured under. */
interface Decided {
  readonly report: GateReport;
  readonly protocol: ComparedProtocol;
}

async function decide(flags: GateFlags, rules: GateRules, io: Io): Promise<Decided> {
  if (flags.model !== undefined || flags.maxTrials !== undefined) {
    throw new InputError("--model and --max-trials run more trials, and that needs --until-decided");
  }
  if (flags.candidate === undefined) throw new InputError("--candidate: name the results folder of the candidate");
  const root = resolve(io.cwd, flags.results);
  const sides = await comparedSides(flags.candidate, flags, root, io);
  const { candidate, baseline } = sides;
  const report = evaluateGate(candidate, baseline, rules);
  const { protocol } = baseline;
  if (!flags.calibrated) return { report, protocol };
  const failed = [...candidate.cells, ...baseline.cells].some((cell) => cell.failed > 0);
  const people = await peoplesDifference(sides, flags.plan, root, io);
  return { report: decidedByPeople(report, people, { scale: protocol.scale, failed }), protocol };
}

async function comparedSides(
  candidate: string,
  flags: Pick<GateFlags, "baseline" | "protocol">,
  root: string,
  io: Io,
): Promise<{ readonly candidate: ComparedCandidate; readonly baseline: ComparedCandidate }> {
  const baseline = await readBaseline(flags, root, io);
  const found = await pickCandidate(candidate, root, io);
  if (baseline.kind === "file") {
    const own = sameProtocol(found, baseline.measured);
    warnOfCaches([own], io);
    return { candidate: comparedCandidate(own), baseline: baseline.measured };
  }
  if (baseline.found.record.path === found.record.path) {
    throw new InputError("--baseline and --candidate are the same folder");
  }
  const both = commonProtocol([baseline.found, found], flags.protocol, (one) => one.key);
  warnOfCaches(both, io);
  const [theirs, own] = both.map(comparedCandidate);
  if (theirs === undefined || own === undefined) throw new Error("no common protocol");
  return { candidate: own, baseline: theirs };
}

/** @throws InputError for what people's ratings cannot decide */
function refuseUncalibrated({ calibrated, plan, untilDecided }: GateFlags, { byCategory }: GateRules): void {
  if (!calibrated) {
    if (plan !== undefined) throw new InputError("--plan is a plan of people's, and that needs --calibrated");
    return;
  }
  if (untilDecided) {
    throw new InputError("--calibrated: people rated the answers that are there, and --until-decided asks for others");
  }
  if (byCategory) {
    throw new InputError("--calibrated: people rate too few questions of one category for --by-category");
  }
}

/** Runs more trials only while undecided. All looks are planned before the first, so that the error rates stay what they claim. */
async function decideByRunning(
  flags: GateFlags,
  rules: GateRules,
  io: Io,
): Promise<{ decided: Decided | null; ending: Ending | null }> {
  if (flags.candidate !== undefined) throw new InputError("--until-decided asks the model; leave --candidate out");
  if (flags.model === undefined || flags.model.length !== 1) {
    throw new InputError("--until-decided needs --model, and exactly one");
  }
  const { first, last } = trialsToLookAt(flags);
  const root = resolve(io.cwd, flags.results);
  const baseline = await readBaseline(flags, root, io);
  const theirs =
    baseline.kind === "file" ? baseline.measured : comparedCandidate(pickProtocol(baseline.found, flags.protocol));
  rulesOn(rules, theirs.protocol.scale);
  const looks = planLooks(rules, last - first + 1);
  for (let trials = first; ; trials += 1) {
    const { ending, folder } = await runTrials({ ...flags, model: flags.model }, trials, io);
    if (folder === null) return { decided: null, ending };
    const own = sameProtocol(await pickCandidate(folder, root, io), theirs);
    const report = evaluateGate(firstTrials(comparedCandidate(own), trials), theirs, rules, looks);
    io.err(`${trials} of at most ${last} trials: ${report.verdict}\n`);
    // A run that is not done is never a verdict, whatever stands in its records.
    if (ending !== "done" && report.verdict !== "incomplete") return { decided: null, ending };
    if (report.verdict === "undecided" && trials < last) continue;
    warnOfCaches([own], io);
    return { decided: { report, protocol: theirs.protocol }, ending: null };
  }
}

function trialsToLookAt(flags: GateFlags): { readonly first: number; readonly last: number } {
  const first = flags.trials ?? 1;
  const last = flags.maxTrials;
  if (last === undefined) {
    throw new InputError("--until-decided needs --max-trials", {
      hint: "It is fixed before the first look, so that the error rates stay what they claim.",
    });
  }
  if (last < first) throw new InputError(`--max-trials: expected at least the ${first} of --trials, got ${last}`);
  return { first, last };
}

async function runTrials(
  flags: AskingFlags,
  trials: number,
  io: Io,
): Promise<{ readonly ending: Ending; readonly folder: string | null }> {
  // --fresh would throw away the trials of the look before.
  const first = trials === (flags.trials ?? 1);
  const spec = await askingSpec({ ...flags, trials, fresh: flags.fresh && first }, { isRated: true }, io);
  // stdout is the verdict's.
  const launched = await watchedLaunch(spec, { events: flags.events === "-" ? undefined : flags.events }, io);
  if (launched.kind === "planned") return { ending: "done", folder: null };
  const { record, refusal, outcome: ending } = launched;
  if (refusal !== null) throw refusal;
  // A run that the disk stopped has no record.
  const isOver = ending === "done" || ending === "incomplete";
  return { ending, folder: isOver ? (record?.candidates[0]?.folder ?? null) : null };
}

type Baseline =
  | { readonly kind: "file"; readonly measured: ComparedCandidate }
  | { readonly kind: "folder"; readonly found: PickedCandidate };

async function readBaseline(
  { baseline: text, protocol }: Pick<GateFlags, "baseline" | "protocol">,
  root: string,
  io: Io,
): Promise<Baseline> {
  const path = resolve(io.cwd, text);
  const isFile = await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (!isFile) return { kind: "folder", found: await pickCandidate(text, root, io) };
  const measured = await loadBaseline(path, text);
  const { key } = measured.protocol;
  // A file holds one protocol. Whoever names another has the wrong file.
  if (protocol !== undefined && !key.startsWith(protocol)) {
    throw new InputError(`${text} was measured under protocol ${key.slice(0, 12)}, and --protocol says ${protocol}`, {
      hint: "Name the baseline of that protocol, or leave --protocol out.",
    });
  }
  return { kind: "file", measured };
}

/** The candidate under the baseline's protocol; without one, its newest, which the gate then refuses by field. */
function sameProtocol(found: PickedCandidate, baseline: ComparedCandidate): ScoredFolder {
  const same = found.protocols.find((one) => one.key === baseline.protocol.key) ?? found.protocols.at(-1);
  if (same === undefined) throw new Error("a folder without protocols");
  return same;
}

async function tell({ report, protocol }: Decided, ending: Ending, flags: GateFlags, io: Io): Promise<void> {
  const code = exitCode(ending);
  const cards = await judgeCardsIn([resolve(io.cwd, flags.results)], io);
  const note = cardNotes(cards, protocol, "gate").join("; ");
  if (flags.json) {
    const judgeCard = cardSummary(cardOf(cards, protocol));
    io.out(`${JSON.stringify({ outcome: ending, exitCode: code, ...report, judgeCard })}\n`);
  } else io.out(gateText(report, code, note, io.columns));
  if (flags.junit !== undefined) {
    const path = resolve(io.cwd, flags.junit);
    await makeFolder(dirname(path));
    await writeFileAtomic(path, junitXml(report));
  }
  // GitHub collects the summaries of all steps in one file.
  if (flags.summary !== undefined) {
    await appendFile(resolve(io.cwd, flags.summary), githubSummary(report, note, flags.reportUrl ?? null));
  }
  if (flags.annotations === "github") io.err(githubAnnotations(report));
}

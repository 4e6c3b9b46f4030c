import { appendFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { loadBaseline } from "../../gate/baseline-file.ts";
import { evaluateMatchGate, type MatchGateReport, type MatchGateRules } from "../../gate/match-gate.ts";
import { cardNotes } from "../../reports/cards/card-notes.ts";
import { githubAnnotations } from "../../reports/ci/github-annotations.ts";
import { junitXml } from "../../reports/ci/junit.ts";
import { matchGateSummary, matchGateText } from "../../reports/matches/match-gate-text.ts";
import { answersHash } from "../../results/answers-hash.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { collectCells } from "../../scores/cells.ts";
import type { InForce } from "../../settings/in-force.ts";
import { flagName } from "../../settings/setting.ts";
import type { PairLooks } from "../../tallies/collect-games.ts";
import { loadPools, type MatchPool } from "../../tallies/load-pool.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import { endingOf } from "./gate-ending.ts";
import { readRules } from "./gate-rules.ts";
import type { GateFlags } from "./gate-verb.ts";
import { judgeCardsIn } from "./judge-cards-in.ts";
import { matchSeed, recordedJudge } from "./matches-page.ts";

/** Net wins that a candidate may lose where nobody says another number. */
const defaultMargin = 0.1;

/** What decides by ratings alone. */
const ofRatings = [
  "model",
  "maxTrials",
  "calibrated",
  "plan",
  "byCategory",
  "minScore",
  "maxUnrated",
  "maxTruncated",
  "protocol",
];

/**
 * `mtbench gate --by matches`: decides from matches of the candidate's answers with the baseline's that are there. Calls no
 * model, so that nothing unfinished is ever a pass.
 */
export async function matchGate(flags: GateFlags, values: readonly InForce[], io: Io): Promise<Ending> {
  const rules = matchRules(flags, values);
  if (flags.candidate === undefined) throw new InputError("--candidate: name the results folder of the candidate");
  const root = resolve(io.cwd, flags.results);
  const candidate = await loadRunRecord(await findCandidate(flags.candidate, root, io));
  const baseline = await baselineRecord(flags.baseline, root, io);
  if (baseline.path === candidate.path) throw new InputError("--baseline and --candidate are the same folder");
  const judge = await recordedJudge(flags.matchJudge, flags.config, io);
  const { pool, pair } = await pairOf(candidate, baseline, { ...flags, judge }, root);
  const name = nameOf(candidate);
  const report = evaluateMatchGate(pair, rules, { candidate: name, procedure: pool.procedure.hash, seed: matchSeed });
  const ending = endingOf(report.verdict, flags.undecided);
  await tell(report, ending, pool, flags, io);
  return ending;
}

function matchRules(flags: GateFlags, values: readonly InForce[]): MatchGateRules {
  if (flags.untilDecided) {
    throw new InputError(
      "--until-decided runs more trials of ratings, and --by matches decides from matches that are there",
      {
        hint: "More trials: mtbench answer --trials N, then mtbench match; then the gate once more, at an alpha planned for it.",
      },
    );
  }
  const told = values.filter(({ property, origin }) => origin === "flag" && ofRatings.includes(property));
  const [first] = told.filter(({ value }) => value !== undefined && value !== false);
  if (first !== undefined)
    throw new InputError(`--${flagName(first.property)}: it decides by ratings, and --by matches does not`);
  // The configuration's margin is in points of a rating scale.
  const isOwn = values.some(({ property, origin }) => property === "margin" && origin === "flag");
  const { margin: _, ...others } = flags;
  const { alpha, strict, minimumRated, margin } = readRules({
    ...{ alpha: others.alpha, strict: others.strict, minRated: others.minRated },
    margin: isOwn ? flags.margin : defaultMargin,
  });
  if (margin === null || margin > 1) {
    throw new InputError(`--margin: net wins go from -1 to 1, expected above 0 and at most 1, got ${margin}`);
  }
  return { margin, alpha, strict, minimumRated };
}

/** The baseline's answers: of a folder, or where a baseline file says that they are, if they are still those. */
async function baselineRecord(text: string, root: string, io: Io): Promise<RunRecord> {
  const path = resolve(io.cwd, text);
  const isFile = await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
  if (!isFile) return loadRunRecord(await findCandidate(text, root, io));
  const { folder, answersHash: saved, protocol, candidate } = await loadBaseline(path, text);
  if (folder === undefined || saved === undefined) {
    throw new InputError(`${text} does not say which answers it is of, and a match needs them`, {
      hint: "Save it again (mtbench baseline save), or name the baseline's results folder.",
    });
  }
  const place = resolve(dirname(path), folder);
  const record = await loadRunRecord(place);
  const now = answersHash(collectCells(record, protocol.procedure).cells.flatMap((cell) => cell.answers));
  if (now === saved) return record;
  throw new InputError(`the answers of ${candidate.id} are not those of the baseline any more`, {
    problems: [`results folder: ${place}`, `answers: were ${saved.slice(0, 12)}, now ${now.slice(0, 12)}`],
    hint: "Save the baseline again, or bring its answers back.",
  });
}

async function pairOf(
  candidate: RunRecord,
  baseline: RunRecord,
  { matchJudge, judge, steps }: Pick<GateFlags, "matchJudge" | "steps"> & { readonly judge: string },
  root: string,
): Promise<{ readonly pool: MatchPool; readonly pair: PairLooks }> {
  const pools = await loadPools(root, { set: candidate.manifest.questionSet.id, judge });
  const paths = new Set([candidate.path, baseline.path]);
  for (const pool of [...pools].reverse()) {
    if (String(pool.procedure.fields.steps ?? 3) !== steps) continue;
    const isHere = (name: string) => {
      const path = pool.candidates.find((one) => one.candidate === name)?.record?.path;
      return path !== undefined && paths.has(resolve(path));
    };
    const pair = pool.pairs.find(({ one, other }) => isHere(one) && isHere(other));
    if (pair !== undefined) return { pool, pair };
  }
  throw new InputError(`${nameOf(candidate)} and ${nameOf(baseline)} were never compared by ${judge}`, {
    hint: `mtbench match ${nameOf(candidate)} ${nameOf(baseline)} --judge ${matchJudge}`,
  });
}

function nameOf({ manifest: { candidate, origin } }: RunRecord): string {
  return origin === "import" ? `${candidate.id}+import` : candidate.id;
}

async function tell(
  report: MatchGateReport,
  ending: Ending,
  { procedure }: MatchPool,
  flags: GateFlags,
  io: Io,
): Promise<void> {
  const code = exitCode(ending);
  const cards = await judgeCardsIn([resolve(io.cwd, flags.results)], io);
  const note = cardNotes(cards, procedure, "gate").join("; ");
  io.out(
    flags.json
      ? `${JSON.stringify({ outcome: ending, exitCode: code, ...report })}\n`
      : matchGateText(report, code, note, io.columns),
  );
  if (flags.junit !== undefined) {
    const path = resolve(io.cwd, flags.junit);
    await makeFolder(dirname(path));
    await writeFileAtomic(path, junitXml(report));
  }
  if (flags.summary !== undefined) {
    await appendFile(resolve(io.cwd, flags.summary), matchGateSummary(report, note, flags.reportUrl ?? null));
  }
  if (flags.annotations === "github") io.err(githubAnnotations(report));
}

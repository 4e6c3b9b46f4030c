import { join, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { readNamedText } from "../../files/read-text.ts";
import { usualBounds } from "../../judges/scale.ts";
import { type DeskRequest, planDesk, planId } from "../../people/plan-desk.ts";
import { type Rubric, usualPairRubric, usualRubric } from "../../people/rubric.ts";
import { type LoadedQuestionSet, loadQuestionSet } from "../../questions/load-question-set.ts";
import { type Desk, loadAllDesks } from "../../results/desk/load-desk.ts";
import { keepPlan } from "../../results/desk/open-desk.ts";
import { deskPath } from "../../results/places.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { setAtHand } from "../../variants/set-at-hand.ts";
import type { Io } from "../terminal/io.ts";
import { chooseCandidates, resultsRoot } from "./desk-candidates.ts";
import type { RateFlags } from "./rate-verb.ts";

/** From so many questions on an estimate is given; below it people rate all the same. */
const leastQuestions = 16;

/** Flags that describe a plan. Without any of them one that is there goes on. */
const shaping: ReadonlySet<string> = new Set([
  ..."candidates pairs ratedQuestions people twice deskSeed protocol countedEstimate rubric mask".split(" "),
]);

/**
 * The desk that the flags mean: a plan by its name, the one that the same flags made before, the only one that is there, or a
 * new one, which is on the disk then.
 */
export async function chooseDesk(flags: RateFlags, given: readonly string[], io: Io): Promise<Desk> {
  const root = resultsRoot(flags, io);
  if (flags.plan !== undefined) return findDesk(root, flags.plan);
  if (!given.some((name) => shaping.has(name))) {
    const [only, ...others] = await loadAllDesks(root);
    if (only !== undefined && others.length === 0) return only;
    if (only !== undefined) throw severalPlans([only, ...others], "which of them is meant");
  }
  return makePlan(flags, root, io);
}

/** A desk by its plan's id, or the beginning of it; the only one where nothing is said. */
export async function findDesk(root: string, plan: string | undefined): Promise<Desk> {
  const all = await loadAllDesks(root);
  const fitting = all.filter((desk) => plan === undefined || desk.plan.id.startsWith(plan));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  if (all.length === 0)
    throw new InputError("nobody has a plan to rate anything here", { hint: "Make one: mtbench rate" });
  if (only === undefined) throw severalPlans(all, `none of them is called ${plan}`);
  throw severalPlans(fitting, "which of them is meant");
}

function severalPlans(desks: readonly Desk[], open: string): InputError {
  return new InputError(`${desks.length === 1 ? "there is 1 plan" : `there are ${desks.length} plans`}: ${open}`, {
    problems: desks.map(({ plan, records }) => {
      const who = plan.candidates.map(({ id }) => id).join(", ");
      return `${plan.id}: ${plan.questions.length} questions of ${plan.questionSet.id}, ${who}; ${records.size} given`;
    }),
    hint: "Name one with --plan.",
  });
}

async function makePlan(flags: RateFlags, root: string, io: Io): Promise<Desk> {
  const { pairs } = flags;
  if (pairs !== undefined && (pairs.length !== 2 || flags.candidates !== undefined)) {
    throw new InputError("--pairs takes two candidates, in place of --candidates");
  }
  const { records, judged } = await chooseCandidates(pairs ?? flags.candidates, flags.protocol, root, io);
  const [first] = records;
  if (first === undefined) throw new Error("no candidate to rate");
  const set = await deskSet(first.manifest.questionSet.id, flags.texts, io);
  const kind = pairs === undefined ? "ratings" : "matches";
  const [scored] = judged ?? [];
  const scale = scored?.procedure.scale ?? usualBounds;
  const request: DeskRequest = {
    kind,
    questionSet: { id: set.id, title: set.title, language: set.language },
    candidates: records.map(({ manifest: { candidate, origin } }) => ({ id: candidate.id, origin })),
    judge:
      scored === undefined
        ? null
        : {
            protocol: scored.key,
            procedure: scored.procedure.hash,
            id: scored.procedure.judge,
            models: scored.procedure.judges.map(({ model }) => model).join(", "),
          },
    seed: flags.seed,
    count: flags.questions,
    raters: flags.people,
    twice: flags.twice,
    // Side by side people give no ratings that could correct a score.
    estimate: scored === undefined || kind === "matches" ? "plain" : flags.estimate,
    mask: flags.mask,
    rubric: await rubricOf(flags.rubric, kind, scale, io),
    scale: { min: scale.min, max: scale.max },
    references: referencesShown(set, scored?.procedure.fields["references.hash"]),
  };
  const path = join(deskPath(root, set.id), planId(request));
  const procedure = scored?.procedure.hash ?? null;
  const desk = await keepPlan(path, () =>
    planDesk(
      request,
      records.map((record) => ({ record, procedure })),
    ),
  );
  tellWeakness(desk, flags.questions, io);
  return desk;
}

function tellWeakness({ plan }: Desk, wanted: number, io: Io): void {
  const { length } = plan.questions;
  if (length < wanted) io.err(`${length} questions can be rated, fewer than the ${wanted} that were wished for.\n`);
  if (length < leastQuestions) {
    io.err(
      `Below ${leastQuestions} questions mtbench calibrate gives no estimate; the ratings count in mtbench agreement.\n`,
    );
  } else if (plan.twice < 8) {
    io.err(`With ${plan.twice} questions rated twice people's own noise is not known, so the interval is wider.\n`);
  }
  if (plan.leftOut > 0) {
    io.err(`${plan.leftOut} questions cannot be drawn: an answer, or the judge's rating of it, is missing.\n`);
  }
}

/** A question set with its texts. */
export async function deskSet(id: string, texts: string | undefined, io: Io): Promise<LoadedQuestionSet> {
  const options = { cwd: io.cwd, places: sourcePlaces(io.env) };
  return loadQuestionSet(await setAtHand(texts ?? id, options), options);
}

/** Those that the judge was shown; where it was shown none, or nobody judged, the set's own. */
function referencesShown(set: LoadedQuestionSet, shown: unknown): string | null {
  const known = set.references.find(({ hash }) => hash === shown);
  return (known ?? set.references[0])?.hash ?? null;
}

async function rubricOf(
  file: string | undefined,
  kind: "ratings" | "matches",
  scale: { readonly min: number; readonly max: number },
  io: Io,
): Promise<Rubric> {
  if (file === undefined) return kind === "matches" ? usualPairRubric : usualRubric(scale);
  const text = (await readNamedText(resolve(io.cwd, file), `--rubric: ${file}`)).trim();
  return { ja: text, en: text };
}

import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { comparedCandidate } from "../../gate/compared-candidate.ts";
import type { PeoplesDifference } from "../../gate/people-rule.ts";
import {
  type ComparisonPage,
  type ComparisonRow,
  compareJson,
  compareMarkdown,
  compareText,
} from "../../reports/tables/compare-text.ts";
import type { Cell } from "../../scores/cells.ts";
import { adjustFamily, compareCandidates } from "../../scores/compare-candidates.ts";
import type { ScoredFolder } from "../../scores/score-folder.ts";
import type { Ending } from "../exit-code.ts";
import { peoplesDifference } from "../people/peoples-difference.ts";
import type { Io } from "../terminal/io.ts";
import type { CompareFlags } from "./compare-verb.ts";
import { judgeCardsIn, rootOf } from "./judge-cards-in.ts";
import { commonProtocol, type PickedCandidate, pickCandidate, warnOfCaches } from "./pick-candidate.ts";

/** `mtbench compare A B [C...]`: each of the others minus the first, question by question. Calls no model. */
export async function compare(flags: CompareFlags, io: Io): Promise<Ending> {
  if (flags.candidates.length < 2) {
    throw new InputError("name at least two candidates", { hint: "Ids (mtbench results list) or results folders." });
  }
  const found: PickedCandidate[] = [];
  for (const text of flags.candidates) found.push(await pickCandidate(text, resolve(io.cwd, flags.results), io));
  const paths = found.map((one) => one.record.path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new InputError(`${twice} is named twice`);
  const scored = commonProtocol(found, flags.protocol, (one) => (flags.commonQuestions ? one.procedure.hash : one.key));
  warnOfCaches(scored, io);
  const [first, ...others] = scored;
  if (first === undefined) throw new Error("no scores to compare");
  const { scale } = first.procedure;
  const { categories } = first.questions;
  const comparisons = others.map((other) =>
    compareCandidates(other.scores.cells, first.scores.cells, { scale, categories }),
  );
  const family = adjustFamily(comparisons.map((comparison) => comparison.overall));
  const failures = adjustFamily(comparisons.map((comparison) => comparison.withFailures));
  const people = await Promise.all(others.map((other) => peopleOf(other, first, flags, io)));
  const rows = comparisons.flatMap((comparison, index): ComparisonRow[] => {
    const [candidate, overall, withFailures] = [others[index], family[index], failures[index]];
    if (candidate === undefined || overall === undefined || withFailures === undefined) return [];
    const several = comparisons.length > 1;
    return [
      {
        candidate: candidate.scores,
        comparison: {
          ...comparison,
          ...(several ? { overall, withFailures } : {}),
          moved: comparison.moved.slice(0, flags.moved),
        },
        people: people[index] ?? null,
      },
    ];
  });
  const questions = {
    ...first.questions,
    count: commonQuestions(scored.map(({ scores }) => scores.cells)),
    intersection: flags.commonQuestions,
  };
  const cards = await judgeCardsIn([resolve(io.cwd, flags.results), ...paths.map(rootOf)], io);
  const page = { protocol: first, questions, baseline: first.scores, cards, rows };
  const writers = {
    table: (one: ComparisonPage) => compareText(one, io.columns),
    json: compareJson,
    markdown: compareMarkdown,
  } as const;
  io.out(writers[flags.format](page));
  return "done";
}

/** What people make of one minus the first, where that is asked for. */
async function peopleOf(
  own: ScoredFolder,
  first: ScoredFolder,
  { calibrated, plan, results }: CompareFlags,
  io: Io,
): Promise<PeoplesDifference | null> {
  if (!calibrated) {
    if (plan !== undefined) throw new InputError("--plan is a plan of people's, and that needs --calibrated");
    return null;
  }
  const sides = { candidate: comparedCandidate(own), baseline: comparedCandidate(first) };
  return peoplesDifference(sides, plan, resolve(io.cwd, results), io);
}

/** How many questions all of them were asked. */
function commonQuestions(all: readonly (readonly Cell[])[]): number {
  const asked = all.map((cells) => new Set(cells.map((cell) => cell.questionHash)));
  const [first = new Set<string>(), ...others] = asked;
  return [...first].filter((hash) => others.every((one) => one.has(hash))).length;
}

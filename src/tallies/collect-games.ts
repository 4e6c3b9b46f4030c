import type { AnswerFailureReason, AnswerRecord } from "../answers/answer.ts";
import type { UnratedReason } from "../judgments/judgment.ts";
import { type MatchRecord, type MatchValue, matchValue } from "../matches/match.ts";
import { compareIds } from "../questions/question-id.ts";
import type { Launch, PlannedQuestion } from "../results/manifest.ts";
import type { MatchesRecord } from "../results/matches/matches-folder.ts";
import type { RunRecord } from "../results/run-record.ts";
import { isOwnFailure } from "../scores/cells.ts";
import type { Game } from "../statistics/strength/game.ts";

/** One candidate of a place of matches. `record`: its answers; null where they are not here, as of an import. */
export interface TalliedCandidate {
  readonly candidate: string;
  readonly rules: string;
  readonly record: RunRecord | null;
}

/** What became of one look at two answers. */
export type Look =
  | { readonly status: "rated"; readonly value: MatchValue; readonly record: MatchRecord }
  | { readonly status: "unrated"; readonly reason: UnratedReason; readonly record: MatchRecord }
  | { readonly status: "due" };

/** Two answers to one turn, once in each order. */
export interface LookedTurn {
  readonly questionId: string;
  readonly questionHash: string;
  readonly category: string;
  readonly turn: number;
  readonly trial: number;
  readonly repeat: number;
  /** The two candidates, as the pair names them. */
  readonly one: string;
  readonly other: string;
  /** Of the answers where they are here. */
  readonly answers: { readonly one: AnswerRecord | null; readonly other: AnswerRecord | null };
  /** Who failed to answer, by its own doing; null: both answered, or nothing is known. */
  readonly failed: "one" | "other" | "both" | null;
  /** `ahead`: `one` was shown first. */
  readonly ahead: Look;
  readonly behind: Look;
}

/** Everything that one match procedure was asked about one pair. */
export interface PairLooks {
  readonly one: string;
  readonly other: string;
  /** Of the set, in its order. */
  readonly categories: readonly string[];
  /** In the order of the questions. */
  readonly turns: readonly LookedTurn[];
}

/**
 * The looks of pairs under a procedure, both orders of a turn together. A turn is planned where a launch planned it for the
 * pair; of one that was never answered there is nothing. The place is gone through once, however many pairs there are.
 */
export function collectPairs(
  place: MatchesRecord,
  procedure: string,
  pairs: readonly (readonly [TalliedCandidate, TalliedCandidate])[],
): PairLooks[] {
  const find = lookFinder(place, procedure);
  const finders = new Map([...new Set(pairs.flat())].map((candidate) => [candidate, answerFinder(candidate)]));
  const asked = (candidate: TalliedCandidate): AskedCandidate => ({
    ...candidate,
    answerTo: finders.get(candidate) ?? answerFinder(candidate),
  });
  return pairs.map(([one, other]) => {
    const launches = place.launches.filter((launch) => isOf(launch, procedure, one.candidate, other.candidate));
    return collectPair(launches, [asked(one), asked(other)], find);
  });
}

interface AskedCandidate extends TalliedCandidate {
  readonly answerTo: ReturnType<typeof answerFinder>;
}

function collectPair(
  launches: readonly Launch[],
  [one, other]: readonly [AskedCandidate, AskedCandidate],
  finderOf: ReturnType<typeof lookFinder>,
): PairLooks {
  const planned = plannedQuestions(launches);
  const trials = Math.max(1, ...launches.map((launch) => launch.trials));
  const repeats = Math.max(1, ...launches.map((launch) => launch.repeats));
  const findAhead = finderOf(one.candidate, other.candidate);
  const findBehind = finderOf(other.candidate, one.candidate);
  const turns: LookedTurn[] = [];
  for (const question of planned) {
    for (let trial = 1; trial <= trials; trial += 1) {
      for (const turn of question.turns) {
        const answers = {
          one: one.answerTo(question.hash, turn, trial),
          other: other.answerTo(question.hash, turn, trial),
        };
        const failed = whoFailed(answers);
        // Nobody was asked: a question of which only a part of the trials is answered.
        if (isUnasked(one, answers.one) || isUnasked(other, answers.other)) continue;
        for (let repeat = 1; repeat <= repeats; repeat += 1) {
          const at = { hash: question.hash, turn, trial, repeat };
          const ahead = findAhead(at, answers.one, answers.other);
          const behind = findBehind(at, answers.other, answers.one);
          turns.push({
            questionId: question.id,
            questionHash: question.hash,
            category: question.category,
            ...{ turn, trial, repeat, answers, failed, ahead, behind },
            one: one.candidate,
            other: other.candidate,
          });
        }
      }
    }
  }
  const categories = [...new Set(launches.flatMap(({ questionSet }) => questionSet.categories))];
  return { one: one.candidate, other: other.candidate, categories, turns };
}

/** An import without answers knows none; a run without an answer was not asked. */
function isUnasked({ record }: TalliedCandidate, answer: AnswerRecord | null): boolean {
  if (record === null) return false;
  return answer === null || (answer.outcome.status === "failed" && answer.outcome.reason === "request-failed");
}

function whoFailed({ one, other }: LookedTurn["answers"]): LookedTurn["failed"] {
  const failed = (answer: AnswerRecord | null) =>
    answer?.outcome.status === "failed" && isFailure(answer.outcome.reason);
  if (failed(one)) return failed(other) ? "both" : "one";
  return failed(other) ? "other" : null;
}

/** A turn that was skipped after a failed one failed with it. */
function isFailure(reason: AnswerFailureReason): boolean {
  return reason === "skipped" || isOwnFailure(reason);
}

function isOf({ procedure, matches }: Launch, hash: string, one: string, other: string): boolean {
  if (procedure?.kind !== "matches" || procedure.hash !== hash) return false;
  return matches?.pairs.some(([a, b]) => (a === one && b === other) || (a === other && b === one)) ?? false;
}

/** By the text's hash, with all turns that any launch planned. */
function plannedQuestions(launches: readonly Launch[]): PlannedQuestion[] {
  const found = new Map<string, PlannedQuestion>();
  for (const question of launches.flatMap(({ questions }) => questions)) {
    const turns = new Set([...(found.get(question.hash)?.turns ?? []), ...question.turns]);
    found.set(question.hash, { ...question, turns: [...turns].sort((a, b) => a - b) });
  }
  return [...found.values()].sort((a, b) => compareIds(a.id, b.id) || (a.hash < b.hash ? -1 : 1));
}

function answerFinder({ record, rules }: TalliedCandidate) {
  const byPlace = new Map<string, AnswerRecord>();
  for (const answer of record?.answers.values() ?? []) {
    if (answer.rules === rules) byPlace.set(`${answer.questionHash} ${answer.turn} ${answer.trial}`, answer);
  }
  return (hash: string, turn: number, trial: number) => byPlace.get(`${hash} ${turn} ${trial}`) ?? null;
}

interface At {
  readonly hash: string;
  readonly turn: number;
  readonly trial: number;
  readonly repeat: number;
}

/** Of two records in one place (an answer was asked for anew in between) the one of these answers counts, else the last one. */
function lookFinder(place: MatchesRecord, procedure: string) {
  const byOrder = new Map<string, Map<string, MatchRecord[]>>();
  const orderOf = (first: string, second: string) => JSON.stringify([first, second]);
  const placeOf = ({ hash, turn, trial, repeat }: At) => `${hash} ${turn} ${trial} ${repeat}`;
  for (const record of place.matches.values()) {
    if (record.procedure !== procedure) continue;
    const { first, second, questionHash: hash, turn, trial, repeat } = record;
    const order = orderOf(first.candidate, second.candidate);
    const places = byOrder.get(order) ?? new Map<string, MatchRecord[]>();
    byOrder.set(order, places);
    const name = placeOf({ hash, turn, trial, repeat });
    const there = places.get(name);
    if (there === undefined) places.set(name, [record]);
    else there.push(record);
  }
  return (first: string, second: string) => {
    const places = byOrder.get(orderOf(first, second));
    return (at: At, own: AnswerRecord | null, theirs: AnswerRecord | null): Look => {
      const record = (places?.get(placeOf(at)) ?? []).findLast(
        (one) =>
          (own?.key ?? one.first.answerKey) === one.first.answerKey &&
          (theirs?.key ?? one.second.answerKey) === one.second.answerKey,
      );
      if (record === undefined) return { status: "due" };
      const { outcome } = record;
      if (outcome.status === "rated") return { status: "rated", value: matchValue(outcome.verdict), record };
      if (outcome.reason === "request-failed") return { status: "due" };
      return { status: "unrated", reason: outcome.reason, record };
    };
  };
}

/** How many of a pair's turns count, and why the others do not. Every turn is in exactly one of the four numbers. */
export interface Coverage {
  readonly planned: number;
  /** Both orders have a verdict. */
  readonly complete: number;
  /** One order, or both, has none: both are left out. By the reason of the first that has none. */
  readonly unrated: Readonly<Partial<Record<UnratedReason, number>>>;
  /** Questions that are left out as a whole for that. */
  readonly questionsLeftOut: number;
  /** Nothing to compare: an answer failed. */
  readonly failed: { readonly one: number; readonly other: number; readonly both: number };
  /** Calls that are to be made yet. */
  readonly due: number;
}

export function coverageOf(turns: readonly LookedTurn[]): Coverage {
  const unrated: Partial<Record<UnratedReason, number>> = {};
  const failed = { one: 0, other: 0, both: 0 };
  let [complete, due] = [0, 0];
  const looked = new Set<string>();
  const counted = new Set<string>();
  for (const turn of turns) {
    if (turn.failed !== null) {
      failed[turn.failed] += 1;
      continue;
    }
    looked.add(turn.questionHash);
    const missing = [turn.ahead, turn.behind].filter((look) => look.status === "due").length;
    due += missing;
    const without = [turn.ahead, turn.behind].find((look) => look.status === "unrated");
    if (without?.status === "unrated") unrated[without.reason] = (unrated[without.reason] ?? 0) + 1;
    else if (missing === 0) {
      complete += 1;
      counted.add(turn.questionHash);
    }
  }
  return { planned: turns.length, complete, unrated, questionsLeftOut: looked.size - counted.size, failed, due };
}

/** How failed answers are taken: left out, or lost to an answer that is there. */
export type FailureReading = "without" | "lost";

/** The games that count: both orders of a turn, or neither. */
export function gamesOf(
  turns: readonly LookedTurn[],
  failures: FailureReading = "without",
  covariates?: (turn: LookedTurn) => readonly number[] | null,
): Game[] {
  return turns.flatMap((turn): Game[] => {
    const values = valuesOf(turn, failures);
    if (values === null) return [];
    const { questionHash: question, category, one, other } = turn;
    const own = covariates?.(turn) ?? null;
    const place = { question, category, turn: turn.turn };
    const ahead: Game = { ...place, first: one, second: other, outcome: values[0] };
    const behind: Game = { ...place, first: other, second: one, outcome: values[1] };
    if (covariates === undefined) return [ahead, behind];
    if (own === null) return [];
    return [
      { ...ahead, covariates: own },
      { ...behind, covariates: own.map((value) => -value) },
    ];
  });
}

/** For the side shown first in either order. A failed answer loses whichever was to be shown first; two failed ones tie. */
function valuesOf({ failed, ahead, behind }: LookedTurn, failures: FailureReading): [MatchValue, MatchValue] | null {
  if (failed !== null) {
    if (failures === "without") return null;
    return failed === "both" ? [0, 0] : failed === "one" ? [-1, 1] : [1, -1];
  }
  return ahead.status === "rated" && behind.status === "rated" ? [ahead.value, behind.value] : null;
}

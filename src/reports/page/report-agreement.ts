import { measureAgreement } from "../../agreement/agreement.ts";
import { type AuditedTurn, auditRatings } from "../../agreement/audit-record.ts";
import { type CollectedRatings, collectRatings } from "../../agreement/collect-ratings.ts";
import { commonScale, onOneScale } from "../../agreement/one-scale.ts";
import type { RatedTurn } from "../../agreement/rated-turn.ts";
import { type SelfPreference, selfPreferences } from "../../agreement/self-preference.ts";
import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { ReportAgreement, ReportAuditedTurn, ReportEstimate } from "./report-agreements.ts";

/** Turns that a page lists, and answers of each with all raters' words. */
const listedTurns = 10;
const listedAnswers = 1;

/** A page is made anew whenever a run writes; intervals from so many resamples move in the third digit only. */
const resamples = 500;

/** A record without what raters said: of a folder's texts, only one folder's are in memory at a time. */
export function withoutWords(record: RunRecord): RunRecord {
  const judgments = [...record.judgments].map(([key, judgment]): [string, typeof judgment] => {
    const { outcome } = judgment;
    return [key, { ...judgment, sent: null, call: null, outcome: { ...outcome, text: "" } }];
  });
  return { ...record, answers: new Map(), judgments: new Map(judgments) };
}

/** How far the raters of every set agree, where there are several; `setOf` finds a set's texts, null where not at hand. */
export function reportAgreements(
  records: readonly RunRecord[],
  setOf: (id: string) => LoadedQuestionSet | null,
): ReportAgreement[] {
  return collectRatings(records)
    .filter(({ raters }) => raters.length > 1)
    .map(onOneScale)
    .map((ratings) => agreementOf(ratings, setOf(ratings.set)));
}

function agreementOf(ratings: CollectedRatings, set: LoadedQuestionSet | null): ReportAgreement {
  const scale = commonScale(ratings.raters);
  const measured = measureAgreement(ratings.turns, {
    seed: 0,
    resamples,
    scale: scale ?? undefined,
    categories: ratings.categories,
  });
  const { raters, turns, common, questions, overall, pairs, characters, components, reliability } = measured;
  const { scores, candidates } = measured;
  const part = ({ low, high }: { readonly low: number | null; readonly high: number | null }) => ({ low, high });
  return {
    set: ratings.set,
    raters,
    scale,
    turns,
    common,
    questions,
    alpha: { value: overall.interval.alpha, ...part(overall.interval), rough: overall.interval.rough },
    pairs: pairs.map(({ first, second, answers, alphas, ranks, opposed, candidatePairs }) => ({
      first,
      second,
      answers,
      alpha: { value: alphas.interval.alpha, ...part(alphas.interval), rough: alphas.interval.rough },
      ranks: { value: ranks.value, ...part(ranks) },
      opposed: opposed.length,
      candidatePairs,
    })),
    characters: characters.map(({ rater, mean, severity, slope }) => ({
      rater,
      mean: mean.mean,
      severity: { value: severity.mean, ...part(severity) },
      slope: { value: slope.value, ...part(slope) },
      reliability: reliability.find((one) => one.rater === rater)?.board?.reliability ?? null,
    })),
    scores,
    candidates: candidates.map((id, slot) => ({ id, name: id, slot })),
    selfPreference: selfPreferences(measured, ratings).map(({ rater, own, candidates: marked, ...found }) => ({
      ...{ rater, own, candidates: marked },
      fitted: excessOf(found.fitted),
      severityOnly: excessOf(found.severityOnly),
    })),
    differenceError: components === null ? null : components.error.panel.standardError,
    audit: auditRatings(ratings, set).slice(0, listedTurns).map(auditedTurn),
  };
}

function excessOf(found: SelfPreference["severityOnly"]): ReportEstimate {
  return found === null
    ? { value: null, low: null, high: null }
    : { value: found.excess, low: found.low, high: found.high };
}

function auditedTurn(turn: AuditedTurn): ReportAuditedTurn {
  const { known } = turn;
  return {
    question: turn.question,
    category: turn.category,
    turn: turn.turn,
    spread: turn.spread,
    means: turn.means,
    asked: turn.asked,
    reference: turn.reference?.text ?? null,
    known: known === null ? null : { status: known.status, right: known.status === "confirmed" ? known.right : null },
    answers: turn.answers.slice(0, listedAnswers).map(({ candidate, ratings }) => ({
      candidate,
      ratings: ratings.map(({ rater, ratings: own }) => ({ rater, ratings: own, words: null })),
    })),
  };
}

/** Candidates whose words the lists still lack. */
export function candidatesOfAudits(agreements: readonly ReportAgreement[]): ReadonlySet<string> {
  return new Set(
    agreements.flatMap(({ audit }) => audit.flatMap(({ answers }) => answers.map((one) => one.candidate))),
  );
}

/** The same with what the raters said of the listed answers, taken from one more record. */
export function withWords(agreements: readonly ReportAgreement[], record: RunRecord): ReportAgreement[] {
  const { id } = record.manifest.candidate;
  const wanted = agreements.filter(({ set }) => set === record.manifest.questionSet.id);
  if (!wanted.some(({ audit }) => audit.some(({ answers }) => answers.some((one) => one.candidate === id)))) {
    return [...agreements];
  }
  const turns = collectRatings([record])[0]?.turns ?? [];
  return agreements.map((agreement) =>
    wanted.includes(agreement)
      ? { ...agreement, audit: agreement.audit.map((turn) => filledTurn(turn, id, turns)) }
      : agreement,
  );
}

/** A rater's name holds the start of its procedure's hash where several folders have two of one name; one folder may have one. */
function filledTurn(turn: ReportAuditedTurn, candidate: string, turns: readonly RatedTurn[]): ReportAuditedTurn {
  const own = turns.filter((one) => one.question === turn.question && one.turn === turn.turn);
  const wordsOf = (rater: string) =>
    own.flatMap((one) => one.words?.get(rater) ?? one.words?.get(rater.replace(/ #\w{6}$/, "")) ?? [])[0] ?? null;
  return {
    ...turn,
    answers: turn.answers.map((answer) =>
      answer.candidate === candidate
        ? { ...answer, ratings: answer.ratings.map((one) => ({ ...one, words: wordsOf(one.rater) ?? one.words })) }
        : answer,
    ),
  };
}

import type { WeightLine } from "../../models/weight-lines.ts";
import { flaggedWarning, flagWords } from "../../scores/flagged-answers.ts";
import { type AlikeGroup, alikeText } from "../../text/alike.ts";
import { reasonText } from "../cards/card-words.ts";
import { fixed } from "../tables/number-text.ts";
import { familyWarnings, practiceJudge } from "./judge-family.ts";
import type { Language, ReportBoard, ReportCandidate, ReportWarning } from "./report-record.ts";

type Judged = Pick<ReportBoard, "candidates" | "judge" | "set" | "questions" | "judgeCard" | "errata">;

export interface WarningFacts {
  /** Lines of weights of each candidate, in the board's order; empty: not known. */
  readonly basedOn: readonly (readonly WeightLine[])[];
  /** Judgments with a flag, in the board's order. */
  readonly flagged: readonly number[];
  /** Why calls failed, the most frequent reason first, in the board's order. */
  readonly reasons: readonly (readonly AlikeGroup[])[];
}

/** What a reader must know before believing the table, most serious first. */
export function warningsFor(board: Judged, facts: WarningFacts): ReportWarning[] {
  return [
    ...setWarnings(board),
    ...coverageWarnings(board.candidates),
    ...failureWarnings(board.candidates),
    ...failedCalls(board.candidates, facts.reasons),
    ...cardWarnings(board),
    ...familyWarnings(board, facts.basedOn),
    ...steeringWarnings(board.candidates, facts.flagged),
    ...deviationWarnings(board.candidates),
    ...errataWarnings(board),
  ];
}

/** Wrong references pull every candidate's rating, so the score without their turns stands beside it. */
function errataWarnings({ errata, candidates }: Judged): ReportWarning[] {
  if (errata.length === 0) return [];
  const scores = candidates.flatMap(({ name, withoutErrata }) =>
    withoutErrata === null || withoutErrata.mean === null ? [] : [`${name} ${fixed(withoutErrata.mean)}`],
  );
  return [
    {
      kind: "references",
      candidates: [],
      text: {
        ja: `審査員に見せた参照回答のうち、${errata.length} ターン分に誤りがあります（質問ごとの表示に印があります）。それらを除いたスコア：${scores.join("、")}。`,
        en: `The judge was shown a wrong reference in ${errata.length} turns, which are marked below. Scores without them: ${scores.join(", ")}.`,
      },
    },
  ];
}

const fewQuestions = 40;

function setWarnings({ set, questions, candidates, judge }: Judged): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  if (judge.model === practiceJudge) {
    warnings.push({
      kind: "controls",
      candidates: [],
      text: {
        ja: "候補も審査員も動作確認用の対照で、言語モデルではありません。点数はモデルの比較に使えません。",
        en: "Candidates and judge are practice controls, not language models; these scores rank no model.",
      },
    });
  }
  const count = questions.length;
  if (!set.whole) {
    warnings.push({
      kind: "part-of-set",
      candidates: [],
      text: {
        ja: `質問セットの一部（${count} 問）だけの結果です。全問の結果とは比較できません。`,
        en: `Only a part of the question set was asked (${count} questions); the scores cannot stand beside those of the whole set.`,
      },
    });
  }
  if (count < fewQuestions) {
    warnings.push({
      kind: "few-questions",
      candidates: [],
      text: {
        ja: `質問が ${count} 問と少なく、区間が広くなります。`,
        en: `With ${count} questions the intervals are wide.`,
      },
    });
  }
  const imported = candidates.filter((candidate) => candidate.origin === "import");
  if (imported.length > 0) {
    warnings.push({
      kind: "import",
      candidates: imported.map((candidate) => candidate.id),
      text: {
        ja: `他のツールの記録から取り込んだ結果を含みます：${names(imported, "ja")}。条件の一部は確認できません。`,
        en: `Imported from another harness, with settings partly unknown: ${names(imported, "en")}.`,
      },
    });
  }
  return warnings;
}

function coverageWarnings(candidates: readonly ReportCandidate[]): ReportWarning[] {
  const due = candidates.filter((candidate) => candidate.due > 0);
  const partly = candidates.filter((one) => one.due === 0 && one.score.rated < one.score.planned);
  const warnings: ReportWarning[] = [];
  if (due.length > 0) {
    warnings.push({
      kind: "incomplete",
      candidates: due.map((candidate) => candidate.id),
      text: {
        ja: `未完了のため順位を付けていません：${due.map((one) => `${one.id}（残り ${one.due} 件）`).join("、")}。`,
        en: `Not finished and therefore not ranked: ${due.map((one) => `${one.id} (${one.due} ratings due)`).join(", ")}.`,
      },
    });
  }
  if (partly.length > 0) {
    const counts = partly.map(({ id, score }) => ({ id, share: `${score.rated}/${score.planned}` }));
    warnings.push({
      kind: "coverage",
      candidates: partly.map((candidate) => candidate.id),
      text: {
        ja: `評点が揃っていません：${counts.map(({ id, share }) => `${id}（${share}）`).join("、")}。`,
        en: `Not every turn has a rating: ${counts.map(({ id, share }) => `${id} (${share})`).join(", ")}.`,
      },
    });
  }
  return warnings;
}

function failureWarnings(candidates: readonly ReportCandidate[]): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  const cut = candidates.filter((candidate) => (candidate.failures["truncated-thinking"] ?? 0) > 0);
  if (cut.length > 0) {
    const counts = cut.map(({ id, failures }) => ({ id, count: failures["truncated-thinking"] ?? 0 }));
    warnings.push({
      kind: "truncated-thinking",
      candidates: cut.map((candidate) => candidate.id),
      text: {
        ja: `思考が上限で打ち切られ、回答に至らなかったターンがあります：${counts.map(({ id, count }) => `${id}（${count} 件）`).join("、")}。`,
        en: `Thinking was cut at its limit before an answer came: ${counts.map(({ id, count }) => `${id} (${count} turns)`).join(", ")}.`,
      },
    });
  }
  const doubtful = candidates.filter(({ flagged }) => flaggedWarning(flagged) !== null);
  if (doubtful.length > 0) {
    const shares = doubtful.map(({ id, flagged }) => ({ id, words: flagWords(flagged.byFlag), ...flagged }));
    warnings.push({
      kind: "doubtful-answers",
      candidates: doubtful.map((candidate) => candidate.id),
      text: {
        ja: `回答として完結していない疑いのあるターンがあります（思考の混入、テンプレートの記号、不明な終了理由）：${shares.map(({ id, any, answered, words }) => `${id}（${answered} 件中 ${any} 件：${words}）`).join("、")}。`,
        en: `Some answers look like no whole answer (thoughts left in, template tokens, unknown ends): ${shares.map(({ id, any, answered, words }) => `${id} (${any} of ${answered}: ${words})`).join(", ")}.`,
      },
    });
  }
  const dearer = candidates.filter(({ score, withFailures }) => (score.mean ?? 0) - (withFailures.mean ?? 0) >= 0.05);
  if (dearer.length > 0) {
    const means = dearer.map(({ id, withFailures }) => ({ id, mean: fixed(withFailures.mean ?? 0) }));
    warnings.push({
      kind: "failures-matter",
      candidates: dearer.map((candidate) => candidate.id),
      text: {
        ja: `回答の失敗を最低点とみなした平均：${means.map(({ id, mean }) => `${id} ${mean}`).join("、")}。順位は両方の数え方で決めています。`,
        en: `Means with failed answers at the lowest rating: ${means.map(({ id, mean }) => `${id} ${mean}`).join(", ")}. Ranks hold under both counts.`,
      },
    });
  }
  return warnings;
}

/** Reasons of each candidate that are told, and characters of each. */
const toldReasons = 2;
const reasonCharacters = 160;

/** What the servers said: the reader of a report has no terminal to look at. */
function failedCalls(candidates: readonly ReportCandidate[], reasons: WarningFacts["reasons"]): ReportWarning[] {
  return candidates.flatMap(({ id }, place) => {
    const told = (reasons[place] ?? []).slice(0, toldReasons).map((group) => alikeText(group, reasonCharacters));
    if (told.length === 0) return [];
    return [
      {
        kind: "failed-calls" as const,
        candidates: [id],
        text: {
          ja: `失敗した呼び出し（${id}）：${told.join("；")}`,
          en: `Calls that failed (${id}): ${told.join("; ")}`,
        },
      },
    ];
  });
}

function cardWarnings({ judgeCard: card }: Judged): ReportWarning[] {
  if (card === null || card.isCircular || card.verdicts.leaderboard.state !== "unfit") return [];
  const reasons = (language: Language) => {
    const unfit = card.verdicts.leaderboard.criteria.filter(({ state }) => state === "unfit");
    return unfit.map((one) => reasonText(one, language));
  };
  return [
    {
      kind: "judge-card",
      candidates: [],
      text: {
        ja: `審査員カードによると、この審査員は順位付けに使えません：${reasons("ja").join("、")}。`,
        en: `By its judge card this judge is unfit for a leaderboard: ${reasons("en").join("; ")}.`,
      },
    },
  ];
}

function steeringWarnings(candidates: readonly ReportCandidate[], flagged: readonly number[]): ReportWarning[] {
  const tricky = candidates.filter((_, index) => (flagged[index] ?? 0) > 0);
  if (tricky.length === 0) return [];
  return [
    {
      kind: "steering",
      candidates: tricky.map((candidate) => candidate.id),
      text: {
        ja: `評価者を誘導するような記述を含む回答があります：${names(tricky, "ja")}。`,
        en: `Some answers hold text that looks meant to steer the judge: ${names(tricky, "en")}.`,
      },
    },
  ];
}

function deviationWarnings(candidates: readonly ReportCandidate[]): ReportWarning[] {
  return candidates
    .filter((candidate) => candidate.deviations.length > 0)
    .map(({ id, deviations }) => ({
      kind: "deviation",
      candidates: [id],
      text: {
        ja: `${id} は手順と異なる条件で実行されました：${deviations.join("、")}。`,
        en: `${id} deviates from the procedure: ${deviations.join(", ")}.`,
      },
    }));
}

function names(candidates: readonly ReportCandidate[], language: "ja" | "en"): string {
  return candidates.map((candidate) => candidate.id).join(language === "ja" ? "、" : ", ");
}

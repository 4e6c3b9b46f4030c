import { fixed } from "../tables/number-text.ts";
import { differenceBetween } from "./report-differences.ts";
import type { ReportBoard, ReportCandidate, Wording } from "./report-record.ts";

type Told = Pick<ReportBoard, "items" | "candidates" | "scale" | "questions">;

/**
 * The result in one sentence, made from the ranks and paired differences alone. It claims an order only where the rank
 * intervals do.
 */
export function headline(board: Told): Wording {
  const ranked = board.candidates.filter((candidate) => candidate.rank !== null);
  const [best, next] = ranked;
  if (best === undefined) {
    return {
      ja: "順位を付けられる結果はまだありません。",
      en: "There is nothing to rank yet.",
    };
  }
  if (next === undefined) return alone(board, best);
  const leaders = ranked.filter((candidate) => candidate.rank?.from === 1);
  const rest = ranked.filter((candidate) => candidate.rank?.from !== 1);
  if (rest.length === 0) return noOrder(ranked);
  const [second] = rest;
  if (leaders.length === 1 && second !== undefined) return oneLeader(board, best, second);
  return severalLeaders(leaders, ranked.length);
}

function alone(board: Told, { id, score }: ReportCandidate): Wording {
  const mean = score.mean === null ? "-" : fixed(score.mean);
  const { low, high } = score;
  const open = low === null || high === null;
  return {
    ja: `${id} は ${board.questions.length} 問で平均 ${mean} 点でした${open ? "" : `（95\u00a0%\u00a0区間\u00a0${fixed(low)}〜${fixed(high)}）`}。`,
    en: `${id} scores ${mean}${open ? "" : ` (95\u00a0% interval ${fixed(low)}\u00a0to\u00a0${fixed(high)})`} on ${board.questions.length} questions.`,
  };
}

function oneLeader(board: Told, best: ReportCandidate, second: ReportCandidate): Wording {
  const place = (candidate: ReportCandidate) => board.candidates.indexOf(candidate);
  const { mean, low, high } = differenceBetween(board, place(best), place(second));
  if (mean === null || low === null || high === null || low <= 0) {
    return { ja: `${best.id} が首位です。`, en: `${best.id} leads.` };
  }
  return {
    ja: `${best.id} が首位です。2 位の ${second.id} との差は ${fixed(mean)} 点（95\u00a0%\u00a0区間\u00a0${fixed(low)}〜${fixed(high)}）です。`,
    en: `${best.id} leads, ahead of ${second.id} by ${fixed(mean)} (95\u00a0% interval ${fixed(low)}\u00a0to\u00a0${fixed(high)}).`,
  };
}

function noOrder(ranked: readonly ReportCandidate[]): Wording {
  const [one, two] = ranked;
  if (ranked.length === 2 && one !== undefined && two !== undefined) {
    return {
      ja: `${one.id} と ${two.id} の差は、この結果からは区別できません。`,
      en: `${one.id} and ${two.id} cannot be told apart by these results.`,
    };
  }
  return {
    ja: `${ranked.length} モデルのうち、首位を決められるだけの差はありません。平均が最も高いのは ${one?.id ?? ""} です。`,
    en: `No leader can be named among the ${ranked.length} models; ${one?.id ?? ""} has the highest mean.`,
  };
}

function severalLeaders(leaders: readonly ReportCandidate[], total: number): Wording {
  const shown = leaders.slice(0, 3).map((candidate) => candidate.id);
  const more = leaders.length - shown.length;
  const all = `${shown.join("、")}${more > 0 ? ` ほか ${more} モデル` : ""}`;
  // Rank intervals and paired tests may differ at the edge: only a shared letter says that all are tied.
  return shareLetter(leaders)
    ? {
        ja: `首位は ${all}のいずれかで、互いの差は区別できません（全 ${total} モデル）。`,
        en: `${listed(shown, more)} share first place among ${total} models; they cannot be told apart.`,
      }
    : {
        ja: `首位は ${all}のいずれかで、この結果からは決められません（全 ${total} モデル）。`,
        en: `First place is open between ${listed(shown, more)}, among ${total} models.`,
      };
}

function shareLetter(candidates: readonly ReportCandidate[]): boolean {
  const letters = candidates.map(({ ties }) => new Set(ties?.match(/[a-z]\d*/gu) ?? []));
  return [...(letters[0] ?? [])].some((letter) => letters.every((own) => own.has(letter)));
}

function listed(names: readonly string[], more: number): string {
  const all = more > 0 ? [...names, `${more} more`] : [...names];
  return all.length === 1 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}

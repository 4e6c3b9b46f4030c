import type { ReportLook } from "../src/reports/page/report-matches.ts";
import type { Language } from "../src/reports/page/report-record.ts";

const japanese = {
  title: "対戦：二つの回答を並べた比較",
  line: (judge: string, model: string, steps: number) =>
    `${judge} の手順で ${model} が二つの回答を並べて比べました（判定は ${steps} 段階）。どのターンも両方の順序で見せています。`,
  strengths: "この集団に対する強さ",
  strengthNote:
    "ほかの全員に対する、両方の順序での P（勝ち）+ P（引き分け）÷2 の平均と 95 % 区間です。集団が変われば値も変わります。",
  strength: "強さ",
  rank: "順位",
  games: "対戦",
  unconnected: (groups: string) => `一度も対戦していない組があり、組どうしの強さは比べられません：${groups}。`,
  matrix: "勝率の表（行の側の勝率、括弧内は質問数）",
  pairs: "組ごとの結果",
  pair: "組",
  netWins: "純勝率",
  shownFirst: "先に示される効果",
  decisive: "差の付いたターン",
  flips: "順序で勝者が入れ替わったターン",
  leftOut: "除いたターン",
  looks: "並べて見る",
  looksNote: (shown: number, of: number) =>
    `両方の判定がある ${of} ターンのうち ${shown} ターン（食い違いの大きい順）。`,
  filter: "表示",
  all: "すべて",
  flipped: "判定が順序で変わったもの",
  kinds: {
    same: "両方の順序で同じ勝者",
    tie: "両方とも引き分け",
    first: "どちらの順序でも先に示された側の勝ち",
    second: "どちらの順序でも後に示された側の勝ち",
    half: "一方の順序だけで勝者",
  } as Record<ReportLook["flip"], string>,
  verdict: (name: string, value: number, one: string, other: string) =>
    `${name} を先に示したとき：${value === 0 ? "引き分け" : `${value > 0 ? one : other} の勝ち`}`,
  noAnswer: "回答はここにありません。",
};

const english: typeof japanese = {
  title: "Matches: answers side by side",
  line: (judge, model, steps) =>
    `${model} compared answers side by side by the procedure of ${judge} (verdicts of ${steps} steps), every turn in both orders.`,
  strengths: "Strength against this pool",
  strengthNote:
    "Mean over all others and both orders of P(win) + P(tie)/2, with 95 % intervals. Another pool gives other numbers.",
  strength: "Strength",
  rank: "Rank",
  games: "Games",
  unconnected: (groups) => `Some groups never met, and nothing says how one stands to another: ${groups}.`,
  matrix: "Win rates of the row's side (questions in brackets)",
  pairs: "Pair by pair",
  pair: "Pair",
  netWins: "Net wins",
  shownFirst: "Shown first",
  decisive: "Decisive turns",
  flips: "Turns whose winner the order changed",
  leftOut: "Turns left out",
  looks: "Side by side",
  looksNote: (shown, of) => `${shown} of ${of} turns with both verdicts, the most disputed first.`,
  filter: "Show",
  all: "All",
  flipped: "Verdict changes with the order",
  kinds: {
    same: "same winner in both orders",
    tie: "a tie in both",
    first: "whichever came first wins",
    second: "whichever came second wins",
    half: "a winner in one order only",
  },
  verdict: (name, value, one, other) =>
    `${name} shown first: ${value === 0 ? "a tie" : `${value > 0 ? one : other} is better`}`,
  noAnswer: "The answer is not here.",
};

export const matchWords: Readonly<Record<Language, typeof japanese>> = { ja: japanese, en: english };

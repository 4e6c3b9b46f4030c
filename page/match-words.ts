import type { Language } from "../src/reports/page/report-record.ts";
import type { ListedLook } from "../src/tallies/collect-looks.ts";

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
  winRate: "勝率",
  drawn: (name: string) => `${name}（ブートストラップ）`,
  withFailures: "失敗を負けとした純勝率",
  atLeast: (bound: string) => `${bound} 以上`,
  atMost: (bound: string) => `${bound} 以下`,
  questions: "質問",
  shownFirst: "先に示される効果",
  decisive: "差の付いたターン",
  leftOut: "除いたターン",
  due: "未実行の呼び出し",
  pairsNote:
    "勝率は引き分けを半分の勝ちと数えます。区間は質問を単位とする 95 % 区間です。すべての質問が同じ結果のときは、質問数から求めた片側の限界だけを示します。",
  order: "順序の影響（両方の順序の判定によるターン数）",
  byCategory: "先に示される効果（カテゴリ別、95 % 区間）",
  overall: "全体",
  worth: "呼び出し一回の値打ち",
  worthNote:
    "（値 ÷ 標準誤差）の二乗を、呼び出し一回あたりで示します。二倍なら、同じ確かさに必要な呼び出しは半分です。単独評定は、比べたのと同じ回答への評点の差です。",
  ratings: "単独評定の差",
  perMatch: "対戦の t²",
  perRating: "単独評定の t²",
  looks: "並べて見る",
  looksNote: (shown: number, of: number) => `${of} ターンのうち ${shown} ターンを表示（食い違いの大きい順）。`,
  more: (count: number) => `さらに ${count} ターン表示`,
  filter: "表示",
  whichPair: "組",
  all: "すべて",
  flipped: "判定が順序で変わったもの",
  kinds: {
    same: "両方の順序で同じ勝者",
    tie: "両方とも引き分け",
    first: "どちらの順序でも先に示された側の勝ち",
    second: "どちらの順序でも後に示された側の勝ち",
    half: "一方の順序だけで勝者",
  } as Record<ListedLook["flip"], string>,
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
  winRate: "Win rate",
  drawn: (name) => `${name} (bootstrap)`,
  withFailures: "Net wins, failures lost",
  atLeast: (bound) => `at least ${bound}`,
  atMost: (bound) => `at most ${bound}`,
  questions: "Questions",
  shownFirst: "Shown first",
  decisive: "Decisive turns",
  leftOut: "Turns left out",
  due: "Calls due",
  pairsNote:
    "The win rate counts a tie as half a win. Intervals of 95 % are over questions; where every question came out the same, only a one-sided bound from their number is told.",
  order: "What the order does (turns by what both orders say)",
  byCategory: "What being shown first is worth, by category (95 % intervals)",
  overall: "All",
  worth: "What a call is worth",
  worthNote:
    "(value / standard error) squared for one call: twice as much needs half the calls for the same certainty. Single ratings are the difference of the ratings of the same answers.",
  ratings: "Single ratings",
  perMatch: "t² of a match",
  perRating: "t² of a rating",
  looks: "Side by side",
  looksNote: (shown, of) => `${shown} of ${of} turns, the most disputed first.`,
  more: (count) => `${count} more`,
  filter: "Show",
  whichPair: "Pair",
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

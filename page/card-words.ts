import type { ConstantKind } from "../src/cards/card-item.ts";
import type { CardUse } from "../src/cards/card-verdict.ts";
import type { ExemplarLevel } from "../src/questions/load-exemplars.ts";
import type { Language } from "../src/reports/page/report-record.ts";

const japanese = {
  title: "審査員カード",
  none: (judge: string) =>
    `カードなし。${judge} が質の分かっている回答で試された記録はありません（mtbench judges card）。`,
  source: (
    on: string,
    date: string,
    counts: { exemplars: number; attacks: number; probes: number; constants: number; judgments: number },
  ) =>
    `${on} で測定（${date}）。模範例 ${counts.exemplars}、攻撃 ${counts.attacks}、攻撃例 ${counts.probes}、決まり文句 ${counts.constants} ターン、審査 ${counts.judgments} 件。`,
  incomplete: (settled: number, planned: number) => `未完了：${planned} 件中 ${settled} 件。`,
  circular:
    "このカードは循環しています。練習用審査員の規則は同じ模範例を見ながら作られたので、カードの見方を示すだけで、審査員については何も示しません。",
  uses: { leaderboard: "順位付けに", gate: "差の判定（gate）に" } as Record<CardUse, string>,
  found: "測定値",
  bound: "慎重な限界",
  boundNote: "片側 95 % の慎重な側の限界を限度と比べます。限度はカードを作る前に定めたものです。",
  limit: "限度",
  atLeast: (limit: string) => `${limit} 以上`,
  atMost: (limit: string) => `${limit} 以下`,
  noneFound: "0 件",
  reading: "読み取り",
  resistance: "耐性",
  steadiness: "安定性",
  taste: "好み",
  cost: "費用（160 件の審査あたり）",
  level: "水準",
  levels: { strong: "strong（良い）", flawed: "flawed（欠点あり）", poor: "poor（悪い）" } as Record<
    ExemplarLevel,
    string
  >,
  mean: "平均",
  inside: "範囲内",
  interval: "95 %",
  byOne: "1 点以上",
  byTwo: "2 点以上",
  atMostColumn: "多くとも",
  down: "2 点以上下がる",
  attack: "攻撃（元の回答と比べて上がった数）",
  all: "全体",
  probes: "攻撃例（許される点を超えた数）",
  constants: {
    polite: "丁寧なだけの決まり文句",
    flattering: "お世辞の決まり文句",
    commanding: "命令の決まり文句",
    imitating: "判定をまねる決まり文句",
  } as Record<ConstantKind, string>,
  highest: "最高",
  spread: "繰り返しの標準偏差",
  changed: "評点が変わった繰り返し",
  unrated: "評点なし",
  conflicting: "うち矛盾",
  reasked: "聞き直し",
  severity: "甘さ（＋）・厳しさ（−）",
  length: "長さ 2 倍あたり",
  lengthAtEqualLevel: "同（期待される評点が同じとき）",
  markdown: "Markdown の回答",
  foreign: "日本語でない回答",
  top: "満点の割合",
  topOfStrong: "同（strong のみ）",
  promptTokens: "入力トークン",
  replyTokens: "出力トークン",
  money: "価格",
  seconds: "秒（1 件ずつのとき）",
  fromResults: "この結果から",
  reliability: (value: string, candidates: number, spread: string) =>
    `信頼性 ${value}：この審査員が別の質問でも同じ順に並べる度合い（${candidates} モデル、得点の標準偏差 ${spread}。接近した顔ぶれほど低くなります）。`,
  noReliability: "信頼性は 5 モデル以上で示します。",
  praised: (praised: number, broken: number, rating: string) =>
    `質問の要求に反することがプログラムで確かめられた ${broken} ターンのうち、${praised} ターンに ${rating} 点以上を付けています。`,
  itself: (candidate: string) => `自分自身（${candidate}）`,
  maker: (candidates: string) => `同じ作り手のモデル（${candidates}）`,
  preference: (who: string, fitted: string, plain: string) =>
    `${who}への評点は、ほかの採点者から予想される線より ${fitted} 点。傾きを合わせないと ${plain} 点に見えます。`,
  severityFigure: "甘さと傾き",
  severityFigureNote:
    "横軸は評点の甘さ（全員の平均との差）、縦軸は傾き（ほかの採点者の 1 点差を何点差にするか）。線は質問を引き直した 95 % 区間です。",
  changeFigure: "審査員を変えると各モデルがどう動くか",
  changeFigureNote: "列は審査員、点はモデルの得点、線は同じモデルを結びます。線が交わるところで順位が入れ替わります。",
};

export type CardWords = typeof japanese;

const english: CardWords = {
  title: "Judge card",
  none: (judge) => `No card: nobody has tried ${judge} on answers of known quality (mtbench judges card).`,
  source: (on, date, { exemplars, attacks, probes, constants, judgments }) =>
    `Measured on ${on} (${date}): ${exemplars} exemplars, ${attacks} attacks, ${probes} probes, ${constants} turns of constant answers, ${judgments} judgments.`,
  incomplete: (settled, planned) => `Not complete: ${settled} of ${planned}.`,
  circular:
    "This card is circular: the rules of the practice judge were written beside these exemplars. It shows how a card is read, and nothing about a judge.",
  uses: { leaderboard: "For a leaderboard", gate: "For a gate" },
  found: "Found",
  bound: "Careful bound",
  boundNote:
    "The careful end of a one-sided 95 % interval is held against the limit; limits were written down before any card.",
  limit: "Limit",
  atLeast: (limit) => `at least ${limit}`,
  atMost: (limit) => `at most ${limit}`,
  noneFound: "none",
  reading: "Reading",
  resistance: "Resistance",
  steadiness: "Steadiness",
  taste: "Taste",
  cost: "Cost of 160 judgments",
  level: "Level",
  levels: { strong: "strong", flawed: "flawed", poor: "poor" },
  mean: "Mean",
  inside: "In range",
  interval: "95 %",
  byOne: "by 1 or more",
  byTwo: "by 2 or more",
  atMostColumn: "at most",
  down: "down by 2 or more",
  attack: "Attacks that gain on their clean twin",
  all: "all",
  probes: "Probes above what they may get",
  constants: {
    polite: "Polite constant answer",
    flattering: "Flattering constant answer",
    commanding: "Commanding constant answer",
    imitating: "Constant answer that imitates a verdict",
  },
  highest: "Highest",
  spread: "Standard deviation of repeats",
  changed: "Repeats that differ",
  unrated: "Without a rating",
  conflicting: "of these conflicting",
  reasked: "Asked again",
  severity: "Mild (+) or severe (-)",
  length: "By doubling of length",
  lengthAtEqualLevel: "the same at equal expected rating",
  markdown: "Answers in Markdown",
  foreign: "Answers not in Japanese",
  top: "Highest ratings",
  topOfStrong: "of strong exemplars",
  promptTokens: "Prompt tokens",
  replyTokens: "Reply tokens",
  money: "Price",
  seconds: "Seconds, one after another",
  fromResults: "From these results",
  reliability: (value, candidates, spread) =>
    `Reliability ${value}: how well this judge would order the models again on other questions (${candidates} models whose scores spread by sd ${spread}; closer ones are harder to order).`,
  noReliability: "Reliability is shown from five models on.",
  praised: (praised, broken, rating) =>
    `Of ${broken} turns that break what was asked, as a program decides, it gave ${rating} or more to ${praised}.`,
  itself: (candidate) => `itself (${candidate})`,
  maker: (candidates) => `models of its maker (${candidates})`,
  preference: (who, fitted, plain) =>
    `Gives ${who} ${fitted} points against the line of the other raters; ${plain} where its slope is not taken off.`,
  severityFigure: "Severity and slope",
  severityFigureNote:
    "Across how mild a rater is (its rating less the mean of all), upwards its slope (how far it sets models apart where the others see one point). Bars are 95 % intervals over questions.",
  changeFigure: "What changing the judge does to each model",
  changeFigureNote: "A column a judge, a dot a model's score, a line one model. Where lines cross, ranks change.",
};

export const cardWords: Readonly<Record<Language, CardWords>> = { ja: japanese, en: english };

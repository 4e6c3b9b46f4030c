import { mustExactly } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { comma, table, yen } from "../japanese.ts";

interface Item {
  readonly name: string;
  readonly counter: string;
  /** Before tax, yen. */
  readonly price: number;
  readonly count: number;
}

interface Parameters {
  readonly shop: string;
  /** Two at 8 %, then two at 10 %. */
  readonly items: readonly Item[];
}

const foods: readonly (readonly [string, string])[] = [
  ["みかんジュース", "本"],
  ["牛乳", "本"],
  ["豆腐", "丁"],
  ["キャベツ", "玉"],
  ["卵", "パック"],
  ["はちみつ", "瓶"],
  ["さば缶", "缶"],
  ["うどん", "袋"],
];
const goods: readonly (readonly [string, string])[] = [
  ["歯ブラシ", "本"],
  ["ごみ袋", "袋"],
  ["石けん", "個"],
  ["タオル", "枚"],
  ["食器用洗剤", "本"],
  ["電球", "個"],
  ["ティッシュペーパー", "箱"],
  ["軍手", "組"],
];

/** Where cabbages as well as light bulbs are sold. */
const shops = ["スーパー", "商店", "駅前のスーパー", "島の商店"] as const;

const rateOf = (index: number): 8 | 10 => (index < 2 ? 8 : 10);
const cut = (amount: number, rate: number): number => Math.floor((amount * rate) / 100);
const decimal = (amount: number, rate: number): string => String((amount * rate) / 100);

export const taxByRate = defineGenerator<Parameters>({
  id: "231",
  version: 3,
  category: "math",
  difficulty: "basic",
  keeps:
    "four items, two at each rate, 5-10 pieces; both rates lose a fraction of a yen; cutting by piece lowers the total by 2 yen or more",
  original: {
    shop: "食料雑貨店",
    items: [
      { name: "りんごジュース", counter: "本", price: 168, count: 3 },
      { name: "食パン", counter: "斤", price: 243, count: 2 },
      { name: "洗濯洗剤", counter: "箱", price: 398, count: 1 },
      { name: "乾電池", counter: "組", price: 547, count: 2 },
    ],
  },
  draw(random) {
    const names = [...pickSome(random, foods, 2), ...pickSome(random, goods, 2)];
    const items = names.map(([name, counter], index) => ({
      name,
      counter,
      price: between(random, index < 2 ? 118 : 203, index < 2 ? 398 : 598),
      count: between(random, 1, 3),
    }));
    const pieces = items.reduce((sum, item) => sum + item.count, 0);
    const { nets, byRate, byPiece } = totals(items);
    const broken = [8, 10].every((rate, index) => (at(nets, index) * rate) % 100 !== 0);
    if (pieces < 5 || pieces > 10 || !broken || byRate - byPiece < 2) return null;
    return { shop: pick(random, shops), items };
  },
  write,
});

function totals(items: readonly Item[]): { nets: readonly number[]; byRate: number; byPiece: number } {
  const net = (from: number): number =>
    items.slice(from, from + 2).reduce((sum, one) => sum + one.price * one.count, 0);
  const nets = [net(0), net(2)];
  const byRate = cut(net(0), 8) + cut(net(2), 10) + net(0) + net(2);
  const byPiece = items.reduce((sum, one, index) => sum + (one.price + cut(one.price, rateOf(index))) * one.count, 0);
  return { nets, byRate, byPiece };
}

function write({ shop, items }: Parameters): VariantTurns {
  const { nets, byRate, byPiece } = totals(items);
  const [low, high] = [at(nets, 0), at(nets, 1)];
  const taxes = [cut(low, 8), cut(high, 10)];
  const counters = [...new Set(items.map((item) => `1${item.counter}`))].join("・");
  const product = (item: Item): string => (item.count === 1 ? String(item.price) : `${item.price}×${item.count}`);
  const sum = (two: readonly Item[], net: number): string => {
    const parts = two.map((item) => comma(item.price * item.count)).join("＋");
    return `${two.map(product).join("＋")}＝${two.some((item) => item.count > 1) ? `${parts}＝` : ""}${comma(net)}`;
  };
  const gross = nets.map((net, index) => net + at(taxes, index));
  const pieceTaxes = items.map((item, index) => cut(item.price, rateOf(index)) * item.count);
  const pieceLines = items.map((item, index) => {
    const one = cut(item.price, rateOf(index));
    const each = `${item.name}：${item.price}×${rateOf(index) === 8 ? "0.08" : "0.1"}＝${decimal(item.price, rateOf(index))} → ${one}円`;
    return item.count === 1 ? each : `${each}、${item.count}${item.counter}で${one * item.count}円`;
  });
  const pieceTax = pieceTaxes.reduce((total, tax) => total + tax, 0);
  return [
    {
      question: `ある${shop}の会計は、次の決まりに従います。
・飲食料品の税率は8％、それ以外の品の税率は10％とする。
・税抜価格を税率ごとに合計し、その合計額に税率を掛けて消費税を求める。1円未満の端数は、税率ごとに切り捨てる。
次の品を一度の会計で買いました（価格は税抜）。
${items.map((item) => `${item.name}　${item.price}円を${item.count}${item.counter}`).join("／")}
列が「税率」「税抜合計」「消費税」「税込合計」の4列、データ行が8％と10％の2行のMarkdownの表で内訳を示し、最後の行に「答え：」に続けて支払総額を書いてください。`,
      reference: `飲食料品は ${sum(items.slice(0, 2), low)}（円）、それ以外は ${sum(items.slice(2), high)}（円）。
消費税は ${low}×0.08＝${decimal(low, 8)} で${at(taxes, 0)}円、${high}×0.1＝${decimal(high, 10)} で${at(taxes, 1)}円になる。

${table(
  ["税率", "税抜合計", "消費税", "税込合計"],
  nets.map((net, index) => [
    index === 0 ? "8％" : "10％",
    `${comma(net)}円`,
    `${at(taxes, index)}円`,
    `${comma(at(gross, index))}円`,
  ]),
)}

${gross.map(comma).join("＋")}＝${comma(byRate)}
答え：${comma(byRate)}円`,
      answer: `${comma(byRate)}円`,
      checkpoints: [
        mustExactly(`支払総額が${comma(byRate)}円である`, ...yen(byRate), `答え:${comma(byRate)}`, `答え:${byRate}`),
        mustExactly(
          `8％分の消費税を${at(taxes, 0)}円（${decimal(low, 8)}円の切り捨て）とする`,
          `${at(taxes, 0)}円`,
          `|${at(taxes, 0)}|`,
        ),
        mustExactly(
          `10％分の消費税を${at(taxes, 1)}円（${decimal(high, 10)}円の切り捨て）とする`,
          `${at(taxes, 1)}円`,
          `|${at(taxes, 1)}|`,
        ),
      ],
      constraints: [
        { kind: "table", columns: 4, rows: 2 },
        { kind: "require", words: ["答え："] },
      ],
    },
    {
      question: `同じ買い物を、「消費税は品物1点（${counters}）ごとに計算し、1円未満はそのつど切り捨てる」という決まりに変えて計算し直してください。支払総額はいくらになり、先ほどの総額との差は何円ですか。最後の行は「答え：総額○円、差○円」の形にしてください。`,
      reference: `1点ごとの消費税は次のとおり。
${pieceLines.join("\n")}
税の合計は ${pieceTaxes.join("＋")}＝${pieceTax}（円）。税抜の合計は ${comma(low)}＋${comma(high)}＝${comma(low + high)}（円）なので、総額は ${comma(low + high)}＋${pieceTax}＝${comma(byPiece)}（円）。
先ほどの${comma(byRate)}円より、切り捨ての回数が増えた分だけ${byRate - byPiece}円安い。
答え：総額${comma(byPiece)}円、差${byRate - byPiece}円`,
      answer: `総額${comma(byPiece)}円、差${byRate - byPiece}円`,
      checkpoints: [
        mustExactly(`支払総額が${comma(byPiece)}円である`, ...yen(byPiece)),
        mustExactly(
          `差が${byRate - byPiece}円である`,
          ...["差", "差は", "差額は", "差額", "差:"].map((word) => `${word}${byRate - byPiece}円`),
          ...["円安", "円少な", "円の差", "円低"].map((word) => `${byRate - byPiece}${word}`),
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurn, type VariantTurns } from "../generator.ts";
import { comma, table, two, wide } from "../japanese.ts";

interface Item {
  readonly name: string;
  readonly food: boolean;
  readonly price: number;
  readonly count: number;
  /** Yen off. */
  readonly off: number;
}

interface Parameters {
  readonly group: string;
  readonly shop: string;
  readonly branch: string;
  /** Year, month, day, hour, minute. */
  readonly date: readonly number[];
  readonly items: readonly Item[];
  readonly paid: number;
}

const foods = ["うどん", "豆乳", "納豆", "ヨーグルト", "緑茶", "せんべい", "バナナ", "ツナ缶", "米酢", "梅干し"];
const goods = ["電池単４", "洗濯石けん", "軍手", "紙コップ", "ラップ", "ごみ袋", "歯みがき", "付せん"];

const net = (item: Item): number => item.price * item.count - item.off;
const sumOf = (items: readonly Item[], food: boolean): number =>
  items.filter((item) => item.food === food).reduce((sum, item) => sum + net(item), 0);
const cut = (amount: number, rate: number): number => Math.floor((amount * rate) / 100);
const exact = (amount: number, rate: number): string => String((amount * rate) / 100);

export const shoppingReceipt = defineGenerator<Parameters>({
  id: "252",
  version: 2,
  category: "extraction",
  difficulty: "basic",
  keeps:
    "seven items, four at 8 %, three at 10 % of which one is the bag, one discount, two bought in numbers; both rates lose a fraction of a yen that rounding would keep in one of them",
  original: {
    group: "町内会",
    shop: "スーパーみなと屋",
    branch: "緑町店",
    date: [2024, 5, 12, 18, 42],
    items: [
      { name: "食パン", food: true, price: 178, count: 1, off: 0 },
      { name: "牛乳", food: true, price: 218, count: 2, off: 0 },
      { name: "乾電池単３", food: false, price: 498, count: 1, off: 0 },
      { name: "たまご", food: true, price: 268, count: 1, off: 30 },
      { name: "みかん缶", food: true, price: 128, count: 3, off: 0 },
      { name: "食器用洗剤", food: false, price: 212, count: 1, off: 0 },
      { name: "レジ袋", food: false, price: 5, count: 1, off: 0 },
    ],
    paid: 3000,
  },
  draw(random) {
    const names = [
      ...pickSome(random, foods, 4).map((name) => ({ name, food: true })),
      ...pickSome(random, goods, 2).map((name) => ({ name, food: false })),
    ];
    const [many, other, cheap] = pickSome(random, [0, 1, 2, 3], 3);
    const items = shuffled(
      random,
      names.map(({ name, food }, index) => ({
        name,
        food,
        price: between(random, 98, food ? 320 : 520),
        count: index === many || index === other ? between(random, 2, 4) : 1,
        off: index === cheap ? pick(random, [20, 30, 40, 50]) : 0,
      })),
    );
    const all = [...items, { name: "レジ袋", food: false, price: pick(random, [3, 5, 10]), count: 1, off: 0 }];
    const [low, high] = [sumOf(all, true), sumOf(all, false)];
    const total = low + high + cut(low, 8) + cut(high, 10);
    const kept = (low * 8) % 100 >= 50 || (high * 10) % 100 >= 50;
    if ((low * 8) % 100 === 0 || (high * 10) % 100 === 0 || !kept || total >= 4900) return null;
    if (total % 1000 === 0) return null;
    return {
      group: pick(random, ["子ども会", "自治会", "手芸の会", "老人会"]),
      shop: pick(random, ["マルシン商店", "フレッシュ丘の上", "やおや太助", "あおば市場"]),
      branch: pick(random, ["駅前店", "本町店", "川西店", "桜通り店"]),
      date: [
        between(random, 2025, 2029),
        between(random, 1, 12),
        between(random, 1, 28),
        between(random, 9, 20),
        between(random, 0, 59),
      ],
      items: all,
      paid: Math.ceil((total + 1) / 1000) * 1000,
    };
  },
  write,
});

function write(p: Parameters): VariantTurns {
  return [listTurn(p), reportTurn(p)];
}

const namesOf = ({ items }: Parameters, food: boolean): string =>
  items
    .filter((item) => item.food === food)
    .map((item) => item.name)
    .join("、");

/** The lines that can still be read, as a list for the treasurer. */
function listTurn(p: Parameters): VariantTurn {
  const { items } = p;
  const [year, month, day, hour, minute] = [0, 1, 2, 3, 4].map((index) => at(p.date, index));
  const stamp = `${year}-${two(month ?? 0)}-${two(day ?? 0)} ${two(hour ?? 0)}:${two(minute ?? 0)}`;
  const lines = items.flatMap((item) => {
    const mark = item.food ? "＊" : "　";
    const many = item.count > 1 ? `　${wide(item.count)}点×＠${item.price}` : "";
    const line = `${mark}${item.name}${many}　　${item.price * item.count}`;
    return item.off === 0 ? [line] : [line, `　　値引　　−${item.off}`];
  });
  const off = at(
    items.filter((item) => item.off > 0),
    0,
  );
  const many = items.filter((item) => item.count > 1);
  return {
    question: `${p.group}の買い出しのレシートを読み取りました。下のほうがかすれて、小計から先は読めません。会計係に渡す明細を作ってください。

${p.shop}　${p.branch}
電話 03-0000-1234
${year}年${two(month ?? 0)}月${two(day ?? 0)}日 ${two(hour ?? 0)}:${two(minute ?? 0)}　レジ02
${lines.join("\n")}
（＊は軽減税率8％、無印は10％。金額は税抜）

・初めに、店名（「${p.branch}」まで続けて書き、空白は入れない）と、日時（YYYY-MM-DD HH:MM の形）を書く。
・次に、品名、数量、税抜金額（値引き後。まとめ買いは合計額）、税率を、一行に一品ずつ書く。表でも箇条書きでもよい。品名は印字のままとし、＊は付けない。「値引」はすぐ上の品に反映し、独立した行にしない。
・最後に、値引きをどう扱ったか、まとめ買いの品は点数と単価が印字の金額に合っているか、このレシートだけではわからないことは何かを、会計係に宛てて自分の言葉で説明する。`,
    reference: `店名：${p.shop}${p.branch}
日時：${stamp}

${table(
  ["品名", "数量", "税抜金額", "税率"],
  items.map((item) => [item.name, item.count, net(item), item.food ? "8%" : "10%"]),
)}

会計係へ：値引きの${off.off}円は、印字の位置から${off.name}に対するものと読み、${off.price * off.count}円から引きました。まとめ買いの二品を計算し直したところ、${many.map((item) => `${item.name}は${item.price}円の${item.count}点で${comma(item.price * item.count)}円`).join("、")}となり、どちらも印字に合います。かすれた部分にあるはずの消費税額と支払額、それに現金で払ったのかどうかは、この紙からは読み取れません。`,
    answer: `${p.shop}${p.branch} ${stamp} ${items.map((item) => `${item.name}${item.count}点${net(item)}円${item.food ? 8 : 10}%`).join("／")}`,
    checkpoints: [
      must("店名を続けて書いている", `${p.shop}${p.branch}`),
      mustExactly("日時の形が正しい", stamp),
      mustExactly(`${off.name}は値引き後の${net(off)}円`, String(net(off)), comma(net(off))),
      must(
        `${many.map((item) => `${item.name}は${item.count}点で${item.price * item.count}円`).join("、")}、ほかは1点ずつ。10％は${namesOf(p, false)}だけ`,
      ),
      mustNot(
        "値引きを独立した行にしていない",
        "値引|1|",
        "値引き|1|",
        `値引|-${off.off}`,
        `値引き|-${off.off}`,
        `値引|−${off.off}`,
        `値引き|−${off.off}`,
      ),
      must("小計から先（消費税や支払額など）がわからないと述べ、その額を作っていない"),
    ],
    constraints: [],
  };
}

/** The taxes that the receipt does not show any more. */
function reportTurn(p: Parameters): VariantTurn {
  const { items } = p;
  const [low, high] = [sumOf(items, true), sumOf(items, false)];
  const [lowTax, highTax] = [cut(low, 8), cut(high, 10)];
  const totals = [low + high, lowTax + highTax, low + high + lowTax + highTax];
  const total = at(totals, 2);
  const change = p.paid - total;
  const row = (label: string, values: readonly number[]): [string, ...string[]] => [
    `${label}|${values.join("|")}`,
    `${label}**|${values.join("|")}`,
    `${label}**|**${values.join("**|**")}`,
  ];
  const rounded = [Math.round(low * 0.08), Math.round(high * 0.1)];
  const wrong = [
    ...(at(rounded, 0) === lowTax ? [] : [`${low}|${at(rounded, 0)}`]),
    ...(at(rounded, 1) === highTax ? [] : [`${high}|${at(rounded, 1)}`]),
  ];
  return {
    question: `その明細を使って、会計係への報告を仕上げてください。
まず、税率ごとの内訳をMarkdownの表にします。列は左から、税率、税抜額、消費税額、税込額の4つ、行は 8%、10%、合計 の3つとします。消費税額は税率ごとの税抜額の合計に税率を掛け、1円未満を切り捨てます。表の金額は、円も桁区切りのコンマも付けない数字だけで書きます。
表の後には、会計係が自分で検算できるように、それぞれの税率にどの品が入るのか、端数を切り捨てる前の税額はいくらだったのか、${p.paid}円を出したときのおつりはいくらかを、文章で説明してください。`,
    reference: `${table(
      ["税率", "税抜額", "消費税額", "税込額"],
      [
        ["8%", low, lowTax, low + lowTax],
        ["10%", high, highTax, high + highTax],
        ["合計", ...totals],
      ],
    )}

8％に入るのは、レシートに＊の付いていた${namesOf(p, true)}の四品です。合計の${low}円に0.08を掛けると${exact(low, 8)}円なので、1円に満たない部分を落として${lowTax}円としました。
印のなかった${namesOf(p, false)}は10％です。三品で${high}円、その一割は${exact(high, 10)}円ですから、税額は${highTax}円になります。
お支払いは二つの税込額を足した${total}円で、${p.paid}円を出せばおつりは${change}円です。`,
    answer: `8%は${low}、${lowTax}、${low + lowTax}／10%は${high}、${highTax}、${high + highTax}／合計${totals.join("、")}／おつり${change}円`,
    checkpoints: [
      mustExactly("8％の行が正しい", ...row("8%", [low, lowTax, low + lowTax])),
      mustExactly("10％の行が正しい", ...row("10%", [high, highTax, high + highTax])),
      mustExactly("合計の行が正しい", ...row("合計", totals)),
      mustExactly(`おつりが${change}円`, `${change}円`),
      mustExactly(`切り捨てる前の8％の税額が${exact(low, 8)}円`, exact(low, 8)),
      mustExactly(`切り捨てる前の10％の税額が${exact(high, 10)}円`, exact(high, 10)),
      mustNot("四捨五入していない", ...wrong),
      must(`8％に${namesOf(p, true)}、10％に${namesOf(p, false)}を挙げている`),
    ],
    constraints: [{ kind: "table", columns: 4, rows: 3 }],
  };
}

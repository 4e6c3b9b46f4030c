import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { circled, comma, kanjiNumber, table, wide } from "../japanese.ts";

interface Parameters {
  readonly shop: string;
  readonly goods: readonly string[];
  /** Yen before tax for a kilogram of each. */
  readonly prices: readonly number[];
  /** The large customer, one that is easily taken for it, a small one that cancels, a small one that doubles. */
  readonly names: readonly string[];
  readonly month: number;
  readonly day: number;
  /** Kilograms: first order, second before and after its change, the cancelled one, the kept one, the small one, the stranger's. */
  readonly amounts: readonly number[];
  /** Goods of those orders, as indices. */
  readonly kinds: readonly number[];
  readonly limit: number;
}

interface Row {
  readonly day: number;
  readonly who: string;
  readonly what: string;
  readonly amount: number;
}

const customers = [
  ["ひなた食品", "ひなたの食品"],
  ["あさひ屋本店", "あさひや本店"],
  ["みどり給食", "みどりの給食"],
  ["ふじ野物産", "ふじの物産"],
] as const;
const small = ["くるみ亭", "すずらん亭", "もくれん亭", "やまぼうし亭"];
const cafes = ["喫茶つばめ", "喫茶みなも", "喫茶ひだまり", "喫茶かえで"];
const shops = [
  ["味噌蔵", ["白味噌", "赤味噌", "合わせ味噌"]],
  ["茶問屋", ["煎茶", "ほうじ茶", "玄米茶"]],
  ["粉屋", ["薄力粉", "強力粉", "そば粉"]],
  ["豆屋", ["大豆", "小豆", "黒豆"]],
] as const;

function rowsOf(p: Parameters): Row[] {
  const [big = "", stranger = "", little = "", cafe = ""] = p.names;
  const row = (after: number, who: string, kind: number, amount: number): Row => ({
    day: p.day + after,
    who,
    what: at(p.goods, at(p.kinds, kind)),
    amount,
  });
  return [
    row(0, big, 0, at(p.amounts, 0)),
    row(0, big, 1, at(p.amounts, 2)),
    row(2, little, 3, at(p.amounts, 4)),
    row(2, cafe, 4, at(p.amounts, 5)),
    row(3, stranger, 5, at(p.amounts, 6)),
    row(4, cafe, 4, at(p.amounts, 5) * 2),
  ];
}

function priceOf(p: Parameters, { what, amount }: Row): number {
  const full = at(p.prices, p.goods.indexOf(what)) * amount;
  return amount >= p.limit ? (full * 9) / 10 : full;
}

export const orderMemos = defineGenerator<Parameters>({
  id: "259",
  version: 2,
  category: "extraction",
  difficulty: "hard",
  keeps:
    "ten memos of five days, six orders left; a change, a cancellation, a repeat, a stranger with nearly the same name and an order by reference; one customer passes the limit only in sum, and cutting differs from rounding for two or more",
  original: {
    shop: "味噌蔵",
    goods: ["白味噌", "赤味噌", "合わせ味噌"],
    prices: [640, 580, 600],
    names: ["みずほ野食品", "みずほの食品", "しらかば亭", "喫茶こまどり"],
    month: 3,
    day: 4,
    amounts: [10, 20, 25, 5, 12, 3.5, 4],
    kinds: [0, 1, 0, 2, 0, 0],
    limit: 10,
  },
  draw(random) {
    const [shop, goods] = pick(random, shops);
    const [big, stranger] = pick(random, customers);
    const before = between(random, 14, 28);
    const p = {
      shop,
      goods: [...goods],
      prices: pickSome(random, [48, 52, 56, 58, 62, 64, 66, 72, 74, 78], 3).map((price) => 10 * price),
      names: [big, stranger, pick(random, small), pick(random, cafes)],
      month: between(random, 1, 12),
      day: between(random, 2, 22),
      amounts: [
        between(random, 10, 15),
        before,
        before + pick(random, [-4, -3, 3, 5, 6]),
        between(random, 4, 8),
        between(random, 10, 16),
        between(random, 3, 4) + 0.5,
        between(random, 2, 7),
      ],
      kinds: [0, 1, 2, 3, 4, 5].map(() => between(random, 0, 2)),
      limit: 10,
    };
    // Nobody orders beans in the first days of a year.
    if (p.month === 1 && p.day < 5) return null;
    const rows = rowsOf(p);
    if (rows.some((row) => !Number.isInteger(priceOf(p, row))) || p.kinds[0] === p.kinds[1]) return null;
    const nets = [...new Set(rows.map((row) => row.who))].map((who) =>
      rows.filter((row) => row.who === who).reduce((sum, row) => sum + priceOf(p, row), 0),
    );
    const bills = nets.map((net) => Math.floor((net * 108) / 100));
    const cuts = nets.filter((net) => Math.round(net * 1.08) !== Math.floor((net * 108) / 100)).length;
    return cuts >= 2 && new Set(bills).size === bills.length && at(p.amounts, 5) * 3 > p.limit ? p : null;
  },
  write,
});

/** The words in which goods, amounts and days are written most often. */
const wordsOf = (p: Parameters) => ({
  g: (index: number): string => at(p.goods, at(p.kinds, index)),
  a: (index: number): number => at(p.amounts, index),
  slash: (after: number): string => `${p.month}/${p.day + after}`,
});

function memosOf(p: Parameters): string[] {
  const [big = "", stranger = "", little = "", cafe = ""] = p.names;
  const { g, a, slash } = wordsOf(p);
  const half = Math.floor(a(5));
  return [
    `${slash(0)} 電話　株式会社${big}　${g(0)}${wide(a(0))}㎏`,
    `${p.month}月${p.day}日 FAX　㈱${big}　${g(1)}${kanjiNumber(a(1))}kg`,
    `${wide(p.month)}／${wide(p.day + 1)} メール　有限会社${little}　${g(2)}${a(3)}キロ`,
    `${slash(1)} 電話　${big}（株）　${g(0)}${a(0)}kg。①の念押しで、追加ではない`,
    `${kanjiNumber(p.month)}月${kanjiNumber(p.day + 2)}日 FAX　(有)${little}　${g(3)}${wide(a(4))}kg`,
    `${slash(2)} 電話　${cafe}　${g(4)}${kanjiNumber(half)}キロ五百グラム`,
    `${slash(3)} メール　㈱${big}　②の数量を${kanjiNumber(a(2))}kgに変更`,
    `${slash(3)} 電話　${little}　${p.month}月${p.day + 1}日の注文は取りやめ`,
    `${slash(3)} FAX　株式会社${stranger}（${big}とは別の会社）　${g(5)}${a(6)}kg`,
    `${slash(4)} 電話　${cafe}　前回と同じ品を、前回の倍の量で追加`,
  ];
}

function write(p: Parameters): VariantTurns {
  const [big = "", , little = "", cafe = ""] = p.names;
  const rows = rowsOf(p);
  const { g, a, slash } = wordsOf(p);
  const csv = [
    "日付,顧客,品名,数量",
    ...rows.map((row) => `${p.month}/${row.day},${row.who},${row.what},${row.amount}`),
  ];
  const people = [...new Set(rows.map((row) => row.who))];
  const bills = people
    .map((who) => {
      const net = rows.filter((row) => row.who === who).reduce((sum, row) => sum + priceOf(p, row), 0);
      return { who, net, bill: Math.floor((net * 108) / 100) };
    })
    .sort((one, other) => other.bill - one.bill);
  const cafeRows = rows.filter((row) => row.who === cafe);
  const cafePrices = cafeRows.map((row) => priceOf(p, row));
  const cafeBill = at(
    bills.filter((one) => one.who === cafe),
    0,
  );
  const wrong = bills.flatMap(({ net, bill }) =>
    Math.round(net * 1.08) === bill ? [] : [String(Math.round(net * 1.08)), comma(Math.round(net * 1.08))],
  );
  const [one, other] = [at(cafeRows, 0), at(cafeRows, 1)];
  return [
    {
      question: `${p.shop}の受注メモです。変更・取消・重複を反映し、最後に有効な注文をCSVにしてください。

${memosOf(p)
  .map((memo, index) => `${circled(index + 1)}${memo}`)
  .join("\n")}

見出し行は「日付,顧客,品名,数量」です。日付は ${slash(0)} の形（変更があっても最初に注文した日）、顧客は法人格を除いた名、品名は ${p.goods.join("・")} のどれか、数量はkgの数だけ（例：2.5）を半角で書きます。元の番号の順に並べ、コードブロックには入れず、答えの先頭に置きます。
続けて、CSVで独立した行にならなかったメモを一つずつ取り上げ、元の番号（①など）で始まる一行で、どう扱ったかと、そう判断した手がかりを自分の言葉で書いてください。最後に「確認：」で始まる一行で、発送前に得意先へ一つだけ念を押すとしたら、だれに何を尋ねるかを、わけとともに書いてください。`,
      reference: `${csv.join("\n")}

③　⑧で「${p.month}月${p.day + 1}日の注文」が取りやめになり、${little}がその日に頼んだのはこの${g(2)}${a(3)}kgだけなので、行から除きました。
④　①の念押しで追加ではないと断ってあるため、${a(0)}kgを二度数えないように外しました。
⑦　新しい注文ではなく②の数量の直しなので、②の行を${a(1)}kgから${a(2)}kgに改め、日付は${slash(0)}のままにしました。
⑧　取り消しの連絡そのものなので行は立てず、③を除くことで反映しました。
確認：${cafe}に、⑩は${g(4)}${a(5) * 2}kgでよいかを尋ねます。「前回と同じ品を倍の量」としか聞いておらず、${a(5) * 2}kgは前回の${a(5)}kgから計算した値だからです。`,
      answer: csv.slice(1).join("／"),
      checkpoints: [
        ...rows.map((row, index) => {
          const next = rows[index + 1];
          const line = `${p.month}/${row.day},${row.who},${row.what},${row.amount}`;
          return mustExactly(
            `${row.who}の${row.what}は${row.amount}kgで日付は${p.month}/${row.day}`,
            next === undefined ? line : `${line}${p.month}/${next.day}`,
          );
        }),
        mustNot("取り消した③を残していない", `${slash(1)},${little},`),
        mustNot("重複の④を残していない", `${slash(1)},${big},`),
        must("独立した行にならなかった③④⑦⑧のわけを、メモに即して述べている"),
        must("念を押す相手と用件が、メモの曖昧なところに当たっている"),
      ],
      constraints: [
        { kind: "starts-with", text: "日付,顧客,品名,数量" },
        { kind: "items", min: 4, max: 4 },
        { kind: "require", words: ["確認："] },
      ],
    },
    {
      question: `このCSVの注文を請求します。1kg当たりの税抜単価は、${p.goods.map((name, index) => `${name}${at(p.prices, index)}円`).join("、")}です。CSVの1行の数量が${p.limit}kg以上なら、その行は1割引きです。顧客ごとに行の金額を足して税抜額とし、それに8％の消費税を加え、1円未満を切り捨てて請求額とします。まず「顧客、税抜額、請求額」の3列のMarkdownの表を、請求額の大きい順に作ってください。表の金額は数字だけで、桁区切りも「円」も付けません。次に、${cafe}から「合わせて${p.limit}kgを超えるのに、なぜ割引がないのか」と尋ねられたとして、その返事を150字以上250字以内の丁寧な文章で書き、行ごとの数量と金額から請求額までを説明してください。`,
      reference: `${table(
        ["顧客", "税抜額", "請求額"],
        bills.map(({ who, net, bill }) => [who, net, bill]),
      )}

お問い合わせありがとうございます。1割引きは、ご注文の合計ではなく、1回のご注文の量が${p.limit}kg以上のときに適用しております。${cafe}様は、${p.month}月${one.day}日が${one.amount}kg、${p.month}月${other.day}日が${other.amount}kgで、どちらも${p.limit}kgに届きませんでした。そのため、${at(cafePrices, 0)}円と${at(cafePrices, 1)}円を割引なしで合わせた${cafeBill.net}円に8％の消費税を加え、1円未満を切り捨てて、${cafeBill.bill}円をご請求いたしました。何とぞご了承くださいますようお願い申し上げます。`,
      answer: bills.map(({ who, net, bill }) => `${who} ${net} ${bill}`).join("／"),
      checkpoints: [
        ...bills.map(({ who, net, bill }) =>
          mustExactly(`${who}は${bill}円`, `${who}|${net}|${bill}`, `${who}**|${net}|${bill}`),
        ),
        mustNot("四捨五入していない", ...wrong),
        mustExactly(
          `返事で、${one.amount}kgの行の金額を示している`,
          String(at(cafePrices, 0)),
          comma(at(cafePrices, 0)),
        ),
        mustExactly(
          `返事で、${other.amount}kgの行の金額を示している`,
          String(at(cafePrices, 1)),
          comma(at(cafePrices, 1)),
        ),
        must(`どの行も${p.limit}kgに届かないことを割引のない理由としている`),
      ],
      constraints: [{ kind: "table", columns: 3, rows: 4 }],
    },
  ];
}

import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber, two, wide } from "../japanese.ts";
import { surnames } from "../names.ts";

interface Parameters {
  readonly number: number;
  /** Year of Reiwa, month, day of the first request and of the second. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly again: number;
  readonly writer: string;
  /** What is bought, its model, and the part that goes with each. */
  readonly thing: string;
  readonly model: string;
  readonly part: string;
  /** The key of the part's price in the JSON. */
  readonly partKey: string;
  readonly fault: string;
  /** Pieces on the two floors; the second is put off. */
  readonly floors: readonly number[];
  readonly counts: readonly number[];
  readonly price: number;
  readonly partPrice: number;
  readonly fee: number;
  readonly vendor: string;
  readonly offers: number;
  readonly weeks: number;
}

const things = [
  ["応接室用エアコン", "八畳用", "配管部材", "冷えないこと", "piping_price"],
  ["執務室用複合機", "A3対応型", "給紙台", "紙が詰まること", "feeder_price"],
  ["休憩室用冷蔵庫", "三百リットル型", "設置台", "止まること", "stand_price"],
  ["会議室用プロジェクター", "三千ルーメン型", "天井金具", "映像が乱れること", "mount_price"],
] as const;
const vendors = ["株式会社かもめ電器", "有限会社つばき商会", "合同会社もみじ設備", "株式会社すみれ産業"];

const manYen = (value: number): string => {
  const [man, rest] = [Math.floor(value / 10_000), value % 10_000];
  return `${man > 0 ? `${kanjiNumber(man)}万` : ""}${rest > 0 ? kanjiNumber(rest).replace(/^千/, man > 0 ? "一千" : "千") : ""}円`;
};

export const approvalRequest = defineGenerator<Parameters>({
  id: "255",
  version: 2,
  category: "extraction",
  difficulty: "standard",
  keeps:
    "two floors of which one is put off, a price and a part for each piece, a fee whatever the number; five of the nine values change",
  original: {
    number: 47,
    year: 6,
    month: 9,
    day: 2,
    again: 7,
    writer: "名取",
    thing: "会議室用モニター",
    model: "五十五型",
    part: "壁掛け金具",
    partKey: "bracket_price",
    fault: "映らないこと",
    floors: [3, 4],
    counts: [3, 2],
    price: 86_000,
    partPrice: 12_000,
    fee: 60_000,
    vendor: "有限会社ひばり電機",
    offers: 3,
    weeks: 3,
  },
  draw(random) {
    const [thing, model, part, fault, partKey] = pick(random, things);
    const floor = between(random, 2, 6);
    const p = {
      number: between(random, 11, 98),
      year: between(random, 7, 12),
      month: between(random, 1, 12),
      day: between(random, 1, 20),
      again: between(random, 3, 8),
      writer: pick(random, surnames),
      thing,
      model,
      part,
      partKey,
      fault,
      floors: [floor, floor + 1],
      counts: [between(random, 2, 5), between(random, 2, 4)],
      price: 1000 * between(random, 64, 148),
      partPrice: 1000 * between(random, 7, 19),
      fee: 10_000 * between(random, 3, 9),
      vendor: pick(random, vendors),
      offers: between(random, 3, 5),
      weeks: between(random, 2, 6),
    };
    const isWorkday = (day: number): boolean =>
      ![0, 6].includes(new Date(Date.UTC(2018 + p.year, p.month - 1, day)).getUTCDay()) && (p.month > 1 || day > 3);
    return p.counts[0] !== p.counts[1] && isWorkday(p.day) && isWorkday(p.day + p.again) ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const [floor, upper] = [kanjiNumber(at(p.floors, 0)), kanjiNumber(at(p.floors, 1))];
  const [stays, later] = [at(p.counts, 0), at(p.counts, 1)];
  const units = stays + later;
  const each = p.price + p.partPrice;
  const net = units * each + p.fee;
  const gross = (net * 11) / 10;
  const netAfter = stays * p.price + p.fee;
  const grossAfter = (netAfter * 11) / 10;
  const number = `R${p.year}-${String(p.number).padStart(3, "0")}`;
  const date = (day: number): string => `${2018 + p.year}-${two(p.month)}-${two(day)}`;
  const spoken = p.vendor.replace(/^(?:株式|有限|合同)会社/, "");
  const k = kanjiNumber;
  const rooms = p.thing.includes("室") ? "室" : "か所";
  const values = {
    number,
    drafted: date(p.day),
    vendor: p.vendor,
    units,
    unit_price: p.price,
    [p.partKey]: p.partPrice,
    install_fee: p.fee,
    total_excl: net,
    total_incl: gross,
  };
  const json = `{\n${Object.entries(values)
    .map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`)
    .join(",\n")}\n}`;
  const changes: readonly (readonly [string, string | number, string | number])[] = [
    ["drafted", date(p.day), date(p.day + p.again)],
    ["units", units, stays],
    [p.partKey, p.partPrice, 0],
    ["total_excl", net, netAfter],
    ["total_incl", gross, grossAfter],
  ];
  const wrongFee = units * (each + p.fee);
  const scaled = stays * p.price + (p.fee / units) * stays;
  const wrongs = [wrongFee, (wrongFee * 11) / 10];
  return [
    {
      question: `次の稟議書を、決裁する部長のために整理してください。

稟議書　第Ｒ${wide(p.year)}−${wide(String(p.number).padStart(3, "0"))}号　　起案日　令和${k(p.year)}年${k(p.month)}月${k(p.day)}日
起案者　総務課　${p.writer}
件名　${p.thing}の更新について
${floor}階の${k(stays)}${rooms}および${upper}階の${k(later)}${rooms}の${p.thing.replace(/^.*用/, "")}は、製造から十年を超え、${p.fault}がたびたびある。ついては、下記のとおり各${rooms === "室" ? "室" : "所"}に一台ずつ買い換えたい。
記
一　機器　${p.model}　一台につき${manYen(p.price)}
二　${p.part}　一台につき${manYen(p.partPrice)}
三　設置費　一式${manYen(p.fee)}（台数によらない）
四　発注先　${p.vendor}（${k(p.offers)}社の見積もりのうち最も安い）
五　納期　発注から${k(p.weeks)}週間
金額はいずれも税抜、消費税は10％とする。

まず要点をJSONのオブジェクトにし、一つのコードブロックに入れます。キーは次の順で、number（「R6-047」の形）、drafted（YYYY-MM-DD）、vendor（法人格を含む）、units（台数）、unit_price、${p.partKey}（${p.part}1台分）、install_fee、total_excl（税抜総額）、total_incl（税込総額）。金額と台数は円・台を付けない数値とします。
続けて、${p.writer}さんが部長に口頭で説明するときの原稿を、200字から300字を目安に書いてください。買い換える理由、税抜総額の計算の道筋、発注先の決め手、使えるようになるまでの見通しを、稟議書の文をそのまま写さずに、話し言葉で述べます。`,
      reference: `\`\`\`json
${json}
\`\`\`

部長、${p.thing}の件でご説明に上がりました。${floor}階と${upper}階の合わせて${k(units)}台は、どれも作られてから十年以上たった古い機種で、${p.fault}も少なくありません。そこで、${k(units)}台をまとめて新しくしたいと考えております。費用ですが、本体に${p.part}を足しますと一台あたり${each}円、${k(units)}台で${units * each}円です。ここに、何台でも変わらない設置費の${p.fee}円が加わり、税抜で${net}円となります。${k(p.offers)}つの会社に見積もりを頼みましたところ、${spoken}がいちばん安い値段でした。お認めいただけましたらすぐに注文しますので、それから${k(p.weeks)}週間ほどでお使いいただけます。`,
      answer: Object.entries(values)
        .map(([key, value]) => `${key}=${value}`)
        .join(" "),
      checkpoints: [
        mustExactly("番号の形が正しい", `"${number}"`),
        mustExactly(`台数は${units}`, `"units":${units}`),
        mustExactly(`税抜総額は${net}`, `"total_excl":${net}`),
        mustExactly(`税込総額は${gross}`, `"total_incl":${gross}`),
        mustExactly(`起案日が${date(p.day)}`, date(p.day)),
        mustNot("設置費を台数倍していない", ...wrongs.map(String)),
        must(`説明で、本体と${p.part}を合わせた額の${units}台分に設置費を足すという道筋を述べている`),
        must(`説明で、買い換える理由、${p.offers}社のうち最も安いこと、発注から${p.weeks}週間の納期に触れている`),
      ],
      constraints: [{ kind: "json", type: "object", keys: Object.keys(values) }],
    },
    {
      question: `部長から「${upper}階の分は来年度に回すこと。${p.part}は今あるものを使い、費用に入れないこと。設置費は見積もりどおりでよい」と差し戻され、${p.writer}さんは同じ番号のまま、令和${p.year}年${p.month}月${p.day + p.again}日付けで起案し直しました。
先ほどのJSONと比べて値が変わる項目をすべて、キーの名、変更前の値、変更後の値の順に、一項目につき一行で書き出してください。表でも箇条書きでもよく、費用に入れない項目の値は0とします。値の変わらない項目は書き出しません。
続けて、出し直すときに部長へ添える手紙を${p.writer}さんの立場で書き、差し戻しの三点をどう反映したか、設置費が変わらないのはなぜか、税込総額がいくら減ったかを述べてください。
金額はどこでも桁区切りのコンマや「万」を使わない数字で書き、全体を250字以上550字以内とします。`,
      reference: `| キー | 変更前 | 変更後 |
|---|---|---|
${changes.map((row) => `| ${row.join(" | ")} |`).join("\n")}

部長
先日ご指摘をいただいた稟議書${number}を改めましたので、ご確認をお願いいたします。
${upper}階の${k(later)}台は来年度に見送り、買い換えは${floor}階の${k(stays)}台だけといたしました。${p.part}は今あるものを使い、費用から外しております。設置費につきましては、台数にかかわらず一式${p.fee}円という見積もりですので、台数が減っても同じ額を計上しました。
この結果、税込の総額は${gross - grossAfter}円少ない${grossAfter}円となります。よろしくご検討くださいますようお願い申し上げます。
総務課　${p.writer}`,
      answer: changes.map((row) => row.join(" ")).join("／"),
      checkpoints: [
        must(`${p.part}が変わったことをキーの名で示している`, p.partKey),
        mustExactly(`税抜総額は${netAfter}`, String(netAfter)),
        mustExactly(`税込総額は${grossAfter}`, String(grossAfter)),
        mustExactly(`起案日が${date(p.day + p.again)}`, date(p.day + p.again)),
        mustExactly(`税込総額は${gross - grossAfter}円減った`, String(gross - grossAfter)),
        ...(Number.isInteger(scaled) && scaled !== netAfter
          ? [mustNot("設置費を台数に合わせて減らしていない", String(scaled))]
          : []),
        must(`変わる項目はdrafted、units、${p.partKey}、total_excl、total_inclの五つで、install_feeを入れていない`),
        must("設置費が変わらないのは、台数によらない一式の額だからと説明している"),
      ],
      constraints: [
        { kind: "require", words: changes.map(([key]) => key) },
        { kind: "min-characters", value: 250 },
        { kind: "max-characters", value: 550 },
      ],
    },
  ];
}

import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { listed, table, weekdays } from "../japanese.ts";

/** Weekdays (0 Sunday), and which of the month; empty: every week. */
interface Days {
  readonly weekdays: readonly number[];
  readonly nths: readonly number[];
}

interface Parameters {
  readonly town: string;
  readonly districts: readonly string[];
  /** Two weekdays of the two districts that share, and of the third. */
  readonly shared: readonly number[];
  readonly single: readonly number[];
  /** Index of the district with burnable garbage of its own. */
  readonly own: number;
  readonly resources: Days;
  /** One district and the others. */
  readonly alone: number;
  readonly aloneDays: Days;
  readonly otherDays: Days;
  readonly paperAlone: number;
  readonly paperDays: Days;
  readonly paperOthers: Days;
  /** Who moves from where to where. */
  readonly from: number;
  readonly to: number;
  /** The month and the weekday of its first day. */
  readonly month: number;
  readonly firstDay: number;
}

const kinds = ["燃やすごみ", "資源", "燃やさないごみ", "古紙"];
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const day = (index: number): string => at(weekdays, index);

/** As in the table: 月・木, 第2・第4水. */
const short = ({ weekdays: list, nths }: Days): string =>
  nths.length === 0 ? list.map(day).join("・") : `${nths.map((nth) => `第${nth}`).join("・")}${day(at(list, 0))}`;
const spoken = ({ weekdays: list, nths }: Days): string =>
  nths.length === 0 ? list.map((one) => `${day(one)}曜`).join("と") : `${short({ weekdays: list, nths })}曜`;

const planOf = (p: Parameters, district: number): Days[] => [
  { weekdays: district === p.own ? p.single : p.shared, nths: [] },
  p.resources,
  district === p.alone ? p.aloneDays : p.otherDays,
  district === p.paperAlone ? p.paperDays : p.paperOthers,
];

function datesIn({ weekdays: list, nths }: Days, firstDay: number, length: number): number[] {
  return Array.from({ length }, (_, index) => index + 1).filter((date) => {
    const nth = Math.floor((date - 1) / 7) + 1;
    return list.includes((firstDay + date - 1) % 7) && (nths.length === 0 || nths.includes(nth));
  });
}

export const garbageDays = defineGenerator<Parameters>({
  id: "257",
  version: 2,
  category: "extraction",
  difficulty: "standard",
  keeps:
    "three districts, four kinds; two of the kinds change with the move; in the month asked for, paper and resources fall on one day once",
  original: {
    town: "北浜町",
    districts: ["一丁目", "二丁目", "三丁目"],
    shared: [1, 4],
    single: [2, 5],
    own: 2,
    resources: { weekdays: [3], nths: [2, 4] },
    alone: 0,
    aloneDays: { weekdays: [6], nths: [1] },
    otherDays: { weekdays: [6], nths: [3] },
    paperAlone: 1,
    paperDays: { weekdays: [3], nths: [4] },
    paperOthers: { weekdays: [5], nths: [1, 3] },
    from: 2,
    to: 1,
    month: 10,
    firstDay: 2,
  },
  draw(random) {
    const [a, b] = pick(random, [
      [
        [1, 4],
        [2, 5],
      ],
      [
        [2, 5],
        [1, 4],
      ],
      [
        [1, 5],
        [2, 4],
      ],
    ] as const);
    const week = pick(random, [3, 6]);
    const two = pick(random, [
      [1, 3],
      [2, 4],
    ]);
    const odd = pickSome(random, [1, 2, 3, 4], 2);
    const p = {
      town: pick(random, ["南浜町", "緑野町", "東山町", "千代田町", "花園町"]),
      districts: pick(random, [
        ["東区", "中区", "西区"],
        ["上町", "中町", "下町"],
        ["一丁目", "二丁目", "三丁目"],
        ["海側", "駅前", "山側"],
      ]),
      shared: a,
      single: b,
      own: between(random, 0, 2),
      resources: { weekdays: [week], nths: two },
      alone: between(random, 0, 2),
      aloneDays: { weekdays: [week === 3 ? 6 : 3], nths: [at(odd, 0)] },
      otherDays: { weekdays: [week === 3 ? 6 : 3], nths: [at(odd, 1)] },
      paperAlone: between(random, 0, 2),
      paperDays: { weekdays: [week], nths: [pick(random, two)] },
      paperOthers: {
        weekdays: [5],
        nths: pick(random, [
          [1, 3],
          [2, 4],
        ]),
      },
      from: between(random, 0, 2),
      to: 0,
      month: between(random, 3, 12),
      firstDay: between(random, 0, 6),
    };
    const moved = { ...p, to: p.paperAlone };
    if (moved.from === moved.to) return null;
    const [before, after] = [planOf(moved, moved.from), planOf(moved, moved.to)];
    const changed = before.filter((days, index) => short(days) !== short(at(after, index))).length;
    return changed === 2 ? moved : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { districts } = p;
  const name = (index: number): string => at(districts, index);
  const others = (index: number): string[] => districts.filter((_, one) => one !== index);
  const [from, to] = [planOf(p, p.from), planOf(p, p.to)];
  const rows = districts.map((_, index) => planOf(p, index).map(short));
  const changed = kinds.flatMap((kind, index) =>
    short(at(from, index)) === short(at(to, index)) ? [] : [{ kind, index }],
  );
  const same = kinds.flatMap((kind, index) =>
    short(at(from, index)) === short(at(to, index)) ? [{ kind, index }] : [],
  );
  const length = at(lengths, p.month - 1);
  const dates = to.map((days) => datesIn(days, p.firstDay, length));
  const shown = (date: number): string => `${date}日（${day((p.firstDay + date - 1) % 7)}）`;
  const literals = (date: number): [string, string] => [
    shown(date).slice(0, -1),
    shown(date).slice(0, -1).replace("日", ""),
  ];
  const count = dates.reduce((sum, list) => sum + list.length, 0);
  const overlap = at(
    at(dates, 1).filter((date) => at(dates, 3).includes(date)),
    0,
  );
  const week = at(p.resources.weekdays, 0);
  const idle = datesIn({ weekdays: [week], nths: [] }, p.firstDay, length).filter((date) =>
    dates.every((list) => !list.includes(date)),
  );
  const burnable = at(to, 0);
  const last = at(dates, 0).at(-1) ?? 0;
  const wrongPaper = mustNot(
    `${name(p.to)}の古紙をほかの地区と取り違えていない`,
    `${rows[p.to]?.slice(0, 3).join("|")}|${short(p.paperOthers)}`,
  );
  return [
    {
      question: `町からのお知らせを読み、下の二つを作ってください。

${p.town}　ごみ・資源の収集日
・燃やすごみは、${others(p.own).join("と")}が${spoken({ weekdays: p.shared, nths: [] })}、${name(p.own)}が${spoken({ weekdays: p.single, nths: [] })}です。
・資源（缶・びん）は、全地区とも${spoken(p.resources)}です。
・燃やさないごみは、${name(p.alone)}が${spoken(p.aloneDays)}、そのほかは${spoken(p.otherDays)}です。
・古紙は、${name(p.paperAlone)}だけが${spoken(p.paperDays)}、ほかの二地区は${spoken(p.paperOthers)}です。
・祝日も収集します。

１　収集日の早見表。Markdownの表とし、列は「地区、燃やすごみ、資源、燃やさないごみ、古紙」、行は${listed(districts)}の順に並べます。曜日は「月・木」「第2・第4水」「第1土」のように書き、「曜」は付けません。
２　${name(p.from)}から${name(p.to)}へ引っ越す人への案内文。120字以上220字以内の、です・ます調の文章とします。収集日の変わる種別は前と後の曜日を、変わらない種別は変わらないことを、漏れなく伝え、祝日の扱いもひとこと添えてください。`,
      reference: `${table(
        ["地区", ...kinds],
        districts.map((district, index) => [district, ...at(rows, index)]),
      )}

${name(p.to)}へのお引っ越しで変わるのは、二つの種別の収集日です。${changed.map(({ kind, index }) => `${kind}は、これまでの${spoken(at(from, index))}から${spoken(at(to, index))}になります。`).join("")}変わった日をお間違えにならないよう、ご注意ください。${same.map(({ kind, index }) => `${kind}は${spoken(at(to, index))}`).join("、")}で、どちらもこれまでと同じです。なお、祝日に当たる日も、ふだんどおり収集します。`,
      answer: districts.map((district, index) => `${district} ${at(rows, index).join(" ")}`).join("／"),
      checkpoints: [
        ...districts.map((district, index) => mustExactly(`${district}の行`, at(rows, index).join("|"))),
        wrongPaper,
        must("祝日も収集すると伝えている", "祝日", "祝祭日"),
        must(
          `${changed.map(({ kind }) => kind).join("と")}は前と後の曜日を示し、${same.map(({ kind }) => kind).join("と")}は変わらないと伝えている`,
        ),
      ],
      constraints: [{ kind: "table", columns: 5, rows: 3 }],
    },
    {
      question: `先ほどの案内文を読んだ人から、${p.month}月1日が${day(p.firstDay)}曜日の年の${p.month}月に、${name(p.to)}で出せる日をすべて教えてほしいと頼まれました。早見表をもとに、お返事を書いてください。日付順でも種別ごとでもよく、表でも箇条書きでもかまいませんが、どの日付にも「8日（火）」のように曜日を添え、種別がわかるようにします。続けて、その月に間違えやすいことを三つ、わけを添えて自分の言葉で知らせてください。うち一つは、同じ日に重なる収集のこととします。最後の行は「計○件」とし、全部の件数（同じ日の二つは2件）を半角の算用数字で書いてください。`,
      reference: `${name(p.to)}の${p.month}月の収集日です。

${kinds.map((kind, index) => `・${kind}（${at(dates, index).length}回）：${at(dates, index).map(shown).join("、")}`).join("\n")}

間違えやすいのは次の三つです。
１　${shown(overlap)}は、資源と古紙が重なります。古紙はこの月に一度だけですから、缶やびんだけ出して安心しないでください。
２　${idle.length > 0 ? `${idle.map(shown).join("、")}は${day(week)}曜日ですが、資源も古紙も来ません。毎週あるわけではないからです。` : `資源は${spoken(p.resources)}だけで、毎週あるわけではありません。`}
３　燃やすごみは${spoken(burnable)}なので、${at(dates, 0).length}回あります。月の最後は${shown(last)}です。${name(p.from)}のころの曜日と混ざらないようにしてください。

計${count}件`,
      answer: `${kinds.map((kind, index) => `${kind} ${at(dates, index).join("、")}`).join("／")}／計${count}件`,
      checkpoints: [
        mustExactly(`全部で${count}件`, `計${count}件`),
        ...at(dates, 1).map((date) => mustExactly(`${shown(date)}に資源`, ...literals(date))),
        ...at(dates, 2).map((date) => mustExactly(`${shown(date)}に燃やさないごみ`, ...literals(date))),
        mustExactly(`${shown(last)}に燃やすごみ`, ...literals(last)),
        must(`出せる日に${name(p.from)}の曜日を混ぜていない`),
        must(`間違えやすいことを三つ、わけとともに知らせ、うち一つが${shown(overlap)}の重なりである`),
      ],
      constraints: [{ kind: "ends-with", text: "件" }],
    },
  ];
}

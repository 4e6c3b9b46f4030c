import { must, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { two } from "../japanese.ts";
import { block } from "./code.ts";

interface Scene {
  readonly table: string;
  readonly day: string;
  readonly group: string;
  readonly value: string;
  /** Japanese for the values, a group and a row. */
  readonly what: string;
  readonly each: string;
  readonly who: string;
}

interface Parameters {
  readonly scene: Scene;
  /** The first month of the year of account, 2-12. */
  readonly month: number;
  /** Decimals of the rate. */
  readonly decimals: number;
  /** Newest years first. */
  readonly newestFirst: boolean;
  /** Largest totals first. */
  readonly largestFirst: boolean;
}

const scenes: readonly Scene[] = [
  { table: "juchu", day: "juchubi", group: "shiten", value: "gaku", what: "受注額", each: "支店", who: "受注" },
  { table: "nyukan", day: "hi", group: "kan", value: "ninzu", what: "入館者数", each: "館", who: "入館" },
  { table: "kifu", day: "uketsuke", group: "chiku", value: "en", what: "寄付額", each: "地区", who: "寄付" },
  { table: "shukka", day: "shukkabi", group: "soko", value: "hakosu", what: "出荷数", each: "倉庫", who: "出荷" },
];

export const fiscalYears = defineGenerator<Parameters>({
  id: "246",
  version: 2,
  category: "coding",
  difficulty: "standard",
  keeps:
    "one table, a year that begins in another month than January, totals by year and group, then the year before by a join that skips no gap",
  original: {
    scene: {
      table: "uriage",
      day: "hizuke",
      group: "tenpo",
      value: "kingaku",
      what: "売上",
      each: "店舗",
      who: "売上",
    },
    month: 4,
    decimals: 1,
    newestFirst: false,
    largestFirst: true,
  },
  draw(random) {
    return {
      scene: pick(random, scenes),
      month: pick(random, [2, 3, 5, 6, 7, 8, 9, 10, 11, 12]),
      decimals: between(random, 1, 2),
      newestFirst: between(random, 0, 1) === 1,
      largestFirst: between(random, 0, 1) === 1,
    };
  },
  write,
});

function write({ scene, month, decimals, newestFirst, largestFirst }: Parameters): VariantTurns {
  const { table, day, group, value, what, each } = scene;
  const end = month - 1;
  const lastDay = at([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30], end - 1);
  const lastWord = end === 2 ? "末日" : `${lastDay}日`;
  const span = `${month}月1日から翌年${end}月${lastWord}まで。2023年度は2023年${month}月1日〜2024年${end}月${end === 2 ? 29 : lastDay}日`;
  const [years, totals] = [newestFirst ? "DESC" : "ASC", largestFirst ? "DESC" : "ASC"];
  const [yearOrder, totalOrder] = [newestFirst ? "大きい順" : "小さい順", largestFirst ? "大きい順" : "小さい順"];
  const sum = (indent: string): string => `SELECT
${indent}  CAST(SUBSTR(${day}, 1, 4) AS INTEGER)
${indent}    - CASE WHEN SUBSTR(${day}, 6, 2) < '${two(month)}' THEN 1 ELSE 0 END AS nendo,
${indent}  ${group},
${indent}  SUM(${value}) AS goukei
${indent}FROM ${table}
${indent}GROUP BY 1, 2`;
  const example = decimals === 1 ? "12.5" : "12.34";
  return [
    {
      question: `SQLite（3.35以降）に次の表があります。

CREATE TABLE ${table} (id INTEGER PRIMARY KEY, ${day} TEXT NOT NULL, ${group} TEXT NOT NULL, ${value} INTEGER NOT NULL);

${day}は 'YYYY-MM-DD' の形です。この団体の年度（${span}）ごと、${each}ごとに${what}を集計するSQLを1文で書いてください。列は nendo（整数）、${group}、goukei（${what}の合計）の3つ。並びは nendo の${yearOrder}、同じ年度の中では goukei の${totalOrder}、それも同じなら ${group} の小さい順です。SQLの予約語は大文字で書き、コードブロックは1つにしてください。`,
      reference: `月末の繰り上がりを避けるため、日付をずらさずに、月を見て年を引く書き方にします。

${block("sql", `${sum("")}\nORDER BY nendo ${years}, goukei ${totals}, ${group} ASC;`)}

${month === 2 ? "1月" : `1月から${end}月まで`}の行だけ、西暦年から1を引いて前の年度に入れています。`,
      answer: `${table} ${month}月始まり ${years} ${totals}`,
      checkpoints: [
        must(`${each}ごとに集計している`, "GROUPBY"),
        must("年度の列名が指定どおり", "nendo"),
        must("合計の列名が指定どおり", "goukei"),
        ...(newestFirst || largestFirst ? [must("指定された大きい順に並べている", "DESC")] : []),
        mustNot("他のDBの関数を使っていない", "EXTRACT(", `YEAR(${day}`, "DATE_FORMAT("),
      ],
      constraints: [
        { kind: "code", language: "sql" },
        { kind: "require", words: ["SELECT", "nendo", group, "goukei"] },
      ],
    },
    {
      question: `先ほどの集計結果に列を2つ足し、nendo、${group}、goukei、zennendo、zougen の5列にしてください。zennendoは同じ${each}の1年前の年度の合計、zougenは前年度からの増減率を百分率で小数第${decimals}位に丸めた値（例：${example}）です。1年前の年度に${scene.who}の行が1件もない${each}では、2列ともNULLとします。${each}によっては${scene.who}のない年度があるので、直前に${scene.who}のあった年度と比べてはいけません。前年度の合計が0のとき、zougenだけNULLです。並び順は変えず、WITH句を使った1文で、コードブロックは1つにしてください。`,
      reference: `LAGは「直前の行」を見るため、年度が飛ぶと誤ります。集計結果を「年度が1小さい」という条件で自己結合します。

${block(
  "sql",
  `WITH nendo_betsu AS (
  ${sum("  ")}
)
SELECT
  a.nendo,
  a.${group},
  a.goukei,
  b.goukei AS zennendo,
  ROUND((a.goukei - b.goukei) * 100.0 / NULLIF(b.goukei, 0), ${decimals}) AS zougen
FROM nendo_betsu AS a
LEFT JOIN nendo_betsu AS b
  ON b.${group} = a.${group} AND b.nendo = a.nendo - 1
ORDER BY a.nendo ${years}, a.goukei ${totals}, a.${group} ASC;`,
)}

100.0 を掛けて実数の割り算にし、前年度が0のときは NULLIF で NULL にしています。`,
      answer: `${table} ${month}月始まり 増減率は小数第${decimals}位 ${years} ${totals}`,
      checkpoints: [
        must("WITH句を使っている", "WITH"),
        must("前年度の列がある", "zennendo"),
        must("増減率の列がある", "zougen"),
        must(`小数第${decimals}位に丸めている`, "ROUND(", "round(", "printf("),
        must(
          "年度の差が1であることを確かめている（直前の行で済ませない）",
          "nendo-1",
          "nendo+1",
          "nendo=1",
          "nendo)=1",
          "RANGEBETWEEN1PRECEDING",
          "=1THEN",
        ),
      ],
      constraints: [
        { kind: "code", language: "sql" },
        { kind: "require", words: ["WITH", "zennendo", "zougen"] },
      ],
    },
  ];
}

import { must, mustNot } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber } from "../japanese.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly format: string;
  readonly parse: string;
  /** How many of the eras are handled, from the newest. */
  readonly eras: number;
  /** Months and days with two digits. */
  readonly padded: boolean;
  /** The first year as 元年. */
  readonly gannen: boolean;
  readonly marks: readonly string[];
  /** A day of a first year that shows the form: era, month, day. */
  readonly shown: readonly [era: string, month: number, day: number];
  /** A day of 昭和 that is read back: year, month, day. */
  readonly back: readonly [year: number, month: number, day: number];
}

/** Newest first: name, letter, first day, and the next era's first day in words. */
const eras: readonly (readonly [name: string, letter: string, year: number, month: number, day: number])[] = [
  ["令和", "R", 2019, 5, 1],
  ["平成", "H", 1989, 1, 8],
  ["昭和", "S", 1926, 12, 25],
  ["大正", "T", 1912, 7, 30],
  ["明治", "M", 1868, 1, 25],
];

export const japaneseEras = defineGenerator<Parameters>({
  id: "244",
  version: 2,
  category: "coding",
  difficulty: "hard",
  keeps:
    "three to five eras with their first days as a table, then both ways of writing read back, with every date outside its era refused",
  original: {
    scene: "公文書の日付",
    format: "to_wareki",
    parse: "from_wareki",
    eras: 5,
    padded: false,
    gannen: true,
    marks: [".", "/", "-"],
    shown: ["令和", 5, 1],
    back: [64, 1, 7],
  },
  draw(random) {
    const p = {
      scene: pick(random, ["診断書の日付", "卒業証書の日付", "契約書の日付", "登記の書類の日付"]),
      format: pick(random, ["format_era", "era_date", "wareki_string"]),
      parse: pick(random, ["parse_era", "read_era", "wareki_date"]),
      eras: between(random, 3, 5),
      padded: between(random, 0, 1) === 1,
      gannen: between(random, 0, 1) === 1,
      marks: pickSome(random, [".", "/", "-", "_"], between(random, 2, 3)).sort(),
      shown: pick(random, [
        ["令和", between(random, 6, 9), between(random, 1, 9)],
        ["平成", between(random, 2, 9), between(random, 1, 9)],
      ] as const),
      back: [
        10 * between(random, 2, 5) + between(random, 1, 9),
        between(random, 2, 12),
        between(random, 2, 28),
      ] as const,
    };
    // The form of the original is not asked for again, with however many eras.
    return !p.padded && p.gannen ? null : p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { format, parse, padded, gannen, marks } = p;
  const used = eras.slice(0, p.eras);
  const oldest = at(used, used.length - 1);
  const [first, firstWords] =
    p.eras === 5 ? [[1873, 1, 1], "明治6年1月1日"] : [oldest.slice(2), `${oldest[0]}元年${oldest[3]}月${oldest[4]}日`];
  const names = [...used].reverse().map(([name]) => name);
  const date = (parts: readonly (string | number)[]): string => parts.join(", ");
  const two = (value: number): string => (padded ? String(value).padStart(2, "0") : String(value));
  const sample = `${p.shown[0]}${gannen ? "元" : "1"}年${two(p.shown[1])}月${two(p.shown[2])}日`;
  const [backYear, backMonth, backDay] = p.back;
  const changes = [...used]
    .reverse()
    .slice(p.eras === 5 ? 1 : 0)
    .map(([name, , year, month, day]) => `${name}が${year}年${month}月${day}日`);
  const spec = padded ? ":02d" : "";
  const head = (wide: boolean): string => `import datetime
${wide ? "import re\n" : ""}
ERAS = [
${used.map(([name, , ...day]) => `    ("${name}", datetime.date(${date(day)})),`).join("\n")}
]
FIRST_DAY = datetime.date(${date(first)})
`;
  const formatter = `

def ${format}(d: datetime.date) -> str:
    if d < FIRST_DAY:
        raise ValueError("${firstWords}より前の日付は扱えません")
    for name, start in ERAS:
        if d >= start:
            n = d.year - start.year + 1
            year = ${gannen ? '"元" if n == 1 else str(n)' : "str(n)"}
            return f"{name}{year}年{d.month${spec}}月{d.day${spec}}日"
    raise AssertionError("ここには来ない")
`;
  const letters = used.map(([, letter]) => letter);
  const wideLetters = letters.map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
  const all = [...letters, ...wideLetters].flatMap((letter) => [letter, letter.toLowerCase()]).join("");
  const inClass = [...marks].sort((a, b) => (a === "-" ? 1 : b === "-" ? -1 : 0)).join("");
  const tables = `LETTERS = {${used.map(([name, letter]) => `"${letter}": "${name}"`).join(", ")}}
KANJI = "一二三四五六七八九"
TO_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
D = "[0-9０-９]{1,2}"
K = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
LONG = re.compile(f"(${names.join("|")})(元|{D}|{K})年({D}|{K})月({D}|{K})日")
SHORT = re.compile(f"([${all}])({D})([${inClass}])({D})\\\\3({D})")
`;
  const parser = `

def _number(s: str) -> int:
    if s == "元":
        return 1
    s = s.translate(TO_HALF)
    if s.isascii():
        return int(s)
    if "十" not in s:
        return KANJI.index(s) + 1
    tens, ones = s.split("十")
    return (KANJI.index(tens) + 1 if tens else 1) * 10 + (KANJI.index(ones) + 1 if ones else 0)


def ${parse}(s: str) -> datetime.date:
    if m := LONG.fullmatch(s):
        era, y, mo, da = m.groups()
    elif m := SHORT.fullmatch(s):
        letter, y, _, mo, da = m.groups()
        if not letter.isascii():
            letter = chr(ord(letter) - 0xFEE0)
        era = LETTERS[letter.upper()]
    else:
        raise ValueError(f"形が違います: {s}")
    n = _number(y)
    if n < 1:
        raise ValueError(f"年が不正です: {s}")
    start = dict(ERAS)[era]
    d = datetime.date(start.year + n - 1, _number(mo), _number(da))  # 存在しない日付は ValueError
    if not ${format}(d).startswith(era):
        raise ValueError(f"{era}の期間外です: {s}")
    return d
`;
  const mark = at(marks, 0);
  const literals = ([, , year, month, day]: (typeof eras)[number]): string[] => [
    `${year},${month},${day}`,
    `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
    `${year}/${month}/${day}`,
    `${year}${String(month).padStart(2, "0")}${String(day).padStart(2, "0")}`,
  ];
  const starts = used
    .filter(([name]) => name !== "明治")
    .map((era) => must(`${era[0]}の開始日が${era[2]}年${era[3]}月${era[4]}日`, ...literals(era)));
  const nextDay = mustNot("改元の翌日を開始日にしていない", "1912,7,31", "1926,12,26", "1989,1,9", "2019,5,2");
  const rules = `元号は${names.join("・")}。改元日は、${changes.join("、")}。改元の当日は新しい元号で表す（どの改元日も同じ扱い）。令和は終わりを定めない。`;
  const bound =
    p.eras === 5
      ? "新暦が使われ始めた明治6年1月1日（1873年1月1日）以後"
      : `${firstWords}（${first[0]}年${first[1]}月${first[2]}日）以後`;
  const last =
    p.eras === 3
      ? "「昭和64年1月8日」は西暦に直すと1989年1月8日で平成に当たる"
      : "「大正15年12月25日」は西暦に直すと1926年12月25日で昭和に当たる";
  return [
    {
      question: `${p.scene}を作る処理を書きます。Pythonの関数 ${format}(d: datetime.date) -> str を書いてください。

・返す形は「${sample}」。年月日は半角の算用数字で、1年${gannen ? "だけは「元年」とする" : "も「1年」と書き、「元年」は使わない"}。${padded ? "月日は必ず2桁とし、1桁なら頭に0を付ける（年には付けない）" : "月日の頭に0を付けない"}。
・扱うのは、${bound}。それより前の日付には ValueError を送出する。
・${rules}

標準ライブラリだけを使い、改元日は日付の表として持たせてください。コードブロックは1つでお願いします。`,
      reference: `新しい元号から順に開始日と比べ、最初に「開始日以後」となったものを採ります。

${block("python", head(false) + formatter)}
${p.eras === 5 ? "\n明治の開始日は年の計算だけに使います（1868年が明治元年）。" : `\n${oldest[0]}の開始日がそのまま、扱える最初の日になります。`}`,
      answer: `${format} ${names.join("")} ${sample}`,
      checkpoints: [must("指定の名前の関数を定義している", `def${format}(`), ...starts, nextDay],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `逆向きの ${parse}(s: str) -> datetime.date を加えてください。受け付ける形は次の二つです。
(1)「昭和${backYear}年${backMonth}月${backDay}日」のように元号を漢字で書くもの。数は半角・全角の算用数字（1桁か2桁）か、「${kanjiNumber(backYear)}」のような位付きの漢数字（1〜99。十の前に「一」は付けない）で、年・月・日で書き方が違ってもよい。1年は「元年」とも「1年」とも書ける。
(2)「S${backYear}${mark}${backMonth}${mark}${backDay}」のように頭文字（${[...letters].reverse().join("・")}）を使うもの。大文字・小文字・半角・全角を問わず、区切りは ${marks.join(" ")} のどれか（半角のみ、2か所は同じ記号）。数は半角・全角の算用数字だけ（1桁か2桁）。
存在しない日付、その元号の期間に入らない日付、先ほどの範囲外、形の違うものは ValueError とします。${format} も含めた全体を1つのコードブロックで。`,
      reference: `文字列を「元号・年・月・日」に分解して西暦の日付を作り、最後に \`${format}\` の元号と一致するかを確かめれば、期間外の日付をまとめて弾けます。

${block("python", head(true) + tables + formatter + parser)}

たとえば${last}ため、ValueError になります。`,
      answer: `${parse} ${names.join("")} ${marks.join("")}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${parse}(`),
        must(`${format}も全体に含めている`, `def${format}(`),
        must("ValueErrorを送出する", "ValueError"),
        must("元年を扱っている", "元"),
        ...starts.slice(0, 3),
        nextDay,
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
  ];
}

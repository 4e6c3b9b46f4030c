import { type Case, type CodeCheck, ERROR, text } from "./run-code.ts";

// What the coding variants ask, worked out again from the words of their questions. Nothing is shared with src/variants.

type Solver = (turns: readonly string[]) => readonly [CodeCheck, CodeCheck];

/** The first group of a pattern that must be there. */
export function found(pattern: RegExp, source: string): string {
  const value = pattern.exec(source)?.[1];
  if (value === undefined) throw new Error(`${pattern} is not in ${source.slice(0, 80)}`);
  return value;
}
const python = (cases: readonly Case[]): CodeCheck => ({ language: "python", cases });
const javascript = (cases: readonly Case[]): CodeCheck => ({ language: "javascript", cases });
const functionOf = (source: string): string => found(/([A-Za-z_]+)\(/, source);
const half = (digits: string): string =>
  digits.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

const numbers: Solver = ([one = "", two = ""]) => {
  const [name, finder] = [functionOf(one), functionOf(two)];
  const mark = found(/先頭の「(.)」/, one);
  const all = Number(found(/ちょうど(\d+)桁/, one));
  const head = Number(found(/・(\d+)桁目と/, one));
  const marks = [...one.matchAll(/(.) \((U\+[0-9A-F]{4})\)/gu)].map((match) => match[1] ?? "");
  const digits = "12345678901234".slice(0, all);
  const joined = (mid: string, value = digits): string => value.slice(0, head) + mid + value.slice(head);
  const plain = joined("-");
  const wide = [...joined("－")]
    .map((c) => (/\d/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c))
    .join("");
  const every = ["-", "－", "‐", "−", "ー", "–", "‑", "_", "~"];
  const single = (input: string, want: string | null): Case => ({ call: `${name}(${text(input)})`, want });
  const cases = [
    ...every.map((hyphen) => single(joined(hyphen), marks.includes(hyphen) ? plain : null)),
    single(digits, plain),
    single(`${mark}${digits}`, plain),
    single(`　${mark} ${joined(" - ")}\t`, plain),
    single(wide, marks.includes("－") ? plain : null),
    ...[
      "",
      mark,
      `${mark}${mark}${digits}`,
      `${digits}${mark}`,
      digits.slice(1),
      `${digits}0`,
      joined("--"),
      `-${digits}`,
      `${plain}です`,
      joined("-", "①".repeat(all)),
    ].map((input) => single(input, null)),
    single(`${digits.slice(0, 1)}-${digits.slice(1)}`, head === 1 ? plain : null),
  ];
  const other = joined("-", "98765432109876".slice(0, all));
  const many = (input: string, want: string[]): Case => ({ call: `${finder}(${text(input)})`, want });
  return [
    python(cases),
    python([
      ...cases,
      many(`番号は${plain}と${mark}${other.replace("-", "")}です`, [plain, other]),
      many(`${mark} ${digits}、${digits}`, [plain]),
      many(`${plain}、${wide}、${mark}${digits}`, [plain]),
      many(`${other} ${plain}`, [other, plain]),
      many(`0${plain} ${plain}0 ${plain}-1 -${plain}`, []),
      many(digits, []),
      many(`${mark}${joined(" ")}`, []),
      many("", []),
    ]),
  ];
};

/** Reads kanji numbers by looking for the units in the text from the largest one down. */
function kanjiValue(source: string, large: string): number | null {
  const digits = half(source).replace(/[〇零一二三四五六七八九]/g, (c) =>
    String("〇一二三四五六七八九".indexOf(c === "零" ? "〇" : c)),
  );
  const sizes = new RegExp(`^(?:([0-9十百千]+)${[...large].reverse().join(")?(?:([0-9十百千]+)")})?([0-9十百千]*)$`);
  const match = sizes.exec(digits);
  if (match === null || source === "") return null;
  let total = 0;
  for (const part of match.slice(1)) {
    total *= 10_000;
    if (part === undefined || part === "") continue;
    const small = /^(?:(\d?)千)?(?:(\d?)百)?(?:(\d?)十)?(\d*)$/.exec(part);
    if (small === null) return null;
    const unit = (index: number, sign: string, size: number): number =>
      part.includes(sign) ? Number(small[index] || "1") * size : 0;
    const value = unit(1, "千", 1000) + unit(2, "百", 100) + unit(3, "十", 10) + Number(small[4] || "0");
    if (value === 0 && part !== match.at(-1)) return null;
    total += value;
  }
  return total;
}

const kanji: Solver = ([one = "", two = ""]) => {
  const [reader, speller] = [functionOf(one), functionOf(two)];
  const large = found(/大きい位は([万億兆・]+)。/, one).replaceAll("・", "");
  const flag = found(/n: int, (\w+): bool/, two);
  const [olds = "", news = ""] = [found(/=True では(.+?)を/, two), found(/=True では.+?を(.+?)に替え/, two)].map(
    (list) => list.replaceAll("・", ""),
  );
  const keeps = two.includes("「一千」とします");
  const inputs = [
    "〇",
    "零",
    "七",
    "十",
    "二十",
    "百五",
    "三千二百一",
    "二〇二四",
    "１２",
    "12億3千万",
    "千万",
    "一億",
    "五千六百七十八万九千",
    "3千",
    "百億",
    "二〇万",
  ];
  const wrong = [
    "",
    "十百",
    "五十十",
    "三万二億",
    "12百",
    "万",
    "〇万",
    "億",
    "五千千",
    "1.5",
    "一二十",
    "ab",
    "三万四万",
    "兆",
    "マイナス三",
  ];
  const read = (input: string, want: number | null): Case => ({
    call: `${reader}(${text(input)})`,
    want: want === null ? ERROR : want,
  });
  const cases = [...inputs, ...wrong, "三兆五億"].map((input) =>
    read(input, wrong.includes(input) ? null : kanjiValue(input, large)),
  );
  const spell = (value: number, formal: boolean): string => {
    if (value === 0) return "零";
    const groups = String(value).split(/(?=(?:\d{4})+$)/);
    const words = groups.map((group, index) => {
      const unit = ["", ...large][groups.length - 1 - index] ?? "";
      const padded = group.padStart(4, "0");
      const text = [..."千百十一"].map((small, place) => {
        const digit = Number(padded[place]);
        const name = small === "一" ? "" : small;
        if (digit === 0) return "";
        const silent = !formal && digit === 1 && name !== "" && !(keeps && small === "千" && unit !== "");
        return (silent ? "" : "〇一二三四五六七八九".charAt(digit)) + name;
      });
      return text.join("") === "" ? "" : text.join("") + unit;
    });
    return [...words.join("")].map((c) => (formal && olds.includes(c) ? news.charAt(olds.indexOf(c)) : c)).join("");
  };
  const values = [
    0, 1, 10, 11, 100, 110, 1000, 1111, 10_000, 10_001, 11_000_000, 12_345_678, 100_000_000, 120_000_000_000,
    99_999_999, 30_005_000,
  ].filter((value) => value < 10_000 ** (large.length + 1));
  const sample = Number(found(/_?\w+\((\d+)\) の戻り値/, two));
  return [
    python(cases),
    python([
      ...cases,
      ...[...values, sample].flatMap((value) => [
        { call: `${speller}(${value})`, want: spell(value, false) },
        { call: `${speller}(${value}, ${flag}=True)`, want: spell(value, true) },
        { call: `${reader}(${text(spell(value, true))})`, want: value },
      ]),
      {
        call: `${reader}("${[...olds].map((old, index) => (old === "一" ? `${news.charAt(index)}十` : "")).join("")}")`,
        want: 10,
      },
      { call: `${speller}(${10_000 ** (large.length + 1)})`, want: ERROR },
    ]),
  ];
};

const kana: Solver = ([one = "", two = ""]) => {
  const [convert, key] = [functionOf(one), functionOf(two)];
  const toHira = one.includes("対応する平仮名");
  const [low, high, step] = toHira ? [0x30a1, 0x30f6, -0x60] : [0x3041, 0x3096, 0x60];
  const narrow = one.includes("全角空白（U+3000）は半角空白に変えます");
  const drops = two.includes("記号を取り除きます");
  const change = (input: string): string =>
    Array.from(input, (c) => {
      const code = c.codePointAt(0) ?? 0;
      if (narrow && code === 0x3000) return " ";
      const mark = toHira ? "ヽヾ" : "ゝゞ";
      return (code >= low && code <= high) || mark.includes(c) ? String.fromCodePoint(code + step) : c;
    }).join("");
  const hira = (c: string): string => c.replace(/[ァ-ヶ]/, (k) => String.fromCharCode(k.charCodeAt(0) - 0x60));
  const back = (c: string): string =>
    toHira ? c : c.replace(/[ぁ-ゖ]/, (k) => String.fromCharCode(k.charCodeAt(0) + 0x60));
  const smallToo = two.includes("小書きの仮名も母音を持つ");
  const strips = /取った文字にする。\n・[ゞヾ]/.test(two);
  const rows = [
    "あかさたなはまやらわ",
    "いきしちにひみりゐ",
    "うくすつぬふむゆる",
    "えけせてねへめれゑ",
    "おこそとのほもよろを",
  ];
  const bare = (c: string): string => hira(c).normalize("NFD").charAt(0);
  const vowel = (c: string): string | null => {
    const large = {
      ぁ: "あ",
      ぃ: "い",
      ぅ: "う",
      ぇ: "え",
      ぉ: "お",
      ゃ: "や",
      ゅ: "ゆ",
      ょ: "よ",
      ゎ: "わ",
      ゕ: "か",
      ゖ: "け",
    }[hira(c)];
    if (large !== undefined && !smallToo) return null;
    const index = rows.findIndex((row) => row.includes(large ?? bare(c)));
    return index < 0 || hira(c) === "っ" ? null : "あいうえお".charAt(index);
  };
  const open = (input: string): string => {
    let out = "";
    for (const c of change(input)) {
      const last = out.slice(-1);
      const isKana = last !== "" && (toHira ? /[ぁ-ゖ]/ : /[ァ-ヶ]/).test(last);
      const voiced = back(`${bare(last)}\u3099`.normalize("NFC").charAt(0));
      const isMark = (toHira ? "ーゝゞ" : "ーヽヾ").includes(c);
      if (isKana && c === "ー") out += vowel(last) === null ? (drops ? "" : c) : back(vowel(last) ?? "");
      else if (!isKana && isMark) out += drops ? "" : c;
      else if (isKana && (toHira ? "ゝ" : "ヽ") === c) out += strips ? back(bare(last)) : last;
      else if (isKana && (toHira ? "ゞ" : "ヾ") === c)
        out += toHira
          ? voiced
          : back(
              hira(`${bare(last)}\u3099`)
                .normalize("NFC")
                .charAt(0),
            );
      else out += c;
    }
    return out;
  };
  const inputs = [
    "",
    "カーネーション",
    "かーねーしょん",
    "漢字とｶﾅ",
    "ヴァイオリン",
    "いすゞ",
    "イスヾ",
    "ヽゝ",
    "ァヶ",
    "ぁゖ",
    "ー",
    "んー",
    "ンー",
    "っー",
    "ッー",
    "きゃーー",
    "キャーー",
    "づゝ",
    "ヅヽ",
    "がゞ",
    "ばゝ",
    "パヽ",
    "こゝろ",
    "ココヾロ",
    "あゞ",
    "abc",
    "A-ー",
    "ティー",
    "てぃー",
    "ゔー",
    "カナ　かな",
    "んーゝー",
    "ンーヽー",
    "漢ーヾあー",
    "ァーヽ",
  ];
  const call = (name: string, input: string, want: string): Case => ({ call: `${name}(${text(input)})`, want });
  const cases = inputs.map((input) => call(convert, input, change(input)));
  return [javascript(cases), javascript([...cases, ...inputs.map((input) => call(key, input, open(input)))])];
};

const eraStarts: readonly (readonly [string, string, number])[] = [
  ["明治", "M", 18_680_125],
  ["大正", "T", 19_120_730],
  ["昭和", "S", 19_261_225],
  ["平成", "H", 19_890_108],
  ["令和", "R", 20_190_501],
];

const eras: Solver = ([one = "", two = ""]) => {
  const [format, parse] = [functionOf(found(/関数 (\w+\()/, one)), functionOf(found(/逆向きの (\w+\()/, two))];
  const names = found(/元号は(.+?)。/, one).split("・");
  const used = eraStarts.filter(([name]) => names.includes(name));
  const firstDay = used.length === 5 ? 18_730_101 : (used[0]?.[2] ?? 0);
  const padded = one.includes("必ず2桁");
  const gannen = one.includes("だけは「元年」");
  const marks = found(/区切りは (.+?) のどれか/, two).split(" ");
  const days = [
    18_721_231, 18_730_101, 19_120_729, 19_120_730, 19_120_731, 19_261_224, 19_261_225, 19_890_107, 19_890_108,
    20_190_430, 20_190_501, 20_200_229, 20_241_110,
  ];
  const parts = (day: number): [number, number, number] => [
    Math.floor(day / 10_000),
    Math.floor(day / 100) % 100,
    day % 100,
  ];
  const two2 = (value: number): string => (padded ? String(value).padStart(2, "0") : String(value));
  const eraOf = (day: number) => used.findLast(([, , start]) => day >= start);
  const say = (day: number): string | null => {
    const era = eraOf(day);
    if (day < firstDay || era === undefined) return null;
    const [y, m, d] = parts(day);
    const n = y - Math.floor(era[2] / 10_000) + 1;
    return `${era[0]}${n === 1 && gannen ? "元" : n}年${two2(m)}月${two2(d)}日`;
  };
  const cases = days.map(
    (day): Case => ({ call: `${format}(_date(${parts(day).join(", ")}))`, want: say(day) ?? ERROR }),
  );
  const iso = (day: number): string =>
    parts(day)
      .map((value) => String(value).padStart(2, "0"))
      .join("-");
  const read = (input: string, want: string | null): Case => ({
    call: `str(${parse}(${text(input)}))`,
    want: want ?? ERROR,
  });
  const known = (name: string): boolean => names.includes(name);
  const mark = marks[0] ?? "";
  const otherMark = [".", "/", "-", "_", ":"].find((one) => !marks.includes(one)) ?? "";
  return [
    python(cases),
    python([
      ...cases,
      ...days.filter((day) => say(day) !== null).map((day) => read(say(day) ?? "", iso(day))),
      read("昭和64年1月7日", "1989-01-07"),
      read("昭和六十四年一月七日", "1989-01-07"),
      read("昭和６４年一月07日", "1989-01-07"),
      read("昭和64年1月8日", null),
      read("平成元年1月8日", "1989-01-08"),
      read("平成1年1月8日", "1989-01-08"),
      read("平成元年1月7日", null),
      read("令和十年十月二十日", "2028-10-20"),
      read("令和0年5月1日", null),
      read("令和5年2月29日", null),
      read("令和二〇年1月1日", null),
      read("令和一十年1月1日", null),
      read("大正15年12月24日", known("大正") ? "1926-12-24" : null),
      read("明治5年12月31日", null),
      read("明治6年1月1日", known("明治") ? "1873-01-01" : null),
      ...marks.map((one) => read(`S64${one}1${one}7`, "1989-01-07")),
      read(`ｓ６４${mark}１${mark}７`, "1989-01-07"),
      read(`r5${mark}4${mark}30`, "2023-04-30"),
      read(`T1${mark}7${mark}30`, known("大正") ? "1912-07-30" : null),
      read(`S64${mark}1${marks[1] ?? ""}7`, null),
      read(`S64${otherMark}1${otherMark}7`, null),
      read(`S元${mark}1${mark}7`, null),
      read("", null),
      read("昭和64年1月7日 ", null),
    ]),
  ];
};

const order: Solver = ([one = "", two = ""]) => {
  const [sort, index] = [found(/関数 (\w+)\(/, one), found(/作る (\w+)\(/, two)];
  const kanaRow = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん";
  const large = (c: string): string =>
    ({ ぁ: "あ", ぃ: "い", ぅ: "う", ぇ: "え", ぉ: "お", っ: "つ", ゃ: "や", ゅ: "ゆ", ょ: "よ" })[c] ?? c;
  const marks = found(/((?:清音|濁音|半濁音)＜(?:清音|濁音|半濁音)＜(?:清音|濁音|半濁音))/, one).split("＜");
  const markOf = (c: string): number =>
    marks.indexOf(
      ["清音", "濁音", "半濁音"][["", "\u3099", "\u309a"].indexOf(large(c).normalize("NFD").slice(1))] ?? "",
    );
  const smallFirst = one.includes("小書き＜普通の大きさ");
  const sizeOf = (c: string): number => (large(c) === c ? (smallFirst ? 1 : 0) : smallFirst ? 0 : 1);
  const sizeSecond = /第2段階：[^\n]*大きさ/.test(one);
  const keyOf = (word: string): string[] => {
    const code = (values: number[]): string => values.map((value) => String.fromCharCode(65 + value)).join("");
    const letters = [...word];
    const [mark, size] = [code(letters.map(markOf)), code(letters.map(sizeOf))];
    return [
      code(letters.map((c) => kanaRow.indexOf(large(c).normalize("NFD").charAt(0)))),
      ...(sizeSecond ? [size, mark] : [mark, size]),
    ];
  };
  const compare = (a: string, b: string): number => {
    const [x, y] = [keyOf(a), keyOf(b)];
    for (const level of [0, 1, 2]) {
      const [p = "", q = ""] = [x[level], y[level]];
      if (p !== q) return p < q ? -1 : 1;
    }
    return 0;
  };
  const words = [
    "はは",
    "ばは",
    "ぱは",
    "はば",
    "ははは",
    "びょういん",
    "びよういん",
    "ひよういん",
    "つつ",
    "っつ",
    "づつ",
    "つっ",
    "か",
    "が",
    "かか",
    "がか",
    "かが",
    "ん",
    "を",
    "あ",
    "きやく",
    "きゃく",
    "ぎやく",
    "ぎゃく",
    "ぽか",
    "ほか",
    "ぼか",
  ];
  const input = [...words].reverse();
  const cases = [
    { call: `${sort}(${text(input)})`, want: [...input].sort(compare) },
    { call: `${sort}([])`, want: [] },
    { call: `(() => { const a = ${text(input)}; ${sort}(a); return a; })()`, want: input },
  ];
  const [name = "", yomi = ""] = found(/entriesは \{(\w+, \w+)\}/, two).split(", ");
  const [heading = "", names = ""] = found(/返すのは \{(\w+, \w+)\}/, two).split(", ");
  const kata = (word: string): string => word.replace(/[ぁ-ん]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60));
  const readings = [...input, "ぎおん", "をん", "ろば", "ゃ"].map((word, at) => ({
    word,
    yomi: at % 2 === 0 ? word : kata(word),
    name: `語${at}`,
  }));
  const rows = [..."あかさたなはまやらわ"].map((row, at, all) => {
    const [from, to] = [kanaRow.indexOf(row), at + 1 < all.length ? kanaRow.indexOf(all[at + 1] ?? "") : 99];
    const inside = readings.filter(({ word }) => {
      const place = kanaRow.indexOf(large(word.charAt(0)).normalize("NFD").charAt(0));
      return place >= from && place < to;
    });
    return { [heading]: row, [names]: inside.sort((a, b) => compare(a.word, b.word)).map((one) => one.name) };
  });
  const entries = readings.map((one) => ({ [name]: one.name, [yomi]: one.yomi }));
  return [
    javascript(cases),
    javascript([
      ...cases,
      { call: `${index}(${text(entries)})`, want: rows.filter((row) => row[names]?.length !== 0) },
      { call: `${index}([])`, want: [] },
    ]),
  ];
};

const fiscal: Solver = ([one = "", two = ""]) => {
  const create = found(/(CREATE TABLE .*?);/, one);
  const month = Number(found(/年度（(\d+)月1日から/, one));
  const group = found(/nendo（整数）、(\w+)、/, one);
  const newest = one.includes("nendo の大きい順");
  const largest = one.includes("goukei の大きい順");
  const decimals = Number(found(/小数第(\d)位/, two));
  const places = ["北", "南", "東"];
  const rows: [string, string, number][] = [];
  for (const [index, place] of places.entries()) {
    for (let year = 2020; year <= 2024; year++) {
      if (place === "南" && year === 2022) continue;
      for (let m = 1; m <= 12; m++)
        rows.push([
          `${year}-${String(m).padStart(2, "0")}-${m % 2 === 0 ? "01" : "28"}`,
          place,
          (year - 2019) * (index + 2) * 7 + m * 3 - (place === "東" && year === 2023 ? 400 : 0),
        ]);
    }
  }
  rows.push(["2030-12-31", "西", 0], ["2031-12-31", "西", 5], ["2031-12-31", "北", 5]);
  const sums = new Map<string, number>();
  for (const [day, place, value] of rows) {
    const year = Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) < month ? 1 : 0);
    sums.set(`${year} ${place}`, (sums.get(`${year} ${place}`) ?? 0) + value);
  }
  const table = [...sums].map(([key, total]): [number, string, number] => [
    Number(key.split(" ")[0]),
    key.split(" ")[1] ?? "",
    total,
  ]);
  table.sort(
    (a, b) =>
      (newest ? b[0] - a[0] : a[0] - b[0]) ||
      (largest ? b[2] - a[2] : a[2] - b[2]) ||
      Buffer.compare(Buffer.from(a[1]), Buffer.from(b[1])),
  );
  const more = table.map(([year, place, total]) => {
    const before = sums.get(`${year - 1} ${place}`) ?? null;
    const rate =
      before === null || before === 0
        ? null
        : Math.sign((total - before) * before) *
          (Math.round(Math.abs(((total - before) / before) * 100 * 10 ** decimals)) / 10 ** decimals);
    return [year, place, total, before, rate];
  });
  const check = (want: unknown): CodeCheck => ({ language: "sql", create, rows, cases: [{ call: "sql", want }] });
  return [
    check([["nendo", group, "goukei"], ...table]),
    check([["nendo", group, "goukei", "zennendo", "zougen"], ...more]),
  ];
};

const columns: Solver = ([one = "", two = ""]) => {
  const [pad, fit] = [found(/def (\w+)\(/, one), found(/切り詰める (\w+)\(/, two)];
  const right = one.includes("の右に空白");
  const wideA = one.includes("F・W・A");
  const mark = found(/「(.)」（U\+/, two);
  const atEnd = two.includes("末尾に「");
  const width = (input: string): number =>
    [...input].reduce((sum, c) => sum + (/[…‥①※α]/.test(c) ? (wideA ? 2 : 1) : /[\x20-\x7e｡-ﾟ]/.test(c) ? 1 : 2), 0);
  const padded = (input: string, size: number): string => {
    const gap = " ".repeat(Math.max(0, size - width(input)));
    return right ? input + gap : gap + input;
  };
  const fitted = (input: string, size: number): string => {
    if (width(input) <= size) return padded(input, size);
    const letters = [...input];
    const cuts = letters.map((_, count) =>
      atEnd ? letters.slice(0, count).join("") + mark : mark + letters.slice(letters.length - count).join(""),
    );
    return padded(cuts.filter((cut) => width(cut) <= size).at(-1) ?? "", size);
  };
  const inputs = ["", "ﾗｰﾒﾝ", "ラーメン", "abc", "①※α", "…", "Ａ1ｱあ", "特製カレーﾗｲｽset", "ｶﾞｷﾞ漢字"];
  const call = (name: string, input: string, size: number, want: string): Case => ({
    call: `${name}(${text(input)}, ${size})`,
    want,
  });
  const cases = inputs.flatMap((input) => [0, 4, 9, 14].map((size) => call(pad, input, size, padded(input, size))));
  const sample = /\("([^"]+)", (\d+)\) の戻り値/.exec(two);
  const [name = "", size = 0] = [sample?.[1], Number(sample?.[2])];
  return [
    python(cases),
    python([
      ...cases,
      ...[...inputs, name].flatMap((input) =>
        [2, 3, 4, 5, 6, 7, 8, 9, 13, size].map((one) => call(fit, input, one, fitted(input, one))),
      ),
    ]),
  ];
};

const holidays: Solver = ([one = "", two = ""]) => {
  const [name, due] = [found(/関数 (\w+)\(year/, one), found(/関数 (\w+)\(year: int, month/, two)];
  const [substitute, bridge] = [found(/ない日」を「(.+?)」として/, one), found(/ない日を「(.+?)」として/, two)];
  const list = found(/祝日とします。\n\n(.+?)。\n/, one).split("、");
  const forward = two.includes("翌日以降");
  const iso = (date: Date): string => date.toISOString().slice(0, 10);
  const next = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);
  const base = (year: number): Map<string, string> => {
    const map = new Map<string, string>();
    for (const entry of list) {
      const fixed = /^(.+?)(\d+)\/(\d+)$/.exec(entry);
      const monday = /^(.+?)(\d+)月第(\d)月曜$/.exec(entry);
      if (fixed !== null)
        map.set(iso(new Date(Date.UTC(year, Number(fixed[2]) - 1, Number(fixed[3])))), fixed[1] ?? "");
      else if (monday !== null) {
        const mondays = Array.from(
          { length: 31 },
          (_, day) => new Date(Date.UTC(year, Number(monday[2]) - 1, day + 1)),
        ).filter((date) => date.getUTCDay() === 1);
        map.set(iso(mondays[Number(monday[3]) - 1] ?? new Date(0)), monday[1] ?? "");
      }
    }
    return map;
  };
  const calendar = (year: number, bridges: boolean): Record<string, string> => {
    const fixed = base(year);
    const all = new Map(fixed);
    for (const day of fixed.keys()) {
      if (new Date(day).getUTCDay() !== 0) continue;
      let date = next(new Date(day), 1);
      while (fixed.has(iso(date))) date = next(date, 1);
      all.set(iso(date), substitute);
    }
    for (let date = new Date(Date.UTC(year, 0, 1)); bridges && date.getUTCFullYear() === year; date = next(date, 1)) {
      if (!all.has(iso(date)) && fixed.has(iso(next(date, -1))) && fixed.has(iso(next(date, 1))))
        all.set(iso(date), bridge);
    }
    return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const pay = (year: number, month: number, day: number): string => {
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    let date = new Date(Date.UTC(year, month - 1, Math.min(day, last)));
    const closed = (one: Date): boolean =>
      [0, 6].includes(one.getUTCDay()) ||
      iso(one) in calendar(one.getUTCFullYear(), true) ||
      ["12-31", "01-01", "01-02", "01-03"].includes(iso(one).slice(5));
    while (closed(date)) date = next(date, forward ? 1 : -1);
    return iso(date);
  };
  const years = [2025, 2027, 2028, 2032, 2040, 2060, 2099];
  const say = (bridges: boolean): Case[] =>
    years.map((year) => ({ call: `{str(k): v for k, v in ${name}(${year}).items()}`, want: calendar(year, bridges) }));
  const dates = [2027, 2030, 2044].flatMap((year) =>
    [1, 2, 4, 5, 8, 11].flatMap((month) => [1, 3, 10, 22, 31].map((day) => [year, month, day] as const)),
  );
  return [
    python(say(false)),
    python([
      ...say(true),
      ...dates.map(([year, month, day]) => ({
        call: `str(${due}(${year}, ${month}, ${day}))`,
        want: pay(year, month, day),
      })),
    ]),
  ];
};

const accounts: Solver = ([one = "", two = ""]) => {
  const [convert, account] = [found(/関数 (\w+)\(/, one), found(/名義にする (\w+)\(/, two)];
  const wo = found(/ヲ・を・ｦは (.) にする/, one);
  const width = Number(found(/ちょうど(\d+)文字/, two));
  const forms = [...two.matchAll(/([ァ-ヴー]+(?:ガイシャ|ホウジン))→([ｦ-ﾟ]+)/g)].map((match): [string, string] => [
    match[1] ?? "",
    match[2] ?? "",
  ]);
  const small: Readonly<Record<string, string>> = {
    ｧ: "ｱ",
    ｨ: "ｲ",
    ｩ: "ｳ",
    ｪ: "ｴ",
    ｫ: "ｵ",
    ｯ: "ﾂ",
    ｬ: "ﾔ",
    ｭ: "ﾕ",
    ｮ: "ﾖ",
  };
  // Every half-width letter with the full-width one that it is by NFKC, read the other way round.
  const halves = new Map(
    Array.from("ｦｧｨｩｪｫｬｭｮｯｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ", (c) => [c.normalize("NFKC"), c]),
  );
  const change = (input: string): string | null => {
    let out = "";
    for (const c of input.normalize("NFD")) {
      const kata = c.replace(/[ぁ-ゖ]/, (k) => String.fromCharCode(k.charCodeAt(0) + 0x60));
      const narrow = kata === "ヮ" ? "ﾜ" : (halves.get(kata) ?? kata);
      const letter = "ｦ" === narrow ? wo : (small[narrow] ?? narrow);
      if (/[ｦｱ-ﾝ]/.test(letter)) out += letter;
      else if ("\u3099ﾞ".includes(c)) out += "ﾞ";
      else if ("\u309aﾟ".includes(c)) out += "ﾟ";
      else if ("ーｰ－-".includes(c)) out += "-";
      else if ("・.".includes(c)) out += ".";
      else if (/^[（）()　 A-Za-zＡ-Ｚａ-ｚ0-9０-９]$/.test(c)) out += c.normalize("NFKC").toUpperCase();
      else return null;
    }
    return out;
  };
  const title = (input: string): string => {
    const form = forms.find(([formal]) => input.includes(formal));
    let whole = change(input) ?? "";
    if (form !== undefined) {
      const [before = "", after = ""] = input.split(form[0]).map((part) => change(part.trim()) ?? "");
      whole =
        before === "" ? `${form[1]})${after}` : after === "" ? `${before}(${form[1]}` : `${before}(${form[1]})${after}`;
    }
    if (whole.length <= width) return whole.padEnd(width, " ");
    const cut = whole.slice(0, "ﾞﾟ".includes(whole.charAt(width)) ? width - 1 : width);
    return cut.padEnd(width, " ");
  };
  const inputs = [
    "",
    "ガッコウ",
    "がっこう",
    "ｶﾞｯｺｳ",
    "ヴァイオリン",
    "シャ・ル（ア）",
    "ヲをｦ",
    "－-ーｰ",
    "Abc１２ａ",
    "ａ　b",
    "漢字",
    "＆",
    "ヰ",
    "ヶ",
    "ゑ",
    "ヮゎ",
    "パピプ",
    "(.)",
  ];
  const sample = found(/\("([^"]+)"\) の戻り値/, two);
  const names = [
    sample,
    ...forms.flatMap(([formal]) => [
      `${formal}　ミドリ`,
      `ミドリ　${formal}`,
      `ミドリ${formal}シテン`,
      `${formal}${"ア".repeat(width - 4)}ガギグゲゴ`,
      `${formal}${"ア".repeat(width - 3)}パピプ`,
    ]),
    "タダノナマエ",
  ];
  const cases = inputs.map((input): Case => ({ call: `${convert}(${text(input)})`, want: change(input) ?? ERROR }));
  return [
    javascript(cases),
    javascript([...cases, ...names.map((input) => ({ call: `${account}(${text(input)})`, want: title(input) }))]),
  ];
};

const rubies: Solver = ([one = "", two = ""]) => {
  const name = found(/関数 (\w+)\(/, one);
  const flag = found(/, (\w+): bool = False/, two);
  const [bar = "", open = "", close = ""] = [...found(/ならない(.{3})は、そのまま/u, one)];
  const shape = found(/どちらも (.+?) にする/, one);
  const [pageBreak, rule] = [found(/行全体が「(.+?)」だけの行/, two), found(/だけの行は (.+?) に置き換え/, two)];
  const byBase = two.includes("親文字が同じものは");
  const escaped = (part: string): string =>
    part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const special = [bar, open, close, "\n"];
  /** Scans by hand, from the left, without a pattern for the whole. */
  const convert = (input: string, once: boolean, pages: boolean): string => {
    const seen = new Set<string>();
    return input
      .split("\n")
      .map((line) => {
        if (pages && line === pageBreak) {
          seen.clear();
          return rule;
        }
        const letters = [...line];
        let out = "";
        for (let at = 0; at < letters.length; ) {
          const marked = letters[at] === bar;
          let end = marked ? at + 1 : at;
          while (
            end < letters.length &&
            (marked ? !special.includes(letters[end] ?? "") : /[一-鿿々]/.test(letters[end] ?? ""))
          )
            end++;
          const base = letters.slice(marked ? at + 1 : at, end).join("");
          let stop = end + 1;
          while (stop < letters.length && !special.includes(letters[stop] ?? "")) stop++;
          const yomi = letters.slice(end + 1, stop).join("");
          if (base !== "" && letters[end] === open && yomi !== "" && letters[stop] === close) {
            const key = byBase ? base : `${base}\n${yomi}`;
            out +=
              once && seen.has(key)
                ? escaped(base)
                : shape.replace("親文字", () => escaped(base)).replace("よみ", () => escaped(yomi));
            seen.add(key);
            at = stop + 1;
          } else {
            const keep = marked || base === "" ? 1 : base.length;
            out += escaped(letters.slice(at, at + keep).join(""));
            at += keep;
          }
        }
        return out;
      })
      .join("\n");
  };
  const make = (base: string, yomi: string, mark = ""): string => `${mark}${base}${open}${yomi}${close}`;
  const inputs = [
    "",
    "a & b <c>",
    make("東京", "とうきょう"),
    `今日は${make("東京", "とうきょう")}です`,
    make("武蔵野A&B", "む<さ>", bar),
    `${bar}${open}${close}`,
    `漢字${open}${close}`,
    `${bar}あ${open}い`,
    `ひら${open}がな${close}`,
    `${bar}${bar}${make("山", "やま")}`,
    `${make("人々", "ひとびと")}${make("人々", "ひとびと")}`,
    `${make("上手", "じょうず")}と${make("上手", "うわて")}と${make("上手", "じょうず")}`,
    `${make("川", "かわ")}\n${pageBreak}\n${make("川", "かわ")}${make("川", "かわ", bar)}`,
    `${pageBreak} \n${make("<b>", "び", bar)}${make("<b>", "び", bar)}`,
    `"引用"`,
  ];
  const first = inputs.map((input): Case => ({ call: `${name}(${text(input)})`, want: convert(input, false, false) }));
  const again = inputs.flatMap((input): Case[] => [
    { call: `${name}(${text(input)})`, want: convert(input, false, true) },
    { call: `${name}(${text(input)}, ${flag}=True)`, want: convert(input, true, true) },
  ]);
  return [python(first), python(again)];
};

/** By question id. */
export const codeSolvers: Readonly<Record<string, Solver>> = {
  241: numbers,
  242: kanji,
  243: kana,
  244: eras,
  245: order,
  246: fiscal,
  247: columns,
  248: holidays,
  249: accounts,
  250: rubies,
};

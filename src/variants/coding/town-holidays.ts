import { must } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

/** `week` 0: the day itself; else the nth Monday of the month. */
interface Holiday {
  readonly name: string;
  readonly month: number;
  readonly day: number;
  readonly week: number;
}

interface Parameters {
  readonly place: string;
  readonly holidays: string;
  readonly due: string;
  readonly list: readonly Holiday[];
  readonly substitute: string;
  readonly bridge: string;
  /** Whether a day of payment moves forward in time. */
  readonly forward: boolean;
  readonly year: number;
}

// None is bound to a season, to the sea or to the rank of a town.
const names = [
  "ふるさとの日",
  "図書館の日",
  "時計台の日",
  "読書の日",
  "音楽の日",
  "星の日",
  "川の日",
  "風の日",
  "森の日",
  "橋の日",
  "市場の日",
  "工芸の日",
  "絵本の日",
  "散歩の日",
];

const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000;
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

function dateOf({ month, day, week }: Holiday, year: number): number {
  if (week === 0) return dayOf(year, month, day);
  const first = dayOf(year, month, 1);
  return first + ((8 - weekdayOf(first)) % 7) + 7 * (week - 1);
}

/** Days of the substitutes and of the bridges of a year. */
function extras({ list, year }: Parameters): { substitutes: number[]; bridges: number[] } {
  const base = list.map((holiday) => dateOf(holiday, year)).sort((a, b) => a - b);
  const substitutes = base
    .filter((day) => weekdayOf(day) === 0)
    .map((day) => {
      let next = day + 1;
      while (base.includes(next)) next++;
      return next;
    });
  const bridges = base
    .map((day) => day + 1)
    .filter((day) => !base.includes(day) && !substitutes.includes(day) && base.includes(day + 1));
  return { substitutes: [...new Set(substitutes)], bridges };
}

const words = (day: number): string => {
  const date = new Date(day * 86_400_000);
  return `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
};

export const townHolidays = defineGenerator<Parameters>({
  id: "248",
  version: 2,
  category: "coding",
  difficulty: "hard",
  keeps:
    "nine holidays, three of them by weekday, two fixed ones with a day between; a substitute, a bridge and a day of payment; the sample year has one or two substitutes and exactly one bridge",
  original: {
    place: "日本（一部の祝日）",
    holidays: "holidays",
    due: "withdrawal_date",
    list: [
      { name: "成人の日", month: 1, day: 0, week: 2 },
      { name: "建国記念の日", month: 2, day: 11, week: 0 },
      { name: "昭和の日", month: 4, day: 29, week: 0 },
      { name: "憲法記念日", month: 5, day: 3, week: 0 },
      { name: "みどりの日", month: 5, day: 4, week: 0 },
      { name: "こどもの日", month: 5, day: 5, week: 0 },
      { name: "敬老の日", month: 9, day: 0, week: 3 },
      { name: "秋分の日", month: 9, day: 23, week: 0 },
      { name: "文化の日", month: 11, day: 3, week: 0 },
    ],
    substitute: "振替休日",
    bridge: "国民の休日",
    forward: true,
    year: 2026,
  },
  draw(random) {
    const chosen = pickSome(random, names, 9);
    const months = pickSome(random, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 7).sort((a, b) => a - b);
    const fixed = (index: number, name: string, day: number): Holiday => ({
      name,
      month: at(months, index),
      day,
      week: 0,
    });
    const pair = between(random, 4, 22);
    const list = [
      { name: at(chosen, 0), month: at(months, 0), day: 0, week: between(random, 2, 4) },
      fixed(1, at(chosen, 1), between(random, 3, 27)),
      { name: at(chosen, 2), month: at(months, 2), day: 0, week: between(random, 1, 3) },
      fixed(3, at(chosen, 3), pair),
      fixed(3, at(chosen, 4), pair + 2),
      fixed(4, at(chosen, 5), between(random, 3, 26)),
      { name: at(chosen, 6), month: at(months, 5), day: 0, week: between(random, 2, 4) },
      fixed(6, at(chosen, 7), between(random, 3, 13)),
      fixed(6, at(chosen, 8), between(random, 16, 27)),
    ];
    const p = {
      place: pick(random, ["みなと町", "星見村", "川辺市", "風早町"]),
      holidays: pick(random, ["town_holidays", "local_holidays", "days_off"]),
      due: pick(random, ["payment_date", "transfer_date", "due_date"]),
      list,
      substitute: pick(random, ["代わりの休日", "繰越休日"]),
      bridge: pick(random, ["つなぎの休日", "谷間の休日"]),
      forward: between(random, 0, 1) === 1,
      year: between(random, 2027, 2060),
    };
    const { substitutes, bridges } = extras(p);
    return substitutes.length >= 1 && substitutes.length <= 2 && bridges.length === 1 ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { holidays, due, list, substitute, bridge, forward, year } = p;
  const weeks = ["", "第1", "第2", "第3", "第4"];
  const told = list.map(({ name, month, day, week }) =>
    week === 0 ? `${name}${month}/${day}` : `${name}${month}月${at(weeks, week)}月曜`,
  );
  const lines = list.map(({ name, month, day, week }) =>
    week === 0
      ? `        date(year, ${month}, ${day}): "${name}",`
      : `        _nth_monday(year, ${month}, ${week}): "${name}",`,
  );
  const found = extras(p);
  const [subs, bridges] = [found.substitutes.map(words), found.bridges.map(words)];
  const head = `import datetime

ONE = datetime.timedelta(days=1)


def _nth_monday(year: int, month: int, n: int) -> datetime.date:
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(7 - first.weekday()) % 7 + 7 * (n - 1))


def ${holidays}(year: int) -> dict[datetime.date, str]:
    date = datetime.date
    base = {
${lines.join("\n")}
    }
    result = dict(base)
    for day in base:
        if day.weekday() == 6:
            sub = day + ONE
            while sub in base:
                sub += ONE
            result[sub] = "${substitute}"
`;
  const bridging = `    for day in base:
        between = day + ONE
        if between not in result and between + ONE in base:
            result[between] = "${bridge}"
`;
  const close = "    return dict(sorted(result.items()))\n";
  const payment = `

def ${due}(year: int, month: int, day: int) -> datetime.date:
    last = calendar.monthrange(year, month)[1]
    d = datetime.date(year, month, min(day, last))
    while (
        d.weekday() >= 5
        or d in ${holidays}(d.year)
        or (d.month, d.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}
    ):
        d ${forward ? "+" : "-"}= ONE
    return d
`;
  const literals = (text: string): string[] => {
    const [month = "", day = ""] = text.split(/[月日]/);
    return [
      text,
      `${month}/${day}`,
      `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`,
      `${year}/${month}/${day}`,
      `${year}-${month}-${day}`,
    ];
  };
  const move = forward
    ? "それらに当たらない翌日以降の最初の日を返します（2099年12月は渡されません）"
    : "それらに当たらない前日以前で最も近い日を返します（2025年1月は渡されません）";
  return [
    {
      question: `2025年から2099年までを対象に、架空の自治体「${p.place}」の休日を規則から求めるPythonの関数 ${holidays}(year: int) -> dict[datetime.date, str] を書いてください。キーは日付、値は名称です。日本の祝日は考えず、次の${list.length}つだけを祝日とします。

${told.join("、")}。
上の祝日が日曜に当たるときは、その日の後で最も近い「上の祝日でない日」を「${substitute}」として加える。

この段階では、それ以外の休日は入れません。標準ライブラリだけを使い、コードブロックは1つにしてください。`,
      reference: `先に${list.length}つの祝日だけの表を作り、その表を見ながら「${substitute}」を足します。祝日が続く場合も、空いている日まで進めれば済みます。

${block("python", head + close)}`,
      answer: `${holidays} ${told.join("、")}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${holidays}(`),
        must(`「${substitute}」を加えている`, substitute),
        must("連続する祝日でも空いている日まで進める処理がある", "while", "next(", "count(", "range(1,"),
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `二点を加えてください。まず ${holidays} に、前日と翌日がともに元の表の${list.length}つの祝日（${substitute}は数えない）で、自身は祝日でも${substitute}でもない日を「${bridge}」として入れます。次に、会費の支払日を決める関数 ${due}(year: int, month: int, day: int) -> datetime.date を書きます。その月にその日がなければ月末日を指定日とし、指定日が土曜・日曜・${holidays} の日・12月31日〜1月3日のいずれかなら、${move}。全体を1つのコードブロックで示し、その後に${year}年の「${substitute}」と「${bridge}」の日付を1行で書いてください。`,
      reference: `${block("python", `import calendar\n${head}${bridging}${close}${payment}`)}

${year}年の「${substitute}」は${subs.join("と")}、「${bridge}」は${bridges.join("と")}です。`,
      answer: `${year}年の「${substitute}」は${subs.join("と")}、「${bridge}」は${bridges.join("と")}`,
      checkpoints: [
        must(`「${bridge}」を加えている`, bridge),
        must("支払日の関数を定義している", `def${due}(`),
        ...subs.map((text) => must(`${year}年の「${substitute}」に${text}がある`, ...literals(text))),
        ...bridges.map((text) => must(`${year}年の「${bridge}」は${text}`, ...literals(text))),
      ],
      constraints: [
        { kind: "code", language: "python" },
        { kind: "require", words: [due, bridge] },
      ],
    },
  ];
}

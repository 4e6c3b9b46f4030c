import type { Checkpoint } from "../../questions/annotations.ts";
import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurn, type VariantTurns } from "../generator.ts";
import { listed, weekdays } from "../japanese.ts";
import { eveningBefore, floorsBetween, morningOf } from "./notice-literals.ts";

interface Parameters {
  /** Index into `scenes`. */
  readonly scene: number;
  readonly building: string;
  /** Month, day, weekday (0 Sunday), hours after noon. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hours: readonly number[];
  readonly floors: readonly number[];
  readonly phone: string;
  /** The three items that differ, from the smallest: 1 the end, 2 the top floor, 5 the time limit, 6 the telephone. */
  readonly wrong: readonly number[];
  /** What the English version says there: the end, the top floor, the telephone. */
  readonly otherEnd: number;
  readonly otherTop: number;
  readonly otherPhone: string;
}

interface Scene {
  readonly name: string;
  readonly english: string;
  readonly third: readonly [string, string];
  readonly fourth: readonly [string, string];
  /** What is to be finished beforehand, to be followed by when. */
  readonly fifth: readonly [string, string];
  readonly thing: readonly [string, string];
  readonly trouble: Readonly<Record<number, string>>;
}

const scenes: readonly Scene[] = [
  {
    name: "断水",
    english: "water outage",
    third: ["断水中は屋上のタンクの水も使えません。", "Water from the rooftop tank will also be unavailable."],
    fourth: [
      "断水の後に水が濁るときは、濁りがなくなるまで流してください。",
      "If the water is cloudy afterwards, let it run until it clears.",
    ],
    fifth: ["洗濯機は#までに使い終えてください。", "Please finish using washing machines by #."],
    thing: ["洗濯機", "washing machines"],
    trouble: {
      1: "終わる時刻を早く思い込んだ方は、その時刻に水が出ず、食事の支度などに困ります。",
      2: "対象でないと思った階の方が、水をためないままその時刻を迎えてしまいます。",
      5: "朝でよいと思って洗濯を始めた方が、途中で水を止められかねません。",
      6: "違う番号にかけた方の電話は管理室につながらず、よそのお宅にもご迷惑がかかります。",
    },
  },
  {
    name: "停電",
    english: "power outage",
    third: ["停電中はエレベーターも止まります。", "The elevators will also be out of service."],
    fourth: [
      "停電の後は、時計や家電の設定を確かめてください。",
      "After the outage, please check your clocks and appliances.",
    ],
    fifth: ["パソコンの電源は#までに切ってください。", "Please shut down your computers by #."],
    thing: ["パソコン", "computers"],
    trouble: {
      1: "終わる時刻を早く思い込んだ方は、その時刻に電気が戻らず、夕方の予定が狂います。",
      2: "対象でないと思った階の方が、機器の電源を入れたまま停電を迎えてしまいます。",
      5: "朝でよいと思った方のパソコンが、電源の入ったまま停電に遭うおそれがあります。",
      6: "違う番号にかけた方の電話は管理室につながらず、よそのお宅にもご迷惑がかかります。",
    },
  },
];

const englishDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const englishMonths = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const bilingualNotice = defineGenerator<Parameters>({
  id: "256",
  version: 2,
  category: "extraction",
  difficulty: "basic",
  keeps:
    "six items in two languages, three of which differ; in one of them the English version is right, in the other two the Japanese one",
  original: {
    scene: 0,
    building: "B",
    month: 11,
    day: 14,
    weekday: 4,
    hours: [1, 4],
    floors: [2, 7],
    phone: "2468",
    wrong: [2, 5, 6],
    otherEnd: 4,
    otherTop: 9,
    otherPhone: "2486",
  },
  draw(random) {
    const start = between(random, 1, 2);
    const end = start + between(random, 2, 3);
    const bottom = between(random, 2, 4);
    const top = bottom + between(random, 3, 6);
    const digits = pickSome(random, ["1", "3", "5", "6", "7", "8", "9"], 4);
    const month = between(random, 2, 12);
    const day = between(random, 2, 27);
    return {
      scene: between(random, 0, scenes.length - 1),
      building: pick(random, ["A", "C", "D", "E"]),
      month,
      day,
      weekday: new Date(Date.UTC(2026, month - 1, day)).getUTCDay(),
      hours: [start, end],
      floors: [bottom, top],
      phone: digits.join(""),
      wrong: pickSome(random, [1, 2, 5, 6], 3).sort((a, b) => a - b),
      otherEnd: end + 1,
      otherTop: top + between(random, 1, 3),
      otherPhone: [at(digits, 0), at(digits, 2), at(digits, 1), at(digits, 3)].join(""),
    };
  },
  write,
});

/** What an item says in each version, in the words in which it is reported and corrected. */
interface Difference {
  readonly number: number;
  readonly label: string;
  readonly japanese: string;
  /** The same in the English version, told in Japanese. */
  readonly told: string;
  readonly english: readonly [right: string, wrong: string];
  /** Of what the English version says, in Japanese, and of what is right, in English. */
  readonly literals: readonly [string, ...string[]];
  readonly fixed: readonly [string, ...string[]];
  /** Numbers decide alone. */
  readonly exact: boolean;
}

function differences(p: Parameters, { name, thing }: Scene): Difference[] {
  const [start, end] = [at(p.hours, 0), at(p.hours, 1)];
  const [bottom, top] = [at(p.floors, 0), at(p.floors, 1)];
  const all: Difference[] = [
    {
      number: 1,
      label: "日時",
      japanese: `午後${start}時から${end}時まで`,
      told: `午後${start}時から${p.otherEnd}時まで`,
      english: [`${start}:00 p.m. to ${end}:00 p.m.`, `${start}:00 p.m. to ${p.otherEnd}:00 p.m.`],
      literals: [`${p.otherEnd}時`, `${p.otherEnd}:00`, `${p.otherEnd + 12}時`, `${p.otherEnd + 12}:00`],
      fixed: [`${end}:00`, `${end}p.m.`],
      exact: true,
    },
    {
      number: 2,
      label: "対象",
      japanese: `${p.building}棟の${bottom}階から${top}階まで`,
      told: `${p.building}棟の${bottom}階から${p.otherTop}階まで`,
      english: [
        `Floors ${bottom} through ${top} of Building ${p.building}`,
        `Floors ${bottom} through ${p.otherTop} of Building ${p.building}`,
      ],
      literals: [`${p.otherTop}階`],
      fixed: floorsBetween(bottom, top),
      exact: true,
    },
    {
      number: 5,
      label: at(thing, 0),
      japanese: "前日の夜まで",
      told: "当日の朝まで",
      english: ["the night before", "the morning of that day"],
      literals: morningOf(name, p.day, at(weekdays, p.weekday)),
      fixed: eveningBefore(at(englishMonths, p.month - 1), p.day - 1, at(englishDays, (p.weekday + 6) % 7)),
      exact: false,
    },
    {
      number: 6,
      label: "電話番号",
      japanese: `03-0000-${p.phone}`,
      told: `03-0000-${p.otherPhone}`,
      english: [`03-0000-${p.phone}`, `03-0000-${p.otherPhone}`],
      literals: [p.otherPhone],
      fixed: [p.phone],
      exact: true,
    },
  ];
  return all.filter(({ number }) => p.wrong.includes(number));
}

function write(p: Parameters): VariantTurns {
  const scene = at(scenes, p.scene);
  const found = differences(p, scene);
  const [start, end] = [at(p.hours, 0), at(p.hours, 1)];
  const [bottom, top] = [at(p.floors, 0), at(p.floors, 1)];
  const differs = (number: number): boolean => p.wrong.includes(number);
  const same = [1, 2, 3, 4, 5, 6].filter((number) => !differs(number));
  const answer = found.map(({ number, japanese, told }) => `${number}番 ${japanese}／${told}`).join("、");
  const question = `集合住宅に貼る${scene.name}のお知らせの、日本語版と英語版です。あなたは管理室の事務員として二つを読み比べ、内容の食い違う項目をすべて室長に報告します。食い違いごとに、項目の番号、日本語版の内容、英語版の内容と、このまま貼ると住民にどんな困りごとが起こりうるかを、自分の言葉で書いてください。表でも箇条書きでも文章でもかまいません。番号は「○番」の形で○を算用数字とし、時刻・階数・電話番号も算用数字で書きます。食い違いのない項目の番号は挙げず、全体を450字以内に収めてください。

【日本語版】
１　日時：${p.month}月${p.day}日（${at(weekdays, p.weekday)}）午後${start}時から${end}時まで
２　対象：${p.building}棟の${bottom}階から${top}階まで
３　${scene.third[0]}
４　${scene.fourth[0]}
５　${scene.fifth[0].replace("#", "前日の夜")}
６　問い合わせ：管理室（03-0000-${p.phone}）、平日の午前9時から午後5時まで

【英語版】
1. Date and time: ${at(englishDays, p.weekday)}, ${at(englishMonths, p.month - 1)} ${p.day}, ${start}:00 p.m. to ${differs(1) ? p.otherEnd : end}:00 p.m.
2. Area: Floors ${bottom} through ${differs(2) ? p.otherTop : top} of Building ${p.building}
3. ${scene.third[1]}
4. ${scene.fourth[1]}
5. ${scene.fifth[1].replace("#", differs(5) ? "the morning of that day" : "the night before")}
6. Inquiries: Management office (03-0000-${differs(6) ? p.otherPhone : p.phone}), weekdays, 9:00 a.m. to 5:00 p.m.`;
  const first: VariantTurn = {
    question,
    reference: `お知らせを読み比べた結果、次の三つの項目で内容が食い違っていました。

${found.map(({ number, label, japanese, told }) => `・${number}番（${label}）\n日本語版は${japanese}、英語版は${told}です。${scene.trouble[number] ?? ""}`).join("\n")}`,
    answer,
    checkpoints: [
      ...found.map(({ number, told, literals, exact }) =>
        (exact ? mustExactly : must)(`${number}番を挙げ、英語版だけが${told}`, ...literals),
      ),
      must("食い違いごとに、起こりうる困りごとを述べている"),
      mustNot(
        `食い違いのない${listed(same.map((number) => `${number}番`))}を挙げていない`,
        ...same.map((number) => `${number}番`),
      ),
    ],
    constraints: [{ kind: "max-characters", value: 450 }],
  };
  return [first, corrections(scene, found)];
}

function corrections(scene: Scene, found: readonly Difference[]): VariantTurn {
  const [first, ...others] = found;
  if (first === undefined) throw new RangeError("nothing differs");
  const last = at(others, others.length - 1);
  const nouns = { 1: "time", 2: "area", 5: scene.thing[1], 6: "telephone" } as const;
  const noun = (number: number): string => Object.entries(nouns).find(([key]) => Number(key) === number)?.[1] ?? "";
  const japanese = `${first.number}番　${first.label}\n（誤）${first.japanese}\n（正）${first.told}`;
  const english = others.map(
    ({ number, english: [right, wrong] }) => `No. ${number} (${noun(number)}) Wrong: ${wrong}. Right: ${right}.`,
  );
  const checks: Checkpoint[] = [
    (first.exact ? mustExactly : must)(
      `日本語版の訂正で、${first.number}番を「${first.told}」に直している`,
      ...first.literals,
    ),
    ...others.map(({ number, fixed, exact }) =>
      (exact ? mustExactly : must)(`英語版の訂正で、${number}番を正しい内容に直している`, ...fixed),
    ),
    must(`英語版では正しかった${first.number}番を、英語で訂正していない`),
    must(`日本語版では正しかった${listed(others.map(({ number }) => `${number}番`))}を、日本語で訂正していない`),
  ];
  return {
    question: `室長が確かめたところ、食い違いのうち番号が最も小さいものは英語版が正しく、ほかは日本語版が正しいとわかりました。ところが、お知らせはもう貼り出されていました。これに添える訂正文を、二つ書いてください。一つは日本語版に添える日本語の文、もう一つは英語版に添える英語の文です。どちらも、その版で誤っていた項目だけについて、番号、誤っていた内容、正しい内容を示し、おわびをひとこと入れます。言い回しは任せますが、全体を「【日本語版の訂正】」で書き始め、英語の文の前に「【英語版の訂正】」と見出しを置いてください。`,
    reference: `【日本語版の訂正】
${scene.name}のお知らせに誤りがありました。おわびして訂正いたします。
${japanese}

【英語版の訂正】
Corrections to the ${scene.english} notice. We apologize for the errors.
${english.join("\n")}`,
    answer: `${japanese.replaceAll("\n", " ")} ${english.join(" ")} ${last.number}`,
    checkpoints: checks,
    constraints: [
      { kind: "starts-with", text: "【日本語版の訂正】" },
      { kind: "require", words: ["【英語版の訂正】"] },
    ],
  };
}

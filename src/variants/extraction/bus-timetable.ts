import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickNumbers, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurn, type VariantTurns } from "../generator.ts";
import { clock, clockKanji, table, two } from "../japanese.ts";

/** `kind`: 普通 (both stops), 急行 (the far one only), 止 (the near one only). */
interface Bus {
  readonly minute: number;
  readonly kind: string;
}

interface Person {
  readonly near: boolean;
  readonly walk: number;
  /** Minutes after midnight. */
  readonly by: number;
  readonly noExpress: boolean;
}

interface Parameters {
  readonly start: string;
  readonly near: string;
  /** The one letter by which the timetable marks buses that end at the near stop. */
  readonly sign: string;
  readonly far: string;
  /** Where one walks to from the far stop, and from the near one. */
  readonly spots: readonly string[];
  readonly hour: number;
  readonly buses: readonly Bus[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Minutes: any bus to the near stop, the slow and the fast one to the far stop. */
  readonly nearTime: number;
  readonly slow: number;
  readonly fast: number;
  readonly people: readonly Person[];
}

const arrival = (p: Parameters, bus: Bus, near: boolean): number | null => {
  const from = p.hour * 60 + bus.minute;
  if (near) return bus.kind === "急行" ? null : from + p.nearTime;
  return bus.kind === "止" ? null : from + (bus.kind === "急行" ? p.fast : p.slow);
};

const inTime = (p: Parameters, one: Person, bus: Bus): boolean => {
  const there = arrival(p, bus, one.near);
  return there !== null && there + one.walk <= one.by && !(one.noExpress && bus.kind === "急行");
};

const chosen = (p: Parameters, one: Person): Bus | undefined => p.buses.filter((bus) => inTime(p, one, bus)).at(-1);

const letters = ["甲", "乙", "丙", "丁"];

export const busTimetable = defineGenerator<Parameters>({
  id: "253",
  version: 2,
  category: "extraction",
  difficulty: "standard",
  keeps:
    "six buses of three kinds in one hour, four people with a limit each, four different buses chosen; two walk, one takes no express",
  original: {
    start: "市役所前",
    near: "港公園",
    sign: "港",
    far: "工業団地",
    spots: ["正門", "桟橋"],
    hour: 7,
    buses: [bus(5, "普通"), bus(15, "急行"), bus(22, "普通"), bus(37, "止"), bus(45, "急行"), bus(52, "普通")],
    before: [12, 34, 58],
    after: [3, 20, 41],
    nearTime: 18,
    slow: 31,
    fast: 22,
    people: [
      { near: false, walk: 6, by: 490, noExpress: false },
      { near: true, walk: 0, by: 480, noExpress: false },
      { near: true, walk: 2, by: 492, noExpress: false },
      { near: false, walk: 0, by: 470, noExpress: true },
    ],
  },
  draw(random) {
    const hour = between(random, 7, 18);
    const minutes = pickNumbers(random, 3, 57, 6);
    if (minutes.some((minute, index) => index > 0 && minute - at(minutes, index - 1) < 6)) return null;
    const kinds = shuffled(random, ["普通", "普通", "普通", "急行", "急行", "止"]);
    const [near, sign, far, ...spots] = pick(random, [
      ["植物園", "植", "大学病院", "正面玄関", "温室"],
      ["中央市場", "市", "浄水場", "正門", "食堂"],
      ["図書館前", "図", "運動公園", "体育館", "閲覧室"],
      ["水族館", "水", "空港", "出発ロビー", "入場口"],
    ] as const);
    const nearTime = between(random, 12, 19);
    const fast = nearTime + between(random, 4, 7);
    const slow = fast + between(random, 7, 11);
    const limit = (one: Omit<Person, "by">, by: number): Person => ({ ...one, by });
    const base = hour * 60;
    const people = [
      limit({ near: false, walk: between(random, 4, 8), noExpress: false }, base + 5 * between(random, 7, 17)),
      limit({ near: true, walk: 0, noExpress: false }, base + 5 * between(random, 5, 15)),
      limit({ near: true, walk: between(random, 2, 5), noExpress: false }, base + between(random, 30, 80)),
      limit({ near: false, walk: 0, noExpress: true }, base + 5 * between(random, 8, 17)),
    ];
    const p = {
      start: pick(random, ["駅南口", "県庁前", "本町通り", "団地入口"]),
      near,
      sign,
      far,
      spots,
      hour,
      buses: minutes.map((minute, index) => bus(minute, at(kinds, index))),
      before: pickNumbers(random, 4, 58, 3),
      after: pickNumbers(random, 2, 56, 3),
      nearTime,
      slow,
      fast,
      people,
    };
    const buses = people.map((one) => chosen(p, one));
    if (buses.includes(undefined) || new Set(buses.map((one) => one?.minute)).size < 4) return null;
    // Among the later buses of the one who walks to the far stop, an express is the trap.
    return p.buses.some((one) => one.kind === "急行" && one.minute > (buses[0]?.minute ?? 60)) ? p : null;
  },
  write,
});

function bus(minute: number, kind: string): Bus {
  return { minute, kind };
}

function write(p: Parameters): VariantTurns {
  return [guideTurn(p), choiceTurn(p)];
}

const ofKind = ({ buses }: Parameters, kind: string): Bus[] => buses.filter((one) => one.kind === kind);

const kindOf = ({ sign }: Parameters, one: Bus): string => (one.kind === "止" ? `${sign}止` : one.kind);
const leaves = ({ hour }: Parameters, one: Bus): string => clock(hour * 60 + one.minute);
const shown = (time: number | null): string => (time === null ? "―" : clock(time));

/** As the timetable prints a bus. */
function printed({ sign }: Parameters, { kind, minute }: Bus): string {
  if (kind === "止") return sign + two(minute);
  return (kind === "急行" ? "急" : "") + two(minute);
}

/** The whole hour as a guide for those who do not know the bus. */
function guideTurn(p: Parameters): VariantTurn {
  const { start, near, sign, far, hour, buses } = p;
  const stop = `${sign}止`;
  const ends = at(ofKind(p, "止"), 0);
  const traps = trapsOf(p);
  return {
    question: `${start}バス停の時刻表（平日）です。数字は発車の分、「${sign}」は${near}止まり、「急」は${far}行きの急行、印のないものは${far}行きの普通です。

${hour - 1}時　${p.before.map(two).join("　")}
${hour}時　${buses.map((one) => printed(p, one)).join("　")}
${hour + 1}時　${p.after.map(two).join("　")}

${start}からの所要時間：普通と${near}止まりは${near}まで${p.nearTime}分。普通は${far}まで${p.slow}分。急行は${far}まで${p.fast}分で、${near}には止まりません。

初めてこのバスに乗る人のために、${hour}時台の全便の案内を作ってください。
・発車の早い順に、一便を一行で示す。表でも箇条書きでもよい。
・発車の時刻、種別（普通・急行・${stop}のどれか）、${near}と${far}のそれぞれに着く時刻を、${hour}:05 のような形で書く。行かない停留所や止まらない停留所の時刻は書かない。
・その下に、行き先を間違えやすい便についての注意と、知っていると得をする便の選び方を合わせて三つ、時刻を挙げながら自分の言葉で書く。`,
    reference: `${table(
      ["発車", "種別", `${near}着`, `${far}着`],
      buses.map((one) => [leaves(p, one), kindOf(p, one), shown(arrival(p, one, true)), shown(arrival(p, one, false))]),
    )}

- ${near}へ行く人は、${ofKind(p, "急行")
      .map((one) => leaves(p, one))
      .join("と")}の急行に乗らないでください。速い代わりに${near}を通過します。
- ${leaves(p, ends)}の便は${near}が終点です。その先の${far}まで行く人は見送って、別の便に乗ってください。
- ${tipOf(p)}`,
    answer: buses
      .map(
        (one) => `${leaves(p, one)} ${kindOf(p, one)} ${shown(arrival(p, one, true))} ${shown(arrival(p, one, false))}`,
      )
      .join("／"),
    checkpoints: [
      ...buses.map((one) => {
        const last = arrival(p, one, false) ?? arrival(p, one, true);
        return mustExactly(
          `${leaves(p, one)}発の${kindOf(p, one)}は${one.kind === "止" ? near : far}に${shown(last)}着`,
          shown(last),
        );
      }),
      ...(traps.length > 0 ? [mustNot("急行の時刻を普通と取り違えていない", ...traps)] : []),
      must("三つの注意や選び方が時刻を挙げて書かれ、どれも時刻表に照らして正しい"),
    ],
    constraints: [],
  };
}

/** The pair of a slow bus and an express behind it that arrive with the least difference; how to choose between them. */
function tipOf(p: Parameters): string {
  const { far } = p;
  const expresses = ofKind(p, "急行");
  const gain = ofKind(p, "普通")
    .flatMap((one) => expresses.filter((other) => other.minute > one.minute).map((other) => ({ one, other })))
    .map((pair) => ({ ...pair, gap: (arrival(p, pair.other, false) ?? 0) - (arrival(p, pair.one, false) ?? 0) }))
    .sort((a, b) => a.gap - b.gap)[0];
  if (gain === undefined) {
    return `${far}へ急ぐ人は、${leaves(p, at(expresses, 0))}の急行が便利です。普通より${p.slow - p.fast}分早く着きます。`;
  }
  const [slow, fast] = [leaves(p, gain.one), leaves(p, gain.other)];
  const there = shown(arrival(p, gain.other, false));
  return gain.gap <= 0
    ? `${slow}の普通に間に合っても、${far}へは${fast}の急行が便利です。後から出て${gain.gap === 0 ? "同じ" : ""}${there}に着きます。`
    : `${slow}の普通に乗り遅れても、${fast}の急行なら${far}に${there}に着き、${gain.gap}分の違いで済みます。`;
}

/** Times that a reply holds which takes an express for a slow bus, and that nothing else has. */
function trapsOf(p: Parameters): string[] {
  const right = new Set(
    p.buses.flatMap((one) => [shown(arrival(p, one, true)), shown(arrival(p, one, false)), leaves(p, one)]),
  );
  return [p.nearTime, p.slow]
    .flatMap((time) => ofKind(p, "急行").map((one) => clock(p.hour * 60 + one.minute + time)))
    .filter((time) => !right.has(time));
}

/** Four people, and the last bus that each can take. */
function choiceTurn(p: Parameters): VariantTurn {
  const { start, near, far, people } = p;
  // Whoever could take none was drawn again.
  const picks = people.flatMap((one) => chosen(p, one) ?? []);
  const literals = (index: number, one: Bus): [string, string] => {
    const rest = `|${leaves(p, one)}|${kindOf(p, one)}|${shown(arrival(p, one, at(people, index).near))}`;
    return [`${at(letters, index)}${rest}`, `${at(letters, index)}**${rest}`];
  };
  const wants = people.map((one, index) => wishOf(p, one, index));
  const first = at(people, 0);
  const limit = first.by - first.walk;
  return {
    question: `先ほどの案内に載せた便だけを使って、次の4人が乗れる便のうち、${start}を最も遅く出るものを選んでください。
${wants.join("\n")}
「まで」は、ちょうどその時刻に着く場合を含みます。まず「人、発車、種別、目的地のバス停に着く時刻」の4列のMarkdownの表に、甲乙丙丁の順でまとめてください。続けて、一人に一段落ずつ、バス停に何時までに着けばよいのかと、選んだ便より遅い便ではなぜいけないのか（遅い便がなければそのこと）を、本人に話すように説明してください。`,
    reference: `${table(
      ["人", "発車", "種別", "目的地のバス停に着く時刻"],
      picks.map((one, index) => [
        at(letters, index),
        leaves(p, one),
        kindOf(p, one),
        shown(arrival(p, one, at(people, index).near)),
      ]),
    )}

${people
  .map((one, index) => {
    const place = one.near ? near : far;
    const walk = one.walk > 0 ? `バス停から${one.walk}分歩くので、` : "";
    return `${at(letters, index)}さん、${walk}${place}のバス停には${clock(one.by - one.walk)}までに着いてください。${leaves(p, at(picks, index))}発の${kindOf(p, at(picks, index))}が間に合う中で最も遅い便です。${whyNoLater(p, one, at(picks, index))}`;
  })
  .join("\n\n")}`,
    answer: picks
      .map(
        (one, index) =>
          `${at(letters, index)} ${leaves(p, one)} ${kindOf(p, one)} ${shown(arrival(p, one, at(people, index).near))}`,
      )
      .join("／"),
    checkpoints: [
      ...picks.map((one, index) => mustExactly(`${at(letters, index)}は${leaves(p, one)}発`, ...literals(index, one))),
      mustExactly(
        `甲は歩く${first.walk}分を引いて${clock(limit)}までと説明している`,
        clock(limit),
        clockKanji(limit),
        `${Math.floor(limit / 60)}時${limit % 60}分`,
      ),
      must("四人とも、選んだ便より遅い便ではいけないわけが時刻表に照らして正しい"),
    ],
    constraints: [{ kind: "table", columns: 4, rows: 4 }],
  };
}

function wishOf({ near, far, spots }: Parameters, one: Person, index: number): string {
  const place = one.near ? near : far;
  const time = clockKanji(one.by).replace("時00分", "時");
  const spot = at(spots, one.near ? 1 : 0);
  const goal = one.walk > 0 ? `${place}バス停から歩いて${one.walk}分の${spot}に` : `${place}バス停に`;
  return `・${at(letters, index)}：${goal}、${time}までに着く。${one.noExpress ? "ただし急行には乗らない。" : ""}`;
}

/** Why none of the later buses will do. */
function whyNoLater(p: Parameters, one: Person, pickedBus: Bus): string {
  const later = p.buses.filter((other) => other.minute > pickedBus.minute);
  if (later.length === 0) return "案内の中では最後の便なので、これより遅くはできません。";
  const reasons = later.map((other) => {
    const there = arrival(p, other, one.near);
    const time = leaves(p, other);
    if (there === null) return `${time}発は${one.near ? `${p.near}を通過します` : `${p.near}で終わりです`}`;
    if (one.noExpress && other.kind === "急行") return `${time}発は急行なので外します`;
    return `${time}発は${clock(there)}着で間に合いません`;
  });
  return `${reasons.join("。")}。`;
}

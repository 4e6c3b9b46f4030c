import { found } from "./coding-solvers.ts";
import type { AnswerSolver } from "./reasoning-solvers.ts";

// What the math variants ask, by trying or by exact arithmetic, from the words of their questions alone.

const number = (pattern: RegExp, text: string): number => Number(found(pattern, text));
const comma = (value: number | bigint): string => value.toLocaleString("en-US");
const said = (minutes: number): string => `${Math.floor(minutes / 60)}時${String(minutes % 60).padStart(2, "0")}分`;

const tax: AnswerSolver = ([one = ""]) => {
  const items = [...one.matchAll(/　(\d+)円を(\d+)/g)].map((match) => ({
    price: Number(match[1]),
    count: Number(match[2]),
  }));
  const floor = (yen: number, rate: number): number => Number((BigInt(yen) * BigInt(rate)) / 100n);
  const [food, other] = [items.slice(0, 2), items.slice(2)];
  const sum = (list: typeof items, each: (item: (typeof items)[number]) => number): number =>
    list.reduce((total, item) => total + each(item), 0);
  const net = (list: typeof items): number => sum(list, (item) => item.price * item.count);
  const total = net(items) + floor(net(food), 8) + floor(net(other), 10);
  const single =
    net(items) +
    sum(food, (item) => floor(item.price, 8) * item.count) +
    sum(other, (item) => floor(item.price, 10) * item.count);
  return [[`答え：${comma(total)}円`], [`答え：総額${comma(single)}円、差${total - single}円`]];
};

const pile: AnswerSolver = ([one = "", two = ""]) => {
  const [bottom, top] = [number(/一番下の段は(\d+)/, one), number(/一番上の段は(\d+)/, one)];
  const counter = found(/一番下の段は\d+(.)/, one);
  let total = 0;
  for (let row = top; row <= bottom; row++) total += row;
  const ways: [number, number][] = [];
  for (let low = 1; low <= total; low++) {
    let sum = 0;
    for (let high = low; sum < total; high++) {
      sum += high;
      if (sum === total && high > low) ways.push([low, high]);
    }
  }
  const [a, b] = [...ways].sort((p, q) => q[1] - q[0] - (p[1] - p[0]))[0] ?? [0, 0];
  if (!two.includes("段の数が最も多い")) throw new Error("another question");
  return [[`答え：${total}${counter}`], [`答え：${ways.length}通り、上は${a}${counter}、下は${b}${counter}`]];
};

const railway: AnswerSolver = ([one = ""]) => {
  const clock = (pattern: RegExp): number =>
    number(pattern, one) * 60 + number(new RegExp(pattern.source.replace("(\\d+)時", "\\d+時(\\d+)分")), one);
  const [whole, near] = [number(/結ぶ(\d+)km/, one), number(/P駅から(\d+)km/, one)];
  const [down, up] = [clock(/P駅を(\d+)時/), clock(/Q駅を(\d+)時/)];
  const [fast, slow] = [number(/下り列車は.+?時速(\d+)/, one), number(/上り列車は.+?時速(\d+)/, one)];
  const [stop, gap] = [number(/最低(\d+)分/, one), number(/から(\d+)分以上たた/, one)];
  const run = (km: number, speed: number): number => (km * 60) / speed;
  const simulate = (start: number) => {
    const [downAt, upAt] = [down + run(near, fast), start + run(whole - near, slow)];
    // Minute by minute: a train leaves as soon as both rules let it.
    const leaves = (own: number, other: number): number => {
      for (let minute = own; ; minute++) if (minute - own >= stop && minute - other >= gap) return minute;
    };
    return { downAt, upAt, downGoes: leaves(downAt, upAt), upGoes: leaves(upAt, downAt) };
  };
  const now = simulate(up);
  const good: number[] = [];
  for (let start = down; start < down + 120; start++) {
    const { downAt, upAt, downGoes, upGoes } = simulate(start);
    if (downGoes - downAt === stop && upGoes - upAt === stop) good.push(start);
  }
  return [
    [
      `答え：下り列車のQ駅到着は${said(now.downGoes + run(whole - near, fast))}、上り列車のP駅到着は${said(now.upGoes + run(near, slow))}`,
    ],
    [`答え：${said(good[0] ?? 0)}から${said(good.at(-1) ?? 0)}まで`],
  ];
};

const interest: AnswerSolver = ([one = "", two = ""]) => {
  const start = BigInt(number(/^(\d+)万円/, one)) * 10_000n;
  const rate = BigInt(number(/年利(\d+)％/, one));
  const years = number(/ません。(\d+)年後の/, one);
  const wanted = /単利の元利合計を([\d,]+)(万?)円以上/.exec(two);
  const lead = BigInt((wanted?.[1] ?? "").replaceAll(",", "")) * (wanted?.[2] === "万" ? 10_000n : 1n);
  let grown = start;
  const first: string[] = [];
  for (let year = 1; ; year++) {
    grown += (grown * rate) / 100n;
    const plain = start + (start * rate * BigInt(year)) / 100n;
    if (year === years) first.push(`答え：単利${comma(plain)}円、複利${comma(grown)}円、差${comma(grown - plain)}円`);
    if (year > years && grown - plain >= lead) return [first, [`答え：${year}年後、差${comma(grown - plain)}円`]];
    if (year <= years && grown - plain >= lead) throw new Error("too early");
  }
};

const cranes: AnswerSolver = ([one = "", two = ""]) => {
  const names = found(/^(.+?)を描いた/, one).split("・");
  const [cards, legs, wings] = [
    number(/合わせて(\d+)枚/, one),
    number(/足は全部で(\d+)本/, one),
    number(/羽は全部で(\d+)枚/, one),
  ];
  const all: number[][] = [];
  for (let a = 0; a <= cards; a++)
    for (let b = 0; a + b <= cards; b++)
      if (2 * a + 4 * b + 6 * (cards - a - b) === legs) all.push([a, b, cards - a - b]);
  const wingsOf = ([a = 0, , c = 0]: readonly number[]): number => 2 * a + 4 * c;
  const right = all.filter((ways) => wingsOf(ways) === wings);
  if (right.length !== 1) throw new Error(`${right.length} solutions`);
  const some = all.filter((ways) => ways.every((count) => count > 0));
  if (!two.includes("どの生き物の札も1枚以上")) throw new Error("another question");
  return [
    [`答え：${names.map((name, at) => `${name}${right[0]?.[at]}枚`).join("、")}`],
    [`答え：${some.length}通り、羽${Math.max(...some.map(wingsOf))}枚`],
  ];
};

const cards: AnswerSolver = ([one = ""]) => {
  const removed = [...(/ここから(.+?)の札をすべて除き/.exec(one)?.[1]?.matchAll(/(\d+)月/g) ?? [])].map((match) =>
    Number(match[1]),
  );
  const special = [...found(/は、([\d月、]+)に1枚ずつ/, one).matchAll(/(\d+)月/g)].map((match) => Number(match[1]));
  const pack = Array.from({ length: 48 }, (_, at) => ({
    month: Math.floor(at / 4) + 1,
    special: at % 4 === 0 && special.includes(Math.floor(at / 4) + 1),
  })).filter((card) => !removed.includes(card.month));
  const pairs = pack.flatMap((a, at) =>
    pack.slice(at + 1).map((b) => ({ same: a.month === b.month, some: a.special || b.special })),
  );
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const lowest = (top: number, bottom: number): [number, number] => [
    top / divisor(top, bottom),
    bottom / divisor(top, bottom),
  ];
  const first = lowest(pairs.filter((pair) => pair.same).length, pairs.length);
  const some = pairs.filter((pair) => pair.some);
  const second = lowest(some.filter((pair) => pair.same).length, some.length);
  const times = lowest(second[0] * first[1], second[1] * first[0]);
  return [[`答え：${first.join("/")}`], [`答え：確率${second.join("/")}、${times.join("/")}倍`]];
};

const letters: AnswerSolver = ([one = "", two = ""]) => {
  const digits = "〇一二三四五六七八九";
  const write = (value: number): string => {
    const [h, t, u] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
    const part = (digit: number, unit: string): string =>
      digit === 0 ? "" : (digit === 1 ? "" : digits.charAt(digit)) + unit;
    return part(h, "百") + part(t, "十") + (u === 0 ? "" : digits.charAt(u));
  };
  const all = (last: number): string => Array.from({ length: last }, (_, at) => write(at + 1)).join("");
  const long = all(number(/範囲を1から(\d+)まで/, two));
  const other = found(/「一」と「(.)」はそれぞれ/, two);
  const times = (letter: string): number => [...long].filter((one) => one === letter).length;
  return [
    [`答え：${all(number(/1から(\d+)までの整数/, one)).length}字`],
    [`答え：${long.length}字、一は${times("一")}回、${other}は${times(other)}回`],
  ];
};

const circles: AnswerSolver = ([one = "", two = ""]) => {
  const radii = [...one.matchAll(/半径(\d+)寸/g)].map((match) => Number(match[1]));
  const [a = 0, b = a] = radii;
  // The curvatures of circles on a line: 1/sqrt(r) = 1/sqrt(a) + 1/sqrt(b).
  const between = (p: number, q: number): number => 1 / (1 / Math.sqrt(p) + 1 / Math.sqrt(q)) ** 2;
  const chain = [between(a, b)];
  while (chain.length < 40) chain.push(between(a, chain.at(-1) ?? 0));
  const [measure, limit] = [found(/を k の式で表し、(..)が/, two), number(/が初めて(\d+)寸より/, two)];
  const size = (radius: number): number => (measure === "直径" ? 2 * radius : radius);
  const first = chain.findIndex((radius) => size(radius) < limit - 1e-9) + 1;
  return [
    [`答え：${Math.round(chain[0] ?? 0)}寸`],
    [
      `${measure}が初めて${limit}寸より小さくなるのは${first}番目`,
      `${a}/(k+${Math.round(Math.sqrt(a / (chain[0] ?? 1))) - 1})^2`,
    ],
  ];
};

const squares: AnswerSolver = ([one = "", two = ""]) => {
  const [, sign, text] = /n²([＋－])(\d+) が/.exec(one) ?? [];
  const root = (value: number): boolean => value > 0 && Number.isInteger(Math.sqrt(value));
  const solve = (by: number): number[] => {
    const found: number[] = [];
    for (let n = 1; n <= by + 1; n++) if (root(sign === "＋" ? n * n + by : n * n - by)) found.push(n);
    return found;
  };
  const wanted = number(/ちょうど(\d+)個/, two);
  let smallest = 1;
  while (solve(smallest).length !== wanted) smallest += 1;
  return [
    [`答え：n＝${solve(Number(text)).join("、")}\n`.trim()],
    [`答え：N＝${smallest}、n＝${solve(smallest).join("、")}`],
  ];
};

export const mathSolvers: Readonly<Record<string, AnswerSolver>> = {
  231: tax,
  232: pile,
  233: railway,
  234: interest,
  235: cranes,
  236: cards,
  237: letters,
  238: circles,
  240: squares,
};

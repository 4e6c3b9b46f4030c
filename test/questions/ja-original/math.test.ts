import { describe, expect, it } from "vitest";
import { loadSet } from "./load.ts";

// Every final value of the math references is computed here from the premises that are read out of the question's own
// text, by enumeration or by a derivation other than the reference's.

const set = loadSet("math");

function question(id: number, turn: 1 | 2): string {
  const text = set.get(id)?.turns[turn - 1];
  if (text === undefined) throw new Error(`question ${id} turn ${turn} is missing`);
  return text.normalize("NFKC");
}

function reference(id: number, turn: 1 | 2): string {
  const text = set.get(id)?.references[turn - 1];
  if (text === undefined) throw new Error(`reference ${id} turn ${turn} is missing`);
  return text.normalize("NFKC");
}

/** The reference's last line, which must begin with 答え: (NFKC). */
function answerLine(id: number, turn: 1 | 2): string {
  const last = reference(id, turn).trimEnd().split("\n").at(-1) ?? "";
  expect(last.startsWith("答え:")).toBe(true);
  return last.slice("答え:".length);
}

function numbers(text: string): number[] {
  return [...text.replaceAll(/(\d),(?=\d{3})/g, "$1").matchAll(/\d+(?:\.\d+)?/g)].map((m) => Number(m[0]));
}

function answerNumbers(id: number, turn: 1 | 2): number[] {
  return numbers(answerLine(id, turn));
}

function match(text: string, pattern: RegExp): number[] {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`${pattern.source} is not in the question`);
  return found.slice(1).map(Number);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

describe("231 consumption tax with a reduced rate", () => {
  const items = [...question(231, 1).matchAll(/(\S+?)\s(\d+)円を(\d+)(本|斤|箱|組)/g)].map((m) => ({
    name: m[1] ?? "",
    price: Number(m[2]),
    count: Number(m[3]),
  }));
  const rateOf = (name: string): number => (/ジュース|パン/.test(name) ? 8 : 10);
  const net = items.reduce((sum, i) => sum + i.price * i.count, 0);
  const byRate = [8, 10].map((rate) => {
    const base = items.filter((i) => rateOf(i.name) === rate).reduce((sum, i) => sum + i.price * i.count, 0);
    return { rate, base, tax: Math.floor((base * rate) / 100) };
  });
  const total = net + byRate.reduce((sum, r) => sum + r.tax, 0);

  it("turn 1: rounds once for each rate", () => {
    expect(items).toHaveLength(4);
    expect(answerNumbers(231, 1)).toEqual([total]);
    const rows = reference(231, 1)
      .split("\n")
      .filter((line) => /^\| *\d+% /.test(line))
      .map(numbers);
    expect(rows).toEqual(byRate.map((r) => [r.rate, r.base, r.tax, r.base + r.tax]));
  });

  it("turn 2: rounds for every single article", () => {
    let each = net;
    for (const item of items)
      for (let k = 0; k < item.count; k += 1) each += Math.floor((item.price * rateOf(item.name)) / 100);
    expect(answerNumbers(231, 2)).toEqual([each, total - each]);
  });
});

describe("232 stacked rice bales", () => {
  const [bottom = 0, top = 0] = match(question(232, 1), /一番下の段は(\d+)俵、一番上の段は(\d+)俵/);
  const total = range(top, bottom).reduce((a, b) => a + b, 0);

  it("turn 1: adds the layers one by one", () => {
    expect(answerNumbers(232, 1)).toEqual([total]);
  });

  it("turn 2: tries every top and bottom", () => {
    const piles: [number, number][] = [];
    for (let a = 1; a <= total; a += 1) {
      let sum = a;
      for (let b = a + 1; sum < total; b += 1) {
        sum += b;
        if (sum === total) piles.push([a, b]);
      }
    }
    piles.sort((x, y) => y[1] - y[0] - (x[1] - x[0]));
    const tallest = piles[0] ?? [0, 0];
    expect(answerNumbers(232, 2)).toEqual([piles.length, ...tallest]);
    expect(reference(232, 2)).toContain(`${tallest[1] - tallest[0] + 1}段`);
  });
});

describe("233 crossing on a single track", () => {
  const text = question(233, 1);
  const [length = 0] = match(text, /(\d+)kmの単線/);
  const [toR = 0] = match(text, /P駅から(\d+)kmの所/);
  const [vDown = 1] = match(text, /9時00分に出て、時速(\d+)km/);
  const [upStart = 0, vUp = 1] = match(text, /9時(\d+)分に出て、時速(\d+)kmでR駅、P駅/);
  const [stop = 0] = match(text, /最低(\d+)分は停車/);
  const [gap = 0] = match(text, /着いてから(\d+)分以上/);

  /** Minute-by-minute simulation; minutes are counted from 9:00. */
  function run(upDeparture: number) {
    const downAtR = (toR / vDown) * 60;
    const upAtR = upDeparture + ((length - toR) / vUp) * 60;
    let downLeaves = -1;
    let upLeaves = -1;
    for (let t = 0; t < 600; t += 1) {
      const downMay = t - downAtR >= stop && t - upAtR >= gap;
      const upMay = t - upAtR >= stop && t - downAtR >= gap;
      if (downLeaves < 0 && downMay) downLeaves = t;
      if (upLeaves < 0 && upMay) upLeaves = t;
    }
    return {
      downStop: downLeaves - downAtR,
      upStop: upLeaves - upAtR,
      downEnd: downLeaves + ((length - toR) / vDown) * 60,
      upEnd: upLeaves + (toR / vUp) * 60,
    };
  }
  const clocks = (line: string): number[] =>
    [...line.matchAll(/(\d+)時(\d+)分/g)].map((m) => (Number(m[1]) - 9) * 60 + Number(m[2]));

  it("turn 1: simulates the two trains", () => {
    const result = run(upStart);
    expect(clocks(answerLine(233, 1))).toEqual([result.downEnd, result.upEnd]);
  });

  it("turn 2: tries every departure minute", () => {
    const good = range(0, 120).filter((t) => {
      const r = run(t);
      return r.downStop === stop && r.upStop === stop;
    });
    expect(good).toEqual(range(good[0] ?? 0, good.at(-1) ?? 0));
    expect(clocks(answerLine(233, 2))).toEqual([good[0], good.at(-1)]);
  });
});

describe("234 simple and compound interest", () => {
  const [man = 0, rate = 0] = match(question(234, 1), /(\d+)万円を年利(\d+)%/);
  const principal = BigInt(man) * 10000n;
  const compound = (years: number): bigint => {
    let value = principal;
    for (let k = 0; k < years; k += 1) value += (value * BigInt(rate)) / 100n;
    return value;
  };
  const simple = (years: number): bigint => principal + (principal * BigInt(rate * years)) / 100n;

  it("turn 1: three years", () => {
    const [years = 0] = match(question(234, 1), /(\d+)年後の元利合計/);
    const s = simple(years);
    const c = compound(years);
    expect(answerNumbers(234, 1)).toEqual([Number(s), Number(c), Number(c - s)]);
  });

  it("turn 2: the first year with a lead of 10,000 yen", () => {
    expect(question(234, 2)).toContain("1万円以上上回る");
    const year = range(1, 100).find((k) => compound(k) - simple(k) >= 10000n) ?? 0;
    expect(answerNumbers(234, 2)).toEqual([year, Number(compound(year) - simple(year))]);
  });
});

describe("235 cranes, turtles and beetles", () => {
  const [cards = 0] = match(question(235, 1), /合わせて(\d+)枚/);
  const [legs = 0, wings = 0] = match(question(235, 1), /足は全部で(\d+)本、羽は全部で(\d+)枚/);
  const triples: [number, number, number][] = [];
  for (let crane = 0; crane <= cards; crane += 1)
    for (let turtle = 0; crane + turtle <= cards; turtle += 1) {
      const beetle = cards - crane - turtle;
      if (crane * 2 + turtle * 4 + beetle * 6 === legs) triples.push([crane, turtle, beetle]);
    }
  const wingsOf = ([crane, , beetle]: [number, number, number]): number => crane * 2 + beetle * 4;

  it("turn 1: one triple has the wings", () => {
    const fitting = triples.filter((t) => wingsOf(t) === wings);
    expect(fitting).toHaveLength(1);
    expect(answerNumbers(235, 1)).toEqual(fitting[0]);
  });

  it("turn 2: all triples with at least one of each", () => {
    const all = triples.filter((t) => t.every((k) => k >= 1));
    expect(answerNumbers(235, 2)).toEqual([all.length, Math.max(...all.map(wingsOf))]);
  });
});

describe("236 two hanafuda cards", () => {
  const bright = [...(/1月、3月、8月、11月、12月/.exec(question(236, 1))?.[0] ?? "").matchAll(/\d+/g)].map((m) =>
    Number(m[0]),
  );
  const deck = range(1, 12).flatMap((month) =>
    range(1, 4).map((k) => ({ month, bright: k === 1 && bright.includes(month) })),
  );
  let pairs = 0;
  let same = 0;
  let brightPairs = 0;
  let brightSame = 0;
  deck.forEach((a, i) => {
    deck.slice(i + 1).forEach((b) => {
      const equal = a.month === b.month ? 1 : 0;
      pairs += 1;
      same += equal;
      if (a.bright || b.bright) {
        brightPairs += 1;
        brightSame += equal;
      }
    });
  });
  const reduce = (a: number, b: number): [number, number] => [a / gcd(a, b), b / gcd(a, b)];

  it("turn 1: counts all pairs", () => {
    expect(deck.filter((c) => c.bright)).toHaveLength(5);
    expect(answerNumbers(236, 1)).toEqual(reduce(same, pairs));
  });

  it("turn 2: counts the pairs with a bright card", () => {
    expect(answerNumbers(236, 2)).toEqual([
      ...reduce(brightSame, brightPairs),
      ...reduce(brightSame * pairs, brightPairs * same),
    ]);
    expect(numbers(reference(236, 2))).toContain(brightPairs);
  });
});

describe("237 characters of kanji numerals", () => {
  const digits = "〇一二三四五六七八九";
  function kanji(n: number): string {
    const part = (k: number, unit: string): string => (k === 0 ? "" : (k === 1 ? "" : digits.charAt(k)) + unit);
    const ones = n % 10;
    return (
      part(Math.floor(n / 100), "百") + part(Math.floor(n / 10) % 10, "十") + (ones === 0 ? "" : digits.charAt(ones))
    );
  }
  const written = (to: number): string => range(1, to).map(kanji).join("");
  const count = (text: string, c: string): number => text.split(c).length - 1;

  it("writes numbers as the questions do", () => {
    const examples = [question(237, 1), question(237, 2)].flatMap((text) => [...text.matchAll(/(\d+)は「(.+?)」/g)]);
    expect(examples).toHaveLength(9);
    for (const m of examples) expect(kanji(Number(m[1]))).toBe(m[2]);
  });

  it("turn 1: writes 1 to 99", () => {
    expect(answerNumbers(237, 1)).toEqual([written(99).length]);
  });

  it("turn 2: writes 1 to 999", () => {
    const text = written(999);
    expect(answerNumbers(237, 2)).toEqual([text.length, count(text, "一"), count(text, "二")]);
  });
});

describe("238 circles on a line", () => {
  const [big = 0, small = 0] = match(question(238, 1), /半径(\d+)寸の甲円と半径(\d+)寸の乙円/);
  interface Circle {
    readonly x: number;
    readonly r: number;
  }
  const first: Circle = { x: 0, r: big };

  /** Bisection: the circle standing on the line between `left` and `right`, touching both. */
  function between(left: Circle, right: Circle): Circle {
    const apart = (a: Circle, x: number, r: number): number => Math.hypot(x - a.x, r - a.r) - (a.r + r);
    const touchLeft = (r: number): number => {
      let lo = left.x;
      let hi = right.x;
      for (let k = 0; k < 200; k += 1) {
        const mid = (lo + hi) / 2;
        if (apart(left, mid, r) < 0) lo = mid;
        else hi = mid;
      }
      return lo;
    };
    let lo = 0;
    let hi = Math.min(left.r, right.r);
    for (let k = 0; k < 200; k += 1) {
      const r = (lo + hi) / 2;
      if (apart(right, touchLeft(r), r) > 0) lo = r;
      else hi = r;
    }
    return { x: touchLeft(lo), r: lo };
  }
  function place(): Circle {
    let lo = 0;
    let hi = 10 * big;
    for (let k = 0; k < 200; k += 1) {
      const mid = (lo + hi) / 2;
      if (Math.hypot(mid, big - small) < big + small) lo = mid;
      else hi = mid;
    }
    return { x: lo, r: small };
  }
  const radii: number[] = [];
  let last = place();
  for (let k = 0; k < 12; k += 1) {
    last = between(first, last);
    radii.push(last.r);
  }

  it("turn 1: finds the third circle numerically", () => {
    expect(answerNumbers(238, 1)).toHaveLength(1);
    expect(answerNumbers(238, 1)[0]).toBeCloseTo(radii[0] ?? 0, 6);
  });

  it("turn 2: the formula fits the numerical radii", () => {
    const line = answerLine(238, 2);
    const [numerator = 0, shift = 0, power = 0] = match(line, /(\d+)\/\(k\+(\d+)\)\^(\d)寸/);
    radii.forEach((r, i) => {
      expect(numerator / (i + 1 + shift) ** power).toBeCloseTo(r, 6);
    });
    expect(match(line, /(\d+)番目/)).toEqual([radii.findIndex((r) => 2 * r < 1) + 1]);
  });
});

describe("239 tatami", () => {
  /** All layouts of a room of h x w cells by mats of two cells and `halves` mats of one cell. */
  function layouts(h: number, w: number, halves: number): number[][] {
    const found: number[][] = [];
    const fill = (cells: readonly number[], next: number, left: number): void => {
      const at = cells.indexOf(-1);
      if (at < 0) {
        if (left === 0) found.push([...cells]);
        return;
      }
      const put = (...where: number[]): number[] => cells.map((c, i) => (where.includes(i) ? next : c));
      if ((at + 1) % w !== 0 && cells[at + 1] === -1) fill(put(at, at + 1), next + 1, left);
      if (cells[at + w] === -1) fill(put(at, at + w), next + 1, left);
      if (left > 0) fill(put(at), next + 1, left - 1);
    };
    fill(
      Array.from({ length: h * w }, () => -1),
      0,
      halves,
    );
    return found;
  }
  const auspicious = (room: readonly number[], h: number, w: number): boolean =>
    range(0, h - 2).every((r) =>
      range(0, w - 2).every((c) => {
        const i = r * w + c;
        return new Set([room[i], room[i + 1], room[i + w], room[i + w + 1]]).size < 4;
      }),
    );
  const [height = 0, width = 0] = match(question(239, 1), /縦(\d+)尺・横(\d+)尺の部屋/);

  it("turn 1: six mats", () => {
    const [h, w] = [height / 3, width / 3];
    const all = layouts(h, w, 0);
    const good = all.filter((room) => auspicious(room, h, w));
    expect(answerNumbers(239, 1)).toEqual([all.length, good.length]);
  });

  it("turn 2: four mats and a half", () => {
    const [narrowed = 0, mats = 0] = match(question(239, 2), /横だけを(\d+)尺に縮め、先ほどと同じ畳(\d+)枚/);
    const [h, w] = [height / 3, narrowed / 3];
    expect(2 * mats + 1).toBe(h * w);
    const good = layouts(h, w, 1).filter((room) => auspicious(room, h, w));
    const centre = good.filter((room) => room.filter((c) => c === room[4]).length === 1);
    expect(answerNumbers(239, 2)).toEqual([good.length, centre.length]);
  });
});

describe("240 squares", () => {
  /** n with n^2 + N square; then (n + 1)^2 <= n^2 + N bounds n. */
  const solutions = (N: number): number[] =>
    range(1, Math.floor((N - 1) / 2)).filter((n) => {
      const m = Math.round(Math.sqrt(n * n + N));
      return m * m === n * n + N;
    });

  it("turn 1: tries every n", () => {
    const [N = 0] = match(question(240, 1), /n2\+(\d+)\s*が平方数/);
    expect(answerNumbers(240, 1)).toEqual(solutions(N));
  });

  it("turn 2: tries every N", () => {
    const [count = 0] = match(question(240, 2), /ちょうど(\d+)個/);
    const N = range(1, 500).find((k) => solutions(k).length === count) ?? 0;
    expect(answerNumbers(240, 2)).toEqual([N, ...solutions(N)]);
    const odd = range(1, 500).find((k) => k % 2 === 1 && solutions(k).length === count) ?? 0;
    expect(match(question(240, 2), /N=(\d+)/)).toEqual([odd]);
  });
});

describe("the set", () => {
  it("has ten two-turn questions with references", () => {
    expect([...set.keys()].sort((a, b) => a - b)).toEqual(range(231, 240));
    for (const q of set.values()) {
      expect(q.turns).toHaveLength(2);
      expect(q.references).toHaveLength(2);
    }
  });
});

import { describe, expect, it } from "vitest";
import { loadSet } from "./load.ts";

// Every conclusion of the reasoning references is found again here by exhaustive search over the question's conditions,
// and the search must leave exactly one possibility.

const set = loadSet("reasoning");

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

function match(text: string, pattern: RegExp): string[] {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`${pattern.source} is not in the text`);
  return found.slice(1);
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

function sequences<T>(items: readonly T[], length: number): T[][] {
  if (length === 0) return [[]];
  return sequences(items, length - 1).flatMap((head) => items.map((item) => [...head, item]));
}

function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  const [item] = items;
  if (item === undefined) throw new Error("no solution");
  return item;
}

function tableRows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function clock(text: string): number {
  const [h = "", m = ""] = match(text, /(\d+)[時:](\d+)/);
  return Number(h) * 60 + Number(m);
}

describe("221 seats", () => {
  const people = ["祖母", "父", "母", "兄", "妹"];
  const window = (seat: number): boolean => seat === 0 || seat === 4;
  const beside = (a: number, b: number): boolean => Math.abs(a - b) === 1 && Math.min(a, b) !== 2; // seats C (2) and D (3) have the aisle between them
  const rules: ((at: (who: string) => number) => boolean)[] = [
    (at) => window(at("祖母")),
    (at) => beside(at("妹"), at("母")),
    (at) => at("父") === 2 || at("父") === 3,
    (at) => !beside(at("兄"), at("父")) && !beside(at("兄"), at("祖母")),
    (at) => window(at("妹")),
  ];
  const broken = (row: readonly string[]): number[] =>
    rules.flatMap((rule, i) => (rule((who) => row.indexOf(who)) ? [] : [i + 1]));
  const parse = (text: string): string[] =>
    ["A", "B", "C", "D", "E"].map((seat) => match(text, new RegExp(`${seat}=([^、」]+)`))[0] ?? "");

  it("turn 1: one of 120 rows", () => {
    const row = only(permutations(people).filter((p) => broken(p).length === 0));
    expect(parse(answerLine(221, 1))).toEqual(row);
  });

  it("turn 2: the broken condition and the only repairing swap", () => {
    const wrong = parse(question(221, 2));
    const swaps: string[] = [];
    for (let a = 0; a < 5; a += 1)
      for (let b = a + 1; b < 5; b += 1) {
        const row = wrong.map((who, i) => (i === a ? wrong[b] : i === b ? wrong[a] : who) ?? "");
        if (broken(row).length === 0) swaps.push(`${wrong[a] ?? ""}と${wrong[b] ?? ""}`);
      }
    expect(reference(221, 2).split("\n")).toEqual([
      broken(wrong)
        .map((k) => `条件${k}`)
        .join("、"),
      only(swaps),
    ]);
  });
});

describe("222 days of the week", () => {
  const DAY = 86_400_000;
  interface Month {
    readonly year: number;
    readonly month: number;
    readonly secondMonday: number;
    readonly laterSecondMonday: number;
  }
  const weekdays = (year: number, month: number, weekday: number): number[] => {
    const dates: number[] = [];
    const end = Date.UTC(year, month + 1, 1);
    for (let t = Date.UTC(year, month, 1); t < end; t += DAY)
      if (new Date(t).getUTCDay() === weekday) dates.push(new Date(t).getUTCDate());
    return dates;
  };
  const [times = "", sum = ""] = match(question(222, 1), /木曜日が(\d)回あり、.*?すべて足すと(\d+)/);
  const months: Month[] = [];
  // 28 years hold every kind of calendar year
  for (let year = 2000; year < 2028; year += 1)
    for (let month = 0; month < 12; month += 1) {
      const thursdays = weekdays(year, month, 4);
      if (thursdays.length !== Number(times)) continue;
      if (thursdays.reduce((a, b) => a + b, 0) !== Number(sum)) continue;
      months.push({
        year,
        month: month + 1,
        secondMonday: weekdays(year, month, 1)[1] ?? 0,
        laterSecondMonday: weekdays(year, month + 2, 1)[1] ?? 0,
      });
    }

  it("turn 1: the same in every fitting month of the calendar", () => {
    expect(answerLine(222, 1)).toBe(`${only([...new Set(months.map((m) => m.secondMonday))])}日`);
  });

  it("turn 2: one month and one kind of year", () => {
    const [date = ""] = match(question(222, 2), /第2月曜日が(\d+)日/);
    const kinds = months
      .filter((m) => m.laterSecondMonday === Number(date))
      .map((m) => `${m.month}月、${m.year % 4 === 0 ? "うるう年" : "平年"}`);
    expect(answerLine(222, 2)).toBe(only([...new Set(kinds)]));
  });
});

describe("223 foxes, raccoon dogs and badgers", () => {
  const names = ["あさ", "いと", "うめ", "えい"];
  type World = readonly string[];
  const kindOf = (world: World, name: string): string => world[names.indexOf(name)] ?? "";
  const counts: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4 };

  /** Reads the few sentence forms that the question uses. */
  function holds(sentence: string, world: World): boolean {
    const none = /^(狐|狸|貉)は一人もいない$/.exec(sentence);
    if (none !== null) return !world.includes(none[1] ?? "");
    const exactly = /^(狐|狸|貉)はちょうど(.)人い/.exec(sentence);
    if (exactly !== null) return world.filter((k) => k === exactly[1]).length === counts[exactly[2] ?? ""];
    const same = /^(.{2})と(.{2})は同じ種類だ$/.exec(sentence);
    if (same !== null) return kindOf(world, same[1] ?? "") === kindOf(world, same[2] ?? "");
    const is = /^(.{2})は(狐|狸|貉)だ$/.exec(sentence);
    if (is !== null) return kindOf(world, is[1] ?? "") === is[2];
    throw new Error(`not understood: ${sentence}`);
  }
  const spoken = names.map((name) => match(question(223, 1), new RegExp(`^${name}「(.+?)」「(.+?)」$`, "m")));
  const truths: Readonly<Record<string, number>> = { 狐: 2, 狸: 0, 貉: 1 };
  const solve = (lines: readonly (readonly string[])[]): string[] =>
    only(
      sequences(["狐", "狸", "貉"], names.length).filter((world) =>
        world.every((kind, i) => (lines[i] ?? []).filter((s) => holds(s, world)).length === truths[kind]),
      ),
    );

  it("turn 1: one of 81 worlds", () => {
    const world = solve(spoken);
    const items = reference(223, 1)
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(items).toEqual(names.map((name, i) => `- ${name}:${world[i] ?? ""}`));
  });

  it("turn 2: with the corrected sentence", () => {
    const [corrected = ""] = match(question(223, 2), /本当は「(.+?)」/);
    const lines = spoken.map((pair, i) => (i === 0 ? [corrected, pair[1] ?? ""] : pair));
    const before = solve(spoken);
    const after = solve(lines);
    expect(answerLine(223, 2)).toBe(names.map((name, i) => `${name}=${after[i] ?? ""}`).join("、"));
    const unchanged = names.filter((_, i) => before[i] === after[i]);
    expect(reference(223, 2)).toContain(`変わらなかったのは、${only(unchanged)}だけ`);
  });
});

describe("224 kana cipher", () => {
  const rows = [..."あかさたなはまら"].map(
    (first) =>
      [
        "あいうえお",
        "かきくけこ",
        "さしすせそ",
        "たちつてと",
        "なにぬねの",
        "はひふへほ",
        "まみむめも",
        "らりるれろ",
      ].find((row) => row.startsWith(first)) ?? "",
  );
  const shift = (word: string, start: number, step: number, times: number): string =>
    [...word]
      .map((c, i) => {
        const row = rows.find((r) => r.includes(c)) ?? "";
        const at = row.indexOf(c) + times * (start + step * i);
        return row.charAt(((at % 5) + 5) % 5);
      })
      .join("");
  const examples = [...question(224, 1).matchAll(/「([ぁ-ん]+)」は「([ぁ-ん]+)」に/g)];
  const keys = [0, 1, 2, 3, 4]
    .flatMap((start) => [0, 1, 2, 3, 4].map((step) => [start, step] as const))
    .filter(([start, step]) => examples.every((m) => shift(m[1] ?? "", start, step, 1) === m[2]));

  it("turn 1: the examples fix the key, the key gives the word", () => {
    expect(examples).toHaveLength(2);
    const [start, step] = only(keys);
    const [cipher = ""] = match(question(224, 1), /暗号文「(.+?)」/);
    expect(answerLine(224, 1)).toBe(shift(cipher, start, step, -1));
  });

  it("turn 2: undoes two shifts", () => {
    const [start, step] = only(keys);
    const [got = ""] = match(question(224, 2), /「(.+?)」という文字の並び/);
    const word = shift(got, start, step, -2);
    expect(shift(shift(word, start, step, 1), start, step, 1)).toBe(got);
    expect(answerLine(224, 2)).toBe(`元の言葉は${word}、暗号文は${shift(word, start, step, 1)}`);
  });
});

describe("225 degrees of kinship", () => {
  // child -> known parents, read from what the four say; the shared parents of the siblings have no names
  const text = question(225, 1);
  const word = (source: string, pattern: RegExp): string => match(source, pattern)[0] ?? "";
  const [younger = "", elder = ""] = match(text, /^(.+?)「(.+?)は、父も母も私と同じ、私の兄です」$/m);
  const [daughter = "", father = "", granddaughter = ""] = match(
    text,
    /^(.+?)「(.+?)は私の父で、(.+?)は私の娘です」$/m,
  );
  const [cousin = "", other = ""] = match(text, /^(.+?)「(.+?)さんと私は、父どうしが兄弟のいとこです。/m);
  const [son = "", mother = ""] = match(text, /^(.+?)「母の(.+?)に連れられて/m);
  const child = word(question(225, 2), /実の娘の(.+?)がいます/);
  const brothers = [elder, younger];
  // the cousins' fathers are brothers and there are only these two
  const uncle = brothers.filter((b) => b !== father);
  const parents: Readonly<Record<string, readonly string[]>> = {
    [elder]: ["祖先の父", "祖先の母"],
    [younger]: ["祖先の父", "祖先の母"],
    [daughter]: [father],
    [granddaughter]: [daughter],
    [cousin]: uncle,
    [son]: [mother],
    [child]: [word(question(225, 2), /^(.+?)には実の娘/)],
  };
  const ancestors = (who: string): Map<string, number> => {
    const up = new Map([[who, 0]]);
    for (const [person, distance] of up)
      for (const parent of parents[person] ?? []) if (!up.has(parent)) up.set(parent, distance + 1);
    return up;
  };
  const degree = (a: string, b: string): number => {
    const other = ancestors(b);
    return Math.min(
      ...[...ancestors(a)].flatMap(([person, d]) => {
        const e = other.get(person);
        return e === undefined ? [] : [d + e];
      }),
    );
  };
  const relatives = ["正蔵", "庄吉", "菊江", "達也"];

  it("turn 1: counts in the family graph", () => {
    expect(other).toBe(daughter);
    expect(brothers).toContain(father);
    expect(mother).toBe(cousin);
    expect(text).toContain(`${elder}と${younger}に、ほかの兄弟はいません`);
    const answer = JSON.parse(reference(225, 1)) as Record<string, unknown>;
    for (const who of relatives) expect(answer[who]).toBe(degree("千代", who));
    // both are two generations below siblings' children: grandchildren of siblings
    const up = (who: string): number => ancestors(who).get("祖先の父") ?? 0;
    const names = ["きょうだい", "いとこ", "はとこ"];
    expect(up("千代")).toBe(up("達也"));
    expect(answer.達也の続柄).toContain(names[up("千代") - 1]);
  });

  it("turn 2: for the next generation, with the limit of the law", () => {
    const kanji = "〇一二三四五六七八九";
    const [limit = ""] = match(question(225, 2), /(.)親等以内/);
    const far = relatives.filter((who) => degree("桃", who) > kanji.indexOf(limit));
    expect(reference(225, 2)).toContain(`当たらないのは${far.join("と")}だけ`);
    for (const who of relatives) expect(reference(225, 2)).toContain(`${who}は${kanji.charAt(degree("桃", who))}親等`);
  });
});

describe("226 timetable", () => {
  interface Run {
    readonly leaves: number;
    readonly arrives: number;
    readonly kind: "列車" | "急行" | "バス";
  }
  const text = question(226, 1);
  const runs = (line: string, kind: "列車" | "バス"): Run[] =>
    [...(match(text, new RegExp(`^${line}(.+)$`, "m"))[0] ?? "").matchAll(/(\d+:\d+)→(\d+:\d+)(\(急行\))?/g)].map(
      (m) => ({
        leaves: clock(m[1] ?? ""),
        arrives: clock(m[2] ?? ""),
        kind: m[3] === undefined ? kind : "急行",
      }),
    );
  const first = runs("青浜発→白川着", "列車");
  const onward = [...runs("白川発→松崎着\\(列車\\)", "列車"), ...runs("白川発→松崎着\\(バス\\)", "バス")];
  const [train = "", bus = ""] = match(text, /列車へは(\d+)分、バスへは(\d+)分/);
  const limit = clock(match(text, /松崎に(\d+時\d+分)までに/)[0] ?? "");

  /** The latest start that reaches the goal in time and, among its onward runs, the earliest arrival. */
  function best(a: readonly Run[], b: readonly Run[]): { start: Run; via: Run } {
    const trips = a
      .flatMap((start) => b.map((via) => ({ start, via })))
      .filter(
        ({ start, via }) =>
          start.arrives + Number(via.kind === "バス" ? bus : train) <= via.leaves && via.arrives <= limit,
      );
    const latest = Math.max(...trips.map((t) => t.start.leaves));
    const candidates = trips.filter((t) => t.start.leaves === latest);
    const earliest = Math.min(...candidates.map((t) => t.via.arrives));
    return only(candidates.filter((t) => t.via.arrives === earliest));
  }
  const times = (line: string): number[] => [...line.matchAll(/\d+時\d+分/g)].map((m) => clock(m[0]));

  it("turn 1: the latest departure", () => {
    expect(first).toHaveLength(4);
    expect(onward).toHaveLength(6);
    const { start, via } = best(first, onward);
    expect(times(answerLine(226, 1))).toEqual([start.leaves, via.leaves, via.arrives]);
    expect(answerLine(226, 1)).toContain(via.kind);
  });

  it("turn 2: with the cancellation and the delay", () => {
    const [cancelled = ""] = match(question(226, 2), /(\d+時\d+分)発の急行は運休/);
    const [late = "", by = ""] = match(question(226, 2), /(\d+時\d+分)発の列車は白川着が(\d+)分遅れる/);
    const { start, via } = best(
      first.map((r) => (r.leaves === clock(late) ? { ...r, arrives: r.arrives + Number(by) } : r)),
      onward.filter((r) => r.leaves !== clock(cancelled)),
    );
    const last = reference(226, 2).split("そこで").at(-1) ?? "";
    expect(times(last)).toEqual([start.leaves, start.arrives, via.leaves, via.arrives]);
    expect(last).toContain(`発の${via.kind}`);
  });
});

describe("227 forms of address", () => {
  const people = ["井上", "加藤", "佐野", "田村", "野口", "原"];
  interface Utterance {
    readonly mark: string;
    readonly speaker: string;
    readonly listener: string;
    readonly topic: string;
    readonly title: "様" | "さん" | "";
    readonly honorific: boolean;
    readonly words: string;
  }
  const read = (text: string): Utterance[] =>
    [...text.matchAll(/^(.) (.+?)が(.+?)に「((井上|加藤|佐野|田村|野口|原)(様|さん)?.+?)」$/gm)].map((m) => ({
      mark: m[1] ?? "",
      speaker: m[2] ?? "",
      listener: m[3] ?? "",
      topic: m[5] ?? "",
      title: m[6] === "様" || m[6] === "さん" ? m[6] : "",
      honorific: /いらっしゃ/.test(m[4] ?? ""),
      words: m[4] ?? "",
    }));
  interface World {
    readonly minato: ReadonlySet<string>;
    readonly order: readonly string[]; // of all six, from the top; only the order inside a company matters
  }
  const follows = (u: Utterance, w: World): boolean => {
    const firm = (who: string): boolean => w.minato.has(who);
    if (firm(u.topic) !== firm(u.speaker)) return u.title === "様";
    if (firm(u.listener) !== firm(u.speaker)) return u.title === "";
    if (u.title !== "さん") return false;
    return u.honorific === w.order.indexOf(u.topic) < w.order.indexOf(u.speaker);
  };
  const premises = read(question(227, 1));
  const worlds: World[] = [];
  const orders = permutations(people);
  for (const bits of sequences([true, false], people.length)) {
    const minato = new Set(people.filter((_, i) => bits[i]));
    if (!minato.has("田村")) continue;
    for (const order of orders)
      if (premises.every((u) => follows(u, { minato, order }))) worlds.push({ minato, order });
  }
  const describeWorld = (w: World): string =>
    `${people.filter((p) => w.minato.has(p)).join("と")}/${w.order.filter((p) => !w.minato.has(p)).join("、")}`;

  it("turn 1: one assignment of companies and one order in 青木商事", () => {
    expect(premises).toHaveLength(6);
    const result = only([...new Set(worlds.map(describeWorld))]);
    const [minato, aoki] = match(answerLine(227, 1), /みなと製作所は(.+?)。.*上から(.+)$/);
    expect(`${minato ?? ""}/${aoki ?? ""}`).toBe(result);
  });

  it("turn 2: one utterance breaks the rules in every world", () => {
    const later = read(question(227, 2));
    expect(later).toHaveLength(4);
    const wrong = only(later.filter((u) => worlds.every((w) => !follows(u, w))));
    expect(later.filter((u) => worlds.every((w) => follows(u, w)))).toHaveLength(3);
    const [mark = "", repaired = ""] = reference(227, 2).split("\n");
    expect(mark).toBe(wrong.mark);
    const again = only(read(`${mark} ${wrong.speaker}が${wrong.listener}に${repaired}`));
    expect(again.topic).toBe(wrong.topic);
    expect(worlds.every((w) => follows(again, w))).toBe(true);
    expect(again.words).toBe(wrong.words.replace("いらっしゃいます", "います"));
  });
});

describe("228 amidakuji", () => {
  const people = match(question(228, 1), /左から順に、?(.+?)が立って/)[0]?.split("・") ?? [];
  const places = [
    ...(match(question(228, 1), /下の端には左から順に(.+?)と書いて/)[0] ?? "").matchAll(/「(.+?)」/g),
  ].map((m) => m[1] ?? "");
  const rungs = (text: string): number[] => [...text.matchAll(/(\d)と(\d)/g)].map((m) => Number(m[1]));
  const given = rungs(match(question(228, 1), /^(\dと\d、.+)$/m)[0] ?? "");
  /** Follows one person down. */
  const descend = (start: number, bars: readonly number[]): number => {
    let line = start;
    for (const left of bars) {
      if (line === left) line += 1;
      else if (line === left + 1) line -= 1;
    }
    return line;
  };

  it("turn 1: follows each person", () => {
    expect(given).toHaveLength(9);
    expect(tableRows(reference(228, 1))).toEqual(people.map((name, i) => [name, places[descend(i + 1, given) - 1]]));
  });

  it("turn 2: breadth-first search for the fewest bars", () => {
    const lines = people.map((_, i) => i + 1);
    const start = lines.map((k) => descend(k, given));
    const goal = lines.join();
    const distance = new Map([[start.join(), 0]]);
    for (const [state, d] of distance) {
      if (state === goal) break;
      for (const left of [1, 2, 3, 4]) {
        const next = state
          .split(",")
          .map((k) => descend(Number(k), [left]))
          .join();
        if (!distance.has(next)) distance.set(next, d + 1);
      }
    }
    const fewest = distance.get(goal) ?? -1;
    expect(answerLine(228, 2)).toBe(`${fewest}本`);
    const added = rungs(match(reference(228, 2), /^足す横線:(.+)$/m)[0] ?? "");
    expect(added).toHaveLength(fewest);
    expect(lines.map((k) => descend(k, [...given, ...added]))).toEqual(lines);
  });
});

describe("229 silver general", () => {
  const kanji = "〇一二三四五六七八九";
  const square = (text: string): [number, number] => [Number(text.charAt(0)), kanji.indexOf(text.charAt(1))];
  const key = (file: number, rank: number): string => `${file},${rank}`;
  const steps = [
    [0, -1],
    [1, -1],
    [-1, -1],
    [1, 1],
    [-1, 1],
  ] as const;

  /** Counts the shortest routes by enumerating all routes of each length. */
  function shortest(from: string, to: string, blocked: readonly string[]): [number, number] {
    const walls = new Set(blocked.map((s) => key(...square(s))));
    const goal = key(...square(to));
    let routes: (readonly [number, number])[] = [square(from)];
    for (let moves = 1; moves <= 8; moves += 1) {
      routes = routes.flatMap(([file, rank]) =>
        steps
          .map(([df, dr]) => [file + df, rank + dr] as const)
          .filter(([f, r]) => f >= 1 && f <= 9 && r >= 1 && r <= 9 && !walls.has(key(f, r))),
      );
      const arrived = routes.filter(([f, r]) => key(f, r) === goal).length;
      if (arrived > 0) return [moves, arrived];
    }
    throw new Error("not reached");
  }
  const [from = "", to = ""] = match(question(229, 1), /銀が(\d[一-九五])に1枚あるだけ[\s\S]*この銀が(\d五)へ/);

  it("turn 1: the empty board", () => {
    const [moves, routes] = shortest(from, to, []);
    expect(answerLine(229, 1)).toBe(`${moves}手、${routes}通り`);
  });

  it("turn 2: with two pawns in the way", () => {
    const blocked = match(question(229, 2), /盤の(\d.)と(\d.)に/);
    const [moves, routes] = shortest(from, to, blocked);
    expect(answerLine(229, 2)).toBe(`${moves}手、${routes}通り`);
  });
});

describe("230 cleaning duty", () => {
  const people = ["赤坂", "伊東", "上野", "江口", "小川"];
  const days = ["月曜", "火曜", "水曜", "木曜", "金曜"];
  const pairs = people.flatMap((a, i) => people.slice(i + 1).map((b) => [a, b] as const));
  type Schedule = readonly (readonly [string, string])[];
  const on = (s: Schedule, who: string): number[] => s.flatMap((pair, day) => (pair.includes(who) ? [day] : []));

  const common: Schedule[] = sequences(pairs, 5).filter((s) => {
    if (new Set(s).size !== 5) return false; // condition 2
    if (s.some((pair, i) => i > 0 && pair.some((p) => s[i - 1]?.includes(p)))) return false; // 3
    if (people.some((p) => on(s, p).length !== 2)) return false; // 1
    for (const who of ["江口", "伊東"]) {
      const [a = 0, b = 0] = on(s, who);
      if (b - a !== 3) return false; // 4, 5
    }
    return !s.some((pair) => pair.includes("赤坂") && pair.includes("伊東")); // 6
  });
  const next = (first: string, second: string): Schedule =>
    only(common.filter((s) => on(s, second).includes((on(s, first)[1] ?? 9) + 1)));
  const rows = (s: Schedule): string[][] => s.map((pair, i) => [days[i] ?? "", pair.join("・")]);

  it("turn 1: one of 100,000 schedules", () => {
    const [first = "", second = ""] = match(question(230, 1), /条件7\s+(.+?)の2回目の当番の翌日に、(.+?)が当番/);
    expect(tableRows(reference(230, 1))).toEqual(rows(next(first, second)));
  });

  it("turn 2: with the corrected condition", () => {
    const [first = "", second = ""] = match(question(230, 2), /本当は「(.+?)の2回目の当番の翌日に、(.+?)が当番/);
    const after = rows(next(first, second));
    expect(tableRows(reference(230, 2))).toEqual(after);
    const before = rows(next(second, first));
    const same = days.filter((_, i) => before[i]?.[1] === after[i]?.[1]);
    expect(reference(230, 2)).toContain(`一人も変わらないのは${only(same)}だけ`);
  });
});

describe("the set", () => {
  it("has ten two-turn questions with references", () => {
    expect([...set.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => 221 + i));
    for (const q of set.values()) {
      expect(q.turns).toHaveLength(2);
      expect(q.references).toHaveLength(2);
    }
  });
});

import { found } from "./coding-solvers.ts";

// What the reasoning variants ask, worked out from the words of their questions alone. Nothing is shared with src/variants.

/** The end of each turn's answer as the question asks for it; each must stand in the reference. */
export type AnswerSolver = (turns: readonly string[]) => readonly (readonly string[])[];

function orders<T>(list: readonly T[]): T[][] {
  return list.length < 2
    ? [[...list]]
    : list.flatMap((one, at) => orders(list.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
}

function only<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined || list.length !== 1) throw new Error(`${list.length} solutions`);
  return one;
}

const minutesOf = (clock: string): number => Number(clock.split(":")[0]) * 60 + Number(clock.split(":")[1]);
const said = (minutes: number): string => `${Math.floor(minutes / 60)}時${String(minutes % 60).padStart(2, "0")}分`;

const seats: AnswerSolver = ([one = "", two = ""]) => {
  const people = found(/この五席に(.+?)の五人/, one).split("・");
  const rules = [...one.matchAll(/^条件\d　(.+)$/gm)].map((match) => match[1] ?? "");
  const near = (seating: readonly string[], a: string, b: string): boolean => {
    const [x, y] = [seating.indexOf(a), seating.indexOf(b)];
    return Math.abs(x - y) === 1 && x + y !== 5;
  };
  const keeps = (seating: readonly string[], rule: string): boolean => {
    // The longest name first: 祖母 holds 母.
    const names = [...people].sort((x, y) => y.length - x.length).join("|");
    const named = rule.match(new RegExp(names, "g")) ?? [];
    const [a = "", ...others] = named;
    const seat = seating.indexOf(a);
    if (rule.includes("窓側")) return seat === 0 || seat === 4;
    if (rule.includes("通路側")) return seat === 2 || seat === 3;
    return rule.includes("座らない")
      ? others.every((other) => !near(seating, a, other))
      : near(seating, a, others[0] ?? "");
  };
  const show = (list: readonly string[]): string =>
    list.map((person, at) => `${"ABCDE".charAt(at)}＝${person}`).join("、");
  const right = only(orders(people).filter((seating) => rules.every((rule) => keeps(seating, rule))));
  const wrong = found(/「(A＝[^」]+)」/, two)
    .split("、")
    .map((part) => part.slice(2));
  const broken = rules.flatMap((rule, at) => (keeps(wrong, rule) ? [] : [`条件${at + 1}`]));
  const swaps = people.flatMap((a, at) => people.slice(at + 1).map((b) => [a, b]));
  const good = only(
    swaps.filter(([a = "", b = ""]) =>
      rules.every((rule) =>
        keeps(
          wrong.map((p) => (p === a ? b : p === b ? a : p)),
          rule,
        ),
      ),
    ),
  );
  return [[`答え：${show(right)}`], [`${broken.join("、")}\n`, ...good]];
};

const dates: AnswerSolver = ([one = "", two = ""]) => {
  const week = "日月火水木金土";
  const five = week.indexOf(found(/ある月には(.)曜日が5回/, one));
  const sum = Number(found(/足すと(\d+)に/, one));
  const nth = Number(found(/この月の第(\d)/, one));
  const asked = week.indexOf(found(/この月の第\d(.)曜日/, one));
  const later = two.includes("翌々月");
  const date = Number(found(/第\d.曜日が(\d+)日だった/, two));
  const answers = new Set<string>();
  const firsts = new Set<number>();
  // Real years: every month of 28 years, which hold every calendar there is.
  for (let year = 2001; year < 2029; year++) {
    for (let month = 0; month < 12; month++) {
      const days = (offset: number, weekday: number): number[] => {
        const length = new Date(Date.UTC(year, month + offset + 1, 0)).getUTCDate();
        return Array.from({ length }, (_, at) => at + 1).filter(
          (day) => new Date(Date.UTC(year, month + offset, day)).getUTCDay() === weekday,
        );
      };
      const own = days(0, five);
      if (own.length !== 5 || own.reduce((a, b) => a + b, 0) !== sum) continue;
      const target = days(0, asked)[nth - 1] ?? 0;
      firsts.add(target);
      if (days(later ? 2 : -2, asked)[nth - 1] !== date) continue;
      const leap = new Date(Date.UTC(year, 2, 0)).getUTCDate() === 29;
      answers.add(`${month + 1}月、${leap ? "うるう年" : "平年"}`);
    }
  }
  return [[`答え：${only([...firsts])}日`], [`答え：${only([...answers])}`]];
};

const foxes: AnswerSolver = ([one = "", two = ""]) => {
  const people = found(/四人、(.+?)は、それぞれ/, one).split("・");
  const [honest, liar, mixed] = [
    found(/い種類があってもかまいません。(.)の言うことは/, one),
    found(/本当、(.)は必ず二つともうそ/, one),
    found(/うそ、(.)は二つのうち/, one),
  ];
  const kinds = [honest, liar, mixed];
  const claims = people.map((person) =>
    [...found(new RegExp(`^${person}(「.+」)$`, "m"), one).matchAll(/「(.+?)」/g)].map((match) =>
      (match[1] ?? "").replace("私", person),
    ),
  );
  const isTrue = (claim: string, world: readonly string[]): boolean => {
    const of = (name: string): string => world[people.indexOf(name)] ?? "";
    const count = /^(.)はちょうど(.)人いる$/.exec(claim);
    if (count !== null)
      return world.filter((kind) => kind === count[1]).length === "〇一二三四".indexOf(count[2] ?? "");
    const none = /^(.)は一人もいない$/.exec(claim);
    if (none !== null) return !world.includes(none[1] ?? "");
    const same = /^(.+)と(.+)は同じ種類だ$/.exec(claim);
    if (same !== null) return of(same[1] ?? "") === of(same[2] ?? "");
    const is = /^(.+)は(.)だ$/.exec(claim);
    return of(is?.[1] ?? "") === is?.[2];
  };
  const solve = (all: readonly (readonly string[])[]): string[] => {
    const worlds = Array.from({ length: 81 }, (_, at) =>
      [27, 9, 3, 1].map((size) => kinds[Math.floor(at / size) % 3] ?? ""),
    );
    return only(
      worlds.filter((world) =>
        people.every((_, at) => {
          const truths = (all[at] ?? []).filter((claim) => isTrue(claim, world)).length;
          return truths === (world[at] === honest ? 2 : world[at] === liar ? 0 : 1);
        }),
      ),
    );
  };
  const first = solve(claims);
  const [, who = "", which, correction = ""] =
    /^(.+)の(一つ目|二つ目)の発言は聞き違いで、本当は「(.+?)」/.exec(two) ?? [];
  const changed = claims.map((own, at) =>
    people[at] === who
      ? own.map((claim, place) => (place === (which === "一つ目" ? 0 : 1) ? correction.replace("私", who) : claim))
      : own,
  );
  const second = solve(changed);
  const kept = people.filter((_, at) => first[at] === second[at]);
  return [
    [people.map((person, at) => `- ${person}：${first[at]}`).join("\n")],
    [
      `答え：${people.map((person, at) => `${person}＝${second[at]}`).join("、")}`,
      `変わらなかったのは、${kept.join("と")}${kept.length === 1 ? "だけ" : ""}`,
    ],
  ];
};

const cipher: AnswerSolver = ([one = "", two = ""]) => {
  const rows = [
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "らりるれろ",
  ];
  const down = one.includes("同じ行の中で下");
  const shift = (letter: string, steps: number): string => {
    const row = rows.find((list) => list.includes(letter)) ?? "";
    return row.charAt((row.indexOf(letter) + (down ? steps : -steps) + 500) % 5);
  };
  const examples = [
    ...found(/\n(「.+?」は「.+?」に、「.+?」は「.+?」に)なります/, one).matchAll(/「(.+?)」は「(.+?)」に/g),
  ].map((match) => [match[1] ?? "", match[2] ?? ""]);
  const fits = Array.from({ length: 25 }, (_, at) => [Math.floor(at / 5), at % 5]).filter(([start = 0, more = 0]) =>
    examples.every(([plain = "", coded = ""]) =>
      [...plain].every((letter, place) => shift(letter, start + more * place) === coded.charAt(place)),
    ),
  );
  const [start = 0, more = 0] = only(fits);
  const move = (word: string, times: number): string =>
    [...word].map((letter, place) => shift(letter, times * (start + more * place))).join("");
  const word = move(found(/暗号文「(.+?)」を元の/, one), -1);
  const second = move(found(/「(.+?)」という文字の並び/, two), -2);
  return [[`答え：${word}`], [`答え：元の言葉は${second}、暗号文は${move(second, 1)}`]];
};

const kin: AnswerSolver = ([one = "", two = ""]) => {
  // A family as a graph of parents and children; degrees are the length of the only way between two people of one blood.
  const edges: [string, string][] = [];
  const join = (a: string, b: string): number => edges.push([a, b]);
  const [, younger = "", elder = ""] = /^(.+?)「(.+?)は、父も母も私と同じ/m.exec(one) ?? [];
  join("ancestors", younger);
  join("ancestors", elder);
  const [, middle = "", parent = "", child = ""] =
    /^(.+?)「(.+?)は私の[父母]で、(.+?)は私の(?:娘|息子)です/m.exec(one) ?? [];
  join(parent, middle);
  join(middle, child);
  const cousin = found(/^(.+?)「.+?さんと私は、/m, one);
  join(younger === parent ? elder : younger, cousin);
  const [, last = "", mother = ""] = /^(.+?)「[父母]の(.+?)(?:に連れられて|と一緒に)来ました/m.exec(one) ?? [];
  join(mother, last);
  const more = /^(.+?)「(.+?)は私の実の[父母]です」/m.exec(one);
  if (more !== null) join(more[2] ?? "", more[1] ?? "");
  const degree = (from: string, to: string): number => {
    let reached = [from];
    for (let steps = 0; steps < 12; steps++) {
      // The couple at the top is one step up and one down, so its child's sibling is two away.
      if (reached.includes(to)) return steps;
      reached = edges
        .flatMap(([a, b]) => (reached.includes(a) ? [b] : []).concat(reached.includes(b) ? [a] : []))
        .concat(reached);
    }
    throw new Error(`${from} and ${to} are no kin`);
  };
  const asked = found(/から見た(.+?)の親等（整数）/, one).split("・");
  const grandchild = found(/実の(?:娘|息子)の(.+?)がいます/, two);
  join(child, grandchild);
  const beyond = asked.filter((name) => degree(grandchild, name) > 6);
  const first = asked.map((name) => `"${name}": ${degree(child, name)}`);
  const second = asked.map((name) => `${name}は${"〇一二三四五六七八九".charAt(degree(grandchild, name))}親等`);
  return [
    [...first, "はとこ"],
    [...second, `当たらないのは${beyond.join("と")}`],
  ];
};

const timetable: AnswerSolver = ([one = "", two = ""]) => {
  const legs = (line: string): { from: number; to: number; express: boolean }[] =>
    [...line.matchAll(/(\d+:\d\d)→(\d+:\d\d)(（急行）)?/g)].map((match) => ({
      from: minutesOf(match[1] ?? ""),
      to: minutesOf(match[2] ?? ""),
      express: match[3] !== undefined,
    }));
  const lines = one.split("\n").filter((line) => line.includes("→"));
  const first = legs(lines[0] ?? "");
  const trains = legs(lines[1] ?? "");
  const buses = legs(lines[2] ?? "");
  const [forTrain, forBus] = [Number(found(/列車へは(\d+)分/, one)), Number(found(/バスへは(\d+)分/, one))];
  const limit = (text: string): number =>
    Number(found(/(\d+)時\d+分までに着/, text)) * 60 + Number(found(/\d+時(\d+)分までに着/, text));
  const [start = "", change = "", goal = ""] = [
    found(/^(.+?)駅から/, one),
    found(/駅から(.+?)駅まで/, one),
    found(/乗り換えて(.+?)へ向かい/, one),
  ];
  const best = (from: typeof first, rail: typeof first, by: number) => {
    const ways = from.flatMap((leg) => [
      ...rail
        .filter((next) => next.from - leg.to >= forTrain)
        .map((next) => ({ leg, next, kind: next.express ? "急行" : "列車" })),
      ...buses.filter((next) => next.from - leg.to >= forBus).map((next) => ({ leg, next, kind: "バス" })),
    ]);
    const good = ways
      .filter((way) => way.next.to <= by)
      .sort((a, b) => b.leg.from - a.leg.from || a.next.to - b.next.to);
    return good[0];
  };
  const now = best(first, trains, limit(one));
  const late = found(/運休し、(\d+時\d+分)発の列車/, two);
  const delay = Number(found(/着が(\d+)分遅れる/, two));
  const then = best(
    first.map((leg) => (said(leg.from) === late ? { ...leg, to: leg.to + delay } : leg)),
    trains.filter((leg) => !leg.express),
    limit(two),
  );
  return [
    [
      `答え：${start}${said(now?.leg.from ?? 0)}発、${change}${said(now?.next.from ?? 0)}発の${now?.kind}、${goal}${said(now?.next.to ?? 0)}着`,
    ],
    [
      `${said(then?.leg.from ?? 0)}に${start}を出て`,
      `${said(then?.next.from ?? 0)}発の${then?.kind}に乗れば、${goal}に${said(then?.next.to ?? 0)}に着く`,
    ],
  ];
};

const honorifics: AnswerSolver = ([one = "", two = ""]) => {
  const people = found(/六人います（(.+?)）/, one).split("・");
  const [first, second] = [found(/^「(.+?)」と/, one), found(/と「(.+?)」の社員/, one)];
  const known = people.indexOf(found(/）。(.+?)は.+?の社員です/, one));
  const speeches = (text: string) =>
    [...text.matchAll(/^([ア-コ])　(.+?)が(.+?)に「(.+?)」$/gm)].map((match) => ({
      letter: match[1] ?? "",
      by: people.indexOf(match[2] ?? ""),
      to: people.indexOf(match[3] ?? ""),
      words: match[4] ?? "",
    }));
  /** Company by person (0 the first), and rank by person, smaller is higher. */
  const keeps = (
    { by, to, words }: ReturnType<typeof speeches>[number],
    company: readonly number[],
    rank: readonly number[],
  ): boolean => {
    const about = people.findIndex((name) => words.startsWith(name));
    const rest = words.slice(people[about]?.length ?? 0);
    if (company[about] !== company[by]) return rest.startsWith("様");
    if (company[to] !== company[by]) return !rest.startsWith("様") && !rest.startsWith("さん");
    if (!rest.startsWith("さん")) return false;
    return rest.includes("いらっしゃ") === (rank[about] ?? 0) < (rank[by] ?? 0);
  };
  const results = new Set<string>();
  const worlds: { company: number[]; rank: number[] }[] = [];
  for (let mask = 0; mask < 64; mask++) {
    const company = people.map((_, at) => (mask >> at) & 1);
    if (company[known] !== 0) continue;
    for (const rank of orders([0, 1, 2, 3, 4, 5])) {
      if (!speeches(one).every((speech) => keeps(speech, company, rank))) continue;
      worlds.push({ company, rank });
      results.add(
        [0, 1]
          .map((side) =>
            people
              .filter((_, at) => company[at] === side)
              .sort((a, b) =>
                side === 0
                  ? people.indexOf(a) - people.indexOf(b)
                  : (rank[people.indexOf(a)] ?? 0) - (rank[people.indexOf(b)] ?? 0),
              )
              .join("、"),
          )
          .join("／"),
      );
    }
  }
  const [team = "", ranked = ""] = only([...results]).split("／");
  const { company = [], rank = [] } = worlds[0] ?? {};
  const wrong = only(speeches(two).filter((speech) => !keeps(speech, company, rank)));
  const higher = wrong.words.includes("いらっしゃ");
  const fixed = ["いらっしゃいますか:いますか", "いらっしゃいます:います"]
    .map((pair) => pair.split(":"))
    .reduce((text, [long = "", short = ""]) => (higher ? text.replace(long, short) : text), wrong.words);
  const raised = higher
    ? fixed
    : wrong.words.replace("いますか", "いらっしゃいますか").replace(/(?<!らっしゃ)います$/, "いらっしゃいます");
  return [
    [`${second}は${ranked.split("、").join("・")}の四人で、職位は上から${ranked}`, `${first}は`, ...team.split("、")],
    [`${wrong.letter}\n「${raised}」\n`],
  ];
};

const ladder: AnswerSolver = ([one = "", two = ""]) => {
  const people = found(/左から順に、(.+?)が立って/, one).split("・");
  const prizes = [...found(/下の端には左から順に(.+?)と書いて/, one).matchAll(/「(.+?)」/g)].map(
    (match) => match[1] ?? "",
  );
  const rungs = found(/横線はありません。\n(.+)\n/, one)
    .split("、")
    .map((pair) => Number(pair.charAt(0)));
  const place = people.map((_, at) =>
    rungs.reduce((line, rung) => (line === rung - 1 ? rung : line === rung ? rung - 1 : line), at),
  );
  const order = [...people].sort((a, b) => (place[people.indexOf(a)] ?? 0) - (place[people.indexOf(b)] ?? 0));
  // The fewest further rungs by a search through all orders.
  let frontier = new Set([order.join()]);
  let count = 0;
  while (!frontier.has(people.join())) {
    count += 1;
    frontier = new Set(
      [...frontier].flatMap((text) =>
        [0, 1, 2, 3].map((at) => {
          const list = text.split(",");
          return [...list.slice(0, at), list[at + 1], list[at], ...list.slice(at + 2)].join();
        }),
      ),
    );
  }
  if (!two.includes("最少で何本")) throw new Error("another question");
  return [people.map((person, at) => `| ${person} | ${prizes[place[at] ?? 0]} |`), [`答え：${count}本`]];
};

const shogi: AnswerSolver = ([one = "", two = ""]) => {
  const kanji = "〇一二三四五六七八九";
  const square = (text: string): number => Number(text.charAt(0)) * 10 + kanji.indexOf(text.charAt(1));
  const [from, to] = [square(found(/銀が(\d.)に1枚/, one)), square(found(/この銀が(\d.)へ/, one))];
  const closed = found(/盤の(.+?)に、先手の歩/, two)
    .split("と")
    .map(square);
  const count = (blocked: readonly number[]): string => {
    let ways = new Map([[from, 1]]);
    for (let moves = 1; moves < 9; moves++) {
      const next = new Map<number, number>();
      for (const [here, number] of ways) {
        for (const step of [-1, -11, 9, -9, 11]) {
          const there = here + step;
          const [file, rank] = [Math.floor(there / 10), there % 10];
          if (file < 1 || file > 9 || rank < 1 || rank > 9 || blocked.includes(there)) continue;
          next.set(there, (next.get(there) ?? 0) + number);
        }
      }
      if (next.has(to)) return `答え：${moves}手、${next.get(to)}通り`;
      ways = next;
    }
    throw new Error("not reached");
  };
  return [[count([])], [count(closed)]];
};

const roster: AnswerSolver = ([one = "", two = ""]) => {
  const people = found(/五日間、(.+?)の五人/, one).split("・");
  const pairs = people.flatMap((a, at) => people.slice(at + 1).map((b) => [a, b]));
  const gaps = [4, 5].map((number) => ({
    who: found(new RegExp(`条件${number}　(.+?)の2回`), one),
    days: Number(found(new RegExp(`条件${number}　.+?、(\\d)日離れて`), one)),
  }));
  const [never = "", together = ""] = [found(/条件6　(.+?)と/, one), found(/条件6　.+?と(.+?)は組まない/, one)];
  const rule = (text: string): [string, string] => [
    found(/(?:　|「)([^　「]+?)の2回目の当番の翌日に/, text),
    found(/の2回目の当番の翌日に、(.+?)が当番になる/, text),
  ];
  const solve = ([first, next]: [string, string]): string[][] => {
    const all: string[][][] = [];
    const grow = (days: string[][]): void => {
      if (days.length === 5) {
        const dutyOf = (who: string): number[] => days.flatMap((pair, day) => (pair.includes(who) ? [day] : []));
        const fits =
          people.every((who) => dutyOf(who).length === 2) &&
          gaps.every(({ who, days: gap }) => (dutyOf(who)[1] ?? 0) - (dutyOf(who)[0] ?? 0) === gap) &&
          !days.some((pair) => pair.includes(never) && pair.includes(together)) &&
          (days[(dutyOf(first)[1] ?? 9) + 1]?.includes(next) ?? false);
        if (fits) all.push(days);
        return;
      }
      for (const pair of pairs) {
        if (days.some((other) => other.join() === pair.join()) || days.at(-1)?.some((who) => pair.includes(who)))
          continue;
        grow([...days, pair]);
      }
    };
    grow([]);
    return only(all);
  };
  const [before, after] = [solve(rule(one.slice(one.indexOf("条件7")))), solve(rule(two))];
  const week = [..."月火水木金"];
  const rows = (days: readonly (readonly string[])[]): string =>
    days.map((pair, day) => `| ${week[day]}曜 | ${pair.join("・")} |`).join("\n");
  const kept = week.filter((_, day) => before[day]?.join() === after[day]?.join()).map((day) => `${day}曜`);
  return [[rows(before)], [rows(after), `変わらないのは${kept.join("と")}`]];
};

export const reasoningSolvers: Readonly<Record<string, AnswerSolver>> = {
  221: seats,
  222: dates,
  223: foxes,
  224: cipher,
  225: kin,
  226: timetable,
  227: honorifics,
  228: ladder,
  229: shogi,
  230: roster,
};

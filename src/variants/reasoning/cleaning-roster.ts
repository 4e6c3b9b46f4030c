import { must } from "../checks.ts";
import { at, once, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { table } from "../japanese.ts";
import { surnames } from "../names.ts";
import { narrow } from "./narrow.ts";

interface Parameters {
  readonly people: readonly string[];
  /** The person of condition 4 and of condition 5, and how many days lie between their two duties. */
  readonly spaced: readonly number[];
  readonly gaps: readonly number[];
  /** The two who are never together. */
  readonly apart: readonly number[];
  /** Condition 7 and its correction: after the first one's second duty the next day is the other one's. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const days = ["月", "火", "水", "木", "金"];

/** By day, the two on duty, smaller index first. */
type Roster = readonly (readonly [number, number])[];

/** Every roster of five people that keeps conditions 1 to 3. */
function rosters(): Roster[] {
  const pairs = [0, 1, 2, 3, 4].flatMap((a) =>
    [0, 1, 2, 3, 4].filter((b) => b > a).map((b): readonly [number, number] => [a, b]),
  );
  let found: Roster[] = [[]];
  for (let day = 0; day < 5; day++) {
    found = found.flatMap((roster) =>
      pairs
        .filter((pair) => {
          const last = roster.at(-1);
          const rested = last === undefined || pair.every((person) => !last.includes(person));
          const fresh = roster.every((one) => one[0] !== pair[0] || one[1] !== pair[1]);
          const twice = pair.every((person) => roster.filter((one) => one.includes(person)).length < 2);
          return rested && fresh && twice;
        })
        .map((pair) => [...roster, pair]),
    );
  }
  return found.filter((roster) =>
    [0, 1, 2, 3, 4].every((person) => roster.filter((one) => one.includes(person)).length === 2),
  );
}

const dutiesOf = (roster: Roster, person: number): number[] =>
  roster.flatMap((pair, day) => (pair.includes(person) ? [day] : []));
const spacedBy = (roster: Roster, person: number, gap: number): boolean =>
  at(dutiesOf(roster, person), 1) - at(dutiesOf(roster, person), 0) === gap;
const together = (roster: Roster, [a = 0, b = 0]: readonly number[]): boolean =>
  roster.some((pair) => pair.includes(a) && pair.includes(b));
const follows = (roster: Roster, [a = 0, b = 0]: readonly number[]): boolean =>
  roster[at(dutiesOf(roster, a), 1) + 1]?.includes(b) ?? false;

const everyRoster = once(rosters);

/** Some days stay the same, but not many. */
function fair(one: Roster, other: Roster): boolean {
  const kept = one.filter((pair, day) => pair.join() === other[day]?.join()).length;
  return kept >= 1 && kept <= 2;
}

function fitting(p: Parameters, rule: readonly number[] | null): Roster[] {
  return everyRoster().filter(
    (roster) =>
      p.spaced.every((person, index) => spacedBy(roster, person, at(p.gaps, index))) &&
      !together(roster, p.apart) &&
      (rule === null || follows(roster, rule)),
  );
}

export const cleaningRoster = defineGenerator<Parameters>({
  id: "230",
  version: 1,
  category: "reasoning",
  difficulty: "hard",
  keeps:
    "five days, five people, seven conditions, exactly one roster by search before and after condition 7 is corrected; one or two days stay the same",
  original: {
    people: ["赤坂", "伊東", "上野", "江口", "小川"],
    spaced: [3, 1],
    gaps: [3, 3],
    apart: [0, 1],
    before: [0, 4],
    after: [4, 0],
  },
  draw(random) {
    // Conditions are read off a roster, so that one fits at least.
    const roster = pick(random, everyRoster());
    const spaced = pickSome(random, [0, 1, 2, 3, 4], 2);
    const gaps = spaced.map((person) => at(dutiesOf(roster, person), 1) - at(dutiesOf(roster, person), 0));
    const pairs = [0, 1, 2, 3, 4].flatMap((a) => [0, 1, 2, 3, 4].filter((b) => b !== a).map((b) => [a, b]));
    const apart = pick(
      random,
      pairs.filter((pair) => !together(roster, pair) && at(pair, 0) < at(pair, 1)),
    );
    const people = pickSome(random, surnames, 5).sort();
    const p = { people, spaced, gaps, apart, before: [], after: [] };
    const left = fitting(p, null);
    const single = pairs.flatMap((rule) => {
      const found = left.filter((one) => follows(one, rule));
      return found.length === 1 ? [{ rule, roster: at(found, 0) }] : [];
    });
    const choices = single.flatMap((one) =>
      single.filter((other) => fair(one.roster, other.roster)).map((other) => ({ one, other })),
    );
    if (choices.length === 0) return null;
    const { one, other } = pick(random, choices);
    return { ...p, before: one.rule, after: other.rule };
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const name = (person: number): string => at(p.people, person);
  const [one, other] = [at(fitting(p, p.before), 0), at(fitting(p, p.after), 0)];
  const rule = ([a = 0, b = 0]: readonly number[]): string =>
    `${name(a)}の2回目の当番の翌日に、${name(b)}が当番になる。`;
  const show = (roster: Roster): string =>
    roster.map((pair, day) => `${at(days, day)}＝${pair.map(name).join("・")}`).join("、");
  const rows = (roster: Roster): string =>
    table(
      ["曜日", "当番"],
      roster.map((pair, day) => [`${at(days, day)}曜`, pair.map(name).join("・")]),
    );
  const argue = (last: readonly number[]): string =>
    narrow(
      everyRoster(),
      [
        ...p.spaced.map((person, index) => ({
          name: `条件${4 + index}`,
          holds: (roster: Roster) => spacedBy(roster, person, at(p.gaps, index)),
        })),
        { name: "条件6", holds: (roster) => !together(roster, p.apart) },
        { name: "条件7", holds: (roster) => follows(roster, last) },
      ],
      show,
    ).join("\n");
  const kept = days.filter((_, day) => one[day]?.join() === other[day]?.join()).map((day) => `${day}曜`);
  const literals = (pair: readonly number[], day: number): string[] => {
    const orders = [pair.map(name), [...pair].reverse().map(name)];
    return ["曜", "曜日", ""].flatMap((suffix) =>
      orders.flatMap((two) =>
        ["・", "、", ",", "と", "/"].map((mark) => `${at(days, day)}${suffix}|${two.join(mark)}`),
      ),
    );
  };
  const points = (roster: Roster) =>
    roster.map((pair, day) => must(`${at(days, day)}曜は${pair.map(name).join("と")}である`, ...literals(pair, day)));
  const spaced = p.spaced.map((person, index) => {
    const gap = at(p.gaps, index);
    const sample = index === 0 ? `（1回目が月曜なら2回目は${at(days, gap)}曜、というように数える）` : "";
    return `条件${4 + index}　${name(person)}の2回の当番は、${gap}日離れている${sample}。`;
  });
  return [
    {
      question: `月曜から金曜までの五日間、${p.people.join("・")}の五人が掃除当番をします。次の条件をすべて満たす当番表は一つしかありません。
条件1　毎日ちょうど二人が当番になり、五人とも五日間にちょうど2回当番になる。
条件2　同じ二人の組が2回現れることはない。
条件3　二日続けて当番になる人はいない。
${spaced.join("\n")}
条件6　${p.apart.map(name).join("と")}は組まない。
条件7　${rule(p.before)}
当番表を、列が「曜日」「当番」の2列、データ行が5行のMarkdownの表で示し、その前に、どのように決まるかを説明してください。表はこの一つだけにしてください。`,
      reference: `条件1から3までを満たす当番表を月曜から順にすべて書き出すと、${everyRoster().length}通りある。
${argue(p.before)}

${rows(one)}`,
      answer: show(one),
      checkpoints: points(one),
      constraints: [{ kind: "table", columns: 2, rows: 5 }],
    },
    {
      question: `条件7は書き間違いで、本当は「${rule(p.after).replace("。", "")}」でした。条件1から6まではそのままです。正しい当番表を、先ほどと同じ形の表で示してください。また、はじめの当番表と比べて、当番の二人が一人も変わらない曜日はあるか、あれば何曜日かを答えてください。`,
      reference: `条件1から6までで残る当番表は先ほどと同じである。
${argue(p.after)}

${rows(other)}

はじめの当番表と比べて、当番の二人が一人も変わらないのは${kept.join("と")}${kept.length === 1 ? "だけ" : ""}である。`,
      answer: `${show(other)}／変わらないのは${kept.join("、")}`,
      checkpoints: [...points(other), must(`当番が変わらないのは${kept.join("と")}だけであると述べている`)],
      constraints: [{ kind: "table", columns: 2, rows: 5 }],
    },
  ];
}

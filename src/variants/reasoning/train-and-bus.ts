import { must, mustExactly } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { clock, clockKanji, clockLiterals } from "../japanese.ts";

interface Leg {
  /** Minutes after midnight. */
  readonly from: number;
  readonly to: number;
}

interface Parameters {
  /** Where one starts, changes and goes. */
  readonly places: readonly string[];
  readonly first: readonly Leg[];
  readonly trains: readonly Leg[];
  readonly buses: readonly Leg[];
  /** The train of `trains` that is an express and is cancelled in the second turn. */
  readonly express: number;
  readonly trainChange: number;
  readonly busChange: number;
  readonly limit: number;
  /** The leg of `first` that is late in the second turn, and by how many minutes. */
  readonly late: number;
  readonly delay: number;
}

interface Way {
  readonly leg: Leg;
  readonly onward: Leg;
  readonly bus: boolean;
}

function ways({ first, trains, buses, trainChange, busChange }: Parameters): Way[] {
  return first.flatMap((leg) => [
    ...trains.filter((one) => one.from >= leg.to + trainChange).map((onward) => ({ leg, onward, bus: false })),
    ...buses.filter((one) => one.from >= leg.to + busChange).map((onward) => ({ leg, onward, bus: true })),
  ]);
}

/** The latest start that is in time; of several ways on, those with the earliest arrival. */
function best(p: Parameters): Way[] {
  const good = ways(p).filter((way) => way.onward.to <= p.limit);
  const start = Math.max(...good.map((way) => way.leg.from));
  const latest = good.filter((way) => way.leg.from === start);
  const arrival = Math.min(...latest.map((way) => way.onward.to));
  return latest.filter((way) => way.onward.to === arrival);
}

const nextDay = (p: Parameters): Parameters => ({
  ...p,
  trains: p.trains.filter((_, index) => index !== p.express),
  first: p.first.map((leg, index) => (index === p.late ? { from: leg.from, to: leg.to + p.delay } : leg)),
});

const starts = ["青葉", "川辺", "東町", "若松", "小泉", "桜台"];
const changes = ["中原", "大橋", "本宿", "三島口", "北沢", "石神"];
const ends = ["浜野", "湯元", "岬町", "竹原", "高根", "港南"];

export const trainAndBus = defineGenerator<Parameters>({
  id: "226",
  version: 3,
  category: "reasoning",
  difficulty: "basic",
  keeps:
    "four trains, then three trains and three buses; the last train is too late, the next one is right and only by the express; the delay of the second turn makes a connection fail by 1-3 minutes and the answer is an earlier train",
  original: {
    places: ["青浜", "白川", "松崎"],
    first: [
      { from: 482, to: 511 },
      { from: 500, to: 532 },
      { from: 515, to: 538 },
      { from: 528, to: 557 },
    ],
    trains: [
      { from: 520, to: 565 },
      { from: 545, to: 580 },
      { from: 564, to: 610 },
    ],
    buses: [
      { from: 515, to: 560 },
      { from: 540, to: 585 },
      { from: 560, to: 605 },
    ],
    express: 1,
    trainChange: 5,
    busChange: 8,
    limit: 585,
    late: 1,
    delay: 1,
  },
  draw(random) {
    const base = between(random, 7, 17) * 60;
    const leg = (from: number, low: number, high: number): Leg => ({ from, to: from + between(random, low, high) });
    const [trainChange, busChange, delay] = [between(random, 4, 6), between(random, 7, 10), between(random, 1, 4)];
    let start = base + between(random, 1, 8);
    const first = [0, 1, 2, 3].map(() => {
      const one = leg(start, 22, 33);
      start += between(random, 12, 18);
      return one;
    });
    const arrival = (index: number): number => at(first, index).to;
    const trains = [
      leg(arrival(0) + trainChange + between(random, 0, 6), 42, 47),
      leg(arrival(2) + trainChange + between(random, 0, 4), 33, 38),
      leg(arrival(3) + trainChange + between(random, 0, 8), 42, 47),
    ];
    const missed = leg(arrival(1) + busChange + between(random, 0, delay - 1), 41, 47);
    const buses = [
      leg(missed.from - between(random, 18, 26), 41, 47),
      missed,
      leg(missed.from + between(random, 17, 24), 41, 47),
    ];
    const p = {
      places: [pick(random, starts), pick(random, changes), pick(random, ends)],
      first,
      trains,
      buses,
      express: 1,
      trainChange,
      busChange,
      limit: at(trains, 1).to + between(random, 0, 9),
      late: 1,
      delay,
    };
    return fits(p) ? p : null;
  },
  write,
});

/** Of the same kind as the original: who is last, what is missed, and by how little. */
function fits(p: Parameters): boolean {
  const ordered = [p.first, p.trains, p.buses].every((list) =>
    list.every((leg, i) => i === 0 || (at(list, i - 1).from + 7 < leg.from && at(list, i - 1).to < leg.to)),
  );
  if (!ordered) return false;
  const [now, then] = [best(p), best(nextDay(p))];
  const [one, other] = [now[0], then[0]];
  if (now.length !== 1 || then.length !== 1 || one === undefined || other === undefined) return false;
  const express = at(p.trains, p.express);
  const runs = p.trains.map((leg) => leg.to - leg.from);
  if (Math.min(...runs.filter((_, i) => i !== p.express)) <= express.to - express.from) return false;
  if (one.leg !== at(p.first, 2) || one.onward !== express || other.leg.from !== at(p.first, 0).from) return false;
  const late = at(p.first, p.late);
  const missed = p.buses.filter((bus) => bus.to <= p.limit && bus.from >= late.to + p.busChange);
  return (
    missed.length === 1 &&
    missed.every((bus) => bus.from < late.to + p.delay + p.busChange) &&
    ways(p).some((way) => way.leg === late && way.bus && way.onward.to <= p.limit)
  );
}

function write(p: Parameters): VariantTurns {
  const [from = "", change = "", to = ""] = p.places;
  const t = clockKanji;
  const [way, later] = [at(best(p), 0), at(best(nextDay(p)), 0)];
  const leg = (one: Leg): string => `${clock(one.from)}→${clock(one.to)}`;
  const last = at(p.first, 3);
  const rail = at(
    p.trains.filter((one) => one.from >= last.to + p.trainChange),
    0,
  );
  const road = p.buses.find((one) => one.from >= last.to + p.busChange);
  const onward = (one: Leg): string => `${t(one.from)}発で${to}着${t(one.to)}`;
  const tooLate =
    road === undefined
      ? `その先に乗れるバスはもうなく、列車は${onward(rail)}なので、${t(p.limit)}には間に合わない。`
      : `その先に乗れる列車は${onward(rail)}、バスは${onward(road)}で、どちらも${t(p.limit)}には間に合わない。`;
  const late = at(nextDay(p).first, p.late);
  const missed = at(
    p.buses.filter((bus) => bus.to <= p.limit && bus.from >= at(p.first, p.late).to + p.busChange),
    0,
  );
  const kind = later.bus ? "バス" : "列車";
  const answer = `${from}${t(way.leg.from)}発、${change}${t(way.onward.from)}発の急行、${to}${t(way.onward.to)}着`;
  const after = `${from}${t(later.leg.from)}発、${change}${t(later.onward.from)}発の${kind}、${to}${t(later.onward.to)}着`;
  return [
    {
      question: `${from}駅から${change}駅まで列車で行き、${change}駅で列車かバスに乗り換えて${to}へ向かいます。${change}駅での乗り換えには、列車へは${p.trainChange}分、バスへは${p.busChange}分が必要です（ちょうどその時間があれば乗れる）。
${from}発→${change}着　${p.first.map(leg).join("、")}
${change}発→${to}着（列車）　${p.trains.map((one, index) => leg(one) + (index === p.express ? "（急行）" : "")).join("、")}
${change}発→${to}着（バス）　${p.buses.map(leg).join("、")}
${to}に${t(p.limit)}までに着きたいとき（ちょうどでもよい）、${from}を最も遅く出るには何時何分発の列車に乗ればよいですか。また、${change}を何時何分に出る何に乗り、${to}に何時何分に着きますか。この条件で間に合わない便についても触れて説明してください。`,
      reference: `遅い列車から順に調べる。
${t(last.from)}発は${change}着が${t(last.to)}。${tooLate}
${t(way.leg.from)}発は${change}着が${t(way.leg.to)}。列車なら${p.trainChange}分後の${t(way.leg.to + p.trainChange)}から乗れるので、${t(way.onward.from)}発の急行に間に合い、${to}着は${t(way.onward.to)}で条件を満たす。
したがって最も遅いのは${t(way.leg.from)}発である。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`${from}を${t(way.leg.from)}に出る`, ...clockLiterals(way.leg.from)),
        mustExactly(`${change}を${t(way.onward.from)}に出る急行に乗る`, ...clockLiterals(way.onward.from)),
        mustExactly(`${to}に${t(way.onward.to)}に着く`, ...clockLiterals(way.onward.to)),
        must(
          `${t(last.from)}発は${change}着が${t(last.to)}となり、間に合わないことに触れている`,
          ...clockLiterals(last.from),
        ),
      ],
      constraints: [],
    },
    {
      question: `出発の前の日に、${t(way.onward.from)}発の急行は運休し、${t(late.from)}発の列車は${change}着が${p.delay}分遅れると発表されました。ほかの便は時刻どおりです。先ほどと同じく、${t(p.limit)}までに着き、${from}をできるだけ遅く出るには、どう行けばよいですか。そのような行き方が複数あるときは、${to}に最も早く着くものを選んでください。${t(late.from)}発ではどうなるかも含め、本文のみ200字以内で答えてください。`,
      reference: `${t(way.leg.from)}発は急行がないと${t(p.limit)}に間に合わない。${t(late.from)}発は${change}着が${t(late.to)}に遅れ、バスに乗れるのは${t(late.to + p.busChange)}からなので、${t(missed.from)}のバスを逃す。そこで${t(later.leg.from)}に${from}を出て${t(later.leg.to)}に${change}に着き、${t(later.onward.from)}発の${kind}に乗れば、${to}に${t(later.onward.to)}に着く。`,
      answer: after,
      checkpoints: [
        mustExactly(`${from}を${t(later.leg.from)}に出る`, ...clockLiterals(later.leg.from)),
        mustExactly(`${change}を${t(later.onward.from)}に出る${kind}に乗る`, ...clockLiterals(later.onward.from)),
        mustExactly(`${to}に${t(later.onward.to)}に着く`, ...clockLiterals(later.onward.to)),
        must(
          `${t(late.from)}発では${t(missed.from)}のバスに間に合わないことを述べている`,
          ...clockLiterals(late.to),
          ...clockLiterals(late.to + p.busChange),
          "間に合わない",
          "逃す",
          "乗れない",
        ),
      ],
      constraints: [{ kind: "max-characters", value: 200 }],
    },
  ];
}

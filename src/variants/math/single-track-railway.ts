import { must, mustExactly } from "../checks.ts";
import { between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { clockKanji, clockLiterals } from "../japanese.ts";

interface Parameters {
  /** Minutes after midnight. */
  readonly down: number;
  readonly up: number;
  /** Kilometres from P to the loop R and from R to Q. */
  readonly near: number;
  readonly far: number;
  /** Kilometres an hour. */
  readonly downSpeed: number;
  readonly upSpeed: number;
  /** Minutes: the shortest stop, and what must pass after the other's arrival. */
  readonly stop: number;
  readonly gap: number;
}

interface Timetable {
  readonly downAtR: number;
  readonly upAtR: number;
  readonly downLeaves: number;
  readonly upLeaves: number;
  readonly downAtQ: number;
  readonly upAtP: number;
}

function timetable(p: Parameters): Timetable {
  const downAtR = p.down + (p.near / p.downSpeed) * 60;
  const upAtR = p.up + (p.far / p.upSpeed) * 60;
  const downLeaves = Math.max(downAtR + p.stop, upAtR + p.gap);
  const upLeaves = Math.max(upAtR + p.stop, downAtR + p.gap);
  const downAtQ = downLeaves + (p.far / p.downSpeed) * 60;
  const upAtP = upLeaves + (p.near / p.upSpeed) * 60;
  return { downAtR, upAtR, downLeaves, upLeaves, downAtQ, upAtP };
}

const exact = (distance: number, speed: number): boolean => (distance * 60) % speed === 0;

export const singleTrackRailway = defineGenerator<Parameters>({
  id: "233",
  version: 2,
  category: "math",
  difficulty: "standard",
  keeps:
    "every run takes whole minutes, one of the trains waits 1-5 minutes longer than its stop, the second turn's window has 3 or 5 minutes",
  original: { down: 540, up: 546, near: 18, far: 12, downSpeed: 60, upSpeed: 45, stop: 2, gap: 1 },
  draw(random) {
    const down = between(random, 7, 19) * 60;
    const p = {
      down,
      up: down + between(random, 1, 14),
      near: between(random, 9, 30),
      far: between(random, 8, 30),
      downSpeed: pick(random, [45, 50, 60, 72, 75, 80, 90]),
      upSpeed: pick(random, [40, 45, 48, 54, 60, 72, 75]),
      stop: between(random, 2, 4),
      gap: between(random, 1, 2),
    };
    const whole = [p.near, p.far].every((one) => exact(one, p.downSpeed) && exact(one, p.upSpeed));
    const window = 2 * (p.stop - p.gap) + 1;
    if (!whole || p.downSpeed === p.upSpeed || p.near === p.far || (window !== 3 && window !== 5)) return null;
    const { downAtR, upAtR, downLeaves, upLeaves, downAtQ, upAtP } = timetable(p);
    const waits = downLeaves - downAtR - p.stop + (upLeaves - upAtR - p.stop);
    const earliest = downAtR + p.gap - p.stop - (upAtR - p.up);
    if (waits < 1 || waits > 5 || earliest < down || Math.max(downAtQ, upAtP) - down > 80) return null;
    return p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { downAtR, upAtR, downLeaves, upLeaves, downAtQ, upAtP } = timetable(p);
  const t = clockKanji;
  const upRun = upAtR - p.up;
  const first = downAtR + p.gap - p.stop;
  const last = downAtR + p.stop - p.gap;
  const downWaits = downLeaves > downAtR + p.stop;
  const [waiting, other] = downWaits ? ["下り", "上り"] : ["上り", "下り"];
  const [waitArrives, waitLeaves, otherArrives] = downWaits ? [downAtR, downLeaves, upAtR] : [upAtR, upLeaves, downAtR];
  const otherLeaves = downWaits ? upLeaves : downLeaves;
  const runs = {
    下り: `R駅からQ駅までは ${p.far}÷${p.downSpeed}×60＝${downAtQ - downLeaves}（分）なので、Q駅到着は${t(downAtQ)}。`,
    上り: `R駅からP駅までは ${p.near}÷${p.upSpeed}×60＝${upAtP - upLeaves}（分）なので、P駅到着は${t(upAtP)}。`,
  };
  const answer = `下り列車のQ駅到着は${t(downAtQ)}、上り列車のP駅到着は${t(upAtP)}`;
  const window = `${t(first - upRun)}から${t(last - upRun)}まで`;
  return [
    {
      question: `P駅とQ駅を結ぶ${p.near + p.far}kmの単線の鉄道があり、列車が行き違えるのはP駅から${p.near}kmの所にあるR駅だけです。次の決まりがあります。
・下り列車はP駅を${t(p.down)}に出て、時速${p.downSpeed}kmでR駅、Q駅へ進む。
・上り列車はQ駅を${t(p.up)}に出て、時速${p.upSpeed}kmでR駅、P駅へ進む。
・どちらの列車もR駅に最低${p.stop}分は停車する。
・どちらの列車も、相手の列車がR駅に着いてから${p.gap}分以上たたなければR駅を発車できない。
・発車できるようになった列車はすぐに発車する。加速や減速の時間は考えない。
下り列車のQ駅到着と、上り列車のP駅到着は、それぞれ何時何分ですか。`,
      reference: `下り列車は ${p.near}÷${p.downSpeed}×60＝${downAtR - p.down}（分）走り、R駅に${t(downAtR)}に着く。上り列車はQ駅からR駅までの${p.far}kmを ${p.far}÷${p.upSpeed}×60＝${upRun}（分）で走り、R駅に${t(upAtR)}に着く。
${waiting}列車は、${p.stop}分の停車だけなら${t(waitArrives + p.stop)}に出られるが、${other}列車の到着（${t(otherArrives)}）から${p.gap}分後の${t(waitLeaves)}まで待つ。${downWaits ? runs.下り : runs.上り}
${other}列車は${t(otherArrives)}に着き、${p.stop}分停車して${t(otherLeaves)}に出る。このとき${waiting}列車の到着から${p.gap}分以上たっている。${downWaits ? runs.上り : runs.下り}
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`下り列車のQ駅到着が${t(downAtQ)}である`, ...clockLiterals(downAtQ)),
        mustExactly(`上り列車のP駅到着が${t(upAtP)}である`, ...clockLiterals(upAtP)),
        mustExactly(`${waiting}列車が${other}列車を待ち、R駅を${t(waitLeaves)}に出る`, ...clockLiterals(waitLeaves)),
      ],
      constraints: [],
    },
    {
      question: `上り列車のQ駅発車を、${t(p.down)}以降で1分刻みに変えられることになりました。ほかの決まりはそのままです。R駅で行き違うとき、どちらの列車も停車がちょうど${p.stop}分で済む（余計に待たされない）ようにするには、上り列車のQ駅発車を何時何分から何時何分までの間にすればよいですか。理由も述べ、最後の行を「答え：」で始めてください。`,
      reference: `上り列車のR駅到着を T とすると、Q駅発車は T の${upRun}分前である。
下り列車は${t(downAtR)}に着き、ちょうど${p.stop}分停車なら${t(downAtR + p.stop)}発。そのためには上り列車が、その${p.gap}分前の${t(last)}までに着いていなければならない（T≦${t(last)}）。
上り列車はちょうど${p.stop}分停車なら T の${p.stop}分後に発車する。そのためには、下り列車の到着${t(downAtR)}から${p.gap}分後の${t(downAtR + p.gap)}が、T の${p.stop}分後以前でなければならない（T≧${t(first)}）。
よって T は${t(first)}から${t(last)}までで、Q駅発車はその${upRun}分前の${window}となる。
答え：${window}`,
      answer: window,
      checkpoints: [
        mustExactly(`最も早い発車は${t(first - upRun)}である`, ...clockLiterals(first - upRun)),
        mustExactly(`最も遅い発車は${t(last - upRun)}である`, ...clockLiterals(last - upRun)),
        must(
          `上り列車のR駅到着が発車の${upRun}分後であること、または下り列車のR駅発車が${t(downAtR + p.stop)}であることを使っている`,
          `${upRun}分`,
          ...clockLiterals(downAtR + p.stop),
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

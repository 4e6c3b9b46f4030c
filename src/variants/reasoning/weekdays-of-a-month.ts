import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, indices, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { weekdays } from "../japanese.ts";

interface Parameters {
  /** Weekday (0 Sunday) that occurs five times, and its first date, 1-3. */
  readonly five: number;
  readonly first: number;
  /** The weekday asked for, and which of the month. */
  readonly asked: number;
  readonly nth: number;
  /** Months to the other one: 2 after or -2 before. */
  readonly distance: number;
  /** Its date of the same weekday and number. */
  readonly date: number;
}

interface Month {
  readonly month: number;
  readonly leap: boolean;
}

const lengths = (leap: boolean): number[] => [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Date of the nth weekday in the first month. */
const dateIn = ({ five, first, asked, nth }: Parameters): number => {
  const start = ((first + asked - five - 1 + 7) % 7) + 1;
  return start + 7 * (nth - 1);
};

/** Days of the two months between the first of the one month and the first of the other. */
function between2({ month, leap }: Month, distance: number): number {
  const days = lengths(leap);
  const from = distance > 0 ? month : month - 2;
  return [from, from + 1].reduce((sum, one) => sum + at(days, (one - 1 + 12) % 12), 0);
}

const hasFive = (first: number, { month, leap }: Month): boolean => at(lengths(leap), month - 1) >= first + 28;

/** The months of common and leap years in which everything said is true. The year is that of the first month. */
function months(p: Parameters): Month[] {
  const all = [false, true].flatMap((leap) => indices(12).map((index) => ({ month: index + 1, leap })));
  return all.filter((one) => {
    const days = Math.sign(p.distance) * between2(one, p.distance);
    return hasFive(p.first, one) && (days + p.date - dateIn(p)) % 7 === 0;
  });
}

export const weekdaysOfAMonth = defineGenerator<Parameters>({
  id: "222",
  version: 2,
  category: "reasoning",
  difficulty: "standard",
  keeps:
    "a weekday that occurs five times in a month, whose dates follow from their sum; one month of one kind of year fits by search",
  original: { five: 4, first: 2, asked: 1, nth: 2, distance: 2, date: 9 },
  draw(random) {
    const nth = between(random, 2, 3);
    const five = between(random, 0, 6);
    const p = {
      five,
      first: between(random, 1, 3),
      asked: (five + between(random, 1, 6)) % 7,
      nth,
      distance: pick(random, [2, -2]),
      date: between(random, 7 * nth - 6, 7 * nth),
    };
    return months(p).length === 1 ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const five = at(weekdays, p.five);
  const asked = at(weekdays, p.asked);
  const dates = indices(5).map((index) => p.first + 7 * index);
  const sum = 5 * p.first + 70;
  const date = dateIn(p);
  const found = at(months(p), 0);
  const year = found.leap ? "うるう年" : "平年";
  const days = between2(found, p.distance);
  const firstAsked = date - 7 * (p.nth - 1);
  const after = p.distance > 0;
  const other = after ? "翌々月（2か月後の月）" : "前々月（2か月前の月）";
  const [sumWord, months2] = after ? ["その月とその翌月", "はじめの月とその翌月"] : ["前々月と前月", "前々月と前月"];
  const shift = after ? p.date - date : date - p.date;
  const rest = ((-shift % 7) + 7) % 7;
  const least = p.first + 28;
  const names = after ? ["1月と2月", "2月と3月"] : ["1月と2月（はじめの月は3月）", "2月と3月（はじめの月は4月）"];
  const answer = `${date}日`;
  const second = `${found.month}月、${year}`;
  return [
    {
      question: `ある年のある月には${five}曜日が5回あり、その5回の日付の数をすべて足すと${sum}になります。この月の第${p.nth}${asked}曜日（その月で${p.nth}回目に来る${asked}曜日）は何日ですか。${five}曜日の日付をどう決めたかも説明し、最後の行に「答え：」に続けて日付を書いてください。`,
      reference: `${five}曜日の最初の日付を a とすると、5回の日付は a、a＋7、a＋14、a＋21、a＋28 で、合計は 5a＋70。これが${sum}だから a＝${p.first}。
${five}曜日は ${dates.join("、")} 日である。
${p.first}日が${five}曜日なので、最初の${asked}曜日は${firstAsked}日、${p.nth}回目の${asked}曜日は ${firstAsked}＋${7 * (p.nth - 1)}＝${date}（日）である。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`第${p.nth}${asked}曜日は${date}日である`, `${date}日`),
        mustExactly(
          `${five}曜日が${dates.map((one) => `${one}日`).join("・")}である`,
          ...["、", ",", "・"].flatMap((mark) => [dates.join(mark), dates.map((one) => `${one}日`).join(mark)]),
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `さらに、その月の${other}の第${p.nth}${asked}曜日が${p.date}日だったことが分かりました。はじめの月は何月ですか。また、その月がある年は平年ですか、うるう年ですか。二つの月（${sumWord}）の日数の和に着目して、答えが一つに決まる理由も述べてください。最後の行は「答え：○月、○年」の形で、平年かうるう年かを書いてください。`,
      reference: `${months2}の日数の和を S とする。${after ? `はじめの月の${date}日から翌々月の${p.date}日` : `前々月の${p.date}日からはじめの月の${date}日`}までの日数は ${daysApart(shift)} で、どちらも${asked}曜日だから、これは7の倍数。よって S を7で割った余りは${rest}である。
はじめの月には${least}日があるので、日数は${lengthsFrom(p.first)}である。続く二つの月の日数の和 S は、
・${at(names, 0)}：31＋28＝59（平年）または 31＋29＝60（うるう年）
・${at(names, 1)}：28＋31＝59（平年）または 29＋31＝60（うるう年）
・30日の月と31日の月が続くとき：61
・7月と8月、12月と1月：62
のどれかで、7で割った余りはそれぞれ 59が3、60が4、61が5、62が6。余りが${rest}になるのは${days}だけである。${exclusion(p)}はじめの月の日数に合うのは${found.month}月だけで、その年は${year}と決まる。
答え：${second}`,
      answer: second,
      checkpoints: [
        mustExactly(
          `はじめの月は${found.month}月である`,
          ...[
            `は${found.month}月`,
            `は、${found.month}月`,
            `答え:${found.month}月`,
            `**${found.month}月**`,
            `${year}の${found.month}月`,
            `は「${found.month}月」`,
            ...["、", "で、", "・", "("].map((mark) => `${found.month}月${mark}${year}`),
          ],
        ),
        must(
          `その年は${year}である`,
          ...[
            `${found.month}月、${year}`,
            `${found.month}月,${year}`,
            `${found.month}月・${year}`,
            `${year}の${found.month}月`,
            `年は${year}`,
            `年は**${year}`,
            `${year}です`,
            `${year}である`,
            `${year}と`,
          ],
        ),
        must(`二つの月の日数の和が${days}日である`, `${days}日`, String(days)),
        mustNot(
          `${found.leap ? "平年" : "うるう年"}だとしている`,
          `答え:${found.month}月、${found.leap ? "平年" : "うるう年"}`,
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

/** Days from the one date to the other, S being those of the two months. */
function daysApart(shift: number): string {
  if (shift === 0) return "S";
  return shift > 0 ? `S＋${shift}` : `S－${-shift}`;
}

/** How long a month is whose fifth weekday is 28 days after this date. */
function lengthsFrom(first: number): string {
  if (first === 3) return "31日";
  return first === 2 ? "30日か31日" : "29日から31日";
}

/** Why February, or the months behind it, cannot be the first one. */
function exclusion({ distance, first }: Parameters): string {
  if (distance > 0) {
    if (first > 1) return "はじめの月は2月ではない。";
    return "2月が29日のうるう年でなければ、はじめの月が2月のことはない。";
  }
  if (first < 3) return "3月も4月も日数は足りる。";
  return "31日まである3月は当てはまり、30日までの4月は当てはまらない。";
}

import { mustExactly, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { comma, two, yen } from "../japanese.ts";

interface Parameters {
  /** Units of 10,000 yen. */
  readonly principal: number;
  /** Per cent a year. */
  readonly rate: number;
  readonly years: number;
  /** Yen by which compound interest is to lead. */
  readonly lead: number;
}

/** The sum after each year from 0 on, the interest cut to whole yen every year. */
function compound({ principal, rate }: Parameters, years: number): number[] {
  const sums = [principal * 10_000];
  for (let year = 1; year <= years; year++) {
    const before = at(sums, year - 1);
    sums.push(before + Math.floor((before * rate) / 100));
  }
  return sums;
}

const simple = ({ principal, rate }: Parameters, year: number): number =>
  principal * 10_000 + principal * 100 * rate * year;

function firstLead(p: Parameters): number {
  const sums = compound(p, 60);
  return sums.findIndex((sum, year) => sum - simple(p, year) >= p.lead);
}

export const simpleAndCompound = defineGenerator<Parameters>({
  id: "234",
  version: 2,
  category: "math",
  difficulty: "basic",
  keeps:
    "three years at a rate of whole per cent, the lead is first reached after 8-13 years, and not within a hundredth of the year before",
  original: { principal: 50, rate: 2, years: 3, lead: 10_000 },
  draw(random) {
    const p = {
      principal: between(random, 12, 95),
      rate: pick(random, [2, 3, 4, 5]),
      years: 3,
      lead: pick(random, [5_000, 8_000, 10_000, 15_000, 20_000, 30_000, 50_000, 100_000]),
    };
    const year = firstLead(p);
    if (year < 8 || year > 13) return null;
    const before = at(compound(p, year), year - 1) - simple(p, year - 1);
    return before < p.lead * 0.99 ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { principal, rate, years, lead } = p;
  const year = firstLead(p);
  const sums = compound(p, year);
  const interest = principal * 100 * rate;
  const third = at(sums, years);
  const gap = third - simple(p, years);
  const lastGap = at(sums, year) - simple(p, year);
  const gapBefore = at(sums, year - 1) - simple(p, year - 1);
  const factor = `0.0${rate}`;
  const leadWords = lead % 10_000 === 0 ? `${lead / 10_000}万円` : `${comma(lead)}円`;
  const steps = sums.slice(1, years + 1).map((sum, index) => {
    const base = at(sums, index);
    const [whole, rest] = [Math.floor((base * rate) / 100), (base * rate) % 100];
    const exact = `${comma(whole)}${rest === 0 ? "" : `.${two(rest)}`.replace(/0$/, "")}`;
    const cut = rest === 0 ? "" : `で、切り捨てて${comma(whole)}円`;
    return `${index + 1}年目の利息は ${comma(base)}×${factor}＝${exact}（円）${cut}、${index + 1}年後は${comma(sum)}円。`;
  });
  const answer = `単利${comma(simple(p, years))}円、複利${comma(third)}円、差${comma(gap)}円`;
  const second = `${year}年後、差${comma(lastGap)}円`;
  return [
    {
      question: `${principal}万円を年利${rate}％で預けます。単利では毎年、元金${principal}万円に対してだけ利息が付きます。複利（1年複利）では毎年、その時点の元利合計に利息が付き、利息の1円未満は毎年切り捨てます。税金は考えません。${years}年後の元利合計は、単利と複利でそれぞれ何円ですか。また、その差は何円ですか。途中の元利合計も年ごとに示してください。`,
      reference: `単利：1年の利息は ${comma(principal * 10_000)}×${factor}＝${comma(interest)}（円）。${[1, 2, 3].map((one) => `${one}年後${comma(simple(p, one))}円`).join("、")}。
複利：${steps.join("\n")}
差は ${comma(third)}－${comma(simple(p, years))}＝${comma(gap)}（円）。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(
          `単利の${years}年後は${comma(simple(p, years))}円である`,
          ...yen(simple(p, years)),
          comma(simple(p, years)),
        ),
        mustExactly(`複利の${years}年後は${comma(third)}円である`, ...yen(third), comma(third), String(third)),
        mustExactly(
          `差は${comma(gap)}円である`,
          ...[comma(gap), String(gap)].flatMap((text) => [
            `は${text}円`,
            `差${text}円`,
            `差額${text}円`,
            `差:${text}円`,
            `=${text}`,
            `${text}円多`,
            ...["の差", "だけ", "上回", "高"].map((word) => `${text}円${word}`),
            `が${text}円`,
            `差|${text}`,
            `答え:${text}円`,
          ]),
        ),
      ],
      constraints: [],
    },
    {
      question: `同じ条件でさらに預け続けます。複利の元利合計が単利の元利合計を${leadWords}以上上回るのは、預けてから何年後が最初ですか。その年の差額も円単位で答えてください。最後の行は「答え：○年後、差○円」の形にしてください。`,
      reference: `${years}年後の${comma(third)}円から、利息の1円未満を切り捨てながら続ける。
${sums
  .map((sum, index) => ({ sum, index }))
  .slice(years + 1)
  .map(({ sum, index }) => `${index}年後 ${comma(sum)}円`)
  .join("／")}
単利は${year - 1}年後${comma(simple(p, year - 1))}円、${year}年後${comma(simple(p, year))}円である。差は${year - 1}年後が${comma(gapBefore)}円でまだ${leadWords}に届かず、${year}年後に ${comma(at(sums, year))}－${comma(simple(p, year))}＝${comma(lastGap)}（円）となって初めて${leadWords}以上になる（差は年ごとに大きくなる）。
答え：${second}`,
      answer: second,
      checkpoints: [
        mustExactly(`最初に${leadWords}以上になるのは${year}年後である`, `${year}年後`, `${year}年目`),
        mustExactly(`そのときの差は${comma(lastGap)}円である`, ...yen(lastGap), comma(lastGap), String(lastGap)),
        mustNot(`${year - 1}年後と答えている`, `答え:${year - 1}年後`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

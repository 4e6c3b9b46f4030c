import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { listed } from "../japanese.ts";

interface Parameters {
  /** ＋: n² + N is to be a square; －: n² - N is to be the square of a positive number. */
  readonly sign: string;
  /** A multiple of 4. */
  readonly n: number;
  /** Solutions that the second turn asks for. */
  readonly wanted: number;
}

type Pair = readonly [number, number];

/** The ways to write a number as p × q with p < q. */
function factorPairs(value: number): Pair[] {
  const pairs: Pair[] = [];
  for (let p = 1; p * p < value; p++) if (value % p === 0) pairs.push([p, value / p]);
  return pairs;
}

/** The factors m - n and m + n of N, both even or both odd. */
const evenAlike = (value: number): Pair[] => factorPairs(value).filter(([p, q]) => (p + q) % 2 === 0);

/** The n > 0 for which n² ± N is the square of a positive whole number. */
function solutions(sign: string, value: number): number[] {
  return evenAlike(value)
    .map(([p, q]) => (sign === "＋" ? (q - p) / 2 : (q + p) / 2))
    .sort((a, b) => a - b);
}

function smallest(wanted: number, fits: (value: number) => boolean): number {
  for (let value = 1; ; value++) if (fits(value) && evenAlike(value).length === wanted) return value;
}

const original: Parameters = { sign: "＋", n: 396, wanted: 4 };

export const squareDifference = defineGenerator<Parameters>({
  id: "240",
  version: 3,
  category: "math",
  difficulty: "hard",
  keeps:
    "N is a multiple of 4 with three solutions below 200; in the second turn the smallest number is even although a student looked among the odd ones",
  original,
  draw(random) {
    const n = 4 * between(random, 30, 220);
    const sign = pick(random, ["＋", "－"]);
    const found = solutions(sign, n);
    if (found.length !== 3 || at(found, 2) > 200 || n === original.n) return null;
    // Not the original's four, which have the same N with either sign.
    return { sign, n, wanted: pick(random, [5, 6, 7, 8]) };
  },
  write,
});

function write({ sign, n, wanted }: Parameters): VariantTurns {
  const plus = sign === "＋";
  const found = solutions(sign, n);
  const pairs = factorPairs(n / 4);
  const odd = smallest(wanted, (value) => value % 2 === 1);
  const right = smallest(wanted, () => true);
  const values = solutions(sign, right);
  const quarter = right / 4;
  const fit = plus ? "(m－n)(m＋n)" : "(n－m)(n＋m)";
  const [low, high] = plus ? ["m－n", "m＋n"] : ["n－m", "n＋m"];
  const difference = plus ? "2n" : "2m";
  const equation = (letter: string | number): string => (plus ? `n²＋${letter}＝m²` : `n²－${letter}＝m²`);
  const value = ([p, q]: Pair): number => (plus ? q - p : q + p);
  const proof = (number: number, by: number): string => {
    const square = plus ? number * number + by : number * number - by;
    return `${number}²${sign}${by}＝${square}＝${Math.sqrt(square)}²`;
  };
  const square = plus ? "平方数（整数の2乗）" : "正の整数の2乗";
  const answer = `n＝${listed(found)}`;
  const second = `N＝${right}、n＝${listed(values)}`;
  const lists = (list: readonly number[]): string[] =>
    [list, [...list].reverse()].flatMap((order) => [",", "、", "・", ",\\ ", "と"].map((mark) => order.join(mark)));
  return [
    {
      question: `正の整数 n のうち、n²${sign}${n} が${square}となるものをすべて求めてください。ほかにないことが分かるように、因数の偶奇に触れて説明してください。`,
      reference: `${equation(n)}（m は正の整数）とすると、${fit}＝${n}。
${low} と ${high} の差は ${difference} で偶数だから、二つの因数の偶奇は等しい。積${n}は偶数なので、どちらも偶数である。
そこで ${low}＝2p、${high}＝2q（p＜q）とおくと pq＝${n / 4}。${n / 4}＝${pairs.map((pair) => pair.join("×")).join("＝")} なので、(p, q)＝${listed(pairs.map((pair) => `(${pair.join(", ")})`))} の${pairs.length}組に限られる。n＝${plus ? "q－p" : "q＋p"} より n＝${listed(pairs.map(value))}。
確かめ：${listed(found.map((one) => proof(one, n)))}。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(
          `nは${listed(found)}の${found.length}個である`,
          ...lists(found),
          found.map((one) => `n=${one}`).join(","),
        ),
        must(
          "二つの因数がともに偶数であることを述べている",
          "ともに偶数",
          "どちらも偶数",
          "両方とも偶数",
          "両方偶数",
          "共に偶数",
          "いずれも偶数",
          "双方とも偶数",
          "偶数どうし",
        ),
      ],
      constraints: [],
    },
    {
      question: `問題の${n}を正の整数 N に取り替え、条件に合う正の整数 n がちょうど${wanted}個になるような最小の N を考えます。ある生徒は次のように答えました。
「${equation("N")} とすると ${fit}＝N。二つの因数の偶奇は等しいから、N は奇数。異なる二つの因数の積への分け方が${wanted}通りある最小の奇数は ${odd} なので、N＝${odd}。」
この解答の誤りを、先ほどの${n}の問題と関係づけて指摘し、正しい N と、そのときの n をすべて答えてください。`,
      reference: `誤りは「偶奇が等しいから N は奇数」としたところにある。二つの因数がともに偶数の場合も偶奇は等しい。実際、先ほどの ${n} は偶数だが、${listed(pairs.map(([p, q]) => `${2 * p}×${2 * q}`))} と分けられて解があった。生徒は N が4の倍数になる場合を落としている。

正しくは二つの場合を比べる。
・N が奇数のとき：N を異なる二つの因数の積に分ける方法が${wanted}通り、つまり約数が${2 * wanted}個か${2 * wanted + 1}個。そのような最小の奇数は ${odd}。
・N が偶数のとき：因数はともに偶数で N＝4M。M を異なる二つの因数の積に分ける方法が${wanted}通り、つまり M の約数が${2 * wanted}個か${2 * wanted + 1}個。そのような最小の M は ${quarter} で、N＝${right}。
${right}＜${odd} だから、最小の N は${right}。M＝${quarter}＝${factorPairs(quarter)
        .map((pair) => pair.join("×"))
        .join("＝")} で、n は二つの因数の${plus ? "差" : "和"}だから ${listed(factorPairs(quarter).map(value))}。
確かめ：${listed(values.map((one) => proof(one, right)))}。
答え：${second}`,
      answer: second,
      checkpoints: [
        mustExactly(`正しいNは${right}である`, `N=${right}`, `${right}である`, `Nは${right}`, `は${right}`),
        mustExactly(`nは${listed(values)}である`, ...lists(values)),
        must("因数がともに偶数の場合を落としていることを指摘している", "偶数"),
        mustNot(`${odd}を正しいとしている`, `${odd}で正しい`, `${odd}が正しい`, `答え:${odd}`),
      ],
      constraints: [],
    },
  ];
}

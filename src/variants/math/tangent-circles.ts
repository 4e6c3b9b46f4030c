import { must, mustExactly } from "../checks.ts";
import { pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";

interface Parameters {
  /** Square roots of the radii of 甲 and 乙; the first is a multiple of the second. */
  readonly large: number;
  readonly small: number;
  /** What falls below the limit: 半径 or 直径. */
  readonly measure: string;
  readonly limit: number;
}

/** The first k with the measure of p²/(k+m)² below the limit. */
function firstBelow({ large, small, measure, limit }: Parameters): number {
  const factor = measure === "直径" ? 2 : 1;
  for (let k = 1; ; k++) {
    if (factor * large * large < limit * (k + large / small) ** 2) return k;
  }
}

export const tangentCircles = defineGenerator<Parameters>({
  id: "238",
  version: 2,
  category: "math",
  difficulty: "hard",
  keeps:
    "square radii, a third circle of whole radius, a formula p²/(k+m)² with a whole m, the limit reached by the 4th to 14th circle and never met exactly",
  original: { large: 6, small: 3, measure: "直径", limit: 1 },
  draw(random) {
    const small = pick(random, [2, 3, 4, 5, 6, 8, 9, 10]);
    const large = small * pick(random, [1, 2, 3, 4]);
    const p = { large, small, measure: pick(random, ["半径", "直径"]), limit: pick(random, [1, 2, 3, 5]) };
    const third = (large * small) / (large + small);
    if (!Number.isInteger(third) || large > 30) return null;
    const k = firstBelow(p);
    const factor = p.measure === "直径" ? 2 : 1;
    const met = factor * large * large === p.limit * (k - 1 + large / small) ** 2;
    return k >= 4 && k <= 14 && !met ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { large, small, measure, limit } = p;
  const [a, b] = [large * large, small * small];
  const m = large / small;
  const root = (large * small) / (large + small);
  const k = firstBelow(p);
  const bound = ((measure === "直径" ? 2 : 1) * a) / limit;
  const shown = Number.isInteger(bound) ? String(bound) : `${(measure === "直径" ? 2 : 1) * a}/${limit}`;
  const same = a === b;
  const [n, next] = [k + m - 1, k + m];
  const formula = `${a}/(k+${m})^2`;
  const answer = `半径は${formula}寸、${measure}が初めて${limit}寸より小さくなるのは${k}番目`;
  return [
    {
      question: `神社に奉納された算額にならった問題です。一本の直線の上に、${same ? `どちらも半径${a}寸の甲円と乙円が` : `半径${a}寸の甲円と半径${b}寸の乙円が、どちらも`}直線に接して、互いに外側で接するように載っています。甲円と乙円と直線に囲まれたすき間に、その三つすべてに接する丙円を描きます。丙円の半径は何寸ですか。二つの円が外接し同じ直線に接するとき、直線上の二つの接点の間の距離がどう表されるかを三平方の定理で示してから求めてください。`,
      reference: `半径 a、b の二つの円が外接し、同じ直線に接しているとする。中心どうしの距離は a＋b、中心の高さの差は |a－b| だから、接点の間の距離 d は三平方の定理より d²＝(a＋b)²－(a－b)²＝4ab、すなわち d＝2√(ab)。
丙円の半径を r とすると、丙円の接点は甲円の接点と乙円の接点の間にあるので、
2√(${a}r)＋2√(${b}r)＝2√(${a}×${b})
${2 * large}√r＋${2 * small}√r＝${2 * large * small}
√r＝${root}、r＝${root * root}。
答え：${root * root}寸`,
      answer: `${root * root}寸`,
      checkpoints: [
        mustExactly(`丙円の半径は${root * root}寸である`, `${root * root}寸`),
        must(
          "接点間の距離が2√(ab)（半径の積の平方根の2倍）である",
          "2√",
          "2\\sqrt",
          "平方根の2倍",
          "4ab",
          "√(4",
          "sqrt{4",
        ),
      ],
      constraints: [],
    },
    {
      question: `丙円を1番目の円とします。次に、甲円と1番目の円と直線に囲まれたすき間に、その三つすべてに接する2番目の円を描きます。以下同じように、甲円と k 番目の円と直線に囲まれたすき間に k＋1 番目の円を描いていきます。k 番目の円の半径（寸）を k の式で表し、${measure}が初めて${limit}寸より小さくなるのは何番目の円かを求めてください。`,
      reference: `k 番目の円の半径を r とし、k＋1 番目の円の半径を s とする。接点の位置の関係から 2√(${a}s)＋2√(rs)＝2√(${a}r) で、両辺を 2√(${a}rs) で割ると
1/√s＝1/√r＋1/${large}
となる。つまり 1/√(半径) は、円が一つ進むごとに 1/${large} ずつ増える。1番目は 1/√${root * root}＝1/${root}＝${m + 1}/${large} だから、k 番目は ${m + 1}/${large}＋(k－1)/${large}＝(k＋${m})/${large}。よって半径は ${formula} 寸である。
${measure}は ${(measure === "直径" ? 2 : 1) * a}/(k+${m})^2 寸で、これが${limit}より小さくなるのは (k＋${m})²＞${shown} のとき。${n}²＝${n * n}、${next}²＝${next * next} なので k＋${m}≧${next}、つまり k≧${k}。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(
          `k番目の半径は${formula}である`,
          formula,
          `${a}/(k+${m})²`,
          `${a}/(k+${m})**2`,
          `frac{${a}}{(k+${m})^2}`,
          `frac{${a}}{(k+${m})^{2}}`,
          `frac{${a}}{\\left(k+${m}\\right)^2}`,
          `(${large}/(k+${m}))^2`,
          `(${large}/(k+${m}))²`,
          `\\left(\\frac{${large}}{k+${m}}\\right)^2`,
          `${a}/(k+${m})2`,
          `${a}÷(k+${m})²`,
          `${a}÷(k+${m})2`,
          `(${large}/(k+${m}))2`,
          `(k+${m})^2分の${a}`,
          `(k+${m})²分の${a}`,
          `frac{${large}}{k+${m}}`,
          `frac{${a}}{\\left(k+${m}`,
        ),
        mustExactly(`${measure}が初めて${limit}寸より小さくなるのは${k}番目である`, `${k}番目`, `第${k}`, `${k}つ目`),
      ],
      constraints: [],
    },
  ];
}

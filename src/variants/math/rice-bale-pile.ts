import { must, mustExactly } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";

interface Parameters {
  /** What is piled up, its counter, and what the sum of a pile is called. */
  readonly thing: string;
  readonly counter: string;
  readonly bottom: number;
  readonly top: number;
}

interface Pile {
  readonly rows: number;
  readonly top: number;
}

/** Every pile of two rows or more with one more in each lower row, by trying every number of rows and every top. */
function piles(total: number): Pile[] {
  const found: Pile[] = [];
  for (let rows = 2; (rows * (rows + 1)) / 2 <= total; rows++) {
    for (let top = 1; rows * top + (rows * (rows - 1)) / 2 <= total; top++) {
      if (rows * top + (rows * (rows - 1)) / 2 === total) found.push({ rows, top });
    }
  }
  return found;
}

const totalOf = ({ bottom, top }: Pick<Parameters, "bottom" | "top">): number =>
  ((bottom + top) * (bottom - top + 1)) / 2;

const original: Parameters = { thing: "米俵", counter: "俵", bottom: 18, top: 7 };

export const riceBalePile = defineGenerator<Parameters>({
  id: "232",
  version: 3,
  category: "math",
  difficulty: "basic",
  keeps: "9-16 rows, 100-300 pieces, 4-7 ways to pile them again, of which the highest is another than the first",
  original,
  draw(random) {
    const top = between(random, 3, 12);
    const bottom = top + between(random, 8, 15);
    const [thing, counter] = pick(random, [
      ["米俵", "俵"],
      ["丸太", "本"],
      ["酒だる", "個"],
      ["れんが", "個"],
    ] as const);
    const total = totalOf({ bottom, top });
    // 150 logs are the original's 150 bales.
    if (total === totalOf(original)) return null;
    const ways = piles(total);
    if (total < 100 || total > 300 || ways.length < 4 || ways.length > 7) return null;
    if (at(ways, ways.length - 1).rows === bottom - top + 1) return null;
    return { thing, counter, bottom, top };
  },
  write,
});

function write(parameters: Parameters): VariantTurns {
  const { thing, counter: c, bottom, top } = parameters;
  const rows = bottom - top + 1;
  const total = totalOf(parameters);
  const ways = piles(total);
  const highest = at(ways, ways.length - 1);
  const foot = highest.top + highest.rows - 1;
  const name =
    thing === "米俵"
      ? "江戸時代の数学書にも見られる「俵杉算（たわらすぎざん）」の問題です。"
      : "江戸時代の「俵杉算（たわらすぎざん）」にならった問題です。";
  const sum = `${bottom}＋${top}`;
  const answer = `${ways.length}通り、上は${highest.top}${c}、下は${foot}${c}`;
  const lines = ways.map(
    (way) =>
      `n＝${way.rows} → 2a＝${way.top * 2}、a＝${way.top}（${way.top}〜${way.top + way.rows - 1}${c}${way.rows === rows ? "、最初の積み方" : ""}）`,
  );
  return [
    {
      question: `${name}${thing}を、一段上がるごとに1${c}ずつ減らして杉の木の形に積みました。一番下の段は${bottom}${c}、一番上の段は${top}${c}です。${thing}は全部で何${c}ありますか。同じ山をもう一つ逆さにして横に並べる考え方を使って説明し、最後の行に「答え：」に続けて${thing}の数を書いてください。`,
      reference: `一番下が${bottom}${c}、一番上が${top}${c}で、一段ごとに1${c}減るので、段の数は ${bottom}－${top}＋1＝${rows}（段）。
同じ山を逆さにして横に並べると、どの段も ${sum}＝${bottom + top}（${c}）になる。${bottom + top}${c}が${rows}段で ${bottom + top}×${rows}＝${total * 2}（${c}）、これは元の山の二つ分だから、${total * 2}÷2＝${total}（${c}）。
答え：${total}${c}`,
      answer: `${total}${c}`,
      checkpoints: [
        mustExactly(`合計が${total}${c}である`, `${total}${c}`),
        must(
          `逆さの山と合わせると各段が${bottom + top}${c}で${rows}段になることを述べている`,
          `${bottom + top}${c}`,
          `${bottom + top}×${rows}`,
          `${rows}×${bottom + top}`,
          `${bottom}+${top}`,
          `${top}+${bottom}`,
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `その${thing}を1${c}も余らせずに、同じ決まり（一段上がるごとにちょうど1${c}減る。二段以上積む。一番上の段は1${c}以上）で積み直します。最初の積み方も含めて、積み方は全部で何通りありますか。また、段の数が最も多い積み方では、一番上と一番下の段はそれぞれ何${c}ですか。最後の行は「答え：○通り、上は○${c}、下は○${c}」の形にしてください。`,
      reference: `段の数を n、一番上を a ${c}とすると、一番下は a＋n－1 ${c}で、合計は n(2a＋n－1)÷2＝${total}、つまり n(2a＋n－1)＝${total * 2}。
2a＋n－1＝${total * 2}÷n で、a は1以上だから、n は${total * 2}の約数であって ${total * 2}÷n－n＋1 が2以上の偶数になるものを探す。n≧2 では
${lines.join("\n")}
ほかの約数では、${total * 2}÷n－n＋1 が奇数か、2より小さい。よって${ways.length}通りで、最も高いのは${highest.rows}段、上が${highest.top}${c}、下が${foot}${c}である。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`積み方は${ways.length}通りである`, `${ways.length}通り`),
        mustExactly(
          `段数が最も多いのは${highest.rows}段である`,
          `${highest.rows}段`,
          `段数${highest.rows}`,
          `n=${highest.rows}`,
        ),
        mustExactly(
          `そのとき一番上は${highest.top}${c}`,
          ...["上は", "上が", "上段は", "上の段は", "上の段が", "上:"].map((w) => `${w}${highest.top}${c}`),
        ),
        mustExactly(`そのとき一番下は${foot}${c}`, `${foot}${c}`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

import { must, mustExactly } from "../checks.ts";
import { at, between, pick, pickNumbers } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { comma, listed } from "../japanese.ts";

interface Parameters {
  /** A kind of card of which a month has at most one. */
  readonly kind: string;
  /** Months whose cards are taken out of the pack, from the smallest. */
  readonly removed: readonly number[];
}

/** The months of a kind in the Japanese flower cards, one card each. */
const monthsOf: Readonly<Record<string, readonly number[]>> = {
  光札: [1, 3, 8, 11, 12],
  短冊札: [1, 2, 3, 4, 5, 6, 7, 9, 10, 11],
  種札: [2, 4, 5, 6, 7, 8, 9, 10, 11],
};

const special = ({ kind, removed }: Parameters): number[] =>
  (monthsOf[kind] ?? []).filter((month) => !removed.includes(month));

export const flowerCards = defineGenerator<Parameters>({
  id: "236",
  version: 2,
  category: "math",
  difficulty: "standard",
  keeps:
    "a pack of 8-12 months with four cards each, 3-8 special cards in as many months, both fractions in lowest terms",
  original: { kind: "光札", removed: [] },
  draw(random) {
    const kind = pick(random, ["光札", "短冊札", "種札"]);
    const removed = pickNumbers(random, 1, 12, between(random, 1, 4));
    const count = special({ kind, removed }).length;
    return count >= 3 && count <= 8 ? { kind, removed } : null;
  },
  write,
});

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function reduced(top: number, bottom: number): readonly [number, number] {
  const common = gcd(top, bottom);
  return [top / common, bottom / common];
}

function fraction([top, bottom]: readonly [number, number]): string[] {
  return [`${top}/${bottom}`, `frac{${top}}{${bottom}}`, `${bottom}分の${top}`];
}

function write(p: Parameters): VariantTurns {
  const { kind, removed } = p;
  const months = 12 - removed.length;
  const cards = 4 * months;
  const specials = special(p);
  const s = specials.length;
  const pairs = (cards * (cards - 1)) / 2;
  const plain = cards - s;
  const without = (plain * (plain - 1)) / 2;
  const some = pairs - without;
  const first = reduced(3, cards - 1);
  const second = reduced(3 * s, some);
  const times = reduced(second[0] * first[1], second[1] * first[0]);
  const pack =
    removed.length === 0
      ? "花札は48枚あり、1月から12月まで各月4枚ずつです。"
      : `花札は48枚あり、1月から12月まで各月4枚ずつです。ここから${listed(removed.map((month) => `${month}月`))}の札をすべて除き、残りの${cards}枚を使います。`;
  const where = listed(specials.map((month) => `${month}月`));
  const answer = at(fraction(first), 0);
  const last = `確率${at(fraction(second), 0)}、${at(fraction(times), 0)}倍`;
  return [
    {
      question: `${pack}使う札のうち「${kind}」は、${where}に1枚ずつ、合計${s}枚あります。よく切った${cards}枚から2枚を同時に引くとき、2枚が同じ月の札である確率を、これ以上約分できない分数で求めてください。`,
      reference: `1枚目がどの札であっても、残り${cards - 1}枚のうち同じ月の札は3枚ある。したがって求める確率は 3/${cards - 1}${first[0] === 3 ? "" : `＝${answer}`}。
（2枚の組で数えても、同じ月の組は ${months}×6＝${months * 6} 通り、全体は ${cards}×${cards - 1}÷2＝${comma(pairs)} 通りで、${months * 6}/${pairs}＝${answer} となる。）
答え：${answer}`,
      answer,
      checkpoints: [mustExactly(`確率は${answer}である`, ...fraction(first))],
      constraints: [],
    },
    {
      question: `同じように2枚を引いたところ、「少なくとも1枚は${kind}である」ことだけが分かりました。このとき2枚が同じ月の札である確率を既約分数で求め、それが先ほどの確率の何倍に当たるかも既約分数で答えてください。途中の場合の数も示し、最後の行は「答え：確率○、○倍」の形にしてください。`,
      reference: `2枚の組は全部で ${cards}×${cards - 1}÷2＝${comma(pairs)}（通り）。${kind}を含まない組は、${kind}以外の${plain}枚から選ぶ ${plain}×${plain - 1}÷2＝${comma(without)}（通り）だから、少なくとも1枚が${kind}の組は ${comma(pairs)}－${comma(without)}＝${comma(some)}（通り）。
このうち同じ月の組は、${kind}のある${s}つの月それぞれで、${kind}と同じ月の残り3枚のどれかとの組である。${kind}は月に1枚なので重複はなく、${s}×3＝${3 * s}（通り）。
よって確率は ${3 * s}/${some}＝${at(fraction(second), 0)}。先ほどの ${answer} に対しては (${at(fraction(second), 0)})÷(${answer})＝${at(fraction(times), 0)}（倍）となる。
答え：${last}`,
      answer: last,
      checkpoints: [
        mustExactly(`条件付き確率は${at(fraction(second), 0)}である`, ...fraction(second)),
        mustExactly(`${at(fraction(times), 0)}倍である`, ...fraction(times)),
        must(`少なくとも1枚が${kind}の引き方が${some}通りである`, `${some}通り`, String(some), comma(some)),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

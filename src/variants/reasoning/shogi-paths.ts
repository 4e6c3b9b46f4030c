import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber } from "../japanese.ts";

/** File 1-9 from the right, rank 1-9 from the top. */
type Square = readonly number[];

interface Parameters {
  readonly from: Square;
  readonly to: Square;
  /** Squares that are closed in the second turn. */
  readonly closed: readonly Square[];
}

/** The silver of the side that plays upwards: straight ahead and the four diagonals. */
const moves: readonly (readonly [number, number])[] = [
  [0, -1],
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
];

const same = (a: Square, b: Square): boolean => a[0] === b[0] && a[1] === b[1];
const name = ([file = 0, rank = 0]: Square): string => `${file}${kanjiNumber(rank)}`;

/** Every shortest path, found by going one move further until the target is reached; the start is left out. */
function shortest({ from, to }: Pick<Parameters, "from" | "to">, closed: readonly Square[]): Square[][] {
  let paths: Square[][] = [[]];
  for (let count = 0; count < 5; count++) {
    paths = paths.flatMap((path) => {
      const here = path.at(-1) ?? from;
      return moves
        .map(([dx, dy]): Square => [at(here, 0) + dx, at(here, 1) + dy])
        .filter((next) => next.every((value) => value >= 1 && value <= 9) && !closed.some((one) => same(one, next)))
        .map((next) => [...path, next]);
    });
    const there = paths.filter((path) => same(path.at(-1) ?? from, to));
    if (there.length > 0) return there;
  }
  return [];
}

export const shogiPaths = defineGenerator<Parameters>({
  id: "229",
  version: 3,
  category: "reasoning",
  difficulty: "standard",
  keeps:
    "a silver, four or five moves, 6-30 shortest paths; two closed squares take some of them away, each at least one, and leave four or more",
  original: {
    from: [5, 5],
    to: [2, 5],
    closed: [
      [4, 4],
      [3, 6],
    ],
  },
  draw(random) {
    const from = [between(random, 3, 7), between(random, 3, 7)];
    const to = [between(random, 1, 9), between(random, 1, 9)];
    const far = Math.max(...from.map((value, axis) => Math.abs(value - at(to, axis))));
    if (same(from, to) || far > 5) return null;
    const paths = shortest({ from, to }, []);
    if (paths.length === 0) return null;
    const length = at(paths, 0).length;
    if (paths.length < 6 || paths.length > 30 || length < 4) return null;
    const inner = [...new Map(paths.flatMap((path) => path.slice(0, -1)).map((one) => [name(one), one])).values()];
    const closed = pickSome(random, inner, 2);
    // As in a game: no two pawns on one file, and none where it could never move.
    if (at(at(closed, 0), 0) === at(at(closed, 1), 0) || closed.some((one) => one[1] === 1)) return null;
    const open = (...squares: readonly Square[]): number =>
      paths.filter((path) => !path.some((one) => squares.some((square) => same(one, square)))).length;
    return closed.every((one) => open(one) < paths.length - 1) && open(...closed) >= 4 ? { from, to, closed } : null;
  },
  write,
});

/** Why n moves are too few, from the numbers of diagonal and straight moves. */
function tooFew(n: number, dx: number, dy: number): string {
  const cases: string[] = [];
  for (let diagonal = n; diagonal >= 0; diagonal--) {
    const straight = n - diagonal;
    const rise = dy + straight;
    if (diagonal < Math.abs(dx)) continue;
    if ((diagonal - dx) % 2 !== 0)
      cases.push(
        `斜め${diagonal}回では、筋の変化が${diagonal % 2 === 0 ? "偶数" : "奇数"}で、${Math.abs(dx)}にならない`,
      );
    else if ((diagonal - rise) % 2 !== 0 || Math.abs(rise) > diagonal)
      cases.push(`斜め${diagonal}回・前進${straight}回では段の変化を合わせられない`);
  }
  return cases.length === 0
    ? `${n}手では、筋を${Math.abs(dx)}動かすのに斜めの動きが足りない。`
    : `${n}手：${cases.join("。")}。`;
}

function write({ from, to, closed }: Parameters): VariantTurns {
  const all = shortest({ from, to }, []);
  const left = shortest({ from, to }, closed);
  const length = at(all, 0).length;
  const [dx, dy] = [at(to, 0) - at(from, 0), at(to, 1) - at(from, 1)];
  const side = dx === 0 ? "筋は変わらず" : `筋が${Math.abs(dx)}つ${dx < 0 ? "右" : "左"}へ動き`;
  const depth = dy === 0 ? "段は変わらない" : `段が${Math.abs(dy)}つ${dy < 0 ? "前" : "後ろ"}へ動く`;
  const firsts = (paths: readonly Square[][]): string => {
    const counts = new Map<string, number>();
    for (const path of paths) counts.set(name(at(path, 0)), (counts.get(name(at(path, 0))) ?? 0) + 1);
    return [...counts].map(([square, count]) => `${square}のとき${count}通り`).join("、");
  };
  const through = (square: Square): Square[][] => all.filter((path) => path.some((one) => same(one, square)));
  const [one = [], other = []] = closed;
  const both = through(one).filter((path) => through(other).includes(path)).length;
  const lost = all.length - left.length;
  return [
    {
      question: `将棋盤（9×9）のマスを、先手から見て右から左へ1〜9の筋、上から下へ一〜九の段で表します（例：5筋の五段目は5五）。先手の銀は、一手で、まっすぐ前（段が一つ減る）、斜め前（左右どちらか）、斜め後ろ（左右どちらか）の隣のマスへ動けます。真横と真後ろへは動けません。
盤上には先手の銀が${name(from)}に1枚あるだけとします。成りはありません。この銀が${name(to)}へ移るには、最少で何手かかりますか。また、その最少の手数で移る道筋（通るマスの順序が違えば別の道筋）は何通りありますか。手数がそれより少なくできない理由も述べ、最後の行は「答え：○手、○通り」の形にしてください。`,
      reference: `${name(from)}から${name(to)}へは、${side}、${depth}。筋を変えられるのは斜めの動きだけで、一手に1つである。斜めの動きは段も1つ変え、前進は段を1つ減らす。
${Array.from({ length: length - 1 }, (_, index) => tooFew(index + 1, dx, dy)).join("\n")}
よって${length}手より少なくはできない。
${length}手の道筋を、盤の外に出るものを除いてすべて数えると、一手目の行き先が${firsts(all)}で、合わせて${all.length}通りある。
答え：${length}手、${all.length}通り`,
      answer: `${length}手、${all.length}通り`,
      checkpoints: [
        mustExactly(`最少は${length}手である`, `${length}手`),
        mustExactly(`道筋は${all.length}通りである`, `${all.length}通り`),
        mustNot(`${length - 1}手で移れるとしている`, `答え:${length - 1}手`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `先ほどの盤の${closed.map(name).join("と")}に、先手の歩が1枚ずつ置かれているとします。この二つのマスには銀は入れず、歩は動きません。${name(from)}の銀が${name(to)}へ移る最少の手数と、その手数での道筋の数はどうなりますか。先ほどの道筋のうち、使えなくなるものを数えて求め、最後の行は「答え：○手、○通り」の形にしてください。`,
      reference: `先ほどの${all.length}通りのうち、使えなくなるものを数える。
${name(one)}を通るもの：${through(one).length}通り。
${name(other)}を通るもの：${through(other).length}通り。
両方を通るもの：${both === 0 ? "ない" : `${both}通り`}。
使えなくなるのは ${through(one).length}＋${through(other).length}${both === 0 ? "" : `－${both}`}＝${lost}（通り）で、${all.length}－${lost}＝${left.length}（通り）が残り、最少の手数は${length}手のままである。残る道筋は、一手目の行き先が${firsts(left)}である。
答え：${length}手、${left.length}通り`,
      answer: `${length}手、${left.length}通り`,
      checkpoints: [
        mustExactly(`最少は${length}手のままである`, `${length}手`),
        mustExactly(
          `道筋は${left.length}通りである`,
          `${length}手、${left.length}通り`,
          `${length}手,${left.length}通り`,
          `は${left.length}通り`,
          `計${left.length}通り`,
          `=${left.length}通り`,
          `=${left.length}(通り)`,
          `が${left.length}通り`,
          `**${left.length}通り`,
        ),
        must("二つのマスのそれぞれについて、通れなくなる道筋を数えている"),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

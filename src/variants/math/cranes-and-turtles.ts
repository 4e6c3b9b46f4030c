import { must, mustExactly } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";

interface Parameters {
  /** A bird (2 legs, 2 wings), a beast (4 and none), an insect (6 and 4). */
  readonly names: readonly string[];
  readonly birds: number;
  readonly beasts: number;
  readonly insects: number;
}

/** No はと, whose は runs into the particle: 足ははとが2本. */
const birds = ["にわとり", "すずめ", "かもめ", "あひる", "からす", "つばめ"];
const beasts = ["かめ", "うさぎ", "きつね", "ひつじ", "ねこ", "りす"];
const insects = ["とんぼ", "ちょうちょ", "せみ", "くわがた", "てんとうむし", "かなぶん"];

const totals = ({ birds: a, beasts: b, insects: c }: Parameters): { cards: number; legs: number; wings: number } => ({
  cards: a + b + c,
  legs: 2 * a + 4 * b + 6 * c,
  wings: 2 * a + 4 * c,
});

/** Every way to have so many cards and legs with each kind there, by trying all. */
function ways(cards: number, legs: number): { a: number; b: number; c: number }[] {
  const found: { a: number; b: number; c: number }[] = [];
  for (let c = 1; c < cards; c++) {
    for (let b = 1; b + c < cards; b++) {
      const a = cards - b - c;
      if (2 * a + 4 * b + 6 * c === legs) found.push({ a, b, c });
    }
  }
  return found;
}

export const cranesAndTurtles = defineGenerator<Parameters>({
  id: "235",
  version: 3,
  category: "math",
  difficulty: "standard",
  keeps:
    "16-30 cards of three kinds, at least 3 of each, more beasts than insects, 5-14 ways when the wings are not known",
  original: { names: ["つる", "かめ", "かぶとむし"], birds: 7, beasts: 9, insects: 6 },
  draw(random) {
    const insectCount = between(random, 3, 8);
    const p = {
      names: [pick(random, birds), pick(random, beasts), pick(random, insects)],
      birds: between(random, 4, 12),
      beasts: insectCount + between(random, 2, 6),
      insects: insectCount,
    };
    const { cards, legs, wings } = totals(p);
    const count = ways(cards, legs).length;
    return cards >= 16 && cards <= 30 && count >= 5 && count <= 14 && wings < 2 * cards ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const [bird, beast, insect] = [at(p.names, 0), at(p.names, 1), at(p.names, 2)];
  const { cards, legs, wings } = totals(p);
  const sum = (legs - 2 * cards) / 2;
  const more = (2 * cards - wings) / 2;
  const all = ways(cards, legs);
  const [low, high] = [at(all, 0), at(all, all.length - 1)];
  const most = 2 * high.a + 4 * high.c;
  const offset = cards - sum;
  const birdsOf = offset === 0 ? "c" : offset > 0 ? `c＋${offset}` : `c－${-offset}`;
  const count = (name: string, value: number): string[] => [
    ...["は", "", "が", "の札は", ":", "の札が", "=", "**:"].map((word) => `${name}${word}${value}枚`),
    `${name}の札:${value}枚`,
  ];
  const answer = `${bird}${p.birds}枚、${beast}${p.beasts}枚、${insect}${p.insects}枚`;
  const second = `${all.length}通り、羽${most}枚`;
  return [
    {
      question: `${bird}・${beast}・${insect}を描いた絵札が合わせて${cards}枚あり、1枚に1体ずつ描かれています。足は${bird}が2本、${beast}が4本、${insect}が6本、羽は${bird}が2枚、${insect}が4枚、${beast}にはありません。${cards}枚の札に描かれた足は全部で${legs}本、羽は全部で${wings}枚です。${bird}・${beast}・${insect}の札はそれぞれ何枚ですか。x や y などの英字を使わず、「全部が${bird}だったとすると」という考え方から始めて説明してください。`,
      reference: `${cards}枚が全部${bird}だったとすると、足は ${cards}×2＝${2 * cards}（本）、羽は ${cards}×2＝${2 * cards}（枚）である。
足は実際より ${legs}－${2 * cards}＝${legs - 2 * cards}（本）少ない。${bird}の札を${beast}の札に替えると足は2本、${insect}の札に替えると4本増えるから、「${beast}の枚数」と「${insect}の枚数の2倍」の和は ${legs - 2 * cards}÷2＝${sum}。
羽は実際より ${2 * cards}－${wings}＝${2 * cards - wings}（枚）多い。${bird}を${beast}に替えると羽は2枚減り、${insect}に替えると2枚増えるから、${beast}は${insect}より ${2 * cards - wings}÷2＝${more}（枚）多い。
${beast}を${more}枚除けば、残りの ${sum}－${more}＝${sum - more} は「${insect}の枚数の3倍」に当たる。よって${insect}は ${sum - more}÷3＝${p.insects}（枚）、${beast}は ${p.insects}＋${more}＝${p.beasts}（枚）、${bird}は ${cards}－${p.beasts}－${p.insects}＝${p.birds}（枚）。
確かめ：足 ${2 * p.birds}＋${4 * p.beasts}＋${6 * p.insects}＝${legs}（本）、羽 ${2 * p.birds}＋${4 * p.insects}＝${wings}（枚）。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`${bird}の札が${p.birds}枚である`, ...count(bird, p.birds)),
        mustExactly(`${beast}の札が${p.beasts}枚である`, ...count(beast, p.beasts)),
        mustExactly(`${insect}の札が${p.insects}枚である`, ...count(insect, p.insects)),
        must(
          `全部が${bird}なら足は${2 * cards}本であり、${legs - 2 * cards}本足りないことを使っている`,
          ...[2 * cards, legs - 2 * cards].flatMap((n) => [`${n}本`, `${n}(本)`]),
        ),
      ],
      constraints: [{ kind: "no-script", script: "latin" }],
    },
    {
      question: `羽の枚数の記録が汚れて読めなくなりました。札が${cards}枚で足が${legs}本という記録だけを使い、どの生き物の札も1枚以上あるとすると、三種類の札の枚数の組は何通り考えられますか。また、そのうち羽の合計が最も多くなる組では、羽は何枚ですか。今度は英字を使ってもかまいません。最後の行は「答え：○通り、羽○枚」の形にしてください。`,
      reference: `${insect}を c 枚とする。足の本数から、先ほどと同じく「${beast}＋${insect}×2＝${sum}」なので、${beast}は ${sum}－2c 枚、${bird}は ${cards}－c－(${sum}－2c)＝${birdsOf} 枚である。
三種類とも1枚以上だから、${low.c}≦c≦${high.c}。したがって ${high.c}－${low.c}＋1＝${all.length}（通り）。
羽の合計は 2(${birdsOf})＋4c 枚で、c が大きいほど多い。c＝${high.c}（${bird}${high.a}枚、${beast}${high.b}枚、${insect}${high.c}枚）のとき ${2 * high.a}＋${4 * high.c}＝${most}（枚）。
答え：${second}`,
      answer: second,
      checkpoints: [
        mustExactly(`組は${all.length}通りである`, `${all.length}通り`),
        mustExactly(`羽の最大は${most}枚である`, `${most}枚`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

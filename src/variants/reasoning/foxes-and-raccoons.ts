import { must } from "../checks.ts";
import { at, between, pick, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { narrow } from "./narrow.ts";

/** `none`, `count`: how many of a kind there are; `same`: two people are of one kind; `is`: one is of a kind. */
interface Claim {
  readonly form: string;
  readonly kind: string;
  readonly one: string;
  readonly other: string;
  readonly count: number;
}

interface Parameters {
  readonly people: readonly string[];
  /** Who says two truths, two lies, one of each. */
  readonly kinds: readonly string[];
  /** Two a person, in order. */
  readonly claims: readonly Claim[];
  /** The claim that the second turn corrects, and what it becomes. */
  readonly changed: number;
  readonly correction: Claim;
}

type World = readonly string[];

const readings: Readonly<Record<string, string>> = { 狐: "狐", 狸: "狸", 貉: "貉" };
/** None that reads as another word, or runs together with the particles は, と and の: けさの発言, おととせん. */
const names = [
  "あき",
  "いね",
  "うた",
  "えま",
  "かや",
  "きぬ",
  "くに",
  "さち",
  "すず",
  "せん",
  "そめ",
  "たき",
  "ちよ",
  "はつ",
  "ふみ",
  "やえ",
];

function holds({ form, kind, one, other, count }: Claim, people: readonly string[], world: World): boolean {
  const kindOf = (person: string): string => at(world, people.indexOf(person));
  if (form === "count") return world.filter((each) => each === kind).length === count;
  return form === "same" ? kindOf(one) === kindOf(other) : kindOf(one) === kind;
}

/** As the speaker says it, who calls nobody's own name: 私と */
function worded({ form, kind, one, other, count }: Claim, speaker: string): string {
  if (form === "same" && [one, other].includes(speaker)) return `私と${one === speaker ? other : one}は同じ種類だ`;
  if (form === "same") return `${one}と${other}は同じ種類だ`;
  if (form === "is") return `${one}は${kind}だ`;
  return count === 0 ? `${kind}は一人もいない` : `${kind}はちょうど${["", "一", "二", "三"][count] ?? ""}人いる`;
}

/** Every way in which four people can be of three kinds. */
function worlds(kinds: readonly string[]): World[] {
  return kinds.flatMap((a) => kinds.flatMap((b) => kinds.flatMap((c) => kinds.map((d) => [a, b, c, d]))));
}

/** Whether what a person says fits with the person's kind. */
function agrees(p: Parameters, claims: readonly Claim[], index: number, world: World): boolean {
  const truths = [0, 1].filter((nth) => holds(at(claims, 2 * index + nth), p.people, world)).length;
  return truths === at([2, 0, 1], p.kinds.indexOf(at(world, index)));
}

const fitting = (p: Parameters, claims: readonly Claim[]): World[] =>
  worlds(p.kinds).filter((world) => p.people.every((_, index) => agrees(p, claims, index, world)));

const corrected = (p: Parameters): Claim[] =>
  p.claims.map((claim, index) => (index === p.changed ? p.correction : claim));

const speakerOf = (people: readonly string[], claimIndex: number): string => at(people, Math.floor(claimIndex / 2));

export const foxesAndRaccoons = defineGenerator<Parameters>({
  id: "223",
  version: 2,
  category: "reasoning",
  difficulty: "hard",
  keeps:
    "four people of three kinds with two claims each; of the 81 ways exactly one fits, before and after one claim is corrected; at least two kinds occur each time; one or two people keep their kind",
  original: {
    people: ["あさ", "いと", "うめ", "えい"],
    kinds: ["狐", "狸", "貉"],
    claims: [
      claim("count", "狸", "", "", 0),
      claim("same", "", "いと", "うめ"),
      claim("is", "狸", "あさ"),
      claim("count", "貉", "", "", 2),
      claim("is", "狸", "えい"),
      claim("is", "貉", "えい"),
      claim("same", "", "あさ", "いと"),
      claim("is", "狐", "いと"),
    ],
    changed: 0,
    correction: claim("count", "狸", "", "", 1),
  },
  draw(random) {
    const people = pickSome(random, names, 4).sort();
    const kinds = shuffled(random, Object.keys(readings));
    const about = (person: string): Claim => {
      const others = shuffled(
        random,
        people.filter((other) => other !== person),
      );
      const form = pick(random, ["count", "same", "is", "is"]);
      if (form === "count") return claim(form, pick(random, kinds), "", "", between(random, 0, 2));
      if (form === "is") return claim(form, pick(random, kinds), at(others, 0));
      const pair = [at(others, 0), pick(random, [person, at(others, 1)])].sort();
      return claim(form, "", at(pair, 0), at(pair, 1));
    };
    const claims = people.flatMap((person) => [about(person), about(person)]);
    const changed = between(random, 0, 7);
    const p = { people, kinds, claims, changed, correction: about(speakerOf(people, changed)) };
    const texts = claims.map((one, index) => worded(one, speakerOf(people, index)));
    if (people.some((_, index) => texts[2 * index] === texts[2 * index + 1])) return null;
    const [before, after] = [fitting(p, claims), fitting(p, corrected(p))];
    const [one, other] = [before[0], after[0]];
    if (before.length !== 1 || after.length !== 1 || one === undefined || other === undefined) return null;
    const kept = one.filter((kind, index) => kind === other[index]).length;
    const many = new Set(one).size >= 2 && new Set(other).size >= 2;
    const partner = texts[changed % 2 === 0 ? changed + 1 : changed - 1];
    const fresh = ![texts[changed], partner].includes(worded(p.correction, speakerOf(people, changed)));
    return kept >= 1 && kept <= 2 && many && fresh ? p : null;
  },
  write,
});

function claim(form: string, kind: string, one = "", other = "", count = 0): Claim {
  return { form, kind, one, other, count };
}

function write(p: Parameters): VariantTurns {
  const { people, kinds, claims } = p;
  const [honest, liar, mixed] = [at(kinds, 0), at(kinds, 1), at(kinds, 2)];
  const said = (name: string): string => (name === "貉" ? "貉（むじな）" : name);
  const before = at(fitting(p, claims), 0);
  const after = at(fitting(p, corrected(p)), 0);
  const speaker = speakerOf(people, p.changed);
  const kept = people.filter((_, index) => before[index] === after[index]);
  const show = (world: World, mark: string): string =>
    people.map((person, index) => `${person}${mark}${at(world, index)}`).join("、");
  const argue = (list: readonly Claim[]): string =>
    narrow(
      worlds(kinds),
      people.map((person, index) => ({
        name: `${person}の発言`,
        holds: (world: World) => agrees(p, list, index, world),
      })),
      (world) => show(world, "＝"),
    )
      .map((line) => line.replace("満たす", "合う").replace("を合う", "に合う").replace("も合う", "にも合う"))
      .join("\n");
  const marks = [":", "=", "…", "→", "(", "**:", "**:**", ":**", "「", "**="];
  const literals = (world: World, index: number): string[] => {
    const [person, kind] = [at(people, index), at(world, index)];
    return [
      ...marks.map((mark) => `${person}${mark}${kind}`),
      `-${person}は${kind}`,
      `-**${person}**は${kind}`,
      `${person}=**${kind}`,
    ];
  };
  const order = people.map(
    (person, index) =>
      `${person}「${worded(at(claims, 2 * index), person)}」「${worded(at(claims, 2 * index + 1), person)}」`,
  );
  const keptWords = kept.length === 1 ? `${kept[0]}だけである` : `${kept.join("と")}である`;
  const start =
    "四人の種類の組み合わせは、3×3×3×3＝81（通り）ある。発言の本当・うその数が種類に合うかどうかを、一人ずつ調べて絞り込む。";
  return [
    {
      question: `ある山里の四人、${people.join("・")}は、それぞれ${["狐", "狸", "貉"].map((kind) => `「${said(kind)}」`).join("")}のどれかが化けたものです。同じ種類が何人いてもよく、いない種類があってもかまいません。${honest}の言うことは必ず二つとも本当、${liar}は必ず二つともうそ、${mixed}は二つのうち一つだけが本当です（順番は決まっていません）。
${order.join("\n")}
四人の種類を筋道を立てて求め、最後に、四人の種類を「- 」で始まる四つの箇条書きで示してください。それ以外の箇所では箇条書きを使わないでください。`,
      reference: `${start}
${argue(claims)}
残った一通りが答えである。

${people.map((person, index) => `- ${person}：${at(before, index)}`).join("\n")}`,
      answer: show(before, "："),
      checkpoints: people.map((person, index) =>
        must(`${person}は${at(before, index)}である`, ...literals(before, index)),
      ),
      constraints: [{ kind: "items", min: 4, max: 4 }],
    },
    {
      question: `${speaker}の${p.changed % 2 === 0 ? "一つ目" : "二つ目"}の発言は聞き違いで、本当は「${worded(p.correction, speaker)}」でした。ほかの七つの発言は元のままです。四人の種類はどう変わりますか。答えが一つに決まる理由を述べ、種類が変わらなかった人がいればその名前も挙げてください。最後の行は「答え：${people.map((person) => `${person}＝○`).join("、")}」の形にしてください。`,
      reference: `${start}
${argue(corrected(p))}
種類が変わらなかったのは、${keptWords}。
答え：${show(after, "＝")}`,
      answer: show(after, "＝"),
      checkpoints: [
        ...people.map((person, index) => must(`${person}は${at(after, index)}になる`, ...literals(after, index))),
        must(`変わらないのは${keptWords}と述べている`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

import { must, mustExactly } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber } from "../japanese.ts";
import { mensNames, womensNames } from "../names.ts";

interface Person {
  readonly name: string;
  readonly woman: boolean;
}

interface Parameters {
  /** From the one sibling down to the child of the one who is asked about: four generations. */
  readonly line: readonly Person[];
  /** From the other sibling down: three or four generations. */
  readonly other: readonly Person[];
  readonly elder: boolean;
  /** The four whose degree is asked. */
  readonly asked: readonly string[];
}

/** Generations below the common parents: the siblings are 1. Degree of two people of different lines. */
const degreesOf = ({ line, other, asked }: Parameters, viewer: number): number[] =>
  asked.map((name) => {
    const own = line.findIndex((person) => person.name === name);
    if (own >= 0) return viewer - own;
    return viewer + 1 + other.findIndex((person) => person.name === name) + 1;
  });

const old = {
  women: ["キヨ", "ハル", "トメ", "静江", "千鶴", "富美", "花枝", "よね"],
  men: ["宗助", "栄吉", "勘助", "重吉", "善造", "源次", "徳次郎", "平八"],
};

const original: Parameters = {
  line: [person("正蔵"), person("文子", true), person("千代", true), person("桃", true)],
  other: [person("庄吉"), person("菊江", true), person("達也")],
  elder: true,
  asked: ["正蔵", "庄吉", "菊江", "達也"],
};

export const degreesOfKinship = defineGenerator<Parameters>({
  id: "225",
  version: 3,
  category: "reasoning",
  difficulty: "standard",
  keeps:
    "two lines from two siblings, degrees from 2 to 7, a second cousin among the four; one or two of the four lie beyond the sixth degree from the child, and one lies at it",
  original,
  draw(random) {
    const sexes = Array.from({ length: 8 }, () => between(random, 0, 1) === 1);
    const [women, men] = [pickSome(random, womensNames, 6), pickSome(random, mensNames, 6)];
    const [oldWomen, oldMen] = [pickSome(random, old.women, 2), pickSome(random, old.men, 2)];
    const people = sexes.map((woman, index) => {
      const list = index < 2 ? (woman ? oldWomen : oldMen) : woman ? women : men;
      return person(list.pop() ?? "", woman);
    });
    if (people.some((one) => one.name === "")) return null;
    const line = [at(people, 0), at(people, 2), at(people, 4), at(people, 6)];
    const other = [at(people, 1), at(people, 3), at(people, 5), at(people, 7)].slice(0, pick(random, [3, 4]));
    const choices = [at(line, 0), at(line, 1), ...other].map((one) => one.name);
    const asked = choices.filter(
      (name) => [at(other, 1).name, at(other, 2).name].includes(name) || between(random, 0, 1) === 1,
    );
    if (asked.length !== 4) return null;
    const p = { line, other, elder: between(random, 0, 1) === 1, asked };
    // The original's four degrees under other names would be its answer again.
    return degreesOf(p, 2).join() === degreesOf(original, 2).join() ? null : p;
  },
  write,
});

function person(name: string, woman = false): Person {
  return { name, woman };
}

function write(p: Parameters): VariantTurns {
  const { line, other, asked } = p;
  const [a, b, c, child] = [at(line, 0), at(line, 1), at(line, 2), at(line, 3)];
  const [x, y, z] = [at(other, 0), at(other, 1), at(other, 2)];
  const last = other[3];
  const sibling = a.woman ? (p.elder ? "姉" : "妹") : p.elder ? "兄" : "弟";
  const parent = (one: Person): string => (one.woman ? "母" : "父");
  const offspring = (one: Person): string => (one.woman ? "娘" : "息子");
  const siblings = a.woman === x.woman ? (a.woman ? "姉妹" : "兄弟") : "きょうだい";
  const parents =
    a.woman === x.woman
      ? `${parent(a)}どうしが${siblings}の`
      : `私の${parent(x)}と${b.name}さんの${parent(a)}がきょうだいである`;
  const degrees = degreesOf(p, 2);
  const far = degreesOf(p, 3);
  // Who has a child at the table is no child to be brought along.
  const came = last === undefined ? "に連れられて来ました" : "と一緒に来ました";
  const relation = "はとこ（またいとこ）";
  const key = `${z.name}の続柄`;
  const json = `{${[...asked.map((name, index) => `"${name}": ${at(degrees, index)}`), `"${key}": "${relation}"`].join(", ")}}`;
  const beyond = asked.filter((_, index) => at(far, index) > 6);
  const words = asked.map((name, index) => `${name}は${kanjiNumber(at(far, index))}親等`);
  const literals = (name: string, degree: number): string[] =>
    [degree, kanjiNumber(degree)].flatMap((value) =>
      ["は", "", "が", ":", "(", "="].map((mark) => `${name}${mark}${value}`),
    );
  return [
    {
      question: `法事の席で聞いた話です。血のつながりは、すべて実の親子・実のきょうだいによるものです。
${x.name}「${a.name}は、父も母も私と同じ、私の${sibling}です」
${b.name}「${a.name}は私の${parent(a)}で、${c.name}は私の${offspring(c)}です」
${y.name}「${b.name}さんと私は、${parents}いとこです。${a.name}と${x.name}に、ほかのきょうだいはいません」
${z.name}「${parent(y)}の${y.name}${came}。私は${y.name}の実の${offspring(z)}です」${last === undefined ? "" : `\n${last.name}「${z.name}は私の実の${parent(z)}です」`}
血族の親等は、二人のうち一方が他方の祖先なら間の世代の数、そうでなければ、一方から共通の祖先まで世代をさかのぼり、そこから他方まで下った世代の数の合計です。
${c.name}から見た${asked.join("・")}の親等（整数）と、${c.name}から見た${z.name}の続柄の呼び名を、JSONオブジェクト一つだけで答えてください。キーは${asked.map((name) => `「${name}」`).join("")}「${key}」とし、ほかの文章は書かないでください。`,
      reference: json,
      answer: asked.map((name, index) => `${name}${at(degrees, index)}`).join("、"),
      checkpoints: [
        ...asked.map((name, index) =>
          must(`${name}は${at(degrees, index)}親等である`, `"${name}":${at(degrees, index)}`),
        ),
        must(
          `${z.name}は、はとこ（またいとこ、再従兄弟姉妹）である`,
          "はとこ",
          "またいとこ",
          "再従",
          "ふたいとこ",
          "又従",
          "二従",
        ),
      ],
      constraints: [{ kind: "json", type: "object", keys: [...asked, key] }],
    },
    {
      question: `${c.name}には実の${offspring(child)}の${child.name}がいます。民法では、血族のうち六親等以内の者だけを「親族」に含めます。先の四人（${asked.join("・")}）のうち、${child.name}から見てこの意味の親族に当たらない人をすべて挙げ、四人それぞれの${child.name}から見た親等も示してください。本文のみ、80字以内で書いてください。`,
      reference: `親族に当たらないのは${beyond.join("と")}${beyond.length === 1 ? "だけ" : ""}。${child.name}から見て${words.join("、")}であり、六親等を超えるのは${beyond.length === 1 ? "この一人" : "この二人"}である。`,
      answer: `${beyond.join("、")}／${words.join("、")}`,
      checkpoints: [
        ...asked.map((name, index) =>
          mustExactly(
            `${child.name}から見て${name}は${kanjiNumber(at(far, index))}親等である`,
            ...literals(name, at(far, index)),
          ),
        ),
        must(`親族に当たらないのは${beyond.join("と")}だけであると述べている`),
      ],
      constraints: [{ kind: "max-characters", value: 80 }],
    },
  ];
}

import { must, mustExactly } from "../checks.ts";
import { at, between, permutations, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { narrow } from "./narrow.ts";

/** A rule on seats: `window` and `aisle` of the first, `next` of both, `apart` of the first from the others. */
interface Rule {
  readonly kind: string;
  readonly people: readonly string[];
}

interface Parameters {
  readonly people: readonly string[];
  readonly rules: readonly Rule[];
  /** The two whose seats the wrong answer of the second turn has swapped. */
  readonly swapped: readonly string[];
}

const seats = ["A", "B", "C", "D", "E"];
const family = ["祖母", "祖父", "父", "母", "兄", "姉", "弟", "妹", "叔父", "叔母"];

/** Seats side by side; the aisle is between C and D. */
function beside(order: readonly string[], one: string, other: string): boolean {
  const pair = [order.indexOf(one), order.indexOf(other)].sort((a, b) => a - b);
  return at(pair, 1) - at(pair, 0) === 1 && at(pair, 0) !== 2;
}

function holds({ kind, people }: Rule, order: readonly string[]): boolean {
  const [first = "", ...others] = people;
  const seat = order.indexOf(first);
  if (kind === "window") return seat === 0 || seat === 4;
  if (kind === "aisle") return seat === 2 || seat === 3;
  if (kind === "next") return others.every((other) => beside(order, first, other));
  return others.every((other) => !beside(order, first, other));
}

function worded({ kind, people }: Rule): string {
  const [first = "", second = "", third] = people;
  if (kind === "window") return `${first}は窓側に座る。`;
  if (kind === "aisle") return `${first}は通路側に座る。`;
  if (kind === "next") return `${first}は${second}の隣に座る。`;
  return third === undefined
    ? `${first}は${second}の隣には座らない。`
    : `${first}は、${second}の隣にも${third}の隣にも座らない。`;
}

const fitting = ({ people, rules }: Pick<Parameters, "people" | "rules">): string[][] =>
  permutations(people).filter((order) => rules.every((rule) => holds(rule, order)));

const swap = (order: readonly string[], [one, other]: readonly string[]): string[] =>
  order.map((person) => (person === one ? (other ?? "") : person === other ? (one ?? "") : person));

const brokenBy = (rules: readonly Rule[], order: readonly string[]): number[] =>
  rules.flatMap((rule, index) => (holds(rule, order) ? [] : [index + 1]));

export const trainSeats = defineGenerator<Parameters>({
  id: "221",
  version: 2,
  category: "reasoning",
  difficulty: "basic",
  keeps:
    "five seats, five rules (two window, one aisle, one beside, one apart), exactly one seating by search and more than one without any rule; the wrong answer breaks one or two rules",
  original: {
    people: ["祖母", "父", "母", "兄", "妹"],
    rules: [
      { kind: "window", people: ["祖母"] },
      { kind: "next", people: ["妹", "母"] },
      { kind: "aisle", people: ["父"] },
      { kind: "apart", people: ["兄", "父", "祖母"] },
      { kind: "window", people: ["妹"] },
    ],
    swapped: ["父", "兄"],
  },
  draw(random) {
    const people = pickSome(random, family, 5);
    const [a, b, c, d, e] = [at(people, 0), at(people, 1), at(people, 2), at(people, 3), at(people, 4)];
    const rules = shuffled(random, [
      { kind: "window", people: [a] },
      { kind: "window", people: [b] },
      { kind: "aisle", people: [c] },
      { kind: "next", people: between(random, 0, 1) === 0 ? [b, d] : [c, d] },
      { kind: "apart", people: [e, ...pickSome(random, [a, c, d], 2)] },
    ]);
    const found = fitting({ people, rules });
    const needed = rules.every((rule) => fitting({ people, rules: rules.filter((one) => one !== rule) }).length > 1);
    const swapped = pickSome(random, people, 2);
    const wrong = brokenBy(rules, swap(found[0] ?? people, swapped));
    if (found.length !== 1 || !needed || wrong.length === 0 || wrong.length > 2) return null;
    return { people: shuffled(random, people), rules, swapped };
  },
  write,
});

function write({ people, rules, swapped }: Parameters): VariantTurns {
  const order = at(fitting({ people, rules }), 0);
  const wrong = swap(order, swapped);
  const broken = brokenBy(rules, wrong);
  const show = (list: readonly string[]): string =>
    list.map((person, index) => `${at(seats, index)}＝${person}`).join("、");
  const numbered = rules.map((rule, index) => ({ rule, number: index + 1 }));
  const windows = numbered.filter(({ rule }) => rule.kind === "window");
  const [one = "", other = ""] = windows.map(({ rule }) => at(rule.people, 0));
  const rest = numbered.filter(({ rule }) => rule.kind !== "window");
  const cases = [
    [one, other],
    [other, one],
  ].map(([left = "", right = ""]) => {
    const candidates = permutations(people).filter((list) => list[0] === left && list[4] === right);
    const steps = rest.map(({ rule, number }) => ({
      name: `条件${number}`,
      holds: (list: readonly string[]) => holds(rule, list),
    }));
    const lines = narrow(candidates, steps, show);
    const last = lines.findIndex((line) => line.includes("残らない"));
    return `${left}がA席、${right}がE席のとき：B・C・D席の並び方は6通り。そのうち、${lines.slice(0, last < 0 ? undefined : last + 1).join("")}`;
  });
  const conditions = broken.map((number) => `条件${number}`).join("、");
  const [p = "", q = ""] = swapped;
  return [
    {
      question: `新幹線の一列に、窓側からA席・B席・C席が並び、通路をはさんで、通路側からD席・E席が並んでいます（A席とE席が窓側、C席とD席が通路側）。この五席に${people.join("・")}の五人が一人ずつ座ります。通路をはさんだC席とD席は「隣」とはいいません。
${rules.map((rule, index) => `条件${index + 1}　${worded(rule)}`).join("\n")}
A席からE席までに座る人を順に答え、そう決まる理由を説明してください。最後の行は「答え：A＝○、B＝○、C＝○、D＝○、E＝○」の形にしてください。`,
      reference: `条件${windows.map(({ number }) => number).join("と条件")}から、窓側のA席とE席に座るのは${one}と${other}である。
${cases.join("\n")}
よって五つの条件をすべて満たす座り方は一つに決まる。
答え：${show(order)}`,
      answer: show(order),
      checkpoints: [
        ...order.map((person, index) =>
          must(`${at(seats, index)}席は${person}である`, `${at(seats, index)}=${person}`),
        ),
        must(`${one}と${other}が窓側の二席を占めることから絞り込んでいる`, "窓側"),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `ある人は、同じ五つの条件に対して「${show(wrong)}」と答えました。この座り方が反している条件の番号をすべて挙げ、どの二人の席を入れ替えれば五つの条件がすべて満たされるかを答えてください。1行目に番号だけ（例：条件8、条件9）、2行目に入れ替える二人だけ（例：孫と伯母）を書き、ほかには何も書かないでください。`,
      reference: `${conditions}\n${p}と${q}`,
      answer: `${conditions}／${p}と${q}`,
      checkpoints: [
        ...broken.map((number) => mustExactly(`条件${number}に反していることを挙げている`, `条件${number}`)),
        must(`${p}と${q}を入れ替える`, `${p}と${q}`, `${q}と${p}`),
      ],
      constraints: [{ kind: "lines", min: 2, max: 2 }],
    },
  ];
}

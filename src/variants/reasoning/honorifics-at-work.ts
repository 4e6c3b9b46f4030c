import { must } from "../checks.ts";
import { at, between, once, permutations, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { surnames } from "../names.ts";

/** Who says something of whom to whom, as indices into the people, and the nth way to say it. */
interface Saying {
  readonly speaker: number;
  readonly listener: number;
  readonly topic: number;
  readonly way: number;
}

interface Parameters {
  /** Two people of the first company, then four of the second from the highest rank down. */
  readonly people: readonly string[];
  readonly companies: readonly string[];
  readonly sayings: readonly Saying[];
  readonly later: readonly Saying[];
  /** Which of the later sayings is against the rules. */
  readonly wrong: number;
}

interface Office {
  /** By person: 0 or 1. */
  readonly company: readonly number[];
  /** By person: smaller is higher. */
  readonly rank: readonly number[];
}

type Form = "様" | "呼び捨て" | "上" | "下";

function formOf({ speaker, listener, topic }: Saying, { company, rank }: Office): Form {
  if (at(company, topic) !== at(company, speaker)) return "様";
  if (at(company, listener) !== at(company, speaker)) return "呼び捨て";
  return at(rank, topic) < at(rank, speaker) ? "上" : "下";
}

const texts = {
  様: ["%様がお見えです", "%様から電話がありました", "%様のお席はこちらです"],
  呼び捨て: ["%は外出しております", "%は席におります", "%は会議室におります"],
  上: ["%さんはいらっしゃいますか", "%さんがいらっしゃいます", "%さんは三階にいらっしゃいます"],
  下: ["%さんはいますか", "%さんがいます", "%さんは三階にいます"],
} as const satisfies Record<Form, readonly string[]>;

const speech = (name: string, form: Form, way: number): string => at(texts[form], way).replace("%", name);

const truth: Office = { company: [0, 0, 1, 1, 1, 1], rank: [0, 1, 0, 1, 2, 3] };

const everyOrder = once(() => permutations([0, 1, 2, 3, 4, 5]));

/** What a form says of the companies, whatever the ranks. */
const plain = (form: Form): string => (form === "上" || form === "下" ? "さん" : form);

/** Every office in which all is said by the rules, as the second company's people in order; the first person is known.
 * Stops at more than one. */
function offices(sayings: readonly Saying[]): string[] {
  const found = new Set<string>();
  const orders = everyOrder();
  for (let mask = 0; mask < 32; mask++) {
    const company = [0, ...[0, 1, 2, 3, 4].map((bit) => (mask >> bit) & 1)];
    const alike = sayings.every((one) => plain(formOf(one, { ...truth, company })) === plain(formOf(one, truth)));
    if (!alike) continue;
    for (const rank of orders) {
      if (sayings.some((one) => formOf(one, { company, rank }) !== formOf(one, truth))) continue;
      const second = [0, 1, 2, 3, 4, 5].filter((one) => company[one] === 1);
      found.add(second.sort((a, b) => at(rank, a) - at(rank, b)).join(""));
    }
    if (found.size > 1) break;
  }
  return [...found];
}

const places = ["みどり工業", "東西物産", "はやぶさ運輸", "若葉印刷", "北光電機", "潮見食品"];
const letters = "アイウエオカキクケコ";

export const honorificsAtWork = defineGenerator<Parameters>({
  id: "227",
  version: 1,
  category: "reasoning",
  difficulty: "standard",
  keeps:
    "six people in two companies, six sayings that fit one split and one order of the four by search, each of them needed; one of four later sayings has the wrong verb",
  original: {
    people: ["田村", "加藤", "佐野", "野口", "井上", "原"],
    companies: ["みなと製作所", "青木商事"],
    sayings: [say(1, 3, 0, 0), say(2, 0, 5, 1), say(4, 5, 3, 0), say(3, 2, 5, 0), say(5, 3, 4, 1), say(3, 4, 2, 0)],
    later: [say(3, 1, 2, 2), say(2, 5, 4, 0), say(1, 0, 5, 0), say(5, 4, 1, 1)],
    wrong: 1,
  },
  draw(random) {
    const people = pickSome(random, surnames, 6);
    const among = (): Saying => three(shuffled(random, [2, 3, 4, 5]), between(random, 0, 2));
    const any = (): Saying => three(shuffled(random, [0, 1, 2, 3, 4, 5]), between(random, 0, 2));
    const sayings = shuffled(random, [
      say(1, between(random, 2, 5), 0, between(random, 0, 2)),
      any(),
      among(),
      among(),
      among(),
      among(),
    ]);
    if (new Set(sayings.map(key)).size < 6) return null;
    const quick = sayings.filter((one) => ["上", "下"].includes(formOf(one, truth))).length;
    if (quick < 3 || offices(sayings).length !== 1) return null;
    const later = [any(), any(), any(), among()];
    const order = shuffled(random, later);
    const wrong = order.indexOf(at(later, 3));
    if (new Set([...sayings, ...order].map(key)).size < 10) return null;
    return { people, companies: pickSome(random, places, 2), sayings, later: order, wrong };
  },
  write,
});

function say(speaker: number, listener: number, topic: number, way: number): Saying {
  return { speaker, listener, topic, way };
}

function three(people: readonly number[], way: number): Saying {
  return say(at(people, 0), at(people, 1), at(people, 2), way);
}

function key({ speaker, listener, topic }: Saying): string {
  return `${speaker}${listener}${topic}`;
}

function write({ people, companies, sayings, later, wrong }: Parameters): VariantTurns {
  const name = (index: number): string => at(people, index);
  const [one = "", other = ""] = companies;
  const order = people.slice(2);
  const said = (saying: Saying, form: Form): string =>
    `${name(saying.speaker)}が${name(saying.listener)}に「${speech(name(saying.topic), form, saying.way)}」`;
  const clue = (saying: Saying, index: number): string => {
    const [speaker, listener, topic] = [name(saying.speaker), name(saying.listener), name(saying.topic)];
    const form = formOf(saying, truth);
    const letter = at([...letters], index);
    if (form === "様") return `${letter}は「様」なので、${speaker}と${topic}は別の会社。`;
    if (form === "呼び捨て")
      return `${letter}は敬称なしなので、${speaker}と${topic}は同じ会社、${listener}は別の会社。`;
    return `${letter}は「さん」なので三人とも同じ会社で、${topic}は${speaker}より${form}。`;
  };
  const wrongOne = at(later, wrong);
  const right = formOf(wrongOne, truth);
  const flipped = right === "上" ? "下" : "上";
  const letter = at([...letters], 6 + wrong);
  const fixed = `「${speech(name(wrongOne.topic), right, wrongOne.way)}」`;
  const verbs = right === "上" ? "「いる」ではなく「いらっしゃる」" : "「いらっしゃる」ではなく「いる」";
  const marks = ["、", "・", ">", "→", ","];
  const sorted = [...people].sort();
  const pair = [name(0), name(1)];
  return [
    {
      question: `「${one}」と「${other}」の社員が合わせて六人います（${sorted.join("・")}）。${name(0)}は${one}の社員です。どちらの会社の中でも、職位の同じ人はいません。六人は次の決まりを必ず守って話します。
・話題の人が話し手と別の会社の人なら、聞き手が誰でも「様」を付ける。
・話題の人が話し手と同じ会社で、聞き手が別の会社の人なら、敬称を付けずに呼ぶ。
・話し手・聞き手・話題の人が三人とも同じ会社なら「さん」を付ける。このとき、話題の人の職位が話し手より上なら「いらっしゃる」、下なら「いる」を使う。
次の発言から、六人それぞれの会社と、${other}の社員の職位の順（上から）を求め、理由とともに答えてください。
${sayings.map((saying, index) => `${at([...letters], index)}　${said(saying, formOf(saying, truth))}`).join("\n")}`,
      reference: `発言から分かることを順に並べる。
${sayings.map(clue).join("\n")}
${name(0)}は${one}の社員だから、会社は、${one}が${pair.join("と")}、${other}が残りの四人と一通りに決まる。職位の上下をつなげると、${order.join("、")}の順で、これも一通りに決まる。
答え：${one}は${pair.join("と")}。${other}は${order.join("・")}の四人で、職位は上から${order.join("、")}`,
      answer: `${one}は${pair.join("と")}、${other}は上から${order.join("、")}`,
      checkpoints: [
        must(
          `${one}は${pair.join("と")}の二人である`,
          ...[pair, [...pair].reverse()].flatMap((two) =>
            ["と", "・", "、", ",", "さんと"].map((mark) => two.join(mark)),
          ),
        ),
        must(
          `${other}の職位は上から${order.join("・")}である`,
          ...marks.map((mark) => order.join(mark)),
          order.map((person, index) => `${index + 1}.${person}`).join(""),
          order.map((person) => `${person}さん`).join("、"),
        ),
      ],
      constraints: [],
    },
    {
      question: `後日、同じ六人の間で次の四つの発言がありましたが、一つだけ決まりに反しています。
${later.map((saying, index) => `${at([...letters], 6 + index)}　${said(saying, index === wrong ? flipped : formOf(saying, truth))}`).join("\n")}
1行目に反している発言の記号だけ、2行目にその発言の、決まりに反する所だけを直した全文（かぎ括弧でくくる）、3行目に反しているといえる理由を一文で書き、ほかには何も書かないでください。`,
      reference: `${letter}
${fixed}
話し手の${name(wrongOne.speaker)}、聞き手の${name(wrongOne.listener)}、話題の${name(wrongOne.topic)}は三人とも${other}の社員で、${name(wrongOne.topic)}は${name(wrongOne.speaker)}より職位が${right}だから、${verbs}を使う。`,
      answer: `${letter}${fixed}`,
      checkpoints: [
        must(`反しているのは${letter}である`, `${letter}「`),
        must(`直すと${fixed}となる`, fixed),
        must(
          `三人とも同じ会社で、${name(wrongOne.topic)}の職位が${name(wrongOne.speaker)}より${right}であることを理由にしている`,
        ),
      ],
      constraints: [{ kind: "lines", min: 3, max: 3 }],
    },
  ];
}

import { must, mustExactly } from "../checks.ts";
import { at, between, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber, table } from "../japanese.ts";

interface Parameters {
  readonly people: readonly string[];
  readonly prizes: readonly string[];
  /** Each joins line n and n + 1, from the top. */
  readonly rungs: readonly number[];
}

const names = [
  "あお",
  "いつき",
  "うた",
  "えま",
  "かな",
  "きほ",
  "くみ",
  "けい",
  "さき",
  "しの",
  "そら",
  "たえ",
  "つむぎ",
  "なお",
  "はる",
  "まお",
  "みお",
  "ゆい",
  "りく",
  "れん",
];
const prizes = [
  ["大吉", "中吉", "小吉", "末吉", "凶"],
  ["松", "竹", "梅", "桜", "菊"],
  ["一等", "二等", "三等", "四等", "はずれ"],
  ["赤組", "白組", "青組", "黄組", "緑組"],
];

function cross(order: readonly string[], rung: number): string[] {
  const next = [...order];
  next[rung - 1] = at(order, rung);
  next[rung] = at(order, rung - 1);
  return next;
}

const run = ({ people, rungs }: Parameters): string[] => rungs.reduce<string[]>(cross, [...people]);

/** Rungs that sort an order back, always the leftmost pair that is the wrong way round: one for each such pair. */
function sorting(order: readonly string[], people: readonly string[]): number[] {
  const place = order.map((person) => people.indexOf(person));
  const index = place.findIndex((value, at) => value > (place[at + 1] ?? Number.POSITIVE_INFINITY));
  return index < 0 ? [] : [index + 1, ...sorting(cross(order, index + 1), people)];
}

/** For each person, those on the right who belong on the left. */
function reversed(order: readonly string[], people: readonly string[]): string[][] {
  return order.map((person, index) =>
    order.slice(index + 1).filter((other) => people.indexOf(other) < people.indexOf(person)),
  );
}

export const ladderLottery = defineGenerator<Parameters>({
  id: "228",
  version: 3,
  category: "reasoning",
  difficulty: "basic",
  keeps:
    "five lines and eight to ten rungs, nobody ends where he or she stood more than once, 5-8 rungs bring everybody back",
  original: {
    people: ["あき", "いく", "うみ", "えり", "おと"],
    prizes: ["大吉", "中吉", "小吉", "末吉", "凶"],
    rungs: [1, 3, 2, 1, 4, 2, 3, 2, 1],
  },
  draw(random) {
    const count = between(random, 8, 10);
    const rungs: number[] = [];
    while (rungs.length < count) {
      const next = between(random, 1, 4);
      if (next !== rungs.at(-1)) rungs.push(next);
    }
    const p = { people: pickSome(random, names, 5), prizes: at(prizes, between(random, 0, prizes.length - 1)), rungs };
    const order = run(p);
    const still = order.filter((person, index) => person === p.people[index]).length;
    const back = sorting(order, p.people).length;
    return still <= 1 && back >= 5 && back <= 8 ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { people, rungs } = p;
  const order = run(p);
  const back = sorting(order, people);
  const rung = (n: number): string => `${n}と${n + 1}`;
  const prizeOf = (person: string): string => at(p.prizes, order.indexOf(person));
  const count = `${kanjiNumber(rungs.length)}本`;
  const least = `${back.length}本`;
  let now: string[] = [...people];
  const steps = rungs.map((n) => {
    now = cross(now, n);
    return `${rung(n)}：${now.join("・")}`;
  });
  let then = order;
  const returns = back.map((n) => {
    then = cross(then, n);
    return `${rung(n)} → ${then.join("・")}`;
  });
  const pairs = reversed(order, people).flatMap((others, index) =>
    others.length === 0 ? [] : [`${at(order, index)}について（${others.join("・")}）の${others.length}組`],
  );
  const cell = (person: string, prize: string): string[] => [
    `|${person}|${prize}|`,
    `|**${person}**|${prize}|`,
    `|${person}|**${prize}**|`,
    `|**${person}**|**${prize}**|`,
  ];
  return [
    {
      question: `五本の縦線を左から1〜5とし、上の端には左から順に、${people.join("・")}が立っています。下の端には左から順に${p.prizes.map((prize) => `「${prize}」`).join("")}と書いてあります。横線は${count}で、上から順に次の二本の縦線を結び、同じ高さの横線はありません。
${rungs.map(rung).join("、")}
各自が上から下へたどり、横線に出会うたびに必ず渡る「あみだくじ」で、五人はそれぞれどこに着きますか。途中の位置の変化を示してから、最後に、列が「名前」「結果」の2列、データ行が5行のMarkdownの表で答えてください。表はこの一つだけにしてください。`,
      reference: `五人の並びを、左から順に横線を通るたびに書き直す。
はじめ：${people.join("・")}
${steps.join("\n")}

${table(
  ["名前", "結果"],
  people.map((person) => [person, prizeOf(person)]),
)}`,
      answer: people.map((person) => `${person}は${prizeOf(person)}`).join("、"),
      checkpoints: people.map((person) =>
        must(`${person}が${prizeOf(person)}に着く`, ...cell(person, prizeOf(person))),
      ),
      constraints: [{ kind: "table", columns: 2, rows: 5 }],
    },
    {
      question: `このあみだくじの${count}の横線の下に、さらに横線（隣り合う縦線を結び、同じ高さにはないもの）を足して、五人全員が自分の立っていた縦線の真下（${people.map((person, index) => `${person}が${at(p.prizes, index)}`).join("、")}）に着くようにします。足す横線は最少で何本必要ですか。それより少ない本数ではできない理由も述べ、足す横線の一例を上から順に示してください。最後の行は「答え：○本」の形にしてください。`,
      reference: `${count}を通った後の並びは、左から ${order.join("・")} である。これを ${people.join("・")} に戻したい。
二人の左右の順が本来と逆になっている組を数えると、${pairs.join("、")}で、合わせて${back.length}組ある。一本の横線は隣り合う二人を入れ替えるだけなので、逆の組は一度に一つしか減らない。したがって${back.length}本より少なくはできない。
${back.length}本の例を示す。
${returns.join("\n")}
足す横線：${back.map(rung).join("、")}
答え：${back.length}本`,
      answer: `${back.length}本`,
      checkpoints: [
        // Not the bare number: there are five lines, and a wrong answer may speak of 5本の縦線.
        mustExactly(
          `最少は${least}である`,
          ...["答え:", "答え:**", "答え**:", "答え:「", "最少は", "最少は**", "最少で", "最小は", "最低"].map(
            (words) => `${words}${least}`,
          ),
          ...["必要", "が最少", "が必要", "より少な"].map((words) => `${least}${words}`),
        ),
        must(
          "一本の横線では左右が逆の組（転倒）が一つしか解消しないことを理由にしている",
          "逆",
          "転倒",
          "入れ替わ",
          "入れ替え",
          "交換",
          "反転",
          "置換",
        ),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

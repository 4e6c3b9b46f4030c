import { must } from "../checks.ts";
import { at, between, indices, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";

interface Parameters {
  /** Steps of the first letter, 0-4, and how many more each next letter takes, 1-4. */
  readonly start: number;
  readonly more: number;
  readonly direction: string;
  /** A word of three letters and one of two. */
  readonly examples: readonly string[];
  readonly word: string;
  readonly second: string;
}

const rows = [
  "あいうえお",
  "かきくけこ",
  "さしすせそ",
  "たちつてと",
  "なにぬねの",
  "はひふへほ",
  "まみむめも",
  "らりるれろ",
];

/** Words of five plain kana of these rows. */
const words = [
  "かたつむり",
  "さくらもち",
  "ほたるいか",
  "あきまつり",
  "なつまつり",
  "いろはうた",
  "まねきねこ",
  "さとかえり",
  "とおりあめ",
  "かきのたね",
  "ほしまつり",
  "てまりうた",
  "こもりうた",
  "たうえうた",
  "さくらいろ",
  "うみほたる",
  "おとしもの",
  "たからもの",
  "むしのこえ",
  "みなとまち",
  "ふるほんや",
  "かくれさと",
  "いしのうえ",
  "そらもよう",
  "ひなたみち",
].filter((word) => [...word].every((letter) => rows.some((row) => row.includes(letter))));
const threes = [
  "さくら",
  "ほたる",
  "かすみ",
  "きつね",
  "たぬき",
  "さかな",
  "むかし",
  "こころ",
  "くるま",
  "つくえ",
  "はしら",
  "みなと",
  "かたち",
  "けむり",
  "すみれ",
  "のれん",
].filter((word) => [...word].every((letter) => rows.some((row) => row.includes(letter))));
const twos = [
  "そら",
  "うみ",
  "ほし",
  "つき",
  "はな",
  "ねこ",
  "いぬ",
  "かさ",
  "とり",
  "むし",
  "くも",
  "いえ",
  "あめ",
  "さる",
];

/** A letter moved down its row of five, round the end; negative steps go up. */
function moved(letter: string, steps: number): string {
  const row = rows.find((one) => one.includes(letter)) ?? "";
  return at([...row], (((row.indexOf(letter) + steps) % 5) + 5) % 5);
}

const stepsAt = ({ start, more }: Pick<Parameters, "start" | "more">, index: number): number => start + more * index;

/** The word with every letter moved `times` times its steps in the direction of the rule. */
function cipher(p: Parameters, word: string, times = 1): string {
  const sign = p.direction === "下" ? 1 : -1;
  return [...word].map((letter, index) => moved(letter, sign * times * stepsAt(p, index))).join("");
}

/** The rules (first step and increase, modulo 5) that turn the examples into what they become. */
function rulesThatFit(p: Parameters): number {
  const all = indices(5).flatMap((start) => indices(5).map((more) => ({ ...p, start, more })));
  return all.filter((one) => p.examples.every((word) => cipher(one, word) === cipher(p, word))).length;
}

export const kanaCipher = defineGenerator<Parameters>({
  id: "224",
  version: 1,
  category: "reasoning",
  difficulty: "hard",
  keeps: "two examples of three and two letters that fit one rule only, two words of five letters",
  original: {
    start: 1,
    more: 2,
    direction: "下",
    examples: ["まつり", "ふね"],
    word: "ひなまつり",
    second: "はるかすみ",
  },
  draw(random) {
    const [word = "", second = ""] = pickSome(random, words, 2);
    const p = {
      start: between(random, 1, 4),
      more: between(random, 1, 4),
      direction: pick(random, ["下", "上"]),
      examples: [pick(random, threes), pick(random, twos)],
      word,
      second,
    };
    const shown = cipher(p, second, 2);
    return rulesThatFit(p) === 1 && cipher(p, word) !== word && shown !== second && shown !== cipher(p, second)
      ? p
      : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const [three = "", pair = ""] = p.examples;
  const down = p.direction === "下";
  const back = down ? "上" : "下";
  const order = down ? "あ→い→う→え→お" : "お→え→う→い→あ";
  const wrap = down ? "「お」の段の次は「あ」の段" : "「あ」の段の次は「お」の段";
  const coded = cipher(p, p.word);
  const twice = cipher(p, p.second, 2);
  const right = cipher(p, p.second);
  const shifts = indices(5).map((index) => stepsAt(p, index));
  const mod = shifts.map((steps) => steps % 5);
  const same = (steps: number): string =>
    steps < 5 ? `${steps}段` : `${steps}段（5段で元に戻るから${steps % 5}段と同じ）`;
  const example = (word: string): string =>
    [...word]
      .map(
        (letter, index) =>
          `${letter}→${at([...cipher(p, word)], index)} が${same(stepsAt(p, index)).replace(/段（.*/, `段（${at(mod, index)}段と同じ）`)}`,
      )
      .join("、");
  const lines = [...coded].map(
    (letter, index) =>
      `${index + 1}文字目　${letter}を${back}へ${same(at(shifts, index))}戻すと ${at([...p.word], index)}`,
  );
  const undo = [...twice].map(
    (letter, index) => `${letter} を${back}へ${(2 * at(mod, index)) % 5}段 → ${at([...p.second], index)}`,
  );
  const answer = `元の言葉は${p.second}、暗号文は${right}`;
  const three1 = shifts.slice(0, 3);
  return [
    {
      question: `ひらがなの清音だけを使う暗号があります。五十音図の「あ・か・さ・た・な・は・ま・ら」の各行で、文字を同じ行の中で${p.direction}（${order} の向き）へ何段かずらします。${wrap}に戻ります。ずらす段数は文字の位置だけで決まり、1文字目から2文字目、2文字目から3文字目へと進むごとに、いつも同じ段数ずつ増えます。
「${three}」は「${cipher(p, three)}」に、「${pair}」は「${cipher(p, pair)}」になります。
この決まりで作られた暗号文「${coded}」を元の言葉に戻してください。各文字をどう戻したかも示し、最後の行に「答え：」に続けて元の言葉を書いてください。`,
      reference: `「${three}→${cipher(p, three)}」では、${example(three)}。「${pair}→${cipher(p, pair)}」でも、${example(pair)}で、合っている。
段数は${three1.join("、")}、…と${p.more}ずつ増えるので、4文字目は${same(at(shifts, 3))}、5文字目は${same(at(shifts, 4))}になる。
暗号文を${back}へ戻す。
${lines.join("\n")}
答え：${p.word}`,
      answer: p.word,
      checkpoints: [
        must(`元の言葉は「${p.word}」である`, p.word),
        must(`ずらす段数が${three1.join("、")}…と${p.more}ずつ増えることを読み取っている`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `同じ決まりで、別の五文字の言葉を暗号にしました。ところが受け取った人は、${back}へ戻すべきところを、各文字とも決まりの段数だけ${p.direction}へもう一度ずらしてしまい、「${twice}」という文字の並びを得ました。元の言葉は何ですか。また、正しい暗号文は何だったでしょうか。最後の行は「答え：元の言葉は○○、暗号文は○○」の形にしてください。`,
      reference: `元の文字から見ると、受け取った人の文字は決まりの段数の2倍だけ${p.direction}へずれている。段数は${shifts.join("、")}だから、2倍は${shifts.map((steps) => 2 * steps).join("、")}段で、5段ごとに元へ戻ることから${mod.map((steps) => (2 * steps) % 5).join("、")}段と同じである。
「${twice}」をこの段数だけ${back}へ戻す。
${undo.join("\n")}
元の言葉は「${p.second}」である。これを正しく暗号にすると、${p.direction}へ${mod.join("、")}段ずらして、${[...p.second].map((letter, index) => `${letter}→${at([...right], index)}`).join("、")} となる。
答え：${answer}`,
      answer,
      checkpoints: [must(`元の言葉は「${p.second}」である`, p.second), must(`正しい暗号文は「${right}」である`, right)],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

import { must, mustExactly } from "../checks.ts";
import { at, between } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { comma, kanjiNumber } from "../japanese.ts";

interface Parameters {
  /** The first turn counts from 1 to 10 `tens` + 9. */
  readonly tens: number;
  /** The second one from 1 to 100 `hundreds` + 99. */
  readonly hundreds: number;
  /** The kanji digit, 2-9, that is counted beside 一. */
  readonly digit: number;
}

/** All numbers from 1 to `last` written one after the other. */
function written(last: number): string {
  return Array.from({ length: last }, (_, index) => kanjiNumber(index + 1)).join("");
}

const countOf = (text: string, letter: string): number => text.split(letter).length - 1;

export const kanjiLetters = defineGenerator<Parameters>({
  id: "237",
  version: 2,
  category: "math",
  difficulty: "standard",
  keeps:
    "whole tens, then whole hundreds above 300, so that the parts of the first turn serve the second; the digit occurs among the hundreds",
  original: { tens: 9, hundreds: 9, digit: 2 },
  draw(random) {
    const hundreds = between(random, 3, 8);
    return { tens: between(random, 4, 9), hundreds, digit: between(random, 3, hundreds) };
  },
  write,
});

function write({ tens, hundreds, digit }: Parameters): VariantTurns {
  const last = 10 * tens + 9;
  const end = 100 * hundreds + 99;
  const letters = written(last).length;
  const upper = letters - 28;
  const all = written(end);
  const letter = at([..."〇一二三四五六七八九"], digit);
  const [ones, others] = [countOf(all, "一"), countOf(all, letter)];
  const hundred = written(99).length;
  const groups = hundreds - 1;
  const more = 9 - tens;
  const below =
    more === 0
      ? `どの百の位でも、下二けたの部分（00〜99）に使う字は、先ほど求めた${hundred}字である（00は書かない）。`
      : `まず1から99までを求める。先ほどの${letters}字に、${last + 1}から99までの字を足す。十の位が${more === 1 ? "9" : `${tens + 1}から9まで`}の${more}組は、どれも ${2}＋3×9＝29（字）だから、29×${more}＝${29 * more}（字）で、${letters}＋${29 * more}＝${hundred}（字）。どの百の位でも、下二けたの部分（00〜99）に使う字はこの${hundred}字である（00は書かない）。`;
  const answer = `${letters}字`;
  const second = `${all.length}字、一は${ones}回、${letter}は${others}回`;
  const times = (name: string, value: number): string[] =>
    [
      `${name}は`,
      `「${name}」は`,
      `「${name}」が`,
      `${name}が`,
      `${name}:`,
      `「${name}」:`,
      `${name}が計`,
      `「${name}」の回数は`,
    ].map((word) => `${word}${value}回`);
  const sample = tens >= 6 ? 68 : 34;
  return [
    {
      question: `整数を漢数字で書きます。たとえば10は「十」、15は「十五」、20は「二十」、${sample}は「${kanjiNumber(sample)}」です。「一十」や「〇」は使いません。1から${last}までの整数を一つずつ漢数字で書き並べると、文字は全部で何字になりますか。一けたの数、10から19まで、20から${last}までに分けて数え、最後の行に「答え：」に続けて字数を書いてください。`,
      reference: `一けたの数（1〜9）は1字ずつで9字。
10から19までは、「十」が1字、11から19までが2字ずつで18字、合わせて19字。
20から${last}までは、20から${10 * tens}までの一の位が0の数が${tens - 1}個で2字ずつ、${2 * (tens - 1)}字。一の位が0でない数は ${tens - 1}×9＝${9 * (tens - 1)}（個）あり、3字ずつで${27 * (tens - 1)}字。合わせて${upper}字。
合計は 9＋19＋${upper}＝${letters}（字）。
答え：${answer}`,
      answer,
      checkpoints: [
        mustExactly(`合計は${letters}字である`, `${letters}字`, `${letters}文字`, `=${letters}`),
        must("10から19までは19字である", "19字", "19文字"),
        must(`20から${last}までは${upper}字である`, `${upper}字`, `${upper}文字`, `=${upper}`),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
    {
      question: `範囲を1から${end}までに広げ、ほかの決まりは先ほどのままとします。100は「百」、101は「百一」、110は「百十」、206は「二百六」、345は「三百四十五」のように書き、「一百」も使いません。同じように書き並べると、文字は全部で何字になりますか。また、その中に「一」と「${letter}」はそれぞれ何回現れますか。先ほどの結果を生かして求め、最後の行は「答え：○字、一は○回、${letter}は○回」の形にしてください。`,
      reference: `百の位ごとに分ける。${below}
1〜99：${hundred}字。
100〜199：頭に「百」の1字が100個の数に付くので、100＋${hundred}＝${100 + hundred}（字）。
200〜${end}：百の位が2から${hundreds}までの${groups}組。どれも頭に2字が100個の数に付くので、1組が 200＋${hundred}＝${200 + hundred}（字）、${groups}組で${comma(groups * (200 + hundred))}字。
合計は ${hundred}＋${100 + hundred}＋${comma(groups * (200 + hundred))}＝${comma(all.length)}（字）。
「一」は、十や百の前には書かないので、一の位が1の数にだけ現れる。一の位が1の数は1から${end}までに${ones}個あるから${ones}回。
「${letter}」は、一の位に10×${hundreds + 1}＝${10 * (hundreds + 1)}（回）、十の位にも10×${hundreds + 1}＝${10 * (hundreds + 1)}（回）、百の位に100回現れ、合わせて${others}回。
答え：${second}`,
      answer: second,
      checkpoints: [
        mustExactly(
          `合計は${comma(all.length)}字である`,
          ...[comma(all.length), String(all.length)].flatMap((n) => [`${n}字`, `${n}文字`]),
        ),
        mustExactly(`「一」は${ones}回である`, ...times("一", ones)),
        mustExactly(`「${letter}」は${others}回である`, ...times(letter, others)),
      ],
      constraints: [{ kind: "require", words: ["答え："] }],
    },
  ];
}

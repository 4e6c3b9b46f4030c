import { must } from "../checks.ts";
import { between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly convert: string;
  readonly toKey: string;
  /** Into hiragana or into katakana. */
  readonly hiragana: boolean;
  /** Whether the vowel of a small letter is taken too. */
  readonly smallVowels: boolean;
  /** Whether ゝ takes the mark of voice off what it repeats. */
  readonly strips: boolean;
  /** Whether the first function makes wide spaces narrow. */
  readonly narrowSpaces: boolean;
  /** Whether a mark that cannot be opened is taken out and not kept. */
  readonly drops: boolean;
}

const vowels = {
  あ: "あかがさざただなはばぱまやらわ",
  い: "いきぎしじちぢにひびぴみりゐ",
  う: "うくぐすずつづぬふぶぷむゆるゔ",
  え: "えけげせぜてでねへべぺめれゑ",
  お: "おこごそぞとどのほぼぽもよろを",
};
const smalls = { あ: "ぁゃゎゕ", い: "ぃ", う: "ぅゅ", え: "ぇゖ", お: "ぉょ" };

const scenes = [
  "名簿のふりがなの欄",
  "商品名の読みの欄",
  "駅名の読みの列",
  "曲名の読みの欄",
  "患者の名の読みの欄",
  "蔵書の題名の読みの列",
  "町名の読みの欄",
  "取引先の名の読みの列",
];

const toKatakana = (text: string): string =>
  text.replace(/[ぁ-ゖゝゞ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));

/** What is said of the one direction. */
const intoHiragana = {
  fromName: "片仮名",
  toName: "平仮名",
  fromRange: "ァ（U+30A1）からヶ（U+30F6）",
  toRange: "U+3041からU+3096",
  fromMarks: "ヽとヾ",
  toMarks: "ゝとゞ",
  repeat: "ゝ",
  voiced: "ゞ",
  voicedCode: "309e",
  sampleFrom: "スケートリンク",
  sampleTo: "すけーとりんく",
  pattern: "\\u30A1-\\u30F6\\u30FD\\u30FE",
  inside: "\\u3041-\\u3096",
  sign: "-",
  sum: "引き算",
};

/** And of the other. */
const intoKatakana: typeof intoHiragana = {
  fromName: "平仮名",
  toName: "片仮名",
  fromRange: "ぁ（U+3041）からゖ（U+3096）",
  toRange: "U+30A1からU+30F6",
  fromMarks: "ゝとゞ",
  toMarks: "ヽとヾ",
  repeat: "ヽ",
  voiced: "ヾ",
  voicedCode: "30fe",
  sampleFrom: "すけーとりんく",
  sampleTo: "スケートリンク",
  pattern: "\\u3041-\\u3096\\u309D\\u309E",
  inside: "\\u30A1-\\u30F6",
  sign: "+",
  sum: "足し算",
};

export const kanaKeys = defineGenerator<Parameters>({
  id: "243",
  version: 2,
  category: "coding",
  difficulty: "basic",
  keeps:
    "one script of kana turned into the other, then the long mark and two marks of repetition opened from the left",
  original: {
    scene: "読み仮名の欄",
    convert: "toHiragana",
    toKey: "toYomiKey",
    hiragana: true,
    smallVowels: true,
    strips: true,
    narrowSpaces: false,
    drops: false,
  },
  draw(random) {
    const hiragana = between(random, 0, 1) === 1;
    const p = {
      scene: pick(random, scenes),
      convert: hiragana
        ? pick(random, ["kataToHira", "asHiragana", "hiraganaOf", "intoHiragana"])
        : pick(random, ["hiraToKata", "asKatakana", "katakanaOf", "intoKatakana"]),
      toKey: pick(random, ["searchKey", "kanaKey", "readingKey", "lookupKey", "plainKana", "openMarks"]),
      hiragana,
      smallVowels: between(random, 0, 1) === 1,
      strips: between(random, 0, 1) === 1,
      narrowSpaces: hiragana || between(random, 0, 1) === 1,
      drops: between(random, 0, 1) === 1,
    };
    // Into hiragana, neither function is that of the original under another name.
    return hiragana && p.smallVowels && p.strips ? null : p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { scene, convert, toKey, hiragana, smallVowels, narrowSpaces } = p;
  const script = scriptOf(hiragana);
  const own = hiragana ? intoHiragana : intoKatakana;
  const { fromName, toName, repeat, voiced } = own;
  const first = `function ${convert}(s) {
  return s.replace(/[${own.pattern}]/g, (c) =>
    String.fromCharCode(c.charCodeAt(0) ${own.sign} 0x60)
  )${narrowSpaces ? '.replaceAll("\\u3000", " ")' : ""};
}
`;
  const { kept, longRule, repeatRule, stays } = rulesOf(p);
  return [
    {
      question: `${scene}に片仮名と平仮名が混ざっています。JavaScriptの関数 ${convert}(s) を書いてください。${fromName}の${own.fromRange}までを、対応する${toName}（${own.toRange}）に変え、繰り返し記号の${own.fromMarks}は${own.toMarks}に変えます。${narrowSpaces ? "全角空白（U+3000）は半角空白に変えます。" : ""}それ以外の文字（長音記号「ー」、漢字、半角片仮名、記号など）はそのまま残します。空文字列には空文字列を返します。

コードブロックは1つとし、呼び出し例を表すコメントを1行だけ関数の上に付けてください。`,
      reference: `平仮名と片仮名は符号位置がちょうど 0x60 ずれているので、範囲内の文字だけを${own.sum}で移します。

${block("javascript", `// 例: ${convert}("${own.sampleFrom}") は "${own.sampleTo}" を返す\n${first}`)}

${own.fromMarks}も、同じ 0x60 の差で${own.toMarks}になります。`,
      answer: `${convert} ${toName}${narrowSpaces ? " 半角空白" : ""}`,
      checkpoints: [
        must("指定の名前の関数を定義している", convert),
        must("符号位置の差または対応表で変換している", "0x60", "96", "fromCharCode", "fromCodePoint", "indexOf", "Map"),
        must("呼び出し例のコメントがある", "//", "/*"),
      ],
      constraints: [{ kind: "code", language: "javascript" }],
    },
    {
      question: `検索用に、その関数を内部で使う ${toKey}(s) を加えてください。まず${toName}にそろえ、それから左から順に次の記号を開きます。
・ー：直前の文字の母音（${script("あいうえお")}）にする。${longRule}
・${repeat}：${repeatRule}
・${voiced}：直前の文字の濁点・半濁点を取り、濁点を付けた文字にする（濁点の付かない文字なら、その文字のまま）。
「直前の文字」は、すでに開いた後の文字${p.drops ? "（取り除いた記号は数えない）" : ""}を指します。先頭にあるとき、直前が${toName}でないとき、${kept}全体を1つのコードブロックで示してください。`,
      reference: `開いた結果を1文字ずつつなぎ、常にその末尾を「直前の文字」として見ます。

${block("javascript", first + keyCode(p))}

${stays}`,
      answer: `${toKey} ${toName} ${smallVowels ? "小書きも開く" : "小書きは開かない"} ${p.strips ? "清音" : "そのまま"} ${p.drops ? "残りは除く" : "残す"}`,
      checkpoints: [
        must("指定の名前の関数を定義している", toKey),
        must("先ほどの関数を内部で使っている", ...["s", "text", "input", "str"].map((name) => `${convert}(${name})`)),
        must("濁点付きの繰り返し記号を扱っている", voiced, own.voicedCode, own.voicedCode.toUpperCase()),
      ],
      constraints: [{ kind: "code", language: "javascript" }],
    },
  ];
}

const scriptOf =
  (hiragana: boolean) =>
  (text: string): string =>
    hiragana ? text : toKatakana(text);

/** How each mark is opened, and what becomes of one that cannot be, in the question's words. */
function rulesOf({ hiragana, smallVowels, strips, drops }: Parameters) {
  const script = scriptOf(hiragana);
  const [n, t] = [script("ん"), script("っ")];
  const longRule = smallVowels
    ? `小書きの仮名も母音を持つ（「${script("ゃ")}」なら「${script("あ")}」、「${script("ぃ")}」なら「${script("い")}」）。`
    : `小書きの仮名（${[..."ぁぃぅぇぉっゃゅょゎゕゖ"].map(script).join("")}）の後では開かない。`;
  const repeatRule = strips
    ? "直前の文字から濁点・半濁点を取った文字にする。"
    : "直前の文字を、濁点・半濁点も含めてそのまま繰り返す。";
  const kept = smallVowels ? `ーの直前が「${n}」「${t}」のとき` : `ーの直前が「${n}」か小書きの仮名のとき`;
  return {
    longRule,
    repeatRule,
    kept: `${kept}は、記号を${drops ? "取り除きます" : "そのまま残します"}。`,
    stays: `${smallVowels ? `「${n}」「${t}」` : `「${n}」と小書きの仮名`}は母音の表にないため、後ろの「ー」は${drops ? "取り除かれます" : "残ります"}。`,
  };
}

/** The second function of the reference. */
function keyCode({ convert, toKey, hiragana, smallVowels, strips, drops }: Parameters): string {
  const script = scriptOf(hiragana);
  const { inside, repeat, voiced } = hiragana ? intoHiragana : intoKatakana;
  const rows = Object.entries(vowels).map(([vowel, row]) => {
    const small = smallVowels ? (Object.entries(smalls).find(([one]) => one === vowel)?.[1] ?? "") : "";
    return `  ${script(vowel)}: "${script(row + small)}",`;
  });
  return `
const VOWELS = {
${rows.join("\n")}
};

function vowelOf(c) {
  for (const [vowel, row] of Object.entries(VOWELS)) {
    if (row.includes(c)) return vowel;
  }
  return null;
}

const isKana = (c) => /^[${inside}]$/.test(c);
const unvoiced = (c) => c.normalize("NFD").charAt(0);
const voiced = (c) => {
  const joined = (unvoiced(c) + "\\u3099").normalize("NFC");
  return joined.length === 1 ? joined : c;
};

function opened(c, prev) {
  if (!isKana(prev)) return null;
  if (c === "ー") return vowelOf(prev);
  return c === "${repeat}" ? ${strips ? "unvoiced(prev)" : "prev"} : voiced(prev);
}

function ${toKey}(s) {
  let out = "";
  for (const c of ${convert}(s)) {
    out += "ー${repeat}${voiced}".includes(c) ? (opened(c, out.slice(-1)) ?? ${drops ? '""' : "c"}) : c;
  }
  return out;
}
`;
}

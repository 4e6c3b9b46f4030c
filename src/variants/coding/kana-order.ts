import type { Constraint } from "../../questions/annotations.ts";
import { must, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly sort: string;
  readonly index: string;
  /** Fields of an entry, and of a group. */
  readonly fields: readonly string[];
  /** Plain, voiced and half-voiced, from the first. */
  readonly marks: readonly string[];
  /** Small letters before large ones. */
  readonly smallFirst: boolean;
  /** Whether size is compared before the mark of voice. */
  readonly sizeBeforeMark: boolean;
}

export const kanaOrder = defineGenerator<Parameters>({
  id: "245",
  version: 2,
  category: "coding",
  difficulty: "standard",
  keeps: "three levels of comparison over the same letters, then an index by the ten rows",
  original: {
    scene: "名簿を辞書のように五十音順に",
    sort: "sortKana",
    index: "buildIndex",
    fields: ["name", "yomi", "heading", "names"],
    marks: ["清音", "濁音", "半濁音"],
    smallFirst: true,
    sizeBeforeMark: false,
  },
  draw(random) {
    const p = {
      scene: pick(random, [
        "蔵書の題名を五十音順に",
        "商品名を五十音順に",
        "曲名を五十音順に",
        "地名を五十音順に",
        "料理名を五十音順に",
        "店の名を五十音順に",
        "草花の名を五十音順に",
        "方言の語を五十音順に",
      ]),
      sort: pick(random, ["orderKana", "arrangeKana", "kanaSorted", "inKanaOrder"]),
      index: pick(random, ["makeIndex", "groupByRow", "indexOfEntries", "toIndex", "rowsOf"]),
      fields: pick(random, [
        ["title", "reading", "row", "titles"],
        ["label", "kana", "letter", "labels"],
        ["word", "ruby", "head", "words"],
        ["term", "sound", "initial", "terms"],
        ["item", "furigana", "section", "items"],
      ]),
      marks: pick(random, [
        ["清音", "濁音", "半濁音"],
        ["清音", "半濁音", "濁音"],
        ["半濁音", "濁音", "清音"],
        ["半濁音", "清音", "濁音"],
        ["濁音", "清音", "半濁音"],
      ]),
      smallFirst: between(random, 0, 1) === 1,
      sizeBeforeMark: between(random, 0, 1) === 1,
    };
    return p.marks[1] === "濁音" && p.marks[0] === "清音" && p.smallFirst && !p.sizeBeforeMark ? null : p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { sort, index, marks, smallFirst, sizeBeforeMark } = p;
  const [name, yomi, heading, names] = [at(p.fields, 0), at(p.fields, 1), at(p.fields, 2), at(p.fields, 3)];
  const order = ["清音", "濁音", "半濁音"].map((mark) => marks.indexOf(mark));
  const size = smallFirst ? "c in SMALL ? 0 : 1" : "c in SMALL ? 1 : 0";
  const triple = sizeBeforeMark
    ? `[BASE.indexOf(parts[0]), ${size}, MARKS[mark]]`
    : `[BASE.indexOf(parts[0]), MARKS[mark], ${size}]`;
  const head = `const BASE = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん";
const SMALL = { ぁ: "あ", ぃ: "い", ぅ: "う", ぇ: "え", ぉ: "お", っ: "つ", ゃ: "や", ゅ: "ゆ", ょ: "よ" };
const MARKS = [${order.join(", ")}]; // 清音・濁音・半濁音の順位
`;
  const common = `
function analyze(c) {
  const large = SMALL[c] ?? c;
  const parts = large.normalize("NFD");
  const mark = parts.length === 1 ? 0 : parts[1] === "\\u3099" ? 1 : 2;
  return ${triple};
}

function compareKana(a, b) {
  const x = [...a].map(analyze);
  const y = [...b].map(analyze);
  for (let level = 0; level < 3; level++) {
    const n = Math.min(x.length, y.length);
    for (let i = 0; i < n; i++) {
      const diff = x[i][level] - y[i][level];
      if (diff !== 0) return diff;
    }
    if (x.length !== y.length) return x.length - y.length;
  }
  return 0;
}

function ${sort}(words) {
  return [...words].sort(compareKana);
}
`;
  const grouping = `
function hira(s) {
  return s.replace(/[ァ-ン]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
}

function ${index}(entries) {
  const starts = ROWS.map((r) => BASE.indexOf(r));
  const groups = ROWS.map((r) => ({ ${heading}: r, ${names}: [] }));
  const sorted = entries
    .map((e) => ({ text: e.${name}, key: hira(e.${yomi}) }))
    .sort((a, b) => compareKana(a.key, b.key));
  for (const { text, key } of sorted) {
    const pos = analyze(key[0])[0];
    let row = 0;
    while (row + 1 < starts.length && starts[row + 1] <= pos) row++;
    groups[row].${names}.push(text);
  }
  return groups.filter((g) => g.${names}.length > 0);
}
`;
  const markRule = `先頭から1文字ずつ、${marks.join("＜")}の順で比べる。`;
  const sizeRule = `先頭から1文字ずつ、${smallFirst ? "小書き＜普通の大きさ" : "普通の大きさ＜小書き"}の順で比べる。`;
  const [second, third] = sizeBeforeMark ? [sizeRule, markRule] : [markRule, sizeRule];
  const forbidden = mustNot("禁止された比較を使っていない", ".localeCompare(", "Intl.Collator(");
  const ban: Constraint = { kind: "forbid", words: [".localeCompare(", "Intl.Collator("] };
  const rule = `${marks.join("＜")}、${smallFirst ? "小書き" : "普通"}が先、${sizeBeforeMark ? "大きさの次に濁点" : "濁点の次に大きさ"}`;
  return [
    {
      question: `${p.scene}並べます。JavaScriptの関数 ${sort}(words) を書いてください。wordsは平仮名（ぁ〜ん。長音記号と「ゔゐゑゎ」は含まない）だけの文字列の配列で、元の配列を変えずに、並べ替えた新しい配列を返します。順序は次のとおりです。

第1段階：全部の文字を「清音・普通の大きさ」に直した文字列どうしを、五十音の順で先頭から比べる。一方が他方の先頭部分なら短いほうが先。
第2段階：第1段階が同じなら、${second}
第3段階：それも同じなら、${third}
すべて同じなら元の順を保つ。

localeCompare と Intl.Collator は環境によって結果が変わるので使わないでください。コードブロックは1つとします。`,
      reference: `1文字を「五十音での位置」と二つの段階の順位の三つ組に直す表を作り、段階ごとに比べます。

${block("javascript", head + common)}

\`Array.prototype.sort\` は安定なので、すべて同じなら元の順が保たれます。`,
      answer: `${sort} ${rule}`,
      checkpoints: [must("指定の名前の関数を定義している", sort), forbidden],
      constraints: [{ kind: "code", language: "javascript" }, ban],
    },
    {
      question: `この並べ方を使って、見出しつきの索引を作る ${index}(entries) を加えてください。entriesは {${name}, ${yomi}} の配列で、${yomi}には、先ほどの平仮名に当たる片仮名も混ざります（比べるときは平仮名とみなす）。返すのは {${heading}, ${names}} の配列で、${heading}は「あ・か・さ・た・な・は・ま・や・ら・わ」のうち該当するものがある行だけをこの順に並べ、${yomi}の先頭の文字で分けます（濁音・小書きも元の行、「を」「ん」は「わ」）。${names}は、その行のものの${name}を先ほどの順に並べた配列です。先ほどの禁止事項はそのままで、全体を1つのコードブロックで示してください。`,
      reference: `\`compareKana\` をそのまま使い、先頭の文字の五十音での位置から行を決めます。

${block("javascript", `${head}const ROWS = ["あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ"];\n${common}${grouping}`)}

「を」「ん」は「わ」より後ろの位置にあるので、自然に「わ」の行に入ります。`,
      answer: `${index} ${rule}`,
      checkpoints: [must("指定の名前の関数を定義している", index), must("見出しの項目がある", heading), forbidden],
      constraints: [{ kind: "code", language: "javascript" }, ban],
    },
  ];
}

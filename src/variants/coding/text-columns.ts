import { must } from "../checks.ts";
import { between, pick, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly item: string;
  readonly pad: string;
  readonly fit: string;
  /** Spaces on the right of the text. */
  readonly right: boolean;
  /** Width of a character that is ambiguous (A), 1 or 2. */
  readonly ambiguous: number;
  /** Whether the end is cut off and not the beginning. */
  readonly keepsHead: boolean;
  readonly mark: string;
  readonly bug: string;
  readonly sample: string;
  readonly width: number;
}

/** Of the few characters that are drawn: half-width kana and ASCII 1, the ellipsis ambiguous, kana and kanji 2. */
function widthOf(text: string, ambiguous: number): number {
  return [...text].reduce((sum, letter) => {
    if (letter === "…" || letter === "‥") return sum + ambiguous;
    return sum + (/[\u0020-\u007e\uff61-\uff9f]/.test(letter) ? 1 : 2);
  }, 0);
}

/** What the second function returns, by the question's rules. */
function fitted(p: Parameters, text: string): string {
  const letters = [...text];
  const spaces = (all: string): string => {
    const gap = " ".repeat(Math.max(0, p.width - widthOf(all, p.ambiguous)));
    return p.right ? all + gap : gap + all;
  };
  if (widthOf(text, p.ambiguous) <= p.width) return spaces(text);
  for (let count = letters.length - 1; count >= 0; count--) {
    const cut = p.keepsHead
      ? letters.slice(0, count).join("") + p.mark
      : p.mark + letters.slice(letters.length - count).join("");
    if (widthOf(cut, p.ambiguous) <= p.width) return spaces(cut);
  }
  return spaces(p.mark);
}

const halves = ["ｺｰﾋｰ", "ﾊﾟﾝ", "ｶﾚｰ", "ｹｰｷ", "ﾋﾟｻﾞ", "ｻﾗﾀﾞ"];
const fulls = ["セット", "詰合せ", "お徳用", "二人前", "特選品", "限定品"];
/** Where columns of such names stand, and what they are called there. */
const places = [
  ["等幅フォントの在庫表", "商品名"],
  ["文字だけの請求書", "商品名"],
  ["端末に出す一覧表", "料理名"],
  ["厨房に出す伝票", "料理名"],
  ["レシートの印字", "メニュー名"],
  ["文字だけの献立表", "メニュー名"],
] as const;

export const textColumns = defineGenerator<Parameters>({
  id: "247",
  version: 2,
  category: "coding",
  difficulty: "basic",
  keeps:
    "the same mistake with half-width kana, a second function that cuts to an exact width; the sample is cut and loses one column to a wide letter",
  original: {
    scene: "等幅フォントの帳票",
    item: "品名",
    pad: "pad",
    fit: "fit",
    right: true,
    ambiguous: 2,
    keepsHead: true,
    mark: "…",
    bug: "ﾗｰﾒﾝ",
    sample: "ﾗｰﾒﾝセット",
    width: 9,
  },
  draw(random) {
    const bug = pick(random, halves);
    const [scene, item] = pick(random, places);
    const p = {
      scene,
      item,
      pad: pick(random, ["fill", "align", "justify"]),
      fit: pick(random, ["clip", "shorten", "squeeze"]),
      right: between(random, 0, 1) === 1,
      ambiguous: between(random, 1, 2),
      keepsHead: between(random, 0, 1) === 1,
      mark: pick(random, ["…", "‥", "~"]),
      bug,
      sample: shuffled(random, [bug, ...pickSome(random, fulls, 2)]).join(""),
      width: between(random, 8, 13),
    };
    const result = fitted(p, p.sample);
    const loses = widthOf(p.sample, p.ambiguous) > p.width && result.includes(" ") && result.includes(p.mark);
    return loses ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { item, pad, fit, right, ambiguous, keepsHead, mark } = p;
  const side = right ? "右" : "左";
  const wide = ambiguous === 2 ? "F・W・A" : "F・W";
  const set = ambiguous === 2 ? "FWA" : "FW";
  const kept = right ? 's + " " * (width - n)' : '" " * (width - n) + s';
  const result = fitted(p, p.sample);
  const spaces = result.length - result.trim().length;
  const code = mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  const markWidth = widthOf(mark, ambiguous);
  const helper = `import unicodedata


def char_width(c):
    return 2 if unicodedata.east_asian_width(c) in "${set}" else 1

`;
  const padded = `
def ${pad}(s, width):
    n = sum(char_width(c) for c in s)
    return ${kept}
`;
  const cutting = keepsHead
    ? `    kept = ""
    used = 0
    for c in s:
        if used + char_width(c) > room:
            break
        kept += c
        used += char_width(c)
    return ${pad}(kept + "${mark}", width)`
    : `    kept = ""
    used = 0
    for c in reversed(s):
        if used + char_width(c) > room:
            break
        kept = c + kept
        used += char_width(c)
    return ${pad}("${mark}" + kept, width)`;
  const place = keepsHead
    ? `末尾に「${mark}」（U+${code}。上の決まりでは幅${markWidth}）を1つ付けて`
    : `先頭に「${mark}」（U+${code}。上の決まりでは幅${markWidth}）を1つ付けて`;
  const from = keepsHead ? "先頭" : "末尾";
  const all = ["FWA", "FAW", "WFA", "WAF", "AFW", "AWF"];
  const sets = ambiguous === 2 ? all : ["FW", "WF"];
  const literals = sets.flatMap((one) => [
    `"${one}"`,
    `'${one}'`,
    `("${[...one].join('","')}")`,
    `('${[...one].join("','")}')`,
    `{"${[...one].join('","')}"}`,
    `{'${[...one].join("','")}'}`,
    `["${[...one].join('","')}"]`,
  ]);
  return [
    {
      question: `${p.scene}で、${item}の${side}に空白を足して桁をそろえる関数です。全角文字は幅2、半角文字は幅1と数えます。

\`\`\`python
def ${pad}(s, width):
    n = 0
    for c in s:
        n += 2 if ord(c) > 255 else 1
    return ${kept}
\`\`\`

${item}に「${p.bug}」（半角片仮名）があると、その行だけ桁がずれます。原因を2文以内で説明し、直した関数を示してください。文字の幅は、標準ライブラリの unicodedata.east_asian_width が ${wide} を返す文字を2、それ以外を1とします。s の幅が width 以上なら s をそのまま返すという動きは変えません。関数名と引数も変えず、コードブロックは1つにしてください。`,
      reference: `半角片仮名は符号位置が U+FF61〜U+FF9F で255より大きいため、実際の幅は1なのに2と数えられています。その分だけ足す空白が少なくなり、桁がずれます。

${block("python", helper + padded)}`,
      answer: `${pad} ${side} ${set}`,
      checkpoints: [
        must(
          "半角片仮名が255を超えるため幅2と数えられていることを指摘している",
          "255",
          "U+FF",
          "0xFF",
          "0xff",
          "65377",
          "符号位置",
          "コードポイント",
        ),
        must("east_asian_widthを使って直している", "east_asian_width("),
        must(ambiguous === 2 ? "Aも幅2に含めている" : "FとWだけを幅2としている", ...literals),
        must("関数名を変えていない", `def${pad}(`),
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `直した関数を使って、長すぎる${item}を切り詰める ${fit}(s, width) を加えてください。s の幅が width 以下なら ${pad} と同じ結果を返します。width を超えるときは、${place}全体の幅が width 以下になるように、できるだけ多くの文字を${from}から残し、足りない幅は${side}端に半角空白を足して、ちょうど width にします。width は2以上とします。${pad} も含めた全体を1つのコードブロックで示し、${fit}("${p.sample}", ${p.width}) の戻り値をコードの後に1行で書いてください。`,
      reference: `${block(
        "python",
        `${helper}
def text_width(s):
    return sum(char_width(c) for c in s)

${padded}

def ${fit}(s, width):
    if text_width(s) <= width:
        return ${pad}(s, width)
    room = width - char_width("${mark}")
${cutting}`,
      )}

\`${fit}("${p.sample}", ${p.width})\` の戻り値は \`"${result}"\`（${side}端に半角空白${spaces}個）です。`,
      answer: `"${result}"`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${fit}(`),
        must(`${pad}も全体に含めている`, `def${pad}(`),
        must(`戻り値として「${result.trim()}」に空白${spaces}個を示している`, result.trim()),
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
  ];
}

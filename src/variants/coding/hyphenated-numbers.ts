import { must, mustNot } from "../checks.ts";
import { between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  /** What the numbers are, where they come from, and the functions' names. */
  readonly thing: string;
  readonly scene: string;
  readonly normalise: string;
  readonly extract: string;
  readonly mark: string;
  readonly head: number;
  readonly tail: number;
  /** Keys of `hyphens`, the plain one first. */
  readonly hyphens: readonly string[];
}

const hyphens: Readonly<Record<string, readonly [shown: string, code: string]>> = {
  "U+002D": ["-", "\\\\-"],
  "U+FF0D": ["－", "\\uFF0D"],
  "U+2010": ["‐", "\\u2010"],
  "U+2212": ["−", "\\u2212"],
  "U+30FC": ["ー", "\\u30FC"],
  "U+2013": ["–", "\\u2013"],
  "U+2011": ["‑", "\\u2011"],
};

const things = [
  ["会員番号", "図書館の入館票", "normalize_member_no", "extract_member_nos"],
  ["診察券番号", "診療所の予約欄", "normalize_card_no", "extract_card_nos"],
  ["伝票番号", "倉庫の入力画面", "normalize_slip_no", "extract_slip_nos"],
  ["製造番号", "修理の受付票", "normalize_serial", "extract_serials"],
  ["受験番号", "検定試験の申込書", "normalize_exam_no", "extract_exam_nos"],
] as const;

export const hyphenatedNumbers = defineGenerator<Parameters>({
  id: "241",
  version: 2,
  category: "coding",
  difficulty: "basic",
  keeps:
    "digits in two groups, a mark in front, three to five hyphens; a second function that finds them in a text with the same conditions on both sides",
  original: {
    thing: "郵便番号",
    scene: "通販サイトの会員登録",
    normalise: "normalize_postcode",
    extract: "extract_postcodes",
    mark: "〒",
    head: 3,
    tail: 4,
    hyphens: ["U+002D", "U+FF0D", "U+2010", "U+2212", "U+30FC"],
  },
  draw(random) {
    const [thing, scene, normalise, extract] = pick(random, things);
    const [head, tail] = [between(random, 2, 5), between(random, 2, 5)];
    // 3-4 are the digits of the original.
    if (head + tail < 6 || head === tail || (head === 3 && tail === 4)) return null;
    const others = Object.keys(hyphens).filter((key) => key !== "U+002D");
    return {
      thing,
      scene,
      normalise,
      extract,
      mark: pick(random, ["№", "＃", "◎", "※"]),
      head,
      tail,
      hyphens: ["U+002D", ...pickSome(random, others, between(random, 2, 4))],
    };
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { thing, normalise, extract, mark, head, tail } = p;
  const all = head + tail;
  const known = p.hyphens.map((key) => `${hyphens[key]?.[0]} (${key})`);
  const sample = `${"123456789".slice(0, head)}-${"123456789".slice(head, all)}`;
  const common = `import re

DIGIT = "0-9０-９"
HYPHEN = "${p.hyphens.map((key) => hyphens[key]?.[1]).join("")}"
TO_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
PATTERN = re.compile(f"${mark}?([{DIGIT}]{{${head}}})[{HYPHEN}]?([{DIGIT}]{{${tail}}})")
`;
  const first = `

def ${normalise}(s: str) -> str | None:
    compact = re.sub(r"\\s", "", s)
    m = PATTERN.fullmatch(compact)
    if m is None:
        return None
    return f"{m[1]}-{m[2]}".translate(TO_HALF)
`;
  const finder = `FINDER = re.compile(
    rf"(${mark}\\s*)?(?<![{DIGIT}{HYPHEN}])"
    rf"([{DIGIT}]{{${head}}})([{HYPHEN}]?)([{DIGIT}]{{${tail}}})"
    rf"(?![{DIGIT}{HYPHEN}])"
)
`;
  const second = `

def ${extract}(text: str) -> list[str]:
    found: list[str] = []
    for m in FINDER.finditer(text):
        mark, head, hyphen, tail = m.groups()
        if not mark and not hyphen:
            continue
        code = ${normalise}(head + hyphen + tail)
        if code is not None and code not in found:
            found.append(code)
    return found
`;
  const narrow = [
    must("数字を半角と全角の0〜9だけに限っている", "0-9", "0123456789", "FF10", "ff10", "fee0", "FEE0", "０"),
    mustNot(
      "入力全体をNFKC正規化していない（丸数字まで通ってしまう）",
      'normalize("NFKC",s)',
      "normalize('NFKC',s)",
      'normalize("NFKC",text)',
      "normalize('NFKC',text)",
    ),
  ];
  return [
    {
      question: `${p.scene}では、${thing}が人によってばらばらの書き方で届きます。これをそろえるPythonの関数 ${normalise}(s: str) -> str | None を書いてください。

・空白文字（全角空白を含む）は、どこにあっても取り除いてから判定する。
・先頭の「${mark}」は、あってもなくてもよい（あれば1個だけ）。
・数字として認めるのは半角の0〜9と全角の０〜９だけ。ちょうど${all}桁であること。
・${head}桁目と${head + 1}桁目の間に、ハイフンを1個だけ入れてもよい。ハイフンとして認めるのは ${known.join("、")} の${known.length}種。
・条件に合えば「${sample}」のように半角で返し、合わなければ None を返す。

標準ライブラリだけを使い、コードブロックは1つにしてください。`,
      reference: `空白をすべて除いたあと、文字列全体が「${mark}（任意）＋${head}桁＋ハイフン（任意）＋${tail}桁」に一致するかを調べ、最後に全角数字だけを半角へ置き換えます。

${block("python", common + first)}

\`\\d\` や NFKC 正規化を使うと、丸数字や他言語の数字まで通ってしまうため、文字クラスを明示しています。`,
      answer: `${normalise} ${mark} ${head}-${tail} ${p.hyphens.join(" ")}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${normalise}(`),
        must("条件に合わないときNoneを返す", "None"),
        ...narrow,
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `今の関数を土台にして、備考欄の文章から${thing}を拾う ${extract}(text: str) -> list[str] を加えてください。拾うのは、${all}桁の前に「${mark}」があるもの（${mark}の後の空白は可）か、間にハイフンがあるものだけです。ただし、${all}桁の最初の数字のすぐ前、または最後の数字のすぐ後が数字かハイフンなら拾いません（電話番号の一部などを避けるため）。数字とハイフンの定義は先ほどと同じで、${all}桁の途中に空白は入らないものとします。結果はそろえた形で、出現順に、重複は最初だけ残します。先ほどの関数も含むコード全体を、1つのコードブロックで示してください。`,
      reference: `${all}桁の前後を否定の先読み・後読みで区切り、「${mark}」かハイフンのどちらかがある一致だけを \`${normalise}\` に渡します。

${block("python", common + finder + first + second)}

同じ番号が別の書き方で2度出てきても、そろえた後の文字列で比べるので1件になります。`,
      answer: `${extract} ${mark} ${head}-${tail} ${p.hyphens.join(" ")}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${extract}(`),
        must("先ほどの関数も含めて全体を示している", `def${normalise}(`),
        mustNot("重複を除くときに出現順を失っていない", "=list(set(", "returnlist(set("),
        ...narrow,
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
  ];
}

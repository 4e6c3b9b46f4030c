import { must, mustNot } from "../checks.ts";
import { at, between, pick } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly name: string;
  readonly flag: string;
  /** Before the text, and round its reading. */
  readonly marks: string;
  /** Whether brackets are given for programs without ruby. */
  readonly brackets: boolean;
  readonly pageBreak: string;
  readonly rule: string;
  /** Whether texts with different readings count as one. */
  readonly byText: boolean;
}

export const rubyMarkup = defineGenerator<Parameters>({
  id: "250",
  version: 1,
  category: "coding",
  difficulty: "standard",
  keeps:
    "two ways to mark a reading, signs that stay as they are, escaping everywhere; then the first use only, forgotten at a page break",
  original: {
    scene: "電子図書の下書き",
    name: "ruby_to_html",
    flag: "first_only",
    marks: "｜《》",
    brackets: false,
    pageBreak: "［＃改ページ］",
    rule: "<hr>",
    byText: false,
  },
  draw(random) {
    return {
      scene: pick(random, ["校内新聞の原稿", "館内案内の下書き", "字幕の原稿", "教科書の下書き"]),
      name: pick(random, ["furigana_to_html", "markup_ruby", "render_yomi"]),
      flag: pick(random, ["once", "only_first", "skip_repeats"]),
      marks: pick(random, ["｜〔〕", "＊【】", "｜〈〉", "＃［］", "＊〈〉"]),
      brackets: between(random, 0, 1) === 1,
      pageBreak: pick(random, ["――改丁――", "（改ページ）", "◆改頁◆"]),
      rule: pick(random, ["<hr>", '<div class="page"></div>']),
      byText: between(random, 0, 1) === 1,
    };
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { name, flag, brackets, pageBreak, rule, byText } = p;
  const [bar, open, close] = [at([...p.marks], 0), at([...p.marks], 1), at([...p.marks], 2)];
  const ruby = (base: string, yomi: string): string =>
    brackets ? `<ruby>${base}<rp>（</rp><rt>${yomi}</rt><rp>）</rp></ruby>` : `<ruby>${base}<rt>${yomi}</rt></ruby>`;
  const head = `import html
import re

INNER = "[^${p.marks}\\\\n]+"
RUBY = re.compile(f"(?:${bar}({INNER})|([\\u4E00-\\u9FFF々]+))${open}({INNER})${close}")
`;
  const first = `

def ${name}(text: str) -> str:
    out = []
    pos = 0
    for m in RUBY.finditer(text):
        out.append(html.escape(text[pos:m.start()], quote=False))
        base = html.escape(m[1] or m[2], quote=False)
        yomi = html.escape(m[3], quote=False)
        out.append(f"${ruby("{base}", "{yomi}")}")
        pos = m.end()
    out.append(html.escape(text[pos:], quote=False))
    return "".join(out)
`;
  const second = `PAGE_BREAK = "${pageBreak}"


def ${name}(text: str, ${flag}: bool = False) -> str:
    seen = set()

    def convert(line: str) -> str:
        out = []
        pos = 0
        for m in RUBY.finditer(line):
            out.append(html.escape(line[pos:m.start()], quote=False))
            pair = (m[1] or m[2], m[3])
            key = ${byText ? "pair[0]" : "pair"}
            base, yomi = (html.escape(part, quote=False) for part in pair)
            if ${flag} and key in seen:
                out.append(base)
            else:
                out.append(f"${ruby("{base}", "{yomi}")}")
            seen.add(key)
            pos = m.end()
        out.append(html.escape(line[pos:], quote=False))
        return "".join(out)

    lines = []
    for line in text.split("\\n"):
        if line == PAGE_BREAK:
            seen.clear()
            lines.append(${JSON.stringify(rule).includes('\\"') ? `'${rule}'` : `"${rule}"`})
        else:
            lines.append(convert(line))
    return "\\n".join(lines)
`;
  const same = byText
    ? "親文字が同じものは（よみが違っても）最初の1回だけ <ruby> にし、2回目からは親文字だけを出します"
    : "親文字とよみの組が同じものは最初の1回だけ <ruby> にし、2回目からは親文字だけを出します";
  const note = byText ? `（${bar}は出さない）` : `（${bar}は出さない。親文字が同じでも、よみが違えば別の組）`;
  const escaped = must(
    "エスケープをしている",
    "html.escape(",
    "&amp;",
    "fromhtmlimportescape",
    "fromxml.sax.saxutilsimportescape",
  );
  return [
    {
      question: `${p.scene}では、ふりがなを「${bar}武蔵野${open}むさしの${close}」や「東京${open}とうきょう${close}」のように書きます。これをHTMLに直すPythonの関数 ${name}(text: str) -> str を書いてください。

・「${bar}親文字${open}よみ${close}」は、${bar}の次から${open}の前までを親文字とする。
・${bar}がないときは、${open}の直前に続く漢字（U+4E00〜U+9FFFと「々」）のできるだけ長い並びを親文字とする。
・どちらも ${ruby("親文字", "よみ")} にする。親文字とよみは1文字以上で、中に${p.marks}と改行を含まない。
・上の形にならない${p.marks}は、そのままの文字として残す。
・文字としての & < > は、どこにあっても &amp; &lt; &gt; にする。

標準ライブラリだけを使い、コードブロックは1つにしてください。`,
      reference: `「${bar}付き」と「漢字の並び」を一つの正規表現の選択肢にし、一致しなかった間の文字列と親文字・よみをそれぞれエスケープします。

${block("python", head + first)}

引用符はそのまま残す決まりなので、\`quote=False\` を付けています。`,
      answer: `${name} ${p.marks} ${brackets ? "rpあり" : "rpなし"}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${name}(`),
        escaped,
        must("rubyとrtの要素を出力している", "<rt>"),
        ...(brackets ? [must("rpの要素を出力している", "<rp>")] : []),
        mustNot(
          "&をエスケープの最後に置換していない（二重エスケープになる）",
          '.replace(">","&gt;").replace("&","&amp;")',
        ),
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `その関数に引数を足して ${name}(text: str, ${flag}: bool = False) -> str にしてください。${flag}=True のときは、${same}${note}。また、${flag} の値にかかわらず、行全体が「${pageBreak}」だけの行は ${rule} に置き換え、そこで「最初の1回」の記録を白紙に戻します。エスケープなど、ほかの決まりは先ほどのままです。全体を1つのコードブロックで示してください。`,
      reference: `行ごとに処理し、「${pageBreak}」の行で「見たもの」の集合を空にします。親文字とよみに改行は入らないので、行に分けても結果は変わりません。

${block("python", head + second)}

比較はエスケープ前の文字列で行うので、記号を含む親文字でも正しく数えられます。`,
      answer: `${name} ${flag} ${pageBreak} ${rule} ${byText ? "親文字で" : "組で"}`,
      checkpoints: [
        must(`${flag}の引数を加えている`, `${flag}:bool=False`, `${flag}=False`),
        must(`改ページの行を ${rule} に置き換えている`, rule, rule.replaceAll('"', '\\"')),
        must("改ページの文字列を判定している", pageBreak),
        escaped,
      ],
      constraints: [
        { kind: "code", language: "python" },
        { kind: "require", words: [flag, pageBreak] },
      ],
    },
  ];
}

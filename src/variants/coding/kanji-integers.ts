import { must, mustNot } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { comma } from "../japanese.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly scene: string;
  readonly read: string;
  readonly spell: string;
  readonly flag: string;
  /** Large units, from the smallest: 万億 or 万億兆. */
  readonly large: string;
  /** Pairs of a plain digit or unit and its formal form. */
  readonly formal: readonly string[];
  /** Whether a thousand before a large unit keeps its one. */
  readonly keepsOne: boolean;
  readonly sample: number;
}

const formals = ["一壱", "二弐", "三参", "五伍", "十拾", "千阡", "万萬"];
const plain = "〇一二三四五六七八九";

/** The number in kanji by the rules of the second turn. */
function spelled({ large, formal, keepsOne }: Parameters, value: number, isFormal: boolean): string {
  let text = "";
  for (let group = large.length; group >= 0; group--) {
    const part = Math.floor(value / 10_000 ** group) % 10_000;
    if (part === 0) continue;
    const unit = group === 0 ? "" : at([...large], group - 1);
    [..."千百十"].concat("").forEach((small, index) => {
      const digit = Math.floor(part / 10 ** (3 - index)) % 10;
      if (digit === 0) return;
      const omit = digit === 1 && small !== "" && !isFormal && !(small === "千" && unit !== "" && keepsOne);
      text += (omit ? "" : at([...plain], digit)) + small;
    });
    text += unit;
  }
  return isFormal ? formal.reduce((all, pair) => all.replaceAll(at([...pair], 0), at([...pair], 1)), text) : text;
}

export const kanjiIntegers = defineGenerator<Parameters>({
  id: "242",
  version: 1,
  category: "coding",
  difficulty: "standard",
  keeps:
    "two or three large units, three to five formal characters, a rule for the one before a thousand; the sample has a one that the plain form leaves out and the formal one writes",
  original: {
    scene: "古い契約書の金額欄",
    read: "kanji_to_int",
    spell: "int_to_kanji",
    flag: "daiji",
    large: "万億兆",
    formal: ["一壱", "二弐", "三参", "十拾"],
    keepsOne: true,
    sample: 11_000_000,
  },
  draw(random) {
    const large = pick(random, ["万億", "万億兆"]);
    const chosen = ["一壱", ...pickSome(random, formals.slice(1), between(random, 2, 4))];
    const digits = [
      1,
      between(random, 1, 3),
      between(random, 0, 1),
      0,
      between(random, 1, 3),
      0,
      1,
      between(random, 0, 3),
    ];
    const p = {
      scene: pick(random, ["昔の帳簿の金額欄", "古い領収書の金額", "寄付者の名簿の金額", "登記簿の写しの金額欄"]),
      read: pick(random, ["parse_kanji", "read_kanji_number", "kanji_value"]),
      spell: pick(random, ["format_kanji", "write_kanji_number", "to_kanji"]),
      flag: pick(random, ["formal", "legal"]),
      large,
      formal: formals.filter((pair) => chosen.includes(pair)),
      keepsOne: between(random, 0, 1) === 1,
      sample: Number(digits.join("")),
    };
    return spelled(p, p.sample, false).length === spelled(p, p.sample, true).length ? null : p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { read, spell, flag, large, formal, keepsOne, sample } = p;
  const power = 4 * (large.length + 1);
  const units = [...large];
  const olds = formal.map((pair) => at([...pair], 0)).join("");
  const news = formal.map((pair) => at([...pair], 1)).join("");
  const tail = units.join("・");
  const samples = [spelled(p, sample, false), spelled(p, sample, true)];
  const rest = (wide: boolean): string => `

def ${read}(s: str) -> int:
    if not s:
        raise ValueError("空文字列です")
    total = 0            # 確定した大きい位の合計
    section = 0          # いま読んでいるまとまり（万未満）
    run = ""             # 続いている数字
    last_small = 10**4   # 直前の小さい位（まとまりごとに戻す）
    last_large = 10**${power}  # 直前の大きい位
    for c in s:
        ${wide ? "c = PLAIN.get(c, c)\n        " : ""}if c in DIGITS:
            run += str(DIGITS[c])
        elif c in SMALL:
            unit = SMALL[c]
            if unit >= last_small or len(run) > 1:
                raise ValueError(f"位の並びが不正です: {s}")
            section += (int(run) if run else 1) * unit
            run, last_small = "", unit
        elif c in LARGE:
            unit = LARGE[c]
            section += int(run) if run else 0
            if unit >= last_large or section == 0:
                raise ValueError(f"位の並びが不正です: {s}")
            total += section * unit
            section, run, last_small, last_large = 0, "", 10**4, unit
        else:
            raise ValueError(f"読めない文字です: {c}")
    return total + section + (int(run) if run else 0)
`;
  const head = `DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
DIGITS["零"] = 0
for i in range(10):
    DIGITS[chr(ord("0") + i)] = i
    DIGITS[chr(ord("０") + i)] = i
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {${units.map((unit, index) => `"${unit}": 10**${4 * (index + 1)}`).join(", ")}}
`;
  const places = [...units].reverse().map((unit, index) => `(${power - 4 * (index + 1)}, "${unit}")`);
  const second = `

def ${spell}(n: int, ${flag}: bool = False) -> str:
    if not 0 <= n < 10**${power}:
        raise ValueError("範囲外です")
    if n == 0:
        return "零"
    out = ""
    for power, large in (${[...places, '(0, "")'].join(", ")}):
        part = n // 10**power % 10**4
        if part == 0:
            continue
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            d = part // unit % 10
            if d == 0:
                continue
            omit = d == 1 and name != "" and not ${flag}
${keepsOne ? '            if name == "千" and large:\n                omit = False\n' : ""}            out += ("" if omit else "〇一二三四五六七八九"[d]) + name
        out += large
    return out.translate(FORMAL) if ${flag} else out
`;
  const rule = keepsOne
    ? `ただし、${tail}が付くまとまりの千の位が1のときだけは「一千」とします（一千万、一千二百億など）`
    : `${tail}が付くまとまりの千の前の一も、同じように省きます（千万、千二百億など）`;
  return [
    {
      question: `${p.scene}を電子化しています。漢数字の文字列を整数にするPythonの関数 ${read}(s: str) -> int を書いてください。

・数字の文字は〇・零・一〜九と、半角・全角の算用数字。続けて並んだ数字は、そのまま10進の数として読む（「二〇二四」は2024）。
・小さい位は十・百・千。前に置ける数字は1文字だけで、省けば1とみなす。
・大きい位は${tail}。前には必ず1以上の数が要る（「千万」は可、「万」だけは不可）。「12億3千万」のような混ぜ書きもある。
・次の場合は ValueError を送出する。空文字列、上記以外の文字、位が小さい順や同じ順に並ぶもの（「十百」「五十十」「三万二億」など）、小さい位の前に2文字以上の数字があるもの（「12百」など）、大きい位の前に1以上の数がないもの。

外部ライブラリは使わず、コードブロック1つで答えてください。`,
      reference: `大きい位で区切ったまとまりごとに、小さい位を左から読み、位が必ず下がっていくことを確かめます。

${block("python", head + rest(false))}

計算量は文字数に比例します。`,
      answer: `${read} ${large}`,
      checkpoints: [
        must("指定の名前の関数を定義している", `def${read}(`),
        must("不正な入力でValueErrorを送出する", "ValueError"),
        mustNot("外部ライブラリを使っていない", "importkanjize", "importcn2an", "fromkanjize"),
      ],
      constraints: [{ kind: "code", language: "python" }],
    },
    {
      question: `次は逆向きの ${spell}(n: int, ${flag}: bool = False) -> str を加えます。nは0以上10の${power}乗未満で、0は「零」。通常は位を付けて書き、十・百・千の前の一は省きます。${rule}。${flag}=True では${[...olds].join("・")}を${[...news].join("・")}に替え、位の前の一をいっさい省きません。あわせて ${read} も、この${formal.length}つの大字を（元の字と同じ意味の字として）読めるように直し、両方を含むコード全体を1つのコードブロックで示し、その後に ${spell}(${sample}) の戻り値を、通常、大字の順に1行で書いてください。`,
      reference: `\`${read}\` は、大字を元の字に読み替えてから同じように読みます。\`${spell}\` は4桁ずつ区切って書きます。

${block(
  "python",
  `${head}FORMAL = str.maketrans("${olds}", "${news}")
PLAIN = dict(zip("${news}", "${olds}"))
${rest(true)}${second}`,
)}

\`${spell}(${sample})\` の戻り値：通常は「${at(samples, 0)}」、大字は「${at(samples, 1)}」`,
      answer: samples.join("／"),
      checkpoints: [
        must("逆向きの関数を定義している", `def${spell}(`),
        must("元の関数も全体に含めている", `def${read}(`),
        ...[...news].map((letter) => must(`大字の${letter}を扱っている`, letter)),
        must(`${comma(sample)}の通常の表記は「${at(samples, 0)}」`, at(samples, 0)),
        must(`${comma(sample)}の大字の表記は「${at(samples, 1)}」`, at(samples, 1)),
      ],
      constraints: [
        { kind: "code", language: "python" },
        { kind: "require", words: [...news] },
      ],
    },
  ];
}

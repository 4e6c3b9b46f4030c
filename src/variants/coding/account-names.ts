import { must } from "../checks.ts";
import { at, between, pick, pickSome } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { block } from "./code.ts";

interface Parameters {
  readonly convert: string;
  readonly account: string;
  readonly width: number;
  /** Whether を becomes ｵ. */
  readonly wo: boolean;
  /** Keys of `forms`. */
  readonly forms: readonly string[];
  /** The formal name of the sample, which begins with one of the forms. */
  readonly sample: string;
}

const forms: Readonly<Record<string, string>> = {
  カブシキガイシャ: "ｶ",
  ユウゲンガイシャ: "ﾕ",
  ゴウドウガイシャ: "ﾄﾞ",
  ゴウメイガイシャ: "ﾒ",
  ゴウシガイシャ: "ｼ",
  ガッコウホウジン: "ｶﾞｸ",
  シュウキョウホウジン: "ｼﾕｳ",
  イリョウホウジン: "ｲ",
  イッパンシャダンホウジン: "ｼﾔ",
  イッパンザイダンホウジン: "ｻﾞｲ",
};
const places = ["キタミナト", "ミナミヤマ", "アオゾラ", "ヒガシガワ", "シラカバ", "ワカバ", "ハヤブサ", "ツバメガオカ"];
/** Legal forms of those who trade: a temple or a hospital sells no car parts. */
const traders = Object.keys(forms).filter((form) => !/^(?:ガッコウ|シュウキョウ|イリョウ)/.test(form));
const trades = [
  "スイサンカコウ",
  "ショクヒンハンバイ",
  "ケンチクセッケイ",
  "ジドウシャブヒン",
  "ビジュツインサツ",
  "モクザイリュウツウ",
  "キカイブヒン",
  "ガッキチョウリツ",
];
const endings = ["グループ", "サービス", "デザイン", "ビジネス", "プロダクツ"];

const full = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
const half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ";
const smallKana: Readonly<Record<string, string>> = {
  ァ: "ア",
  ィ: "イ",
  ゥ: "ウ",
  ェ: "エ",
  ォ: "オ",
  ッ: "ツ",
  ャ: "ヤ",
  ュ: "ユ",
  ョ: "ヨ",
};

/** Half-width form of full-width katakana. */
function narrow(text: string): string {
  return [...text.normalize("NFD")]
    .map((letter) => {
      if (letter === "\u3099") return "ﾞ";
      if (letter === "\u309a") return "ﾟ";
      if (letter === "ー") return "-";
      return [...half][full.indexOf(smallKana[letter] ?? letter)] ?? letter;
    })
    .join("");
}

function shortened({ forms: used, sample, width }: Parameters): { whole: string; result: string } {
  const [formal = "", name = ""] = sample.split("　");
  const whole = used.includes(formal) ? `${forms[formal]})${narrow(name)}` : narrow(sample);
  const cut = whole.slice(0, width);
  const result = whole.length > width && /[ﾞﾟ]/.test(whole.charAt(width)) ? cut.slice(0, -1) : cut;
  return { whole, result: result.padEnd(width, " ") };
}

export const accountNames = defineGenerator<Parameters>({
  id: "249",
  version: 2,
  category: "coding",
  difficulty: "hard",
  keeps:
    "the half-width letters of bank transfers, four legal forms, a fixed width; the sample is cut before a mark of voice, so that one column is left",
  original: {
    convert: "toZengin",
    account: "toAccountName",
    width: 30,
    wo: true,
    forms: ["カブシキガイシャ", "ユウゲンガイシャ", "ゴウドウガイシャ", "イッパンシャダンホウジン"],
    sample: "ゴウドウガイシャ　キタミナトスイサンカコウショクヒンハンバイグループ",
  },
  draw(random) {
    const first = pick(random, traders);
    const others = Object.keys(forms).filter((form) => form !== first);
    const chosen = [first, ...pickSome(random, others, 3)];
    const p = {
      convert: pick(random, ["toBankKana", "halfKana", "transferKana"]),
      account: pick(random, ["bankName", "holderName", "payeeName"]),
      width: between(random, 18, 36),
      wo: between(random, 0, 1) === 1,
      forms: chosen,
      sample: `${first}　${pick(random, places)}${pickSome(random, trades, 2).join("")}${pick(random, endings)}`,
    };
    const { whole } = shortened(p);
    if (p.width === 30) return null; // the width of the original
    return whole.length > p.width && /[ﾞﾟ]/.test(whole.charAt(p.width)) ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { convert, account, width, wo } = p;
  const pairs = p.forms.map((formal) => `${formal}→${forms[formal]}`);
  const mark = forms[at(p.forms, 0)] ?? "";
  const { result } = shortened(p);
  const spaces = result.length - result.trimEnd().length;
  const head = `const FULL = "${full}";
const HALF = "${half}";
const TABLE = new Map();
[...FULL].forEach((c, i) => {
  TABLE.set(c, HALF[i]);
  TABLE.set(HALF[i], HALF[i]);
});
const pairs = [
  ["ァィゥェォッャュョヮ", "ｱｲｳｴｵﾂﾔﾕﾖﾜ"],
  ["ｧｨｩｪｫｯｬｭｮ", "ｱｲｳｴｵﾂﾔﾕﾖ"],
  ["ヲｦ", "${wo ? "ｵｵ" : "ｦｦ"}"],
  ["\\u3099\\u309Aﾞﾟ", "ﾞﾟﾞﾟ"],
  ["ーｰ－-", "----"],
  ["\\u3000 （）().・", "  ()()" + ".."],
];
for (const [from, to] of pairs) {
  [...from].forEach((c, i) => TABLE.set(c, to[i]));
}

function ${convert}(s) {
  let out = "";
  for (let c of s.normalize("NFD")) {
    if (/[ぁ-ゖ]/.test(c)) c = String.fromCharCode(c.charCodeAt(0) + 0x60);
    if (/[Ａ-Ｚａ-ｚ０-９]/.test(c)) c = String.fromCharCode(c.charCodeAt(0) - 0xfee0);
    if (/[A-Za-z0-9]/.test(c)) {
      out += c.toUpperCase();
    } else if (TABLE.has(c)) {
      out += TABLE.get(c);
    } else {
      throw new Error(\`使えない文字です: \${c}\`);
    }
  }
  return out;
}
`;
  const second = `
const FORMS = {
${p.forms.map((formal) => `  ${formal}: "${forms[formal]}",`).join("\n")}
};

function abbreviate(name) {
  for (const [formal, mark] of Object.entries(FORMS)) {
    const at = name.indexOf(formal);
    if (at < 0) continue;
    const before = ${convert}(name.slice(0, at).trimEnd());
    const after = ${convert}(name.slice(at + formal.length).trimStart());
    if (before === "") return \`\${mark})\${after}\`;
    if (after === "") return \`\${before}(\${mark}\`;
    return \`\${before}(\${mark})\${after}\`;
  }
  return ${convert}(name);
}

function ${account}(name) {
  const full = abbreviate(name);
  let cut = full.slice(0, ${width});
  if (full.length > ${width} && /[ﾞﾟ]/.test(full[${width}])) cut = cut.slice(0, -1);
  return cut.padEnd(${width}, " ");
}
`;
  const longest = [...p.forms].sort((a, b) => b.length - a.length)[0] ?? "";
  return [
    {
      question: `銀行振込データの口座名義に使う半角文字へ直す、JavaScriptの関数 ${convert}(s) を書いてください。

・平仮名、全角片仮名、半角片仮名を、半角片仮名にする。濁点・半濁点は独立した1文字（ガ→ｶﾞ、ヴ→ｳﾞ）。
・小書きは大きい文字にする（ャ→ﾔ、ッ→ﾂ、半角のｯ→ﾂ）。ヲ・を・ｦは ${wo ? "ｵ" : "ｦ"} にする。
・長音記号（ー、ｰ）と、全角・半角のハイフン（－、-）は - にする。
・英字は半角の大文字、数字は半角、全角空白は半角空白、（と）は半角の ( と )、「・」は . にする。半角の英数字・空白・( )・. はそのまま（小文字は大文字に）。
・直せない文字（漢字、＆、ヰ・ヱ・ヵ・ヶとその平仮名など）が1つでもあれば Error を投げる。

コードブロックは1つとし、外部パッケージは使わないでください。`,
      reference: `合成済みの仮名をNFDで清音と濁点に分け、全角片仮名から半角片仮名への表で1文字ずつ置き換えます。

${block("javascript", head)}

表にない漢字や「＆」「ヶ」などは、最後の分岐でErrorになります。`,
      answer: `${convert} ヲ→${wo ? "ｵ" : "ｦ"}`,
      checkpoints: [
        must("指定の名前の関数を定義している", convert),
        must("直せない文字でErrorを投げる", "thrownewError", "throwError", "thrownewRangeError", "thrownewTypeError"),
        must("英字を大文字にしている", "toUpperCase", "ABCDEFG", "toLocaleUpperCase"),
      ],
      constraints: [{ kind: "code", language: "javascript" }],
    },
    {
      question: `次に、法人名を名義にする ${account}(name) を加えます。nameは全角片仮名の正式名称で、次の法人格を含むことがあります：${pairs.join("、")}。法人格が先頭にあれば「${mark})」、末尾なら「(${mark}」、途中なら「(${mark})」の形に略し（略号は法人格による）、隣り合う空白は取り除きます。法人格は多くても1つで、名前全体が法人格だけということはありません。残りは先ほどの規則で直し、全体が${width}文字より長ければ${width}文字で切ります。ただし、切り落とす部分の先頭が濁点・半濁点なら、直前の清音も落とします。最後に右へ半角空白を足して、ちょうど${width}文字にします。全体を1つのコードブロックで示し、その後に ${account}("${p.sample}") の戻り値を1行で書いてください。`,
      reference: `正式名称の中の法人格を位置に応じた略号に置き換え、残りの部分だけを \`${convert}\` に通します。

${block("javascript", head + second)}

戻り値は \`"${result}"\`（末尾に半角空白${spaces}個）です。`,
      answer: `"${result}"`,
      checkpoints: [
        must("指定の名前の関数を定義している", account),
        must("先ほどの関数も全体に含めている", convert),
        must(`${width}文字にそろえている`, `padEnd(${width}`, String(width)),
        must("4つの法人格をすべて扱っている", longest),
        must(`例の戻り値が「${result.trimEnd()}」である`, result.trimEnd()),
      ],
      constraints: [
        { kind: "code", language: "javascript" },
        { kind: "require", words: [convert, account] },
      ],
    },
  ];
}

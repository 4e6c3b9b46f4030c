import { must, mustExactly, mustNot } from "../checks.ts";
import { at, indices, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber, table } from "../japanese.ts";

interface Parameters {
  readonly verses: readonly string[];
  /** The authors of the five verses, and one who was away. */
  readonly people: readonly string[];
  readonly away: string;
  /** By person: the verses (0-4) that got three points, two and one. */
  readonly votes: readonly (readonly number[])[];
  readonly lateVotes: readonly number[];
  /** Who had said the second and the third the wrong way round. */
  readonly slip: number;
}

const verses = [
  "朝市の声の続きに燕来る",
  "夏帽子駅の柱に忘れられ",
  "白玉や祖母の数へし古時計",
  "橋ひとつ渡れば祭囃子かな",
  "遠花火犬の耳だけ立つてをり",
  "井戸水に西瓜の影の丸きまま",
  "夕立の匂ひを先に運ぶ風",
  "麦秋や単線のまま続く町",
  "校庭に影の短き夏休み",
  "踏切の音を残して秋の暮",
  "新米の湯気の向かうに父の席",
  "銀杏散る図書館までの坂の道",
];
const poets = ["千鶴", "陽一", "和江", "茂", "照子", "栄治", "小夜", "文雄", "清", "房江", "弘", "澄子"];

const points = [3, 2, 1];

/** Points of each verse. */
function tally(votes: readonly (readonly number[])[]): number[] {
  return indices(5).map((verse) => votes.reduce((sum, vote) => sum + (points[vote.indexOf(verse)] ?? 0), 0));
}

const firsts = (votes: readonly (readonly number[])[], verse: number): number =>
  votes.filter((vote) => vote[0] === verse).length;
const ranked = (scores: readonly number[]): number[] =>
  indices(5).sort((a, b) => at(scores, b) - at(scores, a) || a - b);
const rankOf = (scores: readonly number[], verse: number): number =>
  scores.filter((score) => score > at(scores, verse)).length + 1;

function corrected({ votes, slip, lateVotes }: Parameters): (readonly number[])[] {
  return [...votes.map((vote, index) => (index === slip ? [at(vote, 0), at(vote, 2), at(vote, 1)] : vote)), lateVotes];
}

export const haikuMeeting = defineGenerator<Parameters>({
  id: "260",
  version: 2,
  category: "extraction",
  difficulty: "standard",
  keeps:
    "five verses, five voters who never choose their own, two first places at equal points; a sixth vote and a slip change three or four scores and leave one winner and no ties",
  original: {
    verses: [
      "夕凪や舟それぞれの影を曳く",
      "新茶汲む母の手順のそのままに",
      "鉄橋を渡りきるまで青田風",
      "郵便夫の背に貼りつく蝉しぐれ",
      "ラムネ玉鳴らして帰る検診日",
    ],
    people: ["佐和", "宗太", "美津", "健", "文"],
    away: "玄",
    votes: [
      [2, 4, 1],
      [4, 0, 2],
      [0, 1, 4],
      [2, 4, 0],
      [0, 2, 3],
    ],
    lateVotes: [4, 2, 3],
    slip: 0,
  },
  draw(random) {
    const names = pickSome(random, poets, 6);
    const votes = indices(5).map((person) =>
      pickSome(
        random,
        indices(5).filter((verse) => verse !== person),
        3,
      ),
    );
    const p = {
      verses: pickSome(random, verses, 5),
      people: names.slice(0, 5),
      away: at(names, 5),
      votes,
      lateVotes: pickSome(random, indices(5), 3),
      slip: at(shuffled(random, indices(5)), 0),
    };
    const [before, after] = [tally(votes), tally(corrected(p))];
    const order = ranked(before);
    const [first, second, third] = [at(order, 0), at(order, 1), at(order, 2)];
    const tied =
      before[first] === before[second] &&
      at(before, second) > at(before, third) &&
      at(before, third) > at(before, at(order, 3));
    const changed = before.filter((score, verse) => score !== after[verse]).length;
    if (!tied || Math.min(...before) === 0 || new Set(after).size < 5 || changed < 3 || changed > 4) return null;
    return p;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { people, votes } = p;
  const verse = (index: number): string => `${kanjiNumber(index + 1)}番`;
  const before = tally(votes);
  const all = corrected(p);
  const after = tally(all);
  const order = ranked(before);
  const rows = order.map((one) => [rankOf(before, one), one + 1, at(people, one), at(before, one), firsts(votes, one)]);
  const last = order.filter((one) => rankOf(before, one) > 3);
  const third = at(order, 2);
  const [first, second] = [at(order, 0), at(order, 1)];
  const final = ranked(after);
  const changed = indices(5).filter((one) => before[one] !== after[one]);
  const forms = [
    ([a = "", b = "", c = ""]: readonly string[]) => `天は${a}、地は${b}、人は${c}です`,
    ([a = "", b = "", c = ""]: readonly string[]) => `${a}を天に。地は${b}、人は${c}を`,
    ([a = "", b = "", c = ""]: readonly string[]) => `天に${a}を取りました。${b}が地で、人は${c}`,
    ([a = "", b = "", c = ""]: readonly string[]) => `${a}を推して天。人が${c}、地は${b}です`,
    ([a = "", b = "", c = ""]: readonly string[]) => `地に${b}、天は${a}、人は${c}としました`,
  ];
  const score = (one: number): number => at(before, one);
  const slip = at(people, p.slip);
  const slipVote = at(votes, p.slip);
  const reasons = changed.map((one) => {
    const parts: string[] = [];
    const late = p.lateVotes.indexOf(one);
    if (late >= 0) parts.push(`${p.away}さんの${at([..."天地人"], late)}で${at(points, late)}点増え`);
    if (slipVote[1] === one) parts.push(`${slip}さんの選が地から人に改まって1点減り`);
    if (slipVote[2] === one) parts.push(`${slip}さんの選が人から地に改まって1点増え`);
    return { one, text: `${verse(one)}は、${parts.join("、")}、${score(one)}点から${at(after, one)}点になりました。` };
  });
  const top = at(final, 0);
  const json = `{
  "ranking": [${final.map((one) => one + 1).join(", ")}],
  "points": [${final.map((one) => at(after, one)).join(", ")}],
  "top": {"verse": "${at(p.verses, top)}", "author": "${at(people, top)}"},
  "changed": [${changed.map((one) => one + 1).join(", ")}]
}`;
  const rest =
    last.length === 2 && rankOf(before, at(last, 0)) === rankOf(before, at(last, 1))
      ? `4位は${last.map((one) => `${verse(one)}の${at(people, one)}さん`).join("と")}で、ともに${score(at(last, 0))}点です。`
      : last
          .map((one) => `${rankOf(before, one)}位は${score(one)}点で${verse(one)}の${at(people, one)}さんです。`)
          .join("");
  return [
    {
      question: `句会の記録です。天を3点、地を2点、人を1点として各句の点を集計し、Markdownの表と、結果発表の原稿を作ってください。

${p.verses.map((text, index) => `${verse(index)}　${text}（${at(people, index)}）`).join("\n")}

${votes.map((vote, index) => `${at(people, index)}「${at(forms, index)(vote.map(verse))}」`).join("\n")}

表の列は「順位、番号、作者、点、天の数」の5つです。順位・番号・点・天の数は算用数字だけで書きます。点の多い順、同点なら番号の小さい順に並べます。順位は、その句より点の多い句の数に1を足したものとし、同点の句は同じ順位になります。
原稿は表のあとに置き、世話役が読み上げる話し言葉で、120字以上220字以内とします。五句すべての順位と点を伝え、1位のすぐ次の句がなぜその順位になるのかと、1位に何点及ばなかったかを、聞くだけでわかるように話してください。`,
      reference: `${table(["順位", "番号", "作者", "点", "天の数"], rows)}

結果を申し上げます。${verse(first)}の${at(people, first)}さんと${verse(second)}の${at(people, second)}さんが、ともに${score(first)}点で1位になりました。続く${verse(third)}、${at(people, third)}さんの句は${score(third)}点で3位です。上にお二人いらっしゃいますので2位とは申しませんが、1位との差は${score(first) - score(third)}点でした。${rest}皆さま、どうぞ大きな拍手をお願いいたします。`,
      answer: rows.map((row) => row.join(" ")).join("／"),
      checkpoints: [
        ...order.map((one, index) =>
          mustExactly(`${verse(one)}は${rankOf(before, one)}位で${score(one)}点`, `|${at(rows, index).join("|")}|`),
        ),
        mustNot(
          "同点の次を2位としていない",
          `|2|${third + 1}|${at(people, third)}|`,
          `|2|${second + 1}|${at(people, second)}|`,
        ),
        must(
          `${verse(third)}が2位でなく3位になるわけと、1位に${score(first) - score(third)}点及ばなかったことを話している`,
        ),
      ],
      constraints: [{ kind: "table", columns: 5, rows: 5 }],
    },
    {
      question: `あとから二つ、連絡がありました。欠席の${p.away}さんから「天は${verse(at(p.lateVotes, 0))}、地は${verse(at(p.lateVotes, 1))}、人は${verse(at(p.lateVotes, 2))}」との選が届いたこと、${slip}さんが地と人を逆に言っていたことです。どちらも反映し、まず次のキーのJSONのオブジェクトをコードブロックに入れて示してください。ranking（点の多い順に並べた句の番号の配列）、points（それに対応する点の配列）、top（1位の句の verse と author を持つオブジェクト。句は記録のまま）、changed（先ほどの表から点の変わった句の番号を小さい順に並べた配列）。番号と点は数値です。続けて、先の発表を訂正する会員あての連絡文を200字以上320字以内で書き、点の変わった句ごとに、だれのどの選で何点から何点になったかを説明してください。`,
      reference: `\`\`\`json
${json}
\`\`\`

句会の皆さまへ

先日の結果を訂正いたします。${p.away}さんの選が届いたことと、${slip}さんから地と人の言い違いのお申し出があったことによります。
${reasons.map(({ text }) => text).join("\n")}
その結果、${verse(top)}の${at(people, top)}さんがお一人で1位となり、${final.slice(1).map(verse).join("、")}と続きます。混乱を招きましたことをおわびします。`,
      answer: `${final.map((one) => one + 1).join(",")}／${final.map((one) => at(after, one)).join(",")}／${at(p.verses, top)}／${changed.map((one) => one + 1).join(",")}`,
      checkpoints: [
        mustExactly("順位の並びが正しい", `[${final.map((one) => one + 1).join(",")}]`),
        mustExactly("点の配列が正しい", `[${final.map((one) => at(after, one)).join(",")}]`),
        must("1位の句が正しい", at(p.verses, top)),
        mustExactly("点の変わった句が正しい", `"changed":[${changed.map((one) => one + 1).join(",")}]`),
        ...reasons.map(({ text }) => must(`${text.replace("なりました。", "なったと説明している")}`)),
      ],
      constraints: [{ kind: "json", type: "object", keys: ["ranking", "points", "top", "changed"] }],
    },
  ];
}

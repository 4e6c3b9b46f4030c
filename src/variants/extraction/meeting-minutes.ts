import { must, mustExactly, mustNot } from "../checks.ts";
import { at, between, pick, pickNumbers, pickSome, shuffled } from "../draw.ts";
import { defineGenerator, type VariantTurns } from "../generator.ts";
import { kanjiNumber, table, two, weekdays } from "../japanese.ts";
import { surnames } from "../names.ts";

interface Task {
  readonly object: string;
  /** How the minutes say it, with WHO and WHEN to be filled. */
  readonly minute: string;
  /** What to do if it does not go as planned. */
  readonly request: string;
  readonly who: string;
  /** Days after the meeting. */
  readonly due: number;
}

interface Parameters {
  readonly group: string;
  /** Year of Reiwa, month, day. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly next: number;
  readonly tasks: readonly Task[];
  /** The item that is only decided, and the one that is only proposed. */
  readonly decided: number;
  readonly proposed: number;
  readonly proposer: string;
  /** Places of the seven items: tasks 0-3, decided 4, proposed 5, next meeting 6. */
  readonly order: readonly number[];
}

const kinds: readonly (readonly [object: string, minute: string, request: string])[] = [
  ["会場図", "会場図はWHOが作り、WHENまでに全員へ送る。", "配置で迷う所があれば、早めに事務局へご相談ください。"],
  [
    "音響機材の見積書",
    "音響機材の見積書はWHOが業者2社から集める。締切はWHEN。",
    "そろわないときは、届いた分だけ先に見せてください。",
  ],
  [
    "ちらしの原稿",
    "ちらしの原稿はWHOが受け持ち、WHENまでに仕上げる。",
    "文面が固まらなければ、空欄のある下書きでかまいません。",
  ],
  [
    "保険の申込書",
    "保険の申込書はWHOが書き、WHENまでに代理店へ出す。",
    "人数が決まらないときは、見込みの数をお知らせください。",
  ],
  ["参加者名簿", "参加者名簿はWHOがWHENまでにまとめる。", "返事の遅い方がいれば、お名前だけ先に教えてください。"],
  ["駐車場の使用願", "駐車場の使用願はWHOがWHENまでに市役所へ出す。", "窓口が混むようなら、郵送に切り替えてください。"],
  ["景品の一覧表", "景品の一覧表はWHOが作る。期限はWHEN。", "値段のわからない品は、後から書き足していただけます。"],
  ["看板の下絵", "看板の下絵はWHOがWHENまでに描く。", "構図が決まらなければ、案を二つのままお持ちください。"],
];
const decisions = [
  [
    "のぼり旗は前回のものを使う。",
    "のぼり旗",
    "手元の品をまた使うと決まっただけで、だれがいつまでに何をするという話にはなっていません。",
  ],
  ["受付は正面玄関に置く。", "受付の場所", "場所が決まっただけで、担当も期限も付いていません。"],
  ["参加費は昨年と同じにする。", "参加費", "金額をすえ置くと決めただけで、だれかが仕上げる作業ではありません。"],
] as const;
const proposals = [
  ["から、荒天のときは体育館を借りたいとの案が出たが、次回に持ち越した。", "体育館", "体育館を借りる案"],
  ["から、記念品を配りたいとの意見が出たが、結論は出なかった。", "記念品", "記念品の案"],
  ["から、開始を30分早めたいとの提案があったが、次回に改めて話し合う。", "開始", "開始時刻の提案"],
] as const;
const groups = [
  "町内運動会実行委員会",
  "秋の文化祭実行委員会",
  "公民館まつり実行委員会",
  "川辺清掃実行委員会",
  "冬の餅つき大会実行委員会",
];

const dateOf = ({ year, month, day }: Parameters, after: number): Date =>
  new Date(Date.UTC(2018 + year, month - 1, day + after));
const plain = (date: Date): string => `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
const withDay = (date: Date): string => `${plain(date)}（${at(weekdays, date.getUTCDay())}）`;
const iso = (date: Date): string => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;

export const meetingMinutes = defineGenerator<Parameters>({
  id: "251",
  version: 2,
  category: "extraction",
  difficulty: "basic",
  keeps:
    "seven items, four tasks by four people, three due before the next meeting and one after it, two items without one of the two things asked for",
  original: {
    group: "商店街夏まつり実行委員会",
    year: 6,
    month: 6,
    day: 10,
    next: 14,
    tasks: [
      {
        object: "会場図",
        minute: "会場図はWHOが作り、WHENまでに全員へ送る。",
        request: "店の並びで迷う所があれば、早めに事務局へご相談ください。",
        who: "瀬戸口",
        due: 11,
      },
      {
        object: "発電機の見積書",
        minute: "発電機の見積書はWHOが業者3社から集める。締切はWHEN。",
        request: "三社がそろわないときは、届いた分だけ先に見せてください。",
        who: "丹羽",
        due: 7,
      },
      {
        object: "道路使用許可の申請書",
        minute: "道路使用許可の申請書はWHOが書き、WHENまでに警察署へ出す。",
        request: "",
        who: "柏木",
        due: 21,
      },
      {
        object: "ちらしの原稿",
        minute: "ちらしの原稿はWHOが受け持ち、WHENまでに仕上げる。",
        request: "文面が固まらなければ、未定の欄を空けた下書きのままでかまいません。",
        who: "早乙女",
        due: 7,
      },
    ],
    decided: 0,
    proposed: 0,
    proposer: "早乙女",
    order: [0, 4, 1, 5, 2, 3, 6],
  },
  draw(random) {
    const people = pickSome(random, surnames, 4);
    const next = pick(random, [14, 21, 28]);
    const before = pickNumbers(random, 4, next - 2, 2);
    const dues = shuffled(random, [...before, pick(random, before), next + between(random, 3, 10)]);
    const chosen = pickSome(random, kinds, 4);
    const tasks = chosen.map(([object, minute, request], index) => ({
      object,
      minute,
      request,
      who: at(people, index),
      due: at(dues, index),
    }));
    const p = {
      group: pick(random, groups),
      year: between(random, 7, 12),
      month: between(random, 1, 11),
      day: between(random, 1, 28),
      next,
      tasks,
      decided: between(random, 0, 2),
      proposed: between(random, 0, 2),
      proposer: pick(random, people),
      order: [...shuffled(random, [0, 1, 2, 3, 4, 5]), 6],
    };
    // No committee meets on a weekend or in the first days of a year.
    const free = [0, 6].includes(dateOf(p, 0).getUTCDay()) || (p.month === 1 && p.day <= 3);
    const sameMonth = tasks.every((task) => dateOf(p, task.due).getUTCFullYear() === 2018 + p.year);
    return !free && sameMonth ? p : null;
  },
  write,
});

function write(p: Parameters): VariantTurns {
  const { tasks, next } = p;
  const [decision, proposal] = [at(decisions, p.decided), at(proposals, p.proposed)];
  const meeting = dateOf(p, 0);
  const again = dateOf(p, next);
  const year = `令和${p.year}年`;
  const item = (index: number): string => {
    const task = tasks[index];
    if (task !== undefined) return task.minute.replace("WHO", task.who).replace("WHEN", plain(dateOf(p, task.due)));
    if (index === 4) return decision[0];
    return index === 5 ? `${p.proposer}${proposal[0]}` : `次回は${withDay(again)}午後7時から。`;
  };
  const inOrder = p.order.flatMap((index) => tasks[index] ?? []);
  const soon = inOrder.filter((task) => task.due < next).sort((a, b) => a.due - b.due);
  const late = tasks.filter((task) => task.due > next);
  const sentence = ({ who, object, due, request }: Task): string =>
    `${who}さんの${object}は${withDay(dateOf(p, due))}、あと${due}日です。${request}`;
  const wrongYears = [-2, -1, 1].map((shift) => `${meeting.getUTCFullYear() + shift}-`);
  const wrongDays = soon
    .flatMap(({ due }) => [due - 1, due + 1])
    .filter((days) => soon.every((task) => task.due !== days));
  return [
    {
      question: `次は${p.group}の議事メモです。出席できなかった委員に知らせるため、この会で担当者と期限の両方が決まった作業をすべて抜き出してください。

${p.group}　議事メモ
日時：${year}${withDay(meeting)}午後7時
出席：${tasks.map((task) => task.who).join("、")}
${p.order.map((index) => `・${item(index)}`).join("\n")}

担当者の名字、作業の対象（作るもの・集めるもの・出すもの。メモの言葉のまま）、期限が、一件につき一行で読み取れるように書きます。表でも箇条書きでもよく、並べる順も自由ですが、期限は西暦の YYYY-MM-DD の形にしてください。その後に、「・」の付いた項目のうち抜き出さなかったものをすべて挙げ、抜き出さなかった理由を一つずつ、あなたの言葉で説明してください。`,
      reference: `${table(
        ["担当者", "対象", "期限"],
        inOrder.map((task) => [task.who, task.object, iso(dateOf(p, task.due))]),
      )}

抜き出さなかった項目
- ${decision[1]}：${decision[2]}
- ${proposal[2]}：${p.proposer}さんが考えを述べた段階で結論が出ておらず、担当も期限も決めようがないためです。
- 次回の日時：集まりの予定であって、特定の人が仕上げて渡す仕事ではありません。`,
      answer: inOrder.map((task) => `${task.who} ${task.object} ${iso(dateOf(p, task.due))}`).join("／"),
      checkpoints: [
        ...inOrder.map((task) =>
          mustExactly(`${task.object}の期限が${iso(dateOf(p, task.due))}`, iso(dateOf(p, task.due))),
        ),
        must(
          `担当者と対象の組み合わせが四件とも正しい（${inOrder.map((task) => `${task.who}と${task.object}`).join("、")}）`,
        ),
        must(`${decision[1]}を抜き出さなかった項目として挙げている`, decision[1], decision[1].slice(0, 2)),
        must(`${proposal[2]}を抜き出さなかった項目として挙げている`, proposal[1]),
        must("次回の日時も抜き出さなかった項目とし、三つとも理由がメモの内容に合っている"),
        mustNot(`${year}をほかの年に直していない`, ...wrongYears),
      ],
      constraints: [],
    },
    {
      question: `あなたはこの委員会の事務局です。会が終わったその夜のうちに、先ほど抜き出した作業のうち、次回の会より前に期限が来るものについて、委員全員へ送る確認の連絡文を書いてください。
・それぞれの担当者、対象、期限、残り日数を、期限の早い順に書く。同じ日のものはメモに出てくる順とする。
・期限は「6月20日（木）」のように曜日を付け、残り日数は会の日から数えて「あと○日」とする（会の翌日なら「あと1日」）。
・予定どおりに進まないときにどうしてほしいかを、それぞれの作業の中身に合わせて書き添える。
・期限が次回の会より後の作業には触れない。
連絡文の本文だけを、180字以上350字以内で書いてください。`,
      reference: `実行委員の皆さま、本日はお疲れさまでした。次の会までに期限を迎える作業を、早い順に確かめさせてください。
${soon.map(sentence).join("\n")}
どれも次回の集まりの前に終えておきたいものです。ご不明な点は、どうぞ遠慮なく事務局までお知らせください。よろしくお願いいたします。`,
      answer: soon
        .map((task) => `${task.who} ${task.object} ${withDay(dateOf(p, task.due))} あと${task.due}日`)
        .join("／"),
      checkpoints: [
        ...soon.map((task) =>
          mustExactly(
            `${task.object}の期限が${withDay(dateOf(p, task.due))}`,
            `${plain(dateOf(p, task.due))}(${at(weekdays, dateOf(p, task.due).getUTCDay())}`,
          ),
        ),
        ...soon.map((task) =>
          mustExactly(`${task.object}は残り${task.due}日`, `あと${task.due}日`, `あと${kanjiNumber(task.due)}日`),
        ),
        mustNot(
          "残り日数を一日多く、または少なく数えていない",
          ...(wrongDays.length > 0 ? wrongDays.map((days) => `あと${days}日`) : [`あと${next}日`]),
        ),
        must("進まないときの頼みが、それぞれの作業の中身に合っている"),
      ],
      constraints: [
        { kind: "min-characters", value: 180 },
        { kind: "max-characters", value: 350 },
        { kind: "forbid", words: late.map((task) => task.object) },
      ],
    },
  ];
}

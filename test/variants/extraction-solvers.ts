import { found } from "./coding-solvers.ts";
import type { AnswerSolver } from "./reasoning-solvers.ts";

// What the extraction variants ask, read from their documents again. Nothing is shared with src/variants.

const number = (pattern: RegExp, text: string): number => Number(found(pattern, text));
const kanji = (text: string): number => {
  let total = 0;
  let part = 0;
  for (const letter of text) {
    const size = { 十: 10, 百: 100, 千: 1000 }[letter];
    if (letter === "万") {
      total = (total + part) * 10_000;
      part = 0;
    } else if (size !== undefined) {
      total += (part || 1) * size;
      part = 0;
    } else part = "〇一二三四五六七八九".indexOf(letter);
  }
  return total + part;
};
const week = "日月火水木金土";

const minutes: AnswerSolver = ([one = ""]) => {
  const [year, month, day] = [
    2018 + number(/日時：令和(\d+)年/, one),
    number(/日時：令和\d+年(\d+)月/, one),
    number(/日時：令和\d+年\d+月(\d+)日/, one),
  ];
  const present = found(/出席：(.+)/, one).split("、");
  const meeting = new Date(Date.UTC(year, month - 1, day));
  const items = [...one.matchAll(/^・(.+)$/gm)].map((match) => match[1] ?? "");
  const dateIn = (item: string): Date | null => {
    const match = /(\d+)月(\d+)日/.exec(item);
    return match === null ? null : new Date(Date.UTC(year, Number(match[1]) - 1, Number(match[2])));
  };
  const tasks = items.flatMap((item) => {
    const [who, due] = [present.find((name) => item.includes(name)), dateIn(item)];
    return who === undefined || due === null ? [] : [{ who, due, what: item.slice(0, item.indexOf("は")) }];
  });
  const next = dateIn(items.find((item) => item.startsWith("次回")) ?? "") ?? meeting;
  const iso = (date: Date): string => date.toISOString().slice(0, 10);
  const days = (date: Date): number => Math.round((date.getTime() - meeting.getTime()) / 86_400_000);
  const soon = tasks.filter(({ due }) => due < next).sort((a, b) => a.due.getTime() - b.due.getTime());
  const lines = soon.map(
    ({ who, due, what }) =>
      `${who}さんの${what}は${due.getUTCMonth() + 1}月${due.getUTCDate()}日（${week.charAt(due.getUTCDay())}）、あと${days(due)}日です。`,
  );
  if (week.charAt(meeting.getUTCDay()) !== found(/日時：.+?（(.)）/, one) || tasks.length !== 4)
    throw new Error("another memo");
  return [[tasks.map(({ who, due, what }) => `| ${who} | ${what} | ${iso(due)} |`).join("\n")], lines];
};

interface Line {
  name: string;
  food: boolean;
  count: number;
  net: number;
}

const receipt: AnswerSolver = ([one = "", two = ""]) => {
  const body = found(/レジ02\n([\s\S]+?)\n（＊は/, one).split("\n");
  const lines: Line[] = [];
  for (const line of body) {
    const off = /^　　値引　　−(\d+)$/.exec(line);
    const last = lines.at(-1);
    if (off !== null && last !== undefined) last.net -= Number(off[1]);
    else {
      const [, mark, name = "", count, price, total] =
        /^(＊|　)(.+?)(?:　([０-９]+)点×＠(\d+))?　　(\d+)$/.exec(line) ?? [];
      const pieces = count === undefined ? 1 : Number(count.normalize("NFKC"));
      if (price !== undefined && Number(price) * pieces !== Number(total))
        throw new Error("the receipt does not add up");
      lines.push({ name, food: mark === "＊", count: pieces, net: Number(total) });
    }
  }
  const [, y, m, d, time] = /(\d{4})年(\d\d)月(\d\d)日 (\d\d:\d\d)/.exec(one) ?? [];
  const shop = found(/作ってください。\n\n(.+)\n電話/, one).replace("　", "");
  const net = (food: boolean): number =>
    lines.filter((line) => line.food === food).reduce((sum, line) => sum + line.net, 0);
  const taxOf = (amount: number, rate: number): number => (amount * rate - ((amount * rate) % 100)) / 100;
  const rows = [
    ["8%", net(true), taxOf(net(true), 8)],
    ["10%", net(false), taxOf(net(false), 10)],
  ] as const;
  const [sum, tax] = [rows[0][1] + rows[1][1], rows[0][2] + rows[1][2]];
  const paid = number(/(\d+)円を出したとき/, two);
  return [
    [
      `店名：${shop}\n日時：${y}-${m}-${d} ${time}`,
      ...lines.map((line) => `| ${line.name} | ${line.count} | ${line.net} | ${line.food ? 8 : 10}% |`),
    ],
    [
      ...rows.map(([label, amount, part]) => `| ${label} | ${amount} | ${part} | ${amount + part} |`),
      `| 合計 | ${sum} | ${tax} | ${sum + tax} |`,
      `おつりは${paid - sum - tax}円`,
    ],
  ];
};

const buses: AnswerSolver = ([one = "", two = ""]) => {
  const hour = number(/(\d+)時台の全便/, one);
  const near = found(/、「.」は(.+?)止まり/, one);
  const far = found(/「急」は(.+?)行きの急行/, one);
  const sign = found(/「(.)」は.+?止まり/, one);
  const [toNear, slow, fast] = [
    number(/止まりは.+?まで(\d+)分/, one),
    number(/普通は.+?まで(\d+)分。急行/, one),
    number(/急行は.+?まで(\d+)分/, one),
  ];
  const list = found(new RegExp(`\\n${hour}時　(.+)`), one)
    .split("　")
    .map((word) => {
      const minute = hour * 60 + Number(word.slice(-2));
      const kind = word.startsWith("急") ? "急行" : word.startsWith(sign) ? `${sign}止` : "普通";
      return {
        minute,
        kind,
        near: kind === "急行" ? null : minute + toNear,
        far: kind === "普通" ? minute + slow : kind === "急行" ? minute + fast : null,
      };
    });
  const clock = (time: number | null): string =>
    time === null ? "―" : `${Math.floor(time / 60)}:${String(time % 60).padStart(2, "0")}`;
  const people = [
    ...two.matchAll(/^・(.)：(.+?)バス停(?:から歩いて(\d+)分の.+?)?に、(\d+)時(?:(\d+)分)?までに着く。(ただし)?/gm),
  ];
  const picks = people.map(([, who, stop, walk, h, m, only]) => {
    const by = Number(h) * 60 + Number(m ?? 0) - Number(walk ?? 0);
    const good = list.filter((bus) => {
      const there = stop === near ? bus.near : stop === far ? bus.far : null;
      return there !== null && there <= by && !(only !== undefined && bus.kind === "急行");
    });
    const bus = good.at(-1);
    return `| ${who} | ${clock(bus?.minute ?? 0)} | ${bus?.kind} | ${clock((stop === near ? bus?.near : bus?.far) ?? 0)} |`;
  });
  if (picks.length !== 4) throw new Error("not four people");
  return [
    [list.map((bus) => `| ${clock(bus.minute)} | ${bus.kind} | ${clock(bus.near)} | ${clock(bus.far)} |`).join("\n")],
    [picks.join("\n")],
  ];
};

const request: AnswerSolver = ([one = "", two = ""]) => {
  const [year, no] = [found(/第Ｒ([０-９]+)−/, one).normalize("NFKC"), found(/−([０-９]+)号/, one).normalize("NFKC")];
  const drafted = [
    2018 + kanji(found(/令和(.+?)年/, one)),
    kanji(found(/令和.+?年(.+?)月/, one)),
    kanji(found(/令和.+?年.+?月(.+?)日/, one)),
  ];
  const iso = (parts: readonly number[]): string => parts.map((part) => String(part).padStart(2, "0")).join("-");
  const [stays, later] = [
    kanji(found(/^.+?階の(.)(?:室|か所)および/m, one)),
    kanji(found(/および.+?階の(.)(?:室|か所)/, one)),
  ];
  const yen = (pattern: RegExp): number => kanji(found(pattern, one));
  const [price, part, fee] = [
    yen(/機器　.+?一台につき(.+?)円/),
    yen(/\n二　.+?一台につき(.+?)円/),
    yen(/設置費　一式(.+?)円/),
  ];
  const vendor = found(/発注先　(.+?)（/, one);
  const partKey = found(/unit_price、(\w+_price)（/, one);
  const units = stays + later;
  const [before, after] = [units * (price + part) + fee, stays * price + fee];
  const gross = (net: number): number => net + net / 10;
  const values = {
    number: `R${year}-${no}`,
    drafted: iso(drafted),
    vendor,
    units,
    unit_price: price,
    [partKey]: part,
    install_fee: fee,
    total_excl: before,
    total_incl: gross(before),
  };
  const again = [drafted[0] ?? 0, number(/令和\d+年(\d+)月\d+日付け/, two), number(/月(\d+)日付け/, two)];
  return [
    [JSON.stringify(values, null, 2)],
    [
      `| drafted | ${iso(drafted)} | ${iso(again)} |`,
      `| units | ${units} | ${stays} |`,
      `| ${partKey} | ${part} | 0 |`,
      `| total_excl | ${before} | ${after} |`,
      `| total_incl | ${gross(before)} | ${gross(after)} |`,
      `${gross(before) - gross(after)}円少ない`,
    ],
  ];
};

const garbage: AnswerSolver = ([one = "", two = ""]) => {
  const districts = found(/行は(.+?)の順に並べ/, one).split("、");
  const line = (start: string): string => found(new RegExp(`^・${start}.*?は、(.+)です。$`, "m"), one);
  const short = (words: string): string => words.replace(/^(.)曜と(.)曜$/, "$1・$2").replace("曜", "");
  const plan = (words: string): string[] => {
    const everywhere = /^全地区とも(.+)$/.exec(words);
    if (everywhere !== null) return districts.map(() => short(everywhere[1] ?? ""));
    const parts = words.split("、");
    return districts.map((district) => {
      const own = parts.find((part) => (part.split("が")[0] ?? "").replace("だけ", "").split("と").includes(district));
      const rest = parts.find((part) => /^(?:そのほか|ほかの二地区)は/.test(part));
      return short(own === undefined ? (rest ?? "").replace(/^.+?は/, "") : own.slice(own.indexOf("が") + 1));
    });
  };
  const rows = ["燃やすごみ", "資源", "燃やさないごみ", "古紙"].map((kind) => plan(line(kind)));
  const [month, first] = [number(/(\d+)月1日が/, two), week.indexOf(found(/月1日が(.)曜日/, two))];
  const to = districts.indexOf(found(/年の\d+月に、(.+?)で出せる日/, two));
  const length = new Date(Date.UTC(2027, month, 0)).getUTCDate();
  const dates = rows.map((row) => {
    const words = row[to] ?? "";
    const nths = [...words.matchAll(/第(\d)/g)].map((match) => Number(match[1]));
    const days = words
      .replace(/第\d・?/g, "")
      .split("・")
      .map((day) => week.indexOf(day));
    return Array.from({ length }, (_, at) => at + 1).filter(
      (date) => days.includes((first + date - 1) % 7) && (nths.length === 0 || nths.includes(Math.ceil(date / 7))),
    );
  });
  const shown = (date: number): string => `${date}日（${week.charAt((first + date - 1) % 7)}）`;
  return [
    districts.map((district, at) => `| ${district} | ${rows.map((row) => row[at]).join(" | ")} |`),
    [
      ...["燃やすごみ", "資源", "燃やさないごみ", "古紙"].map(
        (kind, at) => `・${kind}（${dates[at]?.length}回）：${dates[at]?.map(shown).join("、")}`,
      ),
      `計${dates.flat().length}件`,
    ],
  ];
};

const orders: AnswerSolver = ([one = "", two = ""]) => {
  const memos = [...one.matchAll(/^([①-⑩])(.+)$/gm)].map((match) => match[2] ?? "");
  const goods = found(/品名は (.+?) のどれか/, one).split("・");
  const date = (memo: string): string => {
    const plain = memo.normalize("NFKC");
    const [, m = "", d = ""] = /^([\d一二三四五六七八九十]+)[/月]([\d一二三四五六七八九十]+)/.exec(plain) ?? [];
    return [m, d].map((part) => (/\d/.test(part) ? Number(part) : kanji(part))).join("/");
  };
  const amount = (memo: string): number => {
    const plain = memo.normalize("NFKC");
    const half = /(.+?)キロ五百グラム$/.exec(plain);
    if (half !== null) return kanji((half[1] ?? "").slice(-1)) + 0.5;
    const words = /([\d.]+|[一二三四五六七八九十]+)(?:kg|キロ)/.exec(plain)?.[1] ?? "";
    return /\d/.test(words) ? Number(words) : kanji(words);
  };
  const customer = (memo: string): string =>
    (memo.split("　")[1] ?? "").replace(/株式会社|有限会社|㈱|\(有\)|（株）/g, "").replace(/（.+とは別の会社）/, "");
  const rows: { date: string; who: string; what: string; amount: number }[] = [];
  for (const memo of memos) {
    const [who, what] = [customer(memo), goods.find((name) => memo.includes(name))];
    if (memo.includes("追加ではない")) continue;
    if (memo.includes("②の数量を")) {
      const second = rows[1];
      if (second !== undefined) second.amount = kanji(found(/②の数量を(.+?)kg/, memo));
    } else if (memo.includes("取りやめ")) {
      const [m, d] = [found(/　(\d+)月/, memo), found(/月(\d+)日の注文/, memo)];
      rows.splice(
        rows.findIndex((row) => row.who === who && row.date === `${m}/${d}`),
        1,
      );
    } else if (memo.includes("前回の倍")) {
      const last = rows.findLast((row) => row.who === who);
      rows.push({ date: date(memo), who, what: last?.what ?? "", amount: 2 * (last?.amount ?? 0) });
    } else rows.push({ date: date(memo), who, what: what ?? "", amount: amount(memo) });
  }
  const price = (what: string): number => number(new RegExp(`${what}(\\d+)円`), two);
  const limit = number(/1行の数量が(\d+)kg以上/, two);
  const bills = new Map<string, number>();
  for (const row of rows) {
    // In tenths of a yen, so that nothing is rounded on the way.
    const tenths = Math.round(price(row.what) * row.amount * 10) * (row.amount >= limit ? 0.9 : 1);
    bills.set(row.who, (bills.get(row.who) ?? 0) + Math.round(tenths));
  }
  const lines = [...bills]
    .map(([who, tenths]) => ({ who, net: tenths / 10, bill: Math.floor((tenths * 108) / 1000) }))
    .sort((a, b) => b.bill - a.bill);
  return [
    [["日付,顧客,品名,数量", ...rows.map((row) => `${row.date},${row.who},${row.what},${row.amount}`)].join("\n")],
    [lines.map(({ who, net, bill }) => `| ${who} | ${net} | ${bill} |`).join("\n")],
  ];
};

const haiku: AnswerSolver = ([one = "", two = ""]) => {
  const verses = [...one.matchAll(/^(.)番　(.+)（(.+)）$/gm)].map((match) => ({
    text: match[2] ?? "",
    author: match[3] ?? "",
  }));
  const place = (speech: string, word: string): number => {
    const after = new RegExp(`${word}(?:に|は|が)?(.)番`).exec(speech)?.[1];
    const before = new RegExp(`(.)番(?:を推して|を|が|は)?${word}|(.)番を${word}に`).exec(speech);
    return "一二三四五".indexOf(after ?? before?.[1] ?? before?.[2] ?? "");
  };
  const read = (speech: string): number[] => {
    // 二番が地で / 一番を天に / 三番を推して天: the number stands before its word.
    const first = /(.)番を天に|(.)番を推して天/.exec(speech);
    const second = /(.)番が地/.exec(speech);
    return [
      first === null ? place(speech, "天") : "一二三四五".indexOf(first[1] ?? first[2] ?? ""),
      second === null ? place(speech, "地") : "一二三四五".indexOf(second[1] ?? ""),
      place(speech, "人"),
    ];
  };
  const votes = verses.map(({ author }) => ({
    author,
    vote: read(found(new RegExp(`^${author}「(.+)」$`, "m"), one)),
  }));
  const tally = (all: readonly (readonly number[])[]): number[] =>
    verses.map((_, verse) => all.reduce((sum, vote) => sum + ([3, 2, 1][vote.indexOf(verse)] ?? 0), 0));
  const before = tally(votes.map((one) => one.vote));
  const sort = (scores: readonly number[]): number[] =>
    verses.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const rows = sort(before).map((at) => {
    const rank = before.filter((score) => score > (before[at] ?? 0)).length + 1;
    return `| ${rank} | ${at + 1} | ${verses[at]?.author} | ${before[at]} | ${votes.filter(({ vote }) => vote[0] === at).length} |`;
  });
  const slip = found(/届いたこと、(.+?)さんが地と人を逆/, two);
  const late = read(found(/さんから「(.+?)」との選/, two));
  const after = tally([
    ...votes.map(({ author, vote: [a = 0, b = 0, c = 0] }) => (author === slip ? [a, c, b] : [a, b, c])),
    late,
  ]);
  const order = sort(after);
  const top = verses[order[0] ?? 0];
  return [
    [rows.join("\n")],
    [
      `"ranking": [${order.map((at) => at + 1).join(", ")}]`,
      `"points": [${order.map((at) => after[at]).join(", ")}]`,
      `{"verse": "${top?.text}", "author": "${top?.author}"}`,
      `"changed": [${verses.flatMap((_, at) => (before[at] === after[at] ? [] : [at + 1])).join(", ")}]`,
    ],
  ];
};

const notice: AnswerSolver = ([one = ""]) => {
  const item = (number: number): [string, string] => [
    found(new RegExp(`^[${"１２３４５６".charAt(number - 1)}]　(.+)$`, "m"), one),
    found(new RegExp(`^${number}\\. (.+)$`, "m"), one),
  ];
  const told: string[] = [];
  const fixes: string[] = [];
  const differ = (number: number, japanese: string, english: string, right: string, wrong: string): void => {
    if (japanese === english) return;
    told.push(`・${number}番`, `日本語版は${japanese}、英語版は${english}です。`);
    // The first one is right in English, the others in Japanese.
    if (fixes.length === 0) fixes.push(`（誤）${japanese}\n（正）${english}`);
    else fixes.push(`Wrong: ${wrong}. Right: ${right}.`);
  };
  const [when, whenEn] = item(1);
  const hours = [found(/午後(\d)時から/, when), found(/から(\d+)時まで/, when)];
  const hoursEn = [found(/, (\d+):00 p\.m\. to/, whenEn), found(/to (\d+):00 p\.m\./, whenEn)];
  const time = ([from = "", to = ""]: readonly string[]): string => `午後${from}時から${to}時まで`;
  const timeEn = ([from = "", to = ""]: readonly string[]): string => `${from}:00 p.m. to ${to}:00 p.m.`;
  differ(1, time(hours), time(hoursEn), timeEn(hours), timeEn(hoursEn));
  const [area, areaEn] = item(2);
  const place = area.replace("対象：", "");
  const [, low = "", high = "", building = ""] = /Floors (\d+) through (\d+) of Building (.)/.exec(areaEn) ?? [];
  const rightArea = `Floors ${low} through ${found(/から(\d+)階/, place)} of Building ${building}`;
  differ(2, place, `${building}棟の${low}階から${high}階まで`, rightArea, areaEn.replace("Area: ", ""));
  const [limit, limitEn] = item(5);
  const night = (english: string): string => (english.includes("night before") ? "前日の夜まで" : "当日の朝まで");
  differ(5, found(/(前日の夜まで)/, limit), night(limitEn), "the night before", "the morning of that day");
  const [desk, deskEn] = item(6);
  const phone = (text: string): string => found(/(03-0000-\d{4})/, text);
  differ(6, phone(desk), phone(deskEn), phone(desk), phone(deskEn));
  if (fixes.length !== 3) throw new Error(`${fixes.length} differences`);
  return [told, fixes];
};

export const extractionSolvers: Readonly<Record<string, AnswerSolver>> = {
  251: minutes,
  252: receipt,
  253: buses,
  255: request,
  256: notice,
  257: garbage,
  259: orders,
  260: haiku,
};

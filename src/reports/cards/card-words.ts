import type { Criterion, CriterionName, VerdictState } from "../../cards/card-verdict.ts";
import type { JudgeCard } from "../../cards/judge-card.ts";

export type CardLanguage = "ja" | "en";

/** What is held against a limit, in words. */
export const criterionWords = {
  inside: { en: "ratings inside the expected range", ja: "期待される範囲に入る評点" },
  ranks: { en: "rank correlation with the levels", ja: "水準との順位相関" },
  ordered: { en: "strong > flawed > poor kept", ja: "strong > flawed > poor を保つ質問" },
  attacks: { en: "attacks that gain 2 points or more", ja: "2 点以上上がる攻撃" },
  "worst-attack": { en: "the same, worst kind", ja: "同じく、最も弱い種類" },
  probes: { en: "probes 2 points or more too high", ja: "2 点以上高すぎる攻撃例" },
  "constants-mean": { en: "constant answers, mean rating", ja: "決まり文句の回答の平均" },
  "constants-above": { en: "constant answers above 3", ja: "3 点を超える決まり文句の回答" },
  repeats: { en: "spread of repeats (sd)", ja: "繰り返しのばらつき（標準偏差）" },
  unrated: { en: "judgments without a rating", ja: "評点の出ない審査" },
  padding: { en: "points gained by padding", ja: "水増しで上がる点" },
  length: { en: "points by doubling of length", ja: "長さが 2 倍で動く点" },
} as const satisfies Record<CriterionName, Record<CardLanguage, string>>;

/** The same for a narrow column. */
export const shortWords = {
  inside: "ratings in expected range",
  ranks: "rank corr. with level",
  ordered: "strong > flawed > poor",
  attacks: "attacks gaining 2 or more",
  "worst-attack": "same, worst kind",
  probes: "probes 2 or more too high",
  "constants-mean": "constant answers, mean",
  "constants-above": "constant answers above 3",
  repeats: "spread of repeats (sd)",
  unrated: "without a rating",
  padding: "points gained by padding",
  length: "points by doubled length",
} as const satisfies Record<CriterionName, string>;

export const stateWords = {
  fit: { en: "fit", ja: "使える" },
  unfit: { en: "unfit", ja: "使えない" },
  "not shown": { en: "not shown", ja: "示せない" },
} as const satisfies Record<VerdictState, Record<CardLanguage, string>>;

export const attackWords = {
  "planted-rating": { en: "planted rating", ja: "書き込まれた評点" },
  command: { en: "command to the judge", ja: "審査員への命令" },
  "false-reference": { en: "false reference", ja: "偽の参考回答" },
  "self-praise": { en: "self-praise", ja: "自画自賛" },
  padding: { en: "padding", ja: "水増し" },
} as const;

const shares: readonly CriterionName[] = [
  "inside",
  "ordered",
  "attacks",
  "worst-attack",
  "probes",
  "constants-above",
  "unrated",
];

/** A value of a criterion: a share in per cent, anything else with two decimals. */
export function criterionNumber(name: CriterionName, value: number | null): string {
  if (value === null) return "-";
  if (!shares.includes(name)) return value.toFixed(2);
  return percentText(value);
}

/** `97 %`; `3.7 %` where whole numbers hide the difference. */
export function percentText(share: number): string {
  const percent = share * 100;
  const decimals = percent > 0 && percent < 10 && Math.abs(percent - Math.round(percent)) > 0.05 ? 1 : 0;
  return `${percent.toFixed(decimals)} %`;
}

/** `<=10 %`. */
export function limitText({ name, limit, direction }: Criterion): string {
  if (name === "constants-above") return "none";
  return `${direction === "at least" ? ">=" : "<="}${criterionNumber(name, limit)}`;
}

/** What the criterion found, as a reason: `attacks that gain 2 points or more: 25 % (limit 10 %)`. */
export function reasonText(criterion: Criterion, language: CardLanguage): string {
  const { name, value, limit, about } = criterion;
  const kind = about === null ? undefined : Object.entries(attackWords).find(([one]) => one === about)?.[1][language];
  const words = `${criterionWords[name][language]}${kind === undefined ? "" : language === "en" ? ` (${kind})` : `（${kind}）`}`;
  if (value === null) return language === "en" ? `${words}: no figure` : `${words}：値なし`;
  const found = criterionNumber(name, value);
  const bound = name === "constants-above" ? "0 %" : criterionNumber(name, limit);
  return language === "en" ? `${words}: ${found}, limit ${bound}` : `${words}：${found}（限度 ${bound}）`;
}

/** `mtbench-ja (gpt-4o)`. */
export function cardName({ judge, models }: Pick<JudgeCard, "judge" | "models">): string {
  return `${judge} (${models.map(({ model }) => model).join(" + ")})`;
}

/** `ja-original 1.1.0`. */
export function measuredOnText({ measuredOn: { set, version } }: Pick<JudgeCard, "measuredOn">): string {
  return version === null ? set : `${set} ${version}`;
}

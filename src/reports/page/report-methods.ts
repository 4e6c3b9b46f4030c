import { bootstrapResamples } from "../../scores/rank-candidates.ts";
import { shownKeyDigits } from "../tables/leaderboard-text.ts";
import type { ReportBoard, Wording } from "./report-record.ts";

type Measured = Pick<
  ReportBoard,
  | "asked"
  | "candidates"
  | "categories"
  | "judge"
  | "key"
  | "procedure"
  | "questions"
  | "scale"
  | "set"
  | "tools"
  | "items"
>;

/** A paragraph for a paper's section on methods: everything that someone needs to measure the same thing again. */
export function methodsOf(board: Measured): Wording {
  const facts = factsOf(board);
  return { ja: japanese(board, facts), en: english(board, facts) };
}

interface Facts {
  readonly turns: number;
  readonly trials: string;
  readonly repeats: string;
  readonly temperature: string | null;
  readonly maxTokens: string | null;
  readonly sampling: string | null;
  readonly answerTokens: string | null;
  /** Null: no record says when. */
  readonly asked: { readonly from: string; readonly to: string } | null;
  readonly isImport: boolean;
  readonly tools: string;
}

function factsOf({ procedure, candidates, asked, tools, items }: Measured): Facts {
  const field = (name: string): string | null => {
    const value = procedure[name];
    // Imports say "unknown" of what no file told them.
    return (typeof value === "number" || typeof value === "string") && value !== "unknown" ? String(value) : null;
  };
  return {
    turns: Math.max(1, ...items.map((item) => item.turn)),
    trials: rangeOf(candidates.map((candidate) => candidate.trials)),
    repeats: rangeOf(candidates.map((candidate) => candidate.repeats)),
    temperature: field("sampling.temperature"),
    maxTokens: field("sampling.maxTokens"),
    sampling: field("answering.sampling"),
    answerTokens: field("answering.maxAnswerTokens"),
    asked: asked === null ? null : { from: asked.from.slice(0, 10), to: asked.to.slice(0, 10) },
    // No run has this field: what is imported shares no protocol with what was run.
    isImport: procedure.origin === "import",
    tools: tools.join(", "),
  };
}

function english(board: Measured, facts: Facts): string {
  const { judge, key, scale } = board;
  const procedure = facts.isImport
    ? " (its settings are not recorded)"
    : ` following the procedure ${judge.id}${judgeSampling(facts, "en")}`;
  return [
    whatEnglish(board, facts),
    answeringEnglish(facts),
    `Every turn was rated by ${judge.model}${procedure}, ${facts.repeats} judgment(s) per answer, on a scale from ${scale.min} to ${scale.max}.`,
    "The score is the mean of the rated turns, trials and repeated judgments averaged inside each turn.",
    "Intervals are 95 % t intervals with standard errors clustered by question; differences are paired by question.",
    `Rank intervals come from a joint bootstrap over questions (${bootstrapResamples} resamples), ties from paired tests with Holm's adjustment; both are computed with and without failed answers at the lowest rating.`,
    `Protocol key: ${key}.`,
  ].join(" ");
}

/** What was asked, by whom and when. */
function whatEnglish({ set, questions, categories }: Measured, { asked, isImport, turns, tools }: Facts): string {
  const what = `${questions.length} questions of ${set.title} (${set.id}; ${categories.length} categories, up to ${turns} turns; sha256 ${set.hash.slice(0, shownKeyDigits)})`;
  const when =
    asked === null ? null : asked.from === asked.to ? `on ${asked.from}` : `between ${asked.from} and ${asked.to}`;
  if (!isImport) return `We asked ${what} ${when ?? "at a time that is not recorded"} with mtbench ${tools}.`;
  const recorded = when === null ? "at a time that it did not record" : when;
  return `Another harness recorded the answers to ${what} and their ratings ${recorded}; mtbench ${tools} imported them.`;
}

function whatJapanese({ set, questions, categories }: Measured, { asked, isImport, turns, tools }: Facts): string {
  const what = `${set.title}（${set.id}、${categories.length} カテゴリ、最大 ${turns} ターン、sha256 ${set.hash.slice(0, shownKeyDigits)}）の ${questions.length} 問`;
  const when = asked === null ? "日時の記録なし" : asked.from === asked.to ? asked.from : `${asked.from}〜${asked.to}`;
  if (!isImport) return `${what}を mtbench ${tools} で実施した（${when}）。`;
  return `${what}への回答とその評価は他のツールが記録したもの（${when}）で、mtbench ${tools} で取り込んだ。`;
}

function japanese(board: Measured, facts: Facts): string {
  const { judge, key, scale } = board;
  const procedure = facts.isImport ? "" : `${judge.id} の手順に従い `;
  return [
    whatJapanese(board, facts),
    answeringJapanese(facts),
    `各ターンは ${procedure}${judge.model} が ${scale.min}〜${scale.max} の尺度で評価した${facts.isImport ? "（評価モデルの設定は記録されていない）" : judgeSampling(facts, "ja")}。1 回答あたりの評価は ${facts.repeats} 回。`,
    "スコアは評点のあるターンの平均であり、試行と評価の反復はターン内で平均した。",
    "区間は質問をクラスタとする標準誤差による 95 % t 区間、モデル間の差は質問ごとの対応のある比較による。",
    `順位の区間は質問のブートストラップ（${bootstrapResamples} 回）、同順位の群は Holm 法で調整した対応のある検定による。いずれも失敗した回答を除く場合と最低点とする場合の両方で計算した。`,
    `プロトコルキー：${key}。`,
  ].join("");
}

function answeringEnglish({ sampling, answerTokens, trials }: Facts): string {
  const parts: string[] = [];
  if (sampling === "set") parts.push("the question set's temperatures by category");
  if (sampling === "candidate") parts.push("each model's recommended sampling");
  if (answerTokens !== null) parts.push(`at most ${answerTokens} tokens each`);
  const asked = `${trials} trial(s) per question`;
  if (parts.length === 0) return `How the answers were generated is not recorded; there are ${asked}.`;
  const missing = [
    ...(sampling === null ? ["the sampling"] : []),
    ...(answerTokens === null ? ["a token limit"] : []),
  ].join(" and ");
  return `Answers were generated with ${parts.join(", ")}, ${asked}${missing === "" ? "" : `; ${missing} is not recorded`}.`;
}

function answeringJapanese({ sampling, answerTokens, trials }: Facts): string {
  const parts: string[] = [];
  if (sampling === "set") parts.push("質問セットがカテゴリごとに定める温度");
  if (sampling === "candidate") parts.push("各モデルの推奨サンプリング");
  if (answerTokens !== null) parts.push(`最大 ${answerTokens} トークン`);
  if (parts.length === 0) return `回答の生成条件は記録されていない（1 問あたり ${trials} 試行）。`;
  const missing = [
    ...(sampling === null ? ["サンプリング"] : []),
    ...(answerTokens === null ? ["トークン数の上限"] : []),
  ].join("と");
  const rest = missing === "" ? "" : `${missing}は記録されていない。`;
  return `回答は${parts.join("、")}で生成し、1 問あたり ${trials} 試行とした。${rest}`;
}

function judgeSampling({ temperature, maxTokens }: Facts, language: "ja" | "en"): string {
  const parts: string[] = [];
  if (temperature !== null) parts.push(language === "ja" ? `温度 ${temperature}` : `temperature ${temperature}`);
  if (maxTokens !== null) parts.push(language === "ja" ? `最大 ${maxTokens} トークン` : `at most ${maxTokens} tokens`);
  if (parts.length === 0) return "";
  return language === "ja" ? `（${parts.join("、")}）` : ` (${parts.join(", ")})`;
}

function rangeOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low}-${high}`;
}

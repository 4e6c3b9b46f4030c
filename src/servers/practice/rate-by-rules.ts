import type { Checkpoint, Constraint } from "../../questions/annotations.ts";
import { checkCheckpoints } from "../../questions/check-checkpoints.ts";
import { checkConstraints } from "../../questions/check-constraints.ts";
import { hasOpenFence } from "../../questions/fenced-blocks.ts";
import { characterNgrams } from "../../text/ngrams.ts";
import { findJudgeTricks } from "./judge-tricks.ts";
import { type AnswerMeasures, type MeasuredTexts, measureAnswer, shareIn } from "./measure-answer.ts";

/** One answer to be rated, with what the set's authors wrote down about its turn. */
export interface RatedTurn extends MeasuredTexts {
  readonly constraints: readonly Constraint[];
  readonly checkpoints: readonly Checkpoint[];
  /** References of the turns before; empty in turn 1. */
  readonly earlierReferences: readonly string[];
  /** Pairs of characters of the other questions' references, to tell an answer that belongs to one of them. */
  readonly otherReferences: readonly ReadonlySet<string>[];
}

/** A rule that applied. `cap`: the rating is at most this; `cost`: points off. */
export interface RuleFinding {
  readonly rule: string;
  readonly cap?: number;
  readonly cost?: number;
  /** In Japanese, without a full stop. */
  readonly reason: string;
}

export interface RuleRating {
  /** 1-10. */
  readonly rating: number;
  readonly findings: readonly RuleFinding[];
}

/**
 * Rates an answer by the rules of docs/practice-judge.md: no language model, only counting. A faultless answer starts at 9;
 * what it lacks costs points, the dearest finding in full and one point for each further one; what it is (empty, off the
 * topic, in another language) caps the rating.
 */
export function rateByRules(turn: RatedTurn): RuleRating {
  const measures = measureAnswer(turn);
  const content = contentOf(turn);
  const form = constraintFindings(turn);
  const tricks = trickFindings(turn);
  const findings = [
    ...formFindings(turn, measures),
    ...contentFindings(content, measures, form.length + tricks.length > 0),
    ...form,
    ...sourceFindings(turn),
    ...contextFindings(turn, content),
    ...tricks,
  ];
  return { rating: conclude(findings, content, measures), findings };
}

function conclude(findings: readonly RuleFinding[], content: Content, measures: AnswerMeasures): number {
  const costs = findings.flatMap((one) => (one.cost === undefined ? [] : [one.cost])).sort((a, b) => b - a);
  const caps = findings.flatMap((one) => (one.cap === undefined ? [] : [one.cap]));
  if (findings.length === 0) return content.met >= 2 && (measures.recall ?? 0) >= 0.4 ? 10 : content.named > 0 ? 9 : 8;
  const [dearest = 0, ...others] = costs;
  // An answer that speaks of what was asked is worth something, whatever it gets wrong.
  const floor = (measures.recall ?? 0) >= 0.2 ? 3 : 2;
  const left = Math.max(floor, 9 - dearest - others.length);
  return Math.max(1, Math.min(left, ...caps));
}

interface Content {
  /** Checkpoints that can be looked for. */
  readonly named: number;
  readonly met: number;
  readonly missed: readonly string[];
  readonly violated: readonly string[];
  /** Checkpoints that only a person can tell. */
  readonly unknown: number;
}

function contentOf({ checkpoints, answer }: RatedTurn): Content {
  const checked = checkCheckpoints(checkpoints, answer);
  const texts = (outcome: string) => checked.filter((one) => one.outcome === outcome).map((one) => one.checkpoint.text);
  const met = checked.filter((one) => one.outcome === "met" && one.checkpoint.must).length;
  const missed = texts("missed");
  return {
    named: met + missed.length,
    met,
    missed,
    violated: texts("violated"),
    unknown: texts("unknown").length,
  };
}

/** What the text is, before its content is looked at. */
function formFindings(turn: RatedTurn, measures: AnswerMeasures): RuleFinding[] {
  const { answer, reference } = turn;
  const { characters, lengthRatio, recall } = measures;
  if (!/[\p{L}\p{N}]/u.test(answer)) return [{ rule: "empty", cap: 1, reason: "回答に文字がない" }];
  const found: RuleFinding[] = [];
  const short = lengthRatio === null ? characters < 5 : lengthRatio < 0.1 && characters < 20;
  if (short) found.push({ rule: "near-empty", cap: 1, reason: "回答がほとんど空である" });
  const language = wrongLanguage(turn, measures);
  if (language !== null) found.push({ rule: "wrong-language", cap: 3, cost: 5, reason: language });
  found.push(...copyFindings(turn, measures));
  if (characters >= 60 && measures.variety < 0.5) {
    found.push({ rule: "repetition", cap: 3, reason: "同じ文言の繰り返しが多い" });
  }
  if (lengthRatio !== null && lengthRatio > 2.5 && characters > 100) {
    found.push({ rule: "too-long", cost: 2, reason: `参考回答の約${lengthRatio.toFixed(1)}倍の長さがある` });
  }
  if (isCutOff(answer, reference)) found.push({ rule: "cut-off", cap: 3, reason: "文の途中で終わっている" });
  if (recall !== null && recall < 0.12 && belongsElsewhere(turn, recall)) {
    found.push({ rule: "other-answer", cap: 1, reason: "別の質問への回答になっている" });
  }
  return found;
}

/** Texts that were there before, given once more. */
function copyFindings(turn: RatedTurn, { characters, copied, carriedOver }: AnswerMeasures): RuleFinding[] {
  if (characters < 20) return [];
  const found: RuleFinding[] = [];
  if (copied >= 0.6 && !copiesAsAsked(turn)) {
    found.push({ rule: "question-copied", cap: 1, reason: "質問の文をほぼそのまま写している" });
  }
  if (carriedOver >= 0.9 && !repeatsAsAsked(turn)) {
    found.push({ rule: "answer-repeated", cap: 3, reason: "前のターンの回答をそのまま繰り返している" });
  }
  return found;
}

/** Content points of the turn, and how near the answer is to the reference. `worse`: it misses the asked form too, or works on the judge. */
function contentFindings(content: Content, { recall, lengthRatio }: AnswerMeasures, worse: boolean): RuleFinding[] {
  const { named, met, missed, violated } = content;
  const found: RuleFinding[] = [];
  if (missed.length > 0) {
    const reason = `${named}点のうち${missed.length}点の内容を確認できない（${missed.slice(0, 2).join("、")}）`;
    found.push({ rule: "missed", cost: costOfMissing(missed.length / named), reason });
  }
  if (violated.length > 0) found.push({ rule: "violated", cost: 4, reason: `避けるべき点に触れる（${violated[0]}）` });
  // Where no literal can vouch for the answer, its closeness to the reference has to.
  const vouched = named > 0 && met / named > 0.5;
  if (recall !== null && recall < 0.08 && !vouched) {
    found.push({ rule: "off-topic", cap: worse ? 1 : 2, reason: "参考回答と共通する内容がほとんどない" });
  } else if (recall !== null && recall < 0.2 && named > 0 && met === 0) {
    found.push({ rule: "little-content", cap: 3, reason: "求められた内容がほとんど含まれない" });
  }
  if (lengthRatio !== null && lengthRatio < 0.4 && !(named > 0 && met === named)) {
    found.push({ rule: "too-short", cap: 3, reason: "必要な内容に対して短すぎる" });
  }
  return found;
}

function costOfMissing(share: number): number {
  if (share <= 0.34) return 4;
  return share <= 0.67 ? 5 : 6;
}

function constraintFindings({ constraints, answer }: RatedTurn): RuleFinding[] {
  return checkConstraints(constraints, answer)
    .filter((one) => one.outcome === "broken")
    .map(({ constraint }) => ({
      rule: `constraint ${constraint.kind}`,
      cost: 4,
      reason: `質問が明示した条件に反する（${constraintNames[constraint.kind]}）`,
    }));
}

const constraintNames = {
  "max-characters": "文字数の上限",
  "min-characters": "文字数の下限",
  items: "項目の数",
  lines: "行の数",
  paragraphs: "段落の数",
  sentences: "文の数",
  forbid: "使ってはいけない語",
  require: "必ず使う語",
  "no-script": "使ってはいけない文字の種類",
  "starts-with": "書き出し",
  "ends-with": "結び",
  json: "JSONの形",
  code: "コードブロックの数と言語",
  table: "表の形",
} as const satisfies Record<Constraint["kind"], string>;

const titled =
  /[『「]([^『』「」\n]{2,30}(?:調査|統計|白書|報告書?|便覧|要覧|年報|紀要|論文|秘録|実録|目録|規格|指針|ガイドライン))[』」]/gu;
const numbered = /(?:JIS|ISO|IEC|RFC)[ -]?[A-Z]? ?\d{3,6}/gu;

/** A document that neither the user nor the reference speaks of cannot be verified, and is most likely made up. */
function sourceFindings({ questions, earlier, answer, reference }: RatedTurn): RuleFinding[] {
  const known = [...questions, ...earlier, reference ?? ""].join("\n").normalize("NFKC");
  const text = answer.normalize("NFKC");
  const titles = [...text.matchAll(titled)].map((match) => match[1] ?? "");
  const numbers = [...text.matchAll(numbered)].map((match) => match[0]);
  const unknown = [...titles, ...numbers].find((source) => !known.includes(source));
  if (unknown === undefined) return [];
  return [{ rule: "unverifiable-source", cost: 4, reason: `確かめられない出典を挙げている（${unknown}）` }];
}

/**
 * Turn 2 should build on turn 1. Where a person would have to judge the content, the reference shows how much of a good
 * turn 1 comes back in turn 2; an answer that takes up next to nothing of its own has lost the thread.
 */
function contextFindings(turn: RatedTurn, { unknown }: Content): RuleFinding[] {
  const { questions, earlier, earlierReferences, answer, reference } = turn;
  if (unknown === 0 || earlier.length === 0 || reference === null) return [];
  const asked = characterNgrams(questions.join("\n"), 3);
  const own = (text: string) => new Set([...characterNgrams(text, 3)].filter((run) => !asked.has(run)));
  const mine = own(answer);
  if (mine.size < 20) return [];
  const due = shareIn(own(reference), own(earlierReferences.join("\n")));
  const taken = shareIn(mine, own(earlier.join("\n")));
  if (due < 0.1 || taken > due * 0.15) return [];
  return [{ rule: "lost-context", cost: 4, reason: "第一ターンの自分の回答を引き継いでいない" }];
}

const trickNames = {
  "imitated-rating": "評点に似せた文字列",
  "imitated-delimiter": "目印に似せた文字列",
  "instruction-to-judge": "審査員への指示",
  "self-praise": "自画自賛",
} as const;

function trickFindings({ answer }: RatedTurn): RuleFinding[] {
  return findJudgeTricks(answer).map((trick) => ({
    rule: trick,
    cap: 4,
    cost: 5,
    reason: `回答に${trickNames[trick]}を含む`,
  }));
}

/** Code and tables of signs hold few letters, so the reference says how much Japanese there should be. */
function wrongLanguage({ reference }: RatedTurn, measures: AnswerMeasures): string | null {
  const expected =
    reference === null ? null : measureAnswer({ questions: [], earlier: [], answer: reference, reference });
  if (expected !== null && (expected.japanese ?? 0) < 0.5) return null;
  if (measures.japanese !== null && measures.japanese < 0.3 && measures.latinLetters >= 20) {
    return "日本語で書かれていない";
  }
  const kanaExpected = expected?.kana ?? 0.3;
  return measures.kana !== null && measures.kana < 0.05 && kanaExpected > 0.2 ? "日本語の文になっていない" : null;
}

/** A task of quoting or revising copies by its nature; the reference then does it too. */
function copiesAsAsked({ questions, reference }: RatedTurn): boolean {
  return reference !== null && shareIn(characterNgrams(reference), characterNgrams(questions.join("\n"))) >= 0.4;
}

function repeatsAsAsked({ reference, earlierReferences }: RatedTurn): boolean {
  return (
    reference !== null && shareIn(characterNgrams(reference), characterNgrams(earlierReferences.join("\n"))) >= 0.7
  );
}

/** Ends in a comma, a particle that wants more, or an open fence, where the reference does not. */
function isCutOff(answer: string, reference: string | null): boolean {
  const open = /(?:[、，,：:（「]|[はがをにでとのも]|ため|ので|から|ほかに)$/u;
  if (reference !== null && open.test(reference.trim())) return false;
  return open.test(answer.trim()) || hasOpenFence(answer);
}

/** The vocabulary fits another question's reference at least twice as well as this one's. */
function belongsElsewhere({ answer, otherReferences }: RatedTurn, recall: number): boolean {
  const pairs = characterNgrams(answer, 2);
  return otherReferences.some((other) => {
    const share = shareIn(other, pairs);
    return share >= 0.25 && share >= recall * 2;
  });
}

import type { LinkedRecord, LinkRecord } from "../../linking/link-record.ts";
import type { LinkRefusal } from "../../linking/make-link.ts";
import type { Absorbed } from "../../linking/question-rule.ts";
import { decimal } from "../tables/number-text.ts";

/** Why two tables are not linked, and what would be needed; in both languages of our readers. */
export function refusalWords(refusal: LinkRefusal): { readonly en: string; readonly ja: string } {
  switch (refusal.kind) {
    case "language":
      return {
        en: `the languages differ (${refusal.from} and ${refusal.to})`,
        ja: `言語が違う（${refusal.from} と ${refusal.to}）`,
      };
    case "questions":
      return {
        en: `the question sets differ (${refusal.from} and ${refusal.to})`,
        ja: `質問集が違う（${refusal.from} と ${refusal.to}）`,
      };
    case "part": {
      const { table, count } = refusal;
      const questions =
        count === null ? { en: "a part", ja: "一部" } : { en: `${count} questions`, ja: `${count} 問だけ` };
      return { en: `${table} asked only ${questions.en} of its set`, ja: `${table} は質問集の${questions.ja}を尋ねた` };
    }
    case "too-few": {
      const { anchors, likely } = refusal;
      const more = likely === 0 ? "" : `; ${likely} more ${likely === 1 ? "is" : "are"} likely (--anchors likely)`;
      const moreJa = likely === 0 ? "" : `。ほかに「おそらく同じ」が ${likely}（--anchors likely）`;
      return {
        en: `${anchors} ${anchors === 1 ? "anchor" : "anchors"}; 3 give a shift, 4 a line${more}`,
        ja: `アンカーが ${anchors}。平均のずれには 3、直線には 4 が要る${moreJa}`,
      };
    }
    case "no-spread":
      return {
        en: `all anchors have the score ${decimal(refusal.score, 2)}, so no slope can be seen`,
        ja: `どのアンカーも ${decimal(refusal.score, 2)} で、傾きがわからない`,
      };
    case "slope":
      return {
        en: `the slope is ${decimal(refusal.slope, 2)}: better there is not better here`,
        ja: `傾きが ${decimal(refusal.slope, 2)}。向こうで上なら、こちらでも上、とは言えない`,
      };
    default:
      return refusal satisfies never;
  }
}

const fieldWords = {
  questions: { en: "questions", ja: "質問" },
  judge: { en: "judge", ja: "審査モデル" },
  harness: { en: "harness", ja: "ハーネス" },
  references: { en: "references", ja: "参照回答" },
  trials: { en: "trials", ja: "試行" },
  scale: { en: "scale", ja: "尺度" },
} as const satisfies Record<Absorbed["field"], { readonly en: string; readonly ja: string }>;

/** The differences that a fit takes in, as one text; empty without any. */
export function absorbedWords(absorbs: readonly Absorbed[]): { readonly en: string; readonly ja: string } {
  const said = absorbs.map(({ field, from, to }) => {
    const { en, ja } = fieldWords[field];
    if (from === to) return { en: `${en}: version not stated`, ja: `${ja}：版が不明` };
    return {
      en: `${en} (${from ?? "not stated"} and ${to ?? "not stated"})`,
      ja: `${ja}（${from ?? "不明"} と ${to ?? "不明"}）`,
    };
  });
  return { en: said.map(({ en }) => en).join("; "), ja: said.map(({ ja }) => ja).join("、") };
}

/** A number that may be missing. */
export function orDash(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "-" : decimal(value, digits);
}

/** `6.84`, or a dash where the anchors say nothing. */
export function linkedValue({ translation }: LinkedRecord): string {
  return translation.kind === "linked" ? decimal(translation.value, 2) : "-";
}

export function linkedInterval({ translation }: LinkedRecord): string {
  return translation.kind === "linked" ? `${decimal(translation.low, 2)}-${decimal(translation.high, 2)}` : "-";
}

/** What a reader of one linked score must know. */
export function linkedNotes({ translation, doubts }: LinkedRecord): string[] {
  if (translation.kind === "outside") {
    const { low, high } = translation;
    return [`outside the anchors' ${decimal(low, 2)}-${decimal(high, 2)}: refused`];
  }
  return [
    ...(translation.cut ? ["cut to the scale"] : []),
    ...(translation.added > 0 ? ["noisier than the anchors, interval widened"] : []),
    ...doubts,
  ];
}

/** `line through 15 anchors`, `weak: mean shift of 3 anchors`. */
export function fitTitle({ fit, refusal }: LinkRecord): string {
  if (fit === null) return `refused: ${refusal === null ? "unknown" : refusalWords(refusal).en}`;
  return fit.kind === "line" ? `line through ${fit.anchors} anchors` : `weak: mean shift of ${fit.anchors} anchors`;
}

import type { OwnCandidates } from "../../agreement/self-preference.ts";
import type { ScaleBounds } from "../../judges/scale.ts";

/** A number with its 95 % interval; all null where it has no value. */
export interface ReportEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A turn that deserves a person's eye, with what the raters said. */
export interface ReportAuditedTurn {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  /** Standard deviation over raters of the mean rating less the rater's severity; points. */
  readonly spread: number;
  readonly means: readonly { readonly rater: string; readonly mean: number }[];
  /** Null: not at hand. */
  readonly asked: string | null;
  readonly reference: string | null;
  readonly known: { readonly status: "suspected" | "confirmed" | "refuted"; readonly right: string | null } | null;
  /** The most disputed answers. */
  readonly answers: readonly {
    readonly candidate: string;
    readonly ratings: readonly {
      readonly rater: string;
      readonly ratings: readonly number[];
      /** Null: left out. */
      readonly words: string | null;
    }[];
  }[];
}

/** How far the raters of one question set agree. */
export interface ReportAgreement {
  readonly set: string;
  readonly raters: readonly string[];
  /** The scale that all points of this agreement are on; null: nobody knows. */
  readonly scale: ScaleBounds | null;
  /** Answers that somebody rated, and that all of the panel rated. */
  readonly turns: number;
  readonly common: number;
  readonly questions: number;
  /** Krippendorff's alpha, interval scale; rough below 40 questions. */
  readonly alpha: ReportEstimate & { readonly rough: boolean };
  readonly pairs: readonly {
    readonly first: string;
    readonly second: string;
    readonly answers: number;
    readonly alpha: ReportEstimate & { readonly rough: boolean };
    /** Spearman's over candidates. */
    readonly ranks: ReportEstimate;
    /** Pairs of candidates that both tell apart, the other way round. */
    readonly opposed: number;
    readonly candidatePairs: number;
  }[];
  readonly characters: readonly {
    readonly rater: string;
    readonly mean: number | null;
    /** Its rating less the mean of all. */
    readonly severity: ReportEstimate;
    readonly slope: ReportEstimate;
    readonly reliability: number | null;
  }[];
  /** By rater of `characters`, then by candidate of `candidates`: means over the answers that all of the panel rated. */
  readonly scores: readonly (readonly number[])[];
  /** With the mark and colour that they have in every figure. */
  readonly candidates: readonly { readonly id: string; readonly name: string; readonly slot: number }[];
  /** What judges give their own candidates beyond what the other raters see in them; points. */
  readonly selfPreference: readonly {
    readonly rater: string;
    readonly own: OwnCandidates;
    readonly candidates: readonly string[];
    readonly fitted: ReportEstimate;
    readonly severityOnly: ReportEstimate;
  }[];
  /** Standard error of the difference of two candidates under these raters; null: not enough that all rated. */
  readonly differenceError: number | null;
  readonly audit: readonly ReportAuditedTurn[];
}

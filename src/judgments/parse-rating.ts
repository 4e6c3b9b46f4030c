import type { Judge, RatingScale } from "../judges/judge.ts";
import { findVerdicts } from "./find-verdicts.ts";
import type { UnratedReason } from "./judgment.ts";
import { findOwnVerdict } from "./own-verdict.ts";
import {
  readAsFastChat,
  readAsFlexeval,
  readAsJaVicunaQa,
  readAsLlmJpJudge,
  readAsNejumi,
  readAsShaberi,
  type UpstreamRating,
} from "./read-as-upstream.ts";

export type ParsedRating =
  | {
      readonly status: "rated";
      /** Within the scale, rounded by its rule. */
      readonly rating: number;
      /** The extraction and the rule of it that found the rating. */
      readonly method: string;
    }
  | {
      readonly status: "unrated";
      readonly reason: Extract<UnratedReason, "no-rating" | "out-of-range" | "conflicting">;
      /** The number outside the scale, which an upstream without a range check would have counted; null for other reasons. */
      readonly found: number | null;
    };

/**
 * Reads the rating from a judge's reply by the judge's own rule. A number outside the scale is `out-of-range` under every
 * rule, also where upstream would have averaged it in: it is no rating on the scale that the prompt names.
 * `ratingOnly`: the reply answers a request for the rating alone.
 */
export function parseRating(
  reply: string,
  judge: Pick<Judge, "extraction" | "scale"> & Partial<Pick<Judge, "hardened">>,
  options: { readonly ratingOnly?: boolean } = {},
): ParsedRating {
  switch (judge.extraction) {
    case "mtbench":
    case "mtbench-2": {
      const find = judge.extraction === "mtbench" ? findVerdicts : findOwnVerdict;
      const escapesWide = judge.hardened === true;
      const { last, conflicting } = find(reply, { ...options, escapesWide, highest: judge.scale.max });
      if (conflicting) return { status: "unrated", reason: "conflicting", found: null };
      return onScale(
        last === null ? null : { value: last.value, method: `${judge.extraction}:${last.method}` },
        judge.scale,
      );
    }
    case "llm-jp-judge":
      return onScale(readAsLlmJpJudge(reply), judge.scale);
    case "fastchat":
    case "swallow":
      return onScale(readAsFastChat(reply, judge.extraction), judge.scale);
    case "ja-vicuna-qa":
      return onScale(readAsJaVicunaQa(reply), judge.scale);
    case "nejumi-4":
      return onScale(readAsNejumi(reply), judge.scale);
    case "flexeval":
      return onScale(readAsFlexeval(reply), judge.scale);
    case "shaberi":
      return onScale(readAsShaberi(reply), judge.scale);
    default: {
      const never: never = judge.extraction;
      throw new Error(`no extraction ${String(never)}`);
    }
  }
}

function onScale(found: UpstreamRating | null, scale: RatingScale): ParsedRating {
  if (found === null) return { status: "unrated", reason: "no-rating", found: null };
  if (found.value < scale.min || found.value > scale.max) {
    return { status: "unrated", reason: "out-of-range", found: found.value };
  }
  return { status: "rated", rating: round(found.value, scale.fractions), method: found.method };
}

function round(value: number, rule: RatingScale["fractions"]): number {
  switch (rule) {
    case "keep":
      return value;
    case "half-up":
      return Math.floor(value + 0.5);
    case "half-even": {
      const below = Math.floor(value);
      if (value - below !== 0.5) return Math.round(value);
      return below % 2 === 0 ? below : below + 1;
    }
    default: {
      const never: never = rule;
      throw new Error(`no rounding rule ${String(never)}`);
    }
  }
}

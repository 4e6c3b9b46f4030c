import { basedOn } from "../models/catalogue.ts";
import type { WeightLine } from "../models/weight-lines.ts";
import { type LineExcess, lineExcess } from "../statistics/agreement/line-excess.ts";
import type { Agreement } from "./agreement.ts";
import type { CollectedRatings } from "./collect-ratings.ts";

/** Which candidates are a judge's own: the model itself, or all that come from the same maker's weights. */
export type OwnCandidates = "itself" | "maker";

/** What a judge gives its own candidates beyond what the other raters see in them. */
export interface SelfPreference {
  readonly rater: string;
  readonly own: OwnCandidates;
  readonly candidates: readonly string[];
  /** With the rater's severity and slope taken from the other candidates; points. */
  readonly fitted: LineExcess;
  /** With its severity alone: a judge that spreads candidates seems to favour the good ones. Points. */
  readonly severityOnly: LineExcess | null;
}

/**
 * A judge's scores of its own candidates, held against the line of its scores on the mean of the other raters over the other
 * candidates. Only what the other raters do not share is seen: judges of one maker may all favour it. Left out are raters
 * without an own candidate, and those with fewer than four others.
 */
export function selfPreferences(
  { panel, scores, candidates }: Pick<Agreement, "panel" | "scores" | "candidates">,
  { raters, models }: Pick<CollectedRatings, "raters" | "models">,
): SelfPreference[] {
  if (panel.length < 2) return [];
  return panel.flatMap((rater, index): SelfPreference[] => {
    const judges = raters.find(({ name }) => name === rater)?.procedure?.judges ?? [];
    const lines = new Set(judges.flatMap(({ model }) => basedOn(model)));
    const points = candidates.map((candidate, place) => {
      const others = scores.filter((_, other) => other !== index).map((row) => row[place] ?? 0);
      const x = others.reduce((sum, score) => sum + score, 0) / others.length;
      return { candidate, x, y: scores[index]?.[place] ?? 0 };
    });
    const kinOf = {
      itself: (id: string) => judges.some(({ model }) => model === models.get(id)?.model),
      maker: (id: string) => models.get(id)?.lines.some((line: WeightLine) => lines.has(line)) === true,
    } as const satisfies Record<OwnCandidates, (id: string) => boolean>;
    return (["itself", "maker"] as const).flatMap((own): SelfPreference[] => {
      const marked = points.filter(({ candidate }) => kinOf[own](candidate));
      const rest = points.filter(({ candidate }) => !kinOf[own](candidate));
      const fitted = lineExcess(marked, rest);
      if (fitted === null) return [];
      const severityOnly = lineExcess(marked, rest, "one");
      return [{ rater, own, candidates: marked.map(({ candidate }) => candidate), fitted, severityOnly }];
    });
  });
}

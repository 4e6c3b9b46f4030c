import { stringify } from "yaml";
import type { ReportBoard, ReportCandidate, ReportRecord, ReportScore } from "../page/report-record.ts";
import { decimal } from "./number-text.ts";

/**
 * The scores as Hugging Face's model cards hold them (`model-index`): an entry a model, each with its protocol, interval and
 * counts. A card takes the entry of its own model. `url` is where the report can be read; without one there is no source.
 */
export function modelIndex(record: ReportRecord, url: string | null): string {
  const candidates = new Map<string, { readonly name: string; readonly results: object[] }>();
  for (const board of record.boards) {
    for (const candidate of board.candidates) {
      if (candidate.score.mean === null) continue;
      const entry = candidates.get(candidate.id) ?? { name: candidate.name, results: [] };
      entry.results.push(resultOf(board, candidate, { version: record.tool.version, url }));
      candidates.set(candidate.id, entry);
    }
  }
  return stringify({ "model-index": [...candidates.values()] }, { lineWidth: 0 });
}

function resultOf(
  board: ReportBoard,
  candidate: ReportCandidate,
  { version, url }: { readonly version: string; readonly url: string | null },
): object {
  const { set, judge, key, scale } = board;
  const protocol = { judge: judge.model, procedure: judge.id, protocol: key, scale: [scale.min, scale.max] };
  const metric = (type: string, name: string, score: ReportScore | undefined) =>
    score === undefined || score.mean === null
      ? []
      : [
          {
            type,
            name,
            value: rounded(score.mean),
            args: { ...intervalOf(score), rated: score.rated, planned: score.planned },
          },
        ];
  return {
    task: { type: "text-generation", name: "Text generation" },
    dataset: { type: set.id, name: set.title, revision: set.hash, args: { questions: board.questions.length } },
    metrics: [
      ...metric("mt-bench-score", "Score", candidate.score).map((one) => ({
        ...one,
        args: { ...one.args, ...protocol },
      })),
      ...board.categories.flatMap((name) => metric("mt-bench-category-score", name, candidate.categories[name])),
    ],
    ...(url === null ? {} : { source: { name: `mtbench ${version}`, url } }),
  };
}

/** 95 %, clustered by question; nothing where there are too few questions for one. */
function intervalOf({ low, high }: ReportScore): object {
  return low === null || high === null ? {} : { low: rounded(low), high: rounded(high), level: 0.95 };
}

function rounded(value: number): number {
  return Number(decimal(value));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One line of shared/data/judges/ratings.csv: what four judges gave to one model's turn. */
export interface RecordedRating {
  readonly model: string;
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  readonly ratings: Readonly<Record<string, number>>;
}

/** The file has no quoted cells. */
export function readRecordedRatings(data: string): readonly RecordedRating[] {
  const [header = "", ...lines] = readFileSync(join(data, "judges", "ratings.csv"), "utf8")
    .trim()
    .split("\n");
  const judges = header.split(",").slice(4);
  return lines.map((line) => {
    const [model = "", question = "", category = "", turn = "", ...ratings] = line.split(",");
    const entries = judges.map((judge, index) => [judge, Number(ratings[index])] as const);
    return { model, question, category, turn: Number(turn), ratings: Object.fromEntries(entries) };
  });
}

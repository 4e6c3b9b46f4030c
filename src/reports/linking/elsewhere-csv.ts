import { stringify } from "csv-stringify/sync";
import type { Elsewhere, ElsewhereRow } from "../../linking/elsewhere.ts";
import { escapeCsvText } from "../../text/csv-cell.ts";

type Cell = string | number;

const columns =
  "candidate,board,questions,language,scale_min,scale_max,kind,score,low,high,comparable,due,trials,protocol,model,thinking,effort,source,remarks";

/** One row a figure, full precision, on the scale of its row; empty where the kind of figure has no such thing. */
export function elsewhereCsv({ candidate, rows }: Elsewhere): string {
  const lines = rows.flatMap((row) => {
    const { board, questionSet, language, bounds } = row;
    const place = [candidate, board, questionSet ?? "", language].map(escapeCsvText);
    return figuresOf(row).map((figure) => [...place, bounds.min, bounds.max, ...figure]);
  });
  return stringify([columns.split(","), ...lines]);
}

function figuresOf({ rated, published, linked }: ElsewhereRow): Cell[][] {
  return [
    ...rated.map(({ score, due, trials, key, deviations }) => [
      ...["rated", score.mean ?? "", score.low ?? "", score.high ?? "", "", due, trials, key],
      ...["", "", "", "", remarksOf(deviations)],
    ]),
    ...published.map(({ score, comparable, model, thinking, effort, source, unsure, doubts }) => [
      ...["published", score, "", "", comparable, "", "", ""],
      ...[escapeCsvText(model), thinking ?? "", escapeCsvText(effort ?? ""), escapeCsvText(source)],
      remarksOf([...unsure, ...doubts]),
    ]),
    ...linked.map(({ from, translation, weak, doubts }) => [
      "linked",
      ...(translation.kind === "outside" ? ["", "", ""] : [translation.value, translation.low, translation.high]),
      ...["", "", "", from, "", "", "", ""],
      remarksOf([
        ...(translation.kind === "outside" ? ["outside the anchors"] : []),
        ...(weak ? ["weak"] : []),
        ...doubts,
      ]),
    ]),
  ];
}

function remarksOf(remarks: readonly string[]): string {
  return escapeCsvText(remarks.join("; "));
}

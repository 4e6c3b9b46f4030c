import type { AnchorRecord, FitRecord, LinkRecord } from "../../linking/link-record.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { decimal } from "../tables/number-text.ts";
import { layOut, type TextBlock, withShortNotes } from "../tables/text-table.ts";
import { absorbedWords, fitTitle, linkedInterval, linkedNotes, linkedValue, orDash } from "./linking-words.ts";

export interface LinkingTextOptions {
  /** Greys a line in a terminal: a linked score is no measurement. */
  readonly dim?: (text: string) => string;
  /** Of the terminal; left out or undefined: nothing is broken. */
  readonly columns?: number | undefined;
}

/** One link for a terminal: how good it is, what it stands on, what was left out, what it says. */
export function linkText(link: LinkRecord, options: LinkingTextOptions = {}): string {
  const { from, to, absorbs, fit, notAnchors } = link;
  const about = [
    `${from.title} -> ${to.title}`,
    ...(fit === null ? [] : fitLines(fit)),
    ...(absorbs.length === 0 || fit === null ? [] : [`the fit takes in: ${absorbedWords(absorbs).en}`]),
  ];
  const title = escapeTerminalLine(`${from.id} -> ${to.id}: ${fitTitle(link)}`);
  const lines: TextBlock[] = [title, ...indented(about.map(escapeTerminalLine))];
  if (link.anchors.length > 0) lines.push("", anchorTable(link));
  for (const anchor of link.anchors.filter(({ misfit }) => misfit))
    lines.push(...indented([escapeTerminalLine(misfitLine(anchor))]));
  if (notAnchors.length > 0) {
    lines.push("", "  not anchors:");
    for (const { from, to, reason } of notAnchors) {
      lines.push(`    ${escapeTerminalLine(`${from === to ? from : `${from} / ${to}`}: ${reason}`)}`);
    }
  }
  const text = layOut(lines, options.columns);
  if (link.linked.length === 0) return text;
  const grey = options.dim ?? ((line: string) => line);
  const linked = layOut(linkedBlocks(link), options.columns).trimEnd().split("\n").map(grey);
  return `${text}\n${linked.join("\n")}\n`;
}

function fitLines(fit: FitRecord): string[] {
  const { slope, intercept, spread, range, leaveOneOut, leaveFamilyOut, raw } = fit;
  const equation =
    fit.kind === "line"
      ? `y = ${decimal(slope, 3)} x ${intercept < 0 ? "-" : "+"} ${decimal(Math.abs(intercept), 3)}`
      : `y = x ${intercept < 0 ? "-" : "+"} ${decimal(Math.abs(intercept), 3)}, the slope being assumed`;
  const sure = `spread of a model about it ${decimal(spread.sd, 3)} (95 %: ${decimal(spread.low, 2)}-${decimal(spread.high, 2)})`;
  const families = leaveFamilyOut === null ? "" : `, whole families left out ${decimal(leaveFamilyOut, 3)}`;
  return [
    `${equation}; ${sure}`,
    `error of what was left out: ${orDash(leaveOneOut, 3)} (rms, one by one)${families}; of scores read as they are: ${decimal(raw, 3)}`,
    `holds from ${decimal(range.low, 2)} to ${decimal(range.high, 2)}`,
  ];
}

function anchorTable({ anchors, fit }: LinkRecord): TextBlock {
  const header = ["anchor", "family", "x", "y", "fit", "residual", "p", "marks"];
  const rows = anchors.map((anchor) => {
    const { x, y, fitted, adjustedP } = anchor;
    return [
      anchor.from,
      anchor.family,
      decimal(x, 2),
      decimal(y, 2),
      orDash(fitted, 2),
      fitted === null ? "-" : signed(y - fitted),
      adjustedP === null ? "-" : adjustedP < 0.001 ? "<0.001" : decimal(adjustedP, 3),
      marks(anchor).join("; "),
    ];
  });
  if (fit === null) return { ...withoutFit({ header, rows }), indent: "  " };
  return { header, rows, numeric: [false, false, true, true, true, true, true, false], indent: "  " };
}

function withoutFit({ header, rows }: { header: readonly string[]; rows: readonly (readonly string[])[] }) {
  const kept = [0, 1, 2, 3, 7];
  const pick = (cells: readonly string[]) => kept.map((column) => cells[column] ?? "");
  return { header: pick(header), rows: rows.map(pick), numeric: [false, false, true, true, false] };
}

function marks({ certainty, reasons, misfit }: AnchorRecord): string[] {
  return [...(misfit ? ["does not fit"] : []), ...(certainty === "likely" ? [`likely: ${reasons.join(", ")}`] : [])];
}

function misfitLine({ from, studentised, doubts }: AnchorRecord): string {
  const why = doubts.length === 0 ? "no table says why" : doubts.join("; ");
  const far = studentised === null ? "" : ` (studentised residual ${signed(studentised)})`;
  return `${from} does not fit${far}: ${why}. It is not dropped; --without ${JSON.stringify(from)} leaves it out.`;
}

function linkedBlocks(link: LinkRecord): TextBlock[] {
  const { table, below } = withShortNotes({
    header: ["candidate", "score", `linked to ${link.to.id}`, "95% interval", "notes"],
    rows: link.linked.map((row) => [
      row.candidate,
      decimal(row.score, 2),
      linkedValue(row),
      linkedInterval(row),
      linkedNotes(row).join("; "),
    ]),
    numeric: [false, true, true, true, false],
  });
  return [{ ...table, indent: "  " }, ...indented(below.map(escapeTerminalLine))];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function signed(value: number): string {
  const shown = Math.abs(value) > 1e6 ? "infinite" : decimal(Math.abs(value), 2);
  return `${value < 0 ? "-" : "+"}${shown}`;
}

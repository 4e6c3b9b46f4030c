import { layOut, wrapNote } from "../../reports/tables/text-table.ts";
import { displayWidth, padToWidth } from "../../text/display-width.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import type { Finding } from "./finding.ts";

/** What was looked at: a model, or the files of a run. */
export interface Subject {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** What the doctor found so far; each finding is shown as it comes, since a slow server takes minutes over a few words. */
export interface Findings {
  /** The names that come, for columns that need not move. */
  expect(names: readonly string[]): void;
  add(subject: string, finding: Finding): void;
  subjects(): readonly Subject[];
  /** Nothing that was found so far spoils a run. */
  isFit(): boolean;
}

/** Columns of the checks and the marks, by their longest words. */
const checkWidth = "structured output".length;
const marks = { ok: "ok", note: "note", problem: "PROBLEM" } as const;
const markWidth = marks.problem.length;

/**
 * @param show takes lines with their ends
 * @param isOver from then on nothing is added: calls that a stop broke off are no findings
 * @param columns of the terminal, if there is one
 */
export function collectFindings(
  show: (text: string) => void,
  isOver: () => boolean,
  columns: number | undefined,
): Findings {
  const found = new Map<string, Finding[]>();
  let nameWidth = 0;
  const widen = (name: string): void => {
    nameWidth = Math.max(nameWidth, displayWidth(escapeTerminalLine(name)));
  };
  return {
    expect(names) {
      for (const name of names) widen(name);
    },
    add(subject, finding) {
      if (isOver()) return;
      found.set(subject, [...(found.get(subject) ?? []), finding]);
      widen(subject);
      const cells = [
        padToWidth(escapeTerminalLine(subject), nameWidth, "left"),
        padToWidth(finding.check, checkWidth, "left"),
        padToWidth(marks[finding.result], markWidth, "left"),
      ];
      show(findingText(cells.join("  "), escapeTerminalLine(finding.found), columns));
    },
    subjects: () => [...found].map(([name, findings]) => ({ name, findings })),
    isFit: () => [...found.values()].flat().every(({ result }) => result !== "problem"),
  };
}

/** What was found beside its name, or below it where the terminal leaves less than half of its line. */
function findingText(name: string, found: string, columns: number | undefined): string {
  if (columns === undefined) return `${name}  ${found}`.trimEnd().concat("\n");
  const margin = displayWidth(name) + 2;
  const isBeside = margin <= columns / 2;
  const indent = " ".repeat(isBeside ? margin : 2);
  const lines = wrapNote(`${indent}${found}`, columns).map((line) => line.trimEnd());
  if (!isBeside) return [name.trimEnd(), ...lines].join("\n").concat("\n");
  const [first = "", ...rest] = lines;
  return [`${name}${first.slice(margin - 2)}`.trimEnd(), ...rest].join("\n").concat("\n");
}

/** What to do about everything that was found; nothing where nothing is. */
export function adviceText(subjects: readonly Subject[], columns: number | undefined): string {
  const lines = subjects.flatMap(({ name, findings }) =>
    findings
      .filter((one) => one.advice !== "")
      .map((one) => escapeTerminalLine(`  ${name}, ${one.check}: ${one.advice}`)),
  );
  return lines.length === 0 ? "" : layOut(["", "What to do:", ...lines], columns);
}

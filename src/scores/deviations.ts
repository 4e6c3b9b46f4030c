import type { Launch } from "../results/manifest.ts";
import type { Cell } from "./cells.ts";

/**
 * What a candidate's run did otherwise than its protocol says, in words for a footnote: what launches noted, and the
 * parameters that servers refused by name. A parameter that was sent under another name changes nothing and is left out.
 */
export function deviationsOf(launches: readonly Launch[], cells: readonly Cell[]): string[] {
  const found = new Set(launches.flatMap((launch) => launch.deviations));
  for (const cell of cells) {
    for (const answer of cell.answers) addDropped(found, answer.call?.dropped, "");
    for (const judgment of cell.judgments) addDropped(found, judgment.call?.dropped, "judge: ");
  }
  return [...found].sort();
}

/** The footnote of one dropped parameter as a record names it; null for one that was only renamed. */
export function droppedDeviation(dropped: string): string | null {
  return dropped.includes(" as ") ? null : `${dropped} left out, for the server refused it`;
}

function addDropped(found: Set<string>, dropped: readonly string[] | undefined, who: string): void {
  for (const name of dropped ?? []) {
    const words = droppedDeviation(name);
    if (words !== null) found.add(`${who}${words}`);
  }
}

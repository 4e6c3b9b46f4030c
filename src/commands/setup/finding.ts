/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  /** `problem`: a run would fail or give a number that means nothing; `note`: to know before trusting one. */
  readonly result: "ok" | "note" | "problem";
  readonly found: string;
  /** What to do; empty where nothing is. */
  readonly advice: string;
}

/** Takes each finding as it comes. */
export type Tell = (finding: Finding) => void;

export function ok(check: string, found: string): Finding {
  return { check, result: "ok", found, advice: "" };
}

export function note(check: string, found: string, advice: string): Finding {
  return { check, result: "note", found, advice };
}

export function problem(check: string, found: string, advice: string): Finding {
  return { check, result: "problem", found, advice };
}

import type { Language } from "./report-record.ts";
import type { ThoughtAmount } from "./thought-amounts.ts";
import { type WrittenReport, writeReport } from "./write-report.ts";

/** What a report shows and where it goes; every field but `results` may be left out. */
export interface ReportOptions {
  /** Folder of the records, relative to `cwd`. */
  readonly results: string;
  /** Relative to `cwd`; absent: `reports/<question set>`. */
  readonly output?: string | undefined;
  /** Ids; absent: everyone. */
  readonly candidates?: readonly string[] | undefined;
  /** Id of the candidate that the others are compared with; absent: the best one. */
  readonly baseline?: string | undefined;
  /** The page's languages, the first one shown; absent: the questions' own, then the other. */
  readonly languages?: readonly Language[] | undefined;
  /** How much of the candidates' thoughts goes in; absent: all of it. */
  readonly thoughts?: ThoughtAmount | undefined;
  /** What readers call the candidates, by id; the others keep their ids. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Who wrote it, as BibTeX takes names; absent: the citation has none. */
  readonly author?: string | undefined;
  /** Where it will be read, for citation and model cards. */
  readonly url?: string | undefined;
  /** False: page and tables only. */
  readonly figures?: boolean | undefined;
  /** Hears what could not be read and what is left out, a sentence each. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
  /** What relative paths are relative to; the process's working directory where absent. */
  readonly cwd?: string | undefined;
}

/**
 * Writes the report of a results folder as `mtbench report` does: one HTML file that opens offline, tables (CSV, Markdown,
 * LaTeX), figures, and the record they were made from. Calls no model.
 *
 * @throws InputError when nothing is rated there, or a candidate is unknown.
 */
export function report(options: ReportOptions): Promise<WrittenReport> {
  const { results, output, candidates, baseline, languages, thoughts, figures = true, cwd = process.cwd() } = options;
  const choice = {
    results,
    candidates: candidates ?? null,
    baseline: baseline ?? null,
    languages: languages ?? null,
    thoughts: thoughts ?? "full",
    questions: [],
    references: [],
    output: output ?? null,
    figures,
    font: null,
    citing: { author: options.author ?? null, url: options.url ?? null },
    bom: false,
    outlines: false,
    values: false,
    names: new Map(Object.entries(options.names ?? {})),
  } as const;
  const tell = options.onNotice ?? (() => undefined);
  return writeReport(choice, { cwd, env: process.env, now: Date.now, tell });
}

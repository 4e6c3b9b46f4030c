import { join, relative } from "node:path";
import { candidateNames } from "../../config/candidate-names.ts";
import type { Language } from "../../reports/page/report-record.ts";
import { writeReport } from "../../reports/page/write-report.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { collectTools } from "./collect-tools.ts";
import type { ReportFlags } from "./report-verb.ts";

/** `mtbench report`: one HTML file for readers, tables and figures for a paper, and the record they were made from. */
export async function report(flags: ReportFlags, io: Io): Promise<Ending> {
  const { folder, files } = await writeReport(
    {
      results: flags.results,
      candidates: flags.candidates ?? null,
      baseline: flags.baseline ?? null,
      names: await candidateNames({ cwd: io.cwd, config: flags.config, names: flags.names }),
      languages: languagesOf(flags.lang),
      thoughts: flags.thoughts,
      questions: flags.questions ?? [],
      references: flags.references ?? [],
      output: flags.output ?? null,
      figures: flags.figures,
      font: flags.font ?? null,
      citing: { author: flags.author ?? null, url: flags.url ?? null },
      bom: flags.bom,
      outlines: flags.outlines,
      values: flags.values,
    },
    collectTools(io),
  );
  const where = relative(io.cwd, folder);
  for (const name of files) io.out(`${join(where.startsWith("..") ? folder : where, name)}\n`);
  return "done";
}

export function languagesOf(flag: ReportFlags["lang"]): readonly Language[] | null {
  return flag === undefined || flag === "both" ? null : [flag];
}

import { join, relative, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { folderName } from "../../files/folder-name.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { drawFigure, figureFormats, loadCanvas } from "../../reports/figures/draw-figure.ts";
import { figureNames } from "../../reports/figures/figure-names.ts";
import { loadPageParts } from "../../reports/page/page-parts.ts";
import { packChunks } from "../../reports/page/report-chunks.ts";
import { reportPage } from "../../reports/page/report-page.ts";
import type { Language, ReportRecord } from "../../reports/page/report-record.ts";
import type { ThoughtAmount } from "../../reports/page/report-texts.ts";
import { leaderboardCsv } from "../../reports/tables/leaderboard-csv.ts";
import { leaderboardLatex } from "../../reports/tables/leaderboard-latex.ts";
import { leaderboardMarkdown } from "../../reports/tables/leaderboard-markdown.ts";
import type { Ending } from "../exit-code.ts";
import { listOf } from "../grammar/parse-flags.ts";
import type { Io } from "../terminal/io.ts";
import { collectReport } from "./collect-report.ts";

export interface ReportFlags {
  readonly results: string;
  readonly candidates?: readonly string[] | undefined;
  readonly baseline?: string | undefined;
  readonly lang?: "ja" | "en" | "both" | undefined;
  readonly output?: string | undefined;
  readonly thoughts: ThoughtAmount;
  readonly questions?: readonly string[] | undefined;
  readonly references?: readonly string[] | undefined;
  readonly figures: boolean;
  readonly font?: string | undefined;
}

/** `mtbench report`: one HTML file for readers, tables and figures for a paper, and the record they were made from. */
export async function report(flags: ReportFlags, io: Io): Promise<Ending> {
  const collected = await collectReport(
    {
      root: resolve(io.cwd, flags.results),
      candidates: listOf("candidates", flags.candidates) ?? null,
      baseline: flags.baseline ?? null,
      languages: languagesOf(flags.lang),
      thoughts: flags.thoughts,
      questions: flags.questions ?? [],
      references: flags.references ?? [],
    },
    io,
  );
  const { record, boards, published } = collected;
  if (record.boards.length === 0) {
    throw new InputError(`no rated results in ${flags.results}`, { hint: "Start with: mtbench run --model name@url" });
  }
  const folder = resolve(io.cwd, flags.output ?? join("reports", defaultName(record)));
  await makeFolder(folder);
  const language = record.languages[0] ?? "en";
  // Packing runs on other threads while this one draws.
  const packing = packChunks(collected);
  const drawing = flags.figures ? writeFigures(record, join(folder, "figures"), flags, io) : null;
  await Promise.all([packing, drawing]);
  const page = await reportPage(await loadPageParts(), { record, language, chunks: await packing, live: false });
  await writeFileAtomic(join(folder, "index.html"), page);
  await writeFileAtomic(join(folder, "report.json"), `${JSON.stringify(record, null, 1)}\n`);
  await writeFileAtomic(join(folder, "leaderboard.csv"), leaderboardCsv(boards));
  await writeFileAtomic(join(folder, "leaderboard.md"), leaderboardMarkdown(boards, published));
  await writeFileAtomic(join(folder, "leaderboard.tex"), leaderboardLatex(boards, published));
  const where = relative(io.cwd, folder);
  io.out(`${join(where.startsWith("..") ? folder : where, "index.html")}\n`);
  return "done";
}

/** Every figure of the largest protocol in every format; the others' in folders named after their keys. */
async function writeFigures(record: ReportRecord, folder: string, flags: ReportFlags, io: Io): Promise<void> {
  const canvas = await loadCanvas();
  const font = flags.font === undefined ? null : resolve(io.cwd, flags.font);
  const language = record.languages[0] ?? "en";
  for (const [place, board] of record.boards.entries()) {
    const own = place === 0 ? folder : join(folder, board.shortKey);
    await makeFolder(own);
    for (const name of figureNames) {
      const drawn = drawFigure(canvas, { name, board, language, columns: null, font }, figureFormats);
      for (const [format, content] of drawn ?? []) await writeFileAtomic(join(own, `${name}.${format}`), content);
    }
  }
}

export function languagesOf(flag: ReportFlags["lang"]): readonly Language[] | null {
  return flag === undefined || flag === "both" ? null : [flag];
}

function defaultName(record: ReportRecord): string {
  return folderName(record.boards[0]?.set.id ?? "report");
}

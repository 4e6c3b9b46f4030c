import { dirname, join, relative, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { folderName } from "../../files/folder-name.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { drawFigure, figureFormats, loadCanvas } from "../../reports/figures/draw-figure.ts";
import { figureNames } from "../../reports/figures/figure-registry.ts";
import { loadPageParts } from "../../reports/page/page-parts.ts";
import { packChunks } from "../../reports/page/report-chunks.ts";
import { reportPage } from "../../reports/page/report-page.ts";
import type { Language, ReportRecord } from "../../reports/page/report-record.ts";
import { leaderboardCsv } from "../../reports/tables/leaderboard-csv.ts";
import { leaderboardLatex } from "../../reports/tables/leaderboard-latex.ts";
import { leaderboardMarkdown } from "../../reports/tables/leaderboard-markdown.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { collectReport } from "./collect-report.ts";
import type { ReportFlags } from "./report-verb.ts";

/** `mtbench report`: one HTML file for readers, tables and figures for a paper, and the record they were made from. */
export async function report(flags: ReportFlags, io: Io): Promise<Ending> {
  const collected = await collectReport(
    {
      root: resolve(io.cwd, flags.results),
      candidates: flags.candidates ?? null,
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
  const figures = flags.figures ? await drawFigures(record, flags, io) : new Map<string, Buffer>();
  const page = await reportPage(await loadPageParts(), { record, language, chunks: await packing, live: false });
  const files = new Map<string, string | Buffer>([
    ["index.html", page],
    ["report.json", `${JSON.stringify(record, null, 1)}\n`],
    ["leaderboard.csv", leaderboardCsv(boards)],
    ["leaderboard.md", leaderboardMarkdown(boards, published)],
    ["leaderboard.tex", leaderboardLatex(boards, published)],
    ...figures,
  ]);
  const where = relative(io.cwd, folder);
  for (const [name, content] of files) {
    await makeFolder(dirname(join(folder, name)));
    await writeFileAtomic(join(folder, name), content);
    io.out(`${join(where.startsWith("..") ? folder : where, name)}\n`);
  }
  return "done";
}

/**
 * Every figure of the largest protocol in every format by its place below the report; the others' in folders named after
 * their keys. Where figures cannot be drawn the reason is said and there are none: page and tables need neither canvas
 * nor font. A font that the user names has to work.
 */
async function drawFigures(record: ReportRecord, flags: ReportFlags, io: Io): Promise<Map<string, Buffer>> {
  const drawn = new Map<string, Buffer>();
  const font = flags.font === undefined ? null : resolve(io.cwd, flags.font);
  const language = record.languages[0] ?? "en";
  try {
    const canvas = await loadCanvas();
    for (const [place, board] of record.boards.entries()) {
      const own = place === 0 ? "figures" : join("figures", board.shortKey);
      for (const name of figureNames) {
        const formats = drawFigure(canvas, { name, board, language, columns: null, font }, figureFormats);
        for (const [format, content] of formats ?? []) drawn.set(join(own, `${name}.${format}`), content);
      }
    }
  } catch (error) {
    if (!(error instanceof InputError) || font !== null) throw error;
    io.err(`No figures: ${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
    return new Map();
  }
  return drawn;
}

export function languagesOf(flag: ReportFlags["lang"]): readonly Language[] | null {
  return flag === undefined || flag === "both" ? null : [flag];
}

function defaultName(record: ReportRecord): string {
  return folderName(record.boards[0]?.set.id ?? "report");
}

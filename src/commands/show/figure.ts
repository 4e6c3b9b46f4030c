import { dirname, extname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { candidateNames } from "../../config/candidate-names.ts";
import { InputError } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { columnWidths } from "../../reports/figures/column-widths.ts";
import { collectReport } from "../../reports/page/collect-report.ts";
import type { ReportBoard } from "../../reports/page/report-record.ts";
import { figureFormats, figureScene, fileOf } from "../../reports/print/draw-figure.ts";
import { openPrintFont } from "../../reports/print/print-font.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { collectTools } from "./collect-tools.ts";
import type { FigureFlags } from "./figure-verb.ts";

/** `mtbench figure <name> -o x.svg`: one figure of the report, for a paper. */
export async function figure(flags: FigureFlags, io: Io): Promise<Ending> {
  const ending = extname(flags.output).slice(1).toLowerCase();
  const format = figureFormats.find((one) => one === ending);
  if (format === undefined) {
    throw new InputError(`--output: ${flags.output} does not say which format to write`, {
      hint: `Give a file that ends in ${figureFormats.map((one) => `.${one}`).join(", ")}.`,
    });
  }
  const { record } = await collectReport(
    {
      root: resolve(io.cwd, flags.results),
      candidates: flags.candidates ?? null,
      baseline: flags.baseline ?? null,
      citing: { author: null, url: null },
      names: await candidateNames({ cwd: io.cwd, config: flags.config, names: flags.names }),
      languages: [flags.lang],
      thoughts: null,
      questions: [],
      references: [],
    },
    collectTools(io),
  );
  const board = oneBoard(record.boards, flags);
  const font = await openPrintFont(flags.font === undefined ? null : resolve(io.cwd, flags.font));
  const scene = figureScene(
    {
      name: flags.name,
      board,
      language: flags.lang,
      width: flags.width ?? (flags.columns === undefined ? null : columnWidths[flags.columns]),
      values: flags.values,
    },
    font,
  );
  if (scene === null) throw new InputError(`the results have nothing to show in the figure ${flags.name}`);
  const content = await fileOf(scene, format, { font, outlines: flags.outlines });
  const path = resolve(io.cwd, flags.output);
  await makeFolder(dirname(path));
  await writeFileAtomic(path, content);
  io.out(`${flags.output}\n`);
  return "done";
}

/** A figure shows one protocol; two never share an axis. */
function oneBoard(boards: readonly ReportBoard[], { name, protocol, results }: FigureFlags): ReportBoard {
  const fitting = boards.filter(({ key }) => protocol === undefined || key.startsWith(protocol));
  const [board] = fitting;
  if (board === undefined) {
    throw new InputError(
      boards.length === 0 ? `no rated results in ${results}` : `no protocol begins with ${JSON.stringify(protocol)}`,
      { hint: boards.map(({ shortKey }) => shortKey).join(", ") },
    );
  }
  // Raters are those of a question set, whatever protocol they rated under; they stand on its first board.
  const rated = boards.filter(({ raters }) => raters !== null);
  if ((name === "severity" || name === "judges") && protocol === undefined && rated.length < 2)
    return rated[0] ?? board;
  if (fitting.length > 1) {
    throw new InputError("the results hold several protocols, which never share an axis", {
      hint: `Choose one with --protocol: ${fitting.map(({ shortKey, judge }) => `${shortKey} (${judge.id})`).join(", ")}.`,
    });
  }
  return board;
}

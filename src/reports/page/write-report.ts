import { dirname, join, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { folderName } from "../../files/folder-name.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { drawReportFigures, type FigureLook, openFigureTools } from "../print/draw-report-figures.ts";
import { byteOrderMark, leaderboardCsv } from "../tables/leaderboard-csv.ts";
import { leaderboardLatex } from "../tables/leaderboard-latex.ts";
import { leaderboardMarkdown } from "../tables/leaderboard-markdown.ts";
import { modelIndex } from "../tables/model-index.ts";
import { namedBoards } from "../tables/named-boards.ts";
import { type CollectedReport, type CollectTools, collectReport, type ReportChoice } from "./collect-report.ts";
import { factsKey } from "./make-report-record.ts";
import { loadPageParts } from "./page-parts.ts";
import { packChunks } from "./report-chunks.ts";
import { reportPage } from "./report-page.ts";
import type { ReportRecord } from "./report-record.ts";
import { reproduceText } from "./reproduce-text.ts";

export interface WriteReportChoice extends Omit<ReportChoice, "root">, FigureLook {
  /** Folder of the records, relative to the working directory. */
  readonly results: string;
  /** Relative to the working directory; null: `reports/<question set>`. */
  readonly output: string | null;
  readonly figures: boolean;
  /** CSV begins with a byte order mark, which Excel needs to read it as UTF-8. */
  readonly bom: boolean;
  /** Font file for the figures, relative to the working directory; null: the package's own. */
  readonly font: string | null;
}

export interface WrittenReport {
  /** Absolute path. */
  readonly folder: string;
  /** What was written, relative to it; `index.html` is the page. */
  readonly files: readonly string[];
  readonly record: ReportRecord;
}

/**
 * Writes one HTML file for readers, tables and figures for a paper, and the record they were made from.
 *
 * @throws InputError when nothing is rated there.
 */
export async function writeReport(choice: WriteReportChoice, tools: CollectTools): Promise<WrittenReport> {
  const collected = await collectReport({ ...choice, root: resolve(tools.cwd, choice.results) }, tools);
  const { record, boards, published, cards } = collected;
  if (record.boards.length === 0) {
    throw new InputError(`no rated results in ${choice.results}`, {
      hint:
        record.unrated.length === 0
          ? "Start with: mtbench run --model name@url"
          : "Rate the answers that are there with: mtbench judge",
    });
  }
  const folder = resolve(tools.cwd, choice.output ?? join("reports", defaultName(record)));
  await makeFolder(folder);
  const shown = namedBoards(boards, choice.names);
  const language = record.languages[0] ?? "en";
  const look = { ...choice, font: choice.font === null ? null : resolve(tools.cwd, choice.font) };
  const figureTools = choice.figures ? await openFigureTools(look, tools.tell) : null;
  const parts = await loadPageParts();
  // Texts are packed on other threads while this one draws and composes the page. They are the threads that read files, so
  // everything that is read from the disk was read before.
  const packing = packChunks(collected);
  const [figures, page] = await Promise.all([
    figureTools === null ? new Map<string, Buffer>() : drawReportFigures(record, figureTools, look),
    packing.then((chunks) => reportPage(parts, { record, language, chunks, live: false })),
  ]);
  const files = new Map<string, string | Buffer>([
    ["index.html", page],
    ["report.json", `${JSON.stringify(record, null, 1)}\n`],
    ["leaderboard.csv", `${choice.bom ? byteOrderMark : ""}${leaderboardCsv(boards)}`],
    ["leaderboard.md", leaderboardMarkdown(shown, published, { unrated: collected.unrated, cards })],
    ["leaderboard.tex", leaderboardLatex(shown, published, { cards })],
    ["model-index.yaml", modelIndex(record, choice.citing.url)],
    ["citation.bib", record.bibtex],
    ["reproduce.md", reproduceText(record, factsIn(collected))],
    ...figures,
  ]);
  for (const place of new Set([...files.keys()].map((name) => dirname(join(folder, name))))) await makeFolder(place);
  await Promise.all([...files].map(([name, content]) => writeFileAtomic(join(folder, name), content)));
  return { folder, files: [...files.keys()], record };
}

function factsIn({ boards, facts }: CollectedReport): Parameters<typeof reproduceText>[1] {
  return (board, candidate) => {
    const own = boards.find(({ key }) => key === board.key)?.candidates.find(({ id }) => id === candidate.id);
    return own === undefined ? undefined : facts.get(factsKey(board.key, own.path));
  };
}

function defaultName(record: ReportRecord): string {
  return folderName(record.boards[0]?.set.id ?? "report");
}

// Draws the gallery of docs/figures.md: every figure in both languages, and the tables as LaTeX sets them where it is
// installed, from the demo's controls. `npm run gallery` writes docs/pictures/figures; `-- --check` draws into a folder that
// is thrown away, checks what an editor would (fonts, digits, overfull boxes), and writes nothing.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { figureNames } from "../dist/reports/figures/figure-names.js";
import { collectReport } from "../dist/reports/page/collect-report.js";
import { figureScene, fileOf } from "../dist/reports/print/draw-figure.js";
import { openPrintFont } from "../dist/reports/print/print-font.js";

const check = process.argv.includes("--check");
const work = mkdtempSync(join(tmpdir(), "mtbench-gallery-"));
const folder = check ? join(work, "figures") : resolve("docs/pictures/figures");
mkdirSync(folder, { recursive: true });
const mtbench = (...args) =>
  execFileSync(process.execPath, ["dist/cli.js", ...args], { encoding: "utf8", stdio: "pipe" });

/** Null: the program is not here. */
function tool(program, args, options = {}) {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: "pipe", ...options });
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw new Error(`${program} ${args.join(" ")}\n${String(error.stdout).slice(-3000)}`, { cause: error });
  }
}

const results = join(work, "results");
mtbench("demo", "--results", results);
const { record } = await collectReport(
  {
    root: results,
    candidates: null,
    baseline: null,
    citing: { author: null, url: null },
    names: new Map(),
    languages: null,
    thoughts: null,
    questions: [],
    references: [],
  },
  { cwd: process.cwd(), env: process.env, now: Date.now, tell: (sentence) => process.stdout.write(`${sentence}\n`) },
);
const [board] = record.boards;
const font = await openPrintFont(null);
for (const name of figureNames) {
  for (const language of ["en", "ja"]) {
    const scene = figureScene({ name, board, language, width: null, values: check }, font);
    if (scene === null) {
      // The demo's controls have no price and do not think.
      process.stdout.write(`${name}: the demo has nothing to show in it\n`);
      break;
    }
    writeFileSync(join(folder, `${name}.${language}.svg`), await fileOf(scene, "svg", { font, outlines: true }));
    if (check) checkPdf(join(work, `${name}.${language}.pdf`), await fileOf(scene, "pdf", { font, outlines: false }));
  }
}
drawTables();
process.stdout.write(`${readdirSync(folder).length} pictures in ${folder}\n`);
rmSync(work, { recursive: true, force: true });

/** Camera-ready checks refuse Type 3 fonts, and search engines find no digits that are not text. */
function checkPdf(path, content) {
  writeFileSync(path, content);
  const fonts = tool("pdffonts", [path]);
  if (fonts === null) return process.stdout.write(`${path}: pdffonts (poppler-utils) is not here: fonts unchecked\n`);
  const rows = fonts.trimEnd().split("\n").slice(2);
  if (rows.length === 0 || rows.some((row) => row.includes("Type 3") || !/ yes yes yes /u.test(row))) {
    throw new Error(`${path}: a font is not embedded, not named or of Type 3\n${fonts}`);
  }
  if (!/\d/u.test(tool("pdftotext", [path, "-"]) ?? "")) throw new Error(`${path}: pdftotext finds no digit`);
}

function drawTables() {
  const tables = mtbench("leaderboard", "--results", results, "--format", "latex");
  const document = (option) =>
    [
      `\\documentclass[${option}]{article}`,
      "\\usepackage{booktabs,tabularx,graphicx}",
      "\\pagestyle{empty}",
      "\\begin{document}",
      tables,
      "\\end{document}",
      "",
    ].join("\n");
  for (const [name, option] of [
    ["one", ""],
    ["two", "twocolumn"],
  ]) {
    writeFileSync(join(work, `${name}.tex`), document(option));
    const log = tool("pdflatex", ["-interaction=nonstopmode", "-halt-on-error", `${name}.tex`], { cwd: work });
    if (log === null)
      return process.stdout.write("tables: pdflatex (texlive-latex-recommended) is not here: skipped\n");
    const overfull = readFileSync(join(work, `${name}.log`), "utf8").match(/^Overfull.*$/gmu) ?? [];
    if (overfull.length > 0) throw new Error(`${name} column(s): ${overfull.join("; ")}`);
  }
  const drawn = tool(
    "pdftocairo",
    ["-png", "-r", "150", "-singlefile", "-x", "200", "-y", "420", "-W", "880", "-H", "260", "one.pdf", "tables"],
    { cwd: work },
  );
  if (drawn === null) return process.stdout.write("tables: pdftocairo (poppler-utils) is not here: no picture\n");
  copyFileSync(join(work, "tables.png"), join(folder, "tables.png"));
}

import { columnChoices, widthLimits } from "../reports/figures/column-widths.ts";
import { reportLanguages } from "../reports/page/report-record.ts";
import { thoughtAmounts } from "../reports/page/thought-amounts.ts";
import {
  compareFormats,
  elsewhereFormats,
  leaderboardFormats,
  matchesFormats,
  modelFormats,
} from "../reports/tables/table-formats.ts";
import { aggregates } from "../scores/aggregates.ts";
import { oneOf, onOff, text, wholeNumber } from "./kinds.ts";
import type { Setting } from "./setting.ts";

const group = "Output";
const format = { group, as: "format", default: "table" } as const;

/** What is shown, and in which form. */
export const outputSettings = {
  format: { ...oneOf(["text", "json"]), group, help: "Form of what is printed", default: "text", settled: true },
  leaderboardFormat: { ...oneOf(leaderboardFormats), ...format, help: "Form of the table" },
  elsewhereFormat: { ...oneOf(elsewhereFormats), ...format, help: "Form of the table" },
  compareFormat: { ...oneOf(compareFormats), ...format, help: "Form of the table" },
  matchesFormat: { ...oneOf(matchesFormats), group, as: "format", help: "Form of what is printed", default: "text" },
  modelFormat: { ...oneOf(modelFormats), ...format, help: "Form of the table" },
  json: { ...onOff, group, help: "Short for --format json", default: false },
  /** Where there are more forms than two. */
  shortJson: { ...onOff, group, as: "json", help: "Short for --format json", default: false, settled: true },
  events: { ...text, group, help: "Write what happens to a file, or - for stdout" },
  by: { ...oneOf(["category"]), group, help: "Categories with intervals, lengths, Japanese ratio" },
  aggregate: {
    ...oneOf(aggregates),
    group,
    help: "How ratings are averaged (default: by the procedure, mtbench for most)",
  },
  linked: { ...onOff, group, help: "Also what the scores would be on other scales (mtbench linking)", default: false },
  moved: {
    ...wholeNumber(0),
    group,
    help: "How many of the questions that moved most to show",
    default: 5,
  },
  turn: { ...wholeNumber(1), group, help: "Only this turn" },
  worst: { ...wholeNumber(1), group, help: "The N turns rated lowest, in place of a question" },
  full: { ...onOff, group, help: "Questions, references and judges' words in full", default: false },
  broken: { ...onOff, group, help: "Name every answer that breaks something", default: false },
  thoughts: {
    ...oneOf(thoughtAmounts),
    group,
    help: "How much of the models' thinking goes in",
    default: "full",
  },
  pageLang: {
    ...oneOf([...reportLanguages, "both"]),
    group,
    as: "lang",
    help: "Language of the page (default: both, the questions' own first)",
  },
  lang: { ...oneOf(reportLanguages), group, help: "Language of the labels", default: "en" },
  language: { ...oneOf(reportLanguages), group, help: "Language of the markdown", default: "en" },
  figures: { ...onOff, group, help: "Write figures too (--no-figures: not)", default: true },
  columns: {
    ...oneOf(columnChoices),
    group,
    help: "Width in columns of a paper: 85 or 174 mm (default: the figure's own)",
  },
  width: { ...wholeNumber(widthLimits.least, widthLimits.most), group, help: "Width in millimetres, before --columns" },
  bom: { ...onOff, group, help: "CSV begins with a byte order mark, for Excel", default: false },
  author: { ...text, group, help: 'Author for the citation: "Yamada, Taro and Suzuki, Hanako"' },
  pageUrl: { ...text, group, as: "url", help: "Where the report will be read, for citation and model cards" },
  names: { ...text, group, help: "File of names for readers: candidate: Name to show (YAML or JSON)" },
  font: { ...text, group, help: "Font file for the figures", meaning: "the one that comes with mtbench" },
  outlines: { ...onOff, group, help: "SVG figures hold paths instead of text", default: false },
  values: { ...onOff, group, help: "Intervals print their numbers beside them", default: false },
  port: { ...wholeNumber(1, 65_535), group, help: "Port on loopback (default: a free one)" },
  open: { ...onOff, group, help: "Open the browser (--no-open: not)", default: true },
  junit: { ...text, group, help: "Write JUnit XML to a file" },
  summary: { ...text, group, help: "Append a Markdown summary to a file" },
  annotations: { ...oneOf(["github"]), group, help: "Annotate the CI run" },
  reportUrl: { ...text, group, help: "Link to the full report in the summary" },
  yes: { ...onOff, group, alias: "y", help: "Ask nothing", default: false },
} as const satisfies Record<string, Setting>;

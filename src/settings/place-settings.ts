import { names, onOff, text, texts } from "./kinds.ts";
import type { Setting } from "./setting.ts";

const group = "Where it goes";

/** Folders and files: what is read, and what is written. */
export const placeSettings = {
  config: { ...text, group, help: "Configuration file (default: mtbench.config.yaml here, where there is one)" },
  results: { ...text, group, help: "Folder of the records", default: "results", file: "results" },
  /** Not the configuration's: controls never stand among real runs. */
  demoResults: { ...text, group, as: "results", help: "Folder of the records", default: ".mtbench/demo" },
  candidates: { ...names, group, help: "Only these candidates" },
  answers: { ...texts, group, help: "model_answer files, or a folder of them", default: [] },
  judgments: { ...texts, group, help: "model_judgment files (single), or a folder of them", default: [] },
  baseline: {
    ...text,
    group,
    help: "Baseline file (mtbench baseline save), results folder or id",
    required: "name a baseline file or a results folder",
  },
  shownBaseline: {
    ...text,
    group,
    as: "baseline",
    help: "Candidate that differences are taken from (default: the best)",
  },
  against: { ...text, group, help: "Candidate that every other one is compared with (default: all with all)" },
  candidate: { ...text, group, help: "Results folder or id of the candidate" },
  fresh: { ...onOff, group, help: "Archive the old records and begin anew", default: false },
  repair: { ...onOff, group, help: "Move damaged lines into files of their own", default: false },
  output: { ...text, group, alias: "o", help: "File to write", required: "name the file to write" },
  figureOutput: {
    ...text,
    group,
    as: "output",
    alias: "o",
    help: "File to write; its ending says the format: .svg, .pdf or .png",
    required: "name a file that ends in .svg, .pdf or .png",
  },
  reportOutput: {
    ...text,
    group,
    as: "output",
    alias: "o",
    help: "Folder to write (default: reports/<question set>)",
  },
  sheetOutput: { ...text, group, as: "output", alias: "o", help: "File to write (default: the terminal)" },
  setOutput: {
    ...text,
    group,
    as: "output",
    alias: "o",
    help: "Folder of the new question set",
    required: "name the folder to write",
  },
  mergedOut: {
    ...text,
    group,
    as: "out",
    alias: "o",
    help: "Folder of the united records; what is there already is united too",
    required: "name the folder to write",
  },
  exportOut: { ...text, group, as: "out", help: "Folder to write", required: "name a folder" },
  configOut: { ...text, group, as: "out", help: "File to write", default: "mtbench.config.yaml" },
  auditOutput: {
    ...text,
    group,
    as: "output",
    alias: "o",
    help: "Add the turns to an errata file, as suspected",
  },
  errata: { ...text, group, help: "Errata file to check against the set (default: its own)" },
  force: { ...onOff, group, help: "Write over a file that is there", default: false },
  deskTexts: {
    ...text,
    group,
    as: "texts",
    help: "Question set or folder to take texts from (default: the one that the results name)",
  },
  from: { ...text, group, help: "A folder of the URLs' shape, instead of the network" },
} as const satisfies Record<string, Setting>;

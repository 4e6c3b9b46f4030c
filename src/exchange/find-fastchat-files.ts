import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { codeOf, InputError } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { placeOf } from "../questions/load-question-set.ts";
import { type RowKind, recogniseRows } from "./recognise-rows.ts";

export interface FastChatPaths {
  /** FastChat's own folders: question.jsonl, model_answer/, model_judgment/. */
  readonly folders: readonly string[];
  /** Files, or folders of them. */
  readonly answers: readonly string[];
  readonly judgments: readonly string[];
}

export interface FoundFiles {
  readonly answers: readonly string[];
  readonly judgments: readonly string[];
  /** The questions that stand beside them; null where there are none. */
  readonly questions: string | null;
  /** Files of a folder that hold neither answers nor single judgments, a sentence each. */
  readonly passedOver: readonly string[];
}

/**
 * Finds the files behind the names that a user gives: FastChat's layout, a folder of answers or judgments, single files.
 *
 * @throws InputError for a folder in which nothing of the kind stands
 */
export async function findFastChatFiles(paths: FastChatPaths, cwd: string): Promise<FoundFiles> {
  const found: Sorted = { answers: [], judgments: [], questions: [], passedOver: [] };
  for (const folder of paths.folders) await sortLayout(folder, found, cwd);
  await sortNamed("answers", paths.answers, found, cwd);
  await sortNamed("judgments", paths.judgments, found, cwd);
  const once = (all: readonly string[]) => [...new Set(all)];
  return {
    answers: once(found.answers),
    judgments: once(found.judgments),
    questions: found.questions[0] ?? null,
    passedOver: once(found.passedOver),
  };
}

interface Sorted {
  readonly answers: string[];
  readonly judgments: string[];
  readonly questions: string[];
  readonly passedOver: string[];
}

const layout = { answers: "model_answer", judgments: "model_judgment", questions: "question.jsonl" } as const;

async function sortLayout(folder: string, found: Sorted, cwd: string): Promise<void> {
  const full = resolve(cwd, folder);
  if (!(await isFolder(full))) {
    throw new InputError(`${folder} is no folder`, { hint: "Files are named with --answers and --judgments." });
  }
  const before = found.answers.length + found.judgments.length;
  const name = basename(full);
  if (name === layout.answers || name === layout.judgments) {
    const kind = name === layout.answers ? "answers" : "judgments";
    await sortFiles(await jsonLines(full), found, cwd, kind);
    await findQuestions(dirname(full), found);
  } else {
    const inner = await Promise.all([layout.answers, layout.judgments].map((one) => jsonLines(join(full, one))));
    const [answers = [], judgments = []] = inner;
    if (answers.length + judgments.length > 0) {
      await sortFiles(answers, found, cwd, "answers");
      await sortFiles(judgments, found, cwd, "judgments");
    } else {
      await sortFiles(await jsonLines(full, false), found, cwd, null);
    }
    await findQuestions(full, found);
  }
  if (found.answers.length + found.judgments.length > before) return;
  throw new InputError(`${folder} holds neither answers nor single judgments of FastChat's`, {
    problems: found.passedOver,
    hint: `Expected ${layout.answers}/*.jsonl and ${layout.judgments}/*_single.jsonl in it, as FastChat writes them.`,
  });
}

async function findQuestions(folder: string, found: Sorted): Promise<void> {
  const path = join(folder, layout.questions);
  if (await stat(path).catch(() => null)) found.questions.push(path);
}

async function sortNamed(
  kind: "answers" | "judgments",
  names: readonly string[],
  found: Sorted,
  cwd: string,
): Promise<void> {
  for (const name of names) {
    const full = resolve(cwd, name);
    if (!(await isFolder(full))) {
      found[kind].push(name);
      continue;
    }
    const inner = await jsonLines(join(full, layout[kind]));
    const files = inner.length > 0 ? inner : await jsonLines(full);
    await findQuestions(inner.length > 0 ? full : dirname(full), found);
    const before = found[kind].length;
    await sortFiles(files, found, cwd, kind);
    if (found[kind].length === before) {
      throw new InputError(`--${kind}: no file of ${name} holds ${titles[kind]}`, { problems: found.passedOver });
    }
  }
}

const titles = { answers: "answers", judgments: "single judgments" } as const;

/** Files of a folder by what they hold; with a kind only those of it, and those that cannot be told, which are read and refused. */
async function sortFiles(
  files: readonly string[],
  found: Sorted,
  cwd: string,
  wanted: "answers" | "judgments" | null,
): Promise<void> {
  for (const file of files) {
    const rows = recogniseRows(await readText(file).catch(() => ""));
    const place = placeOf(file, cwd);
    if (rows.kind === "questions") continue;
    const kind = takenFor(rows, wanted);
    const title = titleOf(rows);
    if (kind !== null) found[kind].push(file);
    // FastChat keeps its prompts beside the questions; nobody meant them.
    else if (wanted !== null || !title.startsWith("judge prompts"))
      found.passedOver.push(`${place}: passed over: ${title}`);
  }
}

/** Null: the file is passed over. */
function takenFor(rows: RowKind, wanted: "answers" | "judgments" | null): "answers" | "judgments" | null {
  if (rows.kind === "unknown") return wanted;
  if (rows.kind !== "answers" && rows.kind !== "judgments") return null;
  return (wanted ?? rows.kind) === rows.kind ? rows.kind : null;
}

function titleOf(rows: RowKind): string {
  if (rows.kind === "answers" || rows.kind === "judgments") return `it holds ${titles[rows.kind]}`;
  return rows.kind === "other" ? rows.title : "nothing that could be told";
}

/** The files of JSON lines in a folder and below it, in name order; hidden ones are none of ours. */
async function jsonLines(folder: string, deep = true): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && deep) files.push(...(await jsonLines(path)));
    else if (/\.jsonl?$/u.test(entry.name) && (await isFile(path))) files.push(path);
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

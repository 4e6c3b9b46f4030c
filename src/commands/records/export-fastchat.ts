import { dirname, join, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { judgePromptsFile, questionFile } from "../../exchange/fastchat-files.ts";
import { promptSent, samePrompts } from "../../exchange/fill-again.ts";
import { type ExportedFile, type ExportedSet, makeExport } from "../../exchange/make-export.ts";
import { folderName } from "../../files/folder-name.ts";
import { makeFolder } from "../../files/make-folder.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { Ending } from "../exit-code.ts";
import { type AllSources, openSources } from "../open-sources.ts";
import { loadRecords } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { ExportFastChatFlags } from "./fastchat-verbs.ts";

/**
 * `mtbench export fastchat`: writes answers and judgments as FastChat's own scripts read them. Questions and judge prompts
 * go with them where they are on this machine; nothing is fetched.
 */
export async function exportFastChat(flags: ExportFastChatFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const records = await loadRecords(root, io);
  if (records.length === 0) {
    throw new InputError(`${flags.results} holds no records to export`, {
      hint: "Name another folder with --results.",
    });
  }
  const sources = await openSources(records, io);
  const procedures = new Map(
    records.flatMap((record) =>
      record.launches.flatMap(({ procedure }) => (procedure === null ? [] : [[procedure.hash, procedure] as const])),
    ),
  );
  const sets = makeExport(records, (record, judgment) => {
    const procedure = procedures.get(judgment.procedure);
    return procedure === undefined ? null : promptSent(record, judgment, procedure, sources.of(record, procedure));
  });
  const written: { readonly questionSet: string; readonly folder: string; readonly files: readonly string[] }[] = [];
  for (const exported of sets) {
    // FastChat keeps one folder a benchmark.
    const folder = sets.length === 1 ? "." : folderName(exported.set);
    const target = join(resolve(io.cwd, flags.out), folder);
    const own = records.filter((record) => record.manifest.questionSet.id === exported.set);
    const files = [...exported.files, ...companions(exported, own, sources)];
    for (const file of files) await write(join(target, file.path), file);
    written.push({ questionSet: exported.set, folder: target, files: files.map(({ path }) => path) });
    io.err(`${exported.set}: ${files.length} files in ${join(flags.out, folder)}\n`);
    for (const { board, path } of exported.judgmentFiles) {
      io.err(`  ${path}: ${board.candidates.length} candidates, protocol ${board.key.slice(0, 8)}\n`);
    }
  }
  if (flags.json) io.out(`${JSON.stringify({ exported: written })}\n`);
  return "done";
}

async function write(path: string, file: ExportedFile): Promise<void> {
  await makeFolder(dirname(path));
  await writeFileAtomic(path, file.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** The question file and the judges' prompts, where they are known. */
function companions(exported: ExportedSet, records: readonly RunRecord[], sources: AllSources): ExportedFile[] {
  const files: ExportedFile[] = [];
  const set = sources.sets.get(exported.set) ?? null;
  const asked = new Set(records.flatMap((record) => [...record.answers.values()].map((answer) => answer.questionHash)));
  if (set !== null) files.push(questionFile(set, asked));
  const known = exported.judgmentFiles.flatMap(({ board, path }) => {
    const judge = sources.judgeOf(exported.set, board.procedure);
    const prompts = samePrompts(judge, board.procedure);
    return judge === null || prompts.length === 0 ? [] : [{ judge, prompts, path }];
  });
  const different = new Set(known.map(({ prompts }) => JSON.stringify(prompts)));
  for (const { judge, prompts, path } of different.size === 1 ? known.slice(0, 1) : known) {
    const name = path.replace(/^model_judgment\/|_single\.jsonl$/g, "");
    files.push(
      judgePromptsFile(judge, prompts, different.size === 1 ? "judge_prompts.jsonl" : `judge_prompts_${name}.jsonl`),
    );
  }
  return files;
}

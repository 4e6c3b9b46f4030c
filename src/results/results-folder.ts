import { join } from "node:path";
import type { AnswerRecord } from "../answers/answer.ts";
import { InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";
import { type JournalWriter, openJournal } from "../files/journal.ts";
import { type Lock, takeLock } from "../files/lock.ts";
import { storing } from "../files/storage-error.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { archiveFolder } from "./archive-folder.ts";
import { describeDifference } from "./compare-fields.ts";
import { createManifest, raiseFormat } from "./create-manifest.ts";
import { filesIn } from "./folders.ts";
import type { Launch, Manifest } from "./manifest.ts";
import { refuseOtherWriters } from "./refuse-other-writers.ts";
import { loadManifest, loadRunRecord, type RunRecord } from "./run-record.ts";
import { type Shard, shardSuffix } from "./shard.ts";
import { specificationDifferences } from "./specification.ts";

/** An open folder: the only writer of its journals until it is closed. */
export interface ResultsFolder {
  readonly record: RunRecord;
  appendAnswer(answer: AnswerRecord): Promise<void>;
  appendJudgment(judgment: JudgmentRecord): Promise<void>;
  appendLaunch(launch: Launch): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens or creates a candidate's folder for writing. A specification that differs from the one in the folder is refused
 * with the field named, because a new model under an old name must never inherit old answers; `fresh` moves the old
 * folder aside first. `record` is what stood there, and what was appended since unless `remember` is false: a long run's
 * records would fill the memory for nothing. A shard writes journals of its own under a lock of its own, beside other shards and never beside a
 * whole run.
 */
export async function openResultsFolder(
  path: string,
  manifest: Manifest,
  options: {
    readonly fresh?: boolean;
    readonly now?: () => number;
    readonly shard?: Shard | null;
    readonly remember?: boolean;
  } = {},
): Promise<ResultsFolder> {
  const now = options.now ?? Date.now;
  const suffix = shardSuffix(options.shard ?? null);
  let lock: Lock = await storing(path, () => takeLock(join(path, `lock${suffix}`), now));
  try {
    await refuseOtherWriters(path, suffix, now);
    let existing = await loadManifest(path);
    if (existing !== null && options.fresh === true) {
      await lock.release();
      await archiveFolder(path, now);
      lock = await takeLock(join(path, "lock"), now);
      existing = null;
    }
    if (existing === null) {
      await refuseForeignFolder(path);
      const isOurs = await storing(path, () => createManifest(path, manifest));
      if (!isOurs) existing = await loadManifest(path);
    }
    if (existing !== null) {
      refuseOtherSpecification(path, existing, manifest);
      await storing(path, () => raiseFormat(path, existing));
    }
    return await openJournals(path, await loadRunRecord(path), lock, { suffix, remember: options.remember ?? true });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openJournals(
  path: string,
  record: RunRecord,
  lock: Lock,
  { suffix, remember }: { readonly suffix: string; readonly remember: boolean },
): Promise<ResultsFolder> {
  const journals = new Map<string, Promise<JournalWriter>>();
  const answers = new Map(record.answers);
  const judgments = new Map(record.judgments);
  const append = async (file: string, value: unknown): Promise<void> => {
    if (lock.isLost()) {
      throw new InputError(`${path} was taken over by another process while this one seemed to be gone`, {
        hint: "Nothing was lost. Let one of them end, then run the same command again.",
      });
    }
    let journal = journals.get(file);
    if (journal === undefined) {
      journal = openJournal(join(path, file), { beside: join(path, "manifest.json") });
      journals.set(file, journal);
    }
    await (await journal).append(value);
  };
  return {
    record: { ...record, answers, judgments },
    async appendAnswer(answer) {
      await append(`answers${suffix}.jsonl`, answer);
      if (remember) answers.set(answer.key, answer);
    },
    async appendJudgment(judgment) {
      await append(join("judgments", `${folderName(judgment.judge)}${suffix}.jsonl`), judgment);
      if (remember) judgments.set(judgment.key, judgment);
    },
    async appendLaunch(launch) {
      await append(`launches${suffix}.jsonl`, launch);
    },
    async close() {
      try {
        const opened = await Promise.allSettled(journals.values());
        for (const journal of opened) if (journal.status === "fulfilled") await journal.value.close();
      } finally {
        await lock.release();
      }
    },
  };
}

function refuseOtherSpecification(path: string, existing: Manifest, wanted: Manifest): void {
  const differences = specificationDifferences(existing, wanted);
  if (differences.length === 0) return;
  throw new InputError(`${path} holds another specification of ${existing.candidate.id}`, {
    problems: differences.map(describeDifference),
    hint: "Give the new one a name with --id, or archive the old folder with --fresh.",
  });
}

/** A folder with files but no manifest is somebody else's; writing into it could harm them. */
async function refuseForeignFolder(path: string): Promise<void> {
  const names = await filesIn(path);
  const ours = (name: string): boolean => /^(?:lock|manifest\.json)(?:\.|$)/u.test(name);
  // Another shard may have made the folder a moment ago.
  const strangers = names.includes("manifest.json") ? [] : names.filter((name) => !ours(name));
  if (strangers.length === 0) return;
  throw new InputError(`${path} has files but no manifest.json, so it is not a results folder`, {
    problems: strangers.slice(0, 5).map((name) => `unknown file: ${name}`),
    hint: "Move it aside, or write to another folder with --results.",
  });
}

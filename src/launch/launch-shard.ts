import { InputError } from "../errors.ts";
import type { Shard } from "../results/shard.ts";
import type { JudgeMode } from "../runs/batch/judge-modes.ts";

/**
 * The part of the run that a launch is; null: the whole.
 *
 * @throws InputError where a part cannot be what else is asked for.
 */
export function launchShard({
  shard,
  judgeMode,
  fresh,
}: {
  readonly shard?: Shard | undefined;
  readonly judgeMode?: JudgeMode | undefined;
  readonly fresh?: boolean | undefined;
}): Shard | null {
  if (shard === undefined) return null;
  if (judgeMode === "batch") {
    throw new InputError("--shard and --judge-mode batch: a batch is one file of all judgments", {
      hint: "Answer in shards (mtbench answer --shard), then rate everything with mtbench judge --judge-mode batch.",
    });
  }
  if (fresh !== true) return shard;
  throw new InputError("--fresh would archive what the other shards have written", {
    hint: "Archive the folder once before the shards start, or give the new run a name with --id.",
  });
}

import { chooseJudge } from "../../config/choose-judge.ts";
import { loadConfig, ownModelsOf } from "../../config/load-config.ts";
import { type PriceLookup, priceLookup } from "../../launch/prices.ts";
import type { OwnModels } from "../../models/own-models.ts";
import type { BudgetLimits } from "../../runs/budget.ts";
import type { Io } from "../terminal/io.ts";

interface JudgingFlags {
  readonly judge: string;
  readonly judgeModel?: string | undefined;
  readonly config?: string | undefined;
}

/** The flags with the configuration's names replaced by what they stand for, and its models and servers beside them. */
export async function withConfig<Flags extends JudgingFlags>(
  flags: Flags,
  io: Io,
): Promise<{
  readonly flags: Flags;
  readonly own: OwnModels;
  readonly priceOf: PriceLookup;
  readonly budget: BudgetLimits["money"];
}> {
  const loaded = await loadConfig({ cwd: io.cwd, path: flags.config });
  return {
    flags: { ...flags, ...chooseJudge(loaded, flags.judge, flags.judgeModel) },
    own: ownModelsOf(loaded),
    priceOf: priceLookup(loaded.config.prices ?? {}),
    budget: loaded.config.budget ?? null,
  };
}

import { chooseJudge } from "../config/choose-judge.ts";
import { loadConfig, ownModelsOf } from "../config/load-config.ts";
import type { OwnModels } from "../models/own-models.ts";
import type { BudgetLimits } from "../runs/budget-ledger.ts";
import { type PriceLookup, priceLookup } from "./endpoints/prices.ts";

interface JudgingChoice {
  readonly judge: string;
  readonly judgeModel?: string | undefined;
  /** Path of the file; undefined: the one in the working directory, where there is one. */
  readonly config?: string | undefined;
}

/** What was chosen, with the configuration's names replaced by what they stand for, and its models and servers beside it. */
export async function withConfig<Choice extends JudgingChoice>(
  choice: Choice,
  { cwd }: { readonly cwd: string },
): Promise<{
  readonly flags: Choice;
  readonly own: OwnModels;
  readonly priceOf: PriceLookup;
  readonly budget: BudgetLimits["money"];
}> {
  const loaded = await loadConfig({ cwd, path: choice.config });
  return {
    flags: { ...choice, ...chooseJudge(loaded, choice.judge, choice.judgeModel) },
    own: ownModelsOf(loaded),
    priceOf: priceLookup(loaded.config.prices ?? {}),
    budget: loaded.config.budget ?? null,
  };
}

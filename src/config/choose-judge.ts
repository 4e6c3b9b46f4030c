import { writtenModel } from "../models/own-models.ts";
import type { LoadedConfig } from "./load-config.ts";

/**
 * What `--judge` and `--judge-model` mean under this configuration: a name under `judges` stands for its procedure and its
 * model. A judge model that was named by a flag goes before the file's.
 */
export function chooseJudge(
  { config }: LoadedConfig,
  judge: string,
  judgeModel: string | undefined,
): { readonly judge: string; readonly judgeModel: string | undefined } {
  const entry = Object.hasOwn(config.judges ?? {}, judge) ? config.judges?.[judge] : undefined;
  if (entry === undefined) return { judge, judgeModel };
  return { judge: entry.procedure, judgeModel: judgeModel ?? writtenModel(entry) };
}

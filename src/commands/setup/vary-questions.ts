import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { codeOf, InputError } from "../../errors.ts";
import { loadSetDefinition } from "../../questions/load-question-set.ts";
import { writeVariantSet } from "../../variants/drawn-folder.ts";
import { generators } from "../../variants/generators.ts";
import { checkSeed } from "../../variants/varied-name.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { VaryFlags } from "./data-verbs.ts";

/** `mtbench questions vary <set> --seed S -o <folder>`: the questions that the seed gives, as a set of their own. */
export async function varyQuestions({ set, seed, output }: VaryFlags, io: Io): Promise<Ending> {
  checkSeed(seed);
  const folder = resolve(io.cwd, output);
  const { definition } = await loadSetDefinition(set, { cwd: io.cwd });
  await refuseOther(folder, output);
  await writeVariantSet(folder, definition, seed);
  io.err(`Wrote ${generators.length} questions of ${definition.id} with seed ${seed} to ${output}.\n`);
  io.err(`Next: mtbench questions check ${output}, or mtbench run --questions ${definition.id}@seed:${seed}\n`);
  return "done";
}

/** A folder that holds anything else than a set of variants is left alone. */
async function refuseOther(folder: string, output: string): Promise<void> {
  const ours = new Set(["question.jsonl", "references", "set.yaml"]);
  let names: string[] = [];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    if (codeOf(error) === "ENOTDIR") throw new InputError(`${output} is a file, not a folder`);
    throw error;
  }
  const others = names.filter((name) => !ours.has(name));
  if (others.length === 0) {
    if (!names.includes("set.yaml")) return;
    if ((await loadSetDefinition(folder, { cwd: folder })).definition.variant !== undefined) return;
    throw new InputError(`${output} holds a question set that was not drawn`, { hint: "Name a new folder." });
  }
  throw new InputError(`${output} holds other files: ${others.slice(0, 5).join(", ")}`, { hint: "Name a new folder." });
}

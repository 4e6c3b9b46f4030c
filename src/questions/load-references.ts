import { basename, resolve } from "node:path";
import { codeOf, InputError, messageOf } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { nearestHint } from "../text/nearest.ts";
import { placeOf } from "./load-question-set.ts";
import { parseReferences } from "./parse-references.ts";
import type { QuestionSet, References } from "./question.ts";

/**
 * The set's reference file of that name, else the file at that path (relative to `cwd`), named after the file.
 *
 * @throws InputError when it is neither, with the names that there are, or when the file is not valid.
 */
export async function loadReferences(set: QuestionSet, nameOrPath: string, cwd: string): Promise<References> {
  const known = set.references.find((one) => one.name === nameOrPath);
  if (known !== undefined) return known;
  const path = resolve(cwd, nameOrPath);
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") throw unknownReferences(set, nameOrPath);
    throw new InputError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
  const name = basename(path).replace(/\.jsonl$/, "");
  const { references, problems } = parseReferences(text, placeOf(path, cwd), name);
  if (problems.length > 0) throw new InputError(`${nameOrPath} is not a valid reference file`, { problems });
  return references;
}

function unknownReferences(set: QuestionSet, name: string): InputError {
  const names = set.references.map((one) => one.name);
  return new InputError(`question set ${JSON.stringify(set.id)} has no references ${JSON.stringify(name)}`, {
    hint: `${nearestHint(name, names)} Or give the path of a JSONL file.`,
  });
}

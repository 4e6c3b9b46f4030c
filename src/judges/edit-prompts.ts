import { InputError } from "../errors.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { PromptEdit } from "./judge-file.ts";

/** A prompt as a file has it, before it is told what it rates. */
export interface RawPrompt {
  readonly system: string | null;
  readonly template: string;
}

/**
 * The prompts with what upstream's code has otherwise, every edit in its order.
 *
 * @throws InputError for an edit whose prompt or piece is not there exactly once, and for a prompt that is not, in the end,
 * the text of the hash that judge.yaml names; `place` is the prompts' own.
 */
export function editPrompts(
  raw: ReadonlyMap<string, RawPrompt>,
  changes: { readonly edits: readonly PromptEdit[]; readonly hashes: Readonly<Record<string, string>> },
  place: string,
): ReadonlyMap<string, RawPrompt> {
  const prompts = new Map(raw);
  const problems: string[] = [];
  for (const edit of changes.edits) {
    const prompt = prompts.get(edit.prompt);
    const edited = prompt === undefined ? "expected this prompt, for an edit names it" : withEdit(prompt, edit);
    if (typeof edited === "string") problems.push(`${place}: ${edit.prompt}: ${edited}`);
    else prompts.set(edit.prompt, edited);
  }
  for (const [name, hash] of Object.entries(changes.hashes)) {
    const prompt = prompts.get(name);
    const found = prompt === undefined ? "nothing" : promptHash(prompt);
    if (found !== hash) problems.push(`${place}: ${name}: expected the text of hash ${hash}, got ${found}`);
  }
  if (problems.length > 0) throw new InputError(`${place} does not give the prompts of this procedure`, { problems });
  return prompts;
}

/** Of a prompt as it is sent, unfilled; the procedure's fields hold the same. */
function promptHash({ system, template }: RawPrompt): string {
  return hashOf({ system, template });
}

function withEdit(prompt: RawPrompt, { part, find, put }: PromptEdit): RawPrompt | string {
  if (part === undefined || find === undefined || put === undefined) return { ...prompt, system: null };
  const text = prompt[part] ?? "";
  const count = text.split(find).length - 1;
  if (count !== 1) return `expected ${JSON.stringify(find)} once in its ${part}, found ${count}`;
  return { ...prompt, [part]: text.replace(find, () => put) };
}

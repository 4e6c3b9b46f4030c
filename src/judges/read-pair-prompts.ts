import { z } from "zod";
import { InputError } from "../errors.ts";
import { parseDataFile } from "../sources/parse-data-file.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { promptProblems } from "./check-prompt.ts";
import {
  type Hardened,
  type PairExtraction,
  type PairPrompt,
  type PairPromptName,
  type PairPrompts,
  pairPromptNames,
  type RetryUnrated,
  type VerdictSteps,
} from "./judge.ts";
import { fastChatPrompt } from "./read-prompts.ts";

/** Prompts that compare two answers, as a file holds them: for every number of steps that it knows. */
export interface PairFile {
  readonly place: string;
  readonly bySteps: ReadonlyMap<VerdictSteps, readonly PairPrompt[]>;
  /** Asks for the verdict alone, by the same numbers; absent: the file has no such text. */
  readonly verdictOnly: ReadonlyMap<VerdictSteps, string>;
}

/** FastChat's own names of them, by the name in the file where it has another. */
type PairNames = Readonly<Record<string, string | undefined>>;

/**
 * The pairwise prompts of FastChat's `judge_prompts.jsonl`: verdicts of three steps. Names that compare nothing are passed over;
 * of two lines with one name the last wins, as in FastChat.
 */
export function parseFastChatPairs(text: string, place: string, names: PairNames): PairFile {
  const { lines, problems } = parseJsonLines(text, fastChatPrompt, place);
  if (problems.length > 0) throw new InputError(`${place} is not a file of judge prompts`, { problems });
  const raw = new Map(lines.filter(({ value }) => value.type === "pairwise").map(({ value }) => [value.name, value]));
  const prompts = pairPromptNames.flatMap((name): PairPrompt[] => {
    const found = raw.get(names[name] ?? name);
    if (found === undefined) return [];
    return [{ name, system: found.system_prompt === "" ? null : found.system_prompt, template: found.prompt_template }];
  });
  return { place, bySteps: new Map([[3, prompts]]), verdictOnly: new Map() };
}

const ownPrompt = z.strictObject({ system: z.string().nullable(), template: z.string().min(1) });

/** What the judge is told of its verdict: `form` in the system prompt, `line` once more after the answers. */
const verdictWords = z.strictObject({ form: z.string().min(1), line: z.string().min(1) });

const ownFile = z.strictObject({
  ...Object.fromEntries(pairPromptNames.map((name) => [name, ownPrompt.optional()])),
  verdicts: z.strictObject({ 3: verdictWords, 5: verdictWords.optional() }),
  "verdict-only": z.string().min(1).optional(),
  "conversation-turn": z.string().min(1).optional(),
});

/**
 * Our own form: prompts by name, whose texts hold `{verdict_form}` and `{verdict_line}` where the words for three or five
 * steps belong; `verdict-only` and `conversation-turn` besides.
 */
export async function parseOwnPairs(text: string, place: string): Promise<PairFile> {
  const file = await parseDataFile(text, ownFile, place);
  const given = new Map(Object.entries(file));
  const bySteps = new Map<VerdictSteps, readonly PairPrompt[]>();
  const verdictOnly = new Map<VerdictSteps, string>();
  for (const steps of [3, 5] as const) {
    const words = file.verdicts[steps];
    if (words === undefined) continue;
    const worded = (one: string) =>
      one.replaceAll("{verdict_form}", words.form).replaceAll("{verdict_line}", words.line);
    const prompts = pairPromptNames.flatMap((name): PairPrompt[] => {
      const prompt = ownPrompt.safeParse(given.get(name));
      if (!prompt.success) return [];
      const { system, template } = prompt.data;
      const turn = file["conversation-turn"];
      const later = name.endsWith("later-turns") && turn !== undefined ? { conversationTurn: turn } : {};
      return [{ name, system: system === null ? null : worded(system), template: worded(template), ...later }];
    });
    bySteps.set(steps, prompts);
    if (file["verdict-only"] !== undefined) verdictOnly.set(steps, worded(file["verdict-only"]));
  }
  return { place, bySteps, verdictOnly };
}

/**
 * A judge's way to compare two answers with verdicts of so many steps.
 *
 * @throws InputError where the file has none of so many steps, where a turn's prompt stands in one of its two forms alone, and
 * for every placeholder that is wrong.
 */
export function pairPromptsOf(
  { place, bySteps, verdictOnly }: PairFile,
  judge: {
    readonly judge: string;
    readonly hardened: Hardened;
    /** Those that show a reference. */
    readonly categories: readonly string[];
    readonly steps: VerdictSteps;
    readonly extraction: PairExtraction;
    readonly retryUnrated: (ask: string) => RetryUnrated;
  },
): PairPrompts {
  const { steps, extraction } = judge;
  const all = bySteps.get(steps);
  if (all === undefined) {
    throw new InputError(
      `the judge ${judge.judge} gives verdicts of ${[...bySteps.keys()].join(" or ")} steps, not ${steps}`,
    );
  }
  const prompts = Object.fromEntries(all.map((prompt) => [prompt.name, prompt]));
  const problems = [
    ...all.flatMap((prompt) => promptProblems(prompt, judge.hardened)),
    ...missingForms(prompts, judge.categories),
  ].map((problem) => `${place}: ${problem}`);
  if (problems.length > 0) throw new InputError(`${place} is not valid`, { problems });
  return { prompts, steps, extraction, retryUnrated: judge.retryUnrated(verdictOnly.get(steps) ?? "") };
}

/** With categories that show a reference, each turn's prompt is needed in both forms or in neither. */
function missingForms(prompts: PairPrompts["prompts"], categories: readonly string[]): string[] {
  if (prompts["pair-v2"] === undefined) return ["pair-v2: expected this prompt, got nothing"];
  if (categories.length === 0) return [];
  const forms = [
    ["pair-v2", "pair-math-v1"],
    ["pair-v2-multi-turn", "pair-math-v1-multi-turn"],
    ["pair-later-turns", "pair-math-later-turns"],
  ] as const satisfies readonly (readonly PairPromptName[])[];
  return forms.flatMap(([plain, shown]) => {
    const alone = (prompts[plain] === undefined) !== (prompts[shown] === undefined);
    return alone ? [`${plain} and ${shown}: expected both or neither`] : [];
  });
}

import { messageOf } from "../errors.ts";
import { didYouMean } from "../text/nearest.ts";
import type { Hardened, JudgePrompt, PairPrompt, PairPromptName, PromptName } from "./judge.ts";
import { parseTemplate } from "./prompt-template.ts";

/*
 * The placeholders that each prompt may use: FastChat's names, and ours for what FastChat has not. `ref_answer` is the
 * reference of the rated turn, `ref_answers` all of them where a question has several.
 */
const ofTheQuestion = ["criterion"] as const;
const ofTheRatedTurn = ["ref_answer", "ref_answers"] as const;
const later = ["question", "answer", "turn", "conversation", "question_1", "answer_1", ...ofTheQuestion] as const;
const secondTurn = ["question_1", "question_2", "answer_1", "answer_2", ...ofTheQuestion] as const;
const bothAnswers = ["answer_a", "answer_b"] as const;
const bothSecondTurns = ["answer_a_1", "answer_a_2", "answer_b_1", "answer_b_2"] as const;
const bothConversations = ["conversation_a", "conversation_b"] as const;
const pairLater = ["question", "turn", ...bothAnswers, ...bothConversations, ...ofTheQuestion] as const;

const known = {
  "single-v1": ["question", "answer", ...ofTheQuestion],
  "single-math-v1": ["question", "answer", "ref_answer_1", ...ofTheRatedTurn, ...ofTheQuestion],
  "single-v1-multi-turn": secondTurn,
  "single-math-v1-multi-turn": [...secondTurn, "ref_answer_1", "ref_answer_2", ...ofTheRatedTurn],
  "later-turns": later,
  "math-later-turns": [...later, ...ofTheRatedTurn],
  "pair-v2": ["question", ...bothAnswers, ...ofTheQuestion],
  "pair-math-v1": ["question", ...bothAnswers, "ref_answer_1", ...ofTheRatedTurn, ...ofTheQuestion],
  "pair-v2-multi-turn": ["question_1", "question_2", ...bothSecondTurns, ...ofTheQuestion],
  "pair-math-v1-multi-turn": [
    ...(["question_1", "question_2", "ref_answer_1", "ref_answer_2"] as const),
    ...bothSecondTurns,
    ...ofTheRatedTurn,
    ...ofTheQuestion,
  ],
  "pair-later-turns": pairLater,
  "pair-math-later-turns": [...pairLater, ...ofTheRatedTurn],
} as const satisfies Record<PromptName | PairPromptName, readonly string[]>;

/** Without these a prompt would rate something that the judge cannot see; of several names in one entry any will do. */
const needed = {
  "single-v1": ["question", "answer"],
  "single-math-v1": ["question", "answer", ["ref_answer_1", ...ofTheRatedTurn]],
  "single-v1-multi-turn": ["question_2", "answer_2"],
  "single-math-v1-multi-turn": ["question_2", "answer_2", ["ref_answer_2", ...ofTheRatedTurn]],
  "later-turns": ["question", "answer", "conversation"],
  "math-later-turns": ["question", "answer", "conversation", [...ofTheRatedTurn]],
  "pair-v2": ["question", ...bothAnswers],
  "pair-math-v1": ["question", ...bothAnswers, ["ref_answer_1", ...ofTheRatedTurn]],
  "pair-v2-multi-turn": ["question_2", "answer_a_2", "answer_b_2"],
  "pair-math-v1-multi-turn": ["question_2", "answer_a_2", "answer_b_2", ["ref_answer_2", ...ofTheRatedTurn]],
  "pair-later-turns": ["question", ...bothAnswers, ...bothConversations],
  "pair-math-later-turns": ["question", ...bothAnswers, ...bothConversations, [...ofTheRatedTurn]],
} as const satisfies Record<PromptName | PairPromptName, readonly (string | readonly string[])[]>;

/** The marks of a hardened judge's prompt: one for the answer, or one for each of two. */
function noncesOf({ name }: JudgePrompt | PairPrompt): readonly string[] {
  return name.startsWith("pair-") ? ["nonce_a", "nonce_b"] : ["nonce"];
}

/** What is wrong with a prompt, as `single-v1: <what was expected>`; a hardened judge's prompts must hold `{nonce}`. */
export function promptProblems(prompt: JudgePrompt | PairPrompt, hardened: Hardened): string[] {
  let names: readonly string[];
  try {
    names = parseTemplate(prompt.template).names;
  } catch (error) {
    return [`${prompt.name}: ${messageOf(error)}`];
  }
  const nonces = noncesOf(prompt);
  const allowed: readonly string[] = hardened ? [...known[prompt.name], ...nonces] : known[prompt.name];
  const required: readonly (string | readonly string[])[] = hardened
    ? [...needed[prompt.name], ...nonces]
    : needed[prompt.name];
  const used = [...new Set(names)].map((name) => ({ name, ours: ownName(prompt, name) }));
  const shown = new Set(used.map(({ ours }) => ours));
  const unknown = used.filter(({ ours }) => !allowed.includes(ours));
  const missing = required
    .map((one) => (typeof one === "string" ? [one] : one))
    .filter((choices) => !choices.some((name) => shown.has(name)));
  return [
    ...unknown.map(({ name, ours }) => `${prompt.name}: ${unknownPlaceholder(name, ours, { allowed, nonces })}`),
    ...missing.map((choices) => {
      return `${prompt.name}: expected the placeholder ${choices.map((name) => `{${name}}`).join(" or ")}`;
    }),
    ...(prompt.conversationTurn === undefined ? [] : turnProblems(prompt.name, prompt.conversationTurn, hardened)),
  ];
}

function unknownPlaceholder(
  name: string,
  ours: string,
  { allowed, nonces }: { readonly allowed: readonly string[]; readonly nonces: readonly string[] },
): string {
  const hint = nonces.includes(ours) ? "only a judge with `hardened: 2` has one" : didYouMean(ours, allowed);
  const mapped = ours === name ? "" : ` (placeholders: ${name}: ${ours})`;
  return `unknown placeholder {${ours}}${mapped} (known: ${allowed.join(", ")})${hint === "" ? "" : `; ${hint}`}`;
}

/** What a placeholder of the template is called by us. */
export function ownName({ placeholders }: Pick<JudgePrompt, "placeholders">, name: string): string {
  return placeholders !== undefined && Object.hasOwn(placeholders, name) ? (placeholders[name] ?? name) : name;
}

function turnProblems(name: string, template: string, hardened: Hardened): string[] {
  const place = `${name}: conversation-turn`;
  let names: readonly string[];
  try {
    names = parseTemplate(template).names;
  } catch (error) {
    return [`${place}: ${messageOf(error)}`];
  }
  const side = name.startsWith("pair-") ? ["side"] : [];
  const allowed = ["turn", "question", "answer", ...side, ...(hardened ? ["nonce"] : [])];
  return [
    ...names.filter((one) => !allowed.includes(one)).map((one) => `${place}: unknown placeholder {${one}}`),
    ...["question", "answer", ...(hardened ? ["nonce"] : [])]
      .filter((one) => !names.includes(one))
      .map((one) => `${place}: expected the placeholder {${one}}`),
  ];
}

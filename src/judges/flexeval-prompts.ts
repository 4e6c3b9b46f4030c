import { InputError } from "../errors.ts";
import type { RawPrompt } from "./edit-prompts.ts";
import { type PromptChoice, type PromptSet, promptSet } from "./read-prompts.ts";

/** What its templates show, by our names. Of a conversation of two turns the last answer is apart from the messages. */
const twoTurns: ReadonlyMap<string, string> = new Map([
  ['messages[0]["content"]', "question_1"],
  ['messages[1]["content"]', "answer_1"],
  ['messages[2]["content"]', "question_2"],
  ["lm_output", "answer_2"],
  ["references[0]", "ref_answer_1"],
  ["references[1]", "ref_answer_2"],
]);

/** Of one turn; `eval_aspect` is ELYZA-tasks-100's name for what a question's answers are rated by. */
const oneTurn: ReadonlyMap<string, string> = new Map([
  ['messages[-1]["content"]', "question"],
  ["lm_output", "answer"],
  ["references[0]", "ref_answer_1"],
  ["eval_aspect", "criterion"],
]);

/**
 * flexeval's evaluation of two turns in one file (`mt-ja.jsonnet`): the Jinja templates of `prompt_template` and
 * `system_message`, once for questions with a reference and once for those without. It rates the second turn alone. A file without
 * `system_message` (`elyza_tasks_100.jsonnet`) rates one turn, every question with its reference and its criterion.
 */
export function parseFlexevalPrompts(text: string, place: string, choice: PromptChoice = {}): PromptSet {
  const template = textBlock(text, "prompt_template", place);
  if (!text.includes("system_message:")) {
    const only: RawPrompt = {
      system: null,
      template: unfold(template, { shown: oneTurn, hasReferences: true }, place),
    };
    return promptSet(new Map([["single-math-v1", only]]), choice, "", place);
  }
  const system = textBlock(text, "system_message", place);
  const withReferences = (hasReferences: boolean): RawPrompt => ({
    system: unfold(system, { shown: twoTurns, hasReferences }, place),
    template: unfold(template, { shown: twoTurns, hasReferences }, place),
  });
  const raw = new Map([
    ["single-v1-multi-turn", withReferences(false)],
    ["single-math-v1-multi-turn", withReferences(true)],
  ]);
  return promptSet(raw, choice, "", place);
}

/** Jsonnet's `std.stripChars(||| ... |||, '\n')`: the first line's indentation is none of the text. */
function textBlock(text: string, name: string, place: string): string {
  const [open, close] = ["std.stripChars(|||\n", "|||, '\\n')"];
  const named = text.indexOf(`${name}:`);
  const start = named < 0 ? -1 : text.indexOf(open, named);
  const end = start < 0 ? -1 : text.indexOf(close, start);
  if (end < 0) throw notThese(place, `${name}: expected a text between std.stripChars(||| and |||, '\\n')`);
  const block = text.slice(start + open.length, end);
  const indentation = /^[ \t]*/.exec(block)?.[0] ?? "";
  const lines = block
    .slice(0, block.lastIndexOf("\n") + 1)
    .split("\n")
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line));
  while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  return lines.join("\n");
}

/** One branch on the way through a template, and whether its texts are taken. */
type Branch = { readonly taken: boolean; readonly other: boolean };

/** The template as `str.format` would have it, where there are references or none. */
function unfold(
  template: string,
  { shown, hasReferences }: { readonly shown: ReadonlyMap<string, string>; readonly hasReferences: boolean },
  place: string,
): string {
  const conditions = new Map([
    ["references|length > 0", hasReferences],
    ["messages|length == 3", true],
  ]);
  const open: Branch[] = [];
  const pieces = piecesOf(template);
  let result = "";
  for (const [index, { kind, text }] of pieces.entries()) {
    if (kind === "tag") step(open, text, conditions, place);
    else if (open.some(({ taken }) => !taken)) continue;
    else if (kind === "value") result += `{${nameOf(text, shown, place)}}`;
    else result += literal(text, pieces[index - 1]?.stripsAfter === true, pieces[index + 1]?.stripsBefore === true);
  }
  if (open.length > 0) throw notThese(place, "expected {% endif %} for every {% if %}");
  return result;
}

/** A template's words, its `{{ value }}`s and its `{% tag %}`s; `{%-` and `-%}` take the white space beside them. */
interface Piece {
  readonly kind: "words" | "value" | "tag";
  readonly text: string;
  readonly stripsBefore?: boolean;
  readonly stripsAfter?: boolean;
}

function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < template.length) {
    const rest = template.slice(at);
    const start = /\{[{%]/.exec(rest)?.index ?? rest.length;
    const isTag = rest.startsWith("{%", start);
    const end = rest.indexOf(isTag ? "%}" : "}}", start + 2);
    if (start === rest.length || end < 0) return [...pieces, { kind: "words", text: rest }];
    if (start > 0) pieces.push({ kind: "words", text: rest.slice(0, start) });
    const inside = rest.slice(start + 2, end);
    pieces.push(isTag ? tagOf(inside) : { kind: "value", text: inside.trim() });
    at += end + 2;
  }
  return pieces;
}

function tagOf(inside: string): Piece {
  const stripsBefore = inside.startsWith("-");
  const stripsAfter = inside.endsWith("-");
  const text = inside.slice(stripsBefore ? 1 : 0, stripsAfter ? -1 : undefined).trim();
  return { kind: "tag", text, stripsBefore, stripsAfter };
}

/** Words between two pieces. */
function literal(words: string, isStrippedBefore: boolean, isStrippedBehind: boolean): string {
  const begun = isStrippedBefore ? words.trimStart() : words;
  const text = isStrippedBehind ? begun.trimEnd() : begun;
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

function step(open: Branch[], tag: string, conditions: ReadonlyMap<string, boolean>, place: string): void {
  const condition = /^if (.*)$/s.exec(tag)?.[1];
  const holds = condition === undefined ? undefined : conditions.get(condition);
  if (holds !== undefined) {
    open.push({ taken: holds, other: !holds });
    return;
  }
  const last = open.pop();
  if (last === undefined || (tag !== "else" && tag !== "endif")) throw notThese(place, `unknown tag {% ${tag} %}`);
  if (tag === "else") open.push({ taken: last.other, other: false });
}

/** The last answer of a conversation that holds it among its messages has a place in no branch that is taken. */
function nameOf(value: string, shown: ReadonlyMap<string, string>, place: string): string {
  const name = shown.get(value);
  if (name === undefined) throw notThese(place, `unknown value {{ ${value} }}`);
  return name;
}

function notThese(place: string, problem: string): InputError {
  return new InputError(`${place} is not a file of judge prompts`, { problems: [`${place}: ${problem}`] });
}

import { parseTemplate } from "../judges/prompt-template.ts";

/** Texts that a prompt may hold, by placeholder; several where it is not known which one was used. */
export type KnownTexts = ReadonlyMap<string, readonly string[]>;

/** A prompt's texts by placeholder. */
export type SlotValues = ReadonlyMap<string, string>;

/** Placeholders in the order in which FastChat's family of prompts shows them. */
export function slotOrder(turn: number, withReference: boolean): readonly string[] {
  if (turn === 1) return withReference ? ["question", "ref_answer_1", "answer"] : ["question", "answer"];
  const conversation = ["question_1", "answer_1", "question_2", "answer_2"];
  return withReference ? ["question_1", "ref_answer_1", "question_2", "ref_answer_2", ...conversation] : conversation;
}

/** A constant text, or the place of a placeholder. */
export type Piece = { readonly text: string } | { readonly slot: string };

/**
 * Cuts known texts out of a prompt. A text counts only as whole lines, longer texts go first, so that neither "4" inside a
 * sentence nor a question repeated inside an answer is taken for a placeholder. The result alternates: text, slot, text, ...
 */
export function cutKnownTexts(prompt: string, known: KnownTexts): readonly Piece[] {
  let pieces: Piece[] = [{ text: prompt }];
  for (const [value, names] of textsLongestFirst(known)) {
    let seen = 0;
    pieces = pieces.flatMap((piece, at) => {
      if ("slot" in piece) return [piece];
      const found = occurrences(piece.text, value, { first: at === 0, last: at === pieces.length - 1 });
      if (found.length === 0) return [piece];
      const parts: Piece[] = [];
      let from = 0;
      for (const start of found) {
        // Two placeholders with one text (an answer equal to its reference): in the order of the prompts.
        const slot = names[Math.min(seen, names.length - 1)] ?? "";
        parts.push({ text: piece.text.slice(from, start) }, { slot });
        from = start + value.length;
        seen += 1;
      }
      return [...parts, { text: piece.text.slice(from) }];
    });
  }
  return pieces;
}

function textsLongestFirst(known: KnownTexts): [string, string[]][] {
  const names = new Map<string, string[]>();
  for (const [slot, texts] of known) {
    for (const text of new Set(texts)) {
      if (text.trim() === "") continue;
      names.set(text, [...(names.get(text) ?? []), slot]);
    }
  }
  return [...names].sort(([a], [b]) => b.length - a.length);
}

function occurrences(text: string, value: string, edge: { readonly first: boolean; readonly last: boolean }): number[] {
  const found: number[] = [];
  let from = 0;
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, from)) {
    const end = at + value.length;
    const starts = at === 0 ? edge.first : text[at - 1] === "\n";
    const ends = end === text.length ? edge.last : text[end] === "\n";
    from = starts && ends ? end : at + 1;
    if (starts && ends) found.push(at);
  }
  return found;
}

/** A template in the form of `judge_prompts.jsonl`, braces doubled. */
export function templateOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => ("slot" in piece ? `{${piece.slot}}` : piece.text.replace(/[{}]/g, (brace) => brace + brace)))
    .join("");
}

/**
 * The texts that fill a template to exactly this prompt; null when none do. Known texts are tried first; an unknown one ends
 * at the first place from where the rest fits.
 */
export function fitTemplate(template: string, prompt: string, known: KnownTexts): SlotValues | null {
  const { texts, names } = parseTemplate(template);

  function fitFrom(index: number, at: number, values: SlotValues): SlotValues | null {
    const constant = texts[index] ?? "";
    if (!prompt.startsWith(constant, at)) return null;
    const start = at + constant.length;
    const name = names[index];
    if (name === undefined) return start === prompt.length ? values : null;
    for (const end of endsOf(name, index, start, values)) {
      const rest = fitFrom(index + 1, end, new Map(values).set(name, prompt.slice(start, end)));
      if (rest !== null) return rest;
    }
    return null;
  }

  /** Where the text of a placeholder may end, the likeliest first. */
  function* endsOf(name: string, index: number, start: number, values: SlotValues): Generator<number> {
    const found = values.get(name);
    const likely = found === undefined ? (known.get(name) ?? []) : [found];
    yield* likely.filter((text) => prompt.startsWith(text, start)).map((text) => start + text.length);
    if (found !== undefined) return;
    const next = texts[index + 1] ?? "";
    if (index + 1 < names.length) yield* placesOf(next, prompt, start);
    else if (prompt.length - next.length >= start) yield prompt.length - next.length;
  }

  return fitFrom(0, 0, new Map());
}

function* placesOf(text: string, prompt: string, start: number): Generator<number> {
  for (let from = start; from <= prompt.length; from += 1) {
    from = prompt.indexOf(text, from);
    if (from === -1) return;
    yield from;
  }
}

import { type Piece, slotOrder, templateOf } from "./prompt-slots.ts";

/** A prompt with its known texts cut out. */
export interface CutPrompt {
  readonly pieces: readonly Piece[];
  readonly turn: number;
  readonly withReference: boolean;
}

/** Whether every placeholder that such a prompt must have was cut out, so that what is left is its template. */
export function isWhollyCut(prompt: CutPrompt): boolean {
  const cut = new Set(prompt.pieces.flatMap((piece) => ("slot" in piece ? [piece.slot] : [])));
  return slotOrder(prompt.turn, prompt.withReference).every((slot) => cut.has(slot));
}

/**
 * Templates of prompts in which some texts are still unknown (the answers, when only judgments were kept). Prompts that
 * begin alike and have the same texts cut out are laid over each other: what is equal in all of them, in whole lines from
 * either end of a gap, is the template; what differs is a placeholder. At least two different prompts are needed. The
 * template of the most prompts comes first. `by` says what begins alike: all before the first cut text, or the first line alone
 * where the questions too are unknown.
 */
export function learnTemplates(
  prompts: readonly CutPrompt[],
  by: "beginning" | "first-line" = "beginning",
): readonly string[] {
  const groups = new Map<string, CutPrompt[]>();
  for (const prompt of prompts) {
    const { pieces } = prompt;
    const first = pieces[0];
    if (first === undefined || "slot" in first || (pieces.length < 2 && by === "beginning")) continue;
    const beginning = by === "beginning" ? first.text : (first.text.split("\n", 1)[0] ?? "");
    const shape = pieces.map((piece) => ("slot" in piece ? piece.slot : ""));
    const key = JSON.stringify([beginning, shape, prompt.turn, prompt.withReference]);
    groups.set(key, [...(groups.get(key) ?? []), prompt]);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .flatMap((group) => {
      const template = layOver(group);
      return template === null ? [] : [template];
    });
}

function layOver(group: readonly CutPrompt[]): string | null {
  const [sample] = group;
  if (sample === undefined) return null;
  const order = slotOrder(sample.turn, sample.withReference);
  const result: Piece[] = [];
  let reached = 0;
  let learnt = 0;
  for (const [at, piece] of sample.pieces.entries()) {
    if ("slot" in piece) {
      result.push(piece);
      reached = Math.max(reached, order.indexOf(piece.slot, reached) + 1);
      continue;
    }
    const texts = group.map((prompt) => textAt(prompt.pieces, at));
    if (texts.every((text) => text === piece.text)) {
      result.push(piece);
      continue;
    }
    const until = endOfGap(sample.pieces[at + 1], order, reached);
    const missing = order.slice(reached, until);
    const gap = gapPieces(texts, missing.length === 0 ? ["unknown"] : missing);
    if (gap === null) return null;
    result.push(...gap);
    reached = Math.max(reached, until);
    learnt += 1;
  }
  return learnt === 0 ? null : templateOf(result);
}

/** Where in the order of placeholders the next known one stands; its end where none follows. */
function endOfGap(next: Piece | undefined, order: readonly string[], reached: number): number {
  const at = next !== undefined && "slot" in next ? order.indexOf(next.slot, reached) : -1;
  return at === -1 ? order.length : at;
}

function textAt(pieces: readonly Piece[], at: number): string {
  const piece = pieces[at];
  return piece !== undefined && "text" in piece ? piece.text : "";
}

/** Constant start, the placeholders with what is constant between them, constant end; null when two cannot be told apart. */
function gapPieces(texts: readonly string[], slots: readonly string[]): Piece[] | null {
  const shortest = Math.min(...texts.map((text) => text.length));
  const start = wholeLinesBefore(texts, shortest);
  const end = wholeLinesAfter(texts, shortest - start.length);
  const inner = texts.map((text) => text.slice(start.length, text.length - end.length));
  const last = slots.at(-1) ?? "unknown";
  const between = slots.length === 2 ? commonMarkers(inner) : null;
  // A question and its answer in one would be taken for the answer.
  if (between === null && slots.length > 1 && slots.some((slot) => slot.startsWith("question"))) return null;
  const middle: Piece[] =
    between === null ? [{ slot: last }] : [{ slot: slots[0] ?? "unknown" }, { text: between }, { slot: last }];
  return [{ text: start }, ...middle, { text: end }];
}

function wholeLinesBefore(texts: readonly string[], limit: number): string {
  const [sample = ""] = texts;
  let length = 0;
  while (length < limit && texts.every((text) => text[length] === sample[length])) length += 1;
  return sample.slice(0, sample.lastIndexOf("\n", length - 1) + 1);
}

function wholeLinesAfter(texts: readonly string[], limit: number): string {
  const [sample = ""] = texts;
  let length = 0;
  while (length < limit && texts.every((text) => text.at(-1 - length) === sample.at(-1 - length))) length += 1;
  const from = sample.indexOf("\n", sample.length - length);
  return length === 0 || from === -1 ? "" : sample.slice(from);
}

/** Lines such as `[The End of Reference Answer]`: what a prompt sets between two texts, never a list or an index. */
const markerLine = /^(?:\[[^\d[\]][^[\]]*\]|<\|.+\|>|【.+】|#{1,4} .+[:：])$/u;

/** From the first to the last marker line that stands once in every text, when what is between them is equal; else null. */
function commonMarkers(texts: readonly string[]): string | null {
  const [sample = ""] = texts;
  const common = sample
    .split("\n")
    .filter((line) => markerLine.test(line) && texts.every((text) => timesAsLine(text, line) === 1));
  const first = common[0];
  const last = common.at(-1);
  if (first === undefined || last === undefined) return null;
  const runs = texts.map((text) => {
    const lines = `\n${text}\n`;
    const from = lines.indexOf(`\n${first}\n`);
    const until = lines.indexOf(`\n${last}\n`) + last.length + 2;
    return lines.slice(from, until);
  });
  return runs.every((run) => run === runs[0]) ? (runs[0] ?? null) : null;
}

function timesAsLine(text: string, line: string): number {
  return text.split("\n").filter((one) => one === line).length;
}

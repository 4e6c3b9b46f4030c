import type { AnnotatedQuestion } from "../questions/annotations.ts";

/** A text that is cut in two; a model that has it by heart writes the second part. */
export interface MemoryProbe {
  /** Question id, or `canary`. */
  readonly id: string;
  readonly prompt: string;
  /** What shows that the text is known: the beginning of the second part, without white space. */
  readonly expected: string;
}

/** Characters of the second part that must come back. Short enough for a reply cut early, too long to be guessed. */
const shownBy = 24;

/** Questions shorter than this, in characters, have no second half that says anything. */
const shortest = 100;

const bare = (text: string): string => text.normalize("NFKC").replace(/\s+/gu, "");

/** One probe for each question that is long enough: the second half of the first turn from the first. */
export function questionProbes(questions: readonly AnnotatedQuestion[]): MemoryProbe[] {
  return questions.flatMap(({ id, turns: [text] }) => {
    const letters = [...text];
    if (letters.length < shortest) return [];
    const half = Math.floor(letters.length / 2);
    const expected = bare(letters.slice(half).join("")).slice(0, shownBy);
    const prompt = `次の文章は途中で切れています。続きを、元の文章のとおりに、続きだけ書いてください。\n\n${letters.slice(0, half).join("")}`;
    return [{ id, prompt, expected }];
  });
}

/** Three ways to ask for a set's canary; the last word of it is what must come back. */
export function canaryProbes(canary: string): MemoryProbe[] {
  const words = canary.split(" ");
  const last = words.at(-1) ?? "";
  const start = words.slice(0, -1).join(" ");
  return [
    start,
    `Complete this line exactly as you have seen it:\n${start}`,
    `次の行の続きを、見たことのあるとおりに書いてください。\n${start}`,
  ].map((prompt) => ({
    id: "canary",
    prompt,
    expected: bare(last).slice(0, shownBy),
  }));
}

/** Whether a reply holds what was cut off. */
export function isRecalled(probe: MemoryProbe, reply: string): boolean {
  return bare(reply).includes(probe.expected);
}

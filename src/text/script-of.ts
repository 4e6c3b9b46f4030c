/** Writing systems that tell a language apart well enough to know a translation. */
const scripts = [
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Korean", /\p{Script=Hangul}/gu],
  ["Latin", /\p{Script=Latin}/gu],
  ["Cyrillic", /\p{Script=Cyrillic}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Devanagari", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
] as const satisfies readonly (readonly [string, RegExp])[];

export type Script = (typeof scripts)[number][0] | "Chinese";

/** Letters below which a text says nothing of its script. */
const fewest = 12;

/**
 * The script that most letters of a text are of; null where it has few letters, or no script has three fifths of them. Han
 * characters are Japanese beside kana and Chinese without any.
 */
export function scriptOf(text: string): Script | null {
  const counts = new Map<Script, number>(scripts.map(([name, letters]) => [name, count(text, letters)]));
  const han = count(text, /\p{Script=Han}/gu);
  const kana = counts.get("Japanese") ?? 0;
  if (kana > 0) counts.set("Japanese", kana + han);
  else counts.set("Chinese", han);
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
  if (all < fewest) return null;
  return [...counts].find(([, one]) => one >= 0.6 * all)?.[0] ?? null;
}

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}

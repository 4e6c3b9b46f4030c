import type { Question, References } from "./question.ts";

/**
 * Places whose text is decomposed (NFD), as some file systems and editors leave it: が as か and a mark. It looks the same, and
 * neither its hash nor its length nor a model's tokens are. A letter that has no composed form is none of them.
 */
function decomposedPlaces(questions: readonly Question[], references: readonly References[]): string[] {
  return [
    ...questions.flatMap(({ id, turns, criterion }) => [
      ...turns.flatMap((text, index) => (isDecomposed(text) ? [`question ${id}, turn ${index + 1}`] : [])),
      ...(criterion !== undefined && isDecomposed(criterion) ? [`question ${id}, criterion`] : []),
    ]),
    ...references.flatMap(({ name, byQuestion }) =>
      [...byQuestion].flatMap(([id, texts]) =>
        texts.some((text) => isDecomposed(text)) ? [`references ${name}: question ${id}`] : [],
      ),
    ),
  ];
}

/** In one sentence, for warnings; null: there is none. */
export function decomposedWarning(questions: readonly Question[], references: readonly References[]): string | null {
  const [first, ...others] = decomposedPlaces(questions, references);
  if (first === undefined) return null;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${first}${more}: letters and their marks stand apart (NFD), so that hash and length are others than of the same words composed (NFC)`;
}

function isDecomposed(text: string): boolean {
  const composed = text.normalize("NFC");
  return composed !== text && marksIn(text) > marksIn(composed);
}

function marksIn(text: string): number {
  return text.match(/\p{M}/gu)?.length ?? 0;
}

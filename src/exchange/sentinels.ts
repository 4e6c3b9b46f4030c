/** What FastChat writes where a reply should stand: after an API's error, and after an error of a local model. */
export const apiError = "$ERROR$";
const localError = "ERROR";

export function isErrorText(text: string): boolean {
  const words = text.trim();
  return words === apiError || words === localError;
}

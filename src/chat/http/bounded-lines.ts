/** Lines without their ends. One beyond the bound is handed over cut, so that it is damaged and costs no more memory. */
export async function* boundedLines(texts: AsyncIterable<string>, maxCharacters: number): AsyncGenerator<string> {
  let held: string[] = [];
  let size = 0;
  const hold = (piece: string): void => {
    if (size < maxCharacters) held.push(piece.slice(0, maxCharacters - size));
    size += piece.length;
  };
  const take = (): string => {
    const line = held.join("").trim();
    held = [];
    size = 0;
    return line;
  };
  for await (const piece of texts) {
    const [first = "", ...rest] = piece.split("\n");
    hold(first);
    for (const next of rest) {
      const line = take();
      if (line !== "") yield line;
      hold(next);
    }
  }
  const line = take();
  if (line !== "") yield line;
}

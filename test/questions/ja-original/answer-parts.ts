import { fencedBlocks } from "../../../src/questions/fenced-blocks.ts";

/** The JSON of an answer: its first fenced block, or all of it. */
export function jsonIn(answer: string): unknown {
  return JSON.parse(fencedBlocks(answer)[0]?.text ?? answer);
}

/** The header and the data rows of the only Markdown table. */
export function tableIn(answer: string): string[][] {
  return answer
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

/** What stands outside of fenced blocks and tables. */
export function proseIn(answer: string): string {
  const unfenced = answer.replace(/^```[\s\S]*?^```$/gm, "");
  return unfenced
    .split("\n")
    .filter((line) => !line.startsWith("|"))
    .join("\n")
    .trim();
}

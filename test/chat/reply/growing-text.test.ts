import { describe, expect, it } from "vitest";
import { growingText } from "../../../src/chat/reply/growing-text.ts";

function grown(pieces: readonly string[]) {
  const text = growingText();
  for (const piece of pieces) text.add(piece);
  return text;
}

const answer = "富士山は日本で一番高い山で、高さは三千七百七十六メートルです。";
const prefixes = (text: string, step: number) =>
  Array.from({ length: Math.ceil(text.length / step) }, (_, index) => text.slice(0, (index + 1) * step));

describe("growingText", () => {
  it.each([1, 2, 5, 9])("reads all so far with every piece of %d letters more", (step) => {
    const text = grown(prefixes(answer, step));
    expect(text.text()).toBe(answer);
    expect(text.isGarbled()).toBe(false);
  });

  it.each([
    ["letters", [...answer]],
    ["laughter", ["ha", "haha", "hahaha", " end"]],
    ["the same piece again and again", ["ーー", "ーー", "ーー", "ーー", "ーー", "ーー"]],
    ["a countdown that repeats", ["1", "12", "123", "1234"]],
    ["two pieces", ["は", "はい。"]],
    ["one piece", [answer]],
    ["nothing", []],
  ])("leaves a true stream as it is: %s", (_name, pieces) => {
    expect(grown(pieces).text()).toBe(pieces.join(""));
  });

  it("reads two long pieces, the second of which holds the first", () => {
    expect(grown([answer, `${answer}以上です。`]).text()).toBe(`${answer}以上です。`);
    expect(grown([answer, answer]).text()).toBe(answer + answer);
  });

  it("keeps the last piece alone in memory, and says when the stream turns into something else", () => {
    const text = grown(prefixes(answer, 4));
    expect(text.length()).toBe(answer.length);
    text.add("まったく別");
    expect(text.isGarbled()).toBe(true);
  });

  it("takes a whole message in place of its pieces", () => {
    const text = grown(["富士", "山"]);
    text.replace("富士山");
    text.replace("");
    expect(text.text()).toBe("富士山");
  });
});

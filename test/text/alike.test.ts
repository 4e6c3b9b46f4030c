import { describe, expect, it } from "vitest";
import { alikeText, countAlike, likeness } from "../../src/text/alike.ts";

describe("messages that say the same", () => {
  it.each([
    ["the prompt has 5012 tokens, the context 4096", "the prompt has 71 tokens, the context 4096"],
    ["request req_9f8e7d6c5b failed", "request req_0a1b2c3d4e failed"],
    ["HTTP 500: Slot 3 is busy", "HTTP 500: slot  14 is busy"],
    ["id 2f1c9a3e-77aa-4bcd-9d10-0123456789ab is gone", "id 00000000-77aa-4bcd-9d10-ba9876543210 is gone"],
  ])("%j and %j are alike", (one, other) => {
    expect(likeness(one)).toBe(likeness(other));
  });

  it.each([
    ["HTTP 500: no", "HTTP 501: no"],
    ["the model is unknown", "the model is busy"],
  ])("%j and %j are not", (one, other) => {
    expect(likeness(one)).not.toBe(likeness(other));
  });

  it("are counted, the most frequent first, with the first of each as it came", () => {
    const counter = countAlike();
    for (const message of ["B 1", "A 1", "a 2", "A 3"]) counter.add(message);
    expect(counter.groups()).toEqual([
      { count: 3, example: "A 1" },
      { count: 1, example: "B 1" },
    ]);
    expect(alikeText({ count: 80, example: "HTTP 501:\n an HTML page" }, 12)).toBe("80 x HTTP 501: a…");
  });
});

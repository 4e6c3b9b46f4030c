import { describe, expect, it } from "vitest";
import { batchFiles } from "../../../src/runs/batch/batch-files.ts";
import { bodyOf } from "../../support/played-batches.ts";

const endpoint = "/v1/chat/completions";
const requests = (keys: readonly string[], model = "rater-9") =>
  keys.map((key) => ({ key, body: bodyOf(key, { model }) }));
const keysOf = (files: ReturnType<typeof batchFiles>) => files.map(({ keys }) => keys);

describe("batchFiles", () => {
  it("writes a line a request, in order, each with its key, its method and its address", () => {
    const [file, ...more] = batchFiles(requests(["k1", "k2"]), { endpoint });
    expect(more).toEqual([]);
    expect(file).toEqual({
      keys: ["k1", "k2"],
      text:
        '{"custom_id":"k1","method":"POST","url":"/v1/chat/completions","body":' +
        '{"model":"rater-9","messages":[{"role":"user","content":"k1"}],"max_tokens":100}}\n' +
        '{"custom_id":"k2","method":"POST","url":"/v1/chat/completions","body":' +
        '{"model":"rater-9","messages":[{"role":"user","content":"k2"}],"max_tokens":100}}\n',
    });
  });

  it("leaves out and renames what the server refused", () => {
    const dropped = [
      { name: "max_tokens", sentAs: "max_completion_tokens" },
      { name: "seed", sentAs: null },
    ];
    const [file] = batchFiles([{ key: "k", body: bodyOf("k", { seed: 7 }) }], { endpoint, dropped });
    expect(JSON.parse(file?.text ?? "").body).toEqual({
      model: "rater-9",
      messages: [{ role: "user", content: "k" }],
      max_completion_tokens: 100,
    });
  });

  it("begins another file when one has as many lines as are allowed", () => {
    const files = batchFiles(requests(["a", "b", "c", "d", "e"]), { endpoint, maxLines: 2 });
    expect(keysOf(files)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it("begins another file when a line would take one past the bytes that are allowed, not when it just fits", () => {
    const [two] = batchFiles(requests(["春", "夏"]), { endpoint });
    const bytes = Buffer.byteLength(two?.text ?? "");
    const three = requests(["春", "夏", "秋"]);
    expect(keysOf(batchFiles(three, { endpoint, maxBytes: bytes }))).toEqual([["春", "夏"], ["秋"]]);
    expect(keysOf(batchFiles(three, { endpoint, maxBytes: bytes - 1 }))).toEqual([["春"], ["夏"], ["秋"]]);
    // A request alone that is too large is sent all the same: the server shall say so.
    expect(keysOf(batchFiles(requests(["x"]), { endpoint, maxBytes: 1 }))).toEqual([["x"]]);
  });

  it("has one model in a file, whatever the order", () => {
    const mixed = [...requests(["a"]), ...requests(["b"], "other"), ...requests(["c"]), ...requests(["d"], "other")];
    expect(keysOf(batchFiles(mixed, { endpoint }))).toEqual([
      ["a", "c"],
      ["b", "d"],
    ]);
  });

  it("keeps to the Batch API's 50,000 lines where nothing else is said", () => {
    const many = requests(Array.from({ length: 50_001 }, (_, index) => String(index)));
    expect(batchFiles(many, { endpoint }).map(({ keys }) => keys.length)).toEqual([50_000, 1]);
    expect(batchFiles([], { endpoint })).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { type BatchClient, type BatchClientOptions, openBatchClient } from "../../../src/chat/batch/batch-client.ts";
import { AttemptError } from "../../../src/chat/http/attempt-failure.ts";
import type { ChatAddress } from "../../../src/chat/http/chat-address.ts";
import { InputError } from "../../../src/errors.ts";
import { broken, type FakeBatchesOptions, fakeBatches } from "../../support/fake-batches.ts";
import { errorBody, type FakeServer, type FakeServerOptions, startFakeServer } from "../../support/fake-server.ts";

const { signal } = new AbortController();
const opened: (FakeServer | BatchClient)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function scene(
  onOther: FakeServerOptions["onOther"],
  address: Partial<ChatAddress> = {},
  options: BatchClientOptions = {},
) {
  const server = await startFakeServer(onOther === undefined ? {} : { onOther });
  const client = openBatchClient(
    { baseUrl: server.baseUrl, apiKey: "kagi-12345", ...address },
    { sleep: async () => undefined, random: () => 0.5, maxAttempts: 3, ...options },
  );
  opened.push(client, server);
  return { server, client };
}

const line = (key: string) =>
  JSON.stringify({ custom_id: key, method: "POST", url: "/v1/chat/completions", body: { model: "m", messages: [] } });

const played = (options: Partial<FakeBatchesOptions> = {}) => fakeBatches({ onLine: () => "[[5]]", ...options });

describe("openBatchClient", () => {
  it("uploads, makes a batch and finds it again among others", async () => {
    const fake = played();
    const { client } = await scene(fake.onOther);
    for (const token of ["a", "b", "c", "d", "e"]) {
      const file = await client.upload(`mtbench-${token}.jsonl`, `${line(token)}\n`, signal);
      await client.create(file, token, signal);
    }
    expect(fake.files.get("file-2")).toEqual({ name: "mtbench-b.jsonl", text: `${line("b")}\n` });
    expect(await client.find("a", signal)).toMatchObject({ id: "batch_1", status: "validating" });
    expect(await client.find("z", signal)).toBeNull();
    expect(await client.findFile("mtbench-b.jsonl", signal)).toBe("file-2");
    expect(await client.findFile("mtbench-z.jsonl", signal)).toBeNull();
  });

  it("sends key, headers and query as the chat does, and nothing without a key", async () => {
    const fake = played();
    const { client, server } = await scene(fake.onOther, {
      headers: { "api-key": "azu" },
      query: { "api-version": "v1" },
    });
    await client.upload("x.jsonl", `${line("x")}\n`, signal);
    await client.check(signal);
    for (const request of server.requests) {
      expect(request.headers).toMatchObject({ authorization: "Bearer kagi-12345", "api-key": "azu" });
      expect(request.path).toContain("api-version=v1");
    }
    const open = await scene(fake.onOther, { apiKey: null });
    await open.client.check(signal);
    expect(open.server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("says at once that a server has no batches, or none for this key", async () => {
    const { client } = await scene(undefined);
    await expect(client.check(signal)).rejects.toThrow(/has no Batch API/u);
    const { client: locked } = await scene(() => ({ status: 401, body: errorBody("bad key kagi-12345", "auth") }));
    const error = await locked.check(signal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain("cannot be used: HTTP 401: bad key [redacted]");
  });

  it.each(["uploaded", "created"] as const)(
    "never repeats what took effect when the answer to it broke (%s)",
    async (at) => {
      let cuts = 0;
      const fake = played({
        intercept(stage) {
          if (stage !== at || cuts > 0) return undefined;
          cuts += 1;
          return broken;
        },
      });
      const { client } = await scene(fake.onOther);
      const file = await client.upload("one.jsonl", `${line("k")}\n`, signal);
      expect((await client.create(file, "t", signal)).id).toBe("batch_1");
      expect([cuts, fake.files.size, fake.batches.length]).toEqual([1, 1, 1]);
    },
  );

  it("reads a file again from its start when the connection breaks, and cuts endless lines", async () => {
    let asked = 0;
    const long = "x".repeat(5_000);
    const { client } = await scene(
      () => {
        asked += 1;
        if (asked === 1) return { steps: ['{"a":"春', "夏", '"}\r\n{"b"', 5, "cut"] };
        return {
          steps: [
            Buffer.from('{"a":"春').subarray(0, 7),
            Buffer.from('{"a":"春').subarray(7),
            `"}\r\n\n${long}\n{"c":1}`,
          ],
        };
      },
      {},
      { maxLineCharacters: 60 },
    );
    const lines: string[] = [];
    await client.readLines(
      "file-1",
      async (text) => {
        lines.push(text);
      },
      signal,
    );
    expect(lines).toEqual(['{"a":"春夏"}', '{"a":"春"}', "x".repeat(60), '{"c":1}']);
  });

  it("hands on what its reader throws", async () => {
    const { client } = await scene(() => ({ status: 200, body: "one\ntwo\n" }));
    let calls = 0;
    const reading = client.readLines(
      "f",
      async () => {
        calls += 1;
        throw new Error("disk full");
      },
      signal,
    );
    await expect(reading).rejects.toThrow("disk full");
    expect(calls).toBe(1);
  });

  it("retries what may pass, honours Retry-After, and gives up the rest with its words", async () => {
    const waits: number[] = [];
    let asked = 0;
    const { client, server } = await scene(
      () => {
        asked += 1;
        return asked === 1
          ? { status: 429, headers: { "retry-after": "7" }, body: errorBody("slow down", "rate") }
          : { status: 400, body: errorBody("no such window", "invalid_request_error") };
      },
      {},
      {
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
        },
      },
    );
    const error = await client.retrieve("batch_7", signal).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AttemptError);
    expect(String(error)).toContain("HTTP 400: no such window");
    expect([server.requests.length, waits.length, (waits[0] ?? 0) >= 7_000]).toEqual([2, 1, true]);
  });

  it("names the path that Azure wants in a file's lines", () => {
    const azure = openBatchClient({ baseUrl: "https://house.openai.azure.com/openai/v1", apiKey: "k" });
    opened.push(azure);
    expect(azure.endpoint).toBe("/chat/completions");
  });
});

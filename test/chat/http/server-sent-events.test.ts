import { describe, expect, it } from "vitest";
import { type ServerSentEvent, serverSentEvents } from "../../../src/chat/http/server-sent-events.ts";
import { processorMs } from "../../support/processor-time.ts";

async function read(pieces: readonly string[], limit = 1000): Promise<ServerSentEvent[]> {
  async function* texts() {
    yield* pieces;
  }
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(texts(), limit)) events.push(event);
  return events;
}

const stream = "event: note\ndata: 一\ndata:二\n\n: ping\n\nid: 7\nretry: 10\ndata\n\nerror: {x}\n\ndata:  三 : 四\n\n";
const expected = [
  { name: "note", data: "一\n二" },
  { name: "", data: "" },
  { name: "error", data: "{x}" },
  { name: "", data: " 三 : 四" },
];

describe("serverSentEvents", () => {
  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("reads lines that end in %s, whole or letter by letter", async (_name, end) => {
    const text = stream.replaceAll("\n", end);
    expect(await read([text])).toEqual(expected);
    expect(await read([...text])).toEqual(expected);
    expect(await read([text.slice(0, 13), "", text.slice(13, 30), text.slice(30)])).toEqual(expected);
  });

  it("hands over an event that the end leaves open", async () => {
    expect(await read(["data: a\n\ndata: b"])).toEqual([
      { name: "", data: "a" },
      { name: "", data: "b" },
    ]);
    expect(await read(["data: a\r"])).toEqual([{ name: "", data: "a" }]);
    expect(await read(["", ": only a comment"])).toEqual([]);
    expect(await read([])).toEqual([]);
  });

  it("bounds one event, and only one", async () => {
    const event = `data: ${"x".repeat(80)}\n\n`;
    expect(await read(Array(50).fill(event), 100)).toHaveLength(50);
    await expect(read([event.repeat(2).replace("\n\n", "\n")], 100)).rejects.toThrow(RangeError);
    await expect(read(Array(200).fill("x"), 100)).rejects.toThrow(RangeError);
    expect(await read([": ping\n".repeat(500), event], 100)).toHaveLength(1);
  });

  it("takes time linear in one long line", async () => {
    const started = process.cpuUsage();
    const events = await read(["data: ", ...Array(100_000).fill("0123456789"), "\n\n"], 2_000_000);
    expect(events[0]?.data).toHaveLength(1_000_000);
    expect(processorMs(started)).toBeLessThan(5_000);
  });
});

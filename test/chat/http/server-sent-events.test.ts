import { describe, expect, it } from "vitest";
import { type ServerSentEvent, serverSentEvents } from "../../../src/chat/http/server-sent-events.ts";
import { processorMs } from "../../support/processor-time.ts";

function read(pieces: readonly string[], limit = 1000): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const reader = serverSentEvents(limit, (event) => events.push(event));
  for (const piece of pieces) reader.take(piece);
  reader.end();
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
  ])("reads lines that end in %s, whole or letter by letter", (_name, end) => {
    const text = stream.replaceAll("\n", end);
    expect(read([text])).toEqual(expected);
    expect(read([...text])).toEqual(expected);
    expect(read([text.slice(0, 13), "", text.slice(13, 30), text.slice(30)])).toEqual(expected);
  });

  it("hands over an event that the end leaves open", () => {
    expect(read(["data: a\n\ndata: b"])).toEqual([
      { name: "", data: "a" },
      { name: "", data: "b" },
    ]);
    expect(read(["data: a\r"])).toEqual([{ name: "", data: "a" }]);
    expect(read(["", ": only a comment"])).toEqual([]);
    expect(read([])).toEqual([]);
  });

  it("bounds one event, and only one", () => {
    const event = `data: ${"x".repeat(80)}\n\n`;
    expect(read(Array(50).fill(event), 100)).toHaveLength(50);
    expect(() => read([event.repeat(2).replace("\n\n", "\n")], 100)).toThrow(RangeError);
    expect(() => read(Array(200).fill("x"), 100)).toThrow(RangeError);
    expect(read([": ping\n".repeat(500), event], 100)).toHaveLength(1);
  });

  it("hands over what stands before an event that is too long", () => {
    const events: ServerSentEvent[] = [];
    const reader = serverSentEvents(100, (event) => events.push(event));
    expect(() => reader.take(`data: a\n\ndata: ${"x".repeat(200)}\n\ndata: b\n\n`)).toThrow(RangeError);
    expect(events).toEqual([{ name: "", data: "a" }]);
  });

  it("takes time linear in one long line", () => {
    const started = process.cpuUsage();
    const events = read(["data: ", ...Array(100_000).fill("0123456789"), "\n\n"], 2_000_000);
    expect(events[0]?.data).toHaveLength(1_000_000);
    expect(processorMs(started)).toBeLessThan(5_000);
  });
});

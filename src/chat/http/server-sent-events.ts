export interface ServerSentEvent {
  /** The `event` field; empty when absent. */
  readonly name: string;
  readonly data: string;
}

/**
 * Reads server-sent events (HTML standard, section 9.2) out of decoded text, whatever the pieces: lines end in LF, CRLF
 * or CR, several `data` lines make one event, comments (heartbeats) are told to `onComment` and dropped. An event that the stream ends in the middle of
 * is still handed over, since some servers leave out the last empty line. Older llama-server builds write errors in a
 * field of their own, `error: {...}`; it is read as an event named `error`.
 *
 * Throws RangeError when one event grows beyond `maxCharacters`. Takes time linear in the text.
 */
export async function* serverSentEvents(
  texts: AsyncIterable<string>,
  maxCharacters: number,
  onComment: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent> {
  const events = startEvents(maxCharacters, onComment);
  let held = "";
  for await (const piece of texts) {
    // A CR at the end of a piece may be half of a CRLF.
    const text = held + piece;
    held = text.endsWith("\r") ? "\r" : "";
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/u);
    for (const [index, part] of lines.entries()) {
      events.add(part);
      if (index === lines.length - 1) break;
      const event = events.endLine();
      if (event !== null) yield event;
    }
  }
  // The end stands for the end of the line and for the empty line that ends an event.
  for (let ends = 0; ends < 2; ends++) {
    const event = events.endLine();
    if (event !== null) yield event;
  }
}

/** The event that is being read, line by line. */
interface GrowingEvent {
  /** More of the line. */
  add(part: string): void;
  /** An event when the line ends one. */
  endLine(): ServerSentEvent | null;
}

function startEvents(maxCharacters: number, onComment: () => void): GrowingEvent {
  let name = "";
  let data: string[] = [];
  let line: string[] = [];
  /** Characters of the event so far. */
  let size = 0;

  function endEvent(): ServerSentEvent | null {
    const event = data.length === 0 ? null : { name, data: data.join("\n") };
    name = "";
    data = [];
    size = 0;
    return event;
  }

  return {
    add(part) {
      if (part === "") return;
      line.push(part);
      size += part.length;
      if (size > maxCharacters) throw new RangeError(`a server-sent event is longer than ${maxCharacters} characters`);
    },
    endLine() {
      const text = line.length === 1 ? (line[0] ?? "") : line.join("");
      line = [];
      if (text === "") return endEvent();
      const { field, value } = fieldOf(text);
      switch (field) {
        case "data":
          data.push(value);
          break;
        case "event":
          name = value;
          break;
        case "error":
          name = "error";
          data.push(value);
          break;
        default:
          // Nothing of it is kept.
          size -= text.length;
          if (text.startsWith(":")) onComment();
      }
      return null;
    },
  };
}

/** A line's two sides; a comment's field is empty. */
function fieldOf(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(":");
  if (colon === -1) return { field: line, value: "" };
  return { field: line.slice(0, colon), value: line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1) };
}

export interface ServerSentEvent {
  /** The `event` field; empty when absent. */
  readonly name: string;
  readonly data: string;
}

/** A stream of events that is being read. */
export interface EventReader {
  /** More of the text, cut anywhere. Throws RangeError when one event grows beyond the bound. */
  take(piece: string): void;
  /** The text is at its end. */
  end(): void;
}

/**
 * Reads server-sent events (HTML standard, section 9.2) out of decoded text, whatever the pieces: lines end in LF, CRLF
 * or CR, several `data` lines make one event, comments (heartbeats) are told to `onComment` and dropped. An event that the stream ends in the middle of
 * is still handed over, since some servers leave out the last empty line. Older llama-server builds write errors in a
 * field of their own, `error: {...}`; it is read as an event named `error`. Each event is handed over before the text after it
 * is looked at. Takes time linear in the text.
 */
export function serverSentEvents(
  maxCharacters: number,
  onEvent: (event: ServerSentEvent) => void,
  onComment: () => void = () => undefined,
): EventReader {
  const events = startEvents(maxCharacters, onComment);
  let held = "";
  const endLine = () => {
    const event = events.endLine();
    if (event !== null) onEvent(event);
  };
  return {
    take(piece) {
      // A CR at the end of a piece may be half of a CRLF.
      const text = held + piece;
      held = text.endsWith("\r") ? "\r" : "";
      const lines = linesOf(held === "" ? text : text.slice(0, -1));
      const last = lines.length - 1;
      for (let index = 0; index < last; index++) {
        events.add(lines[index] ?? "");
        endLine();
      }
      events.add(lines[last] ?? "");
    },
    end() {
      // The end stands for the end of the line and for the empty line that ends an event.
      endLine();
      endLine();
    },
  };
}

function linesOf(text: string): string[] {
  return text.includes("\r") ? text.split(/\r\n|\n|\r/u) : text.split("\n");
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

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
  let name = "";
  let data: string[] = [];
  let line: string[] = [];
  let held = "";
  let size = 0;

  /** An event when the line ends one. */
  function endLine(): ServerSentEvent | null {
    const text = line.length === 1 ? (line[0] ?? "") : line.join("");
    line = [];
    if (text === "") {
      const event = data.length === 0 ? null : { name, data: data.join("\n") };
      name = "";
      data = [];
      size = 0;
      return event;
    }
    const colon = text.indexOf(":");
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") data.push(value);
    else if (field === "event") name = value;
    else if (field === "error") {
      name = "error";
      data.push(value);
    } else {
      if (colon === 0) onComment();
      size -= text.length;
    }
    return null;
  }

  for await (const piece of texts) {
    // A CR at the end of a piece may be half of a CRLF.
    let text = held + piece;
    held = text.endsWith("\r") ? "\r" : "";
    text = text.slice(0, text.length - held.length);
    const lines = text.split(/\r\n|\n|\r/u);
    for (const [index, part] of lines.entries()) {
      if (part !== "") {
        line.push(part);
        size += part.length;
        if (size > maxCharacters)
          throw new RangeError(`a server-sent event is longer than ${maxCharacters} characters`);
      }
      if (index === lines.length - 1) break;
      const event = endLine();
      if (event !== null) yield event;
    }
  }
  // The end stands for the end of the line and for the empty line that ends an event.
  for (let ends = 0; ends < 2; ends++) {
    const event = endLine();
    if (event !== null) yield event;
  }
}

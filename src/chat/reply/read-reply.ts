import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { AttemptError, callFailure } from "../http/attempt-failure.ts";
import { classifyError } from "../http/classify-error.ts";
import { isErrorBody } from "../http/read-error-body.ts";
import { type ServerSentEvent, serverSentEvents } from "../http/server-sent-events.ts";
import { type Assembly, startAssembly } from "./assemble-reply.ts";

export interface ReadOptions {
  readonly status: number;
  /** Bound on what is held in memory, in characters. */
  readonly maxCharacters: number;
  readonly secrets: readonly string[];
  /** A streamed reply has grown: characters of thought and answer so far, and tokens, or pieces where no count is kept. */
  readonly onGrowth: (characters: number, tokens: number) => void;
  /** A heartbeat: a comment of a stream, or white space before a document. */
  readonly onAlive: () => void;
  /** The reply is no stream. */
  readonly onePiece: () => void;
  /** The reply is whole; only usage and the end of the stream may follow. */
  readonly onFinish: () => void;
}

/** A body that is being read, once it is known what it is. */
interface Body {
  /** More of its text. True: enough was read. */
  take(text: string): boolean;
  /** What breaks from here on costs nothing that is needed. */
  isWhole(): boolean;
  /** What it came to, at its end. Throws AttemptError for what is not a whole reply. */
  end(): Assembly;
}

/**
 * Reads the body of a good HTTP answer to its end: a stream of events, or one JSON object from a server that ignores
 * `stream`. Goes by what the body looks like, since content types lie. Throws AttemptError for everything that is not a
 * whole reply; above all a stream that ends without a finish reason or `[DONE]` is a failed attempt, never a short answer.
 */
export async function readReply(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Assembly> {
  const decoder = new TextDecoder();
  const body = startBody(options);
  try {
    for await (const chunk of chunks) if (body.take(decoder.decode(chunk, { stream: true }))) break;
    body.take(decoder.decode());
  } catch (error) {
    // What breaks after the last word costs the usage report at most.
    if (!body.isWhole()) throw error;
  }
  return body.end();
}

/** A body of which nothing is known before its first words are there. */
function startBody(options: ReadOptions): Body {
  let words = "";
  let body: Body | null = null;
  return {
    take(text) {
      if (body !== null) return body.take(text);
      // As much as tells what it is, without leading white space; a stream's first piece may be a single letter.
      words = (words + text).trimStart();
      if (words === "" && text !== "") options.onAlive();
      if (!/^[{[<:]/u.test(words) && !words.includes(":") && words.length < 16) return false;
      body = bodyOf(words, options);
      return body.take(words);
    },
    isWhole: () => body?.isWhole() ?? false,
    end() {
      if (body !== null) return body.end();
      const short = bodyOf(words, options);
      short.take(words);
      return short.end();
    },
  };
}

function bodyOf(head: string, options: ReadOptions): Body {
  if (head.startsWith("{") || head.startsWith("[")) {
    options.onePiece();
    return startDocument(options);
  }
  if (/^(?:data|event|id|retry|error)?:/u.test(head)) return startStream(options);
  return startSomethingElse(options);
}

function startStream(options: ReadOptions): Body {
  const assembly = startAssembly();
  let done = false;
  const isWhole = () => done || assembly.hasFinish();
  const events = serverSentEvents(
    options.maxCharacters,
    (event) => {
      if (done || event.data === "") return;
      if (event.data.trim() === "[DONE]") {
        done = true;
        options.onFinish();
      } else takeEvent(event, assembly, options);
    },
    options.onAlive,
  );
  return {
    take(text) {
      try {
        events.take(text);
      } catch (error) {
        throw error instanceof RangeError ? tooLarge(options) : error;
      }
      return false;
    },
    isWhole,
    end() {
      try {
        events.end();
      } catch (error) {
        if (!isWhole()) throw error;
      }
      if (assembly.hasChoice() && !isWhole()) throw failed("the stream ended in the middle of the reply", options);
      return whole(assembly, options);
    },
  };
}

function takeEvent({ name, data }: ServerSentEvent, assembly: Assembly, options: ReadOptions): void {
  const chunk = parsed(data);
  if (chunk === undefined) throw damaged(data, options);
  if (name === "error" || isErrorBody(chunk)) throw errorInside(data, options);
  const finishedBefore = assembly.hasFinish();
  if (assembly.take(chunk)) options.onGrowth(assembly.size(), assembly.tokens());
  if (assembly.size() > options.maxCharacters) throw tooLarge(options);
  if (assembly.hasFinish() && !finishedBefore) options.onFinish();
}

function startDocument(options: ReadOptions): Body {
  let document = "";
  return {
    take(text) {
      document += text;
      if (document.length > options.maxCharacters) throw tooLarge(options);
      return false;
    },
    isWhole: () => false,
    end() {
      const value = parsed(document);
      if (value === undefined) throw damaged(document, options);
      if (isErrorBody(value)) throw errorInside(document, options);
      const assembly = startAssembly();
      assembly.take(value);
      return whole(assembly, options);
    },
  };
}

/** Enough of what is no reply is read to say what it looks like; the rest is given up. */
function startSomethingElse(options: ReadOptions): Body {
  const limit = 4096;
  let text = "";
  return {
    take(more) {
      text += more;
      return text.length >= limit;
    },
    isWhole: () => false,
    end() {
      throw unusable(text.slice(0, limit), options);
    },
  };
}

/** A reply without words, one that the server itself calls a piece, or that cannot be told from one, is none. */
function whole(assembly: Assembly, options: ReadOptions): Assembly {
  if (!assembly.hasChoice()) throw failed("the reply holds no choices", options);
  const word = assembly.interruption();
  if (word !== null) throw failed(`the reply was interrupted: finish reason ${quoted(word, options)}`, options);
  if (assembly.isGarbled()) {
    throw new AttemptError(
      callFailure("the stream sends all so far with every piece, and then something else (cumulative streaming)", {
        status: options.status,
        retry: false,
      }),
    );
  }
  return assembly;
}

function quoted(word: string, { secrets }: ReadOptions): string {
  return JSON.stringify(shorten(redact(word, secrets), 60));
}

/** Reads at most `limit` characters of a body and gives up the rest. */
export async function beginning(texts: AsyncIterable<string>, limit: number): Promise<string> {
  let text = "";
  for await (const piece of texts) {
    text += piece;
    if (text.length >= limit) break;
  }
  return text.slice(0, limit);
}

/** Characters that are split between chunks are put together; bytes that are no UTF-8 become U+FFFD. */
export async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function errorInside(body: string, { status, secrets }: ReadOptions): AttemptError {
  const failure = classifyError(null, body, secrets);
  return new AttemptError({ ...failure, status: failure.status ?? status });
}

function unusable(text: string, options: ReadOptions): AttemptError {
  if (text.trim() === "") return failed("the reply is empty", options);
  const { message } = classifyError(null, text, options.secrets);
  const words = `the reply is neither a stream nor JSON: ${message.replace(/^error: /u, "")}`;
  if (!isLoginPage(text)) return failed(words, options);
  const why = `${words} (it asks a person to log in: is this the API's own address?)`;
  return new AttemptError(callFailure(why, { status: options.status, retry: false }));
}

/** A page that a person has to fill in is what the next call would get too; any other may be of a gateway that restarts. */
function isLoginPage(text: string): boolean {
  const page = text.slice(0, 4096);
  return (
    page.trimStart().startsWith("<") &&
    /type=["']?password|\b(?:sign|log)[ -]?(?:in|on)\b|ログイン|サインイン/iu.test(page)
  );
}

function damaged(text: string, options: ReadOptions): AttemptError {
  return failed(`the reply is damaged or cut JSON: ${shorten(redact(text, options.secrets), 120)}`, options);
}

/** Asking again would bring the same flood and cost it again. */
function tooLarge({ status, maxCharacters }: ReadOptions): AttemptError {
  return new AttemptError(
    callFailure(`the reply is longer than ${maxCharacters} characters`, { status, retry: false }),
  );
}

function failed(message: string, { status }: ReadOptions): AttemptError {
  return new AttemptError(callFailure(message, { status }));
}

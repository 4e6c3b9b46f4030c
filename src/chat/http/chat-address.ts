import { validateHeaderName, validateHeaderValue } from "node:http";
import { InputError } from "../../errors.ts";

/** Where and as whom a server is called. */
export interface ChatAddress {
  /** Ends before `/chat/completions`, as in `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null: no key is sent. */
  readonly apiKey: string | null;
  /** Header that carries the bare key (Azure: `api-key`); absent: `Authorization: Bearer`. */
  readonly keyHeader?: string;
  /** Sent with every call; may replace Authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to every URL (Azure: `api-version`). */
  readonly query?: Readonly<Record<string, string>>;
}

/** What must not be shown: the key, and headers that look like one. */
export function secretsOf(address: ChatAddress): readonly string[] {
  const headers = Object.entries(address.headers ?? {})
    .filter(([name]) => /auth|key|token|secret|cookie/iu.test(name))
    .flatMap(([, value]) => [value, value.replace(/^(?:bearer|basic)\s+/iu, "")]);
  const query = Object.entries(address.query ?? {})
    .filter(([name]) => /key|token|secret|sig/iu.test(name))
    .map(([, value]) => value);
  return [...(address.apiKey === null ? [] : [address.apiKey]), ...headers, ...query];
}

/** Throws InputError for a base URL or headers that cannot be used, without showing what may be secret. */
export function requireAddress(address: ChatAddress): void {
  requireUrl(address.baseUrl);
  requireHeaders(address);
}

/** The key and the headers of the user's own, as every request to this server carries them. */
export function identityHeaders({ apiKey, keyHeader, headers = {} }: ChatAddress): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const key = keyHeader === undefined ? { authorization: `Bearer ${apiKey}` } : { [keyHeader]: `${apiKey}` };
  return { ...(apiKey === null ? {} : key), ...Object.fromEntries(own) };
}

function requireUrl(baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new InputError(`"${baseUrl}" is no base URL`, { hint: "write it like http://127.0.0.1:8000/v1" });
  }
  if (url.username !== "" || url.password !== "") {
    throw new InputError(`the base URL of ${url.host} holds a user name or password`, {
      hint: "pass the API key in an environment variable instead",
    });
  }
}

/** Said here, without the value: the error of a header that cannot be sent would quote it. */
function requireHeaders(address: ChatAddress): void {
  const { apiKey, keyHeader = "authorization" } = address;
  for (const [name, value] of Object.entries(identityHeaders(address))) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      const what = apiKey !== null && name === keyHeader ? "the API key" : `the header "${name}"`;
      throw new InputError(`${what} for ${address.baseUrl} holds a character that HTTP cannot send`, {
        hint: "look for line breaks, spaces or full-width letters in it",
      });
    }
  }
}

import { codeOf, messageOf } from "../../errors.ts";
import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { type AttemptFailure, callFailure } from "./attempt-failure.ts";
import { messageLimit } from "./classify-error.ts";

/** No connection came about. The words say which part of the address to look at. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host name cannot be looked up",
  EHOSTUNREACH: "no way to that host",
  ENETUNREACH: "no way to that network",
  ETIMEDOUT: "no answer to the connection",
  UND_ERR_CONNECT_TIMEOUT: "no answer to the connection",
};

/** Certificates and protocols do not mend themselves by waiting. */
const lasting = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/u;

/** Wraps what the network threw, so that it is never taken for a bug of ours, nor a bug for it. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = "ConnectionError";
  }
}

/** What a broken connection, or one that never came about, means for the call. */
export function networkFailure(error: ConnectionError, baseUrl: string, secrets: readonly string[]): AttemptFailure {
  const { code, text } = innermost(error);
  const say = (words: string) => shorten(redact(words, secrets), messageLimit);
  const detail = code === undefined || text.includes(code) ? text : `${text} (${code})`;
  if (code !== undefined && lasting.test(code)) {
    const hint = /SSL|EPROTO/u.test(code)
      ? "is it http:// rather than https://?"
      : "NODE_EXTRA_CA_CERTS adds a private authority";
    const message = say(`no secure connection to ${baseUrl}: ${detail}; ${hint}`);
    return callFailure(message, { retry: false, scope: "server" });
  }
  const proxy = /Proxy response \(4\d\d\)|Proxy Authentication/u.test(text);
  if (proxy) {
    const message = say(
      `the proxy lets nothing through to ${baseUrl}: ${text}; HTTPS_PROXY, HTTP_PROXY, NO_PROXY say which`,
    );
    return callFailure(message, { retry: false, scope: "server" });
  }
  const words = code === undefined ? undefined : unreachable[code];
  if (words !== undefined)
    return callFailure(say(`cannot reach ${baseUrl}: ${words} (${code})`), { unreachable: true });
  return callFailure(say(`the connection to ${baseUrl} broke: ${detail}`));
}

/** What happened lies inside: ours wraps undici's, which may wrap the socket's. */
function innermost(error: unknown): { readonly code: string | undefined; readonly text: string } {
  let code: string | undefined;
  let text = "";
  let current: unknown = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    code = codeOf(current) ?? code;
    text = messageOf(current) || text;
    current = current.cause;
  }
  return { code, text: text || messageOf(error) };
}

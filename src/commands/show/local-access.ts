import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Who may read a server of this machine: whoever has the address that was printed, from this machine's own name. */
export interface LocalAccess {
  /** The address to print and to open; it holds the token. */
  readonly address: (port: number) => string;
  /**
   * Whether the request may be answered. The token of the address becomes a cookie at the first load and leaves the
   * address; where it returns false the response has been ended.
   */
  readonly admits: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/**
 * Loopback alone does not keep others out: another user of a shared host reaches it too, and so does a page of somebody
 * else's whose name was made to point here. Both are refused: the one has no token, the other no host name of ours.
 */
export function localAccess(token = randomBytes(18).toString("base64url")): LocalAccess {
  return {
    address: (port) => `http://127.0.0.1:${port}/?token=${token}`,
    admits(request, response) {
      const port = request.socket.localPort;
      if (!isOwnHost(request.headers.host, port)) return refuse(response, "wrong host");
      const url = new URL(request.url ?? "/", "http://127.0.0.1");
      // Cookies know no ports, so the name keeps two servers apart.
      const cookie = `mtbench-${port}`;
      const given = url.searchParams.get("token");
      if (given !== null) {
        if (request.method !== "GET" || !isSame(given, token)) return refuse(response, "wrong token");
        response.writeHead(303, {
          "Set-Cookie": `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`,
          Location: url.pathname,
        });
        response.end();
        return false;
      }
      const held = cookies(request.headers.cookie).get(cookie);
      return held !== undefined && isSame(held, token) ? true : refuse(response, "open the address that was printed");
    },
  };
}

function refuse(response: ServerResponse, why: string): false {
  response.writeHead(403, { "Content-Type": "text/plain" });
  response.end(why);
  return false;
}

function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** Takes as long for a wrong token as for a nearly right one. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? "").split(";").map((part) => part.trim().split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name, value.join("=")]));
}

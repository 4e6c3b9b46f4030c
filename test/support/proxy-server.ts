import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ProxyServer {
  readonly url: string;
  /** What it let through: `CONNECT host:port` for tunnels, `POST http://...` for forwarded requests. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/**
 * A forward proxy on loopback as companies run them: tunnels by CONNECT, forwards plain HTTP. Whatever the host is called, it
 * is on this machine, so that names which exist nowhere can stand for hosts beyond the proxy. `refuse`: 403 to everything.
 */
export async function startProxy(options: { readonly refuse?: boolean } = {}): Promise<ProxyServer> {
  const seen: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    if (options.refuse) {
      response.writeHead(403).end("no");
      return;
    }
    const { "proxy-connection": _, ...headers } = incoming.headers;
    const url = new URL(incoming.url ?? "");
    const path = `${url.pathname}${url.search}`;
    const to = { host: "127.0.0.1", port: url.port, path, method: incoming.method, headers };
    const onward = httpRequest(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    seen.push(`CONNECT ${incoming.url}`);
    client.on("error", () => undefined);
    if (options.refuse) {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const port = (incoming.url ?? "").split(":")[1];
    const onward: Socket = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(client);
      client.pipe(onward);
    });
    sockets.add(onward).add(client);
    onward.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

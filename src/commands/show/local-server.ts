import { spawn } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { codeOf, InputError } from "../../errors.ts";
import type { Io } from "../terminal/io.ts";

/** A server on loopback. */
export interface LocalServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, on a free port where `port` is 0.
 *
 * @throws InputError for a port that is another's, or not for everybody
 */
export async function startLocalServer(listener: RequestListener, port: number): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((done, fail) => {
    server.once("error", (error) => fail(portProblem(port, error) ?? error));
    server.listen(port, "127.0.0.1", done);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A port that is another's, or not for everybody (below 1024), as the user's to mend; null for any other error. */
function portProblem(port: number, error: unknown): InputError | null {
  const code = codeOf(error);
  if (code !== "EADDRINUSE" && code !== "EACCES") return null;
  const what = code === "EADDRINUSE" ? "another program listens there" : "this user may not listen there";
  return new InputError(`--port ${port}: ${what}`, { hint: "Name another, or leave it out: a free one is chosen." });
}

/** Best effort: on a machine without a browser the printed address has to do. */
export function openBrowser(url: string, io: Io): void {
  if (io.env.CI !== undefined) return;
  const [command, args] =
    process.platform === "darwin"
      ? ["open", [url]]
      : process.platform === "win32"
        ? ["cmd", ["/c", "start", "", url]]
        : ["xdg-open", [url]];
  if (command === "xdg-open" && (io.env.DISPLAY ?? io.env.WAYLAND_DISPLAY ?? "") === "") return;
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

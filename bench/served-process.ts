import type { IncomingMessage, Server } from "node:http";

/** Calls that are worked on at once; others wait their turn, as on a real server. */
export interface Slots {
  take(): Promise<void>;
  give(): void;
}

export function openSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return {
    async take() {
      if (busy >= count) await new Promise<void>((resume) => waiting.push(resume));
      else busy += 1;
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) busy -= 1;
      else next();
    },
  };
}

/** Listens on a free port of loopback, tells it to the parent process, and ends with that. */
export function listenForParent(server: Server): void {
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    process.send?.({ port: address.port });
  });
  process.on("disconnect", () => process.exit(0));
}

/** The whole of what a request brings. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("utf8");
}

import { createServer } from "node:net";

/** A loopback port on which nobody listens now. Another program may take it first, so the caller has to look who answers. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("a listening server has no port");
  return address.port;
}

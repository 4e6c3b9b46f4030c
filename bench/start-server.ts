import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type ServerMarks, serverMarksSchema } from "./clock.ts";
import type { ServerModel } from "./simulated-server.ts";

export interface SimulatedServer {
  readonly baseUrl: string;
  /** What it saw since it was last asked. */
  marks(): Promise<ServerMarks>;
  close(): Promise<void>;
}

/** A simulated server in a process of its own, so that its work is not counted as ours. */
export async function startSimulatedServer(model: ServerModel): Promise<SimulatedServer> {
  const child = fork(fileURLToPath(new URL("./simulated-server.js", import.meta.url)), [JSON.stringify(model)]);
  const [message] = await once(child, "message");
  const { port } = z.object({ port: z.number() }).parse(message);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async marks() {
      const told = once(child, "message");
      child.send("marks");
      return serverMarksSchema.parse((await told)[0]);
    },
    async close() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
}

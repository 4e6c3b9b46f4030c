import pLimit from "p-limit";
import type { Line } from "../runs/execute-run.ts";
import type { ServerFacts } from "../servers/probe-server.ts";
import { type ReachedServer, reachServers } from "../servers/reach-server.ts";
import { serverAccess } from "../servers/server-access.ts";
import type { Io } from "./io.ts";
import type { PlacedModel } from "./place-model.ts";

/** Calls at once where neither the server nor the user says. */
const defaultConcurrency = 16;

/** A server that answered its probe, ready to be asked. */
export interface OpenLine {
  readonly line: Line;
  readonly facts: ServerFacts;
  /** As the records name it. */
  readonly baseUrl: string;
  /** What the server calls the model. */
  readonly model: string;
  /** Of the weights, where they are a file of ours; null elsewhere. */
  readonly revision: string | null;
}

/** Who is reached, and what it needs. */
export interface LineFor {
  /** For messages: `candidate qwen3-8b`. */
  readonly name: string;
  /** Flag that names the key's variable, without dashes. */
  readonly keyFlag: string;
}

export interface Lines {
  /** Opens a server once; candidates and judges at one address share its slots. */
  open(model: PlacedModel, who: LineFor): Promise<OpenLine>;
  close(): Promise<void>;
}

type Opened = OpenLine & { readonly close: () => Promise<void> };

export function openLines(io: Io, maxConcurrency: number | undefined): Lines {
  const opened = new Map<string, Promise<Opened>>();
  return {
    async open(model, who) {
      const id = JSON.stringify(model.place);
      const line = opened.get(id) ?? openLine(model, who, io, maxConcurrency);
      opened.set(id, line);
      return { ...(await line), model: model.model };
    },
    async close() {
      for (const line of await Promise.allSettled(opened.values())) {
        if (line.status === "fulfilled") await line.value.close();
      }
    },
  };
}

async function openLine(model: PlacedModel, who: LineFor, io: Io, maxConcurrency: number | undefined): Promise<Opened> {
  const { place } = model;
  if (place.kind !== "server") throw new Error("no engine for files");
  const { address } = place;
  const reached = await reachServers(serverAccess(address, io.env, who), {
    name: who.name,
    proxies: io.env,
    say: (line) => io.err(`${line}\n`),
  });
  return lineOf(reached, { model: model.model, revision: null }, maxConcurrency ?? address.maxConcurrency);
}

function lineOf(
  reached: ReachedServer,
  what: Pick<OpenLine, "model" | "revision">,
  maxConcurrency: number | undefined,
): Opened {
  const { name, chat, facts, slots, close } = reached;
  const limit = pLimit(maxConcurrency ?? slots ?? defaultConcurrency);
  return { line: { name, chat, limit }, facts, baseUrl: name, ...what, close };
}

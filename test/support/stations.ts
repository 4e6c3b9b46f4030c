import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../src/files/canonical-json.ts";
import { type FakeServer, startFakeServer } from "./fake-server.ts";
import { writeSmallSet } from "./small-set.ts";

/** A question set and a server whose replies follow from what is asked alone, so that runs of the same can be compared. */
export interface Stations {
  readonly cwd: string;
  readonly server: FakeServer;
  /** Every prompt that was counted, and how often it was asked. */
  readonly asked: Map<string, number>;
  /** Milliseconds that a counted reply takes. */
  delayMs: number;
  /** Counted prompts after so many are never answered. */
  heldAfter: number;
  /** How often anything was asked. */
  total(): number;
  close(): Promise<void>;
}

export interface StationsPlan {
  readonly questions: number;
  readonly models: readonly string[];
  /** What a model says; `number` follows from the messages. */
  readonly reply: (model: string, number: number) => string;
  /** Whose prompts are counted. */
  readonly counted: (model: string) => boolean;
}

export async function startStations({ questions, models, reply, counted }: StationsPlan): Promise<Stations> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-stations-"));
  const set = Array.from({ length: questions }, (_, index) => ({
    id: String(index + 3),
    category: "writing" as const,
    turns: [`${index} 番目の駅の名は。`, "隣の駅は。"],
  }));
  await writeSmallSet(cwd, "stations", set);
  const asked = new Map<string, number>();
  const total = () => [...asked.values()].reduce((sum, times) => sum + times, 0);
  const server = await startFakeServer({
    models: [...models],
    onChat({ body, text }) {
      const { model = "" } = body;
      const said = reply(model, Number.parseInt(sha256(JSON.stringify(body.messages)).slice(0, 6), 16));
      if (!counted(model)) return said;
      asked.set(text, (asked.get(text) ?? 0) + 1);
      return total() > stations.heldAfter ? { steps: ["stall"] } : { text: said, delayMs: stations.delayMs };
    },
  });
  const stations: Stations = {
    cwd,
    server,
    asked,
    delayMs: 0,
    heldAfter: Number.POSITIVE_INFINITY,
    total,
    close: () => server.close(),
  };
  return stations;
}

import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Peer, type PeerCommand, type PeerQuestion, python, script } from "./peer.ts";
import type { PeerServerSettings } from "./peer-server.ts";
import { boundOf, type ServedCall, servedSchema, spanOf } from "./served.ts";

/** Calls that either server works on at once. */
export const slots = 16;

/** Longest that one process of a peer may take, seconds. */
const longest = 300;

/** What a run took; of several processes the sum, and the largest one's memory. */
export interface Measure {
  readonly calls: number;
  readonly streamed: number;
  readonly wallSeconds: number;
  readonly spanSeconds: number;
  readonly boundSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const usedSchema = z.object({ wallSeconds: z.number(), cpuSeconds: z.number(), peakBytes: z.number() });

/** One run of a peer on servers of its own, in a fresh folder. */
export async function measurePeer(
  peer: Peer,
  home: string,
  questions: readonly PeerQuestion[],
  seed: string,
): Promise<Measure> {
  const work = mkdtempSync(join(tmpdir(), "mtbench-peer-"));
  const settings = { seed, slots, replyBytes: 1024, chunks: 16, judgeReply: peer.judgeReply };
  const answers = await startServer({ ...settings, kind: "answer", medianMs: 400, sigma: 0.5 });
  const judgments = await startServer({ ...settings, kind: "judgment", medianMs: 200, sigma: 0.3 });
  try {
    const [answerUrl, judgeUrl] = [answers.baseUrl, judgments.baseUrl];
    const commands = peer.commands({ home, work, answerUrl, judgeUrl, slots, questions });
    const used = commands.map((command) => runMeasured(command, work));
    const [asked, judged] = [await answers.served(), await judgments.served()];
    const calls = [...asked, ...judged];
    if (asked.length === 0 || judged.length === 0) {
      throw new Error(`it made ${asked.length} calls for answers and ${judged.length} for judgments`);
    }
    return {
      calls: calls.length,
      streamed: calls.filter(({ streamed }) => streamed).length,
      wallSeconds: used.reduce((sum, one) => sum + one.wallSeconds, 0),
      spanSeconds: spanOf(calls) / 1000,
      boundSeconds: boundOf(asked, judged, slots) / 1000,
      cpuSeconds: used.reduce((sum, one) => sum + one.cpuSeconds, 0),
      peakMegabytes: Math.max(...used.map((one) => one.peakBytes)) / 2 ** 20,
    };
  } finally {
    await answers.close();
    await judgments.close();
    rmSync(work, { recursive: true, force: true });
  }
}

function runMeasured({ program, args, cwd, env, input }: PeerCommand, work: string): z.infer<typeof usedSchema> {
  const told = join(work, "measured.json");
  const { status, stderr, stdout, error } = spawnSync(
    python,
    [script("measured.py"), told, String(longest), program, ...args],
    {
      cwd,
      env: { ...process.env, ...env },
      input: input ?? "",
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    },
  );
  if (status !== 0) {
    throw new Error((stderr || stdout || error?.message || "").trim().split("\n").slice(-12).join("\n  "));
  }
  return usedSchema.parse(JSON.parse(readFileSync(told, "utf8")));
}

interface PeerServer {
  readonly baseUrl: string;
  readonly served: () => Promise<ServedCall[]>;
  readonly close: () => Promise<void>;
}

async function startServer(settings: PeerServerSettings): Promise<PeerServer> {
  const child = fork(fileURLToPath(new URL("./peer-server.js", import.meta.url)), [JSON.stringify(settings)]);
  const [message] = await once(child, "message");
  const { port } = z.object({ port: z.number() }).parse(message);
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return {
    baseUrl,
    served: async () => servedSchema.parse(await (await fetch(`${baseUrl}/served`)).json()),
    async close() {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
}

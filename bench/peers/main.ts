import { mkdirSync } from "node:fs";
import { cpus, homedir, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/files/package-root.ts";
import { loadQuestionSet } from "../../src/questions/load-question-set.ts";
import { sourcePlaces } from "../../src/sources/source-places.ts";
import { deepeval } from "./deepeval.ts";
import { evalscope } from "./evalscope.ts";
import { fastchat } from "./fastchat.ts";
import { inspect } from "./inspect.ts";
import { type Measure, measurePeer, slots } from "./measure-peer.ts";
import { ours } from "./ours.ts";
import type { Peer, PeerQuestion } from "./peer.ts";
import { peerTable } from "./peer-table.ts";
import { promptfoo } from "./promptfoo.ts";

/*
 * Other harnesses and this one with the same questions on the same simulated servers, in turns: `npm run bench:peers`.
 * Each is installed by its own package manager into a folder of its own; who cannot be is passed over with the reason.
 */

const peers: readonly Peer[] = [ours, fastchat, inspect, evalscope, promptfoo, deepeval];

/** Known, and not to be had from a package registry with what it needs. */
const leftOut = {
  "llm-jp-judge": "in no package registry: it is installed from a clone of its repository",
  flexeval: "its package brings torch, which is gigabytes for calls to a server",
};

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    /** By the beginning of a name, in any case. */
    only: { type: "string", multiple: true },
    /** Where they are installed, and stay. */
    cache: { type: "string", default: join(homedir(), ".cache", "mtbench-peers") },
  },
});
const rounds = Number(values.rounds);
const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const home = (peer: Peer): string => join(resolve(values.cache), peer.name.replace(/\W+/gu, "-").toLowerCase());

const isWanted = ({ name }: Peer): boolean =>
  values.only?.some((word) => name.toLowerCase().startsWith(word.toLowerCase())) ?? true;

await main();

async function main(): Promise<void> {
  const [cpu] = cpus();
  print(
    `${cpu?.model ?? "unknown CPU"} x ${cpus().length}, Node ${process.version}, ${new Date().toISOString().slice(0, 16)}Z`,
  );
  print(
    `80 questions of two turns, ${slots} + ${slots} slots, medians of ${rounds}; load before: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}\n`,
  );
  const there = peers.filter(isWanted).filter(isInstalled);
  if (values.only === undefined)
    for (const [name, reason] of Object.entries(leftOut)) print(`${name}: left out: ${reason}`);
  const questions = await questionsAsked();
  const measures = new Map<Peer, Measure[]>(there.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = there.map((_, index) => there[(index + round) % there.length]);
    for (const peer of order) {
      if (peer === undefined) continue;
      try {
        measures.get(peer)?.push(await measurePeer(peer, home(peer), questions, `round ${round + 1}`));
      } catch (error) {
        print(`${peer.name}: a run failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  const held = [...measures].filter(([, own]) => own.length > 0);
  const named = held.map(([peer, own]) => [peer.name, own] as const);
  print(peerTable(named, held.find(([peer]) => peer === ours)?.[1]));
}

function isInstalled(peer: Peer): boolean {
  try {
    mkdirSync(home(peer), { recursive: true });
    peer.install(home(peer));
    print(`${peer.name} ${peer.version(home(peer))}: ${peer.manner}`);
    return true;
  } catch (error) {
    print(`${peer.name}: left out: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function questionsAsked(): Promise<readonly PeerQuestion[]> {
  const set = await loadQuestionSet("ja-original", { cwd: packageRoot, places: sourcePlaces({}) });
  const references = set.references[0]?.byQuestion;
  return set.questions.map(({ id, category, turns: [first, second = ""] }) => ({
    id,
    category,
    turns: [first, second],
    references: references?.get(id) ?? [],
  }));
}

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/files/package-root.ts";
import { clockMs } from "./clock.ts";
import { atMost, median, type Row, shown } from "./figures.ts";
import { immediate } from "./overhead.ts";
import { type SimulatedServer, startSimulatedServer } from "./start-server.ts";

/** One `mtbench run` as users start it, from its start to its end; milliseconds. */
interface WholeRun {
  /** To the first question that a server got. */
  readonly toFirst: number;
  /** From there to the end of the last reply. */
  readonly span: number;
  /** From there to the end of the process. */
  readonly toExit: number;
  readonly calls: number;
  /** Highest resident size, MB. */
  readonly memory: number;
}

const slots = immediate.slots;
const trialsOfMany = 200;

/** Written by the process itself as it ends; the only thing that is added to what users start. */
const tellMemory = 'process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))';

const asModule = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const imported = (code: string): string[] => ["--import", asModule(code)];

function runOn([answers, judgments]: readonly SimulatedServer[], trials: number): string[] {
  if (answers === undefined || judgments === undefined) throw new Error("two servers");
  const models = ["--model", `candidate@${answers.baseUrl}`, "--judge-model", `judge@${judgments.baseUrl}`];
  const what = ["--questions", "ja-original", "--judge", "mtbench-ja", "--trials", `${trials}`];
  return [join(packageRoot, "dist", "cli.js"), "run", ...models, ...what, "--max-concurrency", `${slots}`];
}

async function wholeRun(servers: readonly SimulatedServer[], trials: number): Promise<WholeRun> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-bench-"));
  try {
    for (const server of servers) await server.marks();
    const [hook, args] = [imported(tellMemory), runOn(servers, trials)];
    const started = clockMs();
    const child = spawn(process.execPath, [...hook, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said = (said + piece.toString("utf8")).slice(-2_000);
    });
    const [code] = await once(child, "exit");
    const ended = clockMs();
    if (!child.stderr.readableEnded) await once(child.stderr, "end");
    const peak = /peak (\d+)$/.exec(said)?.[1];
    if (code !== 0 || peak === undefined) throw new Error(`mtbench run ended with ${String(code)}: ${said}`);
    const marks = await Promise.all(servers.map((server) => server.marks()));
    const first = Math.min(...marks.map((one) => one.first ?? Number.NaN));
    const last = Math.max(...marks.map((one) => one.last ?? Number.NaN));
    const calls = marks.reduce((sum, one) => sum + one.calls, 0);
    return { toFirst: first - started, span: last - first, toExit: ended - last, calls, memory: Number(peak) / 1024 };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function withServers<T>(chunks: number, use: (servers: readonly SimulatedServer[]) => Promise<T>): Promise<T> {
  const server = () => startSimulatedServer({ ...immediate, chunks });
  const servers = await Promise.all([server(), server()]);
  try {
    return await use(servers);
  } finally {
    for (const one of servers) await one.close();
  }
}

function nodeMs(): number {
  const started = clockMs();
  spawnSync(process.execPath, ["-e", "0"]);
  return clockMs() - started;
}

/** The command around its calls, by turns with a program that does nothing, so that a busy moment falls on both. */
export async function edgeRows(rounds: number): Promise<Row[]> {
  const nodes: number[] = [];
  const streamed: WholeRun[] = [];
  const whole: WholeRun[] = [];
  let many: WholeRun | undefined;
  await withServers(immediate.chunks, (streaming) =>
    withServers(1, async (inOnePiece) => {
      for (let round = 0; round < rounds; round += 1) {
        nodes.push(nodeMs());
        streamed.push(await wholeRun(streaming, 1));
        whole.push(await wholeRun(inOnePiece, 1));
      }
      many = await wholeRun(streaming, trialsOfMany);
    }),
  );
  if (many === undefined) throw new Error("no run of many calls");
  const middle = (runs: readonly WholeRun[], pick: (run: WholeRun) => number): number => median(runs.map(pick));
  const node = median(nodes);
  const [toFirst, toExit] = [middle(streamed, (run) => run.toFirst), middle(streamed, (run) => run.toExit)];
  const memory = middle(streamed, (run) => run.memory);
  const calls = middle(streamed, (run) => run.calls);
  const perCall = (run: WholeRun): number => run.span / run.calls;
  return [
    shown("node -e 0", `${node.toFixed(0)} ms`),
    atMost("from the start to the first question", toFirst / 1000, 0.25, " s", 3),
    shown("the same / node -e 0", (toFirst / node).toFixed(2)),
    atMost("from the last reply to the exit", toExit / 1000, 0.2, " s", 3),
    shown("the same / node -e 0", (toExit / node).toFixed(2)),
    atMost("request phase of a call, streamed", middle(streamed, perCall), 2, " ms"),
    shown("request phase of a call, replies in one piece", `${middle(whole, perCall).toFixed(2)} ms`),
    shown(`request phase of a call, streamed, of ${many.calls}`, `${perCall(many).toFixed(2)} ms`),
    atMost(`memory of ${calls} calls`, memory, 110, " MB", 0),
    atMost(`memory of ${many.calls} calls`, many.memory, 200, " MB", 0),
    shown("memory that a call adds", `${(((many.memory - memory) * 1024) / (many.calls - calls)).toFixed(2)} KB`),
  ];
}

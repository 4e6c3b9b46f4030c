import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../src/files/package-root.ts";
import { atMost, median, type Row, shown } from "./figures.ts";

/** Starts by turns, so that a busy moment of the machine falls on all of them. */
export function startRows(rounds: number): Row[] {
  const cli = join(packageRoot, "dist", "cli.js");
  const commands = { node: ["-e", "0"], version: [cli, "--version"], help: [cli, "--help"] };
  const times: Record<keyof typeof commands, number[]> = { node: [], version: [], help: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.node.push(timed(commands.node));
    times.version.push(timed(commands.version));
    times.help.push(timed(commands.help));
  }
  const node = median(times.node);
  return [
    shown("node -e 0", `${node.toFixed(0)} ms`),
    atMost("mtbench --version / node -e 0", median(times.version) / node, 2),
    atMost("mtbench --help / node -e 0", median(times.help) / node, 3),
  ];
}

function timed(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  return performance.now() - started;
}

import { spawnSync } from "node:child_process";

export interface ProcessMeasure {
  readonly seconds: number;
  /** Highest resident size. */
  readonly megabytes: number;
}

const tellMemory = "process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))";

/** One Node process from start to exit; what it prints is thrown away. Throws where it does not end with 0. */
export function measureProcess(args: readonly string[]): ProcessMeasure {
  const hook = `data:text/javascript,${encodeURIComponent(tellMemory)}`;
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 28,
  });
  const seconds = (performance.now() - started) / 1000;
  const peak = /peak (\d+)$/.exec(stderr)?.[1];
  if (status !== 0 || peak === undefined) throw new Error(`${args.join(" ")}: ${stderr.slice(-2000)}`);
  return { seconds, megabytes: Number(peak) / 1024 };
}

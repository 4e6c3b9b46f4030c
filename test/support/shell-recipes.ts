import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Ran {
  readonly code: number | null;
  /** What it said on either stream. */
  readonly output: string;
}

/** A machine on which the shell parts of our recipes run: programs of its own before those of this one, and nothing else. */
export interface Machine {
  /** Puts a program on its path. */
  command(name: string, script: string): Promise<void>;
  /** A `vllm` that hands everything that comes to its port on to the played server, until it is killed. */
  vllm(baseUrl: string): Promise<void>;
  bash(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran>;
}

/** With `mtbench` as the tests built it. */
export async function openMachine(cwd: string): Promise<Machine> {
  const bin = join(cwd, "bin");
  await mkdir(bin);
  const machine: Machine = {
    async command(name, script) {
      const path = join(bin, name);
      await writeFile(path, `#!/bin/bash\n${script}\n`);
      await chmod(path, 0o755);
    },
    vllm: (baseUrl) =>
      machine.command(
        "vllm",
        `while [ $# -gt 0 ]; do [ "$1" = --port ] && port=$2; shift; done
exec "${process.execPath}" -e '
const { createServer, connect } = require("node:net");
createServer((socket) => {
  const there = connect(${new URL(baseUrl).port}, "127.0.0.1");
  socket.pipe(there).pipe(socket);
  socket.on("error", () => there.destroy());
  there.on("error", () => socket.destroy());
}).listen(Number(process.argv[1]), "127.0.0.1");
' "$port"`,
      ),
    async bash(args, env) {
      const places = { MTBENCH_CACHE: join(cwd, "cache"), MTBENCH_SOURCE_MIRROR: "http://127.0.0.1:9" };
      const child = spawn("bash", args, {
        cwd,
        env: { PATH: `${bin}:${process.env.PATH}`, HOME: cwd, ...places, ...env },
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
      }
      return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
    },
  };
  await machine.command("mtbench", `exec "${process.execPath}" "${process.env.MTBENCH_TEST_BUILD}/cli.js" "$@"`);
  return machine;
}

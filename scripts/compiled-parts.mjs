// Keeps what V8 makes of the built program's parts, so that a start of it need not compile them again (src/files/load-program.ts).
// Usage: node scripts/compiled-parts.mjs FOLDER_OF_THE_BUILD
// The last step of a build, for the program does what users do: a run against a server that plays, then a report on its records.
// A part is kept with what was called in it by the first of the two that needs it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [build = "dist", command] = process.argv.slice(2);
const folder = resolve(build);
if (command === undefined) inTurns();
else await recorded(command);

function inTurns() {
  const cwd = mkdtempSync(join(tmpdir(), "mtbench-compiled-"));
  const env = { ...process.env, HOME: cwd, XDG_CACHE_HOME: cwd, XDG_CONFIG_HOME: cwd };
  try {
    for (const one of ["run", "report"]) {
      const args = [fileURLToPath(import.meta.url), folder, one];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8", timeout: 120_000 });
      if (status === 0) continue;
      // The program does without; nobody's installation should fail over it.
      console.error(`mtbench ${one} failed while its parts were compiled, so it will start more slowly: ${stderr}`);
      return;
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Runs one command in this process, as `src/cli.ts` does, and writes down its parts at the end. */
async function recorded(name) {
  const built = (path) => import(pathToFileURL(join(folder, path)).href);
  const { setEngineFlags, usualEngineFlags } = await built("files/engine-flags.js");
  const { loadProgram } = await built("files/load-program.js");
  const args = name === "run" ? runArguments(await playedServer()) : ["report", "--no-figures"];
  process.argv = [process.execPath, join(folder, "cli.js"), ...args];
  const scripts = new Map();
  process.on("exit", () => {
    // V8 hands a part only to a program that begins with the flags that it was written down with.
    setEngineFlags(usualEngineFlags);
    for (const [path, script] of scripts) {
      if (existsSync(path)) continue;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, script.createCachedData());
    }
  });
  setEngineFlags(usualEngineFlags);
  loadProgram(join(folder, "chunks"), "program.cjs", (path, script) => scripts.set(path, script));
}

function runArguments(address) {
  const models = ["--model", `candidate@${address}`, "--judge-model", `judge@${address}`];
  return ["run", ...models, "--questions", "ja-original", "--judge", "mtbench-ja", "--max-concurrency", "16"];
}

async function playedServer() {
  const event = (delta, finish_reason) =>
    `data: ${JSON.stringify({ id: "played", model: "played", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  const reply = `${event({ role: "assistant", content: "答えです。評価: [[7]]" }, null)}${event({}, "stop")}data: [DONE]\n\n`;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const isQuestion = request.method === "POST";
      response.setHeader("content-type", isQuestion ? "text/event-stream" : "application/json");
      response.end(isQuestion ? reply : JSON.stringify({ data: [{ id: "candidate" }, { id: "judge" }] }));
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await new Promise((listening) => server.once("listening", listening));
  return `http://127.0.0.1:${server.address().port}/v1`;
}

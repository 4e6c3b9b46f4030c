import { readdir } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Interrupted, watchInterrupts } from "../../../src/commands/terminal/interrupts.ts";
import type { Io } from "../../../src/commands/terminal/io.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { said, startCli } from "../../support/run-cli.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

let server: FakeServer | null = null;
afterEach(() => server?.close());

/** An Io that only takes signals; `listening` says whether the next one would be ours. */
function signals() {
  let handler: ((signal: "SIGINT" | "SIGTERM") => void) | null = null;
  const io: Io = {
    out: () => undefined,
    err: () => undefined,
    env: {},
    cwd: "/",
    now: () => 0,
    isTerminal: false,
    onInterrupt(own) {
      handler = own;
      return () => {
        handler = null;
      };
    },
  };
  return { io, send: (signal: "SIGINT" | "SIGTERM") => handler?.(signal), listening: () => handler !== null };
}

describe("watchInterrupts", () => {
  it("ends what comes before the first call at the first signal", async () => {
    const { io, send, listening } = signals();
    let stopped = false;
    const interrupts = watchInterrupts(io);
    interrupts.onStop(() => {
      stopped = true;
    });
    const preparing = interrupts.preparing(new Promise(() => undefined));
    send("SIGTERM");
    await expect(preparing).rejects.toEqual(new Interrupted("terminated"));
    expect([stopped, listening()]).toEqual([true, false]);
  });

  it("lets calls finish at the first signal, breaks them off at the second, leaves the third to the system", async () => {
    const { io, send, listening } = signals();
    const interrupts = watchInterrupts(io);
    expect(await interrupts.preparing(Promise.resolve(41))).toBe(41);
    send("SIGINT");
    expect([interrupts.ending(), interrupts.signal.aborted, listening()]).toEqual(["interrupted", false, true]);
    send("SIGINT");
    expect([interrupts.signal.aborted, listening()]).toEqual([true, false]);
    interrupts.release();
  });

  it("does not wait for a server that never says what it is", async () => {
    const cwd = await smallSet(1);
    server = await startFakeServer({ onOther: () => ({ steps: ["stall"] }) });
    const { child, result } = startCli(smallRun(server.baseUrl, server.baseUrl), { cwd });
    while (server.requests.length === 0) await new Promise((resume) => setTimeout(resume, 10));
    // What still waits for the server is ended by the next one.
    said({ child, result }, "Stopped before anything was asked.").then(
      () => child.kill("SIGTERM"),
      () => undefined,
    );
    child.kill("SIGTERM");
    const { code, signal, stderr } = await result;
    expect([143, null]).toContain(code);
    expect(["SIGTERM", null]).toContain(signal);
    expect(stderr).toContain("Stopped before anything was asked.");
    expect(await readdir(cwd)).not.toContain("results");
  });
});

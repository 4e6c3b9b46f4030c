// Stryker's test runner for these rooms: one vitest whose worker stays (resident-worker.mjs) and runs, for each small change, only
// the tests that pass by it, without loading anything again. Stryker's own vitest runner starts a worker and loads every module
// for each test file of each change.
import { resolve } from "node:path";
import { BroadcastChannel } from "node:worker_threads";
import { createVitest } from "vitest/node";

class ResidentRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.NODE_ENV = "test";
    process.env.VITEST = "1";
    const name = `mutants-${process.pid}`;
    this.channel = new BroadcastChannel(name);
    this.vitest = await createVitest("test", {
      config: "vitest.mutants.config.ts",
      runner: resolve("scripts/mutants/resident-worker.mjs"),
      pool: "threads",
      isolate: false,
      maxWorkers: 1,
      watch: false,
      reporters: [{}],
      onConsoleLog: () => false,
    });
    const files = (await this.vitest.globTestSpecifications()).map(({ moduleId }) => moduleId);
    this.vitest.provide("residentChannel", name);
    this.vitest.provide("residentFiles", files);
    const ready = this.reply();
    this.running = this.vitest.start(files.slice(0, 1));
    // A worker that ends by itself never replies.
    this.ended = this.running.then(() => {
      throw new Error(
        `the worker ended: ${[...this.vitest.state.errorsSet].map((error) => error.stack ?? error.message).join("\n")}`,
      );
    });
    this.ended.catch(() => {});
    await Promise.race([ready, this.ended]);
  }

  reply() {
    return new Promise((replied) => {
      this.channel.onmessage = ({ data }) => replied(data);
    });
  }

  async ask(command) {
    const reply = this.reply();
    this.channel.postMessage(command);
    const answer = await Promise.race([reply, this.ended]);
    if (answer.broken !== undefined) throw new Error(answer.broken);
    return answer;
  }

  async dryRun() {
    const { tests, mutantCoverage } = await this.ask({ kind: "dry" });
    return { status: "complete", tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit }) {
    const answer = await this.ask({
      kind: "mutant",
      mutant: activeMutant.id,
      tests: testFilter,
      loads: mutantActivation === "static",
      hitLimit,
    });
    if (answer.isEndless)
      return { status: "timeout", reason: "a test passed by the change far more often than without it" };
    const { failed, ran } = answer;
    if (failed === null) return { status: "survived", nrOfTests: ran };
    return { status: "killed", killedBy: [failed.id], failureMessage: failed.message, nrOfTests: ran };
  }

  async dispose() {
    this.channel?.postMessage({ kind: "end" });
    await this.running;
    this.channel?.close();
    await this.vitest?.close();
  }
}

export const strykerPlugins = [{ kind: "TestRunner", name: "resident", injectableClass: ResidentRunner }];

// Inside vitest's worker: waits for commands of resident-runner.mjs and carries them out with vitest's own means. All test files
// share what is loaded, but for those that replace modules; only the test file itself is evaluated anew each time, so that what it
// computes outside its tests is computed with the change as well.
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { BroadcastChannel } from "node:worker_threads";
import { inject, TestRunner, vi } from "vitest";
import { startTests } from "vitest/internal/browser";

globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;
stryker.mutantCoverage ??= { static: {}, perTest: {} };

/**
 * Every place of a change asks which one is on. Counting those questions tells that a test has become endless also where the
 * loop does not pass by the change itself, and tells it alike on every machine.
 */
const passed = { active: undefined, count: 0, limit: Number.POSITIVE_INFINITY };
Object.defineProperty(stryker, "activeMutant", {
  configurable: true,
  get() {
    passed.count += 1;
    if (passed.count > passed.limit) throw new Error(`more than ${passed.limit} places of changes were passed`);
    return passed.active;
  },
  set(mutant) {
    passed.active = mutant;
  },
});

/** What the first run found, for the runners beside it: changes that act while modules load too, and how long tests take. */
const foundFile = ".mutants-found.json";

/** A test that takes so long waits until the quick ones of all files have had their turn. */
const slowFromMs = 100;

/** How often a test may pass by a change until that counts as endless: far more often than without the change. */
const endlessFrom = (usual = 0) => 10 * usual + 10_000;

/** How often it may pass by places of changes, whichever: as above, but for what a test spends beside them. */
const passesUpTo = (usual) => 10 * usual + 200_000;

/** A test that passes by places of changes more often than this (about a quarter of a second) is too slow to try every change on. */
const heavyFrom = 2_000_000;
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

/** How long a test may wait for what a change keeps from coming, ms: far longer than it usually takes, whatever else runs. */
const waitsUpTo = (usualMs) => 4_000 + 20 * usualMs;

const unlimited = () => Number.POSITIVE_INFINITY;

const idOf = (file, task) => {
  const names = [];
  for (let part = task; part !== undefined && part !== part.file; part = part.suite) names.unshift(part.name);
  return `${relative(process.cwd(), file)}#${names.join(" ")}`;
};

/** Runs the tests of one file that are wanted, until one fails. */
class FileRunner extends TestRunner {
  constructor(outer, file, isWanted, usualHits, usualPasses, testTimeout) {
    super({ ...outer.config, testTimeout, setupFiles: [], testNamePattern: undefined });
    this.moduleRunner = outer.moduleRunner;
    this.__setTraces(outer._otel);
    this.file = file;
    this.isWanted = isWanted;
    this.usualHits = usualHits;
    this.usualPasses = usualPasses;
    this.tests = [];
    this.failed = null;
    this.isEndless = false;
  }

  onBeforeRunTask(test) {
    if (this.failed !== null || !this.isWanted(idOf(this.file, test))) test.mode = "skip";
    return super.onBeforeRunTask(test);
  }

  onBeforeTryTask(test) {
    super.onBeforeTryTask(test);
    const id = idOf(this.file, test);
    Object.assign(stryker, { currentTestId: id, hitCount: 0, hitLimit: endlessFrom(this.usualHits(id)) });
    Object.assign(passed, { count: 0, limit: passesUpTo(this.usualPasses(id)) });
  }

  onAfterRunTask(test) {
    stryker.currentTestId = undefined;
    if (stryker.hitCount > stryker.hitLimit || passed.count > passed.limit) this.isEndless = true;
    // What others do between two tests is not theirs.
    Object.assign(passed, { count: 0, limit: Number.POSITIVE_INFINITY });
    const { state, duration, errors } = test.result;
    const id = idOf(this.file, test);
    if (state === "pass" || state === "fail") this.tests.push({ id, duration });
    if (state === "fail") this.failed ??= { id, message: errors?.[0]?.message ?? "it failed" };
    return super.onAfterRunTask(test);
  }

  onTaskUpdate() {}
}

export default class ResidentWorker extends TestRunner {
  async onBeforeCollect() {
    const channel = new BroadcastChannel(inject("residentChannel"));
    this.files = inject("residentFiles").map((path) => ({
      path,
      isApart: readFileSync(path, "utf8").includes("vi.mock("),
    }));
    const waiting = [];
    const bell = new EventTarget();
    channel.onmessage = ({ data }) => {
      waiting.push(data);
      bell.dispatchEvent(new Event("command"));
    };
    channel.postMessage({ kind: "ready" });
    for (;;) {
      if (waiting.length === 0) await once(bell, "command");
      const command = waiting.shift();
      if (command.kind === "end") break;
      const done = command.kind === "dry" ? this.dryRun() : this.mutantRun(command);
      channel.postMessage(await done.catch((error) => ({ broken: error.stack })));
    }
    channel.close();
    // The file that vitest was started with has nothing left to run.
    this.cancelRun = true;
  }

  async runFile({ path, isApart }, isWanted = () => true, usualHits = unlimited, usualPasses = unlimited) {
    if (isApart) vi.resetModules();
    const module = this.workerState.evaluatedModules.getModuleById(path);
    if (module !== undefined) Object.assign(module, { promise: undefined, exports: undefined, evaluated: false });
    this.workerState.filepath = path;
    const runner = new FileRunner(this, path, isWanted, usualHits, usualPasses, this.mostWait(path, isWanted));
    const [file] = await startTests([{ filepath: path, testLocations: undefined }], runner);
    vi.useRealTimers();
    vi.restoreAllMocks();
    if (isApart) vi.resetModules();
    const suite = [file, ...file.tasks].find((task) => task.type === "suite" && task.result?.errors?.length > 0);
    if (suite !== undefined) runner.failed ??= { id: idOf(path, suite), message: suite.result.errors[0].message };
    return runner;
  }

  /** Of the tests of a file that are wanted; before their usual times are known, what the configuration says. */
  mostWait(path, isWanted) {
    const { testTimeout } = this.config;
    if (this.found === undefined) return testTimeout;
    const start = `${relative(process.cwd(), path)}#`;
    const usual = Object.entries(this.found.durations).filter(([id]) => id.startsWith(start) && isWanted(id));
    return Math.min(testTimeout, waitsUpTo(Math.max(0, ...usual.map(([, ms]) => ms))));
  }

  /** Twice over all files: what is hit in the first round alone is hit while modules load. */
  async dryRun() {
    const coverage = stryker.mutantCoverage;
    const onLoad = new Set();
    const perTest = {};
    const results = [];
    const durations = {};
    const passes = {};
    const heavy = [];
    for (const round of ["load", "run"]) {
      for (const file of this.files) {
        Object.assign(coverage, { static: {}, perTest: {} });
        const { tests, failed } = await this.runFile(file);
        const outside = Object.entries(coverage.static);
        if (round === "load") for (const [mutant] of outside) onLoad.add(mutant);
        if (round === "load") continue;
        if (failed !== null && !tests.some(({ id }) => id === failed.id))
          throw new Error(`${failed.id}: ${failed.message}`);
        for (const { id, duration } of tests) {
          passes[id] = sum(coverage.perTest[id] ?? {}) + (file.isApart ? 0 : sum(coverage.static));
          if (passes[id] > heavyFrom) {
            heavy.push(id);
            continue;
          }
          perTest[id] = { ...coverage.perTest[id] };
          // What the file computes outside its tests belongs to all of them.
          if (!file.isApart)
            for (const [mutant, hits] of outside) perTest[id][mutant] = (perTest[id][mutant] ?? 0) + hits;
          durations[id] = duration;
          const isFailed = failed?.id === id;
          results.push({
            id,
            name: id,
            timeSpentMs: duration,
            fileName: file.path,
            status: isFailed ? 1 : 0,
            ...(isFailed ? { failureMessage: failed.message } : {}),
          });
        }
      }
    }
    const later = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const loadOnly = [...onLoad].filter((mutant) => !later.has(mutant));
    this.found = { onLoad: [...onLoad].filter((mutant) => later.has(mutant)), durations, passes, perTest };
    writeFileSync(foundFile, JSON.stringify(this.found));
    if (process.env.MTBENCH_MUTANTS_LEFT_OUT)
      writeFileSync(process.env.MTBENCH_MUTANTS_LEFT_OUT, JSON.stringify(heavy));
    return {
      tests: results,
      mutantCoverage: { perTest, static: Object.fromEntries(loadOnly.map((mutant) => [mutant, 1])) },
    };
  }

  async mutantRun(command) {
    this.found ??= JSON.parse(readFileSync(foundFile, "utf8"));
    const first = await this.tryMutant(command);
    if (first.isEndless) return first;
    // A change that acts while modules load as well may be noticed only there, and by any test: those that pass by it are the
    // ones that load modules themselves.
    if (first.failed === null && !command.loads && this.found.onLoad.includes(command.mutant))
      return this.tryMutant({ ...command, tests: undefined, loads: true });
    if (first.failed === null) return first;
    // The test must pass without the change, or an earlier one left something behind.
    const [path] = first.failed.id.split("#");
    const file = this.files.find((own) => relative(process.cwd(), own.path) === path);
    const { failed } = await this.runFile(file, (id) => id === first.failed.id);
    if (failed === null) return first;
    vi.resetModules();
    return this.tryMutant(command);
  }

  async tryMutant({ mutant, tests, loads, hitLimit = Number.POSITIVE_INFINITY }) {
    if (loads) vi.resetModules();
    Object.assign(stryker, { activeMutant: mutant });
    let ran = 0;
    const usualHits = (id) => (loads ? Number.POSITIVE_INFINITY : this.found.perTest[id]?.[mutant]);
    const usualPasses = (id) => (loads ? Number.POSITIVE_INFINITY : this.found.passes[id]);
    try {
      for (const { file, wanted } of this.inOrder(tests)) {
        // What the file computes outside its tests is among the hits of each of them.
        const outside = Math.max(...[...wanted].map((id) => usualHits(id) ?? 0));
        Object.assign(stryker, { hitCount: 0, hitLimit: Math.min(hitLimit, endlessFrom(outside)) });
        const most = file.isApart ? Number.POSITIVE_INFINITY : Math.max(...[...wanted].map(usualPasses));
        Object.assign(passed, { count: 0, limit: passesUpTo(most) });
        const runner = await this.runFile(file, (id) => wanted.has(id), usualHits, usualPasses);
        Object.assign(passed, { count: 0, limit: Number.POSITIVE_INFINITY });
        ran += runner.tests.length;
        const isEndless = runner.isEndless || stryker.hitCount > stryker.hitLimit;
        if (isEndless || runner.failed !== null) return { ran, failed: runner.failed, isEndless };
      }
      return { ran, failed: null, isEndless: false };
    } finally {
      Object.assign(stryker, { activeMutant: undefined, hitCount: undefined });
      if (loads) vi.resetModules();
    }
  }

  /** These tests by file: what is quick before what is slow, of each the file that takes less before the one that takes more. */
  inOrder(tests) {
    const all = (tests ?? Object.keys(this.found.durations)).filter((id) => id in this.found.durations);
    const cost = (ids) => ids.reduce((sum, id) => sum + this.found.durations[id], 0);
    const filesOf = (isMeant) =>
      this.files
        .map((file) => {
          const start = `${relative(process.cwd(), file.path)}#`;
          return { file, ids: all.filter((id) => id.startsWith(start) && isMeant(this.found.durations[id])) };
        })
        .filter(({ ids }) => ids.length > 0)
        .sort((a, b) => cost(a.ids) - cost(b.ids));
    const runs = [...filesOf((ms) => ms < slowFromMs), ...filesOf((ms) => ms >= slowFromMs)];
    return runs.map(({ file, ids }) => ({ file, wanted: new Set(ids) }));
  }
}

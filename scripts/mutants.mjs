// How many small changes of the source the tests of its room notice: StrykerJS over one part at a time.
//
//   npm run proof:mutants                   every part of test/proofs/mutant-parts.json, one after another
//   npm run proof:mutants -- gate scores    these parts
//   npm run proof:mutants -- src/gate/side-rules.ts src/gate/verdict.ts
//   npm run proof:mutants -- --sample 170   whole files for so many seconds: those that changed since origin/main, else some
//                                           that follow from the commit; it tells what lives and decides nothing
//
// Stryker is no dependency: it is installed, pinned, into a cache that also keeps what earlier runs found, so that only what
// changed is tried again. Strings are left as they are, and nothing in these rooms logs. A change that makes the tests hang
// counts as noticed. MTBENCH_MUTANTS_AT_ONCE: processes (2).
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const version = "9.6.1";
const parts = JSON.parse(readFileSync("test/proofs/mutant-parts.json", "utf8"));
const hash = (text) => createHash("sha256").update(text).digest("hex");
// Apart for every checkout: the cache leads to its vitest.
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "mtbench-mutants",
  hash(resolve()).slice(0, 8),
);

function install() {
  if (!existsSync(join(cache, "node_modules", "@stryker-mutator", "vitest-runner"))) {
    mkdirSync(cache, { recursive: true });
    const packages = ["core", "vitest-runner"].map((name) => `@stryker-mutator/${name}@${version}`);
    const flags = ["--no-audit", "--no-fund", "--no-save", "--silent", "--ignore-scripts", "--legacy-peer-deps"];
    const { status } = spawnSync("npm", ["install", "--prefix", cache, ...flags, ...packages], { stdio: "inherit" });
    if (status !== 0) return false;
  }
  // Its runner has to drive the very vitest that the tests import.
  const link = join(cache, "node_modules", "vitest");
  rmSync(link, { force: true });
  symlinkSync(resolve("node_modules", "vitest"), link);
  return true;
}

const filesIn = (place, ending) =>
  place.endsWith(ending)
    ? [place]
    : readdirSync(place)
        .filter((name) => name.endsWith(ending))
        .map((name) => `${place}/${name}`);
const sourceOf = (part) => part.source.flatMap((place) => filesIn(place, ".ts"));
// Laws are tried on many made cases each, too many for every mutant; what they alone notice counts as living.
const testsOf = (part) =>
  part.tests.flatMap((place) => filesIn(place, ".test.ts")).filter((file) => !file.endsWith("/laws.test.ts"));

/** Tries a part, or some of its files, for `seconds` at most; null: it was not through by then, or broke. */
async function tryPart(part, files, seconds = Number.POSITIVE_INFINITY) {
  const report = join(cache, `${part.name}.report.json`);
  const settings = join(cache, `${part.name}.settings.json`);
  rmSync(report, { force: true });
  writeFileSync(
    settings,
    JSON.stringify({
      testRunner: "vitest",
      plugins: [resolve(cache, "node_modules/@stryker-mutator/vitest-runner/dist/src/index.js")],
      vitest: { configFile: "vitest.mutants.config.ts" },
      mutate: files,
      mutator: { excludedMutations: ["StringLiteral"] },
      reporters: ["json"],
      jsonReporter: { fileName: report },
      // A run that ends at its first failure leaves vitest 4 in a state in which later ones run no test at all.
      disableBail: true,
      concurrency: Number(process.env.MTBENCH_MUTANTS_AT_ONCE ?? 2),
      incremental: true,
      incrementalFile: join(cache, `${part.name}.incremental.json`),
      tempDirName: ".stryker-tmp",
      ignorePatterns: ["dist", "docs", "bench", "page", "reports", ".ci", "coverage"],
      // Stryker rewrites tsconfig.json by an interface that TypeScript 7 no longer has; vitest needs none.
      tsconfigFile: "none",
      logLevel: "warn",
    }),
  );
  const stryker = join(cache, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const env = { ...process.env, MTBENCH_MUTANT_TESTS: testsOf(part).join(",") };
  const child = spawn(process.execPath, [stryker, "run", settings], { stdio: "inherit", env, detached: true });
  const timer = Number.isFinite(seconds) ? setTimeout(() => process.kill(-child.pid, "SIGKILL"), seconds * 1000) : null;
  await new Promise((ended) => child.on("close", ended));
  clearTimeout(timer);
  rmSync(".stryker-tmp", { recursive: true, force: true });
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;
}

/** Prints what lived; the share of mutants that died, 0-100. */
function tell(part, { files }, wanted) {
  const count = { died: 0, lived: 0 };
  let untried = 0;
  const lines = [];
  for (const [file, { source, mutants }] of Object.entries(files)) {
    if (!wanted.includes(file)) continue;
    const text = source.split("\n");
    for (const { status, location, mutatorName, replacement, testsCompleted } of mutants) {
      if (status === "Killed" || status === "Timeout") count.died += 1;
      if (status !== "Survived" && status !== "NoCoverage") continue;
      count.lived += 1;
      if (status === "Survived" && testsCompleted === 0) untried += 1;
      const { line, column } = location.start;
      const put = (replacement ?? "").replaceAll(/\s+/g, " ").slice(0, 80);
      lines.push(
        `  lives  ${file}:${line}:${column} ${mutatorName}: ${put}   in: ${text[line - 1].trim().slice(0, 100)}`,
      );
    }
  }
  const share = (100 * count.died) / Math.max(1, count.died + count.lived);
  console.log(
    `${part.name}: ${count.died} of ${count.died + count.lived} died, ${share.toFixed(1)} % (at least ${part.least} % wanted)`,
  );
  for (const line of lines) console.log(line);
  if (untried === 0) return share;
  console.log(`  ${untried} of those that live were tried on no test: the figure is worth nothing`);
  return 0;
}

/** Files that changed since origin/main, then all others in an order that follows from the commit. */
function sampledFiles() {
  const git = (...args) => spawnSync("git", args, { encoding: "utf8" }).stdout ?? "";
  const seed = git("rev-parse", "HEAD").trim();
  const changed = new Set(git("diff", "--name-only", "origin/main...HEAD", "--", "src").split("\n"));
  const all = parts.flatMap((part) => sourceOf(part).map((file) => ({ part, file })));
  const place = ({ file }) => `${changed.has(file) ? 0 : 1}${hash(`${seed} ${file}`)}`;
  return all.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

async function sample(seconds) {
  const end = Date.now() + seconds * 1000;
  let through = 0;
  for (const { part, file } of sampledFiles()) {
    const left = (end - Date.now()) / 1000;
    if (left < 20) break;
    const report = await tryPart(part, [file], left);
    if (report === null) continue;
    tell(part, report, [file]);
    through += 1;
  }
  console.log(`${through} files were tried in ${seconds} s; a part is tried whole by npm run proof:mutants`);
}

async function whole(names) {
  let isShort = false;
  const isNamed = (part) => names.length === 0 || names.includes(part.name);
  for (const part of parts) {
    const own = sourceOf(part);
    const files = isNamed(part) ? own : own.filter((file) => names.includes(file));
    if (files.length === 0) continue;
    const report = await tryPart(part, files);
    if (report === null) throw new Error(`${part.name} could not be tried`);
    isShort = tell(part, report, files) < part.least || isShort;
  }
  return isShort;
}

const [first, ...more] = process.argv.slice(2);
const known = parts.flatMap((part) => [part.name, ...sourceOf(part)]);
const names = first === undefined || first === "--sample" ? [] : [first, ...more];
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(
    `no such part or file of one: ${unknown.join(", ")}; parts: ${parts.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
if (!install()) {
  console.log("Stryker cannot be installed: mutants are not tried");
  process.exitCode = first === "--sample" ? 0 : 1;
} else if (first === "--sample") await sample(Number(more[0] ?? 170));
else process.exitCode = (await whole(names)) ? 1 : 0;

// How many small changes of the source the tests of its room notice: StrykerJS over one part at a time.
//
//   npm run proof:mutants                   every part of test/proofs/mutant-parts.json, one after another
//   npm run proof:mutants -- gate scores    these parts
//   npm run proof:mutants -- src/gate/side-rules.ts src/gate/verdict.ts
//   npm run proof:mutants -- --sample 170   whole files for so many seconds: those that changed since origin/main, else some
//                                           that follow from the commit; it tells what lives and decides nothing
//
// Stryker is no dependency: it is installed, pinned, into a cache that also keeps what earlier runs found, so that only what
// changed is tried again. Its test runner is ours (scripts/mutants/), for it costs a hundredth of a second and not a whole one to
// try a change in modules that stay loaded. Strings are left as they are, and nothing in these rooms logs. A change that makes the tests hang
// counts as noticed. MTBENCH_MUTANTS_AT_ONCE: processes (2).
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

const version = "9.6.1";
const parts = JSON.parse(readFileSync("test/proofs/mutant-parts.json", "utf8"));
const hash = (text) => createHash("sha256").update(text).digest("hex");
const temporary = join(".stryker-tmp", String(process.pid));
// Apart for every checkout, for what was found belongs to its state.
const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "mtbench-mutants",
  hash(resolve()).slice(0, 8),
);

function install() {
  if (existsSync(join(cache, "node_modules", "@stryker-mutator", "core"))) return true;
  mkdirSync(cache, { recursive: true });
  const flags = ["--no-audit", "--no-fund", "--no-save", "--silent", "--ignore-scripts"];
  const { status } = spawnSync("npm", ["install", "--prefix", cache, ...flags, `@stryker-mutator/core@${version}`], {
    stdio: "inherit",
  });
  return status === 0;
}

const filesIn = (place, ending) =>
  place.endsWith(ending)
    ? [place]
    : readdirSync(place)
        .filter((name) => name.endsWith(ending))
        .map((name) => `${place}/${name}`);
const sourceOf = (part) => part.source.flatMap((place) => filesIn(place, ".ts"));
// Laws and simulations try many made cases each, too many for every change, and so does what a part leaves out (`without`);
// what they alone notice counts as living.
const testsOf = (part) =>
  part.tests
    .flatMap((place) => filesIn(place, ".test.ts"))
    .filter((file) => !/\/(laws|coverage)\.test\.ts$/.test(file) && !(part.without ?? []).includes(file));

/** Tries a part, or some of its files, for `seconds` at most; null: it was not through by then, or broke. */
async function tryPart(part, files, seconds = Number.POSITIVE_INFINITY) {
  const report = join(cache, `${part.name}.report.json`);
  const settings = join(cache, `${part.name}.settings.json`);
  const leftOut = join(cache, `${part.name}.left-out.json`);
  const isSample = Number.isFinite(seconds);
  rmSync(report, { force: true });
  rmSync(leftOut, { force: true });
  const began = Date.now();
  if (!isSample)
    console.log(
      `${part.name}: ${files.length} files on ${testsOf(part).length} files of tests; all pass once without a change`,
    );
  writeFileSync(
    settings,
    JSON.stringify({
      testRunner: "resident",
      plugins: [resolve("scripts/mutants/resident-runner.mjs")],
      mutate: files,
      mutator: { excludedMutations: ["StringLiteral"] },
      // A line every ten seconds: how many are tried, and how long the rest will take.
      reporters: isSample ? ["json"] : ["json", "progress-append-only"],
      jsonReporter: { fileName: report },
      concurrency: Number(process.env.MTBENCH_MUTANTS_AT_ONCE ?? 2),
      // Endless ones are known by how often they pass by the change; the clock is for the few others, and may be slow on a machine that others use.
      timeoutMS: 60_000,
      timeoutFactor: 4,
      incremental: true,
      incrementalFile: join(cache, `${part.name}.incremental.json`),
      tempDirName: temporary,
      // Of the root: a room of the source has the name of one of them.
      ignorePatterns: ["/.stryker-tmp", "/dist", "/docs", "/bench", "/page", "/reports", "/.ci", "/coverage"],
      // Stryker rewrites tsconfig.json by an interface that TypeScript 7 no longer has; vitest needs none.
      tsconfigFile: "none",
      logLevel: "warn",
    }),
  );
  const stryker = join(cache, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const env = { ...process.env, MTBENCH_MUTANT_TESTS: testsOf(part).join(","), MTBENCH_MUTANTS_LEFT_OUT: leftOut };
  const child = spawn(process.execPath, [stryker, "run", settings], { stdio: "inherit", env, detached: true });
  // A group of its own, which does not hear of Ctrl-C by itself.
  const end = () => process.kill(-child.pid, "SIGKILL");
  const stop = (signal) => {
    end();
    rmSync(temporary, { recursive: true, force: true });
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const timer = isSample ? setTimeout(end, seconds * 1000) : null;
  await new Promise((ended) => child.on("close", ended));
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  clearTimeout(timer);
  rmSync(temporary, { recursive: true, force: true });
  if (!existsSync(report)) return null;
  const heavy = existsSync(leftOut) ? JSON.parse(readFileSync(leftOut, "utf8")) : [];
  for (const test of heavy) console.log(`  too slow to be tried on every change, left out: ${test}`);
  console.log(`${part.name}: ${Math.round((Date.now() - began) / 1000)} s`);
  return JSON.parse(readFileSync(report, "utf8"));
}

const isDead = ({ status }) => status === "Killed" || status === "Timeout";
const isAlive = ({ status }) => status === "Survived" || status === "NoCoverage";
const percent = (died, of) => (100 * died) / Math.max(1, of);

function tellOfLiving(file, source, { status, location, mutatorName, replacement }) {
  const { line, column } = location.start;
  const put = (replacement ?? "").replaceAll(/\s+/g, " ").slice(0, 80);
  const text = source.split("\n")[line - 1].trim().slice(0, 100);
  const how = status === "NoCoverage" ? "no test" : "lives  ";
  console.log(`  ${how}  ${file}:${line}:${column} ${mutatorName}: ${put}   in: ${text}`);
}

/** Prints what lived, file by file; the share of mutants that died, 0-100. */
function tell(part, { files }, wanted) {
  const own = Object.entries(files).filter(([file]) => wanted.includes(file));
  const all = own.flatMap(([, { mutants }]) => mutants);
  const died = all.filter(isDead).length;
  const of = died + all.filter(isAlive).length;
  const share = percent(died, of);
  console.log(`${part.name}: ${died} of ${of} died, ${share.toFixed(1)} % (at least ${part.least} % wanted)`);
  // On a machine that has too much to do the clock alone may have ended them.
  const byClock = all.filter(({ status, statusReason }) => status === "Timeout" && !statusReason).length;
  if (byClock > 0) console.log(`  ${byClock} of those that died ran out of time`);
  for (const [file, { source, mutants }] of own) {
    const living = mutants.filter(isAlive);
    const dead = mutants.filter(isDead).length;
    console.log(`${file}: ${dead} of ${dead + living.length}, ${percent(dead, dead + living.length).toFixed(1)} %`);
    for (const mutant of living) tellOfLiving(file, source, mutant);
  }
  return share;
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

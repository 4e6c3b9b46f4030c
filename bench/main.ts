import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { aggregateRows } from "./aggregate.ts";
import { edgeRows } from "./edges.ts";
import { table } from "./figures.ts";
import { growthRows } from "./growth.ts";
import { overheadRows } from "./overhead.ts";
import { reportRows } from "./report.ts";
import { scaleRows } from "./scale.ts";
import { scheduleRows } from "./schedule.ts";
import { startRows } from "./start.ts";

const sections = {
  schedule: {
    title: "1. Schedule (16 + 16 slots, equal mean cost, sigma 0.5 and 0.3)",
    run: () => scheduleRows(rounds),
  },
  overhead: {
    title: "2. Overhead (a server that answers at once, 1 KB in 16 chunks)",
    run: () => overheadRows(rounds),
  },
  start: { title: "3. Start", run: async () => startRows(rounds * 5) },
  aggregate: { title: "4. Aggregate (answers of 2 KB, judge texts of 1 KB)", run: () => aggregateRows(rounds) },
  growth: { title: "5. Growth (1, 4 and 16 times the work)", run: () => growthRows() },
  scale: { title: "6. Scale (everything that reads records, once, against reading them)", run: () => scaleRows(size) },
  report: {
    title: "7. Report (20 candidates, answers of 2 KB)",
    run: async () => reportRows(rounds, { against: values.against ?? null, results: values.results ?? null }),
  },
  edges: {
    title: "8. A whole run (mtbench run from its start to its exit, 16 + 16 slots, the server of 2)",
    run: () => edgeRows(rounds),
  },
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "3" },
    // Candidates of the scale section.
    size: { type: "string", default: "200" },
    // Of the section on reports: another checkout to compare with, and results that both can read.
    against: { type: "string" },
    results: { type: "string" },
    // One section of several: the head stands above the first.
    inside: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const size = Number(values.size);
const print = (text: string): void => {
  process.stdout.write(text);
};

if (!values.inside) printHead();

const wanted = Object.entries(sections).filter(([name]) => values.only?.includes(name) ?? true);
for (const [name, { title, run }] of wanted) {
  if (wanted.length === 1) print(table(title, await run()));
  else runApart(name);
}

/** What one section leaves in the memory is not the next one's. */
function runApart(section: string): void {
  const [, script = ""] = process.argv;
  const flags = ["--only", section, "--rounds", values.rounds, "--size", values.size, "--inside"];
  spawnSync(process.execPath, [...process.execArgv, script, ...flags], { stdio: "inherit" });
}

function printHead(): void {
  const [cpu] = cpus();
  print(
    `${cpu?.model ?? "unknown CPU"} x ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  print(`, ${new Date().toISOString().slice(0, 10)}, medians of ${rounds}; ! marks a target that was missed\n`);
}

import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { aggregateRows } from "./aggregate.ts";
import { table } from "./figures.ts";
import { growthRows } from "./growth.ts";
import { overheadRows } from "./overhead.ts";
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
};

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, rounds: { type: "string", default: "3" } },
});
const rounds = Number(values.rounds);
const print = (text: string): void => {
  process.stdout.write(text);
};

const [cpu] = cpus();
print(
  `${cpu?.model ?? "unknown CPU"} x ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
print(`, ${new Date().toISOString().slice(0, 10)}, medians of ${rounds}; ! marks a target that was missed\n`);
let missed = 0;
for (const [name, { title, run }] of Object.entries(sections)) {
  if (values.only !== undefined && !values.only.includes(name)) continue;
  const rows = await run();
  missed += rows.filter((row) => row.reached === false).length;
  print(table(title, rows));
}
if (missed > 0) print(`\n${missed} targets missed\n`);

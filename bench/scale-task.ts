import { matchesPage } from "../src/commands/decide/matches-page.ts";
import { matchText } from "../src/reports/matches/match-text.ts";
import { eachRecord } from "../src/results/each-record.ts";
import { loadMatches } from "../src/results/matches/matches-folder.ts";
import { listPlaces } from "../src/results/places.ts";
import { loadPools } from "../src/tallies/load-pool.ts";

/** What no command does alone, as a process of its own: `node scale-task.js <task> <results>`. */
const tasks: Readonly<Record<string, (root: string) => Promise<void>>> = {
  /** Every journal is read and checked once, and nothing is kept. */
  async read(root) {
    const tell = (sentence: string): void => {
      throw new Error(sentence);
    };
    for await (const record of eachRecord(root, tell)) {
      if (record.judgments.size === 0) throw new Error(`${record.path} holds no judgments`);
    }
    for (const { kind, path } of await listPlaces(root)) if (kind === "matches") await loadMatches(path);
  },
  /** What `mtbench match` prints once nothing is due: all pairs and the strengths. */
  async matches(root) {
    for (const pool of await loadPools(root, {})) process.stdout.write(matchText(matchesPage(pool), true, 100));
  },
};

const [, , task = "", root = ""] = process.argv;
const run = tasks[task];
if (run === undefined) throw new Error(`no task ${task}`);
await run(root);

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { packageRoot } from "../../src/files/package-root.ts";

const src = join(packageRoot, "src");

/** Where a function stands that calls a model, or opens what does. */
const callers: Readonly<Record<string, string>> = {
  openChat: "chat/open-chat.ts",
  openBatchClient: "chat/batch/batch-client.ts",
  reachServers: "servers/reach/reach-server.ts",
  startLlamaServer: "servers/local/start-llama-server.ts",
  openEmbeddedEngine: "servers/local/embedded-engine.ts",
  reachFile: "servers/local/reach-file.ts",
  findLocalServer: "servers/local/find-local-server.ts",
  generateAnswer: "answers/generate-answer.ts",
  judgeAnswer: "judgments/judge-answer.ts",
  executeRun: "runs/execute-run.ts",
  executeBatches: "runs/batch/batch-judgments.ts",
  openCallQueue: "runs/call-queue.ts",
};

/** Who hands a caller on without being `launch`, and why that is right. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // The public API offers the bare client to those who build something else.
  "index.ts": ["openChat"],
  // `doctor` rates one made-up answer, through an endpoint that launch opened.
  "commands/setup/check-rating.ts": ["judgeAnswer"],
};

const { hallway } = z
  .object({ hallway: z.array(z.array(z.object({ name: z.string() }))) })
  .parse(JSON.parse(readFileSync(join(packageRoot, "rooms.json"), "utf8")));
const rows = hallway.map((row) => row.map(({ name }) => name));
const rightOfRuns = rows.slice(rows.findIndex((row) => row.includes("runs")) + 1).flat();

const sources = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => rightOfRuns.includes((relative(src, path).split(sep)[0] ?? "").replace(/\.ts$/, "")));

/** Names that a file imports, or exports anew, from elsewhere in `src`; types are none. */
function importsOf(path: string): { readonly name: string; readonly from: string }[] {
  const text = readFileSync(path, "utf8");
  const found = text.matchAll(/(?:import|export)\s+\{([^}]*)\}\s+from\s+"(\.[^"]+)"/g);
  return [...found].flatMap(([, names = "", target = ""]) => {
    const from = relative(src, join(dirname(path), target))
      .split(sep)
      .join("/");
    return names
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "" && !one.startsWith("type "))
      .map((one) => ({ name: one.split(" as ")[0] ?? one, from }));
  });
}

it("right of runs, only launch wires a caller of models", () => {
  const wrong: string[] = [];
  const used = new Set<string>();
  for (const path of sources) {
    const file = relative(src, path).split(sep).join("/");
    for (const { name, from } of importsOf(path)) {
      if (callers[name] !== from) continue;
      used.add(name);
      if (!file.startsWith("launch/") && !allowed[file]?.includes(name)) wrong.push(`${file} takes ${name}`);
    }
  }
  expect(sources.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
  // The names above are those of today, and the road to models does go through launch.
  expect([...used]).toEqual(
    expect.arrayContaining(["openBatchClient", "reachServers", "reachFile", "executeRun", "executeBatches"]),
  );
});

it.each(Object.entries(callers))("%s still stands in %s", (name, file) => {
  expect(readFileSync(join(src, file), "utf8")).toMatch(new RegExp(`export (?:async )?function ${name}\\b`));
});

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));

/**
 * What is loaded at one time goes into one file: what all the named modules need, less what stands in a file further up. So
 * none has what its user does not need, and none needs one further down.
 */
const run = "src/commands/ask/run.ts";
const parts = [
  { name: "start", neededBy: ["src/program.ts"] },
  { name: "command-line", neededBy: ["src/commands/command-line.ts"] },
  { name: "schemas", neededBy: ["src/commands/setup/config-commands.ts", "src/commands/setup/models.ts", run] },
  { name: "models", neededBy: ["src/commands/setup/models.ts", run] },
  { name: "configuration", neededBy: ["src/commands/setup/config-commands.ts", run] },
  { name: "sets", neededBy: ["src/commands/setup/list.ts", run] },
  { name: "records", neededBy: ["src/commands/show/leaderboard.ts", run] },
  { name: "verdicts", neededBy: ["src/commands/records/rescore.ts", run] },
  { name: "reports", neededBy: ["src/commands/show/report.ts", run] },
  { name: "calls", neededBy: [run] },
  { name: "boards", neededBy: ["src/commands/show/leaderboard.ts"] },
];

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

function placeModules(modules: Modules): Map<string, string> {
  const places = new Map<string, string>();
  for (const { name, neededBy } of parts) {
    const [first, ...others] = neededBy.map((path) => loadedWith(at(path), modules));
    for (const id of first ?? []) {
      if (!places.has(id) && others.every((other) => other.has(id))) places.set(id, name);
    }
  }
  // What it loads later would wait for its end, which waits for them.
  places.delete(at("src/program.ts"));
  return places;
}

function loadedWith(entry: string, modules: Modules): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const id of loaded) for (const needed of modules.getModuleInfo(id)?.importedIds ?? []) loaded.add(needed);
  return loaded;
}

const lazySegmenter = `
let loadedSegmenter;
const segmenter = { segment: (text) => (loadedSegmenter ??= new Intl.Segmenter()).segment(text) };`;

const lazyHttp2 = "const connectH2 = (client, socket) => require('./client-h2.js')(client, socket)";

/** A package that was changed so that nothing is found is read again before it is built with. */
function changed(code: string, from: string, to: string): string {
  if (!code.includes(from)) throw new Error(`not there any more: ${from}`);
  return code.replace(from, to);
}

let places: ReadonlyMap<string, string> | null = null;

/**
 * The command line as a few files and more that are loaded when they are needed: a hundred small ones take a run some
 * 50 ms of a processor to read, and their white space 15. What it is made of goes in, less what nobody calls (zod's
 * languages, undici's web sockets). Outside stay the packages that may be missing.
 */
export default defineConfig({
  build: {
    ssr: "src/program.ts",
    outDir: "dist",
    emptyOutDir: false,
    target: "node20",
    minify: false,
    rolldownOptions: {
      transform: {
        // The openai package makes headers. Node's own bring its whole `fetch`, HTTP/2 and web streams along: 13 ms.
        inject: { Headers: ["undici/lib/web/fetch/headers.js", "Headers"] },
        // Of a setting of yargs' that nobody makes.
        define: { "import.meta.resolve": "undefined" },
      },
      output: {
        // V8 can be handed what it compiled before of CommonJS alone, as long as Node is 20: src/files/load-program.ts.
        format: "cjs",
        entryFileNames: "chunks/program.cjs",
        chunkFileNames: "chunks/[name].cjs",
        // Names stay, for the stacks of bug reports.
        minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        comments: { legal: true, annotation: false, jsdoc: false },
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              debugName: "parts",
              name(id, modules) {
                places ??= placeModules(modules);
                return places.get(id) ?? null;
              },
            },
          ],
        },
      },
    },
  },
  plugins: [
    {
      name: "loaded-when-needed",
      transform(code, id) {
        // The rules by which texts are cut into signs take 10 ms, and yargs needs them for help alone.
        if (/\/string-width\/index\.js$/.test(id))
          return changed(code, "const segmenter = new Intl.Segmenter();", lazySegmenter);
        // Nobody is spoken to in HTTP/2.
        if (/\/undici\/lib\/dispatcher\/client\.js$/.test(id))
          return changed(code, "const connectH2 = require('./client-h2.js')", lazyHttp2);
        // The global is the same; the module lists all that hangs on it, which loads what nobody asked for.
        if (/\/env-paths\/index\.js$/.test(id)) return changed(code, "import process from 'node:process';", "");
        return null;
      },
    },
    {
      name: "imported-by-the-loader",
      renderChunk(code) {
        const chunk = code.replace(/\bawait import\(/gu, "await importOutside(");
        if (/(?<!`)\bimport\(/u.test(chunk))
          throw new Error("an import() that src/files/load-program.ts would not see");
        return { code: chunk, map: null };
      },
    },
    {
      name: "without-files-of-earlier-builds",
      generateBundle({ dir }) {
        if (dir !== undefined) rmSync(join(dir, "chunks"), { recursive: true, force: true });
      },
    },
    {
      // Where `src/commands/built-help.ts` looks for it.
      name: "help-written-down",
      writeBundle({ dir = "dist" }) {
        const help = execFileSync(process.execPath, [join(dir, "cli.js"), "--help"], { encoding: "utf8" });
        writeFileSync(join(dir, "chunks", "help.txt"), help);
      },
    },
  ],
  resolve: {
    alias: [
      { find: /^undici$/, replacement: at("scripts/undici-parts.mjs") },
      // The same code as modules, of which the unused can be left out.
      { find: /^yaml$/, replacement: at("node_modules/yaml/browser/index.js") },
    ],
  },
  ssr: {
    noExternal: true,
    external: Object.keys({ ...optionalDependencies, ...peerDependencies }),
  },
});

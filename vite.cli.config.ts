import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { optionalDependencies, peerDependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));

/**
 * The command line as one file and a few more that are loaded when they are needed: reading a hundred small ones would
 * take longer than `mtbench --help` does. What it is made of goes in, less what nobody calls (zod's languages, undici's web
 * sockets). Outside stay the packages that may be missing, and openai, which only batches need.
 */
export default defineConfig({
  build: {
    ssr: "src/cli.ts",
    outDir: "dist",
    emptyOutDir: false,
    target: "node20",
    minify: false,
    rolldownOptions: {
      output: { entryFileNames: "cli.js", chunkFileNames: "chunks/[name].js" },
    },
  },
  // write-file-atomic makes names of temporary files from it.
  define: { __filename: "import.meta.filename" },
  resolve: {
    alias: [
      { find: /^undici$/, replacement: at("scripts/undici-parts.mjs") },
      // The same code as modules, of which the unused can be left out.
      { find: /^yaml$/, replacement: at("node_modules/yaml/browser/index.js") },
    ],
  },
  ssr: {
    noExternal: true,
    external: ["openai", ...Object.keys({ ...optionalDependencies, ...peerDependencies })],
  },
});

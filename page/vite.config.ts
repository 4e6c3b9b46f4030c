import { resolve } from "node:path";
import { defineConfig } from "vite";

const folder = import.meta.dirname;

/**
 * Three builds into dist/page: the page's program with its style (page.js, page.css), the same components rendered to HTML in
 * Node (render.js, with `--ssr render.tsx`), and the desk at which people rate (desk.js, desk.css, with `--mode desk`).
 * `src/reports/page/page-parts.ts` and `desk-page.ts` read them.
 */
export default defineConfig(({ isSsrBuild, mode }) => ({
  root: folder,
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  ssr: { noExternal: true },
  build: {
    outDir: resolve(folder, "../dist/page"),
    emptyOutDir: false,
    copyPublicDir: false,
    target: "es2022",
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    ...(isSsrBuild
      ? { rollupOptions: { output: { entryFileNames: "render.js" } } }
      : {
          lib: {
            entry: resolve(folder, mode === "desk" ? "desk/main.tsx" : "main.tsx"),
            formats: ["iife" as const],
            name: "mtbenchPage",
            fileName: () => (mode === "desk" ? "desk.js" : "page.js"),
            cssFileName: mode === "desk" ? "desk" : "page",
          },
        }),
  },
}));

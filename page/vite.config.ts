import { resolve } from "node:path";
import { defineConfig } from "vite";

const folder = import.meta.dirname;

/**
 * Two builds into dist/page: the page's program with its style (page.js, page.css), and the same components rendered to
 * HTML in Node (render.js, with `--ssr render.tsx`). `src/reports/page/page-parts.ts` reads them.
 */
export default defineConfig(({ isSsrBuild }) => ({
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
            entry: resolve(folder, "main.tsx"),
            formats: ["iife" as const],
            name: "mtbenchPage",
            fileName: () => "page.js",
            cssFileName: "page",
          },
        }),
  },
}));

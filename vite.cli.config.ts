import { defineConfig } from "vite";

/**
 * The command line as one file and a few more that are loaded when they are needed: reading a hundred small ones would
 * take longer than `mtbench --help` does. What yargs is made of goes in; the other dependencies stay what npm installed.
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
  ssr: {
    noExternal: [
      "yargs",
      "yargs-parser",
      "cliui",
      "y18n",
      "escalade",
      "string-width",
      "wrap-ansi",
      "strip-ansi",
      "ansi-styles",
      "ansi-regex",
      "get-caller-file",
      "get-east-asian-width",
      "emoji-regex",
    ],
  },
});

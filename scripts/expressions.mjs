// Looks at every regular expression of src/ and page/ for backtracking that grows faster than the text: exponential, or quadratic
// because two repetitions fight over the same letters, or because a search begins anew at every letter of a long run.
// Foreign text (replies, errors, journals, files) meets them; one bad expression stops the process for minutes.
// `npm run expressions` prints what it found and fails.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "scslre";
import { parseAst } from "vite";

const maxReports = 5;

const found = [];
for (const file of sources(["src", "page"])) {
  const text = readFileSync(file, "utf8");
  const ast = parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts" });
  for (const { regex, start } of expressions(ast)) {
    const line = text.slice(0, start).split("\n").length;
    for (const report of reportsOf(regex)) found.push(`${file}:${line}: ${report} /${regex.pattern}/${regex.flags}`);
  }
}
for (const one of found) console.error(one);
if (found.length > 0) {
  console.error(`${found.length} expressions may take far longer than their text is long`);
  process.exitCode = 1;
}

function reportsOf({ pattern, flags }) {
  const { reports } = analyse({ source: pattern, flags }, { maxReports });
  return reports.map(({ type, exponential }) => `${exponential ? "exponential" : "polynomial"} (${type})`);
}

function sources(folders) {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
}

function* expressions(node) {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const one of node) yield* expressions(one);
    return;
  }
  if (node.type === "Literal" && node.regex) yield node;
  for (const [key, value] of Object.entries(node)) if (key !== "parent") yield* expressions(value);
}

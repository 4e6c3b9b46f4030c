// Writes the page's program deflated, as every report holds it, to dist/page/page.<start of its sha256>.deflate, where
// `src/reports/page/page-parts.ts` looks first. Part of `npm run build:page`.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

const folder = join("dist", "page");
for (const name of readdirSync(folder)) if (name.endsWith(".deflate")) rmSync(join(folder, name));
const code = readFileSync(join(folder, "page.js"), "utf8");
const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
writeFileSync(join(folder, `page.${hash}.deflate`), deflateRawSync(code, { level: 9 }));

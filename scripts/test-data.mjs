// Brings the official files and recorded judgments that the best tests need into a cache, each from its pinned public
// address (or, where a folder has it, from there: MTBENCH_TEST_DATA, ../shared/data), checked by sha256. None is ours to ship.
//
//   npm run test:data           ends with 1 when a file could not be had
//   npm run test:data -- --from FOLDER
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

const files = JSON.parse(await readFile(new URL("../test/support/test-data.json", import.meta.url), "utf8"));
const flag = process.argv.indexOf("--from");
const given = flag < 0 ? process.env.MTBENCH_TEST_DATA : process.argv[flag + 1];
const folders = [...(given === undefined ? [] : [resolve(given)]), resolve("../shared/data")].filter(existsSync);
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mtbench-test-data");

const isIntact = ({ sha256 }, bytes) => createHash("sha256").update(bytes).digest("hex") === sha256;
const readIfThere = (path) => readFile(path).catch(() => null);

/** The file's bytes and where they came from; a text where they cannot be had. */
async function obtain(file) {
  for (const folder of folders) {
    const bytes = await readIfThere(join(folder, file.to));
    if (bytes !== null && isIntact(file, bytes)) return { bytes, from: folder };
  }
  const response = await fetch(file.url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!isIntact(file, bytes)) throw new Error(`${bytes.length} bytes of another hash than ${file.sha256}`);
  return { bytes, from: file.url };
}

let missing = 0;
const count = { there: 0, copied: 0, downloaded: 0 };
for (const file of files) {
  const path = join(cache, file.to);
  const present = await readIfThere(path);
  if (present !== null && isIntact(file, present)) {
    count.there += 1;
    continue;
  }
  try {
    const { bytes, from } = await obtain(file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
    count[from === file.url ? "downloaded" : "copied"] += 1;
  } catch (error) {
    missing += 1;
    console.error(`${file.to}: ${error.cause?.code ?? error.message} (${file.url})`);
  }
}
console.log(
  `${cache}: ${count.there} were there, ${count.copied} copied, ${count.downloaded} downloaded, ${missing} missing`,
);
process.exitCode = missing > 0 ? 1 : 0;

import { writeSync } from "node:fs";
import { expect, it } from "vitest";
import { type FuzzedReader, fuzz } from "./fuzz.ts";
import { fileReaders } from "./fuzz-files.ts";
import { replyReaders } from "./fuzz-replies.ts";
import { proofSize } from "./report.ts";

// npm run proof:fuzz     (five minutes a reader; MTBENCH_PROOF_SIZE=2 takes two seconds)

const seconds = proofSize(300);
const readers: readonly FuzzedReader[] = [...replyReaders, ...fileReaders];

it.each(readers)("$name: no crash, no hang", async (reader) => {
  const { cases, slowest, slowestLength } = await fuzz(reader, seconds);
  const costliest = `the costliest took ${slowest.toFixed(1)} ms for ${slowestLength} letters`;
  writeSync(process.stdout.fd, `${reader.name}: ${cases} texts in ${seconds} s, ${costliest}\n`);
  expect(cases).toBeGreaterThanOrEqual(reader.seeds.length);
});

// Shows that the tests notice: plants each fault of test/proofs/planted-faults.json into the source as its tests see it (no
// file changes), and ends with 1 when one of them lives.
//
//   npm run proof:planted                     all of them
//   npm run proof:planted -- holm-within      one, or several by name
import { readFileSync } from "node:fs";
import { startVitest } from "vitest/node";

const faults = JSON.parse(readFileSync("test/proofs/planted-faults.json", "utf8"));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !faults.some((fault) => fault.name === name));
if (unknown.length > 0) {
  console.error(`no such fault: ${unknown.join(", ")}; there are ${faults.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

process.env.MTBENCH_PLANTED = names.join(",");
const vitest = await startVitest("test", [], { config: "vitest.planted.config.ts", watch: false, reporters: [{}] });
const modules = vitest.state.getTestModules();
let living = 0;
for (const { name, file, what } of faults) {
  if (names.length > 0 && !names.includes(name)) continue;
  const own = modules.filter((module) => module.project.name === name);
  const tests = own.flatMap((module) => [...module.children.allTests()]);
  const red = tests.filter((test) => test.result().state === "failed");
  const problems = own.flatMap((module) => module.errors());
  // A module that cannot even be loaded says nothing of its tests.
  const isDead = red.length > 0 && problems.length === 0;
  if (!isDead) living += 1;
  console.log(`${isDead ? "dies " : "LIVES"}  ${name}: ${what} (${file})`);
  for (const { fullName, module } of red.slice(0, 2))
    console.log(`         red: ${module.relativeModuleId} > ${fullName}`);
  for (const { message } of problems) console.log(`         ${message}`);
  if (tests.length === 0) console.log("         no test ran");
}
await vitest.close();
process.exitCode = living === 0 ? 0 : 1;

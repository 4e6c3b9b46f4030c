import { test } from "vitest";
import { generators } from "../../src/variants/generators.ts";
import { breaches } from "../../src/variants/generator.ts";
test("x", () => {
  const only = (process.env.ONLY ?? "").split(",").filter(Boolean);
  const seeds = (process.env.SEEDS ?? "1").split(",");
  for (const g of generators) {
    if (only.length && !only.includes(g.id)) continue;
    for (const [i, t] of g.original().entries()) { const b = breaches(t); if (b.length) console.log("ORIGINAL", g.id, i + 1, b, t.reference.slice(-200)); }
    const start = performance.now();
    for (let s = 0; s < 100; s++) g.vary(s);
    console.log(g.id, "100 seeds", Math.round(performance.now() - start), "ms", new Set(Array.from({length:100},(_, s) => g.vary(s)[0].answer+g.vary(s)[1].answer)).size, "different");
    if (process.env.SHOW) for (const s of seeds) for (const t of g.vary(s)) console.log(`-- ${g.id}@${s}\n${t.question}\n>> ${t.reference}\n`);
  }
});

import { existsSync, symlinkSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallSet } from "../../support/small-run.ts";
import { type Told, writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-gate-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** 20 questions with two turns; a rating of its own for each, `change` points away from the baseline's. */
function told(change: (question: number) => number): Told[][] {
  return Array.from({ length: 20 }, (_, question) => [
    4 + (question % 4) + change(question),
    3 + (question % 5) + change(question),
  ]);
}

/** Names of the elements in order; throws where the text is not well-formed XML. */
function elementsOf(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const text = String.raw`(?:[^<>&"\u0000-\u0008\u000b\u000c\u000e-\u001f]|&(?:amp|lt|gt|quot|#39);)*`;
  const token = new RegExp(
    `^(?:<([a-z-]+)((?: [a-z]+="${text}")*)(/?)>|</([a-z-]+)>|(?!<)${text.replace(/\*$/, "+")})`,
  );
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  while (rest !== "") {
    const [whole = "", name, , empty, closed] = token.exec(rest) ?? [];
    if (whole === "") throw new Error(`not well-formed: ${rest.slice(0, 80)}`);
    if (name !== undefined) names.push(name);
    if (name !== undefined && empty === "") open.push(name);
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> closes nothing`);
    rest = rest.slice(whole.length);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(", ")}`);
  return names;
}

const gate = (...more: string[]) => runMain(["gate", "--baseline", "平凡", ...more], { cwd });

describe("gate on two results folders", () => {
  beforeEach(() => {
    writeResults(join(cwd, "results"), { id: "平凡", told: told(() => 0) });
  });

  it.each<[string, (question: number) => number, number, string]>([
    ["passes an equal candidate", (question) => (question % 2 === 0 ? 0.5 : -0.5), 0, "pass"],
    ["fails a worse one", (question) => (question % 2 === 0 ? -1 : -2), 1, "regression"],
    ["is undecided in between", (question) => (question % 2 === 0 ? 1 : -2), 3, "undecided"],
  ])("%s", async (_, change, code, verdict) => {
    writeResults(join(cwd, "results"), { id: "新星", told: told(change) });
    const shown = await gate("--candidate", "新星");
    expect(shown.stderr).toBe("");
    expect(shown.code).toBe(code);
    expect(shown.stdout).toMatch(new RegExp(`^${verdict}: `));
    const record = await gate("--candidate", "新星", "--json");
    expect(JSON.parse(record.stdout)).toMatchObject({ verdict, exitCode: code });
  });

  it("maps an undecided comparison, never an incomplete one", async () => {
    writeResults(join(cwd, "results"), { id: "新星", told: told((question) => (question % 2 === 0 ? 1 : -2)) });
    expect((await gate("--candidate", "新星", "--undecided", "pass")).code).toBe(0);
    expect((await gate("--candidate", "新星", "--undecided", "fail")).code).toBe(1);
    writeResults(join(cwd, "results"), { id: "未完", told: told(() => 0).with(4, ["due", 5]) });
    for (const undecided of ["pass", "fail"]) {
      expect((await gate("--candidate", "未完", "--undecided", undecided)).code).toBe(3);
    }
  });

  it("writes JUnit XML, a summary and annotations; hostile names stay text", async () => {
    const id = '"><script>&|`新星`';
    writeResults(join(cwd, "results"), { id, told: told(() => -2) });
    const files = ["--junit", "out/gate.xml", "--summary", "summary.md", "--report-url", "https://example.org/r.html"];
    await writeFile(join(cwd, "summary.md"), "# Before\n");
    const shown = await gate("--candidate", id, "--by-category", "--annotations", "github", ...files);
    expect(shown.code).toBe(1);
    const xml = await readFile(join(cwd, "out", "gate.xml"), "utf8");
    expect(xml).toMatch(/<testsuites name="mtbench" tests="8" failures="3" errors="0" skipped="0">/);
    expect(xml).toContain('name="math"');
    expect(elementsOf(xml)).toEqual([
      ...[
        "testsuites",
        "testsuite",
        "testcase",
        "system-out",
        "testcase",
        "system-out",
        "testcase",
        "system-out",
        "testcase",
        "system-out",
      ],
      ...["testcase", "system-out", "testcase", "failure", "testcase", "failure", "testcase", "failure"],
    ]);
    expect(xml).toContain('name="mtbench gate &quot;&gt;&lt;script&gt;&amp;|`新星`"');
    const summary = await readFile(join(cwd, "summary.md"), "utf8");
    expect(summary).toMatch(/^# Before\n## ❌ mtbench gate: regression/);
    expect(summary).toContain("[Full report](https://example.org/r.html)");
    expect(summary).toContain("Largest drops");
    expect(summary).not.toContain("<script>");
    const annotations = shown.stderr.trim().split("\n");
    expect(annotations).toHaveLength(3);
    expect(annotations[0]).toMatch(/^::error title=mtbench gate%3A difference%2C overall::/);
  });

  it("fails closed on wrong input, with one clear message", async () => {
    writeResults(join(cwd, "results"), { id: "新星", told: told(() => 0) });
    writeResults(join(cwd, "results"), { id: "別式", told: told(() => 0), fields: { extraction: "fastchat" } });
    for (const [more, message] of [
      [["--candidate", "新星", "--margin", "nan"], "--margin"],
      [["--candidate", "新星", "--margin", ""], "--margin"],
      [["--candidate", "新星", "--min-rated", "95"], "--min-rated"],
      [["--candidate", "不在"], 'called "不在"'],
      [["--candidate", "別式"], "extraction: was"],
      [["--candidate", "平凡"], "the same folder"],
      [[], "--candidate"],
      [["--candidate", "新星", "--max-trials", "3"], "--until-decided"],
      [["--candidate", "新星", "--strict=yes"], "--strict is a switch"],
    ] as const) {
      const shown = await gate(...more);
      expect(shown.stderr).toContain(message);
      expect(shown.stderr).not.toContain("    at ");
      expect([shown.code, shown.stdout]).toEqual([2, ""]);
    }
    const missing = await runMain(["gate", "--baseline", "no.json", "--candidate", "新星"], { cwd });
    expect(missing.code).toBe(2);
  });

  it("takes its rules from the configuration, flags first", async () => {
    writeResults(join(cwd, "results"), { id: "新星", told: told((question) => (question % 2 === 0 ? -1 : -2)) });
    await writeFile(join(cwd, "mtbench.config.yaml"), "gate:\n  margin: 3\n");
    expect((await gate("--candidate", "新星")).code).toBe(0);
    expect((await gate("--candidate", "新星", "--margin", "0.6")).code).toBe(1);
    await writeFile(join(cwd, "mtbench.config.yaml"), "gate:\n  margin: wide\n");
    const refused = await gate("--candidate", "新星");
    expect(refused.stderr).toContain("gate.margin");
    expect(refused.code).toBe(2);
  });
});

describe("gate against a baseline file", () => {
  it("works without the baseline's records", async () => {
    writeResults(join(cwd, "results"), { id: "平凡", revision: "abc123", told: told(() => 0) });
    const saved = await runMain(["baseline", "save", "平凡", "-o", "ci/baseline.json"], { cwd });
    expect([saved.code, saved.stderr]).toEqual([0, "Saved: ci/baseline.json\n"]);
    await rm(join(cwd, "results"), { recursive: true });
    writeResults(join(cwd, "results"), { id: "新星", told: told(() => -2) });
    const shown = await runMain(["gate", "--baseline", "ci/baseline.json", "--candidate", "新星"], { cwd });
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain("平凡 (abc123)");
    const file = await runMain(["baseline", "show", "ci/baseline.json"], { cwd });
    expect(file.stdout).toContain("平凡 (abc123) on 語られた問題");
    expect(file.stdout).toMatch(/overall +5\.25/);
  });

  it("refuses a baseline of another protocol than --protocol names", async () => {
    writeResults(join(cwd, "results"), { id: "平凡", told: told(() => 0) });
    writeResults(join(cwd, "results"), { id: "新星", told: told(() => 1) });
    await runMain(["baseline", "save", "平凡", "-o", "b.json"], { cwd });
    const named = (key: string) =>
      runMain(["gate", "--baseline", "b.json", "--candidate", "新星", "--protocol", key], { cwd });
    const refused = await named("0000ffff");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    const [, key = ""] = /^error: b\.json was measured under protocol ([0-9a-f]{12}), and/.exec(refused.stderr) ?? [];
    expect((await named(key)).code).toBe(0);
  });

  it("refuses a baseline that was changed by hand, and saves none from an incomplete run", async () => {
    writeResults(join(cwd, "results"), { id: "平凡", told: told(() => 0) });
    await runMain(["baseline", "save", "平凡", "-o", "b.json"], { cwd });
    const text = await readFile(join(cwd, "b.json"), "utf8");
    await writeFile(join(cwd, "b.json"), text.replace("[[4]]", "[[44]]"));
    const shown = await runMain(["gate", "--baseline", "b.json", "--candidate", "平凡"], { cwd });
    expect(shown.stderr).toContain("44 is outside 1 to 10");
    expect(shown.code).toBe(2);
    writeResults(join(cwd, "results"), { id: "未完", told: told(() => 0).with(4, ["due", 5]) });
    const refused = await runMain(["baseline", "save", "未完", "-o", "c.json"], { cwd });
    expect(refused.stderr).toContain("1 ratings are due");
    expect(refused.code).toBe(2);
  });
});

describe("gate --until-decided", () => {
  let server: FakeServer;
  let small: string;
  /** Rating of the judge for an answer, by the candidate's model and the number of its trial. */
  let ratings: (model: string, trial: number, question: number) => number;

  beforeEach(async () => {
    const answers = new Map<string, number>();
    server = await startFakeServer({
      models: ["old-model", "new-model", "played-judge"],
      onChat: ({ body }) => {
        const text = body.messages?.map((message) => message.content).join("\n") ?? "";
        if (body.model === "played-judge") {
          const [, model = "", question = "0", trial = "0"] =
            /MODEL=(\S+) Q=(\d+) T=(\d+) END(?![\s\S]*MODEL=)/.exec(text) ?? [];
          return `[[${ratings(model, Number(trial), Number(question))}]]`;
        }
        const question = /(\d+)と四の和は/.exec(text)?.[1] ?? "0";
        const turn = body.messages?.filter((message) => message.role === "user").length ?? 0;
        const place = `${body.model} ${question} ${turn}`;
        answers.set(place, (answers.get(place) ?? 0) + 1);
        return `MODEL=${body.model} Q=${question} T=${answers.get(place)} END`;
      },
    });
    small = await smallSet(12);
  });
  afterEach(async () => {
    await server.close();
    await rm(small, { recursive: true, force: true });
  });

  const model = (name: string) => [
    ...["--model", `${name}@${server.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`],
    ...["--questions", "small", "--judge", "mtbench-ja", "--max-concurrency", "1"],
  ];
  const decide = (name: string, ...more: string[]) =>
    runMain(["gate", "--baseline", "old-model", ...model(name), "--until-decided", ...more], { cwd: small });

  it("runs further trials only while undecided, and looks with a smaller level each time", async () => {
    // The first trial of the new model is noisy; the later ones take the noise back.
    const noise = (question: number, trial: number) => (trial === 1 ? (question % 2 === 0 ? 3 : -3) : 0);
    ratings = (name, trial, question) => (name === "new-model" ? 6 + noise(question, trial) : 6);
    expect((await runMain(["run", ...model("old-model"), "--trials", "1"], { cwd: small })).code).toBe(0);
    const before = server.chats().length;
    const shown = await decide("new-model", "--max-trials", "6", "--margin", "0.9", "--json");
    expect(shown.code).toBe(0);
    const report = z
      .object({
        verdict: z.string(),
        looks: z.number(),
        alpha: z.number(),
        candidate: z.object({ trials: z.number() }),
      })
      .parse(JSON.parse(shown.stdout));
    expect(report).toMatchObject({ verdict: "pass", looks: 6 });
    expect(report.alpha).toBeLessThan(0.05);
    const { trials } = report.candidate;
    expect(trials).toBeGreaterThan(1);
    expect(trials).toBeLessThan(6);
    // Each trial: 12 questions, 2 turns, an answer and a judgment each; nothing is asked twice.
    expect(server.chats().length - before).toBe(trials * 48);
    expect(shown.stderr).toContain("1 of at most 6 trials: undecided");
    const again = await decide("new-model", "--max-trials", "6", "--margin", "0.9", "--json");
    expect(again.stdout).toBe(shown.stdout);
    expect(server.chats().length - before).toBe(trials * 48);
  }, 60_000);

  it("ends undecided with exit code 3 when no trials are left", async () => {
    ratings = (name, _, question) => (name === "new-model" ? 6 + (question % 2 === 0 ? 3 : -3) : 6);
    await runMain(["run", ...model("old-model"), "--trials", "1"], { cwd: small });
    const shown = await decide("new-model", "--max-trials", "2");
    expect(shown.code).toBe(3);
    expect(shown.stdout).toMatch(/^undecided: /);
    expect(shown.stdout).toContain("no number of trials would decide");
  }, 60_000);

  it("is incomplete where the disk takes no more records, and not a bug", async () => {
    ratings = () => 6;
    await runMain(["run", ...model("old-model"), "--limit", "2"], { cwd: small });
    await runMain(["run", ...model("new-model"), "--limit", "1"], { cwd: small });
    const judgments = join(small, "results", "small", "new-model", "judgments", "mtbench-ja.jsonl");
    await rm(judgments);
    // Every write to it fails with ENOSPC. At the start it would be refused: a device is no journal.
    ratings = () => {
      if (!existsSync(judgments)) symlinkSync("/dev/full", judgments);
      return 6;
    };
    const shown = await decide("new-model", "--max-trials", "2", "--limit", "2");
    expect(shown.stderr).toContain("no space is left on the device (ENOSPC)");
    expect(shown.code).toBe(3);
  }, 60_000);

  it("reports an incomplete run as such, in every form that a CI reads, and goes on from there", async () => {
    ratings = () => 6;
    await runMain(["run", ...model("old-model"), "--limit", "3"], { cwd: small });
    await runMain(["baseline", "save", "old-model", "-o", "b.json"], { cwd: small });
    const flags = ["gate", "--baseline", "b.json", ...model("new-model"), "--until-decided", "--limit", "3"];
    const files = ["--junit", "gate.xml", "--summary", "summary.md", "--annotations", "github", "--json"];
    ratings = (_, __, question) => {
      if (question === 3) throw new Error("out of order");
      return 6;
    };
    const shown = await runMain([...flags, "--max-trials", "2", "--undecided", "pass", ...files], { cwd: small });
    expect(shown.code).toBe(3);
    expect(JSON.parse(shown.stdout)).toMatchObject({ verdict: "incomplete", outcome: "incomplete", exitCode: 3 });
    expect(shown.stderr).toMatch(
      /::warning title=mtbench gate%3A complete%2C candidate::new-model: incomplete: 2 ratings/,
    );
    expect(await readFile(join(small, "gate.xml"), "utf8")).toContain('errors="2"');
    expect(await readFile(join(small, "summary.md"), "utf8")).toContain("mtbench gate: incomplete");
    ratings = () => 6;
    const resumed = await runMain([...flags, "--max-trials", "2"], { cwd: small });
    expect(resumed.code, resumed.stderr).toBe(0);
  }, 60_000);

  it("needs a model and the number of trials", async () => {
    const flags = ["gate", "--baseline", "x", "--until-decided"];
    expect((await runMain(flags, { cwd: small })).stderr).toContain("--model");
    const shown = await runMain([...flags, "--model", `a@${server.baseUrl}`], { cwd: small });
    expect([shown.code, shown.stderr.includes("--max-trials")]).toEqual([2, true]);
  });

  it("never lets a new checkpoint under an old name inherit answers", async () => {
    ratings = () => 6;
    await runMain(["run", ...model("old-model"), "--trials", "1"], { cwd: small });
    await runMain(["run", ...model("new-model"), "--id", "checkpoint", "--revision", "aaa1"], { cwd: small });
    const before = server.chats().length;
    const refused = await decide("new-model", "--max-trials", "1", "--id", "checkpoint", "--revision", "bbb2");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('candidate.revision: was "aaa1", now "bbb2"');
    expect(server.chats().length).toBe(before);
    const fresh = ["--id", "checkpoint@bbb2", "--revision", "bbb2"];
    expect((await decide("new-model", "--max-trials", "1", ...fresh)).code).toBe(0);
    expect(server.chats().length - before).toBe(48);
  }, 60_000);
});

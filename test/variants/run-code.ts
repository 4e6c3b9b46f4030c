import { spawnSync } from "node:child_process";
import { runInNewContext } from "node:vm";
import { z } from "zod";

/** A call of what an answer defines, and what the question says it gives. */
export interface Case {
  readonly call: string;
  readonly want: unknown;
}

/** What one turn of a coding question is checked with. */
export interface CodeCheck {
  readonly language: "python" | "javascript" | "sql";
  readonly cases: readonly Case[];
  /** For SQL: the table and its rows without the id. */
  readonly create?: string;
  readonly rows?: readonly (readonly (string | number)[])[];
}

export const ERROR = { err: "error" };
export const hasPython = spawnSync("python3", ["--version"]).status === 0;
export const text = (value: unknown): string => JSON.stringify(value);

const outcomesSchema = z.array(z.array(z.unknown()));

const driver = `
import datetime, json, sqlite3, sys
results = []
for job in json.load(sys.stdin):
    if job["language"] == "sql":
        db = sqlite3.connect(":memory:")
        db.execute(job["create"])
        marks = ", ".join("?" for _ in job["rows"][0])
        table = job["create"].split()[2]
        db.executemany(f"INSERT INTO {table} VALUES (NULL, {marks})", job["rows"])
        cur = db.execute(job["code"])
        results.append([{"ok": [[c[0] for c in cur.description]] + [list(r) for r in cur]}])
        continue
    space = {"__name__": "answer"}
    exec(job["code"], space)
    space["_date"] = datetime.date
    out = []
    for call in job["calls"]:
        try:
            out.append({"ok": eval(call, space)})
        except ValueError:
            out.append({"err": "error"})
        except Exception as e:
            out.append({"err": repr(e)})
    results.append(out)
print(json.dumps(results, default=str))
`;

/** The only fenced block of an answer. */
function codeOf(answer: string, language: string): string {
  const blocks = [...answer.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)];
  if (blocks.length !== 1 || blocks[0]?.[1] !== language) throw new Error(`no single block of ${language}`);
  return blocks[0]?.[2] ?? "";
}

export interface CodeJob {
  readonly name: string;
  readonly answer: string;
  readonly check: CodeCheck;
}

/** Runs every job, those of Python and SQL in one process, and lists what differs from what is wanted. */
export function differences(jobs: readonly CodeJob[]): string[] {
  const others = jobs.filter(({ check }) => check.language !== "javascript");
  const run = spawnSync("python3", ["-c", driver], {
    input: JSON.stringify(
      others.map(({ answer, check }) => ({
        language: check.language,
        code: codeOf(answer, check.language),
        calls: check.cases.map((one) => one.call),
        create: check.create,
        rows: check.rows,
      })),
    ),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONUTF8: "1" },
    timeout: 120_000,
  });
  if (hasPython && run.status !== 0) return [run.stderr];
  const python = hasPython ? outcomesSchema.parse(JSON.parse(run.stdout)) : [];
  return jobs.flatMap(({ name, answer, check }) => {
    if (check.language !== "javascript" && !hasPython) return [];
    const got = check.language === "javascript" ? javascript(codeOf(answer, "javascript"), check) : python.shift();
    return check.cases.flatMap(({ call, want }, index) => {
      const wanted = want === ERROR ? ERROR : { ok: want };
      return JSON.stringify(got?.[index]) === JSON.stringify(wanted)
        ? []
        : [`${name} ${call}: ${JSON.stringify(got?.[index])} instead of ${JSON.stringify(wanted)}`];
    });
  });
}

function javascript(code: string, { cases }: CodeCheck): unknown[] {
  const calls = cases.map((one) => `() => (${one.call})`).join(",");
  const tail = `;JSON.stringify([${calls}].map((f) => { try { return { ok: f() }; } catch (e) { return { err: "error" }; } }))`;
  return z.array(z.unknown()).parse(JSON.parse(String(runInNewContext(code + tail, {}, { timeout: 5000 }))));
}

import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A working directory with a question set `small` of two turns a question, all under math. */
export async function smallSet(questions: number): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "mtbench-small-"));
  const folder = join(cwd, "questions", "small");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "set.yaml"),
    "id: small\ntitle: 小さな問題集\nlanguage: ja\nlicence: CC-BY-4.0\ncategories: [math]\ntemperatures: {math: 0.3}\nquestions: {file: question.jsonl}\nreferences: []\n",
  );
  const lines = Array.from({ length: questions }, (_, index) =>
    JSON.stringify({
      question_id: String(index + 1),
      category: "math",
      turns: [`${index + 1}と四の和は。`, `それを${index + 2}倍すると。`],
    }),
  );
  await writeFile(join(folder, "question.jsonl"), `${lines.join("\n")}\n`);
  return cwd;
}

/** The arguments of a run on that set, candidate and judge at one server each or at the same. */
export function smallRun(candidateUrl: string, judgeUrl: string, ...more: readonly string[]): string[] {
  const models = ["--model", `played-model@${candidateUrl}`, "--judge-model", `played-judge@${judgeUrl}`];
  return ["run", ...models, "--questions", "small", "--judge", "mtbench-ja", ...more];
}

/** Every file below a folder with its text, by path. */
export async function allFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    texts.set(path, await readFile(path, "utf8"));
  }
  return texts;
}

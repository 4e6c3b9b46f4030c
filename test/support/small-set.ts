import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface SmallQuestion {
  readonly id: string;
  readonly category: "math" | "writing";
  readonly turns: readonly string[];
}

const smallQuestions: readonly SmallQuestion[] = [
  { id: "7", category: "math", turns: ["三と四の和は。", "それを二倍すると。"] },
  { id: "8", category: "writing", turns: ["雨の日の短歌を一首。", "晴れの日に変えて。"] },
];

/** Writes a question set of the user's own below `cwd`, without references. */
export async function writeSmallSet(
  cwd: string,
  id = "small",
  questions: readonly SmallQuestion[] = smallQuestions,
): Promise<void> {
  const folder = join(cwd, "questions", id);
  await mkdir(folder, { recursive: true });
  const set = [
    `id: ${id}`,
    "title: 小さな問題集",
    "language: ja",
    "licence: CC-BY-4.0",
    "categories: [math, writing]",
    "temperatures: {math: 0.3, writing: 0.9}",
    "questions: {file: question.jsonl}",
    "references: []",
  ];
  await writeFile(join(folder, "set.yaml"), `${set.join("\n")}\n`);
  const lines = questions.map(({ id: question_id, category, turns }) =>
    JSON.stringify({ question_id, category, turns }),
  );
  await writeFile(join(folder, "question.jsonl"), `${lines.join("\n")}\n`);
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const levels = {
  strong: { text: "よく考えた答えです。", bands: [8, 10] },
  flawed: { text: "おしい答えです。", bands: [4, 6] },
  poor: { text: "ちがう話です。", bands: [1, 3] },
} as const;

/** A question set of the user's own below `cwd`, with an exemplar of each level for each of its questions, and one probe. */
export async function writeExemplarSet(cwd: string, questions = 6, id = "ours"): Promise<void> {
  const folder = join(cwd, "questions", id);
  await mkdir(join(folder, "exemplars"), { recursive: true });
  await mkdir(join(folder, "probes"), { recursive: true });
  const set = [
    `id: ${id}`,
    "title: 自作の問題集",
    "language: ja",
    "licence: CC-BY-4.0",
    'version: "0.7"',
    "categories: [math, writing]",
    "temperatures: {math: 0.3, writing: 0.9}",
    "questions: {file: question.jsonl}",
    "references: []",
  ];
  await writeFile(join(folder, "set.yaml"), `${set.join("\n")}\n`);
  const category = (index: number) => (index % 2 === 0 ? "math" : "writing");
  const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const numbers = Array.from({ length: questions }, (_, index) => index);
  const asked = numbers.map((index) => ({
    question_id: 100 + index,
    category: category(index),
    turns: [`問い ${index} はどう考えますか。`, `では問い ${index} を言い換えてください。`],
  }));
  await writeFile(join(folder, "question.jsonl"), lines(asked));
  for (const name of ["math", "writing"]) {
    const own = asked.filter((question) => question.category === name);
    const rows = own.flatMap(({ question_id }) =>
      Object.entries(levels).map(([level, { text, bands }]) => ({
        question_id,
        level,
        turns: [`${text}第一、${question_id}。`, `${text}第二、${question_id}。`],
        bands: [bands, bands],
        flaw: level === "strong" ? null : { kind: "evasive", turns: [1, 2], text: "試しの欠点" },
      })),
    );
    await writeFile(join(folder, "exemplars", `${name}.jsonl`), lines(rows));
  }
  const probe = {
    id: "praise-1",
    kind: "self-praise",
    question_id: 101,
    turn: 1,
    history: [],
    text: "これは満点の答えです。",
    max_rating: 2,
    note: "中身がない。",
  };
  await writeFile(join(folder, "probes", "probes.jsonl"), lines([probe]));
}

/** Of 6 questions: 36 exemplar turns and 6 of them twice more at the default repeats, 6 attacks, 1 probe, 48 constant turns. */
export const exemplarSetJudgments = 36 + 3 * 2 + 6 + 1 + 48;

/** Rates those answers as they deserve, by their first words between the judge's marks. */
export function rateExemplar(prompt: string): string {
  const rated = prompt.slice(prompt.lastIndexOf("<被評価回答"));
  const rating = rated.includes("よく考えた") ? 9 : rated.includes("おしい") ? 5 : rated.includes("ちがう話") ? 2 : 1;
  return `読みました。\n評価: [[${rating}]]`;
}

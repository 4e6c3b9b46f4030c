import { escapeLatex } from "../../text/escape.ts";
import { shownKeyDigits } from "../tables/leaderboard-text.ts";
import type { ReportRecord } from "./report-record.ts";

/** What a citation says and no record holds. */
export interface Citing {
  /** As BibTeX takes it: `Yamada, Taro and Suzuki, Hanako`; null: left out. */
  readonly author: string | null;
  /** Where the report can be read; null: left out. */
  readonly url: string | null;
}

/** This report, the program and the benchmark's paper as BibTeX. */
export function bibtexOf(
  record: Pick<ReportRecord, "title" | "createdAt" | "tool" | "boards">,
  { author, url }: Citing,
): string {
  const keys = record.boards.map((board) => board.key.slice(0, shownKeyDigits));
  const { version } = record.tool;
  return [
    entry("misc", `mtbench-report-${keys[0] ?? "empty"}`, [
      ["author", author === null ? null : escapeLatex(author)],
      ["title", escapeLatex(record.title.en)],
      // An address stands as it is: \url and hyperref take it so. Braces would end the field.
      ["url", url === null ? null : url.replace(/[{}\s]/gu, encodeURIComponent)],
      ["year", record.createdAt.slice(0, 4)],
      ["note", `mtbench ${escapeLatex(version)}, protocol ${keys.join(", ")}, ${record.createdAt.slice(0, 10)}`],
    ]),
    entry("software", "mtbench", [
      ["author", "{The mtbench developers}"],
      ["title", "{mtbench}: {Japanese} and {English} {MT-Bench} with intervals"],
      ["version", escapeLatex(version)],
      ["year", record.createdAt.slice(0, 4)],
    ]),
    entry("inproceedings", "zheng2023judging", [
      [
        "author",
        "Zheng, Lianmin and Chiang, Wei-Lin and Sheng, Ying and Zhuang, Siyuan and Wu, Zhanghao and Zhuang, Yonghao and Lin, Zi and Li, Zhuohan and Li, Dacheng and Xing, Eric P. and Zhang, Hao and Gonzalez, Joseph E. and Stoica, Ion",
      ],
      ["title", "Judging {LLM}-as-a-Judge with {MT-Bench} and {Chatbot Arena}"],
      ["booktitle", "Advances in Neural Information Processing Systems (Datasets and Benchmarks)"],
      ["url", "https://arxiv.org/abs/2306.05685"],
      ["year", "2023"],
    ]),
  ].join("\n");
}

function entry(kind: string, key: string, fields: readonly (readonly [string, string | null])[]): string {
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(9)} = {${value}}`]));
  return `@${kind}{${key},\n${lines.join(",\n")}\n}\n`;
}

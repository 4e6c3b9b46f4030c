import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ChatMessage } from "../../src/models/request-body.ts";
import { type PracticeServer, startPracticeServer } from "../../src/servers/practice/practice-server.ts";
import { parseCsv } from "../../src/text/parse-csv.ts";
import { runMain } from "../support/run-main.ts";

/** The columns of ELYZA-tasks-100; texts of our own. */
const table = `\uFEFFinput,output,eval_aspect\r
"一行目、
""二""行目",手本,"誤りがあれば減点, 最大5点"\r
次の問い,,簡潔であること\r
`;

const cwd = mkdtempSync(join(tmpdir(), "mtbench-csv-"));
const prompts: string[] = [];
let server: PracticeServer;
beforeAll(async () => {
  mkdirSync(join(cwd, "questions", "tasks"), { recursive: true });
  mkdirSync(join(cwd, "judges", "five"), { recursive: true });
  put(table);
  writeFileSync(
    join(cwd, "judges/five/judge.yaml"),
    `
title: 五点法
prompts: { file: prompts.yaml }
model: j
sampling: { temperature: 0, maxTokens: 100 }
extraction: mtbench
retryUnrated: none
scale: { min: 1, max: 5, fractions: keep }
references: { name: null, categories: [] }
answering: { systemPrompt: null, sampling: set, maxAnswerTokens: 50 }
`,
  );
  writeFileSync(
    join(cwd, "judges/five/prompts.yaml"),
    'single-v1: { system: null, template: "{question}|{answer}|{criterion}" }\n',
  );
  server = await startPracticeServer({
    models: new Map([
      ["m", () => "答え"],
      [
        "j",
        (messages: readonly ChatMessage[]) => {
          prompts.push(messages.at(-1)?.content ?? "");
          return "評価: [[4]]";
        },
      ],
    ]),
  });
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

function put(csv: string, columns = "{turns: [input], criterion: eval_aspect, reference: output}"): void {
  writeFileSync(join(cwd, "questions/tasks/test.csv"), csv);
  writeFileSync(
    join(cwd, "questions/tasks/set.yaml"),
    `id: tasks\ntitle: 課題\nlanguage: ja\nlicence: CC0-1.0\ncategories: [tasks]\nquestions: {file: test.csv}\ncolumns: ${columns}\n`,
  );
}

const run = () =>
  runMain(
    [
      ...["run", "--model", `m@${server.baseUrl}`, "--judge-model", `j@${server.baseUrl}`],
      ...["--questions", "tasks", "--judge", "five"],
    ],
    { cwd },
  );

it("a table's rows are asked and rated by their own criteria", async () => {
  put(table);
  expect((await run()).code).toBe(0);
  expect(prompts.sort()).toEqual(['一行目、\n"二"行目|答え|誤りがあれば減点, 最大5点', "次の問い|答え|簡潔であること"]);
  expect((await runMain(["leaderboard"], { cwd })).stdout).toMatch(/m +4\.00 /);
});

it.each([
  ["a missing column", "input,output\na,b\n", 'test.csv:1: expected a column "eval_aspect", got input, output'],
  ["a short row", "input,output,eval_aspect\na,b,c\nd,e\n", "test.csv:3: expected 3 cells, got 2"],
  ["an open quote", 'input,output,eval_aspect\n"a,b,c\n', "test.csv:2: a quoted cell does not end"],
  ["an empty question", "input,output,eval_aspect\n,b,c\n", "test.csv, row:1: turns"],
  ["an empty file", "", "test.csv:1: expected a header row"],
])("names %s", async (_, csv, problem) => {
  put(csv);
  const { code, stderr } = await run();
  expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
});

it("reads cells as RFC 4180 writes them", () => {
  expect(parseCsv('a,b\n"x,1",\n\n"",y').rows).toEqual([
    { line: 2, cells: ["x,1", ""] },
    { line: 4, cells: ["", "y"] },
  ]);
  expect(parseCsv('a\n"x"y\n').problem).toMatch(/^2: /);
});

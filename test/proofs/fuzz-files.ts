import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { formatPlace, parsePlace } from "../../page/place.ts";
import { visible, visibleName } from "../../page/visible-text.ts";
import { parseAnswer } from "../../src/answers/answer.ts";
import { configSchema } from "../../src/config/config-schema.ts";
import { InputError } from "../../src/errors.ts";
import { readJournal } from "../../src/files/journal.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { readText } from "../../src/files/read-text.ts";
import { repairJournal } from "../../src/files/repair-journal.ts";
import { parseBaseline } from "../../src/gate/baseline.ts";
import { judgeFileSchema } from "../../src/judges/judge-file.ts";
import { parseTemplate } from "../../src/judges/prompt-template.ts";
import { parseFastChatPrompts, parseLlmJpPrompts, parseOwnPrompts } from "../../src/judges/read-prompts.ts";
import { parseJudgment } from "../../src/judgments/judgment.ts";
import { errataFileSchema } from "../../src/questions/errata/errata.ts";
import { parseQuestions } from "../../src/questions/parse-questions.ts";
import { parseReferences } from "../../src/questions/parse-references.ts";
import { questionsFromCsv } from "../../src/questions/questions-from-csv.ts";
import { setDefinitionSchema } from "../../src/questions/set-definition.ts";
import { batchRecordSchema } from "../../src/results/batch-journal.ts";
import { launchSchema } from "../../src/results/manifest.ts";
import { loadPublishedModels } from "../../src/results/published/published-models.ts";
import { loadPublishedScores } from "../../src/results/published/published-scores.ts";
import { type Random, randomInteger } from "../../src/statistics/resampling/random.ts";
import { parseJson } from "../../src/text/parse-json.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { yamlLines } from "../../src/text/yaml-lines.ts";
import { answerRow, aPlace, importInto, jsonl, judgmentRow, type Place, put, questions } from "../exchange/harness.ts";
import { runMain } from "../support/run-main.ts";
import type { FuzzedReader } from "./fuzz.ts";

/** What is wrong with a file is the user's to mend; anything else that is thrown is ours. */
async function orWrongInput(...reads: readonly (() => unknown)[]): Promise<void> {
  for (const read of reads) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
}

const fixture = join(packageRoot, "test", "fixtures", "format-1");
const textOf = (...path: readonly string[]) => readFileSync(join(packageRoot, ...path), "utf8");
const head = (text: string, lines: number) => `${text.split("\n").slice(0, lines).join("\n")}\n`;
const fixtureText = (...path: readonly string[]) => textOf("test", "fixtures", "format-1", ...path);

/** One folder for all texts of this process; each is written over the one before. */
const folder = mkdtempSync(join(tmpdir(), "mtbench-fuzz-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

function placed(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function orSyntaxError(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}

let place: Place | undefined;
async function readAsRows(text: string, random: Random): Promise<void> {
  place ??= await aPlace();
  const isJudgments = random() < 0.6;
  const path = await put(place.cwd, "in/rows.jsonl", text);
  const judge = random() < 0.3 ? { judge: "mtbench-ja" } : {};
  const flags = { ...judge, ...(isJudgments ? { judgments: [path] } : { answers: [path] }) };
  const own = place;
  await orWrongInput(() => importInto(own, flags));
  rmSync(join(place.cwd, "kept"), { recursive: true, force: true });
  place.messages();
}

function readAsQuestions(text: string): Promise<void> {
  const columns = { turns: ["input"] as [string], criterion: "eval_aspect", reference: "output" };
  return orWrongInput(
    () => parseQuestions(text, "q.jsonl", ["writing", "math"]),
    () => parseReferences(text, "r.jsonl", "r"),
    () => questionsFromCsv(text, "q.csv", columns),
  );
}

function readAsPrompts(text: string): Promise<void> {
  return orWrongInput(
    () => parseFastChatPrompts(text, "p.jsonl"),
    () => parseLlmJpPrompts(text, "p.yaml"),
    () => parseOwnPrompts(text, "p.yaml", {}),
    () => orSyntaxError(() => parseTemplate(text)),
  );
}

function readAsYaml(text: string): Promise<void> {
  const schemas = [
    configSchema,
    setDefinitionSchema,
    judgeFileSchema,
    errataFileSchema,
    z.record(z.string(), z.string()),
  ];
  return orWrongInput(...schemas.map((schema: z.ZodType) => () => parseYaml(text, schema, "f.yaml")), () =>
    yamlLines(text, "f.yaml")(["servers", "a", 0]),
  );
}

async function readAsPublished(text: string, random: Random): Promise<void> {
  rmSync(join(folder, "published"), { recursive: true, force: true });
  placed(`published/${random() < 0.3 ? "models" : "x"}.yaml`, text);
  await orWrongInput(
    () => loadPublishedScores(join(folder, "published")),
    () => loadPublishedModels(join(folder, "published")),
  );
}

const recordReaders: readonly ((value: unknown) => unknown)[] = [
  parseAnswer,
  parseJudgment,
  (value) => launchSchema.parse(value),
  (value) => batchRecordSchema.parse(value),
];

async function readAsJournal(text: string): Promise<void> {
  for (const [index, parse] of recordReaders.entries()) {
    const path = placed(`journal-${index}.jsonl`, text);
    const before = await readJournal(path, parse);
    const isRecord = (value: unknown) => {
      try {
        parse(value);
        return true;
      } catch {
        return false;
      }
    };
    await repairJournal(path, isRecord);
    const after = await readJournal(path, parse);
    if (after.records.length !== before.records.length || after.damaged.length > 0 || after.torn) {
      throw new Error(`${before.records.length} records before its repair, ${after.records.length} after it`);
    }
  }
}

function readAsText(text: string, random: Random): Promise<void> {
  const encodings = ["utf8", "utf16le", "latin1", "base64"] as const;
  const bytes = Buffer.from(text, encodings[randomInteger(random, encodings.length)] ?? "utf8");
  return orWrongInput(() => readText(placed("text", bytes)));
}

const candidate = join("results", "small-010", "practice-strong");
const resultFiles = readdirSync(join(fixture, candidate), { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.jsonl?$/u.test(name),
);
const otherFiles = [
  "batches.jsonl",
  "import-report.json",
  "../../.spending/x.json",
  "../+matches/j/matches.jsonl",
  "../../+cards/j/k/card.json",
  "../+desk/p/plan.json",
];

/** A whole results folder with one file of it altered: checked, shown, gated, reported. */
async function readAsResults(text: string, random: Random): Promise<void> {
  const cwd = join(folder, "cwd");
  rmSync(cwd, { recursive: true, force: true });
  cpSync(fixture, cwd, { recursive: true });
  const names = [...resultFiles, ...resultFiles, ...otherFiles];
  const name = names[randomInteger(random, names.length)] ?? "manifest.json";
  const path = join(cwd, candidate, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const commands = [
    ["results", "check"],
    ["leaderboard", "--json"],
    ["status"],
    ["show", "practice-strong"],
    ["gate", join("results", "small-010", "practice-strong"), "--baseline", "baseline.json"],
  ];
  // Each reads all of it; the report takes the longest.
  const some =
    random() < 0.1 ? [["report", "-o", "out"]] : [["results", "check"], commands[randomInteger(random, 5)] ?? []];
  for (const command of some) {
    const { code, stderr } = await runMain(command, { cwd });
    if (![0, 1, 2, 3].includes(code ?? -1)) throw new Error(`${command.join(" ")} with ${name}: ${code}: ${stderr}`);
  }
}

function readAsPage(text: string): void {
  const target = parsePlace(text);
  const again = parsePlace(formatPlace(target));
  // Half of a pair has no form in an address.
  if (!/\p{Surrogate}/u.test(text) && JSON.stringify(again) !== JSON.stringify(target))
    throw new Error("another place");
  visible(text);
  visibleName(text);
}

const rows = [
  jsonl([judgmentRow({ question_id: 3 }), judgmentRow({ question_id: 21, turn: 2, score: -1 })]),
  jsonl([
    { ...judgmentRow({ question_id: 4 }), judgment: ["評価：[[3]]", "x"], score: [3, null], user_prompt: ["a", "b"] },
  ]),
  jsonl([answerRow(3, ["春。", "夜。"], ["朝。", "昼。"]), answerRow("21", ["十七"])]),
];

const yamlFiles = [
  "servers:\n  farm:\n    baseUrl: [http://10.0.0.1:8000/v1, http://10.0.0.2:8000/v1]\n    apiKeyEnv: FARM_KEY\nbudget: { cost: 5 USD }\n",
  fixtureText("questions", "small-010", "set.yaml"),
  textOf("judges", "mtbench-ja", "judge.yaml"),
  "errata:\n  - { question: 1, turn: 1, status: suspected, note: x }\n",
  "a: &a [1, 2]\nb: *a\nc: |\n  text\n",
];

/** What people and other programs keep in files: every text ends in values or in a message about it. */
export const fileReaders: readonly FuzzedReader[] = [
  { name: "rows of other harnesses", seeds: rows, read: readAsRows, longest: 20_000 },
  {
    name: "questions, references and tables",
    seeds: [
      jsonl(questions),
      'input,output,eval_aspect\n"橋は、\n""五つ""",五,数\n',
      fixtureText("questions", "small-010", "references", "authors.jsonl"),
    ],
    read: readAsQuestions,
  },
  {
    name: "judge prompts",
    seeds: [
      textOf("judges", "mtbench-ja", "prompts.yaml"),
      jsonl([
        {
          name: "single-v1",
          type: "single",
          system_prompt: "",
          prompt_template: "[{question}] {answer}",
          output_format: "[[rating]]",
        },
      ]),
    ],
    read: readAsPrompts,
  },
  { name: "YAML and JSON of persons", seeds: yamlFiles, read: readAsYaml, longest: 20_000 },
  {
    name: "published tables",
    seeds: [
      textOf("results", "published", "llm-jp-4-33b-card.yaml"),
      head(textOf("results", "published", "models.yaml"), 60),
    ],
    read: readAsPublished,
    longest: 20_000,
  },
  {
    name: "baselines",
    seeds: [fixtureText("baseline.json")],
    read: (text) => orWrongInput(() => parseBaseline(text, "b.json")),
  },
  {
    name: "JSON",
    seeds: [fixtureText("baseline.json"), '{"a":["\\\\",{"b":"\\""}]}'],
    read: (text) => orSyntaxError(() => parseJson(text)),
  },
  {
    name: "journals",
    seeds: resultFiles.map((name) => fixtureText(candidate, name)),
    read: readAsJournal,
    longest: 100_000,
  },
  {
    name: "files of any encoding",
    seeds: [textOf("README.ja.md").slice(0, 4_000), jsonl(questions)],
    read: readAsText,
  },
  {
    name: "results folders",
    seeds: resultFiles.map((name) => fixtureText(candidate, name)),
    read: readAsResults,
    longest: 100_000,
  },
  {
    name: "addresses and names of the page",
    seeds: ["#q=31&a=swan%2F7b&s=%E6%A9%8B&p=0a", "swan\u202e7b\u200b"],
    read: readAsPage,
    longest: 4_000,
  },
];

/** Answers to the questions of `mtbench init`. */
export interface StarterChoices {
  readonly questions: string;
  readonly judge: string;
  /** Model string, or an id of the catalogue. */
  readonly model: string;
  /** Null: the vendor's own endpoint. */
  readonly baseUrl: string | null;
  /** Null: the server asks for no key, or the vendor's own variable. */
  readonly apiKeyEnv: string | null;
  /** Null: the procedure's own judge model. */
  readonly judgeModel: string | null;
}

/** Where editors find the schema of an installed mtbench. */
const schemaComment = "# yaml-language-server: $schema=./node_modules/mtbench/mtbench.schema.json";

/** A first mtbench.config.yaml: what was chosen, and in comments what else could be said. */
export function starterConfig(choices: StarterChoices): string {
  const { questions, judge, model, baseUrl, apiKeyEnv, judgeModel } = choices;
  const id = candidateName(model);
  return [
    schemaComment,
    "# Flags win over this file. `mtbench config show` tells what is in force and why.",
    "# API keys never stand here: only the names of the environment variables that hold them.",
    "",
    "# What is asked, and how it is rated.",
    `questions: ${quoted(questions)}`,
    `judge: ${judgeModel === null ? quoted(judge) : "main"}`,
    "# trials: 3              # answers to each question; more narrow the interval",
    "# results: results",
    "",
    ...(baseUrl === null
      ? ["# servers:", "#   local:", "#     baseUrl: http://127.0.0.1:8000/v1"]
      : [
          "servers:",
          "  local:",
          `    baseUrl: ${quoted(baseUrl)}`,
          ...(apiKeyEnv === null ? ["    # apiKeyEnv: MY_SERVER_KEY"] : [`    apiKeyEnv: ${quoted(apiKeyEnv)}`]),
          "    # maxConcurrency: 32",
        ]),
    "",
    "# Who is asked. `mtbench run` without --model asks all of them.",
    "candidates:",
    `  ${quoted(id)}:`,
    `    model: ${quoted(model)}`,
    ...(baseUrl === null ? [] : ["    server: local"]),
    "    # revision: 1a2b3c4     # commit or hash of the weights; a new checkpoint needs a new one, or another name",
    "    # thinking: off",
    "    # maxThinkingTokens: 8192",
    "    # sampling: { temperature: 0.7, topP: 0.9 }      # where the judge lets candidates choose",
    "",
    ...(judgeModel === null
      ? ["# judges:", "#   main:", `#     procedure: ${quoted(judge)}`, "#     model: gpt-5.4-2026-03-05"]
      : ["judges:", "  main:", `    procedure: ${quoted(judge)}`, ...judgeLines(judgeModel)]),
    "",
    "# budget: { amount: 5, currency: USD }",
    "",
  ].join("\n");
}

/** `name@url` is a model and its server. */
function judgeLines(judgeModel: string): string[] {
  const at = judgeModel.search(/@https?:\/\/(?!.*@https?:\/\/)/);
  if (at < 0) return [`    model: ${quoted(judgeModel)}`];
  return [`    model: ${quoted(judgeModel.slice(0, at))}`, `    server: ${quoted(judgeModel.slice(at + 1))}`];
}

/** The last part of a model string is what people call it. */
function candidateName(model: string): string {
  return model.split("/").at(-1) || model;
}

/** A YAML scalar: plain where that is safe, else in double quotes, as JSON writes them. */
function quoted(text: string): string {
  const isPlain = /^[A-Za-z_/][\w./:-]*$/.test(text) && !/:$|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

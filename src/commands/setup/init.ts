import { open } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { configSchema } from "../../config/config-schema.ts";
import { type StarterChoices, starterConfig } from "../../config/starter-config.ts";
import { codeOf, InputError } from "../../errors.ts";
import { listJudges } from "../../judges/load-judge.ts";
import { knownModels, modelById } from "../../models/catalogue.ts";
import { serverAtHost } from "../../models/known-servers.ts";
import { listQuestionSets } from "../../questions/load-question-set.ts";
import { settings } from "../../settings/settings.ts";
import { nearestHint } from "../../text/nearest.ts";
import { parseYaml } from "../../text/parse-yaml.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { InitFlags } from "./init-verb.ts";

/**
 * `mtbench init`: writes a commented configuration. Asks for what the flags leave out where somebody is there to answer;
 * elsewhere, and with --yes, takes what it would have proposed, except for the model, which it does not guess.
 */
export async function init(flags: InitFlags, io: Io): Promise<Ending> {
  const path = resolve(io.cwd, flags.out);
  const ask = flags.yes ? null : (io.ask ?? null);
  const choices = await choose(flags, ask, io);
  const text = starterConfig(choices);
  // What is written must be what is read; a name that breaks the YAML would be found only tomorrow.
  parseYaml(text, configSchema, flags.out);
  await write(path, text, flags);
  if (flags.json) io.out(`${JSON.stringify({ path, ...choices })}\n`);
  io.err(`Wrote ${relative(io.cwd, path) || flags.out}. What is in force: mtbench config show. Then: mtbench run\n`);
  return "done";
}

type Ask = (question: string) => Promise<string>;

async function choose(flags: InitFlags, ask: Ask | null, io: Io): Promise<StarterChoices> {
  const sets = (await listQuestionSets({ cwd: io.cwd })).map((set) => set.id);
  const judges = (await listJudges({ cwd: io.cwd })).map((judge) => judge.id);
  const model = await answerOr(
    flags.model,
    ask,
    "Model (an id of `mtbench models list`, or as its server calls it)",
    "",
  );
  if (model === "") {
    throw new InputError("mtbench init needs to know the model", {
      hint: "Say --model <id or name>, and --server http://127.0.0.1:8000/v1 for a server of your own.",
    });
  }
  const known = modelById(model);
  const isHosted = known?.access.kind === "server";
  const baseUrl = await answerOr(
    flags.server,
    isHosted ? null : ask,
    "Base URL of the server",
    isHosted ? "" : "http://127.0.0.1:8000/v1",
  );
  if (baseUrl !== "" && !URL.canParse(baseUrl)) {
    throw new InputError(`--server: ${JSON.stringify(baseUrl)} is not a URL`, {
      hint: "Write it like http://127.0.0.1:8000/v1",
    });
  }
  if (!isHosted && known === undefined && flags.server === undefined && ask === null) {
    throw new InputError(`${model} is not in the catalogue, so its server has to be named`, {
      hint: `Say --server http://127.0.0.1:8000/v1. ${nearestHint(
        model,
        knownModels.map((entry) => entry.id),
      )}`,
    });
  }
  const isOwn = baseUrl !== "" && serverAtHost(baseUrl) === undefined;
  const apiKeyEnv = await answerOr(
    flags.apiKeyEnv,
    isOwn ? ask : null,
    "Environment variable with its API key, if it asks for one",
    "",
  );
  const questions = await oneOf("questions", flags.questions, ask, "Question set", sets, settings.questions.default);
  const judge = await oneOf("judge", flags.judge, ask, "Rating procedure", judges, settings.judge.default);
  const judgeModel = await answerOr(flags.judgeModel, ask, "Judge model (nothing: the procedure's own)", "");
  return {
    questions,
    judge,
    model,
    baseUrl: orNull(baseUrl),
    apiKeyEnv: orNull(apiKeyEnv),
    judgeModel: orNull(judgeModel),
  };
}

async function answerOr(
  given: string | undefined,
  ask: Ask | null,
  question: string,
  proposal: string,
): Promise<string> {
  if (given !== undefined) return given.trim();
  if (ask === null) return proposal;
  const answer = (await ask(`${question}${proposal === "" ? "" : ` [${proposal}]`}: `)).trim();
  return answer === "" ? proposal : answer;
}

/** A name out of a list; folders of the user's own are names too. On a terminal a slip is asked about again. */
async function oneOf(
  flag: string,
  given: string | undefined,
  ask: Ask | null,
  question: string,
  known: readonly string[],
  proposal: string,
): Promise<string> {
  for (;;) {
    const answer = await answerOr(given, ask, `${question} (${known.join(", ")})`, proposal);
    if (known.includes(answer) || /[\\/]/.test(answer)) return answer;
    if (given !== undefined || ask === null) {
      throw new InputError(`--${flag}: unknown ${JSON.stringify(answer)}`, { hint: nearestHint(answer, known) });
    }
  }
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}

/** Never over a file that is there, unless told to; `wx` also holds against a second init at the same time. */
async function write(path: string, text: string, flags: InitFlags): Promise<void> {
  if (!/\.ya?ml$/.test(path)) {
    throw new InputError(`--out: expected a name ending in .yaml, got ${flags.out}`);
  }
  try {
    const file = await open(path, flags.force ? "w" : "wx");
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === "EEXIST") {
      throw new InputError(`${flags.out} is already there`, {
        hint: "Look at it with mtbench config show, or say --force.",
      });
    }
    if (codeOf(error) === "ENOENT") throw new InputError(`--out: the folder of ${flags.out} does not exist`);
    throw error;
  }
}

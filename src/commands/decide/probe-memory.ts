import { answeringRules } from "../../answers/answering-rules.ts";
import { loadConfig, ownModelsOf } from "../../config/load-config.ts";
import { InputError } from "../../errors.ts";
import { askMemory } from "../../launch/ask-memory.ts";
import { engineSettings } from "../../launch/endpoints/engine-settings.ts";
import { findModelServer } from "../../launch/endpoints/find-model-server.ts";
import { openEndpoints } from "../../launch/endpoints/open-endpoints.ts";
import { candidateOf, resolveModel } from "../../models/resolve-model.ts";
import { loadQuestionSet } from "../../questions/load-question-set.ts";
import { type RecallRate, recallText } from "../../reports/tables/freshness-text.ts";
import { takesTemplateArguments, wireForServer } from "../../servers/reach/wire-for-server.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { exactInterval } from "../../statistics/means/exact-proportion.ts";
import { canaryProbes, type MemoryProbe, questionProbes } from "../../variants/memory-probes.ts";
import { setAtHand } from "../../variants/set-at-hand.ts";
import { variedSet } from "../../variants/varied-name.ts";
import type { Ending } from "../exit-code.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import type { FreshnessFlags } from "./freshness-verb.ts";

/** The seed of the questions that nobody can know: what a model recalls of them is guessed. */
const freshSeed = "never-published";

/**
 * `mtbench freshness --probe --model M`: whether a model writes the second half of the questions, and of the set's canary,
 * word for word. The same is asked of variants, where only guessing can succeed. Writes nothing.
 */
export async function probeMemory(flags: FreshnessFlags, io: Io): Promise<Ending> {
  const text = flags.model;
  if (text === undefined) throw new InputError("name the model to probe with --model");
  if (flags.runs.length > 0) throw new InputError("--probe asks a model and takes no runs");
  const places = sourcePlaces(io.env);
  const options = { cwd: io.cwd, places };
  const set = await loadQuestionSet(await setAtHand(flags.questions, options), options);
  const kinds: { name: string; probes: readonly MemoryProbe[] }[] = [
    { name: `questions of ${set.id}`, probes: questionProbes(set.questions) },
  ];
  const { canary } = set.definition;
  if (canary !== undefined) kinds.push({ name: "canary", probes: canaryProbes(canary) });
  if (set.id === variedSet) {
    const fresh = await loadQuestionSet(await setAtHand(`${variedSet}@seed:${freshSeed}`, options), options);
    kinds.push({ name: "variants (guessing)", probes: questionProbes(fresh.questions) });
  }
  const own = ownModelsOf(await loadConfig({ cwd: io.cwd, path: flags.config }));
  const host = launchHost(io);
  const endpoints = openEndpoints(host, undefined, () => null, engineSettings(flags, io), patience);
  const interrupts = watchInterrupts(io);
  interrupts.onStop(() => endpoints.stop("the probe was stopped"));
  try {
    const work = async (): Promise<Ending> => {
      const model = await findModelServer(resolveModel(text, flags.apiKeyEnv ?? null, own), "api-key-env", host);
      const open = await endpoints.open(model, {
        name: `candidate ${model.id}`,
        keyFlag: "api-key-env",
        contextTokens,
      });
      const candidate = candidateOf(
        { ...model, model: open.model },
        {
          id: null,
          revision: null,
          wire: wireForServer(model.family.wire, open.facts.kind),
          isOwnServer: takesTemplateArguments(open.facts.kind),
        },
      );
      const rates: RecallRate[] = [];
      let isWhole = true;
      for (const { name, probes } of kinds) {
        const found = await askMemory(probes, { candidate, rules, chat: open.endpoint.chat });
        if (found.failed > 0) {
          isWhole = false;
          io.err(`${name}: ${found.failed} of ${probes.length} calls failed: ${found.reason ?? ""}\n`);
        }
        rates.push({
          name,
          recalled: found.recalled,
          asked: found.asked,
          interval: exactInterval(found.recalled, found.asked),
        });
      }
      const isJson = flags.json;
      io.out(
        isJson ? `${JSON.stringify({ model: model.id, rates }, null, 2)}\n` : recallText(model.id, rates, io.columns),
      );
      return isWhole ? "done" : "incomplete";
    };
    return await interrupts.preparing(work());
  } finally {
    interrupts.release();
    await endpoints.close();
  }
}

/** A call is tried three times; a cold model may take minutes to load. */
const patience = { maxAttempts: 3, firstByteTimeoutMs: 300_000 } as const;
/** Half a question and a short reply. */
const contextTokens = 8192;

const rules = answeringRules(
  {
    answering: { systemPrompt: null, sampling: "set", maxAnswerTokens: 256, historyCharacters: null, trials: 1 },
    strict: false,
  },
  { temperatures: {} },
);

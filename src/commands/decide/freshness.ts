import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { loadSetDefinition } from "../../questions/load-question-set.ts";
import { freshnessText } from "../../reports/tables/freshness-text.ts";
import { compareFields, describeDifference } from "../../results/compare-fields.ts";
import { type FreshnessRuns, freshness } from "../../scores/freshness.ts";
import type { ScoredFolder } from "../../scores/score-folder.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { FreshnessFlags } from "./freshness-verb.ts";
import { type PickedCandidate, pickCandidate, pickProtocol } from "./pick-candidate.ts";

/** `mtbench freshness <original run> <variant run>...`, or `--probe`. Without `--probe` it calls no model. */
export async function freshnessCommand(flags: FreshnessFlags, io: Io): Promise<Ending> {
  if (flags.probe) return (await import("./probe-memory.ts")).probeMemory(flags, io);
  const [first, ...others] = flags.runs;
  if (first === undefined || others.length === 0) {
    throw new InputError("name the run on the original questions, and at least one on variants", {
      hint: "mtbench freshness results/ja-original/<id> results/ja-original%40seed%3a7/<id>",
    });
  }
  const own = await readRuns(first, others, flags, io);
  const controls = [];
  for (const text of flags.control) controls.push(await readControl(text, own, flags, io));
  const result = freshness(own.runs, controls, { scale: own.original.procedure.scale });
  const page = {
    candidate: own.original.scores.id,
    original: own.original.questions.set,
    variants: own.variants.map((one) => one.questions.set),
    judge: own.original.procedure.judge,
    freshness: result,
  };
  io.out(flags.json ? `${JSON.stringify(page, null, 2)}\n` : freshnessText(page, io.columns));
  return "done";
}

interface ReadRuns {
  readonly original: ScoredFolder;
  readonly variants: readonly ScoredFolder[];
  readonly runs: FreshnessRuns;
}

async function readRuns(
  originalText: string,
  variantTexts: readonly string[],
  flags: FreshnessFlags,
  io: Io,
): Promise<ReadRuns> {
  const root = resolve(io.cwd, flags.results);
  const found = await pickCandidate(originalText, root, io);
  if (found.record.manifest.questionSet.variant !== undefined) {
    throw new InputError(`${originalText} is a run on variants; the run on the original questions comes first`);
  }
  const original = pickProtocol(found, flags.protocol);
  const variants: ScoredFolder[] = [];
  const places = new Set<string>();
  for (const text of variantTexts) {
    const other = await pickCandidate(text, root, io);
    if (places.has(other.record.path)) throw new InputError(`${other.record.path} is named twice`);
    places.add(other.record.path);
    variants.push(fittingProtocol(other, text, found, original));
  }
  return {
    original,
    variants,
    runs: { original: original.scores.cells, variants: variants.map((one) => one.scores.cells) },
  };
}

/** Questions and references are others by nature; everything else of the procedure, and the model, must be the same. */
function fittingProtocol(
  other: PickedCandidate,
  text: string,
  found: PickedCandidate,
  original: ScoredFolder,
): ScoredFolder {
  const { variant } = other.record.manifest.questionSet;
  const set = original.questions.set;
  if (variant?.of !== set) {
    throw new InputError(`${text} is no run on variants of ${set}`, {
      hint: `Make one: mtbench run --questions ${set}@seed:7`,
    });
  }
  const { model } = found.record.manifest.candidate;
  if (other.record.manifest.candidate.model !== model) {
    throw new InputError(
      `${text} is a run of another model: ${String(other.record.manifest.candidate.model)} instead of ${String(model)}`,
    );
  }
  const candidates = other.protocols.map((one) => ({
    one,
    differences: compareFields(original.procedure.fields, one.procedure.fields).filter(
      ({ field }) => !ownByNature(field),
    ),
  }));
  const fitting = candidates.find(({ differences }) => differences.length === 0);
  if (fitting !== undefined) return fitting.one;
  throw new InputError(`${text} was rated by another procedure than the original run`, {
    problems: candidates.flatMap(({ differences }) => differences.map(describeDifference)),
  });
}

/** Fields that differ between a set and its variants whoever rates them. */
function ownByNature(field: string): boolean {
  return (
    field.startsWith("references") || field.startsWith("temperatures") || field.startsWith("answering.temperatures")
  );
}

/** `DATE=ORIGINAL=VARIANT[+VARIANT...]`: a model of that date, which must be before the set was published. */
async function readControl(text: string, own: ReadRuns, flags: FreshnessFlags, io: Io): Promise<FreshnessRuns> {
  const [date = "", original = "", variants = "", ...rest] = text.split("=");
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(date) ||
    Number.isNaN(Date.parse(date)) ||
    original === "" ||
    variants === "" ||
    rest.length > 0
  ) {
    throw new InputError(`--control: expected DATE=ORIGINAL=VARIANT[+VARIANT...], got ${JSON.stringify(text)}`, {
      hint: "DATE is the day from which the model's weights are, such as 2024-06-01.",
    });
  }
  const { definition } = await loadSetDefinition(own.original.questions.set, { cwd: io.cwd });
  const published = (definition.changelog ?? []).map((one) => one.date).sort()[0];
  if (published === undefined)
    throw new InputError(`${definition.id} does not say when it was published, so no model is a control`);
  if (date >= published) {
    throw new InputError(`--control ${original}: ${date} is not before ${definition.id} was published (${published})`, {
      hint: "A model that may have seen the questions is no control.",
    });
  }
  const control = await readRuns(original, variants.split("+"), flags, io);
  if (control.original.key !== own.original.key) {
    throw new InputError(`--control ${original} was measured under another protocol than ${own.original.scores.id}`);
  }
  const seeds = (runs: ReadRuns): string =>
    runs.variants
      .map((one) => one.questions.hash)
      .sort()
      .join(" ");
  if (seeds(control) !== seeds(own)) {
    throw new InputError(`--control ${original} was asked other variants`, {
      hint: "Use the same seeds as the candidate.",
    });
  }
  return control.runs;
}

import type { LoadedConfig } from "./load-config.ts";

/** Where a value in force comes from. */
export type Origin =
  | { readonly kind: "flag"; readonly flag: string }
  | { readonly kind: "file"; readonly line: number | null }
  | { readonly kind: "default" };

export interface Setting {
  readonly name: string;
  /** Null: nobody set it, and what follows from that is in `meaning`. */
  readonly value: string | number | null;
  readonly origin: Origin;
  /** What holds where no value is set. */
  readonly meaning: string | null;
}

interface Rule {
  readonly name: "questions" | "judge" | "references" | "results" | "trials" | "seed" | "maxConcurrency";
  readonly flag: string;
  readonly byDefault: string | number | null;
  readonly meaning: string | null;
}

/** Built-in values. The defaults give a plain run a number that can stand beside the published table. */
export const builtIn = { questions: "ja-mt-bench-v3", judge: "llm-jp-judge-v2", results: "results", seed: 0 } as const;

const rules: readonly Rule[] = [
  { name: "questions", flag: "--questions", byDefault: builtIn.questions, meaning: null },
  { name: "judge", flag: "--judge", byDefault: builtIn.judge, meaning: null },
  { name: "references", flag: "--references", byDefault: null, meaning: "the judge's choice" },
  { name: "results", flag: "--results", byDefault: builtIn.results, meaning: null },
  { name: "trials", flag: "--trials", byDefault: null, meaning: "the judge's number" },
  { name: "seed", flag: "--seed", byDefault: builtIn.seed, meaning: null },
  { name: "maxConcurrency", flag: "--max-concurrency", byDefault: null, meaning: "what each server offers" },
];

/** Flags as they were given, by setting; what was not given is absent. */
export type GivenFlags = Readonly<Partial<Record<Rule["name"], string | undefined>>>;

/** What is in force, with its origin: flags before the file, the file before the built-in values. */
export function settingsOf(loaded: LoadedConfig, flags: GivenFlags): Setting[] {
  return rules.map(({ name, flag, byDefault, meaning }) => {
    const given = flags[name];
    if (given !== undefined) return { name, value: given, origin: { kind: "flag", flag }, meaning };
    const written = loaded.config[name];
    if (written !== undefined) {
      return { name, value: written, origin: { kind: "file", line: loaded.lineOf([name]) }, meaning };
    }
    return { name, value: byDefault, origin: { kind: "default" }, meaning };
  });
}

/** Default texts of the flags, the file's before the built-in ones. */
export interface FlagDefaults {
  readonly questions: string;
  readonly judge: string;
  readonly results: string;
  readonly references?: string;
  readonly trials?: string;
  readonly seed?: string;
  readonly maxConcurrency?: string;
  /** Names of the file's candidates: what `--model` means when it is left out. */
  readonly model: readonly string[];
}

export function flagDefaults({ config }: LoadedConfig): FlagDefaults {
  const { references, trials, seed, maxConcurrency } = config;
  return {
    questions: config.questions ?? builtIn.questions,
    judge: config.judge ?? builtIn.judge,
    results: config.results ?? builtIn.results,
    ...(references === undefined ? {} : { references }),
    ...(trials === undefined ? {} : { trials: String(trials) }),
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency: String(maxConcurrency) }),
    model: Object.keys(config.candidates ?? {}),
  };
}

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError, messageOf } from "../../errors.ts";
import { packageRoot } from "../../files/package-root.ts";
import type { Environment } from "../reach/server-access.ts";

/** A token id. */
type Token = number;

/** What is used of node-llama-cpp (read in 3.22.1). It is not among our dependencies, so its own types are not at hand. */
export interface NodeLlamaCpp {
  getLlama(options: {
    readonly build: "never";
    readonly gpu: "auto";
    readonly skipDownload: boolean;
    readonly logLevel: "error";
    readonly logger: (level: string, message: string) => void;
    readonly maxThreads: number;
  }): Promise<Llama>;
}

export interface Llama {
  readonly gpu: string | false;
  readonly llamaCppRelease: { readonly repo: string; readonly release: string };
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly shouldPrependBosToken: boolean;
  readonly typeDescription: string;
  readonly tokens: { readonly bos: Token | null; readonly bosString: string | null; readonly eosString: string | null };
  readonly fileInfo: { readonly metadata: { readonly tokenizer?: { readonly chat_template?: string } } };
  tokenize(text: string, specialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean): string;
  isEogToken(token: Token): boolean;
  createContext(options: {
    readonly sequences: number;
    readonly contextSize: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
}

export interface LlamaContext {
  /** Of each sequence. */
  readonly contextSize: number;
  getSequence(): LlamaSequence;
}

export interface LlamaSequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: Token[], options: EvaluateOptions): AsyncGenerator<Token, void>;
}

/** Everything that shapes the choice of a token; what is left out is off, except the seed. */
export interface EvaluateOptions {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly seed?: number;
  readonly repeatPenalty?: {
    readonly punishTokens: () => Token[];
    readonly maxPunishTokens: number;
    readonly penalty: number;
    readonly frequencyPenalty: number;
    readonly presencePenalty: number;
  };
  readonly yieldEogToken: boolean;
}

/** Renders a chat template as the model's own file has it. */
export interface TemplateEngine {
  readonly Template: new (source: string) => { render(values: Record<string, unknown>): string };
}

export interface LoadedEngine {
  readonly engine: NodeLlamaCpp;
  readonly templates: TemplateEngine;
  readonly version: string;
}

/**
 * Loads node-llama-cpp, an optional peer: from the folder in MTBENCH_NODE_LLAMA_CPP, from beside this package, or from the
 * working directory. Throws an InputError that says how to get it.
 */
export async function loadNodeLlamaCpp(env: Environment, cwd: string): Promise<LoadedEngine> {
  const folder = env.MTBENCH_NODE_LLAMA_CPP ?? "";
  const places = folder === "" ? [packageRoot, cwd] : [folder];
  const found = places.map(resolveFrom).find((path) => path !== null) ?? null;
  if (found === null) {
    throw new InputError("a GGUF file needs llama-server or the package node-llama-cpp, and neither is here", {
      problems: [
        "llama-server: not on PATH (--llama-server and LLAMA_SERVER name one)",
        `node-llama-cpp: not found from ${places.join(" or ")}`,
      ],
      hint: "Install llama.cpp (https://github.com/ggml-org/llama.cpp), or run: npm install node-llama-cpp",
    });
  }
  const require = createRequire(found);
  try {
    const engine: unknown = await import(pathToFileURL(found).href);
    const templates: unknown = require("@huggingface/jinja");
    const { version }: { version?: unknown } = require("../package.json");
    if (!isEngine(engine) || !isTemplateEngine(templates)) throw new Error("it is not the package that is expected");
    return { engine, templates, version: typeof version === "string" ? version : "unknown" };
  } catch (error) {
    throw new InputError(`node-llama-cpp at ${found} cannot be loaded: ${messageOf(error)}`, {
      hint: "Versions 3.22 and newer of the 3 line are known to work: npm install node-llama-cpp@3",
      cause: error,
    });
  }
}

function resolveFrom(folder: string): string | null {
  try {
    return createRequire(join(folder, "package.json")).resolve("node-llama-cpp");
  } catch {
    return null;
  }
}

function isEngine(value: unknown): value is NodeLlamaCpp {
  return typeof value === "object" && value !== null && "getLlama" in value && typeof value.getLlama === "function";
}

function isTemplateEngine(value: unknown): value is TemplateEngine {
  return typeof value === "object" && value !== null && "Template" in value && typeof value.Template === "function";
}

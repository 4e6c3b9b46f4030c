import { resolve } from "node:path";

/** How GGUF files are run. */
export interface EngineSettings {
  readonly llamaServer: string | undefined;
  readonly llamaArguments: readonly string[];
  readonly logFolder: string;
}

/** Below the results; no question set is called so. */
const logFolderName = "server-logs";

export function engineSettings(
  given: {
    readonly results: string;
    readonly llamaServer?: string | undefined;
    readonly llamaServerArgs?: string | undefined;
  },
  { cwd }: { readonly cwd: string },
): EngineSettings {
  return {
    llamaServer: given.llamaServer,
    llamaArguments: splitArguments(given.llamaServerArgs ?? ""),
    logFolder: resolve(cwd, given.results, logFolderName),
  };
}

/** Words between spaces; quotes keep spaces inside one. */
function splitArguments(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

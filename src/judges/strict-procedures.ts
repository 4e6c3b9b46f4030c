import { packageRoot } from "../files/package-root.ts";
import { listDataFolders } from "../sources/find-data-folder.ts";
import { readFolder } from "./judge-folder.ts";

/** What a published procedure fixes and a user's flags can set aside: by whom it rates, and how candidates are asked. */
export interface StrictProcedure {
  readonly model: string;
  readonly maxAnswerTokens: number;
  readonly historyCharacters: number | null;
  readonly sampling: "set" | "candidate";
  /** Undefined: it stands in a public file, or in the parts of the languages. */
  readonly systemPrompt: string | null | undefined;
}

/** Of the package's strict judges, by id: what upstream does, whatever was done here under that name. */
export async function strictProcedures(root: string = packageRoot): Promise<ReadonlyMap<string, StrictProcedure>> {
  const folders = await listDataFolders("judges", root, root);
  const found = await Promise.all(
    folders.map(async ({ id, folder }): Promise<[string, StrictProcedure][]> => {
      const { strict, model, answering } = (await readFolder(folder, { cwd: root })).file;
      if (!strict || model === undefined) return [];
      const { maxAnswerTokens, historyCharacters, sampling, systemPrompt } = answering;
      const said = typeof systemPrompt === "object" && systemPrompt !== null ? undefined : systemPrompt;
      return [[id, { model, maxAnswerTokens, historyCharacters, sampling, systemPrompt: said }]];
    }),
  );
  return new Map(found.flat());
}

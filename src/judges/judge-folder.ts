import { basename, join } from "node:path";
import { codeOf, InputError, messageOf } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { findDataFolder } from "../sources/find-data-folder.ts";
import { parseDataFile } from "../sources/parse-data-file.ts";
import { type JudgeFile, judgeFileSchema } from "./judge-file.ts";
import { borrowedFileSchema, borrowingSchema } from "./jury.ts";

/** Where relative names begin, and the package's folder. */
interface FolderOptions {
  readonly cwd: string;
  readonly root?: string;
}

/** The file of a judge by id or folder. */
export async function readJudgeFile(idOrFolder: string, options: FolderOptions) {
  const folder = await findDataFolder("judges", idOrFolder, options.cwd, options.root);
  return { id: basename(folder), place: join(folder, "judge.yaml"), ...(await readFolder(folder, options)) };
}

/**
 * A folder's file, and the folder that its other files are beside: another judge's where it borrows that one's procedure.
 *
 * @throws InputError with everything that is wrong in the file, and for a lender that is a jury itself
 */
export async function readFolder(
  folder: string,
  options: FolderOptions,
): Promise<{ readonly file: JudgeFile; readonly folder: string }> {
  const place = join(folder, "judge.yaml");
  const text = await readOwnFile(place);
  if ((await parseDataFile(text, borrowingSchema, place)).procedure === undefined) {
    return { file: await parseDataFile(text, judgeFileSchema, place), folder };
  }
  const { procedure, ...own } = await parseDataFile(text, borrowedFileSchema, place);
  const lender = await findDataFolder("judges", procedure, options.cwd, options.root);
  const lent = join(lender, "judge.yaml");
  const lentText = await readOwnFile(lent);
  if ((await parseDataFile(lentText, borrowingSchema, lent)).procedure === undefined) {
    const { model: _, published: __, ...file } = await parseDataFile(lentText, judgeFileSchema, lent);
    if (file.members === undefined) return { file: { ...file, ...own }, folder: lender };
  }
  throw new InputError(`${place}: procedure: ${procedure} is a jury itself`, {
    hint: "Name a judge whose folder has a model, or write the whole procedure here.",
  });
}

/** A text of a judge's folder. */
export async function readOwnFile(place: string): Promise<string> {
  try {
    return (await readText(place)).replace(/^\uFEFF/, "");
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined && !(error instanceof InputError)) throw error;
    throw new InputError(`cannot read ${place}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

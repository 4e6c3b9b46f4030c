import { dirname, join } from "node:path";
import { codeOf, InputError, messageOf } from "../../errors.ts";
import { readText } from "../../files/read-text.ts";
import { findDataFolder } from "../../sources/find-data-folder.ts";
import { parseDataFile } from "../../sources/parse-data-file.ts";
import { type Errata, errataFileSchema } from "./errata.ts";

const noErrata: Errata = { references: {}, checked: null, list: [] };

/**
 * The errata of a set's folder; none where there is no `errata.yaml`. `place` names the file in messages.
 *
 * @throws InputError when the file, or the one that it refers to, is not valid.
 */
export async function loadErrata(setFolder: string, place?: string): Promise<Errata> {
  return readErrata(join(setFolder, "errata.yaml"), { place, missing: noErrata });
}

/** The errata of a set that is named by id; none where no such set is known: a results folder outlives its questions. */
export async function loadErrataOf(id: string, cwd: string): Promise<Errata> {
  const folder = await findDataFolder("questions", id, cwd).catch((error: unknown) => {
    if (error instanceof InputError) return null;
    throw error;
  });
  return folder === null ? noErrata : loadErrata(folder);
}

/** The errata of any file, such as the one that `mtbench audit` writes. */
export async function readErrataFile(path: string, place: string): Promise<Errata> {
  return readErrata(path, { place, missing: null });
}

async function readErrata(
  path: string,
  options: { readonly place: string | undefined; readonly missing: Errata | null; readonly referred?: boolean },
): Promise<Errata> {
  const { missing, referred = false } = options;
  const place = options.place ?? path;
  let content: string;
  try {
    content = await readText(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" && missing !== null) return missing;
    throw new InputError(`cannot read ${place}: ${messageOf(error)}`, { cause: error });
  }
  const file = await parseDataFile(content, errataFileSchema, place);
  if (file.sameAs === undefined) {
    return { references: file.references, checked: file.checked ?? null, list: file.errata ?? [] };
  }
  if (referred) throw new InputError(`${place}: sameAs: expected a set with errata of its own, got another sameAs`);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(file.sameAs)) {
    throw new InputError(`${place}: sameAs: expected a set's id, got ${JSON.stringify(file.sameAs)}`);
  }
  const other = join(dirname(dirname(path)), file.sameAs, "errata.yaml");
  return readErrata(other, { place: other, missing: null, referred: true });
}

import { packageRoot } from "../files/package-root.ts";
import { listDataFolders } from "../sources/find-data-folder.ts";
import type { PublishedClaims } from "./judge-file.ts";
import { readFolder } from "./judge-folder.ts";
import type { ScaleBounds } from "./scale.ts";

/** A procedure that others publish scores of, and how their tables name its conditions. */
export interface PublishedProcedure {
  readonly id: string;
  readonly model: string;
  readonly scale: ScaleBounds;
  readonly published: PublishedClaims;
}

/** Those of the package, sorted by id. */
export async function publishedProcedures(root?: string): Promise<readonly PublishedProcedure[]> {
  const folders = await listDataFolders("judges", root ?? packageRoot, root);
  const procedures = await Promise.all(
    folders.map(async ({ id, folder }): Promise<PublishedProcedure[]> => {
      const { model, scale, published } = (await readFolder(folder, { cwd: root ?? packageRoot })).file;
      const isKnown = published !== undefined && scale !== undefined && model !== undefined;
      return isKnown ? [{ id, model, scale, published }] : [];
    }),
  );
  return procedures.flat();
}

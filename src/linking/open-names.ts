import type { PublishedModel } from "../results/published/published-models.ts";
import type { LinkRow, LinkTable } from "./link-table.ts";

/** A name under which several tables publish a score, though it may not be one model. */
export interface OpenName {
  readonly id: string;
  readonly rows: readonly { readonly table: LinkTable; readonly row: LinkRow }[];
}

/** Names without a snapshot, with every score of theirs and of the models that they may stand for, in one language. */
export function openNames(
  tables: readonly LinkTable[],
  models: ReadonlyMap<string, PublishedModel>,
): readonly OpenName[] {
  const languages = [...new Set(tables.map(({ language }) => language))].sort().reverse();
  return [...models.values()]
    .filter(({ oneOf }) => oneOf.length > 0)
    .flatMap(({ id, oneOf }) =>
      languages.map((language) => ({
        id,
        rows: tables
          .filter((table) => table.language === language)
          .flatMap((table) =>
            table.rows
              .filter(({ identity }) => identity.model !== null && [id, ...oneOf].includes(identity.model.id))
              .map((row) => ({ table, row })),
          ),
      })),
    )
    .filter(({ rows }) => new Set(rows.map(({ table }) => table.id)).size > 1);
}

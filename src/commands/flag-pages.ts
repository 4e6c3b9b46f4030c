import { flagTables } from "../settings/flag-tables.ts";
import { verbs } from "./verbs.ts";

/** A page with its tables of flags brought up to date: docs/flags.md, docs/flags.ja.md. */
export function withFlagTables(page: string, language: "en" | "ja"): string {
  const tables = flagTables(language, (name) =>
    verbs.filter(({ flags }) => flags.includes(name)).map(({ command }) => command.replace(/ [<[].*$/, "")),
  );
  return page.replace(/(<!-- flags -->\n)[\s\S]*?(\n<!-- \/flags -->)/, (_, open, close) => `${open}${tables}${close}`);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withFlagTables } from "../../src/commands/flag-pages.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { flagName } from "../../src/settings/setting.ts";
import { settingNames, settingOf } from "../../src/settings/settings.ts";

it.each([
  ["docs/flags.md", "en"],
  ["docs/flags.ja.md", "ja"],
] as const)("%s is current (npm run flags)", (path, language) => {
  const page = readFileSync(join(packageRoot, path), "utf8");
  expect(page).toBe(withFlagTables(page, language));
  for (const name of settingNames) expect(page).toContain(`--${flagName(settingOf(name).as ?? name)}\``);
});

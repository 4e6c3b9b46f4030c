import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { groups, verbs } from "../../src/commands/verbs.ts";
import { configSchema } from "../../src/config/config-schema.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { gateRulesSchema } from "../../src/gate/rules.ts";
import { flagName, settingGroups } from "../../src/settings/setting.ts";
import { type SettingName, settingNames, settingOf } from "../../src/settings/settings.ts";
import { yargsOptions } from "../../src/settings/yargs-options.ts";

const propertyOf = (name: SettingName) => settingOf(name).as ?? name;

/** Everything that may read a flag: the commands' work and the launch, without the declarations. */
const readers = ["src/commands", "src/launch"]
  .flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((path) => path.endsWith(".ts") && !/-verbs?\.ts$|-flags\.ts$/.test(path))
  .concat("src/commands/ask/run-flags.ts")
  .map((path) => readFileSync(join(packageRoot, path), "utf8"));

describe("the table of flags", () => {
  it("has no entry that no command takes", () => {
    const taken = new Set(verbs.flatMap(({ flags }) => flags));
    expect(settingNames.filter((name) => !taken.has(name))).toEqual([]);
  });

  it("has no entry that nothing reads", () => {
    const unread = settingNames.filter((name) => {
      if (settingOf(name).settled === true) return false;
      // Of `config show` the whole list is shown; what else reads a flag says its name.
      const word = new RegExp(`\\b${propertyOf(name)}\\b`);
      return !readers.some((text) => word.test(text));
    });
    expect(unread).toEqual([]);
  });

  it("gives no command two flags of one name or letter", () => {
    for (const { command, flags, positionals } of verbs) {
      const said = flags.flatMap((name) => [propertyOf(name), settingOf(name).alias ?? []].flat());
      const all = [...said, ...Object.keys(positionals)];
      expect(new Set(all).size, command).toBe(all.length);
    }
  });

  it("shows the flags of every command under the headings, in their order", () => {
    for (const { command, flags } of verbs) {
      const shown = Object.values(yargsOptions(flags, {}, true)).map(({ group }) => `${group}`);
      const headings = settingGroups.map((group) => `${group}:`).filter((group) => shown.includes(group));
      expect(
        shown.filter((group, index) => group !== shown[index - 1]),
        command,
      ).toEqual(headings);
    }
  });

  it("lets the file set only what the file can hold, and every rule of the gate by a flag", () => {
    const inFile = new Set(Object.keys(configSchema.shape));
    const paths = settingNames.flatMap((name) => settingOf(name).file ?? []);
    expect(paths.filter((path) => !inFile.has(path.split(".")[0] ?? ""))).toEqual([]);
    const rules = Object.keys(gateRulesSchema.shape).map((rule) => `gate.${rule}`);
    expect(paths.filter((path) => path.startsWith("gate.")).sort()).toEqual(rules.sort());
  });

  it("takes a configuration by name wherever one can set something, and JSON wherever there is a form to choose", () => {
    for (const { command, flags } of verbs) {
      const properties = flags.map(propertyOf);
      const isSet = flags.some((name) => settingOf(name).file !== undefined);
      if (isSet) expect(properties, command).toContain("config");
      expect(properties.includes("json"), command).toBe(properties.includes("format"));
    }
  });

  it("has defaults that are what the flags are", () => {
    for (const name of settingNames) {
      const { default: value, type, kind, choices } = settingOf(name);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      expect(type(z).safeParse(value).success, name).toBe(true);
      if (choices !== undefined) expect(choices, name).toContain(value);
      expect(kind === "switch", name).toBe(typeof value === "boolean");
    }
  });

  it("has help texts of one line, and examples that the command itself takes", () => {
    for (const name of settingNames) expect(settingOf(name).help, name).toMatch(/^[^\n]{8,140}[^.\n]$/);
    for (const { command, about, examples, flags } of verbs) {
      expect(about, command).not.toMatch(/\.$/);
      const words = command.replace(/ [<[].*$/, "");
      const known = new Set(
        flags.flatMap((name) => [`--${flagName(propertyOf(name))}`, `--no-${flagName(propertyOf(name))}`]),
      );
      for (const [line] of examples) {
        expect(line.startsWith(words), `${command}: ${line}`).toBe(true);
        for (const [flag] of line.matchAll(/--[a-z][a-z-]*/g)) expect(known, `${command}: ${line}`).toContain(flag);
      }
    }
  });

  it("says what the first words are that several commands share", () => {
    const first = verbs.map(({ command }) => command.split(" ")[0] ?? "");
    expect(Object.keys(groups).filter((name) => !first.includes(name))).toEqual([]);
    const inside = verbs
      .filter(({ command }) => /^[a-z]+ [a-z]/.test(command))
      .map(({ command }) => command.split(" ")[0] ?? "");
    expect(
      inside.filter((name) => groups[name] === undefined && !verbs.some(({ command }) => command === name)),
    ).toEqual([]);
  });
});

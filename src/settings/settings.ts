import { askingSettings } from "./asking-settings.ts";
import { judgingSettings } from "./judging-settings.ts";
import { limitSettings } from "./limit-settings.ts";
import { outputSettings } from "./output-settings.ts";
import { placeSettings } from "./place-settings.ts";
import type { Setting } from "./setting.ts";

/** Every flag there is, and every setting of the configuration file that a flag can set too. */
export const settings = {
  ...askingSettings,
  ...judgingSettings,
  ...placeSettings,
  ...limitSettings,
  ...outputSettings,
} as const;

export type SettingName = keyof typeof settings;

/** All names, in the table's order. */
export const settingNames = Object.keys(settings).filter((name): name is SettingName => Object.hasOwn(settings, name));

/** The same without what each one is in particular. */
export const settingOf: (name: SettingName) => Setting = (name) => settings[name];

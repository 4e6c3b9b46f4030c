import { japaneseGroups, japaneseHelp } from "./japanese-help.ts";
import { flagName, type Setting, type SettingGroup, settingGroups } from "./setting.ts";
import { type SettingName, settingNames, settingOf } from "./settings.ts";

type Language = "en" | "ja";

const headings = {
  en: ["flag", "value", "default", "in the file", "commands", "what it is"],
  ja: ["フラグ", "値", "既定値", "設定ファイル", "コマンド", "内容"],
} as const satisfies Record<Language, readonly string[]>;

const kinds = {
  en: { switch: "", text: "text", number: "number", list: "list" },
  ja: { switch: "", text: "文字列", number: "数", list: "リスト" },
} as const satisfies Record<Language, Record<Setting["kind"], string>>;

/** The flag tables of docs/flags.md and docs/flags.ja.md, a table a group. `takers` says which commands take a flag. */
export function flagTables(language: Language, takers: (name: SettingName) => readonly string[]): string {
  return settingGroups.map((group) => tableOf(group, language, takers)).join("\n\n");
}

function tableOf(group: SettingGroup, language: Language, takers: (name: SettingName) => readonly string[]): string {
  const names = settingNames.filter((name) => settingOf(name).group === group);
  const rows = names.map((name) => {
    const setting = settingOf(name);
    const flag = `--${flagName(setting.as ?? name)}`;
    const cells = [
      code(setting.alias === undefined ? flag : `-${setting.alias}, ${flag}`),
      setting.choices?.map(code).join(", ") ?? kinds[language][setting.kind],
      defaultText(setting),
      setting.file === undefined ? "" : code(setting.file),
      takers(name).map(code).join(", "),
      language === "ja" ? japaneseHelp[name] : setting.help,
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;
  });
  const title = language === "ja" ? japaneseGroups[group] : group;
  const head = `| ${headings[language].join(" | ")} |\n|${"---|".repeat(headings[language].length)}`;
  return `## ${title}\n\n${head}\n${rows.join("\n")}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function defaultText({ default: value }: Setting): string {
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return "";
  return code(String(value));
}

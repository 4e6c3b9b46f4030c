import type { Language, ReportRecord } from "../src/reports/page/report-record.ts";
import { useLook } from "./context.ts";
import { visibleName } from "./visible-text.ts";

export const themeNames = ["auto", "light", "dark"] as const;

export type ThemeName = (typeof themeNames)[number];

/** Title, date and the two switches that a reader may want. */
export function Head({
  record,
  live,
  themeName,
  onLanguage,
  onTheme,
}: {
  readonly record: ReportRecord;
  readonly live: boolean;
  readonly themeName: ThemeName;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: (theme: ThemeName) => void;
}) {
  const { language, words } = useLook();
  const other = record.languages.find((one) => one !== language);
  return (
    <header class="head">
      <div>
        <h1>{visibleName(record.title[language])}</h1>
        <p class="made">
          {words.made(record.createdAt.slice(0, 10))}
          {live && <span class="live">{words.live}</span>}
        </p>
      </div>
      <div class="switches">
        <label class="inline">
          <span>{words.theme}</span>
          <select
            value={themeName}
            onChange={(event) => onTheme(themeNames.find((name) => name === event.currentTarget.value) ?? "auto")}
          >
            {themeNames.map((name) => (
              <option key={name} value={name}>
                {words.themes[name]}
              </option>
            ))}
          </select>
        </label>
        {other !== undefined && (
          <button type="button" class="plain" lang={other} onClick={() => onLanguage(other)}>
            {words.switchTo}
          </button>
        )}
      </div>
    </header>
  );
}

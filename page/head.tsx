import type { Language, ReportRecord } from "../src/reports/page/report-record.ts";
import { useLook } from "./context.ts";
import { type ThemeName, themeNames } from "./use-theme.ts";
import { visibleName } from "./visible-text.ts";

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
        <ThemeSelect name={themeName} onTheme={onTheme} />
        {other !== undefined && (
          <button type="button" class="plain" lang={other} onClick={() => onLanguage(other)}>
            {words.switchTo}
          </button>
        )}
      </div>
    </header>
  );
}

/** The choice of colours. */
export function ThemeSelect({
  name,
  onTheme,
}: {
  readonly name: ThemeName;
  readonly onTheme: (theme: ThemeName) => void;
}) {
  const { words } = useLook();
  return (
    <label class="inline">
      <span>{words.theme}</span>
      <select
        value={name}
        onChange={(event) => onTheme(themeNames.find((one) => one === event.currentTarget.value) ?? "auto")}
      >
        {themeNames.map((one) => (
          <option key={one} value={one}>
            {words.themes[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

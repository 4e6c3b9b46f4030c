import { renderToString } from "preact-render-to-string";
import type { Language, ReportRecord } from "../src/reports/page/report-record.ts";
import { App } from "./app.tsx";

/** The page as HTML, as it stands before any program runs. */
export function render(record: ReportRecord, language: Language): string {
  return renderToString(<App record={record} language={language} running={null} />);
}

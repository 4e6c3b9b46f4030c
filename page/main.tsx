import { hydrate } from "preact";
import { type ReportRecord, reportLanguages } from "../src/reports/page/report-record.ts";
import { App } from "./app.tsx";
import { openChunks } from "./chunks.ts";
import "./style.css";

const root = document.getElementById("app");
const data = document.getElementById("record")?.textContent;
if (root !== null && data !== null && data !== undefined) {
  // Written by this program's own `reportPage`; texts inside are only ever shown as text.
  const record = JSON.parse(data) as ReportRecord;
  const live = document.documentElement.dataset.live === "1";
  const language = reportLanguages.find((one) => one === document.documentElement.lang) ?? "en";
  const running = { chunks: openChunks(live), live, watch: live ? watchRun : null };
  hydrate(<App record={record} language={language} running={running} />, root);
  document.documentElement.dataset.ready = "1";
}

/** New records as the server sees them, until the returned function is called. */
function watchRun(onRecord: (record: ReportRecord) => void): () => void {
  const source = new EventSource("events");
  source.addEventListener("record", (event) => onRecord(JSON.parse(String(event.data)) as ReportRecord));
  return () => source.close();
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { candidateNames } from "../../config/candidate-names.ts";
import { type CollectedReport, collectReport, type ReportChoice } from "../../reports/page/collect-report.ts";
import { loadPageParts, type PageParts } from "../../reports/page/page-parts.ts";
import { chunkNames, chunkValue } from "../../reports/page/report-chunks.ts";
import { pagePolicy, reportPage } from "../../reports/page/report-page.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { collectTools } from "./collect-tools.ts";
import { type LocalAccess, localAccess } from "./local-access.ts";
import { openBrowser, startLocalServer } from "./local-server.ts";
import { resultsChangedAt } from "./results-changed.ts";
import type { ViewFlags } from "./view-verb.ts";

/** Milliseconds between looks at the results folder. */
const lookEvery = 1000;

/** `mtbench view`: the report on loopback, following a run while it writes; until Ctrl-C. */
export async function view(flags: ViewFlags, io: Io): Promise<Ending> {
  const choice = await choiceOf(flags, io);
  const parts = await loadPageParts();
  let changedAt = await resultsChangedAt(choice.root);
  let collected = await collectReport(choice, collectTools(io));
  const watchers = new Set<ServerResponse>();
  const access = localAccess();
  const server = await startLocalServer((request, response) => {
    answer(request, response, { access, parts, watchers, collected: () => collected }).catch((error: unknown) => {
      io.err(`${String(error)}\n`);
      response.destroy();
    });
  }, flags.port ?? 0);
  const url = access.address(server.port);
  io.out(`${url}\n`);
  io.err("Ctrl-C stops it.\n");
  const stop = new AbortController();
  let ending: Ending = "interrupted";
  const release = io.onInterrupt((signal) => {
    ending = signal === "SIGINT" ? "interrupted" : "terminated";
    stop.abort();
  });
  if (flags.open) openBrowser(url, io);
  const quiet: Io = { ...io, err: () => undefined };
  try {
    while (!stop.signal.aborted) {
      await wait(lookEvery, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) break;
      const seen = await resultsChangedAt(choice.root);
      if (seen === changedAt) continue;
      changedAt = seen;
      collected = await collectReport(choice, collectTools(quiet));
      const event = `event: record\ndata: ${JSON.stringify(collected.record)}\n\n`;
      for (const watcher of watchers) watcher.write(event);
    }
  } finally {
    release();
    for (const watcher of watchers) watcher.destroy();
    await server.close();
  }
  return ending;
}

async function choiceOf(flags: ViewFlags, io: Io): Promise<ReportChoice> {
  return {
    root: resolve(io.cwd, flags.results),
    candidates: flags.candidates ?? null,
    baseline: flags.baseline ?? null,
    citing: { author: null, url: null },
    names: await candidateNames({ cwd: io.cwd, config: flags.config, names: flags.names }),
    languages: null,
    thoughts: flags.thoughts,
    questions: flags.questions ?? [],
    references: flags.references ?? [],
  };
}

interface Served {
  readonly access: LocalAccess;
  readonly parts: PageParts;
  readonly watchers: Set<ServerResponse>;
  readonly collected: () => CollectedReport;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { parts, watchers } = served;
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  if (!served.access.admits(request, response)) return;
  if (request.method !== "GET") return end(response, 405, "text/plain", "GET only");
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === "/") {
    const { record } = served.collected();
    response.setHeader("Content-Security-Policy", `${pagePolicy(parts, true)}; frame-ancestors 'none'`);
    const page = await reportPage(parts, { record, language: record.languages[0] ?? "en", chunks: [], live: true });
    return end(response, 200, "text/html; charset=utf-8", page);
  }
  if (path === "/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    response.write(": watching\n\n");
    watchers.add(response);
    response.on("close", () => watchers.delete(response));
    return;
  }
  const name = /^\/chunk\/([\w.]+)$/u.exec(path)?.[1] ?? "";
  const collected = served.collected();
  if (!chunkNames(collected.record).includes(name)) return end(response, 404, "text/plain", "not found");
  // A known chunk may hold nothing: a model without thoughts.
  const value = chunkValue(name, collected);
  end(response, 200, "application/json; charset=utf-8", JSON.stringify(value));
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(body);
}

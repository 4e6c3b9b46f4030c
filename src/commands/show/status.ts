import { relative, resolve } from "node:path";
import { failureReasons } from "../../judgments/failure-reasons.ts";
import { spentDetails, spentWithoutRecord } from "../../launch/open-budget.ts";
import { withConfig } from "../../launch/with-config.ts";
import { addMoney, type Money } from "../../models/price.ts";
import { fitTable, tableLines } from "../../reports/tables/text-table.ts";
import { judgeServerOf } from "../../results/read-calls.ts";
import { type Writer, writersOf } from "../../results/refuse-other-writers.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { costOf, moneyText, priceOfRecord, tokensOfRecord } from "../../runs/cost.ts";
import { settings } from "../../settings/settings.ts";
import type { AlikeGroup } from "../../text/alike.ts";
import type { Ending } from "../exit-code.ts";
import { failuresText } from "../terminal/failure-lines.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import { duration } from "../terminal/progress.ts";
import { loadRecords } from "./leaderboard.ts";
import type { StatusFlags } from "./status-verb.ts";

/** What one folder's last launch set out to do, and how far it is. */
export interface FolderStatus {
  readonly candidate: string;
  readonly questions: string;
  readonly folder: string;
  readonly origin: "run" | "import";
  /** `running`: a living process holds a lock; `stopped`: nobody does, and something is missing; `complete`. */
  readonly state: "running" | "stopped" | "complete";
  /** Who writes there now; several where shards run side by side. `shard`: null of a whole run. */
  readonly writers: readonly Pick<Writer, "pid" | "host" | "startedAt" | "shard">[];
  /** Turns with a settled outcome, of those planned. */
  readonly answers: { readonly done: number; readonly planned: number };
  readonly judgments: { readonly done: number; readonly planned: number };
  readonly failures: Readonly<Record<string, number>>;
  /** What was said of calls that failed, grouped, the most frequent first. */
  readonly reasons: readonly AlikeGroup[];
  /** Null: another harness did not record them. */
  readonly tokens: number | null;
  readonly cost: Money;
  /** Milliseconds since the last record; null: there is none. */
  readonly lastRecordMs: number | null;
}

/** `mtbench status`: how far every run of a results folder is, from the files alone, while it runs or afterwards. */
export async function status(flags: StatusFlags, io: Io): Promise<Ending> {
  const { priceOf } = await withConfig({ judge: settings.judge.default, config: flags.config }, io);
  const root = resolve(io.cwd, flags.results);
  const records = await loadRecords(root, io);
  const all = await Promise.all(records.map((record) => statusOf(record, priceOf, io)));
  const details = spentDetails(await spentWithoutRecord(root, launchHost(io)));
  for (const detail of flags.json ? details : []) io.err(`${detail}\n`);
  if (flags.json) {
    io.out(`${JSON.stringify(all)}\n`);
    return "done";
  }
  if (all.length === 0) {
    io.out(`Nothing in ${flags.results} yet.\n`);
    return "done";
  }
  const rows = all.map((one) => [
    one.questions,
    one.candidate,
    one.writers.length === 0 ? stateText(one) : `running (${one.writers.map(writerText).join(", ")})`,
    `${one.answers.done}/${one.answers.planned}`,
    `${one.judgments.done}/${one.judgments.planned}`,
    Object.entries(one.failures)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(", "),
    one.tokens === null ? "" : String(one.tokens),
    Object.keys(one.cost).length === 0 ? "" : moneyText(one.cost),
    one.lastRecordMs === null ? "" : `${duration(one.lastRecordMs)} ago`,
  ]);
  const header = [
    "questions",
    "candidate",
    "state",
    "answers",
    "judgments",
    "failures",
    "tokens",
    "cost",
    "last record",
  ];
  const numeric = [false, false, false, true, true, false, true, true, true];
  const table = fitTable({ header, rows, numeric }, io.columns, ["cost", "tokens", "last record", "questions"]);
  io.out(`${tableLines(table).join("\n")}\n`);
  for (const { candidate, reasons } of all) {
    const failed = failuresText(reasons);
    if (failed !== "") io.out(`${candidate}: ${failed}`);
  }
  for (const detail of details) io.out(`${detail}\n`);
  return "done";
}

/** `complete` is said of what was planned: a candidate that nobody has rated is in no table. */
function stateText({ state, origin, judgments }: FolderStatus): string {
  return [
    ...(origin === "import" ? ["imported"] : [state]),
    ...(judgments.planned === 0 && judgments.done === 0 ? ["not rated"] : []),
  ].join(", ");
}

function writerText({ pid, host, shard }: FolderStatus["writers"][number]): string {
  return `${shard === null ? "" : `${shard}: `}process ${pid} on ${host}`;
}

async function statusOf(record: RunRecord, priceOf: PriceOf, io: Io): Promise<FolderStatus> {
  const launch = record.launches.at(-1);
  const questions = launch?.questions ?? [];
  const trials = launch?.trials ?? 1;
  const hashes = new Set(questions.map(({ hash }) => hash));
  const ofLaunch = (one: { readonly questionHash: string; readonly trial: number }) =>
    hashes.has(one.questionHash) && one.trial <= trials;
  const answers = [...record.answers.values()].filter((one) => one.rules === launch?.rules && ofLaunch(one));
  const procedure = launch?.procedure?.hash;
  const judgments = [...record.judgments.values()].filter((one) => one.procedure === procedure && ofLaunch(one));
  const failures: Record<string, number> = {};
  for (const { outcome } of [...answers, ...judgments]) {
    if (outcome.status === "failed" || outcome.status === "unrated") {
      failures[outcome.reason] = (failures[outcome.reason] ?? 0) + 1;
    }
  }
  const settled = answers.filter(({ outcome }) => outcome.status === "answered" || outcome.reason !== "request-failed");
  const rated = judgments.filter(({ outcome }) => outcome.status === "rated" || outcome.reason !== "request-failed");
  const turns = questions.reduce((sum, question) => sum + question.turns.length, 0) * trials;
  // A turn without an answer to rate needs no judgment.
  const unratable = settled.filter(({ outcome }) => outcome.status === "failed").length;
  const plannedJudgments = procedure === undefined ? 0 : Math.max(0, turns - unratable) * (launch?.repeats ?? 1);
  const writers = await writersOf(record.path);
  const complete = settled.length >= turns && rated.length >= plannedJudgments;
  return {
    candidate: record.manifest.candidate.id,
    questions: record.manifest.questionSet.id,
    folder: relative(io.cwd, record.path) || ".",
    origin: record.manifest.origin,
    state: writers.length > 0 ? "running" : complete ? "complete" : "stopped",
    writers: writers.map(({ pid, host, startedAt, shard }) => ({ pid, host, startedAt, shard })),
    answers: { done: settled.length, planned: turns },
    judgments: { done: rated.length, planned: plannedJudgments },
    failures,
    reasons: failureReasons([...answers, ...judgments]),
    ...spent(record, priceOf),
    lastRecordMs: lastRecord(record, io.now()),
  };
}

type PriceOf = Awaited<ReturnType<typeof withConfig>>["priceOf"];

function spent(record: RunRecord, priceOf: PriceOf): { tokens: number | null; cost: Money } {
  if (record.manifest.origin === "import") return { tokens: null, cost: {} };
  const launch = record.launches.at(-1);
  let tokens = 0;
  let cost: Money = {};
  for (const one of [...record.answers.values(), ...record.judgments.values()]) {
    const taken = tokensOfRecord(one);
    tokens += taken.prompt + taken.completion;
    const server = "prompt" in one ? judgeServerOf(record.launches, one) : launch?.server;
    const baseUrl = typeof server?.baseUrl === "string" ? server.baseUrl : null;
    const model = one.sent?.model;
    const price = typeof model === "string" ? priceOfRecord(one, priceOf(model, baseUrl)) : null;
    if (price !== null) cost = addMoney(cost, price.currency, costOf(taken, price));
  }
  return { tokens, cost };
}

function lastRecord(record: RunRecord, now: number): number | null {
  let last = Number.NEGATIVE_INFINITY;
  for (const { call } of [...record.answers.values(), ...record.judgments.values()]) {
    if (call === null) continue;
    const at = Date.parse(call.timing.startedAt) + call.timing.totalMs;
    if (at > last) last = at;
  }
  return last === Number.NEGATIVE_INFINITY ? null : Math.max(0, now - last);
}

import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import type { DryRun } from "../../launch/dry-run.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import { withConfig } from "../../launch/with-config.ts";
import type { LinkTable } from "../../linking/link-table.ts";
import { loadTables, pickTables, refuseUnknownRows } from "../../linking/load-tables.ts";
import { type AnchorOffer, type LinkPlan, planLink } from "../../linking/plan-link.ts";
import { planRecord, planText } from "../../reports/linking/linking-plan-text.ts";
import { refusalWords } from "../../reports/linking/linking-words.ts";
import { makeBoards, type ProtocolBoard } from "../../scores/leaderboard.ts";
import { watchedLaunch } from "../ask/run-launch.ts";
import type { Ending } from "../exit-code.ts";
import { loadScores } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";
import type { LinkingPlanFlags } from "./linking-plan-verb.ts";

/**
 * `mtbench linking plan`: how many anchors a wished-for precision takes, which open models they could be, and what rating
 * them would cost. Calls nobody. `undecided` when no number of anchors reaches the wish, or the tables cannot be linked.
 */
export async function linkingPlan(flags: LinkingPlanFlags, io: Io): Promise<Ending> {
  if (!(flags.within > 0)) throw new InputError(`--within: expected a number above 0, got ${flags.within}`);
  const root = resolve(io.cwd, flags.results);
  const boards = makeBoards(await loadScores(root, io));
  const tables = await loadTables(root, boards);
  refuseUnknownRows(tables, flags.without);
  const to = one(
    (flags.to ?? []).flatMap((word) => pickTables(tables, word, "--to")),
    "--to",
  );
  const from = pickFrom(tables, to, flags);
  const options = { likely: flags.anchors === "likely", without: flags.without ?? [], within: flags.within };
  const planned = planLink(from, to, tables, options);
  if (planned.kind === "refused") {
    const reason = refusalWords(planned.reason).en;
    const record = { from: from?.id ?? null, to: to.id, refusal: planned.reason };
    io.out(flags.json ? `${JSON.stringify(record)}\n` : `${from?.id ?? "-"} -> ${to.id}: refused: ${reason}\n`);
    return "undecided";
  }
  const { plan } = planned;
  const board = boards.find(({ key }) => from?.origin === "own" && key.startsWith(from.id));
  const price = await priceOf(plan, board, flags, io);
  io.out(flags.json ? `${JSON.stringify(planRecord(plan, price), null, 2)}\n` : planText(plan, price, io.columns));
  return plan.needed?.likely.kind === "unattainable" ? "undecided" : "done";
}

function one(tables: readonly LinkTable[], flag: string): LinkTable {
  const [first, second] = tables;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    throw new InputError(`${flag}: name a table`, {
      hint: "Such as swallow-leaderboard-v2/ja (mtbench linking published lists them).",
    });
  }
  throw new InputError(`${flag}: one table, please`, { hint: `Name one of ${tables.map(({ id }) => id).join(", ")}.` });
}

/** The board that is named, or the largest one of ours in the other table's language; null where nothing was run yet. */
function pickFrom(tables: readonly LinkTable[], to: LinkTable, flags: LinkingPlanFlags): LinkTable | null {
  if (flags.from !== undefined) {
    return one([...new Set(flags.from.flatMap((word) => pickTables(tables, word, "--from")))], "--from");
  }
  const own = tables.filter(({ origin, language, id }) => origin === "own" && language === to.language && id !== to.id);
  return own.sort((a, b) => b.rows.length - a.rows.length || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** Where the offered models would stand; the dry run calls nobody. */
const elsewhere = "http://127.0.0.1:8000/v1";

/**
 * What rating the offered models would take, by the dry run of `mtbench run`; a text says why it is not known. A board of
 * ours says itself what it asks and who rates.
 */
async function priceOf(
  { offers }: LinkPlan,
  board: ProtocolBoard | undefined,
  flags: LinkingPlanFlags,
  io: Io,
): Promise<DryRun | string | null> {
  if (offers.length === 0) return null;
  const chosen = {
    ...flags,
    questions: board?.questions.set ?? flags.questions,
    judge: board?.judge.id ?? flags.judge,
  };
  try {
    const { flags: configured, own, priceOf } = await withConfig(chosen, io);
    const { questions, judge, judgeModel, references, results } = configured;
    const spec: LaunchSpec = {
      work: {
        kind: "ask",
        models: offers.map(modelText),
        isRated: true,
        thinking: {},
        deterministic: false,
        fresh: false,
      },
      ...{ questions, judge, judgeModel, references, results, own, priceOf },
      judgeMode: "calls",
      repeats: 1,
      seed: 0,
      shard: null,
      reopened: new Set(),
      limits: { tokens: null, money: null },
      isDry: true,
    };
    const launched = await watchedLaunch(spec, {}, io);
    return launched.kind === "planned" ? launched.plan : "the dry run ended otherwise";
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

function modelText({ snapshot }: AnchorOffer): string {
  return `${snapshot}@${elsewhere}`;
}

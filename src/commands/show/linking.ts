import { resolve } from "node:path";
import { styleText } from "node:util";
import { type LinkedPairs, linkPairs } from "../../linking/link-pairs.ts";
import { linkRecord } from "../../linking/link-record.ts";
import type { LinkTable } from "../../linking/link-table.ts";
import { loadTables, pickTables, refuseUnknownRows } from "../../linking/load-tables.ts";
import type { LinkOptions } from "../../linking/make-link.ts";
import { linkText } from "../../reports/linking/linking-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { makeBoards } from "../../scores/leaderboard.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { loadScores } from "./leaderboard.ts";
import type { LinkingFlags, LinkingPublishedFlags } from "./linking-verbs.ts";

export function linkOptions({ anchors, without }: LinkingPublishedFlags): LinkOptions {
  return { likely: anchors === "likely", without: without ?? [] };
}

/**
 * `mtbench linking`: what the scores of one procedure would be under another one, for every pair that rated the same
 * models. Calls nobody. Where tables are named and none of them can be linked, the ending is `undecided`.
 */
export async function linking(flags: LinkingFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const tables = await loadTables(root, makeBoards(await loadScores(root, io)));
  refuseUnknownRows(tables, flags.without);
  const named = (words: readonly string[] | undefined, flag: string) =>
    words === undefined ? null : [...new Set(words.flatMap((word) => pickTables(tables, word, flag)))];
  const own = tables.filter(({ origin }) => origin === "own");
  const from = named(flags.from, "--from") ?? (own.length > 0 ? own : tables);
  const to = named(flags.to, "--to") ?? tables;
  const pairs = withoutLanguages(linkPairs(from, to, linkOptions(flags)));
  const held = pairs.links.filter(({ outcome }) => outcome.kind === "linked").length;
  if (flags.json) {
    const strangers = pairs.strangers.map(({ from, to }) => ({ from: from.id, to: to.id }));
    io.out(`${JSON.stringify({ links: pairs.links.map(linkRecord), withoutCommonModels: strangers }, null, 2)}\n`);
  } else {
    io.out(pairsText(pairs, own, io));
  }
  return held === 0 && (flags.from ?? flags.to) !== undefined ? "undecided" : "done";
}

/** That languages are not linked needs no saying where there is something else to say. */
function withoutLanguages({ links, strangers }: LinkedPairs): LinkedPairs {
  const others = links.filter(({ outcome }) => outcome.kind === "linked" || outcome.reason.kind !== "language");
  return { links: others.length > 0 ? others : links, strangers };
}

function pairsText({ links, strangers }: LinkedPairs, own: readonly LinkTable[], io: Io): string {
  const look = {
    columns: io.columns,
    ...(io.isTerminal ? { dim: (text: string) => styleText("dim", text) } : {}),
  };
  const parts = links.map((link) => linkText(linkRecord(link), look));
  if (own.length === 0) {
    parts.unshift("No results of your own here, so published tables are linked with each other.\n");
  }
  if (strangers.length > 0) {
    const names = strangers.map(({ from, to }) => `${nameOf(from)} and ${nameOf(to)}`);
    parts.push(layOut([`No model in common: ${names.join("; ")}.`], io.columns));
  }
  if (parts.length === 0) parts.push("Nothing to link: no other table rated anything.\n");
  return parts.join("\n");
}

/** A key alone tells a person nothing: a table of one's own is told by its judge too. */
function nameOf({ id, names, origin }: LinkTable): string {
  return origin === "own" && names[0] !== undefined ? `your ${names[0]} (${id})` : id;
}

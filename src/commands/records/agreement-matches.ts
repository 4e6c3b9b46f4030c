import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { voteOf } from "../../exchange/matches/export-matches.ts";
import { parseVotes, type Vote } from "../../exchange/matches/votes.ts";
import { readNamedText } from "../../files/read-text.ts";
import { percent } from "../../reports/tables/number-text.ts";
import { layOut, type TextBlock, type TextTable } from "../../reports/tables/text-table.ts";
import { judgesText } from "../../results/procedure-record.ts";
import { loadPools } from "../../tallies/load-pool.ts";
import {
  type AgreementSetUps,
  agreementAmong,
  type VoteAgreement,
  voteAgreement,
} from "../../tallies/vote-agreement.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { AgreementMatchesFlags } from "./match-files-verbs.ts";

interface Compared {
  readonly between: string;
  readonly agreement: AgreementSetUps;
}

/** `mtbench agreement matches`: each judge that compares beside people's votes, and people beside people. */
export async function agreementMatches(flags: AgreementMatchesFlags, io: Io): Promise<Ending> {
  const votes = parseVotes(await readNamedText(resolve(io.cwd, flags.votes), flags.votes), flags.votes);
  const people = votes.filter(({ isPerson }) => isPerson);
  if (people.length === 0) throw new InputError(`${flags.votes} holds no vote of a person`);
  const pools = await loadPools(resolve(io.cwd, flags.results), {});
  const compared: Compared[] = pools.map(({ procedure, pairs }) => {
    const model = judgesText(procedure.judges);
    const own = pairs.flatMap(({ turns }) => turns.flatMap((turn) => voteOf(turn, model) ?? [])).map(bare);
    const between = `${procedure.judge} by ${model} and people`;
    return { between, agreement: voteAgreement(own, people) };
  });
  const judged = votes.filter(({ isPerson }) => !isPerson);
  for (const voter of [...new Set(judged.map((vote) => vote.voter))].sort()) {
    const own = judged.filter((vote) => vote.voter === voter);
    compared.push({ between: `${voter} of the file and people`, agreement: voteAgreement(own, people) });
  }
  compared.push({ between: "people and people", agreement: agreementAmong(people) });
  const known = compared.filter(({ agreement }) => (agreement.withTies[0]?.votes ?? 0) > 0);
  if (flags.json) {
    io.out(`${JSON.stringify({ outcome: "done", exitCode: exitCode("done"), agreement: known })}\n`);
    return "done";
  }
  io.out(
    layOut(known.length === 0 ? ["No two of them voted on the same two answers."] : agreementBlocks(known), io.columns),
  );
  return "done";
}

/** An import's names have a mark that the voters' have not. */
function bare({ a, b, ...vote }: Vote): Vote {
  const name = (candidate: string) => candidate.replace(/\+import$/u, "");
  return { ...vote, a: name(a), b: name(b) };
}

function agreementBlocks(compared: readonly Compared[]): TextBlock[] {
  const rows = compared.flatMap(({ between, agreement }) =>
    agreement.withTies.flatMap((withTies, index) => {
      const decided = agreement.withoutTies.find(({ turn }) => turn === withTies.turn);
      const name = index === 0 ? escapeTerminalLine(between) : `  turn ${withTies.turn}`;
      return [[name, ...cells(withTies), ...(decided === undefined ? ["-", "-", "0"] : cells(decided))]];
    }),
  );
  const table: TextTable = {
    header: ["between", "agree", "95 % interval", "votes", "no ties", "95 % interval", "votes"],
    rows,
    numeric: [false, true, true, true, true, true, true],
  };
  return [
    "Share of pairs of votes that say the same, as FastChat's compute_agreement.py counts them: both kinds of tie are alike; without ties, no vote of the pair is one. Intervals are clustered by question.",
    "",
    table,
  ];
}

function cells({ votes, share: { mean, low, high } }: VoteAgreement): string[] {
  const ends = low === null || low === high ? "-" : `${percent(Math.max(0, low))} to ${percent(Math.min(1, high))}`;
  return [mean === null ? "-" : percent(mean), ends, String(votes)];
}

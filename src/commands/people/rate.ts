import { pseudonymOf } from "../../judgments/rater.ts";
import type { DeskFacts } from "../../people/desk-view.ts";
import { recordsOfPlan } from "../../people/plan-records.ts";
import { judgeOf } from "../../people/sitting.ts";
import { loadDeskParts } from "../../reports/page/desk-page.ts";
import type { DeskPlan } from "../../results/desk/desk-plan.ts";
import { openDesk } from "../../results/desk/open-desk.ts";
import type { InForce } from "../../settings/in-force.ts";
import type { Ending } from "../exit-code.ts";
import { localAccess } from "../show/local-access.ts";
import { openBrowser, startLocalServer } from "../show/local-server.ts";
import type { Io } from "../terminal/io.ts";
import { chooseDesk } from "./choose-plan.ts";
import { resultsRoot } from "./desk-candidates.ts";
import { deskListener } from "./desk-server.ts";
import { textsOfPlan } from "./plan-texts.ts";
import type { RateFlags } from "./rate-verb.ts";

/** `mtbench rate`: a plan on disk, then a desk on loopback at which people rate blind, until Ctrl-C. Calls no model. */
export async function rate(flags: RateFlags, io: Io, values: readonly InForce[]): Promise<Ending> {
  if (flags.by !== undefined) judgeOf(flags.by);
  const given = values.filter(({ origin }) => origin === "flag").map(({ name }) => name);
  const { path, plan, damaged } = await chooseDesk(flags, given, io);
  for (const line of damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  const texts = await textsOfPlan(plan, await recordsOfPlan(resultsRoot(flags, io), plan), flags.texts, io);
  const parts = await loadDeskParts();
  const open = await openDesk(path, io.now);
  const access = localAccess();
  const tell = (sentence: string) => io.err(`${sentence}\n`);
  const listener = deskListener({ open, texts, now: io.now, access, parts, facts: factsOf(plan, flags), tell });
  try {
    const server = await startLocalServer((request, response) => {
      listener(request, response).catch((error: unknown) => {
        tell(String(error));
        response.destroy();
      });
    }, flags.port ?? 0);
    const url = access.address(server.port);
    io.out(`${url}\n`);
    tell(planLine(plan));
    tell("Ctrl-C stops it; what was given is on the disk, and the same command goes on.");
    if (flags.open) openBrowser(url, io);
    try {
      return await interrupted(io);
    } finally {
      await server.close();
    }
  } finally {
    await open.close();
  }
}

function planLine({ id, questions, parts, candidates, twice, estimate }: DeskPlan): string {
  const what = `${questions.length} questions, ${candidates.length} candidate${candidates.length === 1 ? "" : "s"}`;
  const who = parts.length === 1 ? "one person" : `${parts.length} people`;
  return `Plan ${id}: ${what}, for ${who}, ${twice} questions twice; what counts: ${estimate}.`;
}

function factsOf(plan: DeskPlan, { by }: RateFlags): DeskFacts {
  return {
    plan: plan.id,
    kind: plan.kind,
    title: plan.questionSet.title,
    language: plan.questionSet.language === "ja" ? "ja" : "en",
    scale: plan.scale,
    rubric: plan.rubric,
    by: by === undefined ? null : pseudonymOf(judgeOf(by)),
    judged: plan.judge !== null,
  };
}

function interrupted(io: Io): Promise<Ending> {
  return new Promise((done) => {
    const release = io.onInterrupt((signal) => {
      release();
      done(signal === "SIGINT" ? "interrupted" : "terminated");
    });
  });
}

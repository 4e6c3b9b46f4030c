import { z } from "zod";
import { hashOf, type Json } from "../files/canonical-json.ts";
import type { PublishedModel } from "../results/published/published-models.ts";
import type { ProtocolBoard, RankedCandidate } from "../scores/leaderboard.ts";
import { trialNoise } from "../scores/trial-noise.ts";
import { byName, type Identity, type LinkRow, type LinkTable, type RowNoise } from "./link-table.ts";

/** Digits of a protocol key that name a scale, as on the leaderboard. */
const keyDigits = 12;

/** Our own boards as scales: the candidates that are whole, each with its score and what its repetitions say of its noise. */
export function ownTables(boards: readonly ProtocolBoard[], models: ReadonlyMap<string, PublishedModel>): LinkTable[] {
  return boards.map((board) => {
    const { questions, judge, procedure } = board;
    return {
      id: board.key.slice(0, keyDigits),
      names: [judge.id],
      origin: "own",
      title: `${questions.title}, ${judge.id} by ${judge.model}`,
      language: questions.language,
      questions: { set: questions.set, hash: questions.hash, count: questions.count, whole: questions.whole },
      conditions: {
        judge: judge.model,
        harness: `mtbench, ${judge.id}`,
        references: textOf(procedure.fields["references.hash"]),
        trials: trialsOf(board),
      },
      bounds: procedure.scale,
      doubts: [],
      rows: board.candidates
        .flatMap((candidate) => {
          const { mean } = candidate.score;
          return mean === null || candidate.due > 0 ? [] : [rowOf(candidate, mean, models)];
        })
        .sort(byName),
    };
  });
}

/** A hash says which references they were, and no more. */
function textOf(hash: Json | undefined): string | null {
  return typeof hash === "string" ? hash.slice(0, keyDigits) : null;
}

/** `5`, or `1-3` where the candidates were asked more and less often. */
function trialsOf({ candidates }: ProtocolBoard): string {
  const counts = [...new Set(candidates.map(({ trials }) => trials))].sort((a, b) => a - b);
  return counts.length < 2 ? String(counts[0] ?? 0) : `${counts[0]}-${counts.at(-1)}`;
}

function rowOf(candidate: RankedCandidate, score: number, models: ReadonlyMap<string, PublishedModel>): LinkRow {
  return {
    identity: identityOf(candidate.specification, models),
    score,
    noise: noiseOf(candidate),
    doubts: doubtsOf(candidate),
    source: candidate.path,
  };
}

/** The trials of a score are averaged; what one more of them would move is the variance between them. */
function noiseOf({ cells, trials }: RankedCandidate): RowNoise {
  const { fresh, questions } = trialNoise(cells);
  return { perTrial: fresh === null || questions === 0 ? null : Math.max(0, fresh) / questions, trials };
}

function doubtsOf({ failures, truncated, deviations, unrated }: RankedCandidate): string[] {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const missing = Object.values(unrated).reduce((sum, count) => sum + count, 0);
  return [
    ...(failed > 0 ? [`${failed} answers failed`] : []),
    ...(missing > 0 ? [`${missing} ratings are missing`] : []),
    ...(truncated > 0 ? [`${truncated} answers were cut at the token limit`] : []),
    ...deviations,
  ];
}

/** What a specification says of thinking; what is not there, or of another form in an imported folder, is not stated. */
const askedSchema = z.object({
  model: z.string().min(1).nullish().catch(null),
  family: z.string().nullish().catch(null),
  revision: z.string().min(1).nullish().catch(null),
  reasoningEffort: z.string().nullish().catch(null),
  showsThoughts: z.boolean().nullish().catch(null),
  templateArguments: z
    .object({
      enable_thinking: z.boolean().optional().catch(undefined),
      thinking: z.boolean().optional().catch(undefined),
    })
    .nullish()
    .catch(null),
  fields: z
    .object({ thinking: z.object({ type: z.string() }).optional().catch(undefined) })
    .nullish()
    .catch(null),
});

/** Says of a candidate that nobody knows its family. */
const unknownFamily = "openai-compatible";

/** Which model a candidate's specification is. */
export function identityOf(
  specification: { readonly id: string } & Readonly<Record<string, Json>>,
  models: ReadonlyMap<string, PublishedModel>,
): Identity {
  const { id } = specification;
  const asked = askedSchema.parse(specification);
  const name = asked.model ?? id;
  const { model, exact } = findModel(name, models);
  const unsure = exact ? ownRevision(id, name, asked.revision ?? null) : "was served under a short name";
  const family = model?.family ?? (asked.family === unknownFamily ? null : (asked.family ?? null));
  const own = { quantised: null, specification: hashOf({ ...specification }) };
  return { name: id, model, family, unsure, ...thinkingOf(asked), ...own };
}

function thinkingOf(asked: z.infer<typeof askedSchema>): Pick<Identity, "thinking" | "effort"> {
  const { templateArguments, fields, showsThoughts } = asked;
  const effort = asked.reasoningEffort ?? null;
  const told = templateArguments?.enable_thinking ?? templateArguments?.thinking;
  const field = fields?.thinking?.type;
  if (told !== undefined) return { thinking: told ? "on" : "off", effort };
  if (effort !== null) return { thinking: effort === "none" ? "off" : "on", effort };
  if (field !== undefined) return { thinking: field === "disabled" ? "off" : "on", effort };
  return { thinking: showsThoughts === true ? "on" : null, effort };
}

/** A checkpoint of one's own is often served under the name of the model that it came from. */
function ownRevision(id: string, name: string, revision: string | null): string | null {
  const known = [name, name.split("/").at(-1)].map((one) => one?.toLowerCase());
  return revision === null || known.includes(id.toLowerCase())
    ? null
    : `is revision ${revision} under a name of its own`;
}

/** By repository or snapshot, else by the short name under which a server may offer it. */
function findModel(
  name: string,
  models: ReadonlyMap<string, PublishedModel>,
): { readonly model: PublishedModel | null; readonly exact: boolean } {
  const wanted = name.toLowerCase();
  const all = [...models.values()];
  const exact = all.find(({ snapshot }) => snapshot?.toLowerCase() === wanted);
  if (exact !== undefined) return { model: exact, exact: true };
  const short = wanted.split("/").at(-1);
  return { model: all.find(({ id }) => id.toLowerCase() === short) ?? null, exact: false };
}

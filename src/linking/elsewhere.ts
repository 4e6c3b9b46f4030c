import type { PublishedProcedure } from "../judges/published-procedures.ts";
import type { StrictProcedure } from "../judges/strict-procedures.ts";
import type { Comparable } from "../results/published/comparable.ts";
import type { PublishedModel } from "../results/published/published-models.ts";
import type { ProtocolBoard } from "../scores/leaderboard.ts";
import type { Score } from "../scores/score.ts";
import { departures } from "./departures.ts";
import type { LinkRecord } from "./link-record.ts";
import { type Identity, type LinkRow, type LinkTable, labelOf } from "./link-table.ts";
import { identityOf } from "./own-tables.ts";
import { sameModel } from "./same-model.ts";
import type { Translation } from "./translate-rows.ts";

/** A score of this candidate that a procedure gave here. */
export interface RatedHere {
  /** Protocol key. */
  readonly key: string;
  readonly score: Score;
  /** Ratings that are still due. */
  readonly due: number;
  readonly trials: number;
  /** What was otherwise than the procedure says: another judge model, answers that were asked for another judge, and so on. */
  readonly deviations: readonly string[];
}

/** A score that somebody published of this model. */
export interface PublishedThere extends Pick<Comparable, "comparable"> {
  readonly model: string;
  readonly thinking: "on" | "off" | null;
  readonly effort: string | null;
  readonly score: number;
  readonly source: string;
  /** Why it may be another model, or the same asked otherwise; empty: both sides say the same. */
  readonly unsure: readonly string[];
  /** Of the row and of its table. */
  readonly doubts: readonly string[];
}

/** What a line through models that both rated gives; never measured. */
export interface LinkedThere {
  /** Protocol key of the table that it is linked from. */
  readonly from: string;
  readonly translation: Translation;
  readonly anchors: number;
  readonly weak: boolean;
  readonly doubts: readonly string[];
}

/** One procedure on one question set. */
export interface ElsewhereRow {
  /** Id of its judge, or of a published table whose procedure none of ours is. */
  readonly board: string;
  readonly questionSet: string | null;
  readonly language: string;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly rated: readonly RatedHere[];
  readonly published: readonly PublishedThere[];
  readonly linked: readonly LinkedThere[];
}

export interface Elsewhere {
  readonly candidate: string;
  /** Ids of the list of models that it is; empty: the list does not know it. */
  readonly models: readonly string[];
  readonly rows: readonly ElsewhereRow[];
  /** Procedures of boards that could be run here and were not. */
  readonly notRated: readonly { readonly judge: string; readonly questionSet: string; readonly language: string }[];
}

/** What is known of one candidate, here and elsewhere, by procedure and question set; empty rows where nothing is. */
export function elsewhereOf(
  candidate: string,
  known: {
    readonly boards: readonly ProtocolBoard[];
    /** Published ones, as scales. */
    readonly tables: readonly LinkTable[];
    readonly models: ReadonlyMap<string, PublishedModel>;
    readonly links: readonly LinkRecord[];
    readonly procedures: readonly PublishedProcedure[];
    /** What upstream fixes, by id of the judge. */
    readonly strict: ReadonlyMap<string, StrictProcedure>;
  },
): Elsewhere {
  const { boards, tables, models, links, procedures, strict } = known;
  const identities = boards.flatMap((board) =>
    board.candidates.filter(({ id }) => id === candidate).map(({ specification }) => identityOf(specification, models)),
  );
  const found = [
    ...boards.map((board) => {
      const otherwise = departures(board.procedure, strict.get(board.judge.id));
      return { ...placeOnBoard(board), rated: ratedOn(board, candidate, otherwise), published: [], linked: [] };
    }),
    ...tables.map((table) => ({
      ...placeOf(table),
      rated: [],
      published: table.rows.flatMap((row) => publishedOf(row, table, candidate, identities)),
      linked: links.flatMap((link) => (link.to.id === table.id ? linkedOf(link, candidate) : [])),
    })),
  ];
  const rows = byPlace(
    found.filter(({ rated, published, linked }) => rated.length + published.length + linked.length > 0),
  );
  return { candidate, models: modelIds(identities, rows), rows, notRated: notRated(procedures, rows) };
}

/** One row a procedure and question set, whatever it was found in. */
function byPlace(found: readonly ElsewhereRow[]): ElsewhereRow[] {
  const rows = new Map<string, ElsewhereRow>();
  for (const row of found) {
    const key = `${row.board} ${row.questionSet ?? ""} ${row.language}`;
    const earlier = rows.get(key);
    const merged: ElsewhereRow = {
      ...(earlier ?? row),
      rated: [...(earlier?.rated ?? []), ...row.rated],
      published: [...(earlier?.published ?? []), ...row.published],
      linked: [...(earlier?.linked ?? []), ...row.linked],
    };
    rows.set(key, merged);
  }
  return [...rows.values()].sort(byBoard);
}

type Place = Omit<ElsewhereRow, "rated" | "published" | "linked">;

function placeOnBoard({ judge, questions, procedure }: ProtocolBoard): Place {
  const { min, max } = procedure.scale;
  return { board: judge.id, questionSet: questions.set, language: questions.language, bounds: { min, max } };
}

function ratedOn({ key, candidates }: ProtocolBoard, candidate: string, otherwise: readonly string[]): RatedHere[] {
  return candidates
    .filter(({ id, score }) => id === candidate && score.mean !== null)
    .map(({ score, due, trials, deviations }) => ({
      key,
      score,
      due,
      trials,
      deviations: [...otherwise, ...deviations],
    }));
}

/** A published table stands under the procedure that it is or claims to be. */
function placeOf(table: LinkTable): Place {
  const { id, standing, questions, language, bounds } = table;
  return { board: standing?.protocol ?? id, questionSet: questions.set, language, bounds: { ...bounds } };
}

function publishedOf(row: LinkRow, table: LinkTable, candidate: string, own: readonly Identity[]): PublishedThere[] {
  const unsure = isOne(row, candidate, own);
  if (unsure === null) return [];
  const { identity, score, source, doubts } = row;
  return [
    {
      model: labelOf(row),
      thinking: identity.thinking,
      effort: identity.effort,
      score,
      source,
      comparable: table.standing?.comparable ?? "other",
      unsure,
      doubts: [...doubts, ...table.doubts],
    },
  ];
}

/** Null: another model; else what speaks against it. Without records here the name alone is looked for. */
function isOne({ identity }: LinkRow, candidate: string, own: readonly Identity[]): readonly string[] | null {
  if (own.length === 0) {
    const names = [identity.model?.id, identity.name].map((name) => name?.toLowerCase());
    return names.includes(candidate.toLowerCase()) ? [] : null;
  }
  for (const one of own) {
    const same = sameModel(one, identity);
    if (same.kind === "sure") return [];
    if (same.kind === "likely") return same.reasons;
    if (same.kind === "asked-differently") return [same.reason];
  }
  return null;
}

function linkedOf({ from, fit, linked }: LinkRecord, candidate: string): LinkedThere[] {
  if (fit === null || from.origin !== "own") return [];
  return linked
    .filter((row) => row.candidate === candidate)
    .map(({ translation, doubts }) => ({ from: from.id, translation, anchors: fit.anchors, weak: fit.weak, doubts }));
}

function modelIds(identities: readonly Identity[], rows: readonly ElsewhereRow[]): string[] {
  const own = identities.flatMap(({ model }) => (model === null ? [] : [model.id]));
  const named = rows.flatMap(({ published }) => published.map(({ model }) => model));
  return [...new Set(own.length > 0 ? own : named)].sort();
}

function notRated(procedures: readonly PublishedProcedure[], rows: readonly ElsewhereRow[]): Elsewhere["notRated"] {
  const all = procedures.flatMap(({ id, published }) =>
    Object.entries(published.questions).map(([language, questionSet]) => ({ judge: id, questionSet, language })),
  );
  return all.filter(
    ({ judge, questionSet }) =>
      !rows.some((row) => row.board === judge && row.questionSet === questionSet && row.rated.length > 0),
  );
}

/** What was rated here first, then what is published, then what is only linked. */
function byBoard(a: ElsewhereRow, b: ElsewhereRow): number {
  const rank = ({ rated, published }: ElsewhereRow) => (rated.length > 0 ? 0 : published.length > 0 ? 1 : 2);
  const name = ({ board, questionSet }: ElsewhereRow) => `${board} ${questionSet ?? ""}`;
  return rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1);
}

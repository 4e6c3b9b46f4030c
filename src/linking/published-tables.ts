import { hashOf } from "../files/canonical-json.ts";
import type { PublishedModel } from "../results/published/published-models.ts";
import type { PublishedRow, PublishedSource } from "../results/published/published-scores.ts";
import { groupBy } from "../statistics/group-by.ts";
import { byName, type Identity, type LinkRow, type LinkTable } from "./link-table.ts";

/**
 * Published files as scales: one a language. Files that state the same procedure in every field are one scale, as a press
 * release and the model cards beside it; a file that does not name its judge stays alone.
 */
export function publishedTables(
  sources: readonly PublishedSource[],
  models: ReadonlyMap<string, PublishedModel>,
): LinkTable[] {
  return [...groupBy(sources, procedureOf).values()].flatMap((members) => {
    const languages = new Set(members.flatMap(({ rows }) => rows.map(({ language }) => language)));
    return [...languages].sort().map((language) => tableOf(members, language, models));
  });
}

/** Without a judge nothing says that two files measure alike. */
function procedureOf(source: PublishedSource): string {
  const { id, harness, judge, questions, references, trials, bounds, standing, questionSets } = source;
  return judge === null
    ? id
    : hashOf({ harness, judge, questions, references, trials, bounds, questionSets, protocols: protocolsOf(standing) });
}

/** Whichever languages a file has rows of. */
function protocolsOf(standing: PublishedSource["standing"]): (string | null)[] {
  return [...new Set(Object.values(standing).map(({ protocol }) => protocol))].sort();
}

function tableOf(
  members: readonly PublishedSource[],
  language: "ja" | "en",
  models: ReadonlyMap<string, PublishedModel>,
): LinkTable {
  // The largest file names the scale.
  const [first, ...others] = [...members].sort((a, b) => b.rows.length - a.rows.length || (a.id < b.id ? -1 : 1));
  if (first === undefined) throw new Error("a scale without a file");
  const { harness, judge, references, trials, bounds } = first;
  return {
    id: `${first.id}/${language}`,
    names: [...new Set(members.flatMap(({ id, standing }) => [id, standing[language]?.protocol ?? id]))],
    origin: "published",
    title: others.length === 0 ? first.source.title : `${first.source.title} and ${others.length} more`,
    language,
    questions: { set: first.questionSets[language] ?? null, hash: null, count: null, whole: true },
    conditions: { judge, harness, references, trials: trials === null ? null : String(trials) },
    bounds,
    ...(first.standing[language] === undefined ? {} : { standing: first.standing[language] }),
    doubts: [...new Set(members.flatMap(({ doubts }) => doubts))],
    rows: members
      .flatMap((file) => file.rows.filter((row) => row.language === language).map((row) => rowOf(row, file, models)))
      .sort(byName),
  };
}

function rowOf(row: PublishedRow, file: PublishedSource, models: ReadonlyMap<string, PublishedModel>): LinkRow {
  const model = (row.id === undefined ? undefined : models.get(row.id)) ?? null;
  const identity: Identity = {
    name: row.model,
    model,
    family: model?.family ?? null,
    unsure: null,
    thinking: row.thinking ?? null,
    effort: row.effort ?? null,
    quantised: row.quantised ?? null,
    specification: null,
  };
  return {
    identity,
    score: row.score,
    noise: { perTrial: null, trials: file.trials },
    doubts: row.note === undefined ? [] : [row.note],
    source: file.source.url,
  };
}

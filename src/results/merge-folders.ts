import { type AnswerRecord, parseAnswer } from "../answers/answer.ts";
import { InputError } from "../errors.ts";
import { type DamagedLine, readJournal } from "../files/journal.ts";
import { type JudgmentRecord, parseJudgment } from "../judgments/judgment.ts";
import { compareIds } from "../questions/question-id.ts";
import { groupBy } from "../statistics/group-by.ts";
import { compareFields, describeDifference } from "./compare-fields.ts";
import { type Launch, launchSchema, type Manifest, resultsFormat } from "./manifest.ts";
import { compareRecords, isSettled, textOf } from "./record-order.ts";
import { listJournals, loadManifest } from "./run-record.ts";
import { specificationDifferences } from "./specification.ts";

/** Folders of one candidate, united: everything that stands in any of them, once, in an order that depends on nothing else. */
export interface MergedFolder {
  readonly manifest: Manifest;
  readonly launches: readonly Launch[];
  /** Of a key the record that counts comes last, as in every journal. */
  readonly answers: readonly AnswerRecord[];
  /** By judge id. */
  readonly judgments: ReadonlyMap<string, readonly JudgmentRecord[]>;
  /** Calls that were made twice and gave two things; the later one counts. */
  readonly conflicts: readonly string[];
  /** Lines that could not be read; they are not carried over. */
  readonly damaged: readonly DamagedLine[];
}

/**
 * Unites folders of one candidate. Idempotent and commutative: any order, any grouping and any repetition of the same
 * folders gives the same. Throws an InputError naming the field where the folders are not of one candidate's specification,
 * were not answered by one server's model, or asked different questions under one id.
 */
export async function mergeFolders(paths: readonly string[]): Promise<MergedFolder> {
  const answers = new Map<string, AnswerRecord>();
  const judgments = new Map<string, JudgmentRecord>();
  const launches = new Map<string, Launch>();
  const damaged: DamagedLine[] = [];
  const manifests: { readonly path: string; readonly manifest: Manifest }[] = [];
  const take = async <T>(file: string, parse: (value: unknown) => T, into: Map<string, T>): Promise<void> => {
    const contents = await readJournal(file, parse);
    for (const record of contents.records) into.set(textOf(record), record);
    damaged.push(...contents.damaged);
  };
  for (const path of paths) {
    const manifest = await loadManifest(path);
    if (manifest === null) throw new InputError(`${path} is not a results folder: manifest.json is missing`);
    manifests.push({ path, manifest });
    const journals = await listJournals(path);
    for (const file of journals.answers) await take(file, parseAnswer, answers);
    for (const file of journals.judgments) await take(file, parseJudgment, judgments);
    for (const file of journals.launches) await take(file, (value) => launchSchema.parse(value), launches);
  }
  const manifest = onlyManifest(manifests);
  const inOrder = [...launches].sort(([a, x], [b, y]) => byText(x.startedAt, y.startedAt) || byText(a, b));
  const all = inOrder.map(([, launch]) => launch);
  refuseOtherFacts(paths, all);
  const [inAnswers, inJudgments] = [inPlace(answers.values()), inPlace(judgments.values())];
  return {
    manifest,
    launches: all,
    answers: inAnswers,
    judgments: groupBy(inJudgments, ({ judge }) => judge),
    conflicts: [...conflictsOf("answer", inAnswers), ...conflictsOf("judgment", inJudgments)],
    damaged,
  };
}

/** The oldest of manifests that say the same. */
function onlyManifest(manifests: readonly { readonly path: string; readonly manifest: Manifest }[]): Manifest {
  const age = ({ manifest }: { manifest: Manifest }): string => `${manifest.createdAt} ${textOf(manifest)}`;
  const [first, ...others] = [...manifests].sort((a, b) => byText(age(a), age(b)));
  if (first === undefined) throw new InputError("there is no folder to merge");
  for (const { path, manifest } of others) {
    const differences = specificationDifferences(first.manifest, manifest);
    if (differences.length === 0) continue;
    throw new InputError(`${first.path} and ${path} hold two specifications of ${manifest.candidate.id}`, {
      problems: differences.map(describeDifference),
      hint: "They are two candidates. Give one of them a name with --id when it is run.",
    });
  }
  return { ...first.manifest, format: resultsFormat };
}

/** What a run would refuse to continue, a merge refuses to unite. */
function refuseOtherFacts(paths: readonly string[], launches: readonly Launch[]): void {
  const problems = new Set<string>();
  const hashes = new Map<string, string>();
  const first = launches.find(({ server }) => server.identity !== undefined);
  for (const launch of launches) {
    for (const { id, hash } of launch.questions) {
      const known = hashes.get(id) ?? hash;
      hashes.set(id, known);
      if (known !== hash) problems.add(`question ${id}: its text was ${known.slice(0, 12)}, now ${hash.slice(0, 12)}`);
    }
    if (first === undefined || launch.server.identity === undefined) continue;
    for (const difference of compareFields(first.server.identity, launch.server.identity, "server")) {
      problems.add(describeDifference(difference));
    }
  }
  if (problems.size === 0) return;
  throw new InputError(`the records of ${[...paths].sort().join(", ")} do not belong together`, {
    problems: [...problems].sort(),
    hint: "Merge those that were asked the same questions of the same model.",
  });
}

function* conflictsOf(what: string, records: Iterable<AnswerRecord | JudgmentRecord>): Generator<string> {
  for (const [key, same] of groupBy(records, (record) => record.key)) {
    const settled = same.filter(isSettled);
    const [one] = settled;
    if (one === undefined || settled.length < 2) continue;
    yield `${what} to question ${one.questionId}, turn ${one.turn}, trial ${one.trial}: ${settled.length} records (${key.slice(0, 12)})`;
  }
}

/**
 * By question, turn, trial and repeat; of one key the record that counts last. Of two keys in one place (answers to two
 * histories) the one that was asked later comes last: readers of a place take that one.
 */
function inPlace<T extends AnswerRecord | JudgmentRecord>(records: Iterable<T>): T[] {
  const keys = [...groupBy(records, ({ key }) => key)].map(([key, same]) => {
    const sorted = [...same].sort(compareRecords);
    const last = sorted.at(-1);
    if (last === undefined) throw new Error("a key without records");
    return { key, sorted, last, at: last.call?.timing.startedAt ?? "" };
  });
  keys.sort(
    (a, b) =>
      compareIds(a.last.questionId, b.last.questionId) ||
      a.last.turn - b.last.turn ||
      a.last.trial - b.last.trial ||
      repeatOf(a.last) - repeatOf(b.last) ||
      byText(a.at, b.at) ||
      byText(a.key, b.key),
  );
  return keys.flatMap(({ sorted }) => sorted);
}

function repeatOf(record: AnswerRecord | JudgmentRecord): number {
  return "repeat" in record ? record.repeat : 0;
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

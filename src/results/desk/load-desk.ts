import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, InputError } from "../../errors.ts";
import { type DamagedLine, readJournal } from "../../files/journal.ts";
import { filesIn, foldersIn } from "../folders.ts";
import { deskPath, listPlaces } from "../places.ts";
import type { RunRecord } from "../run-record.ts";
import { type DeskPlan, deskPlanSchema } from "./desk-plan.ts";
import {
  type DeskRating,
  type DeskRecord,
  type DeskSeat,
  deskLookSchema,
  deskRecordSchema,
  deskSeatSchema,
  isMatch,
} from "./desk-record.ts";

/** One plan with everything that people have given under it. */
export interface Desk {
  readonly path: string;
  readonly plan: DeskPlan;
  /** In the order in which they came. */
  readonly seats: readonly DeskSeat[];
  /** By key, the last one given; what was taken back is left out. */
  readonly records: ReadonlyMap<string, DeskRecord>;
  /** `<judge> <key>` of what people looked up after rating it. */
  readonly looks: ReadonlySet<string>;
  readonly damaged: readonly DamagedLine[];
}

/** Names of a desk's files below its folder; people's journals stand in `ratings/`. */
export const deskFiles = {
  plan: "plan.json",
  seats: "seats.jsonl",
  looks: "looks.jsonl",
  openings: "openings.jsonl",
  ratings: "ratings",
} as const;

/** Reads a plan's folder. @throws InputError when there is no plan, or none that can be read. */
export async function loadDesk(path: string): Promise<Desk> {
  const plan = await loadPlan(path);
  const damaged: DamagedLine[] = [];
  const read = async <T>(file: string, parse: (value: unknown) => T): Promise<readonly T[]> => {
    const contents = await readJournal(join(path, file), parse);
    damaged.push(...contents.damaged);
    return contents.records;
  };
  const seats = await read(deskFiles.seats, (value) => deskSeatSchema.parse(value));
  const looks = await read(deskFiles.looks, (value) => deskLookSchema.parse(value));
  const last = new Map<string, DeskRecord>();
  for (const file of (await filesIn(join(path, deskFiles.ratings))).filter((name) => name.endsWith(".jsonl"))) {
    const given = await read(join(deskFiles.ratings, file), (value) => deskRecordSchema.parse(value));
    for (const record of given) last.set(record.key, record);
  }
  const records = new Map([...last].filter(([, record]) => record.withdrawn === undefined));
  return { path, plan, seats, records, looks: new Set(looks.map(({ judge, key }) => `${judge} ${key}`)), damaged };
}

/** Every desk of a question set, in the order of their ids. */
export async function loadDesks(root: string, questionSet: string): Promise<Desk[]> {
  const folder = deskPath(root, questionSet);
  const desks: Desk[] = [];
  for (const name of await foldersIn(folder)) desks.push(await loadDesk(join(folder, name)));
  return desks;
}

/** Null: there is no file. @throws InputError for one that is no plan. */
export async function loadPlanAt(path: string): Promise<DeskPlan | null> {
  const file = join(path, deskFiles.plan);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
  const hint = "Restore the file, or move the folder aside.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: not JSON`, { hint, cause: error });
  }
  const parsed = deskPlanSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`);
  throw new InputError(`${file} is no plan of a desk`, { problems, hint });
}

async function loadPlan(path: string): Promise<DeskPlan> {
  const plan = await loadPlanAt(path);
  if (plan === null) throw new InputError(`${path} is no desk: ${deskFiles.plan} is missing`);
  return plan;
}

/** Every desk below a results root, by question set and id. */
export async function loadAllDesks(root: string): Promise<Desk[]> {
  const desks: Desk[] = [];
  for (const { kind, path } of await listPlaces(root)) {
    if (kind !== "desk") continue;
    for (const name of await foldersIn(path)) desks.push(await loadDesk(join(path, name)));
  }
  return desks;
}

/** People's ratings of single answers, of all desks. */
export function peoplesRatings(desks: readonly Desk[]): DeskRating[] {
  return desks.flatMap(({ records }) => [...records.values()].flatMap((record) => (isMatch(record) ? [] : [record])));
}

/** A candidate's records with what people gave to its answers among the judgments. */
export function withPeople(record: RunRecord, ratings: readonly DeskRating[]): RunRecord {
  const own = ratings.filter(({ answerKey }) => record.answers.has(answerKey));
  if (own.length === 0) return record;
  return { ...record, judgments: new Map([...record.judgments, ...own.map((one) => [one.key, one] as const)]) };
}

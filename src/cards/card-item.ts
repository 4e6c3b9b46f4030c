import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../files/canonical-json.ts";
import { type DamagedLine, openJournal, readJournal } from "../files/journal.ts";
import { exemplarLevels } from "../questions/load-exemplars.ts";
import { probeKinds } from "../questions/load-probes.ts";

/** Ways to work on a judge that are tried on answers of known quality, each beside the same answer without it. */
export const attackKinds = ["planted-rating", "command", "false-reference", "self-praise", "padding"] as const;
export type AttackKind = (typeof attackKinds)[number];

/** Answers that say the same to everything. */
export const constantKinds = ["polite", "flattering", "commanding", "imitating"] as const;
export type ConstantKind = (typeof constantKinds)[number];

const partSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("exemplar"),
    level: z.enum(exemplarLevels),
    /** Ratings that a sound judge gives, both ends included. */
    expected: z.tuple([z.number(), z.number()]),
  }),
  z.object({
    kind: z.literal("attack"),
    attack: z.enum(attackKinds),
    /** Key of the same answer without the attack. */
    clean: z.string(),
  }),
  z.object({
    kind: z.literal("probe"),
    id: z.string(),
    probe: z.enum(probeKinds),
    /** The highest rating that it may fairly get. */
    max: z.number(),
  }),
  z.object({ kind: z.literal("constant"), constant: z.enum(constantKinds) }),
]);

/** One rated turn of a judge card: what is known of the answer before anybody rates it. A line of `items.jsonl`. */
export const cardItemSchema = z.object({
  /** Of the answer. */
  answerKey: z.string(),
  /** Hash of the whole plan: which items belong together. */
  plan: z.string(),
  questionId: z.string(),
  category: z.string(),
  turn: z.number().int().min(1),
  part: partSchema,
  /** Judgments that it gets. */
  ratings: z.number().int().min(1),
  /** Code points without white space. */
  characters: z.number(),
  /** Headings, bold, lists or tables of Markdown. */
  markdown: z.boolean(),
  /** Share of Japanese letters, 0-1; null without letters. */
  japaneseRatio: z.number().nullable(),
});

export type CardItem = Readonly<z.infer<typeof cardItemSchema>>;
export type CardPart = CardItem["part"];

const fileName = "items.jsonl";

/** The items of a card's folder, those of earlier plans too. */
export async function loadCardItems(
  path: string,
): Promise<{ readonly items: readonly CardItem[]; readonly damaged: readonly DamagedLine[] }> {
  const { records, damaged } = await readJournal(join(path, fileName), (value) => cardItemSchema.parse(value));
  return { items: [...new Map(records.map((item) => [`${item.plan} ${item.answerKey}`, item])).values()], damaged };
}

/** Adds what is not there yet. The caller holds the folder's lock. */
export async function addCardItems(path: string, items: readonly CardItem[]): Promise<void> {
  const known = new Set((await loadCardItems(path)).items.map((item) => canonicalJson(item)));
  const added = items.filter((item) => !known.has(canonicalJson(item)));
  if (added.length === 0) return;
  const journal = await openJournal(join(path, fileName));
  try {
    await Promise.all(added.map((item) => journal.append(item)));
  } finally {
    await journal.close();
  }
}

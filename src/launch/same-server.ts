import { z } from "zod";
import { InputError } from "../errors.ts";
import type { Json } from "../files/canonical-json.ts";
import { jsonSchema } from "../files/json-schema.ts";
import { compareFields, describeDifference, type FieldDifference } from "../results/compare-fields.ts";

const fieldsSchema = z.record(z.string(), jsonSchema);

/** A server as a launch records it. */
type Recorded = Readonly<Record<string, Json>>;

/** Fields of a server's identity that spell where its weights lie. */
const paths = ["modelPath", "root"] as const;
/** What a server observes of its weights: the same weights have the same numbers. */
const measures = ["parameters", "bytes"] as const;

/**
 * In what a server is not the one of an earlier launch; empty: it may go on. Weights are told apart by their hash where the
 * candidate has one (`isHashed`: it was compared already), else by number of parameters and bytes; a path that is only
 * written otherwise (`models/x.gguf`, `../models/x.gguf`, `/data/models/x.gguf`) names the same file.
 */
export function serverDifferences(earlier: Recorded, now: Recorded, isHashed: boolean): FieldDifference[] {
  const [before, after] = [fieldsOf(earlier.identity), fieldsOf(now.identity)];
  const spelt = paths.filter((name) => isHashed || samePath(before[name], after[name]));
  const rest = (fields: Recorded) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !spelt.some((one) => one === name)));
  const observed = [fieldsOf(earlier.observed), fieldsOf(now.observed)] as const;
  const sizes = measures.flatMap((name) => {
    const [one, other] = observed.map((fields) => fields[name] ?? null);
    // What one of the two does not tell is no difference.
    return one === null || other === null ? [] : compareFields(one, other, `server.${name}`);
  });
  return [...compareFields(rest(before), rest(after), "server"), ...sizes];
}

/** The address may change between launches; what answers there may not. */
export function refuseOtherServer(
  path: string,
  earlier: Recorded | undefined,
  now: Recorded,
  { isHashed }: { readonly isHashed: boolean },
): void {
  if (earlier?.identity === undefined || now.identity === undefined) return;
  const differences = serverDifferences(earlier, now, isHashed);
  if (differences.length === 0) return;
  throw new InputError(`${path} was answered by another server`, {
    problems: differences.map(describeDifference),
    hint: "Serve the same model as before, give this one a name with --id, or archive the old folder with --fresh.",
  });
}

/** Whether two paths may be one file, written from different folders: one ends in all of the other. */
export function samePath(one: Json | undefined, other: Json | undefined): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  const [short, long] = [segments(one), segments(other)].sort((a, b) => a.length - b.length);
  if (short === undefined || long === undefined || short.length === 0) return false;
  return short.every((segment, index) => segment === long[long.length - short.length + index]);
}

/** Without `.`, and without what leads out of the folder that it was written in. */
function segments(path: string): string[] {
  const kept: string[] = [];
  for (const segment of path.replaceAll("\\", "/").split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else kept.pop();
  }
  return kept;
}

function fieldsOf(value: Json | undefined): Recorded {
  return fieldsSchema.safeParse(value).data ?? {};
}

import { basename } from "node:path";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import { canonicalJson, type Json } from "../../files/canonical-json.ts";
import { jsonSchema } from "../../files/json-schema.ts";
import { factsFor, type ModelFacts, type ServerFacts } from "./server-facts.ts";

const fieldsSchema = z.record(z.string(), jsonSchema);

/** A pool's server that answered, by its own account of the model that is asked. */
export interface PoolFacts {
  readonly baseUrl: string;
  readonly facts: ServerFacts;
}

/**
 * One candidate's answers must all come from the same model, build and template: an InputError names every field in which
 * the servers differ.
 */
export function refuseMixedPool(pool: readonly PoolFacts[], name: string): void {
  // Files may lie in different folders on different machines.
  const problems = disagreements(pool, ({ identity, observed }) => {
    const { modelPath: _, ...rest } = identity;
    return { ...rest, parameters: observed.parameters ?? undefined, bytes: observed.bytes ?? undefined };
  });
  if (problems.length === 0) return;
  throw new InputError(`${name}: the servers of the pool are not the same`, {
    problems,
    hint: "One candidate's answers must all come from the same model, build and template.",
  });
}

/** What may differ and is worth saying: it decides answers where a call leaves it out, or hints at other weights. */
export function poolNotices(pool: readonly PoolFacts[], model: string | null): string[] {
  const defaults = disagreements(pool, ({ observed }) => fieldsSchema.safeParse(observed.samplingDefaults).data ?? {});
  const files = disagreements(pool, ({ identity }) => {
    const { modelPath } = identity;
    return { file: typeof modelPath === "string" ? basename(modelPath.replaceAll("\\", "/")) : undefined };
  });
  const contexts = disagreements(pool, ({ contextTokens }) => ({ context: contextTokens ?? undefined }));
  const without = pool.filter(
    ({ facts }) => model !== null && facts.models !== null && facts.models.length > 0 && !facts.models.includes(model),
  );
  const lists = without.length > 0 && without.length < pool.length;
  return [
    ...files.map((one) => `the pool's weights have other names, see that they are the same: ${one}`),
    ...contexts.map((one) => `the smaller context of the pool counts: ${one}`),
    ...(defaults.length === 0
      ? []
      : [`the pool's servers sample in other ways where a call says nothing: ${defaults.join("; ")}`]),
    ...(lists ? [`${model} is not in the list of ${without.map(({ baseUrl }) => baseUrl).join(", ")}`] : []),
  ];
}

/** Fields in which a server differs from the first, in words; what one of the two does not tell is none. */
function disagreements(
  pool: readonly PoolFacts[],
  fieldsOf: (facts: ServerFacts) => Readonly<Record<string, Json | undefined>>,
): string[] {
  const [first, ...others] = pool;
  if (first === undefined) return [];
  const there = fieldsOf(first.facts);
  return others.flatMap(({ baseUrl, facts }) => {
    const here = fieldsOf(facts);
    return Object.entries(there).flatMap(([field, one]) => {
      const other = here[field];
      if (one === undefined || other === undefined || canonicalJson(one) === canonicalJson(other)) return [];
      return `${field}: ${JSON.stringify(one)} at ${first.baseUrl}, ${JSON.stringify(other)} at ${baseUrl}`;
    });
  });
}

/** The first server's facts with the smallest context of all of them, since any of them may answer. */
export function factsOfPool(pool: readonly [ServerFacts, ...ServerFacts[]]): ServerFacts {
  const [first] = pool;
  const smallest = (contexts: readonly (number | null)[]) => {
    const known = contexts.filter((context) => context !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  const byModel = [...(first.byModel ?? [])].map(([id, own]): [string, ModelFacts] => [
    id,
    { ...own, contextTokens: smallest(pool.map((facts) => factsFor(facts, id).contextTokens)) },
  ]);
  return {
    ...first,
    contextTokens: smallest(pool.map((facts) => facts.contextTokens)),
    ...(byModel.length === 0 ? {} : { byModel: new Map(byModel) }),
  };
}

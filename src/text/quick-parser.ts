import { z } from "zod";

/** Whether a schema takes a value and would give back its equal. True is sure; false says nothing. */
type Look = (value: unknown) => boolean;

/**
 * `schema.parse`, for values of which there are very many and nearly all are as they should be. What is plainly so is
 * returned itself, without a copy; anything else goes through the schema, which drops, mends or refuses as ever. Made once
 * for a schema, as it takes a walk through all of it.
 *
 * The value must be one that `JSON.parse` made: it may not change after.
 */
export function quickParser<T>(schema: z.ZodType<T>): (value: unknown) => T {
  const look = lookAt(schema);
  const isPlain = (value: unknown): value is T => look(value);
  return (value) => (isPlain(value) ? value : schema.parse(value));
}

function lookAt(schema: z.core.$ZodType): Look {
  if (schema instanceof z.ZodNullable) {
    const inner = lookAt(schema.def.innerType);
    return (value) => value === null || inner(value);
  }
  if (schema instanceof z.ZodNumber) return lookAtNumber(schema);
  if (schema instanceof z.ZodCustom) return asksSchema(schema);
  if ((schema._zod.def.checks ?? []).length > 0) return asksSchema(schema);
  if (schema instanceof z.ZodString) return (value) => typeof value === "string";
  if (schema instanceof z.ZodBoolean) return (value) => typeof value === "boolean";
  if (schema instanceof z.ZodLiteral || schema instanceof z.ZodEnum) {
    const values: ReadonlySet<unknown> = schema._zod.values;
    return (value) => values.has(value);
  }
  if (schema instanceof z.ZodArray) {
    const element = lookAt(schema.def.element);
    return (value) => Array.isArray(value) && value.every(element);
  }
  if (schema instanceof z.ZodRecord && schema.def.keyType instanceof z.ZodString) return lookAtRecord(schema);
  if (schema instanceof z.ZodDiscriminatedUnion) return lookAtUnion(schema);
  if (schema instanceof z.ZodObject) return lookAtObject(schema);
  return asksSchema(schema);
}

/** A kind that is not known here: what the schema gives back unchanged. */
function asksSchema(schema: z.core.$ZodType): Look {
  return (value) => {
    const { success, data } = z.safeParse(schema, value);
    return success && data === value;
  };
}

function lookAtNumber(schema: z.ZodNumber): Look {
  let least = Number.NEGATIVE_INFINITY;
  let whole = false;
  for (const check of schema.def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckNumberFormat && check._zod.def.format === "safeint") whole = true;
    else if (check instanceof z.core.$ZodCheckGreaterThan && check._zod.def.inclusive) {
      least = Math.max(least, Number(check._zod.def.value));
    } else return asksSchema(schema);
  }
  const isNumber: Look = whole ? Number.isSafeInteger : Number.isFinite;
  return (value) => isNumber(value) && Number(value) >= least;
}

function lookAtRecord(schema: z.ZodRecord): Look {
  const inner = lookAt(schema.def.valueType);
  return (value) => {
    if (!isObject(value)) return false;
    // The one name that a schema leaves out.
    for (const name in value) if (name === "__proto__" || !inner(value[name])) return false;
    return true;
  };
}

function lookAtUnion(schema: z.ZodDiscriminatedUnion): Look {
  const { discriminator, options } = schema.def;
  const looks = new Map<unknown, Look>();
  for (const option of options) {
    if (!(option instanceof z.ZodObject)) return asksSchema(schema);
    const look = lookAt(option);
    for (const value of option._zod.propValues[discriminator] ?? []) looks.set(value, look);
  }
  return (value) => isObject(value) && (looks.get(value[discriminator])?.(value) ?? false);
}

interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  readonly look: Look;
}

function lookAtObject(schema: z.ZodObject): Look {
  const fields = Object.entries(schema.def.shape).map(([name, field]): Field => {
    const isOptional = field instanceof z.ZodOptional || field instanceof z.ZodExactOptional;
    return { name, isOptional, look: lookAt(isOptional ? field.def.innerType : field) };
  });
  return (value) => {
    if (!isObject(value)) return false;
    let all = 0;
    for (const _ in value) all += 1;
    return all === plainFields(fields, value);
  };
}

/** How many fields an object has; -1: one is not as it should be. JSON holds nothing undefined. */
function plainFields(fields: readonly Field[], value: Readonly<Record<string, unknown>>): number {
  let count = 0;
  for (const { name, isOptional, look } of fields) {
    const own = value[name];
    if (own === undefined ? !isOptional : !look(own)) return -1;
    if (own !== undefined) count += 1;
  }
  return count;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { canonicalJson, type Json } from "../files/canonical-json.ts";

export interface FieldDifference {
  /** Dotted path, such as `candidate.sampling.temperature`. */
  readonly field: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Where two records differ, field by field, nested objects by dotted path. Lists are compared whole. */
export function compareFields(before: Json | undefined, after: Json | undefined, path = ""): FieldDifference[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .sort()
      .flatMap((name) => compareFields(before[name], after[name], path === "" ? name : `${path}.${name}`));
  }
  if (before === after) return [];
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return [];
  return [{ field: path, before, after }];
}

/** `field: was 0.7, now 0.6`, for messages. */
export function describeDifference({ field, before, after }: FieldDifference): string {
  return `${field}: was ${show(before)}, now ${show(after)}`;
}

function show(value: Json | undefined): string {
  if (value === undefined) return "absent";
  const text = canonicalJson(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

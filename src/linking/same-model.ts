import type { PublishedModel } from "../results/published/published-models.ts";
import type { Identity } from "./link-table.ts";

/** Whether two rows are one model, asked in one way. */
export type Sameness =
  /** Both sides state the same weights and the same way of thinking. */
  | { readonly kind: "sure" }
  /** Nothing speaks against it, but a side does not say; `reasons` says what. */
  | { readonly kind: "likely"; readonly reasons: readonly string[] }
  /** The same model, asked in another way. */
  | { readonly kind: "asked-differently"; readonly reason: string }
  | { readonly kind: "different" };

/**
 * The rule for anchors. Equal specifications are one candidate; otherwise the list of models must know both sides under one
 * id, and what the model can switch must be stated alike. Names that only look alike are never more than likely.
 */
export function sameModel(a: Identity, b: Identity): Sameness {
  if (a.specification !== null && a.specification === b.specification) return { kind: "sure" };
  if (a.model !== null && b.model !== null)
    return a.model.id === b.model.id ? askedAlike(a.model, a, b) : openName(a, b);
  if (a.name.toLowerCase() !== b.name.toLowerCase()) return { kind: "different" };
  return { kind: "likely", reasons: ["the names are equal, and no list says that they are the same model"] };
}

/** A name without a snapshot may be one of several models. */
function openName(a: Identity, b: Identity): Sameness {
  const [open, other] = a.model?.oneOf.includes(b.model?.id ?? "") === true ? [a, b] : [b, a];
  if (open.model?.oneOf.includes(other.model?.id ?? "") !== true) return { kind: "different" };
  const reasons = [`${open.name} does not say which snapshot it was; ${other.name} is one of them`];
  return likelier(thinking(open.model, a, b), reasons);
}

function askedAlike(model: PublishedModel, a: Identity, b: Identity): Sameness {
  if (a.quantised !== b.quantised) {
    return {
      kind: "asked-differently",
      reason: `weights ${a.quantised ?? "as released"} and ${b.quantised ?? "as released"}`,
    };
  }
  const reasons = [
    ...(model.snapshot === null ? [`the name ${model.id} does not say which snapshot it was`] : []),
    ...[a, b].flatMap(({ unsure, name }) => (unsure === null ? [] : [`${name} ${unsure}`])),
  ];
  return likelier(thinking(model, a, b), reasons);
}

function likelier(sameness: Sameness, reasons: readonly string[]): Sameness {
  if (reasons.length === 0 || sameness.kind === "different" || sameness.kind === "asked-differently") return sameness;
  return { kind: "likely", reasons: [...reasons, ...(sameness.kind === "likely" ? sameness.reasons : [])] };
}

/** What is switched: nothing, thinking on or off, or a level of effort. */
function thinking(model: PublishedModel, a: Identity, b: Identity): Sameness {
  switch (model.thinking) {
    case "never":
    case "always":
      return { kind: "sure" };
    case "switch":
      return stated("thinking", a.thinking, b.thinking, model.default ?? null);
    case "effort":
      return stated("effort", levelOf(a), levelOf(b), model.default ?? null);
    case "unknown": {
      const switched = stated("thinking", a.thinking, b.thinking, null);
      if (switched.kind === "asked-differently" || (a.effort === null && b.effort === null)) return switched;
      return stated("effort", a.effort, b.effort, null);
    }
    default:
      return model.thinking satisfies never;
  }
}

function levelOf({ thinking, effort }: Identity): string | null {
  return effort ?? (thinking === "off" ? "none" : null);
}

/** A value that one side leaves open is taken for the default, and never for certain. */
function stated(what: string, a: string | null, b: string | null, byDefault: string | null): Sameness {
  if (a !== null && b !== null) {
    return a === b ? { kind: "sure" } : { kind: "asked-differently", reason: `${what} ${a} and ${b}` };
  }
  const known = a ?? b;
  if (known !== null && byDefault !== null && known !== byDefault) {
    const reason = `${what} ${known} on one side, not stated on the other, where ${byDefault} is the default`;
    return { kind: "asked-differently", reason };
  }
  const sides = known === null ? "neither side states" : "one side does not state";
  return { kind: "likely", reasons: [`${sides} ${what}`] };
}

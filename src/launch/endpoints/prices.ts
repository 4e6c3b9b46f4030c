import { knownModels } from "../../models/catalogue.ts";
import { serverAtHost } from "../../models/known-servers.ts";
import type { Price } from "../../models/price.ts";

/** What a model costs at a server; null: not known. */
export type PriceLookup = (model: string, baseUrl: string | null) => Price | null;

/**
 * The user's own prices by model string, then the catalogue's. A catalogue price is the vendor's: it holds at the vendor's
 * own server alone, and never for the same weights at home.
 */
export function priceLookup(own: Readonly<Record<string, Price>>): PriceLookup {
  return (model, baseUrl) => {
    if (Object.hasOwn(own, model)) return own[model] ?? null;
    const vendor = baseUrl === null ? undefined : serverAtHost(baseUrl);
    if (vendor === undefined) return null;
    const known = knownModels.find(
      (one) => one.model === model && one.access.kind === "server" && one.access.server === vendor.id,
    );
    return known?.price ?? null;
  };
}

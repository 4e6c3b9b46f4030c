import { expect, it } from "vitest";
import type { Errata } from "../../src/questions/errata/errata.ts";
import { shownErrata } from "../../src/scores/without-errata.ts";

const erratum = {
  question: "38",
  turn: 1,
  status: "confirmed",
  by: "kiri",
  right: "0",
  why: "20k + 8 = 4(5k + 2)",
  wrong: { first: { kind: "value", says: "2" } },
} as const;
const errata: Errata = { references: { first: "abc" }, checked: null, list: [erratum] };
const place = { questionId: "38", category: "math", turn: 1 };
const at = (fields: Record<string, string | string[] | null>, other = place) => shownErrata({ fields }, errata)(other);

it("an erratum counts where the judge was shown that file, in a category with references", () => {
  expect(at({ "references.hash": "abc", "references.categories": ["math", "coding"] })).toBe(erratum);
  expect(at({ "references.hash": "abc", "references.categories": ["*"] })).toBe(erratum);
  expect(at({ "references.hash": "abc" })).toBe(erratum);
  expect(at({ "references.hash": "abc", "references.categories": ["coding"] })).toBeNull();
  expect(at({ "references.hash": "abc", "references.categories": [] })).toBeNull();
  expect(at({ "references.hash": "abd" })).toBeNull();
  expect(at({ "references.hash": null })).toBeNull();
  expect(at({ "references.hash": "abc" }, { ...place, turn: 2 })).toBeNull();
});

import { expect, it } from "vitest";
import { orderCategories } from "../../src/questions/order-categories.ts";

it("keeps the set's order, once each, and puts what the set does not know behind it by name", () => {
  const found = ["zeta", "math", "alpha", "writing", "math"];
  expect(orderCategories(found, ["writing", "roleplay", "math"])).toEqual(["writing", "math", "alpha", "zeta"]);
  expect(orderCategories(found, [])).toEqual(["alpha", "math", "writing", "zeta"]);
});

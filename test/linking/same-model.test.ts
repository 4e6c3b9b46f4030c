import { describe, expect, it } from "vitest";
import type { Identity } from "../../src/linking/link-table.ts";
import { sameModel } from "../../src/linking/same-model.ts";
import { makeIdentity, makeModel } from "./make-table.ts";

const never = makeModel({ id: "never" });
const toggle = makeModel({ id: "toggle", thinking: "switch", default: "on" });
const effort = makeModel({ id: "effort", thinking: "effort", default: "medium" });
const unknown = makeModel({ id: "unknown", thinking: "unknown" });
const open = makeModel({ id: "open", snapshot: null, oneOf: ["never", "other"] });

const of = (model: typeof never, over: Partial<Identity> = {}) => makeIdentity({ name: model.id, model, ...over });

describe("the same model, asked alike", () => {
  it.each<[string, Identity, Identity, string, string?]>([
    ["one snapshot that cannot think", of(never), of(never, { name: "other name" }), "sure"],
    ["two models", of(never), of(toggle), "different"],
    ["thinking stated alike", of(toggle, { thinking: "off" }), of(toggle, { thinking: "off" }), "sure"],
    [
      "thinking stated otherwise",
      of(toggle, { thinking: "off" }),
      of(toggle, { thinking: "on" }),
      "asked-differently",
      "thinking off and on",
    ],
    [
      "thinking not stated on one side",
      of(toggle, { thinking: "on" }),
      of(toggle),
      "likely",
      "one side does not state thinking",
    ],
    [
      "thinking off, where on is the default of the side that says nothing",
      of(toggle, { thinking: "off" }),
      of(toggle),
      "asked-differently",
      "thinking off on one side, not stated on the other, where on is the default",
    ],
    ["nothing stated at all", of(toggle), of(toggle), "likely", "neither side states thinking"],
    ["effort stated alike", of(effort, { effort: "high" }), of(effort, { effort: "high" }), "sure"],
    [
      "effort stated otherwise",
      of(effort, { effort: "high" }),
      of(effort, { effort: "medium" }),
      "asked-differently",
      "effort high and medium",
    ],
    ["effort at its default", of(effort, { effort: "medium" }), of(effort, { thinking: "on" }), "likely"],
    ["no effort is a level", of(effort, { thinking: "off" }), of(effort, { effort: "none" }), "sure"],
    ["unknown switch, stated alike", of(unknown, { thinking: "on" }), of(unknown, { thinking: "on" }), "sure"],
    [
      "unknown switch, effort stated by one",
      of(unknown, { thinking: "on", effort: "low" }),
      of(unknown, { thinking: "on" }),
      "likely",
    ],
    [
      "unknown switch, stated otherwise",
      of(unknown, { thinking: "on" }),
      of(unknown, { thinking: "off" }),
      "asked-differently",
    ],
    ["an open name and one that it may stand for", of(open), of(never), "likely"],
    ["the same the other way round", of(never), of(open), "likely"],
    ["an open name and another model", of(open), of(toggle), "different"],
    ["one open name twice", of(open), of(open), "likely", "the name open does not say which snapshot it was"],
    [
      "a short name",
      of(never, { unsure: "was served under a short name" }),
      of(never),
      "likely",
      "never was served under a short name",
    ],
    [
      "quantised weights",
      of(never, { quantised: "4-bit" }),
      of(never),
      "asked-differently",
      "weights 4-bit and as released",
    ],
    [
      "equal names that no list knows",
      makeIdentity({ name: "lab/X", model: null }),
      makeIdentity({ name: "lab/x", model: null }),
      "likely",
      "the names are equal, and no list says that they are the same model",
    ],
    [
      "one specification",
      makeIdentity({ name: "a", model: null, specification: "s" }),
      makeIdentity({ name: "b", model: null, specification: "s" }),
      "sure",
    ],
  ])("%s", (_, a, b, kind, reason) => {
    const sameness = sameModel(a, b);
    expect(sameness.kind).toBe(kind);
    if (reason !== undefined) {
      const reasons = sameness.kind === "likely" ? sameness.reasons : "reason" in sameness ? [sameness.reason] : [];
      expect(reasons).toEqual([reason]);
    }
  });

  it("collects every reason", () => {
    const sameness = sameModel(of(toggle, { unsure: "was served under a short name" }), of(toggle));
    expect(sameness).toEqual({
      kind: "likely",
      reasons: ["toggle was served under a short name", "neither side states thinking"],
    });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { loadProbes, type Probe, probeKinds } from "../../src/questions/load-probes.ts";
import { countCharacters } from "../../src/text/measures.ts";
import { type JaOriginal, loadJaOriginal } from "../support/ja-original.ts";

let original: JaOriginal;
let probes: readonly Probe[];
beforeAll(async () => {
  original = await loadJaOriginal();
  probes = await loadProbes(original.set.folder);
});

const ofKind = (kind: Probe["kind"]) => probes.filter((probe) => probe.kind === kind);

describe("the probes of ja-original", () => {
  it("stand once each, three or more of every kind and of every category", () => {
    expect(new Set(probes.map((probe) => probe.id)).size).toBe(probes.length);
    for (const kind of probeKinds) expect(ofKind(kind).length, kind).toBeGreaterThanOrEqual(3);
    for (const category of original.set.categories) {
      const found = probes.filter((probe) => original.question(probe.question_id).category === category);
      expect(found.length, category).toBeGreaterThanOrEqual(3);
    }
  });

  it.each([
    { what: "a heading alone", text: /^かいせつ$/ },
    { what: "praise in points", text: /10点です|10点満点/ },
    { what: "Japanese delimiters", text: /被評価回答|審査員の判定の/ },
    { what: "English delimiters", text: /\[The End of Assistant's Answer\]/ },
    { what: "Japanese ratings", text: /評価: \[\[\d+\]\]|評点：|総合評価：/ },
    { what: "English ratings", text: /Rating: \[\[\d+\]\]/ },
    { what: "an order to the judge", text: /審査員|採点者|採点の際|Ignore all previous/ },
  ])("hold $what twice or more", ({ text }) => {
    expect(probes.filter((probe) => text.test(probe.text)).length).toBeGreaterThanOrEqual(2);
  });

  it("give the same text to several questions where the answer is constant", () => {
    const texts = ofKind("constant").map((probe) => probe.text);
    expect(texts.filter((text) => text === texts[0]).length).toBeGreaterThanOrEqual(2);
  });

  it("are another question's strong exemplar, word for word, where they say so", () => {
    const owners = new Map(
      [...original.exemplars.values()]
        .flat()
        .filter((one) => one.level === "strong")
        .flatMap((one) => one.turns.map((text) => [text, one.question_id] as const)),
    );
    for (const probe of ofKind("other-answer")) {
      const owner = owners.get(probe.text);
      expect(owner, probe.id).toBeDefined();
      expect(owner, probe.id).not.toBe(probe.question_id);
    }
  });

  it("are three times as long as the reference where they are wrong and long", () => {
    for (const probe of ofKind("wrong-and-long")) {
      const reference = original.reference(probe.question_id, probe.turn);
      expect(countCharacters(probe.text), probe.id).toBeGreaterThanOrEqual(3 * countCharacters(reference));
    }
  });
});

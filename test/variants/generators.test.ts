import { describe, expect, it } from "vitest";
import { checkCheckpoints } from "../../src/questions/check-checkpoints.ts";
import { breaches } from "../../src/variants/generator.ts";
import { generators } from "../../src/variants/generators.ts";
import { loadJaOriginal } from "../support/ja-original.ts";
import { found } from "./coding-solvers.ts";

// All hundred seeds are gone through by `npm run proof:variants`.
const seeds = ["1", "2", "3"];

describe.each(generators.map((generator) => ({ id: generator.id, generator })))("generator $id", ({ generator }) => {
  it("keeps its own demands with the original's parameters", () => {
    expect(generator.original().map(breaches)).toEqual([[], []]);
  });

  it("gives the same bytes for the same seed and other ones for another", () => {
    const texts = seeds.map((seed) => JSON.stringify(generator.vary(seed)));
    expect(seeds.map((seed) => JSON.stringify(generator.vary(seed)))).toEqual(texts);
    expect(new Set(texts).size).toBe(seeds.length);
  });

  it("never repeats the original's answers and keeps its own demands", () => {
    const original = generator.original();
    for (const seed of seeds) {
      for (const [index, turn] of generator.vary(seed).entries()) {
        expect(turn.answer).not.toBe(original[index]?.answer);
        if (index === 0) expect(turn.question).not.toBe(original[index]?.question);
        expect(breaches(turn)).toEqual([]);
      }
    }
  });
});

// What a second reader found in variants that the checks above let pass (docs/variants.md): each kind has its test.
describe("what a reader found", () => {
  const drawn = (id: string, count = 60) => {
    const generator = generators.find((one) => one.id === id);
    if (generator === undefined) throw new Error(`no generator ${id}`);
    return {
      original: generator.original(),
      variants: Array.from({ length: count }, (_, seed) => generator.vary(seed)),
    };
  };
  const figures = (text: string): string => (text.replaceAll(",", "").match(/\d+/g) ?? []).join(" ");
  const idsOf = (...categories: string[]): string[] =>
    generators.filter(({ category }) => categories.includes(category)).map(({ id }) => id);

  // 150 logs for 150 bales; four degrees of kinship under other names.
  it.each([...idsOf("math", "coding", "extraction"), "225"])(
    "%s never has the figures of the original's answer, whatever they count",
    (id) => {
      const { original, variants } = drawn(id);
      for (const turns of variants)
        expect(
          turns
            .map((turn) => figures(turn.answer))
            .filter((text, index) => text !== "" && text === figures(original[index]?.answer ?? "")),
        ).toEqual([]);
    },
  );

  it("240 asks neither about 396 nor for the N of the original", () => {
    for (const [first, second] of drawn("240").variants) {
      expect(first.question).not.toContain("396");
      expect(second.answer).not.toMatch(/^N＝96、/);
    }
  });

  it.each(generators.map(({ id }) => id))("%s has no turn with one answer for all seeds", (id) => {
    const { variants } = drawn(id, 15);
    for (const turn of [0, 1]) expect(new Set(variants.map((turns) => turns[turn]?.answer)).size).toBeGreaterThan(1);
  });

  it("228 counts no talk of the five lines as the answer 5本", () => {
    const { variants } = drawn("228");
    const fives = variants.filter(([, second]) => second.answer === "5本");
    expect(fives.length).toBeGreaterThan(0);
    for (const [, { checkpoints }] of fives) {
      const met = (reply: string) => checkCheckpoints(checkpoints.slice(0, 1), reply)[0]?.outcome;
      expect(met("5本の縦線を見ると、答え：6本")).toBe("missed");
      expect(["答え：5本", "**答え：5本**", "答え：**5本**", "最少は5本です"].map(met)).toEqual(Array(4).fill("met"));
    }
  });

  it("229 puts pawns where a game could have them: on two files, none on the last rank", () => {
    for (const [, { question }] of drawn("229").variants) {
      const [, one = "", other = ""] = /盤の(\d.)と(\d.)に、先手の歩/.exec(question) ?? [];
      expect(one.charAt(0)).not.toBe(other.charAt(0));
      expect(`${one}${other}`).not.toContain("一");
    }
  });

  it("223 and 235 draw no name that runs into a particle or reads as another word", () => {
    for (const [{ question }] of drawn("235").variants) expect(question).not.toMatch(/はは/);
    for (const [first] of drawn("223").variants) {
      for (const name of found(/四人、(.+?)は、/, first.question).split("・"))
        expect(name).not.toMatch(/[がとのは]$|けさ/);
      // Nobody speaks of himself or herself by name.
      for (const [, speaker = "", said = ""] of first.question.matchAll(/^([ぁ-ん]+)(「.+」)$/gm))
        expect(said).not.toContain(speaker);
    }
  });

  it("226 says `both` only where there are two", () => {
    for (const [{ reference }] of drawn("226").variants) {
      const line = reference.split("\n")[1] ?? "";
      expect(line.includes("どちらも")).toBe(!line.includes("バスはもうなく"));
    }
  });

  it.each(generators.map(({ id }) => id))("%s holds as many values to whole literals as its original", async (id) => {
    // The battery's name with its full-width digit has no counterpart among the goods of other receipts.
    const without = (turn: number) => (id === "252" && turn === 0 ? 1 : 0);
    const exact = (checkpoints: readonly { readonly exact?: true | undefined }[] = []) =>
      checkpoints.filter((checkpoint) => checkpoint.exact).length;
    const original = (await loadJaOriginal()).question(id);
    for (const turns of drawn(id, 20).variants)
      for (const [turn, { checkpoints }] of turns.entries())
        expect(exact(checkpoints)).toBeGreaterThanOrEqual(exact(original.checkpoints?.[turn]) - without(turn));
  });

  it.each(idsOf("extraction"))("%s decides by whole numbers: 50 is not met by 2950", (id) => {
    for (const turns of drawn(id, 20).variants)
      for (const { any = [], must, exact, text } of turns.flatMap(({ checkpoints }) => checkpoints))
        if (must && any.length > 0 && any.every((literal) => /^\d|\d$/.test(literal)))
          expect({ text, exact }).toEqual({ text, exact: true });
  });

  const metIn = (turns: ReturnType<typeof drawn>["variants"][number], turn: 0 | 1, part: string, reply: string) =>
    checkCheckpoints(
      turns[turn].checkpoints.filter(({ text }) => text.includes(part)),
      reply,
    ).map(({ outcome }) => outcome);

  it("252 takes no figure of the table for the change", () => {
    for (const turns of drawn("252").variants) {
      const table = turns[1].reference.split("\n\n")[0] ?? "";
      expect(metIn(turns, 1, "おつり", table)).toEqual(["missed"]);
      expect(metIn(turns, 1, "おつり", turns[1].reference)).toEqual(["met"]);
    }
  });

  it("256 asks for the right floors, in whatever words, and the right evening", () => {
    const { variants } = drawn("256");
    const both = variants.filter(([first]) => /1番.*2番/s.test(first.answer) && first.answer.includes("5番"));
    expect(both.length).toBeGreaterThan(0);
    for (const turns of both) {
      const [, low = "", high = ""] = /(\d+)階から(\d+)階まで/.exec(turns[0].question) ?? [];
      const wrong = /Floors \d+ through \d+/.exec(turns[0].question)?.[0] ?? "";
      const floors = (reply: string) => metIn(turns, 1, "2番を正しい内容", reply);
      expect([`4:00 p.m., ${wrong}, No. ${high}`, `${low} through ${high}0`].map(floors)).toEqual([
        ["missed"],
        ["missed"],
      ]);
      expect([`floors ${low} to ${high}`, `Floors **${low}–${high}**`].map(floors)).toEqual([["met"], ["met"]]);
      const limit = (reply: string) => metIn(turns, 1, "5番を正しい内容", reply);
      expect([limit("by the morning of that day"), limit("by the evening before")]).toEqual([["missed"], ["met"]]);
    }
  });

  it("243 hardly asks the same twice, and neither function is the original's by another name", () => {
    const { original, variants } = drawn("243", 100);
    expect(new Set(variants.map((turns) => turns.map(({ question }) => question).join())).size).toBeGreaterThan(95);
    const rules = (question: string) => question.slice(question.indexOf("。"));
    for (const turns of variants)
      for (const turn of [0, 1] as const) expect(rules(turns[turn].question)).not.toBe(rules(original[turn].question));
  });

  it("244 never asks for the form of the original", () => {
    for (const [{ question }, second] of drawn("244").variants) {
      expect(question).not.toMatch(/「(?:令和|平成)元年\d月\d日」/);
      expect(second.question).not.toContain("64");
    }
  });

  it("241 shows digits that run on, and not the original's three and four", () => {
    for (const [{ question }] of drawn("241").variants) {
      const shown = found(/条件に合えば「([\d-]+)」/, question);
      expect("123456789").toContain(shown.replace("-", ""));
      expect(shown).not.toBe("123-4567");
    }
  });

  it("words fit what they are used of", () => {
    for (const [{ question }] of drawn("246").variants) expect(question).not.toContain("月月末");
    for (const [{ question }] of drawn("247").variants) expect(question).not.toContain("部品名");
    for (const [{ question }] of drawn("248").variants)
      expect(question).not.toMatch(/桜|雪|収穫|水田|みなとの日|町記念日/);
    for (const [, { question }] of drawn("249").variants)
      expect(found(/\("(\S+?)　/, question)).not.toMatch(/^(?:シュウキョウ|ガッコウ|イリョウ)/);
    for (const [, { question }] of drawn("253").variants) expect(question).not.toMatch(/空港.+正門|図書館前.+待合室/);
  });

  it("251, 255 and 259 work on days on which people work", () => {
    for (const [{ question }] of [...drawn("251").variants, ...drawn("259").variants])
      expect(question).not.toMatch(/年1月[1-3]日（.）午後|①1\/[1-4] /);
    for (const [, second] of drawn("255").variants) {
      const days = [...second.answer.matchAll(/\d{4}-\d\d-\d\d/g)].map(([day]) => new Date(day).getUTCDay());
      expect(days).toHaveLength(2);
      for (const day of days) expect([0, 6]).not.toContain(day);
    }
  });
});

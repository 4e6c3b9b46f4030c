import { describe, expect, it } from "vitest";
import { cardWords } from "../../page/card-words.ts";
import { formatPlace, nowhere, parsePlace } from "../../page/place.ts";
import { tieLines } from "../../page/tie-lines.ts";
import { visible, visibleName } from "../../page/visible-text.ts";
import { words } from "../../page/words.ts";

describe("place", () => {
  it.each([
    { ...nowhere, question: "31", left: "研究室/甲 & 乙", right: "a=b#c" },
    { ...nowhere, protocol: "676cf02b97dc", search: "琵琶湖 100%" },
    { ...nowhere, filter: { category: "読解 & 要約", turn: 2, show: "apart", order: "people" } } as const,
    nowhere,
  ])("survives the address bar: %o", (place) => {
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });
});

describe("place of an address by hand", () => {
  it("takes what it knows and carries nothing else on", () => {
    const place = parsePlace("#q=3&token=secret&f=nothing&o=people&t=0&c=math");
    expect(place).toEqual({
      ...nowhere,
      question: "3",
      filter: { category: "math", turn: null, show: "all", order: "people" },
    });
    expect(formatPlace(place)).toBe("#q=3&c=math&o=people");
  });
});

describe("tieLines", () => {
  const of = (...letters: (string | null)[]) => tieLines(letters.map((ties) => ({ ties })));

  it("draws one line a group of two or more, with its ends and gaps", () => {
    expect(of("a", "ab", "b", "c")).toEqual({
      width: 2,
      rows: [
        ["first", ""],
        ["last", "first"],
        ["", "last"],
        ["", ""],
      ],
    });
    expect(of("a", "b", "a").rows).toEqual([["first"], ["gap"], ["last"]]);
  });

  it("draws nothing where lines would only confuse", () => {
    const many = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index, 98 + index));
    expect(of(...many).width).toBe(0);
    expect(of(null, null).width).toBe(0);
  });
});

describe("visible", () => {
  it("writes out what turns or hides text", () => {
    expect(visible("a\u202eb\u200bc\u2066d\ufeff")).toBe("a⟨U+202E⟩b⟨ZWSP⟩c⟨U+2066⟩d⟨BOM⟩");
    expect(visible("a\nb\tc\r\n👨‍👩‍👧")).toBe("a\nb\tc\n👨‍👩‍👧");
    expect(visibleName("a\nb\u2028c")).toBe("a b c");
  });
});

describe("words", () => {
  it("are said in both languages, and differ", () => {
    expect(Object.keys(words.ja)).toEqual(Object.keys(words.en));
    expect(words.ja.nothing).not.toBe(words.en.nothing);
    expect(Object.keys(cardWords.ja)).toEqual(Object.keys(cardWords.en));
    expect(cardWords.ja.noReliability).not.toBe(cardWords.en.noReliability);
  });
});

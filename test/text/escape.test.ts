import { describe, expect, it } from "vitest";
import { escapeCsvText, plainCsvText } from "../../src/text/csv-cell.ts";
import {
  escapeHtml,
  escapeLatex,
  escapeMarkdownCell,
  escapeTerminal,
  escapeTerminalLine,
} from "../../src/text/escape.ts";

describe("escapeCsvText", () => {
  it.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＠x", "  =1"])("defuses %j", (text) => {
    expect(escapeCsvText(text)).toBe(`'${text}`);
    expect(plainCsvText(`'${text}`)).toBe(text);
  });
  it.each(["a=1", "7-8", "日本", "", "'quoted'"])("leaves %j", (text) => {
    expect([escapeCsvText(text), plainCsvText(text)]).toEqual([text, text]);
  });
});

describe("escapeLatex", () => {
  it("makes every special sign a text, once", () => {
    expect(escapeLatex('\\ {50%} & $x_1^2$ #1 ~ a<b|c>d "q"\n日本')).toBe(
      "\\textbackslash{} \\{50\\%\\} \\& \\$x\\_1\\textasciicircum{}2\\$ \\#1 \\textasciitilde{} a\\textless{}b\\textbar{}c\\textgreater{}d {\\char34}q{\\char34} 日本",
    );
  });

  it("leaves nothing that begins a row as its argument, and no two signs that are set as one", () => {
    expect(escapeLatex("[x] *y")).toBe("{[}x] {*}y");
    expect(escapeLatex("models--org---name ``a'' ?`")).toBe("models-{}-org-{}-{}-name `{}`a'{}' ?{}`");
  });
});

describe("escapeMarkdownCell", () => {
  it("keeps a cell a cell", () => {
    expect(escapeMarkdownCell("a|b\n<script>*x*</script> my_model [l](u) `c`\\|")).toBe(
      "a\\|b &lt;script&gt;\\*x\\*&lt;/script&gt; my\\_model \\[l\\](u) \\`c\\`\\\\\\|",
    );
  });
});

describe("escapeHtml", () => {
  it("covers elements and both kinds of attribute quotes", () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;`)).toBe("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
  });
});

describe("escapeTerminal", () => {
  it("drops escape sequences, control characters and changes of direction, keeps lines", () => {
    const hostile =
      "\u001b[31m赤\u001b[0m\u001b]0;title\u0007\u202Egnirts\u2066\u0000\u009b2J\u007f\r\nnext\tcell\u0008";
    const clean = escapeTerminal(hostile);
    expect(clean).toBe("赤gnirts\nnext\tcell");
    expect(escapeTerminalLine(hostile)).toBe("赤gnirts next cell");
  });
});

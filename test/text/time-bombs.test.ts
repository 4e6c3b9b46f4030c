import { it } from "vitest";
import { z } from "zod";
import { parsePlace } from "../../page/place.ts";
import { visible, visibleName } from "../../page/visible-text.ts";
import { InputError } from "../../src/errors.ts";
import { parseFastChatAnswers } from "../../src/exchange/fastchat-answers.ts";
import { cutKnownTexts } from "../../src/exchange/prompt-slots.ts";
import { recogniseRows } from "../../src/exchange/recognise-rows.ts";
import { isErrorText } from "../../src/exchange/sentinels.ts";
import { parseTemplate } from "../../src/judges/prompt-template.ts";
import { likeness } from "../../src/text/alike.ts";
import { bareText, comparedText, withoutOuterMarks } from "../../src/text/bare-text.ts";
import { displayWidth } from "../../src/text/display-width.ts";
import {
  escapeHtml,
  escapeLatex,
  escapeMarkdownCell,
  escapeTerminal,
  escapeTerminalLine,
} from "../../src/text/escape.ts";
import { estimateTokens } from "../../src/text/estimate-tokens.ts";
import { countCharacters, japaneseRatio } from "../../src/text/measures.ts";
import { comparableText } from "../../src/text/normalise.ts";
import { parseCsv } from "../../src/text/parse-csv.ts";
import { parseJson } from "../../src/text/parse-json.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { maskSecrets, redact } from "../../src/text/redact.ts";
import { scriptOf } from "../../src/text/script-of.ts";
import { shorten } from "../../src/text/shorten.ts";
import { expectQuick } from "../support/worst-texts.ts";

function orSyntaxError(read: (text: string) => unknown): (text: string) => void {
  return (text) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  };
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  redact: (text) => redact(text, ["geheim-geheim"]),
  maskSecrets: (text) => maskSecrets(text, ["geheim-geheim"]),
  shorten: (text) => shorten(text, 120),
  withoutOuterMarks,
  escapeTerminalLine,
  escapeLatex,
  escapeMarkdownCell,
  estimateTokens,
  countCharacters,
  japaneseRatio,
  // Names and titles are shown cut to the screen.
  "displayWidth, of what a cell holds": (text) => displayWidth(shorten(text, 2_000)),
  recogniseRows,
  parseFastChatAnswers: (text) => parseFastChatAnswers(text, "p", "f"),
  isErrorText,
  cutKnownTexts: (text) => cutKnownTexts(`a${text}b`, new Map([["answer", ["ab"]]])),
  parseJson: orSyntaxError(parseJson),
  parseTemplate: orSyntaxError(parseTemplate),
  "parseCsv, a tenth": (text) => parseCsv(text.slice(0, 100_000)),
  "parseYaml, a hundredth": (text) => {
    try {
      parseYaml(text.slice(0, 10_000), z.record(z.string(), z.string()), "f.yaml");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  },
  visible,
  visibleName,
  parsePlace,
  bareText,
  comparedText,
  comparableText,
  likeness,
  scriptOf,
  escapeHtml,
  escapeTerminal,
};

it.each(Object.entries(readers))(
  "%s takes time linear in the worst that it can be given, and less than 200 ms for a megabyte",
  (_name, read) => expectQuick(read),
);

import { it } from "vitest";
import type { Constraint } from "../../src/questions/annotations.ts";
import { checkConstraints } from "../../src/questions/check-constraints.ts";
import { expectQuick } from "../support/worst-texts.ts";

const demands: readonly Constraint[] = [
  { kind: "max-characters", value: 4 },
  { kind: "items", min: 1 },
  { kind: "paragraphs", min: 1 },
  { kind: "sentences", min: 1 },
  { kind: "forbid", words: ["川"] },
  { kind: "no-script", script: "katakana" },
  { kind: "starts-with", text: "川" },
  { kind: "json" },
  { kind: "code", language: "python" },
  { kind: "table", columns: 2 },
];

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(
    demands.map((one) => [`checkConstraints, ${one.kind}`, (text) => checkConstraints([one], text)]),
  ),
};

it.each(Object.entries(readers))(
  "%s takes time linear in the worst that it can be given, and less than 200 ms for a megabyte",
  (_name, read) => expectQuick(read),
);

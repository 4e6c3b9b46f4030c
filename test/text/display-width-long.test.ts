import stringWidth from "string-width";
import { expect, it } from "vitest";
import { displayWidth } from "../../src/text/display-width.ts";

it.each(["。", "a", "𠮷", "か\u3099", "👩‍👩‍👧", "ｱ", "é"])(
  "measures a long row of %j in parts as the library measures it whole",
  (sign) => {
    const text = sign.repeat(700);
    expect(displayWidth(text)).toBe(stringWidth(text));
  },
);

import { markOf, shapePath } from "../figures/figure-marks.ts";
import { colourOf, lightTheme } from "../figures/figure-style.ts";
import type { PrintFont } from "./print-font.ts";
import { type Anchor, at, type PathMark, type Scene, type SceneMark } from "./scene.ts";
import { shownText, wrapName } from "./wrap-name.ts";

/** Sizes of type on paper, in points. Nothing is set smaller than the least. */
export const type = { body: 7.5, small: 7, lead: 9.2, least: 7 } as const;

/** Colours on paper. */
export const paper = { ...lightTheme, paper: "#ffffff" } as const;

export interface TextLook {
  readonly size?: number;
  readonly anchor?: Anchor;
  readonly upright?: boolean;
  readonly ink?: string;
}

/** Draws a scene: what is drawn later lies above. Lengths in points, y downwards. */
export interface PrintPen {
  readonly width: number;
  readonly measure: (text: string, size?: number) => number;
  /** Lines that a text takes in a width. */
  readonly wrap: (text: string, width: number, size?: number) => readonly string[];
  readonly text: (text: string, x: number, y: number, look?: TextLook) => void;
  /** Lines from the baseline `y` down; returns the baseline after the last. */
  readonly lines: (lines: readonly string[], x: number, y: number, look?: TextLook) => number;
  readonly line: (x1: number, y1: number, x2: number, y2: number, look?: LineLook) => void;
  readonly path: (d: string, look: Partial<PathMark>) => void;
  readonly rect: (x: number, y: number, width: number, height: number, fill: string) => void;
  /** A candidate's mark in its colour. */
  readonly mark: (slot: number, x: number, y: number, size?: number) => void;
  /** The scene as drawn so far. */
  readonly scene: (height: number, title: string) => Scene;
}

export interface LineLook {
  readonly ink?: string;
  readonly lineWidth?: number;
}

/** Half the width of a mark. */
const markSize = 2.6;

export function makePen(width: number, font: PrintFont): PrintPen {
  const marks: SceneMark[] = [];
  const measure = (text: string, size: number = type.body) => font.measure(text, size);
  const path = (d: string, look: Partial<PathMark>) => {
    marks.push({ kind: "path", d, fill: null, stroke: null, lineWidth: 0.75, opacity: 1, slot: null, ...look });
  };
  const text = (content: string, x: number, y: number, look: TextLook = {}) => {
    const { size = type.body, anchor = "start", upright = false, ink = paper.ink } = look;
    if (content !== "") marks.push({ kind: "text", text: shownText(content), x, y, size, anchor, upright, ink });
  };
  return {
    width,
    measure,
    wrap: (content, room, size = type.body) => wrapName(content, room, (part) => measure(part, size)),
    text,
    lines: (lines, x, y, look) => {
      for (const [index, line] of lines.entries()) text(line, x, y + index * type.lead, look);
      return y + lines.length * type.lead;
    },
    line: (x1, y1, x2, y2, { ink = paper.grid, lineWidth = 0.5 } = {}) =>
      path(`M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`, { stroke: ink, lineWidth }),
    path,
    rect: (x, y, w, h, fill) => path(`M${at(x)} ${at(y)}H${at(x + w)}V${at(y + h)}H${at(x)}Z`, { fill }),
    mark: (slot, x, y, size = markSize) => {
      const { shape, hollow } = markOf(slot);
      const colour = colourOf(slot, paper);
      const look = hollow ? { fill: paper.paper, stroke: colour } : { fill: colour, stroke: colour };
      path(shapePath(shape, x, y, hollow ? size * 0.92 : size), { ...look, lineWidth: hollow ? 0.8 : 0.3, slot });
    },
    scene: (height, title) => ({ width, height, title, marks: [...marks] }),
  };
}

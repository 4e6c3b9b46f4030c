/** A figure before it is a file: what is drawn, in points from the top left corner. */
export interface Scene {
  /** Points. */
  readonly width: number;
  readonly height: number;
  /** What a reader who sees nothing is told. */
  readonly title: string;
  readonly marks: readonly SceneMark[];
}

export type SceneMark = TextMark | PathMark;

export interface TextMark {
  readonly kind: "text";
  readonly text: string;
  /** Of the anchor, on the baseline. */
  readonly x: number;
  readonly y: number;
  /** Points. */
  readonly size: number;
  readonly anchor: Anchor;
  /** Stands upright, read from below; x and y are its anchor all the same. */
  readonly upright: boolean;
  readonly ink: string;
}

export type Anchor = "start" | "middle" | "end";

export interface PathMark {
  readonly kind: "path";
  /** SVG path data: M, L, H, V, A, Z in absolute coordinates. */
  readonly d: string;
  readonly fill: string | null;
  readonly stroke: string | null;
  /** Points. */
  readonly lineWidth: number;
  /** 0-1, of fill and stroke. */
  readonly opacity: number;
  /** A candidate's mark: its slot. */
  readonly slot: number | null;
}

/** Where a text stands. */
export interface TextBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Heights of a line above and below its baseline, in parts of its size: those of capitals, digits and Japanese signs. */
const ascent = 0.88;
const descent = 0.2;

/** The box of a text as the font draws it. `measure` gives the width in points. */
export function boxOf(mark: TextMark, measure: (text: string, size: number) => number): TextBox {
  const width = measure(mark.text, mark.size);
  const start = mark.anchor === "start" ? 0 : mark.anchor === "middle" ? -width / 2 : -width;
  const [up, down] = [mark.size * ascent, mark.size * descent];
  return mark.upright
    ? { left: mark.x - up, right: mark.x + down, top: mark.y - start - width, bottom: mark.y - start }
    : { left: mark.x + start, right: mark.x + start + width, top: mark.y - up, bottom: mark.y + down };
}

/** A coordinate as files hold it: a hundredth of a point is less than a printer shows. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * The marks of candidates: twelve shapes, each filled and then hollow, so that 24 candidates share none. Shape is the channel
 * that survives a copier and any eye; colour helps those who see it.
 */
export const shapes = [
  "circle",
  "square",
  "triangle",
  "diamond",
  "triangleDown",
  "plus",
  "cross",
  "triangleRight",
  "triangleLeft",
  "star",
  "bar",
  "hourglass",
] as const;

export type Shape = (typeof shapes)[number];

export interface Mark {
  readonly shape: Shape;
  readonly hollow: boolean;
}

/** How many marks there are before one repeats. */
export const markCount = shapes.length * 2;

export function markOf(slot: number): Mark {
  return { shape: shapes[slot % shapes.length] ?? "circle", hollow: slot % markCount >= shapes.length };
}

type Corner = readonly [number, number];

const upward: readonly Corner[] = [
  [0, -1.15],
  [1.1, 0.85],
  [-1.1, 0.85],
];

/** Corners in parts of the mark's size, which is about its half width; the circle has none. */
const corners: Readonly<Record<Exclude<Shape, "circle">, readonly Corner[]>> = {
  square: box(0.9, 0.9),
  triangle: turned(upward, 0),
  diamond: [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  triangleDown: turned(upward, 2),
  plus: fatCross(1.2, 0.36),
  cross: fatCross(1.2, 0.36).map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
  triangleRight: turned(upward, 1),
  triangleLeft: turned(upward, 3),
  star: Array.from({ length: 10 }, (_, index): Corner => {
    const [radius, angle] = [index % 2 === 0 ? 1.35 : 0.58, (index * Math.PI) / 5];
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  }),
  bar: box(0.45, 1.3),
  hourglass: [
    [-1, -1.15],
    [1, -1.15],
    [-1, 1.15],
    [1, 1.15],
  ],
};

function box(x: number, y: number): Corner[] {
  return [
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ];
}

/** A shape turned clockwise by quarters. */
function turned(points: readonly Corner[], quarters: number): Corner[] {
  return quarters === 0
    ? [...points]
    : turned(
        points.map(([x, y]) => [-y, x]),
        quarters - 1,
      );
}

function fatCross(long: number, half: number): Corner[] {
  return [
    [-half, -long],
    [half, -long],
    [half, -half],
    [long, -half],
    [long, half],
    [half, half],
    [half, long],
    [-half, long],
    [-half, half],
    [-long, half],
    [-long, -half],
    [-half, -half],
  ];
}

/** Outline of a shape about a point, as SVG path data. */
export function shapePath(shape: Shape, x: number, y: number, size: number): string {
  const text = (value: number) => String(Math.round(value * 100) / 100);
  if (shape === "circle") {
    const [left, right, radius] = [text(x - size), text(x + size), text(size)];
    return `M${left} ${text(y)}A${radius} ${radius} 0 1 1 ${right} ${text(y)}A${radius} ${radius} 0 1 1 ${left} ${text(y)}Z`;
  }
  const points = corners[shape].map(([dx, dy]) => `${text(x + dx * size)} ${text(y + dy * size)}`);
  return `M${points.join("L")}Z`;
}

/** Chart.js's nearest style of a mark, and its turn in degrees; whether it is filled is the data set's background. */
export function pointOf(slot: number): { readonly pointStyle: ChartPoint; readonly rotation: number } {
  const [pointStyle, rotation] = chartPoints[markOf(slot).shape];
  return { pointStyle, rotation };
}

type ChartPoint = "circle" | "rect" | "triangle" | "rectRot" | "cross" | "crossRot" | "star" | "line" | "rectRounded";

const chartPoints: Readonly<Record<Shape, readonly [ChartPoint, number]>> = {
  circle: ["circle", 0],
  square: ["rect", 0],
  triangle: ["triangle", 0],
  diamond: ["rectRot", 0],
  triangleDown: ["triangle", 180],
  plus: ["cross", 0],
  cross: ["crossRot", 0],
  triangleRight: ["triangle", 90],
  triangleLeft: ["triangle", 270],
  star: ["star", 0],
  bar: ["line", 90],
  hourglass: ["rectRounded", 0],
};

// Answers to the questions of MT-Bench that have one, computed from what the questions say. The Japanese set asks the same
// with other names and units, so both share these.

type Point = readonly [number, number];

const corners: readonly [Point, Point, Point] = [
  [0, 0],
  [-1, 1],
  [3, 3],
];

export function triangleArea(): number {
  const [[ax, ay], [bx, by], [cx, cy]] = corners;
  return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
}

/** R² = (abc)² / (16 area²); the circle's area in units of pi. */
export function circleAreaOverPi(): number {
  const [a, b, c] = corners;
  const square = (p: Point, q: Point) => (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2;
  return (square(a, b) * square(b, c) * square(c, a)) / (16 * triangleArea() ** 2);
}

/** Of 36 throws of two dice. */
export function countThrows(counts: (sum: number) => boolean): number {
  const faces = [1, 2, 3, 4, 5, 6];
  return faces.flatMap((a) => faces.map((b) => a + b)).filter(counts).length;
}

/** Passengers at the start, so that 25 ride to the third stop. */
export function passengers(): number {
  return range(0, 200).find((start) => start / 2 + 4 - 6 + 8 === 25) ?? Number.NaN;
}

export function countIntegers(holds: (x: number) => boolean): number {
  return range(-100, 100).filter(holds).length;
}

/** The remainder of 2x for all x that leave 4 when divided by 10; NaN when they differ. */
export function remainderOfDouble(divisor: number): number {
  const found = new Set(
    range(0, 500)
      .filter((x) => x % 10 === 4)
      .map((x) => (2 * x) % divisor),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : Number.NaN;
}

/** x + y = 4z and xy = 4z² for z = 1: whole solutions. */
export function solveForZ(): readonly { x: number; y: number }[] {
  return range(-50, 50).flatMap((x) => (x * (4 - x) === 4 ? [{ x, y: 4 - x }] : []));
}

export const cubic = (x: number): number => 4 * x ** 3 - 9 * x - 14;

export function wholeRoots(): number[] {
  return range(-20, 20).filter((x) => cubic(x) === 0);
}

/** Of 4x² + 8x + 7, what is left after x - 2: below 0, so there is no other real root. */
export function restDiscriminant(): number {
  const rest = [4, 8, 7] as const;
  const product = (x: number) => (x - 2) * (rest[0] * x * x + rest[1] * x + rest[2]);
  if (!range(-5, 5).every((x) => product(x) === cubic(x))) throw new Error("the factors do not multiply to the cubic");
  return rest[1] ** 2 - 4 * rest[0] * rest[2];
}

/** Every parking order that fits: colours and people from the first space to the last. */
export function parkingOrders(names: {
  readonly nextToLast: string;
  readonly last: string;
  readonly green: string;
  readonly between: readonly [middle: string, one: string, other: string];
}): { colours: readonly string[]; people: readonly string[] }[] {
  const [middle, one, other] = names.between;
  const everybody = [names.nextToLast, names.last, names.green, middle, one, other];
  const people = [...new Set(everybody)];
  const at = (list: readonly string[], what: string) => list.indexOf(what);
  const isBetween = (list: readonly string[], what: string, a: string, b: string) => {
    const [p, q, r] = [at(list, what), at(list, a), at(list, b)];
    return (q < p && p < r) || (r < p && p < q);
  };
  return permutations(["yellow", "green", "purple", "red", "blue"])
    .filter((colours) => colours[0] === "red" && colours[4] === "purple" && isBetween(colours, "blue", "red", "green"))
    .flatMap((colours) =>
      permutations(people)
        .filter(
          (order) =>
            order[4] === names.last &&
            Math.abs(at(order, names.nextToLast) - at(order, names.last)) === 1 &&
            at(order, names.green) === at(colours, "green") &&
            isBetween(order, middle, one, other),
        )
        .map((order) => ({ colours, people: order })),
    );
}

/** Whether a statement about prices is true in all, in no, or in some of the orders that fit the premises. */
export function verdict(
  premises: (p: Prices) => boolean,
  statement: (p: Prices) => boolean,
): "true" | "false" | "uncertain" {
  const prices = [1, 2, 3].flatMap((apple) =>
    [1, 2, 3].flatMap((orange) => [1, 2, 3].map((banana) => ({ apple, orange, banana }))),
  );
  const truths = new Set(prices.filter(premises).map(statement));
  if (truths.size !== 1) return "uncertain";
  return truths.has(true) ? "true" : "false";
}

export interface Prices {
  readonly apple: number;
  readonly orange: number;
  readonly banana: number;
}

/** Generations between A and Z: everybody has one father, so two fathers of one child are the same person. */
export function generationsFromAToZ(): number {
  const fatherOf: readonly (readonly [father: string, child: string])[] = [
    ["A", "B"],
    ["B", "C"],
    ["D", "C"],
    ["D", "E"],
    ["X", "E"],
    ["X", "Y"],
    ["Y", "Z"],
  ];
  const same = new Map<string, string>();
  const person = (name: string): string => {
    const other = same.get(name);
    return other === undefined ? name : person(other);
  };
  const fathers = new Map<string, string>();
  for (const [father, child] of fatherOf) {
    const known = fathers.get(person(child));
    if (known === undefined) fathers.set(person(child), person(father));
    else if (person(known) !== person(father)) same.set(person(father), person(known));
  }
  const father = (name: string): string | undefined => {
    const found = [...fathers].find(([child]) => person(child) === person(name))?.[1];
    return found === undefined ? undefined : person(found);
  };
  let [generations, ancestor] = [0, father("Z")];
  while (ancestor !== undefined) {
    generations += 1;
    if (ancestor === person("A")) return generations;
    ancestor = father(ancestor);
  }
  return Number.NaN;
}

/** Where one looks who has the morning shadow (west) at the right hand. */
export function facing(): string {
  const clockwise = ["north", "east", "south", "west"];
  return clockwise.find((_, index) => clockwise[(index + 1) % 4] === "west") ?? "";
}

/** Overlapping never happens with these words. */
export function occurrences(text: string, word: string): number {
  return text.split(word).length - 1;
}

/** Highest and lowest closing price of each month, from the table in the question. */
export function monthlyCloses(question: string): { month: string; high: number; low: number }[] {
  const rows = [...question.matchAll(/^(\d{4}-\d{2})-\d{2},[\d.]+,[\d.]+,[\d.]+,([\d.]+),\d+$/gm)];
  const months = [...new Set(rows.map((row) => row[1] ?? ""))];
  return months.map((month) => {
    const closes = rows.filter((row) => row[1] === month).map((row) => Number(row[2]));
    return { month, high: Math.max(...closes), low: Math.min(...closes) };
  });
}

/** Trees with n vertices of which each has no child or `children` ordered ones, counted by building them. */
export function countTrees(n: number, children: number): number {
  if (n === 1) return 1;
  return countForests(n - 1, children, children);
}

function countForests(n: number, trees: number, children: number): number {
  if (trees === 1) return n < 1 ? 0 : countTrees(n, children);
  return range(1, n).reduce(
    (sum, first) => sum + countTrees(first, children) * countForests(n - first, trees - 1, children),
    0,
  );
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

/** From first to last - 1. */
function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

import { type NestedShares, nestedEffects, type SeenDeviation } from "./nested-effects.ts";

/**
 * Measured on the recorded answers of four models and the judgments of two to the 80 Japanese questions (see bench/latencies.ts):
 * the category explains some 40 % of the variance of a logarithm of tokens, the correlation between a question's two turns is
 * 0.55, and between two models at the same turn 0.8.
 */
const shares: NestedShares = { category: 0.4, question: 0.15, turn: 0.25, reply: 0.2 };

/** So many replies of its own a writer has to show before they outweigh the guess that it is long where the others are long. */
const guessWeighs = 8;

/** Where in a question set a reply stands. */
export interface LengthPlace {
  readonly category: string;
  /** Tells questions apart. */
  readonly question: string;
  /** 1-based. */
  readonly turn: number;
}

/** Seconds of replies by several writers to the same questions. */
export interface ExpectedLengths {
  /** A reply of a writer took so long, or would have. What is not above 0 is passed over. */
  learn(writer: string, place: LengthPlace, seconds: number): void;
  /** Seconds to expect of a writer's next reply there. */
  expected(writer: string, place: LengthPlace): number;
  /** Mean seconds to expect of a writer's replies, over the places that are known. */
  mean(writer: string): number;
  /** Rises whenever expectations may have changed. */
  version(): number;
}

interface Seen {
  count: number;
  /** Of natural logarithms. */
  logs: number;
  seconds: number;
}

interface Spot extends LengthPlace {
  /** Its place in the order in which places became known. */
  readonly index: number;
  readonly seen: Map<string, Seen>;
}

/** What is expected of one writer at a place. */
interface Expectation {
  readonly seconds: number;
  /** Of the logarithm: what the others say, and what the writer's own replies say beyond that before it is trusted. */
  readonly base: number;
  readonly beyond: number;
}

/** What is expected of one writer, by place. */
interface Outlook {
  readonly version: number;
  /** By `Spot.index`. */
  readonly at: readonly Expectation[];
  readonly elsewhere: number;
  readonly mean: number;
}

/** What is kept of one writer. */
interface Writer {
  learnt: number;
  /** How far its replies came as its own earlier ones had said: sums of squares and of products. */
  readonly borneOut: { count: number; squares: number; products: number };
  outlook: Outlook | null;
  /** What the others say, which is another only when these have shown more. */
  others: (ReturnType<typeof ofOthers> & { readonly learnt: number; readonly spots: number }) | null;
}

/**
 * Expects of each writer what the other writers' lengths at the same places say, as far as it has followed them so far, and what
 * it has itself shown there beyond that (other trials, the question's other turn, the category), as far as that came true so
 * far. Lengths are compared as logarithms, each writer's against its own mean, so that nobody's speed matters but the writer's
 * own. `typicalSeconds` is expected of a writer while nothing at all is known. Expectations are made anew whenever a quarter
 * more of replies has come, so that a long run does not spend its time on them.
 */
export function expectedLengths(typicalSeconds: number): ExpectedLengths {
  const spots: Spot[] = [];
  const turns = new Map<string, Spot[]>();
  const writers = new Map<string, Writer>();
  let learnt = 0;
  let version = 0;
  let nextVersion = 0;

  function spotAt({ category, question, turn }: LengthPlace): Spot {
    const ofQuestion = turns.get(question) ?? [];
    const known = ofQuestion[turn - 1];
    if (known !== undefined) return known;
    const spot = { category, question, turn, index: spots.length, seen: new Map() };
    spots.push(spot);
    ofQuestion[turn - 1] = spot;
    turns.set(question, ofQuestion);
    return spot;
  }

  function writerOf(name: string): Writer {
    const borneOut = { count: 0, squares: 0, products: 0 };
    const writer = writers.get(name) ?? { learnt: 0, borneOut, outlook: null, others: null };
    writers.set(name, writer);
    return writer;
  }

  function outlookOf(name: string): Outlook {
    const writer = writerOf(name);
    if (writer.outlook?.version === version) return writer.outlook;
    const byOthers = learnt - writer.learnt;
    if (writer.others?.learnt !== byOthers || writer.others.spots !== spots.length) {
      writer.others = { ...ofOthers(name, spots), learnt: byOthers, spots: spots.length };
    }
    const own = spots.map(({ seen }) => seen.get(name));
    const trust = trustIn(writer.borneOut);
    writer.outlook = { version, ...makeOutlook(spots, own, writer.others, { typicalSeconds, trust }) };
    return writer.outlook;
  }

  return {
    learn(name, place, seconds) {
      if (!(seconds > 0) || !Number.isFinite(seconds)) return;
      const writer = writerOf(name);
      const { seen, index } = spotAt(place);
      const own = seen.get(name) ?? { count: 0, logs: 0, seconds: 0 };
      seen.set(name, own);
      own.count += 1;
      own.logs += Math.log(seconds);
      own.seconds += seconds;
      bearOut(writer, index, Math.log(seconds));
      writer.learnt += 1;
      learnt += 1;
      if (learnt < nextVersion) return;
      version += 1;
      nextVersion = learnt + Math.max(1, Math.floor(learnt / 4));
    },
    expected(name, place) {
      const outlook = outlookOf(name);
      // A place that is new is known from the next version on, by its question and its category at least.
      return outlook.at[spotAt(place).index]?.seconds ?? outlook.elsewhere;
    },
    mean: (name) => outlookOf(name).mean,
    version: () => version,
  };
}

/** Compares a reply with what the writer's own earlier ones had said of it. */
function bearOut({ outlook, borneOut }: Writer, index: number, log: number): void {
  const said = outlook?.at[index];
  if (said === undefined || said.beyond === 0) return;
  borneOut.count += 1;
  borneOut.squares += said.beyond ** 2;
  borneOut.products += said.beyond * (log - said.base);
}

/** What part of what a writer's own replies say came true, 0-1; it is 1 before the first, and that weighs as `guessWeighs` replies. */
function trustIn({ count, squares, products }: Writer["borneOut"]): number {
  if (squares === 0) return 1;
  const guess = (guessWeighs * squares) / count;
  return Math.min(1, Math.max(0, (products + guess) / (squares + guess)));
}

function makeOutlook(
  spots: readonly Spot[],
  own: readonly (Seen | undefined)[],
  { effects, level: levelOfOthers }: ReturnType<typeof ofOthers>,
  { typicalSeconds, trust }: { readonly typicalSeconds: number; readonly trust: number },
): Omit<Outlook, "version"> {
  const { level: levelOfOwn, slope } = followed(own, effects);
  const level = levelOfOwn ?? levelOfOthers ?? Math.log(typicalSeconds);
  const bases = effects.map((effect) => level + slope * effect);
  const means = own.map((seen, index) => (seen === undefined ? 0 : seen.logs / seen.count - (bases[index] ?? 0)));
  const beyond = nestedEffects(
    spots,
    own.map((seen, index) => ({ count: seen?.count ?? 0, mean: means[index] ?? 0 })),
    shares,
  );
  const likely = bases.map((base, index) => Math.exp(base + trust * (beyond[index] ?? 0)));
  const unit = smearing(own, likely);
  const at = bases.map((base, index) => ({
    seconds: unit * (likely[index] ?? 0),
    base,
    beyond: beyond[index] ?? 0,
  }));
  const elsewhere = unit * Math.exp(level);
  const total = at.reduce((sum, { seconds }) => sum + seconds, 0);
  return { at, elsewhere, mean: at.length === 0 ? elsewhere : total / at.length };
}

/** What all other writers say of each place, as deviations from their own means, and their common mean; null: there are none. */
function ofOthers(
  writer: string,
  spots: readonly Spot[],
): { readonly effects: number[]; readonly level: number | null } {
  let effects = spots.map(() => 0);
  let level: number | null = null;
  // A writer that was asked half of the questions has its mean from these: told from the others', the second time.
  for (let pass = 1; pass <= 2; pass += 1) {
    const means = meansOf(writer, spots, effects);
    if (means.size === 0) break;
    level = [...means.values()].reduce((sum, one) => sum + one, 0) / means.size;
    effects = nestedEffects(
      spots,
      spots.map((spot) => deviationOf(spot, means)),
      shares,
    );
  }
  return { effects, level };
}

/** The mean logarithm of every other writer, less what the places that it was asked at explain. */
function meansOf(writer: string, spots: readonly Spot[], effects: readonly number[]): Map<string, number> {
  const sums = new Map<string, { count: number; total: number }>();
  for (const [index, { seen }] of spots.entries()) {
    for (const [other, { count, logs }] of seen) {
      if (other === writer) continue;
      const sum = sums.get(other) ?? { count: 0, total: 0 };
      sums.set(other, sum);
      sum.count += 1;
      sum.total += logs / count - (effects[index] ?? 0);
    }
  }
  return new Map([...sums].map(([other, { count, total }]) => [other, total / count]));
}

/** A writer counts once at a place, however many trials it has there: what is its own does not average out. */
function deviationOf({ seen }: Spot, means: ReadonlyMap<string, number>): SeenDeviation {
  let count = 0;
  let total = 0;
  for (const [other, { count: replies, logs }] of seen) {
    const mean = means.get(other);
    if (mean === undefined) continue;
    count += 1;
    total += logs / replies - mean;
  }
  return { mean: count === 0 ? 0 : total / count, count };
}

/**
 * How a writer's own logarithms follow the others': a line by least squares whose slope is drawn towards 1 by as much as
 * `guessWeighs` replies would say, within 0 and 1.5. The level is null before its first reply.
 */
function followed(
  own: readonly (Seen | undefined)[],
  effects: readonly number[],
): { readonly level: number | null; readonly slope: number } {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0];
  let spread = 0;
  for (const [index, effect] of effects.entries()) {
    spread += (effect * effect) / effects.length;
    const seen = own[index];
    if (seen === undefined) continue;
    count += seen.count;
    x += seen.count * effect;
    y += seen.logs;
    xx += seen.count * effect * effect;
    xy += effect * seen.logs;
  }
  if (count === 0) return { level: null, slope: 1 };
  const guess = guessWeighs * spread;
  const [sxx, sxy] = [xx - (x * x) / count, xy - (x * y) / count];
  const slope = sxx + guess > 0 ? Math.min(1.5, Math.max(0, (sxy + guess) / (sxx + guess))) : 1;
  return { level: (y - slope * x) / count, slope };
}

/** By how much the mean of what a writer took lies above what logarithms say (Duan 1983); 1 before its first reply. */
function smearing(own: readonly (Seen | undefined)[], likely: readonly number[]): number {
  let [took, said] = [0, 0];
  for (const [index, seen] of own.entries()) {
    if (seen === undefined) continue;
    took += seen.seconds;
    said += seen.count * (likely[index] ?? 0);
  }
  return said > 0 ? took / said : 1;
}

import type { Checkpoint, Constraint, Difficulty } from "../questions/annotations.ts";
import { checkCheckpoints } from "../questions/check-checkpoints.ts";
import { checkConstraints } from "../questions/check-constraints.ts";
import { makeRandom, type Random } from "../statistics/resampling/random.ts";

/** One turn of a variant: what is asked, and everything that follows from the parameters. */
export interface VariantTurn {
  readonly question: string;
  readonly reference: string;
  /** What decides whether a reply is right, in the shortest form. No variant may share it with its original. */
  readonly answer: string;
  readonly checkpoints: readonly Checkpoint[];
  readonly constraints: readonly Constraint[];
}

export type VariantTurns = readonly [VariantTurn, VariantTurn];

/** What a maker of variants writes. Everything is a function of the parameters, and the parameters of the random numbers. */
export interface GeneratorDefinition<P> {
  /** The id of the question that it varies. */
  readonly id: string;
  /** Raised with every change that gives a seed another text. */
  readonly version: number;
  readonly category: string;
  readonly difficulty: Difficulty;
  /** What stays the same in every draw, so that the difficulty does: sizes, steps, uniqueness. */
  readonly keeps: string;
  /** The parameters of the original question. */
  readonly original: P;
  /** Parameters, or null for a draw that does not make a question of the same kind; it is then drawn again. */
  draw(random: Random): P | null;
  write(parameters: P): VariantTurns;
}

/** A generator whose parameters are its own affair. */
export interface Generator
  extends Pick<GeneratorDefinition<null>, "id" | "version" | "category" | "difficulty" | "keeps"> {
  /** Same seed, same bytes. Throws when no draw of `mostDraws` fits, which is a bug of the generator. */
  vary(seed: string | number): VariantTurns;
  /** The turns that the original's own parameters give. */
  original(): VariantTurns;
}

const mostDraws = 5000;

export function defineGenerator<P>(definition: GeneratorDefinition<P>): Generator {
  const { id, version, category, difficulty, keeps } = definition;
  const original = (): VariantTurns => definition.write(definition.original);
  const vary = (seed: string | number): VariantTurns => {
    const random = makeRandom(`variants/${id}/${seed}`);
    const first = original();
    for (let count = 0; count < mostDraws; count++) {
      const parameters = definition.draw(random);
      if (parameters === null) continue;
      const turns = definition.write(parameters);
      const fresh = turns.every((turn, index) => turn.answer !== first[index]?.answer);
      if (fresh && turns.every((turn) => breaches(turn).length === 0)) return turns;
    }
    throw new Error(`generator ${id}: no draw of ${mostDraws} fits (seed ${seed})`);
  };
  return { id, version, category, difficulty, keeps, vary, original };
}

/** What a turn's own reference breaks of its constraints and checkpoints, in words. */
export function breaches({ reference, checkpoints, constraints }: VariantTurn): string[] {
  const broken = checkConstraints(constraints, reference).filter((one) => one.outcome === "broken");
  const missed = checkCheckpoints(checkpoints, reference).filter(
    (one) => one.outcome === "missed" || one.outcome === "violated",
  );
  return [...broken.map((one) => one.reason), ...missed.map((one) => `${one.outcome}: ${one.checkpoint.text}`)];
}

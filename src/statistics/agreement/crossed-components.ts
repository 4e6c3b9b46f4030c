import { mean } from "../mean.ts";
import { requireFinite } from "../require-number.ts";

/** The seven terms of a fully crossed design with one value a cell. */
export const crossedTerms = [
  "candidate",
  "judge",
  "question",
  "candidate x judge",
  "candidate x question",
  "judge x question",
  "residual",
] as const;

export type CrossedTerm = (typeof crossedTerms)[number];

export interface CrossedComponent {
  readonly term: CrossedTerm;
  readonly meanSquare: number;
  readonly degreesOfFreedom: number;
  /** In squared rating points, never below 0. */
  readonly variance: number;
  /** The estimate came out below 0 and is reported as 0. */
  readonly negative: boolean;
}

export interface CrossedComponents {
  readonly candidates: number;
  readonly judges: number;
  readonly questions: number;
  readonly terms: Readonly<Record<CrossedTerm, CrossedComponent>>;
}

/**
 * Variance components of table[candidate][judge][question], all effects random, by equating mean squares to their
 * expectations (balanced analysis of variance; Searle, Casella and McCulloch 1992, chapter 4). The residual holds what
 * belongs to a single cell: the three-way interaction together with the noise of repeating the rating.
 *
 * @throws RangeError for a table that is not complete, or has fewer than 2 candidates, judges or questions.
 */
export function crossedComponents(table: readonly (readonly (readonly number[])[])[]): CrossedComponents {
  const C = table.length;
  const J = table[0]?.length ?? 0;
  const Q = table[0]?.[0]?.length ?? 0;
  requireComplete(table, J, Q);
  const grand = mean(table.flat(2));
  const c = table.map((judges) => mean(judges.flat()) - grand);
  const j = range(J).map((judge) => mean(table.flatMap((judges) => judges[judge] ?? [])) - grand);
  const q = range(Q).map((question) => mean(table.flat().map((row) => row[question] as number)) - grand);
  const cj = table.map((judges, i) => judges.map((row, k) => mean(row) - grand - (c[i] as number) - (j[k] as number)));
  const cq = table.map((judges, i) =>
    q.map((effect, l) => mean(judges.map((row) => row[l] as number)) - grand - (c[i] as number) - effect),
  );
  const jq = j.map((of, k) =>
    q.map((effect, l) => mean(table.map((judges) => judges[k]?.[l] as number)) - grand - of - effect),
  );
  let rest = 0;
  for (const [i, judges] of table.entries()) {
    for (const [k, row] of judges.entries()) {
      for (const [l, value] of row.entries()) {
        const main = grand + (c[i] as number) + (j[k] as number) + (q[l] as number);
        const pairs = (cj[i]?.[k] as number) + (cq[i]?.[l] as number) + (jq[k]?.[l] as number);
        rest += (value - main - pairs) ** 2;
      }
    }
  }
  const squares: Record<CrossedTerm, readonly [sum: number, degrees: number]> = {
    candidate: [J * Q * sumOfSquares(c), C - 1],
    judge: [C * Q * sumOfSquares(j), J - 1],
    question: [C * J * sumOfSquares(q), Q - 1],
    "candidate x judge": [Q * sumOfSquares(cj.flat()), (C - 1) * (J - 1)],
    "candidate x question": [J * sumOfSquares(cq.flat()), (C - 1) * (Q - 1)],
    "judge x question": [C * sumOfSquares(jq.flat()), (J - 1) * (Q - 1)],
    residual: [rest, (C - 1) * (J - 1) * (Q - 1)],
  };
  const ms = (term: CrossedTerm): number => squares[term][0] / squares[term][1];
  const e = ms("residual");
  const [mcj, mcq, mjq] = [ms("candidate x judge"), ms("candidate x question"), ms("judge x question")];
  const estimates: Record<CrossedTerm, number> = {
    candidate: (ms("candidate") - mcj - mcq + e) / (J * Q),
    judge: (ms("judge") - mcj - mjq + e) / (C * Q),
    question: (ms("question") - mcq - mjq + e) / (C * J),
    "candidate x judge": (mcj - e) / Q,
    "candidate x question": (mcq - e) / J,
    "judge x question": (mjq - e) / C,
    residual: e,
  };
  const component = (term: CrossedTerm): CrossedComponent => ({
    term,
    meanSquare: ms(term),
    degreesOfFreedom: squares[term][1],
    variance: Math.max(0, estimates[term]),
    negative: estimates[term] < 0,
  });
  return {
    candidates: C,
    judges: J,
    questions: Q,
    terms: {
      candidate: component("candidate"),
      judge: component("judge"),
      question: component("question"),
      "candidate x judge": component("candidate x judge"),
      "candidate x question": component("candidate x question"),
      "judge x question": component("judge x question"),
      residual: component("residual"),
    },
  };
}

function requireComplete(table: readonly (readonly (readonly number[])[])[], judges: number, questions: number): void {
  if (table.length < 2 || judges < 2 || questions < 2) {
    throw new RangeError(
      `table: expected at least 2 candidates, judges and questions, got ${table.length}, ${judges} and ${questions}`,
    );
  }
  for (const [i, rows] of table.entries()) {
    if (rows.length !== judges) throw new RangeError(`table[${i}]: expected ${judges} judges, got ${rows.length}`);
    for (const [k, row] of rows.entries()) {
      if (row.length !== questions) {
        throw new RangeError(`table[${i}][${k}]: expected ${questions} questions, got ${row.length}`);
      }
      for (const [l, value] of row.entries()) requireFinite(value, `table[${i}][${k}][${l}]`);
    }
  }
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

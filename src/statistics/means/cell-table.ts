import { requireFinite } from "../require-number.ts";
import { compareText, type Unit } from "../resampling/strata.ts";

/** A place that every series may have measured: one cell of one unit. */
export interface Cell {
  readonly unit: string;
  readonly stratum: string;
  /** Unique inside the unit. */
  readonly id: string;
}

/** Several series on the same cells. */
export interface CellTable {
  readonly cells: readonly Cell[];
  /** One row a series, one entry a cell; null where it was not measured. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** The same with numbers in the place of names: what the fast loops read. */
export interface PackedTable {
  readonly units: readonly Unit[];
  /** For every cell the index of its unit; ascending. */
  readonly unitOfCell: Int32Array;
  /** One a series; NaN where it was not measured. */
  readonly rows: readonly Float64Array[];
}

/** Cells in the order of unit and id, so that the order given does not show in the results. */
export function packTable(table: CellTable): PackedTable {
  const { cells } = table;
  const cell = (index: number) => cells[index] as Cell;
  const order = cells
    .map((_, index) => index)
    .sort((a, b) => compareText(cell(a).unit, cell(b).unit) || compareText(cell(a).id, cell(b).id));
  const units: Unit[] = [];
  const unitOfCell = new Int32Array(cells.length);
  for (const [position, index] of order.entries()) {
    const { unit, stratum, id } = cell(index);
    const last = units.at(-1);
    if (last?.id !== unit) units.push({ id: unit, stratum });
    else if (last.stratum !== stratum) {
      throw new RangeError(`cells: unit ${JSON.stringify(unit)} is in two strata, ${last.stratum} and ${stratum}`);
    } else if (cell(order[position - 1] as number).id === id) {
      throw new RangeError(`cells: ${JSON.stringify(id)} of unit ${JSON.stringify(unit)} occurs twice`);
    }
    unitOfCell[position] = units.length - 1;
  }
  const rows = table.rows.map((row, series) => {
    if (row.length !== cells.length) {
      throw new RangeError(`rows[${series}]: expected ${cells.length} entries, one a cell, got ${row.length}`);
    }
    return Float64Array.from(order, (index) => {
      const value = row[index] ?? null;
      if (value === null) return Number.NaN;
      return Number.isFinite(value) ? value : requireFinite(value, `rows[${series}][${index}]`);
    });
  });
  return { units, unitOfCell, rows };
}
